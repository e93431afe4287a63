//! Which rows a batch will look at.

use std::collections::BTreeSet;

use super::{Input, Recorded};
use crate::contact::Identity;
use crate::event::Event;
use crate::ids::{AttemptId, ConversationId, LabelId, MemberId, MessageId, PhoneNumberId, ReplyId, Wamid};
use crate::inbound::News;

/// Keys to load. With an identity come its contact (through merges) and that contact's conversations; with a message its conversation;
/// with a wamid its attempt and the receipts parked under it; with an attempt its message. Conversations that have moved come with where
/// they moved to, and how often they were deleted; so do their read marks. With a message also comes whether it was deleted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    pub identities: BTreeSet<Identity>,
    pub messages: BTreeSet<MessageId>,
    pub wamids: BTreeSet<Wamid>,
    pub attempts: BTreeSet<AttemptId>,
    pub conversations: BTreeSet<ConversationId>,
    pub read_marks: BTreeSet<(ConversationId, MemberId)>,
    pub channels: BTreeSet<PhoneNumberId>,
    pub labels: BTreeSet<LabelId>,
    pub replies: BTreeSet<ReplyId>,
    /// Whether numbers take turns.
    pub rotation: bool,
}

impl Needs {
    pub fn of<'a>(batch: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut needs = Self::default();
        for recorded in batch {
            match &recorded.input {
                Input::Update(update) => needs.add_news(recorded, &update.news),
                Input::Event(event) => needs.add_event(event),
                Input::Unreadable => {}
            }
        }
        needs
    }

    fn add_news(&mut self, recorded: &Recorded, news: &News) {
        match news {
            News::Message(message) => {
                self.messages.insert(super::inbound::message_id(recorded, message));
                self.identities.extend(Identity::of_sender(&message.sender, message.group_id.as_deref()));
                if let Some(change) = &message.identity_change {
                    self.identities.extend(super::inbound::changed_identities(change));
                }
            }
            News::Status(status) => {
                self.wamids.extend(status.wamid.clone());
                self.attempts.extend(super::inbound::attempt_of(status));
            }
            News::Trouble { .. } | News::Field { .. } | News::Unparsed { .. } => {}
        }
    }

    fn add_event(&mut self, event: &Event) {
        match event {
            Event::MessageComposed { message, conversation, .. } => {
                self.messages.insert(*message);
                self.conversations.insert(*conversation);
            }
            Event::SendStarted { message, attempt, .. } | Event::SendInterrupted { message, attempt, .. } => {
                self.messages.insert(*message);
                self.attempts.insert(*attempt);
            }
            Event::MessageAccepted { message, attempt, wamid, .. } => {
                self.messages.insert(*message);
                self.attempts.insert(*attempt);
                self.wamids.insert(wamid.clone());
            }
            Event::MessageFailed { message, attempt, .. } => {
                self.messages.insert(*message);
                self.attempts.extend(*attempt);
            }
            Event::MessageCancelled { message, .. } | Event::MessageRetried { message, .. } => {
                self.messages.insert(*message);
            }
            Event::ReadThrough { conversation, member, .. } => {
                self.conversations.insert(*conversation);
                self.read_marks.insert((*conversation, *member));
            }
            Event::NumberConnected { channel, .. } => {
                self.channels.insert(channel.phone_number_id.clone());
            }
            Event::NumberEdited { number, .. }
            | Event::NumberStopped { number, .. }
            | Event::NumberStarted { number, .. }
            | Event::NumberDisconnected { number, .. } => {
                self.channels.insert(number.clone());
            }
            Event::RotationSet { .. } => self.rotation = true,
            Event::Worked { conversation, .. } | Event::ConversationDeleted { conversation, .. } => {
                self.conversations.insert(*conversation);
            }
            Event::NoteWritten { note, conversation, .. } => {
                self.messages.insert(*note);
                self.conversations.insert(*conversation);
            }
            Event::LabelDecided { label, .. } => {
                self.labels.insert(*label);
            }
            Event::ReplyDecided { reply, .. } => {
                self.replies.insert(*reply);
            }
            Event::MemberJoined { .. } | Event::FromTheFuture => {}
        }
    }
}
