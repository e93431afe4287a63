//! The thread in the middle.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::NoteView;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// Where one of our messages is, strongest fact first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// On this device, waiting for its turn or for the network.
    Queued,
    Sending,
    /// Meta has taken it; not a tick yet.
    Accepted,
    /// One tick.
    Sent,
    /// Two ticks.
    Delivered,
    /// Two coloured ticks.
    Read,
    Failed,
    /// The 24-hour window is closed; it leaves by itself when the customer writes, unless cancelled.
    Held,
    /// It may or may not have been sent. Settles itself when a status arrives; nothing is sent again without the agent.
    Unknown,
    Cancelled,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct MessageView {
    pub id: String,
    pub conversation_id: String,
    pub direction: Direction,
    /// The provider's type word: "text", "image", ... Anything but "text" is a placeholder with its raw content for now.
    pub kind: String,
    /// The text, or the best words there are (caption, button title, place name).
    pub text: Option<String>,
    /// When the customer sent it, or when the agent pressed Send. Sort key of the thread (then `id`).
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Our messages only.
    pub outgoing: Option<OutgoingView>,
    /// For the team only, and never sent; `kind` is "note" and `direction` "out".
    pub note: Option<NoteView>,
    /// Raw provider content can be fetched with `raw_message`.
    pub has_raw: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct OutgoingView {
    pub state: MessageState,
    /// Who of the team wrote it.
    pub author_name: String,
    #[ts(type = "number | null")]
    pub accepted_at_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub sent_at_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub delivered_at_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub read_at_ms: Option<i64>,
    pub problem: Option<ProblemView>,
    /// What the agent may do now.
    pub can_retry: bool,
    pub can_cancel: bool,
}

/// Why a message failed, is held or is unknown: what happened and what to do, in words, with the provider's own note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ProblemView {
    /// A sentence for the agent with an action.
    pub message: String,
    /// Meta's code, e.g. 131047.
    #[ts(type = "number | null")]
    pub code: Option<i64>,
    /// Meta's own words.
    pub provider_note: Option<String>,
    /// When it is tried again by itself.
    #[ts(type = "number | null")]
    pub retry_at_ms: Option<i64>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct MessagePage {
    /// Newest first.
    pub items: Vec<MessageView>,
    /// Pass as `before` for older ones; `null` at the beginning of the conversation.
    pub next: Option<String>,
    /// Pass as `after` for newer ones; `null` when these are the newest.
    pub newer: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct RawView {
    /// The provider's original bytes as text, for reading only.
    pub raw: String,
}
