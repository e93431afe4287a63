//! The shapes that cross to the UI. Ids are strings (JavaScript numbers are too small), times are milliseconds since 1970.

mod conversation;
mod message;
mod profile;
mod request;

pub use conversation::*;
pub use message::*;
pub use profile::*;
pub use request::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Pushed to every window, in order. Rust says what changed; the UI never guesses what to reload.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// New or changed conversations, whole.
    Conversations {
        items: Vec<ConversationView>,
    },
    /// New or changed messages of one conversation, whole.
    Messages {
        conversation_id: String,
        items: Vec<MessageView>,
    },
    Connection {
        connection: ConnectionView,
    },
    /// The profile moved to another stage, or its numbers changed.
    Profile {
        profile: ProfileView,
    },
    /// Too much changed to tell one by one (catching up, or this window was too slow): load again what is on screen.
    Resync,
}
