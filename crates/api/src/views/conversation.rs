//! The list on the left.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConversationStatus, Direction, LabelView, MessageState};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ConversationView {
    pub id: String,
    pub contact: ContactView,
    /// The business number the customer writes to.
    pub number: NumberRef,
    /// Inbound messages after this member's read mark; counted up to 100, so 100 means "99+".
    pub unread: u32,
    pub last: Option<LastMessageView>,
    /// Unsent text in the composer; empty when there is none.
    pub draft: String,
    pub window: WindowView,
    pub status: ConversationStatus,
    pub pinned: bool,
    /// By name.
    pub labels: Vec<LabelView>,
    /// The first message of the customer that nobody has answered; sort key of "longest_waiting", the earliest first.
    #[ts(type = "number | null")]
    pub waiting_since_ms: Option<i64>,
    /// Sort key of the list, newest first (then `id`).
    #[ts(type = "number")]
    pub active_at_ms: i64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ContactView {
    pub id: String,
    /// The profile name, else the number, else the username: never empty.
    pub display_name: String,
    pub profile_name: Option<String>,
    /// `+16505551234`; absent for customers who share no number.
    pub phone: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberRef {
    pub phone_number_id: String,
    /// The verified name, else the number; for the tooltip and for teams with several numbers.
    pub name: String,
    pub display_phone_number: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct LastMessageView {
    pub direction: Direction,
    /// The provider's type word: "text", "image", "audio", ...
    pub kind: String,
    /// First 200 characters of the text or of the best words there are.
    pub text: Option<String>,
    #[ts(type = "number")]
    pub at_ms: i64,
    /// For our messages.
    pub state: Option<MessageState>,
}

/// The 24-hour customer service window, decided in Rust.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "window", rename_all = "snake_case")]
pub enum WindowView {
    /// Free-form replies may be sent until then.
    Open {
        #[ts(type = "number")]
        closes_at_ms: i64,
    },
    Closed {
        #[ts(type = "number")]
        closed_at_ms: i64,
    },
    /// The customer has never written.
    Never,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ConversationPage {
    pub items: Vec<ConversationView>,
    /// Pass as `after` for the next page; `null` at the end.
    pub next: Option<String>,
}
