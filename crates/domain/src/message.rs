//! Messages: what was said, and how far it got.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::time::Millis;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// The provider's message type. Unknown ones keep their name.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    Text,
    Image,
    Video,
    Audio,
    Document,
    Sticker,
    Location,
    Contacts,
    Reaction,
    /// A tap on a template's quick-reply button.
    Button,
    Interactive,
    Order,
    System,
    Template,
    Edit,
    Revoke,
    /// The provider itself could not represent it (131051), or sent only errors.
    Unsupported,
    Other(String),
}

impl MessageKind {
    /// The provider's word for it, as stored and parsed back by [`MessageKind::from_word`].
    pub fn word(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
            Self::Location => "location",
            Self::Contacts => "contacts",
            Self::Reaction => "reaction",
            Self::Button => "button",
            Self::Interactive => "interactive",
            Self::Order => "order",
            Self::System => "system",
            Self::Template => "template",
            Self::Edit => "edit",
            Self::Revoke => "revoke",
            Self::Unsupported => "unsupported",
            Self::Other(word) => word,
        }
    }

    pub fn from_word(word: &str) -> Self {
        match word {
            "text" => Self::Text,
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" | "voice" => Self::Audio,
            "document" => Self::Document,
            "sticker" => Self::Sticker,
            "location" => Self::Location,
            "contacts" => Self::Contacts,
            "reaction" => Self::Reaction,
            "button" => Self::Button,
            "interactive" => Self::Interactive,
            "order" => Self::Order,
            "system" => Self::System,
            "template" => Self::Template,
            "edit" => Self::Edit,
            "revoke" => Self::Revoke,
            "unsupported" => Self::Unsupported,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// What a message says. Types that this version does not render carry the words found in them, if any
/// (a caption, a button's title); the raw original stays in the entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Content {
    pub kind: MessageKind,
    /// The text itself, or the best words there are: caption, button or list title, place name, file name.
    pub text: Option<String>,
}

impl Content {
    pub fn text(text: impl Into<String>) -> Self {
        Self { kind: MessageKind::Text, text: Some(text.into()) }
    }
}

/// Where a provider says our message is. Ordered: statuses only ever raise it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Sent,
    Delivered,
    Read,
}

/// The times that statuses brought, each the earliest one seen, and the failure if any. A join-semilattice: merging is
/// commutative, associative and idempotent, so order and repetition of webhooks do not matter.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Receipts {
    pub sent_at: Option<Millis>,
    pub delivered_at: Option<Millis>,
    pub read_at: Option<Millis>,
    pub failed_at: Option<Millis>,
    pub failure: Option<Failure>,
}
