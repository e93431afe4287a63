//! What devices tell each other.

use super::{ParkedUnder, Replica};
use crate::event::Event;
use crate::failure::Failure;
use crate::ids::{AttemptId, EntryId, MessageId};
use crate::message::{Content, Message, Outgoing, Progress, Receipts, Way};

impl Replica {
    pub(super) fn apply_event(&mut self, entry: EntryId, event: &Event) {
        match event {
            Event::MemberJoined { member, device: _, name } => {
                self.members.insert(*member, name.clone());
                self.changes.members.insert(*member);
            }
            Event::NumberConnected { channel } => {
                self.channels.insert(channel.phone_number_id.clone(), channel.clone());
                self.changes.channels.insert(channel.phone_number_id.clone());
            }
            Event::MessageComposed { message, conversation, author, text, at } => {
                if self.messages.contains_key(message) {
                    return;
                }
                self.messages.insert(
                    *message,
                    Message {
                        id: *message,
                        conversation: *conversation,
                        content: Content::text(text.clone()),
                        at: *at,
                        wamid: None,
                        reply_to: None,
                        entry: Some(entry),
                        way: Way::Out(Outgoing::new(Some(*author))),
                    },
                );
                if let Some(row) = self.conversations.get_mut(conversation) {
                    row.saw(*at, *message, false);
                }
                self.touch_message(*message);
            }
            Event::SendStarted { message, step, attempt, at: _ } => {
                self.progress(*message, *step, Progress::Sending, Some(*attempt), None);
                self.attempt_known(*attempt, *message);
            }
            Event::MessageAccepted { message, step, attempt, wamid, at } => {
                self.progress(*message, *step, Progress::Accepted, Some(*attempt), None);
                if let Some(row) = self.messages.get_mut(message) {
                    if row.wamid.is_none() {
                        row.wamid = Some(wamid.clone());
                    }
                    if let Way::Out(out) = &mut row.way {
                        out.accepted_at = Some(out.accepted_at.map_or(*at, |known| known.min(*at)));
                    }
                    self.touch_message(*message);
                }
                self.wamids.insert(wamid.clone(), *message);
                self.attempt_known(*attempt, *message);
                self.unpark(ParkedUnder::Wamid(wamid.clone()), *message);
            }
            Event::MessageFailed { message, step, attempt, failure, at: _ } => {
                self.progress(*message, *step, Progress::Failed, *attempt, Some(failure));
            }
            Event::SendInterrupted { message, step, attempt, failure, at: _ } => {
                self.progress(*message, *step, Progress::Unknown, Some(*attempt), Some(failure));
                self.attempt_known(*attempt, *message);
            }
            Event::MessageCancelled { message, step, at: _ } => self.progress(*message, *step, Progress::Cancelled, None, None),
            Event::MessageRetried { message, step, at: _ } => {
                self.progress(*message, *step, Progress::Queued, None, None);
            }
            Event::ReadThrough { conversation, member, through } => {
                let mark = self.read_marks.entry((*conversation, *member)).or_insert(*through);
                *mark = (*mark).max(*through);
                self.changes.read_marks.insert((*conversation, *member));
                self.changes.conversations.insert(*conversation);
            }
            Event::FromTheFuture => {}
        }
    }

    fn progress(&mut self, message: MessageId, step: u32, progress: Progress, attempt: Option<AttemptId>, problem: Option<&Failure>) {
        let Some(Message { way: Way::Out(out), .. }) = self.messages.get_mut(&message) else { return };
        if !out.advance(step, progress) {
            return;
        }
        if progress == Progress::Sending && out.attempt.is_some() && out.receipts.outcome() == Some(crate::message::Outcome::Failed) {
            // What an earlier attempt failed of is history once a new one starts.
            out.receipts = Receipts { failed_at: None, failure: None, ..out.receipts.clone() };
        }
        if attempt.is_some() {
            out.attempt = attempt;
        }
        out.problem = problem.cloned();
        self.touch_message(message);
    }

    fn attempt_known(&mut self, attempt: AttemptId, message: MessageId) {
        if self.attempts.insert(attempt, message).is_none() {
            self.changes.attempts.insert(attempt);
        }
        self.unpark(ParkedUnder::Attempt(attempt), message);
    }
}
