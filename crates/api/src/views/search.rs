//! Finding messages and people.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactView, ConversationView, MessageView, NumberRef};

#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct Search {
    /// As typed. All words must be there, the last one may be unfinished; words in quotes follow each other. Nothing that is typed is an error.
    pub text: String,
    /// Only in this conversation; `null` for everywhere.
    pub conversation_id: Option<String>,
    /// `next` of the page before, with the same text; `null` for the newest.
    pub before: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct SearchPage {
    /// Whose name, username or number fits, active last first; at most five, on the first page of a search through everything.
    pub people: Vec<ConversationView>,
    /// Newest first.
    pub messages: Vec<FoundMessageView>,
    /// Pass as `before` for older ones; `null` at the end. A page may be short, even empty, and still have a next one.
    pub next: Option<String>,
    /// About how many older messages are not searched yet, after an update that brought the search; 0 otherwise.
    #[ts(type = "number")]
    pub unsearched: u64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FoundMessageView {
    pub message: MessageView,
    pub conversation: FoundConversationView,
    /// The text around the first hit, on one line.
    pub snippet: Vec<SnippetPartView>,
}

/// Whose message it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FoundConversationView {
    pub id: String,
    pub contact: ContactView,
    pub number: NumberRef,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct SnippetPartView {
    pub text: String,
    /// Whether this is what was looked for.
    pub hit: bool,
}
