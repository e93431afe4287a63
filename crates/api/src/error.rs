//! What goes wrong, as the UI sees it.

use frontdesk_core::{CoreError, ErrorKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A refused command. `message` is a sentence with an action, ready to show; `code` exists only where the UI branches on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ApiError {
    pub code: ErrorCode,
    pub message: String,
    /// The field of the request that it is about, by its name there; left out when none alone is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    #[ts(type = "number | null")]
    pub retry_after_ms: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request itself is wrong: show `message` beside the field or as a notice.
    BadRequest,
    /// The thing is not there (any more).
    NotFound,
    /// The keychain is closed: ask for the passphrase.
    Locked,
    /// No workspace on this device yet: show the set-up.
    NotSetUp,
    /// The relay or the provider could not be reached.
    Unreachable,
    /// The relay or the provider said no.
    Refused,
    /// A defect or a full disk; `message` says what to do.
    Internal,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, retry_after_ms: None }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }
}

impl From<CoreError> for ApiError {
    fn from(error: CoreError) -> Self {
        let code = match error.kind {
            ErrorKind::BadRequest => ErrorCode::BadRequest,
            ErrorKind::NotFound => ErrorCode::NotFound,
            ErrorKind::Locked => ErrorCode::Locked,
            ErrorKind::NotSetUp => ErrorCode::NotSetUp,
            ErrorKind::Unreachable => ErrorCode::Unreachable,
            ErrorKind::Refused => ErrorCode::Refused,
            ErrorKind::Internal => ErrorCode::Internal,
        };
        Self { field: error.field.map(str::to_owned), ..Self::new(code, error.message) }
    }
}
