//! Reading the log, for streams.

use std::sync::Arc;

use frontdesk_domain::ids::EntryId;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{Entry, EntryKind, KeyId};
use futures_util::TryStreamExt;
use serde_bytes::ByteBuf;
use sqlx::SqlitePool;

use crate::database::{author, number, scope, uuid};
use crate::directory::Workspace;

type EntryRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>, String, Vec<u8>, i64, i64, Vec<u8>);

/// The entries after `after`, in order and without gaps, up to both limits but at least one if there is one.
pub(crate) async fn entries_after(
    pool: &SqlitePool,
    workspace: &Workspace,
    after: u64,
    max_entries: usize,
    max_bytes: usize,
) -> Result<Vec<Arc<Entry>>, sqlx::Error> {
    if let Some(entries) = workspace.tail.after(after, max_entries, max_bytes) {
        return Ok(entries);
    }
    let mut rows = sqlx::query_as::<_, EntryRow>(
        "SELECT seq, id, author, inbox, kind, key_id, at, received_at, body FROM entry \
         WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(workspace.no)
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(i64::try_from(max_entries).unwrap_or(i64::MAX))
    .fetch(pool);
    let mut entries = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.try_next().await? {
        let entry = entry(row)?;
        bytes += entry.sealed_body.len();
        if bytes > max_bytes && !entries.is_empty() {
            break;
        }
        entries.push(Arc::new(entry));
    }
    Ok(entries)
}

fn entry(row: EntryRow) -> Result<Entry, sqlx::Error> {
    let (seq, id, by, inbox, kind, key_id, at, received_at, body) = row;
    Ok(Entry {
        seq: number(seq)?,
        id: EntryId(uuid(&id)?),
        author: author(&by)?,
        scope: scope(&inbox)?,
        kind: EntryKind::from(kind),
        key_id: KeyId(uuid(&key_id)?),
        at: Millis(at),
        received_at: Millis(received_at),
        sealed_body: ByteBuf::from(body),
    })
}
