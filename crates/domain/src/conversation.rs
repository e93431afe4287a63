//! What one customer and one business number write to each other.

use crate::ids::{ContactId, ConversationId, MessageId, PhoneNumberId, hashed};
use crate::time::Millis;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact: ContactId,
    pub phone_number_id: PhoneNumberId,
    /// The newest message, by time and then id.
    pub last: Option<(Millis, MessageId)>,
    /// When the customer last wrote, by the provider's clock: the window counts from here.
    pub last_inbound_at: Option<Millis>,
}

impl Conversation {
    pub fn new(contact: ContactId, phone_number_id: PhoneNumberId) -> Self {
        Self { id: conversation_id(contact, &phone_number_id), contact, phone_number_id, last: None, last_inbound_at: None }
    }

    /// Takes a message into account; in any order, any number of times.
    pub fn saw(&mut self, at: Millis, message: MessageId, inbound: bool) {
        self.last = self.last.max(Some((at, message)));
        if inbound {
            self.last_inbound_at = self.last_inbound_at.max(Some(at));
        }
    }
}

/// Every device derives the same id from the pair, so no look-up is needed.
pub fn conversation_id(contact: ContactId, phone_number_id: &PhoneNumberId) -> ConversationId {
    ConversationId(hashed(&[b"conversation", contact.0.as_bytes(), phone_number_id.as_str().as_bytes()]))
}
