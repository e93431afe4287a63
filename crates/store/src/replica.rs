//! Small tables of the replica, and originals, read whole.

use frontdesk_domain::channel::Channel;
use frontdesk_domain::ids::{EntryId, MemberId};
use sqlx::{AssertSqlSafe, query_as};
use uuid::Uuid;

use crate::error::StoreError;
use crate::rows::{CHANNEL_COLUMNS, ChannelRow};

impl crate::Store {
    /// Business numbers that are or were connected, in the order of their ids.
    pub async fn channels(&self) -> Result<Vec<Channel>, StoreError> {
        let sql = format!("SELECT {CHANNEL_COLUMNS} FROM channel ORDER BY phone_number_id");
        let rows: Vec<ChannelRow> = query_as(AssertSqlSafe(sql)).fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(Channel::from).collect())
    }

    /// The team's names by member.
    pub async fn members(&self) -> Result<Vec<(MemberId, String)>, StoreError> {
        let rows: Vec<(Uuid, String)> = query_as("SELECT id, name FROM member").fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(|(id, name)| (MemberId(id), name)).collect())
    }

    /// The provider's original bytes of an entry.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none were kept.
    pub async fn raw(&self, entry: EntryId) -> Result<Vec<u8>, StoreError> {
        let (bytes,): (Vec<u8>,) = query_as("SELECT bytes FROM raw WHERE entry_id = ?").bind(entry.0).fetch_one(&self.readers).await?;
        Ok(bytes)
    }
}
