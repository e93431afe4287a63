//! The shapes that cross to the UI. Ids are strings (JavaScript numbers are too small), times are milliseconds since 1970.

mod connect;
mod conversation;
mod message;
mod number;
mod profile;
mod request;
mod search;
mod work;

pub use connect::*;
pub use conversation::*;
pub use message::*;
pub use number::*;
pub use profile::*;
pub use request::*;
pub use search::*;
pub use work::*;

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
    /// Deleted, with everything in them.
    ConversationsGone {
        conversation_ids: Vec<String>,
    },
    /// The team's labels, all of them. Conversations carry their labels whole: load again those on screen.
    Labels {
        items: Vec<LabelView>,
    },
    /// The team's replies, all of them.
    Replies {
        items: Vec<ReplyView>,
    },
    Connection {
        connection: ConnectionView,
    },
    /// The profile moved to another stage, or its numbers changed.
    Profile {
        profile: ProfileView,
    },
    /// What the relay, the Meta apps or the prerequisites are now.
    Integration {
        integration: IntegrationView,
    },
    /// New or changed rows of the numbers table, whole.
    Numbers {
        items: Vec<NumberCardView>,
    },
    /// A number was disconnected: its row goes.
    NumberGone {
        phone_number_id: String,
    },
    /// A line was written into this number's log.
    NumberLog {
        phone_number_id: String,
    },
    /// The connection being made moved on.
    Connect {
        connect: Option<ConnectView>,
    },
    /// The doctor got further.
    Doctor {
        doctor: DoctorView,
    },
    /// Too much changed to tell one by one (catching up, or this window was too slow): load again what is on screen.
    Resync,
}
