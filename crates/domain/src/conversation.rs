//! What one customer and one business number write to each other.

use crate::ids::{ContactId, ConversationId, MessageId, PhoneNumberId, hashed};
use crate::time::Millis;
use crate::work::{Aside, Status, Worked};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact: ContactId,
    pub phone_number_id: PhoneNumberId,
    /// The newest message, by time and then id.
    pub last: Option<(Millis, MessageId)>,
    /// When the customer last wrote, by the provider's clock: the window counts from here.
    pub last_inbound_at: Option<Millis>,
    /// When one of the team last answered.
    pub answered_at: Option<Millis>,
    /// How many messages the customer has written.
    pub inbound: u32,
    pub worked: Worked,
}

impl Conversation {
    pub fn new(contact: ContactId, phone_number_id: PhoneNumberId) -> Self {
        Self {
            id: conversation_id(contact, &phone_number_id),
            contact,
            phone_number_id,
            last: None,
            last_inbound_at: None,
            answered_at: None,
            inbound: 0,
            worked: Worked::default(),
        }
    }

    /// Takes a message of the customer or a notice of the provider into account; in any order, each once.
    pub fn received(&mut self, at: Millis, message: MessageId, wrote: bool) {
        self.last = self.last.max(Some((at, message)));
        if wrote {
            self.last_inbound_at = self.last_inbound_at.max(Some(at));
            self.inbound = self.inbound.saturating_add(1);
        }
    }

    /// Takes an answer into account; in any order, any number of times.
    pub fn answered(&mut self, at: Millis, message: MessageId) {
        self.last = self.last.max(Some((at, message)));
        self.answered_at = self.answered_at.max(Some(at));
    }

    /// The history of another one belongs to this one.
    pub fn take_in(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
        self.last_inbound_at = self.last_inbound_at.max(other.last_inbound_at);
        self.answered_at = self.answered_at.max(other.answered_at);
        self.inbound = self.inbound.saturating_add(other.inbound);
        self.worked.join(&other.worked);
    }

    /// Where it stands, whatever the time: a snooze may be over.
    pub fn decided(&self) -> Status {
        match self.worked.aside.value {
            Aside::Closed { seen } if self.inbound <= seen => Status::Closed,
            Aside::Snoozed { until, seen } if self.inbound <= seen => Status::Snoozed { until },
            Aside::Not | Aside::Closed { .. } | Aside::Snoozed { .. } => Status::Open,
        }
    }

    /// Where it stands at `now`: a message of the customer opens it again, and so does the end of a snooze.
    pub fn status(&self, now: Millis) -> Status {
        match self.decided() {
            Status::Snoozed { until } if until <= now => Status::Open,
            decided @ (Status::Open | Status::Snoozed { .. } | Status::Closed) => decided,
        }
    }
}

/// Every device derives the same id from the pair, so no look-up is needed.
pub fn conversation_id(contact: ContactId, phone_number_id: &PhoneNumberId) -> ConversationId {
    ConversationId(hashed(&[b"conversation", contact.0.as_bytes(), phone_number_id.as_str().as_bytes()]))
}
