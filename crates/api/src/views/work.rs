//! What agents do with conversations besides answering.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ConversationView;

/// Where a conversation stands. A message of the customer opens it again, and so does the end of a snooze.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ConversationStatus {
    Open,
    Snoozed {
        #[ts(type = "number")]
        until_ms: i64,
    },
    Closed,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LabelView {
    pub id: String,
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LabelList {
    pub items: Vec<LabelView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PutLabel {
    /// `null` for a new one.
    pub label_id: Option<String>,
    /// 1 to 40 characters, and no other label's.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneLabel {
    pub label_id: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct MemberRef {
    pub id: String,
    pub name: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct MemberList {
    /// By name.
    pub items: Vec<MemberRef>,
    /// Whose device this is.
    pub me: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct NoteView {
    pub author_name: String,
    pub mentions: Vec<MemberRef>,
}

/// Which conversations a page of the inbox has.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct ConversationFilter {
    pub status: StatusFilter,
    /// Only those with a message of the customer that this member has not seen.
    pub unread_only: bool,
    /// With any of these; empty for all.
    pub label_ids: Vec<String>,
    /// On one of these; empty for all.
    pub phone_number_ids: Vec<String>,
    pub window: WindowFilter,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    #[default]
    Open,
    Snoozed,
    Closed,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WindowFilter {
    #[default]
    Any,
    Open,
    /// Open for less than two hours.
    Closing,
    Closed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConversationSort {
    /// Pinned ones first, then by `active_at_ms`, the latest first.
    #[default]
    Newest,
    /// Customers who wait for an answer by `waiting_since_ms`, the earliest first; then the others as in `newest`.
    LongestWaiting,
    /// Open windows by their end, the first to close first; then the others as in `newest`.
    ClosingSoon,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConversationIds {
    /// 1 to 200.
    pub conversation_ids: Vec<String>,
}

/// The conversations that were worked on, as they are now.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ConversationList {
    pub items: Vec<ConversationView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Snooze {
    /// 1 to 200.
    pub conversation_ids: Vec<String>,
    #[ts(type = "number")]
    pub until_ms: i64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct SnoozedView {
    pub items: Vec<ConversationView>,
    /// A sentence when the 24-hour window closes before the wake time.
    pub warning: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ParseTime {
    pub text: String,
    /// How far this window's clock is ahead of UTC: `-new Date().getTimezoneOffset()`.
    pub utc_offset_minutes: i32,
    /// What is to be snoozed, for the warning; may be empty.
    pub conversation_ids: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ParsedTime {
    #[ts(type = "number")]
    pub at_ms: i64,
    /// `today, 14:00`, `tomorrow, 09:00`, `Mon 24 Nov, 14:00`.
    pub words: String,
    /// A sentence when the 24-hour window closes before then.
    pub warning: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PinConversations {
    /// 1 to 200.
    pub conversation_ids: Vec<String>,
    pub pinned: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LabelConversations {
    /// 1 to 200.
    pub conversation_ids: Vec<String>,
    pub label_id: String,
    pub on: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WriteNote {
    pub conversation_id: String,
    /// A UUID made by the UI: writing the same one twice is one note.
    pub note_id: String,
    /// 1 to 10,000 characters.
    pub text: String,
    /// Ids of members.
    pub mentions: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ReplyView {
    pub id: String,
    /// One word, typed after `/`.
    pub shortcut: String,
    pub title: String,
    /// May have `{{name}}`, `{{first_name}}`, `{{number}}` and `{{agent}}`.
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ReplyList {
    /// By shortcut.
    pub items: Vec<ReplyView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PutReply {
    /// `null` for a new one.
    pub reply_id: Option<String>,
    /// One word of 1 to 40 characters, and no other reply's.
    pub shortcut: String,
    /// 1 to 100 characters.
    pub title: String,
    /// 1 to 4,096 characters.
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneReply {
    pub reply_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FillReply {
    pub reply_id: String,
    pub conversation_id: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct FilledReply {
    pub text: String,
    /// Places that were left empty because nothing is known: `first_name`, ...
    pub missing: Vec<String>,
}

/// One number each, for the list, the title and the tray.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct InboxCounts {
    pub open: u32,
    /// Open ones with a message of the customer that this member has not seen.
    pub unread: u32,
    pub snoozed: u32,
    pub closed: u32,
    /// Open ones whose window is open for less than two hours.
    pub closing_soon: u32,
}
