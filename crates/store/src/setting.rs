//! What the team decided for the whole workspace.

use frontdesk_domain::rotation::Rotation;
use frontdesk_domain::time::Millis;
use sqlx::{query, query_as};

use crate::change::Change;
use crate::error::StoreError;
use crate::rows::from_json;

/// Whether numbers take turns.
pub(crate) const ROTATION: &str = "rotation";

const SETTING: &str = "SELECT value, decided_at FROM setting WHERE name = ?";

fn rotation(row: Option<(String, i64)>) -> Result<Option<Rotation>, StoreError> {
    row.map(|(value, at)| Ok(Rotation { enabled: from_json(&value)?, at: Millis(at) })).transpose()
}

impl Change {
    pub(crate) async fn set_setting(&mut self, name: &str, value: &str, at: Millis) -> Result<(), StoreError> {
        query(
            "INSERT INTO setting (name, value, decided_at) VALUES (?, ?, ?) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, decided_at = excluded.decided_at",
        )
        .bind(name.to_owned())
        .bind(value.to_owned())
        .bind(at.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(crate) async fn rotation(&mut self) -> Result<Option<Rotation>, StoreError> {
        rotation(query_as(SETTING).bind(ROTATION).fetch_optional(self.connection()).await?)
    }
}

impl crate::Store {
    /// Whether numbers take turns; `None` while nobody has decided.
    pub async fn rotation(&self) -> Result<Option<Rotation>, StoreError> {
        rotation(query_as(SETTING).bind(ROTATION).fetch_optional(&self.readers).await?)
    }
}
