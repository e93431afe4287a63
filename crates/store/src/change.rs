//! One transaction.

use sqlx::SqliteConnection;
use tokio::sync::OwnedMappedMutexGuard;

use crate::error::StoreError;

/// A change under way: what it reads sees what it wrote. Dropped without [`Change::commit`], nothing has happened.
pub struct Change {
    guard: OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>,
}

impl Change {
    pub(crate) async fn begin(mut guard: OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>) -> Result<Self, StoreError> {
        // A change that was dropped half-way has left its transaction open; it ends here, before the next begins.
        if let Err(error) = sqlx::query("BEGIN IMMEDIATE").execute(&mut *guard).await {
            if !error.to_string().contains("within a transaction") {
                return Err(error.into());
            }
            sqlx::query("ROLLBACK").execute(&mut *guard).await?;
            sqlx::query("BEGIN IMMEDIATE").execute(&mut *guard).await?;
        }
        Ok(Self { guard })
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.guard
    }

    /// Durable when it returns.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        sqlx::query("COMMIT").execute(&mut *self.guard).await?;
        Ok(())
    }
}
