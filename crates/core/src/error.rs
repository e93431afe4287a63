//! What goes wrong, as sentences with an action.

use frontdesk_store::StoreError;

use crate::secrets::SecretError;

/// What a caller can do about an error; the API maps it to its codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    BadRequest,
    NotFound,
    Locked,
    NotSetUp,
    Unreachable,
    Refused,
    Internal,
}

/// An error with a sentence for people.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct CoreError {
    pub kind: ErrorKind,
    pub message: String,
    /// The field of the request that it is about, if one is to blame.
    pub field: Option<&'static str>,
}

impl CoreError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), field: None }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::BadRequest, message)
    }

    pub(crate) fn at(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }
}

impl From<StoreError> for CoreError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::new(ErrorKind::NotFound, "That is no longer here. Go back to the list and open it again."),
            StoreError::Full => Self::new(ErrorKind::Internal, "The disk is full. Free some space and try again; nothing was lost."),
            StoreError::Newer { .. } => {
                Self::new(ErrorKind::Internal, "This profile was used with a newer version of Frontdesk. Update the app, then open it again.")
            }
            StoreError::Unusable { path, why } => Self::new(
                ErrorKind::Internal,
                format!(
                    "The local database can't be opened: {why}. If that can't be mended, move {path} away and start again. The relay fills a new \
                     one; only drafts and messages that had not left are gone."
                ),
            ),
            StoreError::Other(why) => {
                tracing::error!(%why, "store failed");
                Self::new(ErrorKind::Internal, "The local database failed. Restart the app; if it happens again, send the log to support.")
            }
        }
    }
}

impl From<SecretError> for CoreError {
    fn from(error: SecretError) -> Self {
        let kind = match &error {
            SecretError::Closed { .. } | SecretError::WrongPassphrase => ErrorKind::Locked,
            SecretError::Missing { .. } => ErrorKind::NotFound,
            SecretError::Damaged { .. } => ErrorKind::Internal,
        };
        Self::new(kind, error.to_string())
    }
}
