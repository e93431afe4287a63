//! The embedded database: opening it so that what is committed is on disk, and how its columns spell our types.

use std::path::Path;
use std::time::Duration;

use frontdesk_domain::ids::{DeviceId, InboxId};
use frontdesk_relay_api::{Author, Scope};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use uuid::Uuid;

use crate::clock;
use crate::error::StartError;

/// Before this version a write at an unlucky moment of a checkpoint is lost.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

const READERS: u32 = 4;

pub(crate) struct Database {
    /// The only connection that writes.
    pub writer: SqliteConnection,
    /// Moves the write-ahead log into the database, so that the writer need not wait for that.
    pub checkpointer: SqliteConnection,
    pub readers: SqlitePool,
}

/// Opens or creates `relay.db` in `dir` and proves that its settings took.
pub(crate) async fn open(dir: &Path) -> Result<Database, StartError> {
    let options = SqliteConnectOptions::new()
        .filename(dir.join("relay.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Every commit is synced before it is acknowledged; NORMAL would lose the last ones with the power.
        .synchronous(SqliteSynchronous::Full)
        // On macOS an ordinary fsync does not reach the platter. Elsewhere these change nothing.
        .pragma("fullfsync", "1")
        .pragma("checkpoint_fullfsync", "1")
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", "67108864")
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "MEMORY")
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let mut writer = SqliteConnection::connect_with(&options).await?;
    check_version(&mut writer).await?;
    sqlx::migrate!("../../migrations/relay/sqlite").run(&mut writer).await?;
    sqlx::query("INSERT INTO opened (one, opened_at) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET opened_at = excluded.opened_at")
        .bind(clock::now().0)
        .execute(&mut writer)
        .await?;
    check_durability(&mut writer).await?;
    let checkpointer = SqliteConnection::connect_with(&options).await?;
    let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options.read_only(true)).await?;
    Ok(Database { writer, checkpointer, readers })
}

async fn check_version(connection: &mut SqliteConnection) -> Result<(), StartError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(connection).await?;
    let numbers: Vec<u32> = found.split('.').map_while(|part| part.parse().ok()).collect();
    if numbers.as_slice() < OLDEST_SQLITE.as_slice() {
        return Err(StartError::SqliteTooOld { found });
    }
    Ok(())
}

async fn check_durability(connection: &mut SqliteConnection) -> Result<(), StartError> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    if journal != "wal" {
        return Err(StartError::NotDurable { pragma: "journal_mode", wanted: "wal", got: journal });
    }
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
    if synchronous != 2 {
        return Err(StartError::NotDurable { pragma: "synchronous", wanted: "2", got: synchronous.to_string() });
    }
    let fullfsync: i64 = sqlx::query_scalar("PRAGMA fullfsync").fetch_one(connection).await?;
    if fullfsync != 1 {
        return Err(StartError::NotDurable { pragma: "fullfsync", wanted: "1", got: fullfsync.to_string() });
    }
    Ok(())
}

/// A stored value that this relay would never have written.
pub(crate) fn corrupt(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("the database holds an impossible {what}").into())
}

pub(crate) fn uuid(bytes: &[u8]) -> Result<Uuid, sqlx::Error> {
    Uuid::from_slice(bytes).map_err(|_| corrupt("id"))
}

pub(crate) fn number(stored: i64) -> Result<u64, sqlx::Error> {
    u64::try_from(stored).map_err(|_| corrupt("sequence number"))
}

pub(crate) fn scope_column(scope: &Scope) -> &[u8] {
    match scope {
        Scope::Workspace => &[],
        Scope::Inbox(inbox) => inbox.0.as_bytes(),
    }
}

pub(crate) fn scope(column: &[u8]) -> Result<Scope, sqlx::Error> {
    if column.is_empty() { Ok(Scope::Workspace) } else { Ok(Scope::Inbox(InboxId(uuid(column)?))) }
}

pub(crate) fn author_column(author: &Author) -> &[u8] {
    match author {
        Author::Relay => &[],
        Author::Device(device) => device.0.as_bytes(),
    }
}

pub(crate) fn author(column: &[u8]) -> Result<Author, sqlx::Error> {
    if column.is_empty() { Ok(Author::Relay) } else { Ok(Author::Device(DeviceId(uuid(column)?))) }
}
