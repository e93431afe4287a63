//! Updates that no conversation shows (yet): kept with their original, listed newest first.

use frontdesk_domain::ids::EntryId;
use frontdesk_domain::replica::KeptUpdate;
use frontdesk_domain::time::Millis;
use sqlx::query_as;
use uuid::Uuid;

use crate::error::StoreError;

#[derive(sqlx::FromRow)]
struct KeptRow {
    entry_id: Uuid,
    position: i64,
    subject: String,
    received_at: i64,
}

/// One page of kept updates.
pub(crate) const KEPT: &str = "SELECT entry_id, position, subject, received_at FROM kept \
    WHERE (received_at, entry_id, position) < (?, ?, ?) ORDER BY received_at DESC, entry_id DESC, position DESC LIMIT ?";

impl crate::Store {
    /// A page of kept updates, older than `before`.
    pub async fn list_kept(&self, before: Option<(Millis, EntryId, u32)>, limit: u32) -> Result<Vec<KeptUpdate>, StoreError> {
        let (at, id, position) = before.map_or((i64::MAX, Uuid::max(), u32::MAX), |(at, id, position)| (at.0, id.0, position));
        let rows: Vec<KeptRow> = query_as(KEPT).bind(at).bind(id).bind(position).bind(limit).fetch_all(&self.readers).await?;
        Ok(rows
            .into_iter()
            .map(|row| KeptUpdate {
                entry: EntryId(row.entry_id),
                index: u32::try_from(row.position).unwrap_or(u32::MAX),
                subject: row.subject,
                received_at: Millis(row.received_at),
            })
            .collect())
    }
}
