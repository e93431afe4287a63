//! Opening the file.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::change::Change;
use crate::error::StoreError;

/// Readers in parallel. The UI asks for a list and a thread at once; more would only compete for two cores.
const READERS: u32 = 4;

/// The device's database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// `None` once closed.
    writer: Arc<Mutex<Option<SqliteConnection>>>,
    pub(crate) readers: SqlitePool,
}

impl Store {
    /// Opens or makes the file and brings it to the newest schema.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when the file is damaged or not a database, [`StoreError::Newer`] when it is of a newer version of the app.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let unusable = |why: String| StoreError::Unusable { path: path.display().to_string(), why };
        let broken = |error: sqlx::Error| unusable(why(&error));
        let options = SqliteConnectOptions::from_str("sqlite:")
            .map_err(broken)?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The outbox and pending entries exist nowhere else, so a commit must survive power loss. Catching up writes large
            // batches and hardly notices.
            .synchronous(SqliteSynchronous::Full)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-16000")
            .statement_cache_capacity(256)
            // A batch's rows, so that SQLite's thread does not stop and wake its reader for every few of them.
            .row_buffer_size(2_048)
            .busy_timeout(std::time::Duration::from_secs(5));
        let mut writer = options.connect().await.map_err(broken)?;
        sqlx::migrate!("../../migrations/device").run(&mut writer).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => StoreError::Newer { path: path.display().to_string() },
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => broken(error),
            other => unusable(other.to_string()),
        })?;
        let readers =
            SqlitePoolOptions::new().min_connections(0).max_connections(READERS).connect_lazy_with(options.create_if_missing(false).read_only(true));
        Ok(Self { writer: Arc::new(Mutex::new(Some(writer))), readers })
    }

    /// Starts the one change that may be under way; waits for the one before.
    pub async fn change(&self) -> Result<Change, StoreError> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        let writer = OwnedMutexGuard::try_map(writer, Option::as_mut).map_err(|_| StoreError::Other("the database is closed".to_owned()))?;
        Change::begin(writer).await
    }

    /// Closes all connections; later calls fail.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Some(writer) = self.writer.lock().await.take()
            && let Err(error) = writer.close().await
        {
            tracing::warn!(%error, "the database was not closed in order");
        }
    }
}

/// What keeps the file from being opened, as part of a sentence.
fn why(error: &sqlx::Error) -> String {
    // The primary code; SQLite's extended codes carry it in the low byte.
    let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    match code {
        // SQLITE_CORRUPT, SQLITE_NOTADB
        Some(11 | 26) => "it is damaged or not a database".to_owned(),
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH
        Some(3 | 8 | 14 | 23) => "its folder is missing or may not be written to".to_owned(),
        // SQLITE_FULL
        Some(13) => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}
