//! Why a provider refused or lost something, classified by what we may do about it.

use serde::{Deserialize, Serialize};

/// A provider's error in its own words, plus the class that decides what happens next.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Failure {
    pub class: FailureClass,
    /// Meta's `code` (see the error table of the platform reference); `None` when there was no error object.
    pub code: Option<i64>,
    pub subcode: Option<i64>,
    /// Meta's `title`, `error_user_title` or `message`.
    pub title: String,
    /// Meta's `error_data.details`: the best text for the agent.
    pub details: Option<String>,
}

/// What may be done after a failure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum FailureClass {
    /// Nothing left this machine (DNS, connect refused, TLS): safe to send again.
    NotSent,
    /// The provider refused for now and said so (5xx with an error object, `is_transient`): safe to send again.
    Transient { retry_after_ms: Option<i64> },
    /// Throughput or pair limit: safe to send again later.
    RateLimited { retry_after_ms: Option<i64>, only_this_recipient: bool },
    /// The token is dead or lacks a permission: stop the number's queue, ask for a new login.
    Auth,
    /// Outside the 24-hour window (131047).
    Window,
    /// Never succeeds unchanged.
    Permanent,
    /// The request may or may not have been accepted (time-out, cut connection, 5xx without a body): never send again by yourself.
    Unknown,
}
