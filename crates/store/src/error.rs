//! What the store can answer besides rows. sqlx's own error never leaves the crate.

/// Why a store operation did not work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("not found")]
    NotFound,
    /// The file could not be opened or is damaged. The log can fill a new one.
    #[error("the database file {path} cannot be opened: {why}")]
    Unusable { path: String, why: String },
    /// Update the app; the file is fine.
    #[error("the database file {path} was written by a newer version of Frontdesk")]
    Newer { path: String },
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    #[error("the database failed: {0}")]
    Other(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::RowNotFound) {
            return Self::NotFound;
        }
        // SQLITE_FULL
        if error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "13") {
            return Self::Full;
        }
        Self::Other(error.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(format!("a stored value is not readable: {error}"))
    }
}
