//! What agents do to conversations besides answering, and deleting them.

use super::{Notice, Rearranged, Replica};
use crate::ids::ConversationId;
use crate::message::{Message, Way};
use crate::work::Work;

impl Replica {
    pub(super) fn worked(&mut self, named: ConversationId, deletions: u32, work: &Work) {
        let Some(conversation) = self.alive(named, deletions) else { return };
        let Some(row) = self.conversations.get_mut(&conversation) else { return };
        let before = row.worked.clone();
        row.worked.apply(work);
        if row.worked != before {
            self.changes.conversations.insert(conversation);
        }
    }

    pub(super) fn note(&mut self, note: Message) {
        if self.messages.contains_key(&note.id) || !self.conversations.contains_key(&note.conversation) {
            return;
        }
        let id = note.id;
        self.messages.insert(id, note);
        self.touch_message(id);
    }

    /// The conversation that an event means, unless it was deleted after the event's author looked at it.
    pub(super) fn alive(&self, named: ConversationId, deletions: u32) -> Option<ConversationId> {
        let times = self.deletions.get(&named).copied().unwrap_or(0);
        (deletions >= times).then(|| self.present(named))
    }

    pub(super) fn delete(&mut self, conversation: ConversationId) {
        // What moved into it was deleted with it.
        let gone: Vec<ConversationId> = self.moved.keys().copied().filter(|from| self.present(*from) == conversation).chain([conversation]).collect();
        for id in gone {
            *self.deletions.entry(id).or_default() += 1;
        }
        for message in self.messages.extract_if(.., |_, message| message.conversation == conversation).map(|(_, message)| message) {
            self.changes.messages.remove(&message.id);
            // A provider may deliver it once more.
            if matches!(message.way, Way::In { .. }) {
                self.forgotten.insert(message.id);
                self.changes.forgotten.insert(message.id);
                self.changes.forgotten_entries.extend(message.entry);
            }
        }
        self.conversations.remove(&conversation);
        self.changes.conversations.remove(&conversation);
        self.changes.rearranged.push(Rearranged::Deleted { conversation });
        // There is nobody left to tell about, and nothing left to send.
        self.changes.notices.retain(|notice| !matches!(notice, Notice::CustomerWrote { conversation: about, .. } if *about == conversation));
    }
}
