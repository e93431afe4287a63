//! The one reducer: log entries in, rows out.
//!
//! A [`Replica`] is the part of the database that a batch of entries touches. [`Needs`] says beforehand which part that is, the
//! store loads it, [`Replica::apply`] changes it in memory, and the store writes what changed together with the cursor in one
//! transaction. Same log, same rows, on every device: nothing here looks at a clock, and everything that webhooks may bring twice,
//! late or out of order ends in the same rows.

mod attempts;
mod events;
mod inbound;
mod needs;
mod work;

use std::collections::{BTreeMap, BTreeSet};

pub use needs::Needs;

use crate::channel::Channel;
use crate::contact::{Contact, Identity};
use crate::conversation::Conversation;
use crate::event::Event;
use crate::ids::{AttemptId, ContactId, ConversationId, EntryId, LabelId, MemberId, MessageId, PhoneNumberId, ReplyId, Wamid};
use crate::inbound::Update;
use crate::message::{Message, Receipts};
use crate::rotation::Rotation;
use crate::time::Millis;
use crate::work::{Decision, Label, ReadMark, Reply};

/// One thing that an entry says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    pub entry: EntryId,
    /// Position among the things that this entry says.
    pub index: u32,
    /// When the relay took it in; for local events, when they were made.
    pub received_at: Millis,
    pub input: Input,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    Update(Update),
    Event(Event),
    /// The entry could not be opened or is of a kind from the future; its sealed form is kept.
    Unreadable,
}

/// One attempt to send a message of ours, and what statuses said about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attempt {
    /// `None` while only statuses have mentioned the attempt: they may come before the entry that says whose it is.
    pub message: Option<MessageId>,
    /// What Meta calls it.
    pub wamid: Option<Wamid>,
    pub receipts: Receipts,
}

/// An update that is about no conversation (yet): kept for the version of the app that understands it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptUpdate {
    pub entry: EntryId,
    pub index: u32,
    /// The webhook field, `trouble` or `unparsed`.
    pub subject: String,
    pub received_at: Millis,
}

/// The rows that a batch works on. Read the fields freely; change them only through [`Replica::apply`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replica {
    pub contacts: BTreeMap<ContactId, Contact>,
    pub identities: BTreeMap<Identity, ContactId>,
    pub conversations: BTreeMap<ConversationId, Conversation>,
    pub messages: BTreeMap<MessageId, Message>,
    /// Conversations that moved when their contacts turned out to be one person, and where to. Entries may still name the old ones.
    pub moved: BTreeMap<ConversationId, ConversationId>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    /// Attempts by the wamid that Meta gave them.
    pub wamids: BTreeMap<Wamid, AttemptId>,
    /// What statuses said about wamids that no attempt is known to have (yet).
    pub parked: BTreeMap<Wamid, Receipts>,
    pub read_marks: BTreeMap<(ConversationId, MemberId), ReadMark>,
    /// How often the conversations were deleted that were.
    pub deletions: BTreeMap<ConversationId, u32>,
    /// Customers' messages that were deleted with their conversations.
    pub forgotten: BTreeSet<MessageId>,
    /// Labels that are or were in use.
    pub labels: BTreeMap<LabelId, Decision<Option<Label>>>,
    /// The team's replies that are or were in use.
    pub replies: BTreeMap<ReplyId, Decision<Option<Reply>>>,
    pub members: BTreeMap<MemberId, String>,
    /// Numbers that are or were connected.
    pub channels: BTreeMap<PhoneNumberId, Channel>,
    /// `None` while nobody has decided.
    pub rotation: Option<Rotation>,
    pub changes: Changes,
}

/// What [`Replica::apply`] changed, for the store to write and the UI to hear of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    pub contacts: BTreeSet<ContactId>,
    pub identities: BTreeSet<Identity>,
    pub conversations: BTreeSet<ConversationId>,
    pub messages: BTreeSet<MessageId>,
    pub attempts: BTreeSet<AttemptId>,
    pub parked: BTreeSet<Wamid>,
    pub read_marks: BTreeSet<(ConversationId, MemberId)>,
    pub members: BTreeSet<MemberId>,
    pub channels: BTreeSet<PhoneNumberId>,
    pub rotation: bool,
    pub kept: Vec<KeptUpdate>,
    /// Contacts found to be one person, `(gone, stays)`, in the order they were found.
    pub merged: Vec<(ContactId, ContactId)>,
    /// What happened to whole conversations, in this order and before any other change to them.
    pub rearranged: Vec<Rearranged>,
    pub labels: BTreeSet<LabelId>,
    pub replies: BTreeSet<ReplyId>,
    /// Customers' messages that this batch brought and deleted.
    pub forgotten: BTreeSet<MessageId>,
    /// Entries whose originals go with them.
    pub forgotten_entries: BTreeSet<EntryId>,
    pub notices: Vec<Notice>,
}

/// What happened to a whole conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rearranged {
    /// Everything that belongs to the first now belongs to the second.
    Moved { from: ConversationId, to: ConversationId },
    /// Everything that belonged to it is gone.
    Deleted { conversation: ConversationId },
}

/// What the outbox and the notifications want to know about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Notice {
    CustomerWrote {
        conversation: ConversationId,
        message: MessageId,
    },
    /// A status settles this message: there is nothing left to send.
    HasLeft {
        message: MessageId,
    },
    /// Messages that wait because their number is stopped have another chance.
    NumberStarted,
}

impl Replica {
    /// Applies one thing. Applying it again changes nothing.
    pub fn apply(&mut self, recorded: &Recorded) {
        match &recorded.input {
            Input::Update(update) => self.apply_update(recorded, update),
            Input::Event(event) => self.apply_event(recorded.entry, event),
            Input::Unreadable => self.keep(recorded, "unreadable"),
        }
    }

    fn keep(&mut self, recorded: &Recorded, subject: &str) {
        self.changes.kept.push(KeptUpdate {
            entry: recorded.entry,
            index: recorded.index,
            subject: subject.to_owned(),
            received_at: recorded.received_at,
        });
    }

    fn touch_message(&mut self, message: MessageId) {
        self.changes.messages.insert(message);
        if let Some(row) = self.messages.get(&message) {
            self.changes.conversations.insert(row.conversation);
        }
    }

    /// The conversation that an entry means: the one it names, or where that has moved.
    fn present(&self, mut conversation: ConversationId) -> ConversationId {
        // Moves lead from contacts that are gone to ones that are not, so never in a circle.
        while let Some(next) = self.moved.get(&conversation) {
            conversation = *next;
        }
        conversation
    }
}

#[cfg(test)]
mod tests;
