//! What devices tell each other.

use super::{Notice, Replica};
use crate::channel::Channel;
use crate::event::Event;
use crate::failure::Failure;
use crate::ids::{AttemptId, EntryId, MessageId, PhoneNumberId};
use crate::message::{Content, Message, Outgoing, Progress, Way};
use crate::rotation::Rotation;
use crate::work::ReadMark;

impl Replica {
    pub(super) fn apply_event(&mut self, entry: EntryId, event: &Event) {
        match event {
            Event::MemberJoined { member, device: _, name } => {
                self.members.insert(*member, name.clone());
                self.changes.members.insert(*member);
            }
            Event::NumberConnected { channel, at } => {
                let number = &channel.phone_number_id;
                let unknown = || Channel::new(number.clone(), channel.waba_id.clone(), channel.inbox);
                self.channels.entry(number.clone()).or_insert_with(unknown).connect(channel, *at);
                self.changes.channels.insert(number.clone());
            }
            Event::NumberEdited { number, internal_name, description, at } => {
                self.decide(number, |channel| channel.edit(internal_name, description, *at));
            }
            Event::NumberStopped { number, at } => self.decide(number, |channel| channel.run(false, *at)),
            Event::NumberStarted { number, at } => {
                self.decide(number, |channel| channel.run(true, *at));
                self.changes.notices.push(Notice::NumberStarted);
            }
            Event::NumberDisconnected { number, at } => {
                self.decide(number, |channel| channel.disconnect(*at));
                self.changes.notices.push(Notice::NumberStarted);
            }
            Event::RotationSet { enabled, at } => {
                if self.rotation.is_none_or(|known| (*at, *enabled) > (known.at, known.enabled)) {
                    self.rotation = Some(Rotation { enabled: *enabled, at: *at });
                    self.changes.rotation = true;
                }
            }
            Event::MessageComposed { message, conversation, author, text, at, deletions } => {
                let Some(conversation) = self.alive(*conversation, *deletions) else { return };
                if self.messages.contains_key(message) {
                    return;
                }
                self.messages.insert(
                    *message,
                    Message {
                        id: *message,
                        conversation,
                        content: Content::text(text.clone()),
                        at: *at,
                        wamid: None,
                        reply_to: None,
                        entry: Some(entry),
                        way: Way::Out(Outgoing::new(Some(*author))),
                    },
                );
                if let Some(row) = self.conversations.get_mut(&conversation) {
                    row.answered(*at, *message);
                }
                self.touch_message(*message);
            }
            Event::SendStarted { message, step, attempt, at: _ } => {
                self.progress(*message, *step, Progress::Sending, Some(*attempt), None);
                self.attempt_of_message(*attempt, *message);
            }
            Event::MessageAccepted { message, step, attempt, wamid, at } => {
                self.progress(*message, *step, Progress::Accepted, Some(*attempt), None);
                if let Some(Message { way: Way::Out(out), .. }) = self.messages.get_mut(message) {
                    out.accepted_at = Some(out.accepted_at.map_or(*at, |known| known.min(*at)));
                    self.touch_message(*message);
                }
                self.attempt_of_message(*attempt, *message);
                self.attempt_has_wamid(*attempt, wamid);
            }
            Event::MessageFailed { message, step, attempt, failure, at: _ } => {
                self.progress(*message, *step, Progress::Failed, *attempt, Some(failure));
                if let Some(attempt) = attempt {
                    self.attempt_of_message(*attempt, *message);
                }
            }
            Event::SendInterrupted { message, step, attempt, failure, at: _ } => {
                self.progress(*message, *step, Progress::Unknown, Some(*attempt), Some(failure));
                self.attempt_of_message(*attempt, *message);
            }
            Event::MessageCancelled { message, step, at: _ } => self.progress(*message, *step, Progress::Cancelled, None, None),
            Event::MessageRetried { message, step, at: _ } => {
                self.progress(*message, *step, Progress::Queued, None, None);
            }
            Event::ReadThrough { conversation, member, through, step } => {
                let conversation = self.present(*conversation);
                let said = ReadMark { step: *step, through: *through };
                let mark = self.read_marks.entry((conversation, *member)).or_insert(said);
                *mark = (*mark).max(said);
                self.changes.read_marks.insert((conversation, *member));
                self.changes.conversations.insert(conversation);
            }
            Event::Worked { conversation, deletions, member: _, at: _, work } => self.worked(*conversation, *deletions, work),
            Event::NoteWritten { note, conversation, deletions, author, text, mentions, at } => {
                if let Some(conversation) = self.alive(*conversation, *deletions) {
                    let content = Content::note(text.clone());
                    let way = Way::Note { author: *author, mentions: mentions.clone() };
                    self.note(Message { id: *note, conversation, content, at: *at, wamid: None, reply_to: None, entry: Some(entry), way });
                }
            }
            Event::ConversationDeleted { conversation, deletions, member: _, at: _ } => {
                if let Some(conversation) = self.alive(*conversation, *deletions) {
                    self.delete(conversation);
                }
            }
            Event::LabelDecided { label, decision } => {
                if self.labels.get(label).is_none_or(|known| *decision > *known) {
                    self.labels.insert(*label, decision.clone());
                    self.changes.labels.insert(*label);
                }
            }
            Event::ReplyDecided { reply, decision } => {
                if self.replies.get(reply).is_none_or(|known| *decision > *known) {
                    self.replies.insert(*reply, decision.clone());
                    self.changes.replies.insert(*reply);
                }
            }
            Event::FromTheFuture => {}
        }
    }

    /// What is said about a number that was never connected is about nothing.
    fn decide(&mut self, number: &PhoneNumberId, decide: impl FnOnce(&mut Channel)) {
        let Some(channel) = self.channels.get_mut(number) else { return };
        let before = channel.clone();
        decide(channel);
        if *channel != before {
            self.changes.channels.insert(number.clone());
        }
    }

    fn progress(&mut self, message: MessageId, step: u32, progress: Progress, attempt: Option<AttemptId>, problem: Option<&Failure>) {
        let Some(Message { way: Way::Out(out), .. }) = self.messages.get_mut(&message) else { return };
        let before = out.attempt;
        if !out.advance(step, progress, attempt, problem) {
            return;
        }
        if before != attempt {
            self.recount(message);
        }
        self.touch_message(message);
    }
}
