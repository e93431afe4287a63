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
    /// `row` is repeated once per row, with commas between. In it `?1`, `?2` and so on up to `shared` are what all rows have in common,
    /// bound once, and each `#` is a value of the row's own.
    fn new(before: &str, row: &str, shared: usize, after: &str) -> Self {
        Self(CHUNKS.map(|size| {
            let mut sql = before.to_owned();
            let mut number = shared;
            for place in 0..size {
                sql.push_str(if place == 0 { "" } else { ", " });
                for (part, text) in row.split('#').enumerate() {
                    if part > 0 {
                        number += 1;
                        // A bare `?` would follow the highest number so far, which a shared value later in the row may be.
                        sql.push_str(&format!("?{number}"));
                    }
                    sql.push_str(text);
                }
            }
            sql.push_str(after);
            sql.into()
        }))
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
    static INSERT: LazyLock<Chunked> = LazyLock::new(|| Chunked::new("INSERT INTO seen (workspace, hash, seen_at) VALUES ", "(?1, #, ?2)", 2, ""));
    for mut remaining in rows.chunk_by(|one, next| one.workspace == next.workspace) {
        while let Some((sql, chunk)) = INSERT.next(&mut remaining) {
            let mut query = sqlx::query(sql).bind(chunk[0].workspace).bind(now.0);
            for row in chunk {
                query = query.bind(row.hash.to_vec());
            }
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Adds entries of one workspace. Runs of the same kind from the same author, which is what batches consist of, are cheapest: every
/// value that is bound is allocated, copied and freed.
pub(super) async fn insert_entries(connection: &mut SqliteConnection, workspace: i64, entries: &[Arc<Entry>]) -> Result<(), sqlx::Error> {
    static INSERT: LazyLock<Chunked> = LazyLock::new(|| {
        Chunked::new(
            "INSERT INTO entry (workspace, seq, id, author, inbox, kind, key_id, at, received_at, body) VALUES ",
            "(?1, #, #, ?2, ?3, ?4, ?5, #, ?6, #)",
            6,
            "",
        )
    });
    let alike = |one: &Arc<Entry>, next: &Arc<Entry>| {
        one.author == next.author
            && one.scope == next.scope
            && one.kind == next.kind
            && one.key_id == next.key_id
            && one.received_at == next.received_at
    };
    for mut remaining in entries.chunk_by(alike) {
        while let Some((sql, chunk)) = INSERT.next(&mut remaining) {
            let first = &chunk[0];
            let mut query = sqlx::query(sql)
                .bind(workspace)
                .bind(author_column(&first.author).to_vec())
                .bind(scope_column(&first.scope).to_vec())
                .bind(first.kind.as_str().to_owned())
                .bind(first.key_id.0.as_bytes().to_vec())
                .bind(first.received_at.0);
            for entry in chunk {
                query = query
                    .bind(i64::try_from(entry.seq).map_err(|_| corrupt("sequence number"))?)
                    .bind(entry.id.0.as_bytes().to_vec())
                    .bind(entry.at.0)
                    .bind(entry.sealed_body.to_vec());
            }
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Those of `ids` that are in the log, with their sequence numbers.
pub(super) async fn known_entries(connection: &mut SqliteConnection, workspace: i64, ids: Vec<EntryId>) -> Result<Vec<(EntryId, u64)>, sqlx::Error> {
    static SELECT: LazyLock<Chunked> = LazyLock::new(|| Chunked::new("SELECT id, seq FROM entry WHERE workspace = ?1 AND id IN (", "#", 1, ")"));
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
