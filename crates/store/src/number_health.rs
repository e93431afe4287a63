//! How each number is, as this device knows it.

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::Health;
use sqlx::{query, query_as};

use crate::change::Change;
use crate::error::StoreError;
use crate::rows::{from_json, to_json};

impl Change {
    pub async fn put_health(&mut self, number: &PhoneNumberId, health: &Health) -> Result<(), StoreError> {
        query(
            "INSERT INTO number_health (phone_number_id, health) VALUES (?, ?) \
             ON CONFLICT (phone_number_id) DO UPDATE SET health = excluded.health",
        )
        .bind(number.0.clone())
        .bind(to_json(health)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl crate::Store {
    /// What is known of each number, in the order of their ids.
    pub async fn healths(&self) -> Result<Vec<(PhoneNumberId, Health)>, StoreError> {
        let rows: Vec<(String, String)> =
            query_as("SELECT phone_number_id, health FROM number_health ORDER BY phone_number_id").fetch_all(&self.readers).await?;
        rows.into_iter().map(|(number, health)| Ok((PhoneNumberId(number), from_json(&health)?))).collect()
    }
}
