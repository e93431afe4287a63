//! What a device tells the others through the log. Sealed; the relay sees only that an entry exists.

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::failure::Failure;
use crate::ids::{AttemptId, ConversationId, DeviceId, MemberId, MessageId, PhoneNumberId, Wamid};
use crate::time::Millis;

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
    },
    /// From a newer version; kept in the log and applied after an update.
    #[serde(other)]
    FromTheFuture,
}
