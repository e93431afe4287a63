//! What changes rarely: workspaces, routes, keys, and what is forgotten with time. Each in a transaction of its own.

use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{BatchSealer, LogId, RelayError, Role, Route, Scope, ScopeKey, SetupRequest};
use sqlx::{Connection, SqliteConnection};

use super::{Change, Seen};
use crate::clock;
use crate::database::{number, scope_column, uuid};
use crate::directory::Directory;
use crate::setup_code;

/// Rows deleted per transaction: short enough that no webhook notices.
const FORGET_ROWS: i64 = 2000;

const LONGEST_NAME: usize = 200;

/// The workspace and log that a code made, and the key of the device that asks, if it belongs there.
type UsedCode = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// Makes the first workspace. The same request again gets the same answer, in case the first one got lost.
pub(super) async fn setup(
    connection: &mut SqliteConnection,
    request: &SetupRequest,
    open_code: &mut Option<[u8; 32]>,
) -> Result<Result<LogId, RelayError>, sqlx::Error> {
    let hash = setup_code::hash(&request.code);
    let used: Option<UsedCode> = sqlx::query_as(
        "SELECT w.id, w.log, d.public_key FROM used_setup_code c JOIN workspace w ON w.no = c.workspace \
         LEFT JOIN device d ON d.workspace = w.no AND d.id = ? WHERE c.hash = ?",
    )
    .bind(request.device.0.as_bytes().to_vec())
    .bind(hash.to_vec())
    .fetch_optional(&mut *connection)
    .await?;
    if let Some((workspace, log, public_key)) = used {
        let same = workspace == request.workspace.0.as_bytes() && public_key.as_deref() == Some(request.device_public_key.as_bytes().as_slice());
        return Ok(if same { Ok(LogId(uuid(&log)?)) } else { Err(RelayError::SetupCodeWrong) });
    }
    if *open_code != Some(hash) {
        return Ok(Err(RelayError::SetupCodeWrong));
    }
    if request.workspace_key.scope != Scope::Workspace {
        return Ok(Err(bad("the first key must be the workspace's own")));
    }
    if BatchSealer::new(&request.workspace_key.sealing_public_key).is_err() {
        return Ok(Err(bad("the sealing key is unusable")));
    }
    if request.workspace_name.len() > LONGEST_NAME || request.device_name.len() > LONGEST_NAME {
        return Ok(Err(bad("a name is longer than 200 bytes")));
    }
    let log = LogId(clock::new_id());
    let now = clock::now();
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let workspace = sqlx::query("INSERT INTO workspace (id, log, name, created_at) VALUES (?, ?, ?, ?)")
        .bind(request.workspace.0.as_bytes().to_vec())
        .bind(log.0.as_bytes().to_vec())
        .bind(&request.workspace_name)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?
        .last_insert_rowid();
    sqlx::query("INSERT INTO device (workspace, id, public_key, role, name, created_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(workspace)
        .bind(request.device.0.as_bytes().to_vec())
        .bind(request.device_public_key.as_bytes().to_vec())
        .bind(Role::Owner.as_str())
        .bind(&request.device_name)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    insert_scope_key(&mut transaction, workspace, &request.workspace_key).await?;
    sqlx::query("INSERT INTO used_setup_code (hash, workspace, used_at) VALUES (?, ?, ?)")
        .bind(hash.to_vec())
        .bind(workspace)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    *open_code = None;
    Ok(Ok(log))
}

pub(super) async fn apply(connection: &mut SqliteConnection, change: Change, directory: &Directory) -> Result<Result<(), RelayError>, sqlx::Error> {
    match change {
        Change::PutRoute { workspace, route } => put_route(connection, directory, workspace, route).await,
        Change::RemoveRoute { workspace, phone_number_id } => {
            sqlx::query("DELETE FROM route WHERE phone_number_id = ? AND workspace = ?")
                .bind(phone_number_id)
                .bind(workspace)
                .execute(connection)
                .await?;
            Ok(Ok(()))
        }
        Change::PutScopeKey { workspace, key } => put_scope_key(connection, workspace, key).await,
    }
}

async fn put_route(
    connection: &mut SqliteConnection,
    directory: &Directory,
    workspace: i64,
    route: Route,
) -> Result<Result<(), RelayError>, sqlx::Error> {
    if directory.route_owner(route.phone_number_id.as_str()).is_some_and(|owner| owner != workspace) {
        return Ok(Err(RelayError::NumberTaken));
    }
    let has_key = directory.workspaces().any(|w| w.no == workspace && directory.sealing_key(w, route.scope).is_some());
    if !has_key {
        return Ok(Err(bad("the route names an inbox whose key is not registered yet")));
    }
    sqlx::query(
        "INSERT INTO route (phone_number_id, workspace, waba_id, inbox) VALUES (?, ?, ?, ?) \
         ON CONFLICT (phone_number_id) DO UPDATE SET waba_id = excluded.waba_id, inbox = excluded.inbox",
    )
    .bind(route.phone_number_id.0)
    .bind(workspace)
    .bind(route.waba_id.0)
    .bind(scope_column(&route.scope).to_vec())
    .execute(connection)
    .await?;
    Ok(Ok(()))
}

async fn put_scope_key(connection: &mut SqliteConnection, workspace: i64, key: ScopeKey) -> Result<Result<(), RelayError>, sqlx::Error> {
    if BatchSealer::new(&key.sealing_public_key).is_err() {
        return Ok(Err(bad("the sealing key is unusable")));
    }
    let known: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as("SELECT inbox, sealing_public_key FROM scope_key WHERE workspace = ? AND key_id = ?")
        .bind(workspace)
        .bind(key.key_id.0.as_bytes().to_vec())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some((inbox, public)) = known {
        let same = inbox == scope_column(&key.scope) && public == key.sealing_public_key.as_bytes();
        return Ok(if same { Ok(()) } else { Err(bad("this key id already names another key")) });
    }
    insert_scope_key(connection, workspace, &key).await?;
    Ok(Ok(()))
}

async fn insert_scope_key(connection: &mut SqliteConnection, workspace: i64, key: &ScopeKey) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO scope_key (workspace, inbox, key_id, sealing_public_key, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(workspace)
        .bind(scope_column(&key.scope).to_vec())
        .bind(key.key_id.0.as_bytes().to_vec())
        .bind(key.sealing_public_key.as_bytes().to_vec())
        .bind(clock::now().0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes some dedupe hashes and, if told to, some entries that are older. `true` when there may be more.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    directory: &Directory,
    seen: &mut Seen,
    seen_before: Millis,
    entries_before: Option<Millis>,
) -> Result<bool, sqlx::Error> {
    let forgotten = seen.forget(connection, seen_before, FORGET_ROWS).await?;
    let mut more = forgotten as i64 == FORGET_ROWS;
    let Some(entries_before) = entries_before else { return Ok(more) };
    for workspace in directory.workspaces() {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        // The oldest stretch in which every entry is old: the log is trimmed from its beginning, never inside.
        let through: Option<i64> = sqlx::query_scalar(
            "SELECT max(seq) FROM (SELECT seq FROM entry WHERE workspace = ?1 ORDER BY seq LIMIT ?2) \
             WHERE seq < coalesce((SELECT min(seq) FROM (SELECT seq, received_at FROM entry WHERE workspace = ?1 ORDER BY seq \
             LIMIT ?2) WHERE received_at >= ?3), 9223372036854775807)",
        )
        .bind(workspace.no)
        .bind(FORGET_ROWS)
        .bind(entries_before.0)
        .fetch_one(&mut *transaction)
        .await?;
        let Some(through) = through else { continue };
        let trimmed = sqlx::query("DELETE FROM entry WHERE workspace = ? AND seq <= ?")
            .bind(workspace.no)
            .bind(through)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        sqlx::query("UPDATE workspace SET trimmed_through = ? WHERE no = ?").bind(through).bind(workspace.no).execute(&mut *transaction).await?;
        transaction.commit().await?;
        workspace.set_trimmed_through(number(through)?);
        more |= trimmed == FORGET_ROWS as u64;
    }
    Ok(more)
}

fn bad(why: &str) -> RelayError {
    RelayError::BadRequest { why: why.to_owned() }
}
