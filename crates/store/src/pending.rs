//! Events of this device on their way to the log.

use std::collections::BTreeSet;

use frontdesk_domain::ids::{EntryId, InboxId};
use frontdesk_domain::time::Millis;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::bulk::hex_list;
use crate::change::Change;
use crate::error::StoreError;

#[derive(sqlx::FromRow)]
struct PendingRow {
    position: i64,
    id: Uuid,
    inbox_id: Option<Uuid>,
    made_at: i64,
    body: Vec<u8>,
}

/// An event that other devices have not seen yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingEntry {
    /// Order of making; pass the last one on to [`crate::Store::pending_after`].
    pub position: i64,
    pub id: EntryId,
    /// Whose key seals it; `None` for the workspace's.
    pub inbox: Option<InboxId>,
    pub made_at: Millis,
    /// The serialised event, not sealed yet.
    pub body: Vec<u8>,
}

impl Change {
    pub async fn add_pending(&mut self, id: EntryId, inbox: Option<InboxId>, made_at: Millis, body: &[u8]) -> Result<(), StoreError> {
        query("INSERT INTO pending_entry (id, inbox_id, made_at, body) VALUES (?, ?, ?, ?)")
            .bind(id.0)
            .bind(inbox.map(|id| id.0))
            .bind(made_at.0)
            .bind(body.to_vec())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Forgets those that came back from the log.
    pub async fn settle_pending(&mut self, ids: &BTreeSet<EntryId>) -> Result<(), StoreError> {
        query("DELETE FROM pending_entry WHERE id IN (SELECT unhex(value) FROM json_each(?))")
            .bind(hex_list(ids.iter().map(|id| id.0)))
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

impl crate::Store {
    /// The next pending entries in the order they were made.
    pub async fn pending_after(&self, position: i64, limit: u32) -> Result<Vec<PendingEntry>, StoreError> {
        let rows: Vec<PendingRow> =
            query_as("SELECT position, id, inbox_id, made_at, body FROM pending_entry WHERE position > ? ORDER BY position LIMIT ?")
                .bind(position)
                .bind(limit)
                .fetch_all(&self.readers)
                .await?;
        Ok(rows
            .into_iter()
            .map(|row| PendingEntry {
                position: row.position,
                id: EntryId(row.id),
                inbox: row.inbox_id.map(InboxId),
                made_at: Millis(row.made_at),
                body: row.body,
            })
            .collect())
    }
}
