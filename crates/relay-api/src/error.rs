//! The relay's refusals: a code for programs, a sentence for people.

use serde::{Deserialize, Serialize};

use frontdesk_domain::ids::LogId;

/// Why the relay refused. Its `Display` is the sentence to show.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(from = "WireError", into = "WireError")]
pub enum RelayError {
    /// The entries right after the cursor are no longer kept; `oldest` is the first that is.
    #[error("This device was away for too long: the relay keeps entries from number {oldest} on. Start from a snapshot.")]
    CursorTooOld { oldest: u64 },
    /// The cursor is beyond the log's end: the relay was probably restored from an old backup.
    #[error("This device has seen more than the relay holds (its last entry is number {head}). Was the relay restored from a backup?")]
    CursorFromFuture { head: u64 },
    #[error("This device's position belongs to another log. Was the relay set up anew?")]
    CursorOfAnotherLog { log: LogId },
    /// Never registered, removed, or of another workspace; on purpose indistinguishable.
    #[error("The relay does not know this device. It may have been removed from the team.")]
    UnknownDevice,
    #[error("The relay could not verify this device's signature.")]
    BadSignature,
    #[error("This device may not {what}.")]
    Forbidden { what: String },
    #[error("That is too large: the limit is {limit} bytes.")]
    TooLarge { limit: u64 },
    #[error("This app is too old for the relay, which speaks version {oldest} of the protocol or later. Update the app.")]
    ProtocolTooOld { oldest: u64 },
    #[error("This app is too new for the relay, which speaks version {newest} of the protocol. Update the relay.")]
    ProtocolTooNew { newest: u64 },
    #[error("The relay is busy. Try again in {retry_after_ms} ms.")]
    Overloaded { retry_after_ms: u64 },
    #[error("The relay did not understand the request: {why}.")]
    BadRequest { why: String },
    #[error("That is not this relay's setup code, or it was used already. The relay's log shows the current one.")]
    SetupCodeWrong,
    #[error("Too many wrong setup codes. Try again in {retry_after_ms} ms.")]
    SetupThrottled { retry_after_ms: u64 },
    /// The device did not take what it was sent in time; it may connect again.
    #[error("This device did not keep up with the relay.")]
    TooSlow,
    #[error("The relay is shutting down. Try again in {retry_after_ms} ms.")]
    ShuttingDown { retry_after_ms: u64 },
    /// Meta refused, or can't be reached; `words` are Meta's, `code` is its error code.
    #[error("{words}")]
    Meta { words: String, code: Option<i64> },
    /// No app with an id is known, or not the one that was named.
    #[error("Meta App ID and App Secret are not configured on the server. Enter them under Settings > Integrations.")]
    NoMetaApp,
    #[error(
        "This Meta app has no configuration for Embedded Signup. Create one under Facebook Login for Business > Configurations, and enter its ID \
         with the app."
    )]
    NoLoginConfiguration,
    #[error("The relay has no public https address. Start it with --public-url, so that Meta can send the browser back to it.")]
    NoPublicUrl,
    #[error("The app {app_id} is in the relay's settings. Change it there, then restart the relay.")]
    MetaAppInSettings { app_id: String },
    #[error("Too many logins are under way. Finish or close one, or try again in a few minutes.")]
    TooManyLogins,
    /// A number's webhooks go to one workspace only.
    #[error("This number is connected already, in another workspace of this relay. Disconnect it there first.")]
    NumberTaken,
    /// From a newer relay; `message` is its sentence.
    #[error("{message}")]
    Other { code: String, message: String },
}

impl RelayError {
    /// Stable name for programs.
    pub fn code(&self) -> &str {
        match self {
            Self::CursorTooOld { .. } => "cursor_too_old",
            Self::CursorFromFuture { .. } => "cursor_from_future",
            Self::CursorOfAnotherLog { .. } => "cursor_of_another_log",
            Self::UnknownDevice => "unknown_device",
            Self::BadSignature => "bad_signature",
            Self::Forbidden { .. } => "forbidden",
            Self::TooLarge { .. } => "too_large",
            Self::ProtocolTooOld { .. } => "protocol_too_old",
            Self::ProtocolTooNew { .. } => "protocol_too_new",
            Self::Overloaded { .. } => "overloaded",
            Self::BadRequest { .. } => "bad_request",
            Self::SetupCodeWrong => "setup_code_wrong",
            Self::SetupThrottled { .. } => "setup_throttled",
            Self::TooSlow => "too_slow",
            Self::ShuttingDown { .. } => "shutting_down",
            Self::Meta { .. } => "meta",
            Self::NoMetaApp => "no_meta_app",
            Self::NoLoginConfiguration => "no_login_configuration",
            Self::NoPublicUrl => "no_public_url",
            Self::MetaAppInSettings { .. } => "meta_app_in_settings",
            Self::TooManyLogins => "too_many_logins",
            Self::NumberTaken => "number_taken",
            Self::Other { code, .. } => code,
        }
    }
}

/// The flat form on the wire: whatever code a newer relay sends, an older app can still read the sentence.
#[derive(Default, Serialize, Deserialize)]
struct WireError {
    code: String,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<LogId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    meta_code: Option<i64>,
}

impl From<RelayError> for WireError {
    fn from(error: RelayError) -> Self {
        let mut wire = Self { code: error.code().to_owned(), message: error.to_string(), ..Self::default() };
        match error {
            RelayError::CursorTooOld { oldest: number }
            | RelayError::CursorFromFuture { head: number }
            | RelayError::TooLarge { limit: number }
            | RelayError::ProtocolTooOld { oldest: number }
            | RelayError::ProtocolTooNew { newest: number }
            | RelayError::Overloaded { retry_after_ms: number }
            | RelayError::SetupThrottled { retry_after_ms: number }
            | RelayError::ShuttingDown { retry_after_ms: number } => wire.number = Some(number),
            RelayError::CursorOfAnotherLog { log } => wire.log = Some(log),
            RelayError::Forbidden { what: detail } | RelayError::BadRequest { why: detail } | RelayError::MetaAppInSettings { app_id: detail } => {
                wire.detail = Some(detail);
            }
            RelayError::Meta { code, .. } => wire.meta_code = code,
            RelayError::UnknownDevice
            | RelayError::BadSignature
            | RelayError::SetupCodeWrong
            | RelayError::TooSlow
            | RelayError::NoMetaApp
            | RelayError::NoLoginConfiguration
            | RelayError::NoPublicUrl
            | RelayError::TooManyLogins
            | RelayError::NumberTaken
            | RelayError::Other { .. } => {}
        }
        wire
    }
}

impl From<WireError> for RelayError {
    fn from(wire: WireError) -> Self {
        let WireError { code, message, number, log, detail, meta_code } = wire;
        match (code.as_str(), number, log, detail) {
            ("cursor_too_old", Some(oldest), _, _) => Self::CursorTooOld { oldest },
            ("cursor_from_future", Some(head), _, _) => Self::CursorFromFuture { head },
            ("cursor_of_another_log", _, Some(log), _) => Self::CursorOfAnotherLog { log },
            ("unknown_device", ..) => Self::UnknownDevice,
            ("bad_signature", ..) => Self::BadSignature,
            ("forbidden", _, _, Some(what)) => Self::Forbidden { what },
            ("too_large", Some(limit), _, _) => Self::TooLarge { limit },
            ("protocol_too_old", Some(oldest), _, _) => Self::ProtocolTooOld { oldest },
            ("protocol_too_new", Some(newest), _, _) => Self::ProtocolTooNew { newest },
            ("overloaded", Some(retry_after_ms), _, _) => Self::Overloaded { retry_after_ms },
            ("bad_request", _, _, Some(why)) => Self::BadRequest { why },
            ("setup_code_wrong", ..) => Self::SetupCodeWrong,
            ("setup_throttled", Some(retry_after_ms), _, _) => Self::SetupThrottled { retry_after_ms },
            ("too_slow", ..) => Self::TooSlow,
            ("shutting_down", Some(retry_after_ms), _, _) => Self::ShuttingDown { retry_after_ms },
            ("meta", ..) => Self::Meta { words: message, code: meta_code },
            ("no_meta_app", ..) => Self::NoMetaApp,
            ("no_login_configuration", ..) => Self::NoLoginConfiguration,
            ("no_public_url", ..) => Self::NoPublicUrl,
            ("meta_app_in_settings", _, _, Some(app_id)) => Self::MetaAppInSettings { app_id },
            ("too_many_logins", ..) => Self::TooManyLogins,
            ("number_taken", ..) => Self::NumberTaken,
            _ => Self::Other { code, message },
        }
    }
}
