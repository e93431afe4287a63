//! What a device tells the others through the log. Sealed; the relay sees only that an entry exists.

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::failure::Failure;
use crate::ids::{AttemptId, ConversationId, DeviceId, LabelId, MemberId, MessageId, PhoneNumberId, ReplyId, Wamid};
use crate::time::Millis;
use crate::work::{Decision, Label, Reply, Work};

/// One decision of a device, in the past tense. Events only ever gain variants and optional fields.
///
/// `step` counts what happens to one message: a device shows its own events at once and meets them again in the log, and
/// the count keeps the older one from undoing the newer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A person's device joined the workspace.
    MemberJoined {
        member: MemberId,
        device: DeviceId,
        name: String,
    },
    /// A number was connected, or connected again; its names and whether it runs are decided by the events below.
    NumberConnected {
        channel: Channel,
        /// See [`Channel::next_at`], as everywhere in events about numbers.
        #[serde(default)]
        at: Millis,
    },
    /// The team's own names for a number; `None` removes one.
    NumberEdited {
        number: PhoneNumberId,
        internal_name: Option<String>,
        description: Option<String>,
        at: Millis,
    },
    /// Nothing is sent on it until it is started again.
    NumberStopped {
        number: PhoneNumberId,
        at: Millis,
    },
    NumberStarted {
        number: PhoneNumberId,
        at: Millis,
    },
    /// Its history stays; a later `NumberConnected` brings it back.
    NumberDisconnected {
        number: PhoneNumberId,
        at: Millis,
    },
    /// Whether the numbers of one business take turns when the business starts a conversation.
    RotationSet {
        enabled: bool,
        at: Millis,
    },
    /// An agent pressed Send. `at` is when.
    MessageComposed {
        message: MessageId,
        conversation: ConversationId,
        author: MemberId,
        text: String,
        at: Millis,
        /// See [`Event::Worked`].
        #[serde(default)]
        deletions: u32,
    },
    /// A send attempt is about to start; statuses carry its id from now on.
    SendStarted {
        message: MessageId,
        step: u32,
        attempt: AttemptId,
        at: Millis,
    },
    MessageAccepted {
        message: MessageId,
        step: u32,
        attempt: AttemptId,
        wamid: Wamid,
        at: Millis,
    },
    MessageFailed {
        message: MessageId,
        step: u32,
        attempt: Option<AttemptId>,
        failure: Failure,
        at: Millis,
    },
    /// It may or may not have left.
    SendInterrupted {
        message: MessageId,
        step: u32,
        attempt: AttemptId,
        failure: Failure,
        at: Millis,
    },
    MessageCancelled {
        message: MessageId,
        step: u32,
        at: Millis,
    },
    /// The agent sends a failed or unknown message once more.
    MessageRetried {
        message: MessageId,
        step: u32,
        at: Millis,
    },
    /// A member has read everything up to `through`.
    ReadThrough {
        conversation: ConversationId,
        member: MemberId,
        through: Millis,
        /// How often the member has marked the conversation as unread before.
        #[serde(default)]
        step: u32,
    },
    /// A member did something to a conversation.
    Worked {
        conversation: ConversationId,
        /// How often the conversation had been deleted, as far as the member's device knew: what is about a conversation that
        /// was deleted meanwhile is about nothing.
        deletions: u32,
        member: MemberId,
        at: Millis,
        work: Work,
    },
    /// For the team only; never sent.
    NoteWritten {
        note: MessageId,
        conversation: ConversationId,
        deletions: u32,
        author: MemberId,
        text: String,
        mentions: Vec<MemberId>,
        at: Millis,
    },
    /// Everything in it is removed for everyone. A later message of the customer begins it anew.
    ConversationDeleted {
        conversation: ConversationId,
        deletions: u32,
        member: MemberId,
        at: Millis,
    },
    /// A label of the team; `None` removes it.
    LabelDecided {
        label: LabelId,
        decision: Decision<Option<Label>>,
    },
    /// A reply of the team; `None` removes it.
    ReplyDecided {
        reply: ReplyId,
        decision: Decision<Option<Reply>>,
    },
    /// From a newer version; kept in the log and applied after an update.
    #[serde(other)]
    FromTheFuture,
}
