//! Opening the file.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::Mutex;

use crate::change::Change;
use crate::error::StoreError;

/// Readers in parallel. The UI asks for a list and a thread at once; more would only compete for two cores.
const READERS: u32 = 4;

/// The device's database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Mutex<SqliteConnection>>,
    pub(crate) readers: SqlitePool,
}

impl Store {
    /// Opens or makes the file and brings it to the newest schema.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when the file is damaged, not a database, or from a newer version of the app.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let unusable = |why: String| StoreError::Unusable { path: path.display().to_string(), why };
        let options = SqliteConnectOptions::from_str("sqlite:")
            .map_err(|e| unusable(e.to_string()))?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The outbox and pending entries exist nowhere else, so a commit must survive power loss. Catching up writes large
            // batches and hardly notices.
            .synchronous(SqliteSynchronous::Full)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-16000")
            .statement_cache_capacity(256)
            .busy_timeout(std::time::Duration::from_secs(5));
        let mut writer = options.connect().await.map_err(|e| unusable(e.to_string()))?;
        sqlx::migrate!("../../migrations/device").run(&mut writer).await.map_err(|e| unusable(e.to_string()))?;
        let readers =
            SqlitePoolOptions::new().min_connections(0).max_connections(READERS).connect_lazy_with(options.create_if_missing(false).read_only(true));
        Ok(Self { writer: Arc::new(Mutex::new(writer)), readers })
    }

    /// Starts the one change that may be under way; waits for the one before.
    pub async fn change(&self) -> Result<Change, StoreError> {
        Change::begin(Arc::clone(&self.writer).lock_owned().await).await
    }

    /// Closes all connections; later calls fail.
    pub async fn close(&self) {
        self.readers.close().await;
    }
}
