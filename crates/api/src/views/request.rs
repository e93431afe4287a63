//! What a command takes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConversationFilter, ConversationSort};

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Nothing {}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Unlock {
    pub passphrase: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CreateWorkspace {
    /// Address of the relay, e.g. `https://relay.example.com`.
    pub relay_url: String,
    /// The one-time code that a fresh relay prints.
    pub setup_code: String,
    pub workspace_name: String,
    pub member_name: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ConnectNumber {
    pub phone_number_id: String,
    pub waba_id: String,
    /// A system user's token. Goes straight to the keychain.
    pub access_token: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ListConversations {
    /// Absent: open conversations.
    #[serde(default)]
    #[ts(as = "Option<ConversationFilter>", optional)]
    pub filter: ConversationFilter,
    /// Absent: newest.
    #[serde(default)]
    #[ts(as = "Option<ConversationSort>", optional)]
    pub sort: ConversationSort,
    /// `next` of the page before, with the same filter and sort; `null` for the first.
    pub after: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneConversation {
    pub conversation_id: String,
}

/// At most one of `before`, `around` and `after`; none of them for the newest page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ListMessages {
    pub conversation_id: String,
    /// `next` of the page before; `null` for the newest.
    pub before: Option<String>,
    /// A message's id: the page around it.
    #[serde(default)]
    #[ts(optional)]
    pub around: Option<String>,
    /// `newer` of a page: the page after it, towards the present.
    #[serde(default)]
    #[ts(optional)]
    pub after: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SendText {
    pub conversation_id: String,
    /// A UUID made by the UI: sending the same one twice sends once.
    pub message_id: String,
    /// 1 to 4,096 characters.
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneMessage {
    pub message_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveDraft {
    pub conversation_id: String,
    /// Empty clears it.
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MarkRead {
    pub conversation_id: String,
    /// `at_ms` of the newest message on screen.
    #[ts(type = "number")]
    pub through_ms: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListKept {
    /// `next` of the page before; `null` for the newest.
    pub before: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneKept {
    pub entry_id: String,
}
