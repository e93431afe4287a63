//! What listeners are told, after the commit.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_domain::ids::{ConversationId, EntryId, MessageId, PhoneNumberId};
use frontdesk_domain::replica::{Rearranged, Replica};
use frontdesk_domain::work::Status;

use crate::connection::Connection;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    /// These rows are new or different.
    Changed(Touched),
    Connection(Connection),
    /// The stage, the workspace's name or its numbers changed.
    Profile,
    /// How these numbers are has changed.
    Numbers(BTreeSet<PhoneNumberId>),
    /// A number was disconnected.
    NumberGone(PhoneNumberId),
    /// A line was written into a number's log.
    NumberLog(PhoneNumberId),
    /// What the team decided for the whole workspace has changed.
    Settings,
    /// The connection being made moved on.
    Connect,
    /// What the relay is set up with has changed.
    Integration,
    /// The doctor got further.
    Doctor,
    /// Conversations were deleted.
    ConversationsGone(BTreeSet<ConversationId>),
    /// The team's labels have changed.
    Labels,
    /// The team's replies have changed.
    Replies,
    /// Too much to tell one by one.
    Resync,
}

/// Rows that a change touched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    pub conversations: BTreeSet<ConversationId>,
    pub messages: BTreeMap<ConversationId, BTreeSet<MessageId>>,
    pub(crate) gone: BTreeSet<ConversationId>,
    /// Entries that left a message or something to keep: their originals are kept with it.
    pub(crate) originals: BTreeSet<EntryId>,
    pub(crate) labels: bool,
    pub(crate) replies: bool,
    /// When the next snooze is over may have changed.
    pub(crate) snoozes: bool,
    pub(crate) profile: bool,
    pub(crate) numbers: BTreeSet<PhoneNumberId>,
    pub(crate) settings: bool,
    /// Events wait for the log.
    pub(crate) pending: bool,
    /// The outbox may have something to do.
    pub(crate) outbox: bool,
}

/// More messages than this in one change are not told one by one.
const TOO_MANY: usize = 100;

impl Touched {
    pub(crate) fn of(replica: &Replica) -> Self {
        let mut touched = Self {
            conversations: replica.changes.conversations.clone(),
            messages: BTreeMap::new(),
            numbers: replica.changes.channels.clone(),
            settings: replica.changes.rotation,
            labels: !replica.changes.labels.is_empty(),
            replies: !replica.changes.replies.is_empty(),
            snoozes: snoozed(replica),
            originals: originals(replica),
            profile: !replica.changes.channels.is_empty() || !replica.changes.members.is_empty(),
            ..Self::default()
        };
        for rearranged in &replica.changes.rearranged {
            match rearranged {
                Rearranged::Moved { .. } => {}
                Rearranged::Deleted { conversation } => {
                    touched.gone.insert(*conversation);
                }
            }
        }
        for id in &replica.changes.messages {
            if let Some(message) = replica.messages.get(id) {
                touched.messages.entry(message.conversation).or_default().insert(*id);
            }
        }
        if !replica.changes.merged.is_empty() {
            // Histories moved: everything on screen may have.
            touched.messages.clear();
            touched.conversations.clear();
            touched.profile = true;
        }
        touched
    }

    pub(crate) fn message(conversation: ConversationId, message: MessageId) -> Self {
        Self {
            conversations: BTreeSet::from([conversation]),
            messages: BTreeMap::from([(conversation, BTreeSet::from([message]))]),
            ..Self::default()
        }
    }

    pub(crate) fn absorb(&mut self, other: Self) {
        self.conversations.extend(other.conversations);
        for (conversation, messages) in other.messages {
            self.messages.entry(conversation).or_default().extend(messages);
        }
        self.gone.extend(other.gone);
        self.labels |= other.labels;
        self.replies |= other.replies;
        self.snoozes |= other.snoozes;
        self.profile |= other.profile;
        self.numbers.extend(other.numbers);
        self.settings |= other.settings;
        self.pending |= other.pending;
        self.outbox |= other.outbox;
    }

    pub(crate) fn into_news(self) -> Vec<News> {
        let mut news = Vec::new();
        if self.profile {
            news.push(News::Profile);
        }
        if self.settings {
            news.push(News::Settings);
        }
        if self.labels {
            news.push(News::Labels);
        }
        if self.replies {
            news.push(News::Replies);
        }
        if !self.gone.is_empty() {
            news.push(News::ConversationsGone(self.gone.clone()));
        }
        let rows = self.conversations.len() + self.messages.values().map(BTreeSet::len).sum::<usize>();
        if rows > TOO_MANY {
            news.push(News::Resync);
        } else if rows > 0 {
            news.push(News::Changed(self));
        }
        news
    }
}

/// A webhook that comes once more leaves nothing, and what was deleted keeps no original.
fn originals(replica: &Replica) -> BTreeSet<EntryId> {
    let changes = &replica.changes;
    let messages = changes.messages.iter().filter_map(|id| replica.messages.get(id)?.entry);
    messages.chain(changes.kept.iter().map(|kept| kept.entry)).filter(|entry| !changes.forgotten_entries.contains(entry)).collect()
}

fn snoozed(replica: &Replica) -> bool {
    let changed = replica.changes.conversations.iter().filter_map(|id| replica.conversations.get(id));
    changed.into_iter().any(|row| matches!(row.decided(), Status::Snoozed { .. }))
}
