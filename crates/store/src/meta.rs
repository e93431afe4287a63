//! Small facts about this replica.

use sqlx::{query, query_as};
use uuid::Uuid;

use crate::change::Change;
use crate::error::StoreError;

/// How far this replica is in which log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cursor {
    /// The relay's log this replica follows; `None` before the first contact.
    pub log: Option<Uuid>,
    /// The last entry applied; 0 for none.
    pub seq: u64,
}

impl crate::Store {
    /// A setting by its key.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = query_as("SELECT value FROM meta WHERE key = ?").bind(key.to_owned()).fetch_optional(&self.readers).await?;
        Ok(row.map(|(value,)| value))
    }

    pub async fn cursor(&self) -> Result<Cursor, StoreError> {
        let Some(text) = self.meta("cursor").await? else { return Ok(Cursor::default()) };
        let (log, seq) = text.split_once(' ').ok_or_else(|| StoreError::Other("the cursor is not readable".to_owned()))?;
        let bad = |_| StoreError::Other("the cursor is not readable".to_owned());
        Ok(Cursor { log: Uuid::parse_str(log).ok(), seq: seq.parse().map_err(bad)? })
    }
}

impl Change {
    pub async fn set_meta(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        query("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .bind(key.to_owned())
            .bind(value.to_owned())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Moves the cursor in the same transaction as the rows it stands for.
    pub async fn set_cursor(&mut self, cursor: Cursor) -> Result<(), StoreError> {
        let log = cursor.log.map_or_else(|| "-".to_owned(), |log| log.to_string());
        self.set_meta("cursor", &format!("{log} {}", cursor.seq)).await
    }
}
