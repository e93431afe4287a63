//! A database in memory that loads no more than [`Needs`] names and writes no more than the changes name, as the store does.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::{Contact, Identity};
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{AttemptId, ContactId, ConversationId, EntryId, LabelId, MemberId, MessageId, PhoneNumberId, ReplyId, Wamid};
use frontdesk_domain::message::{Message, Receipts, Way};
use frontdesk_domain::replica::{Attempt, Needs, Rearranged, Recorded, Replica};
use frontdesk_domain::rotation::Rotation;
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::{Decision, Label, ReadMark, Reply};

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    pub contacts: BTreeMap<ContactId, Contact>,
    pub identities: BTreeMap<Identity, ContactId>,
    pub conversations: BTreeMap<ConversationId, Conversation>,
    pub moved: BTreeMap<ConversationId, ConversationId>,
    pub messages: BTreeMap<MessageId, Message>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub parked: BTreeMap<Wamid, Receipts>,
    pub read_marks: BTreeMap<(ConversationId, MemberId), ReadMark>,
    pub deletions: BTreeMap<ConversationId, u32>,
    pub forgotten: BTreeSet<MessageId>,
    pub labels: BTreeMap<LabelId, Decision<Option<Label>>>,
    pub replies: BTreeMap<ReplyId, Decision<Option<Reply>>>,
    pub members: BTreeMap<MemberId, String>,
    pub channels: BTreeMap<PhoneNumberId, Channel>,
    pub rotation: Option<Rotation>,
    pub kept: BTreeMap<(EntryId, u32), (String, Millis)>,
}

/// The entries of a map that these keys name.
fn pick<'k, K: Ord + Clone + 'k, V: Clone>(from: &BTreeMap<K, V>, keys: impl IntoIterator<Item = &'k K>) -> BTreeMap<K, V> {
    keys.into_iter().filter_map(|key| Some((key.clone(), from.get(key)?.clone()))).collect()
}

impl Rows {
    /// One transaction: load, apply, save.
    pub fn apply(&mut self, batch: &[Recorded]) {
        let mut replica = self.load(&Needs::of(batch));
        for recorded in batch {
            replica.apply(recorded);
        }
        self.save(&replica);
    }

    pub fn load(&self, needs: &Needs) -> Replica {
        let identities = pick(&self.identities, &needs.identities);
        let mut contacts = BTreeMap::new();
        for first in identities.values() {
            let mut next = Some(*first);
            while let Some(row) = next.and_then(|id| self.contacts.get(&id)) {
                contacts.insert(row.id, row.clone());
                next = row.merged_into;
            }
        }
        let named = |id: &AttemptId, row: &Attempt| needs.attempts.contains(id) || row.wamid.as_ref().is_some_and(|w| needs.wamids.contains(w));
        let attempts: BTreeMap<_, _> = self.attempts.iter().filter(|(id, row)| named(id, row)).map(|(id, row)| (*id, row.clone())).collect();
        let wamids = attempts.iter().filter_map(|(id, row)| Some((row.wamid.clone()?, *id))).collect();
        let of_attempts: Vec<MessageId> = attempts.values().filter_map(|row| row.message).collect();
        let messages = pick(&self.messages, needs.messages.iter().chain(&of_attempts));
        let mut moved = BTreeMap::new();
        for first in &needs.conversations {
            let mut from = *first;
            while let Some(to) = self.moved.get(&from) {
                moved.insert(from, *to);
                from = *to;
            }
        }
        let of_messages: BTreeSet<ConversationId> = messages.values().map(|row| row.conversation).collect();
        let mut conversations = pick(&self.conversations, needs.conversations.iter().chain(moved.values()).chain(&of_messages));
        conversations.extend(self.conversations.iter().filter(|(_, row)| contacts.contains_key(&row.contact)).map(|(id, row)| (*id, row.clone())));
        let marks: Vec<_> = needs.read_marks.iter().map(|(at, member)| (self.present(*at), *member)).collect();
        Replica {
            read_marks: pick(&self.read_marks, &marks),
            parked: pick(&self.parked, &needs.wamids),
            contacts,
            identities,
            conversations,
            moved,
            messages,
            attempts,
            wamids,
            forgotten: self.forgotten.intersection(&needs.messages).copied().collect(),
            deletions: pick(&self.deletions, &needs.conversations),
            labels: pick(&self.labels, &needs.labels),
            replies: pick(&self.replies, &needs.replies),
            channels: pick(&self.channels, &needs.channels),
            rotation: self.rotation.filter(|_| needs.rotation),
            ..Replica::default()
        }
    }

    fn present(&self, mut conversation: ConversationId) -> ConversationId {
        while let Some(to) = self.moved.get(&conversation) {
            conversation = *to;
        }
        conversation
    }

    pub fn save(&mut self, replica: &Replica) {
        let changes = &replica.changes;
        self.contacts.extend(pick(&replica.contacts, &changes.contacts));
        self.identities.extend(pick(&replica.identities, &changes.identities));
        for (gone, stays) in &changes.merged {
            self.identities.values_mut().filter(|contact| *contact == gone).for_each(|contact| *contact = *stays);
        }
        for rearranged in &changes.rearranged {
            let (from, to) = match rearranged {
                Rearranged::Moved { from, to } => (from, to),
                Rearranged::Deleted { conversation } => {
                    self.delete(*conversation);
                    continue;
                }
            };
            self.messages.values_mut().filter(|row| row.conversation == *from).for_each(|row| row.conversation = *to);
            let marks = self.read_marks.clone();
            for ((_, member), through) in marks.iter().filter(|((at, _), _)| at == from) {
                self.read_marks.remove(&(*from, *member));
                self.raise((*to, *member), *through);
            }
            self.conversations.remove(from);
            self.moved.insert(*from, *to);
        }
        self.forgotten.extend(&changes.forgotten);
        self.labels.extend(pick(&replica.labels, &changes.labels));
        self.replies.extend(pick(&replica.replies, &changes.replies));
        self.messages.extend(pick(&replica.messages, &changes.messages));
        self.conversations.extend(pick(&replica.conversations, &changes.conversations));
        self.attempts.extend(pick(&replica.attempts, &changes.attempts));
        for wamid in &changes.parked {
            match replica.parked.get(wamid) {
                Some(receipts) => self.parked.insert(wamid.clone(), receipts.clone()),
                None => self.parked.remove(wamid),
            };
        }
        for (key, through) in pick(&replica.read_marks, &changes.read_marks) {
            self.raise(key, through);
        }
        self.members.extend(pick(&replica.members, &changes.members));
        self.channels.extend(pick(&replica.channels, &changes.channels));
        if changes.rotation {
            self.rotation = replica.rotation;
        }
        for kept in &changes.kept {
            self.kept.entry((kept.entry, kept.index)).or_insert((kept.subject.clone(), kept.received_at));
        }
    }

    fn raise(&mut self, key: (ConversationId, MemberId), said: ReadMark) {
        let mark = self.read_marks.entry(key).or_insert(said);
        *mark = (*mark).max(said);
    }

    fn delete(&mut self, conversation: ConversationId) {
        let gone: Vec<_> = self.moved.keys().copied().filter(|from| self.present(*from) == conversation).chain([conversation]).collect();
        for id in gone {
            *self.deletions.entry(id).or_default() += 1;
        }
        for message in self.messages.values().filter(|row| row.conversation == conversation && matches!(row.way, Way::In { .. })) {
            self.forgotten.insert(message.id);
        }
        self.messages.retain(|_, row| row.conversation != conversation);
        self.conversations.remove(&conversation);
    }

    /// Needs that name every row there is.
    pub fn all_keys(&self) -> Needs {
        Needs {
            identities: self.identities.keys().cloned().collect(),
            messages: self.messages.keys().chain(&self.forgotten).copied().collect(),
            wamids: self.parked.keys().cloned().chain(self.attempts.values().filter_map(|row| row.wamid.clone())).collect(),
            attempts: self.attempts.keys().copied().collect(),
            conversations: self.conversations.keys().chain(self.moved.keys()).chain(self.deletions.keys()).copied().collect(),
            read_marks: self.read_marks.keys().copied().collect(),
            channels: self.channels.keys().cloned().collect(),
            labels: self.labels.keys().copied().collect(),
            replies: self.replies.keys().copied().collect(),
            rotation: true,
        }
    }
}
