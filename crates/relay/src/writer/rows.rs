//! Many rows per statement: a round trip to the database thread costs more than a row does.

use std::sync::{Arc, LazyLock};

use frontdesk_domain::ids::EntryId;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::Entry;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::seen::SeenRow;
use crate::database::{author_column, corrupt, number, scope_column, uuid};

/// Sizes for which a statement is prepared, largest first.
const CHUNKS: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];

/// The same statement for each chunk size.
struct Chunked([Arc<str>; CHUNKS.len()]);

impl Chunked {
    /// `row` is repeated once per row, with commas between.
    fn new(before: &str, row: &str, after: &str) -> Self {
        Self(CHUNKS.map(|size| format!("{before}{}{after}", vec![row; size].join(", ")).into()))
    }

    /// Takes the largest chunk that `rows` fills off them; with the statement for it.
    fn next<'a, T>(&self, rows: &mut &'a [T]) -> Option<(AssertSqlSafe<Arc<str>>, &'a [T])> {
        let index = CHUNKS.iter().position(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(CHUNKS[index]);
        *rows = rest;
        // Only constants of this file are in the statement.
        Some((AssertSqlSafe(self.0[index].clone()), chunk))
    }
}

pub(super) async fn insert_seen(connection: &mut SqliteConnection, rows: &[SeenRow], now: Millis) -> Result<(), sqlx::Error> {
    static INSERT: LazyLock<Chunked> = LazyLock::new(|| Chunked::new("INSERT INTO seen (workspace, hash, seen_at) VALUES ", "(?, ?, ?)", ""));
    let mut remaining = rows;
    while let Some((sql, chunk)) = INSERT.next(&mut remaining) {
        let mut query = sqlx::query(sql);
        for row in chunk {
            query = query.bind(row.workspace).bind(row.hash.to_vec()).bind(now.0);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) struct EntryRow {
    pub workspace: i64,
    pub entry: Arc<Entry>,
}

pub(super) async fn insert_entries(connection: &mut SqliteConnection, rows: Vec<EntryRow>) -> Result<(), sqlx::Error> {
    static INSERT: LazyLock<Chunked> = LazyLock::new(|| {
        Chunked::new(
            "INSERT INTO entry (workspace, seq, id, author, inbox, kind, key_id, at, received_at, body) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "",
        )
    });
    let mut remaining = rows.as_slice();
    while let Some((sql, chunk)) = INSERT.next(&mut remaining) {
        let mut query = sqlx::query(sql);
        for EntryRow { workspace, entry } in chunk {
            query = query
                .bind(workspace)
                .bind(i64::try_from(entry.seq).map_err(|_| corrupt("sequence number"))?)
                .bind(entry.id.0.as_bytes().to_vec())
                .bind(author_column(&entry.author).to_vec())
                .bind(scope_column(&entry.scope).to_vec())
                .bind(entry.kind.as_str().to_owned())
                .bind(entry.key_id.0.as_bytes().to_vec())
                .bind(entry.at.0)
                .bind(entry.received_at.0)
                .bind(entry.sealed_body.to_vec());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Those of `ids` that are in the log, with their sequence numbers.
pub(super) async fn known_entries(connection: &mut SqliteConnection, workspace: i64, ids: Vec<EntryId>) -> Result<Vec<(EntryId, u64)>, sqlx::Error> {
    static SELECT: LazyLock<Chunked> = LazyLock::new(|| Chunked::new("SELECT id, seq FROM entry WHERE workspace = ? AND id IN (", "?", ")"));
    let mut known = Vec::new();
    let mut remaining = ids.as_slice();
    while let Some((sql, chunk)) = SELECT.next(&mut remaining) {
        let mut query = sqlx::query_as::<_, (Vec<u8>, i64)>(sql).bind(workspace);
        for id in chunk {
            query = query.bind(id.0.as_bytes().to_vec());
        }
        for (id, seq) in query.fetch_all(&mut *connection).await? {
            known.push((EntryId(uuid(&id)?), number(seq)?));
        }
    }
    Ok(known)
}
