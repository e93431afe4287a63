//! Messages: what was said, and how far it got.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::ids::{AttemptId, ConversationId, EntryId, MemberId, MessageId, Wamid};
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

    /// A note for the team; no provider knows of the kind.
    pub fn note(text: impl Into<String>) -> Self {
        Self { kind: MessageKind::Other("note".to_owned()), text: Some(text.into()) }
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

impl Receipts {
    /// Joins two sets of receipts; the earliest time of each step wins.
    pub fn merge(&mut self, other: &Receipts) {
        fn earliest(mine: &mut Option<Millis>, theirs: Option<Millis>) {
            *mine = match (*mine, theirs) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        earliest(&mut self.sent_at, other.sent_at);
        earliest(&mut self.delivered_at, other.delivered_at);
        earliest(&mut self.read_at, other.read_at);
        // The failure that is told is the earliest; of two at the same time, the one that sorts first, so that order does not matter.
        let mine = self.failed_at.zip(self.failure.take());
        let theirs = other.failed_at.zip(other.failure.clone());
        let first = match (mine, theirs) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        (self.failed_at, self.failure) = first.unzip();
    }

    /// What these receipts say about a later attempt: that the customer has the message. That an earlier attempt left, or failed, says
    /// nothing about the present one.
    pub fn of_earlier_attempt(&self) -> Receipts {
        Receipts { delivered_at: self.delivered_at, read_at: self.read_at, ..Receipts::default() }
    }

    /// How far the message got. A message that reached one of the customer's phones is not failed because another phone
    /// did not get it (platform reference, section 6.5).
    pub fn outcome(&self) -> Option<Outcome> {
        if self.read_at.is_some() {
            Some(Outcome::Reached(Reach::Read))
        } else if self.delivered_at.is_some() {
            Some(Outcome::Reached(Reach::Delivered))
        } else if self.failed_at.is_some() {
            Some(Outcome::Failed)
        } else if self.sent_at.is_some() {
            Some(Outcome::Reached(Reach::Sent))
        } else {
            None
        }
    }
}

/// What the receipts add up to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Reached(Reach),
    Failed,
}

/// A message as every device keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub content: Content,
    /// When the customer sent it or the agent pressed Send; orders the thread.
    pub at: Millis,
    pub wamid: Option<Wamid>,
    pub reply_to: Option<Wamid>,
    /// The entry it came in; its raw content is kept under that id.
    pub entry: Option<EntryId>,
    pub way: Way,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    In {
        failures: Vec<Failure>,
    },
    Out(Outgoing),
    /// Between our own, for the team only.
    Note {
        author: MemberId,
        mentions: Vec<MemberId>,
    },
}

impl Message {
    pub fn direction(&self) -> Direction {
        match self.way {
            Way::In { .. } => Direction::In,
            Way::Out(_) | Way::Note { .. } => Direction::Out,
        }
    }
}

/// Our side of an outgoing message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    pub author: Option<MemberId>,
    pub progress: Progress,
    /// The attempt that `progress` is about; `None` until the first starts, and again while a retry waits.
    pub attempt: Option<AttemptId>,
    /// Counts the changes of `progress`; the higher one wins, whatever order events come in.
    pub step: u32,
    pub accepted_at: Option<Millis>,
    /// Of all attempts whether the customer has it; of the present one also whether it left or failed.
    pub receipts: Receipts,
    /// Why `progress` is failed or unknown.
    pub problem: Option<Failure>,
}

/// What our own devices know of a send, before any status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Queued,
    Sending,
    /// May or may not have left.
    Unknown,
    Failed,
    Cancelled,
    /// Meta answered with a wamid.
    Accepted,
}

impl Outgoing {
    pub fn new(author: Option<MemberId>) -> Self {
        Self { author, progress: Progress::Queued, attempt: None, step: 0, accepted_at: None, receipts: Receipts::default(), problem: None }
    }

    /// Moves to `progress` unless something newer is known already. Says whether it moved. Two devices may take the same step at once;
    /// then the rest decides, so that every device ends with the same one.
    pub fn advance(&mut self, step: u32, progress: Progress, attempt: Option<AttemptId>, problem: Option<&Failure>) -> bool {
        let newer = (step, progress, attempt, problem) > (self.step, self.progress, self.attempt, self.problem.as_ref());
        if newer {
            (self.step, self.progress, self.attempt, self.problem) = (step, progress, attempt, problem.cloned());
        }
        newer
    }

    /// The one state to show: statuses are stronger than what we know ourselves.
    pub fn standing(&self) -> Standing {
        match self.receipts.outcome() {
            Some(Outcome::Reached(reach)) => Standing::Reached(reach),
            Some(Outcome::Failed) => Standing::Failed,
            None => Standing::Ours(self.progress),
        }
    }

    /// The failure to tell the agent, if that is where it stands.
    pub fn failure(&self) -> Option<&Failure> {
        match self.standing() {
            Standing::Failed => self.receipts.failure.as_ref(),
            Standing::Ours(Progress::Failed | Progress::Unknown) => self.problem.as_ref(),
            Standing::Ours(_) | Standing::Reached(_) => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Ours(Progress),
    Reached(Reach),
    /// A status said so.
    Failed,
}
