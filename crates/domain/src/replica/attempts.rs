//! Attempts to send: which message and wamid each belongs to, and what its statuses mean for the message.
//!
//! Everything here may come in any order: statuses before the entry that says whose attempt it was, a device's own events before
//! older entries of the log. So receipts are kept with their attempt, and the message shows what follows from all of them.

use super::{Attempt, Notice, Replica};
use crate::ids::{AttemptId, MessageId, Wamid};
use crate::message::{Message, Receipts, Way};

impl Replica {
    fn attempt(&mut self, attempt: AttemptId) -> &mut Attempt {
        self.changes.attempts.insert(attempt);
        self.attempts.entry(attempt).or_default()
    }

    /// An entry says whose attempt it is.
    pub(super) fn attempt_of_message(&mut self, attempt: AttemptId, message: MessageId) {
        if self.attempts.get(&attempt).and_then(|row| row.message).is_none() {
            self.attempt(attempt).message = Some(message);
        }
        self.count(attempt);
    }

    /// An answer or a status says what Meta calls it. Statuses that waited for this wamid belong to the attempt.
    pub(super) fn attempt_has_wamid(&mut self, attempt: AttemptId, wamid: &Wamid) {
        if self.wamids.contains_key(wamid) {
            return;
        }
        self.wamids.insert(wamid.clone(), attempt);
        let waiting = self.parked.remove(wamid);
        if waiting.is_some() {
            self.changes.parked.insert(wamid.clone());
        }
        let row = self.attempt(attempt);
        row.wamid.get_or_insert_with(|| wamid.clone());
        row.receipts.merge(&waiting.unwrap_or_default());
        self.count(attempt);
    }

    /// A status says how far it got.
    pub(super) fn attempt_received(&mut self, attempt: AttemptId, receipts: &Receipts) {
        self.attempt(attempt).receipts.merge(receipts);
        self.count(attempt);
    }

    /// Lets an attempt's message show what is known of the attempt.
    fn count(&mut self, attempt: AttemptId) {
        let Some(Attempt { message: Some(message), wamid, receipts }) = self.attempts.get(&attempt) else { return };
        let Some(row) = self.messages.get_mut(message) else { return };
        let Way::Out(out) = &mut row.way else { return };
        let before = (row.wamid.clone(), out.receipts.clone());
        // Of several attempts' wamids any will do, but it must be the same one on every device.
        row.wamid = match (row.wamid.take(), wamid) {
            (Some(a), Some(b)) => Some(a.min(b.clone())),
            (a, b) => a.or_else(|| b.clone()),
        };
        if out.attempt == Some(attempt) {
            out.receipts.merge(receipts);
        } else {
            out.receipts.merge(&receipts.of_earlier_attempt());
        }
        let settled = *receipts != Receipts::default() && out.receipts.outcome().is_some();
        let message = *message;
        if before != (row.wamid.clone(), out.receipts.clone()) {
            self.touch_message(message);
        }
        if settled {
            self.changes.notices.push(Notice::HasLeft { message });
        }
    }

    /// Another attempt, or none, is the present one: what was said about the former's departure or failure no longer counts.
    pub(super) fn recount(&mut self, message: MessageId) {
        let Some(Message { way: Way::Out(out), .. }) = self.messages.get_mut(&message) else { return };
        out.receipts = out.receipts.of_earlier_attempt();
        if let Some(present) = out.attempt.and_then(|attempt| self.attempts.get(&attempt)) {
            out.receipts.merge(&present.receipts);
        }
    }
}
