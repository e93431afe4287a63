//! Webhook updates: customers' messages and the statuses of ours.

use uuid::Uuid;

use super::{Notice, Rearranged, Recorded, Replica};
use crate::contact::{Contact, Identity};
use crate::conversation::Conversation;
use crate::failure::{Failure, FailureClass};
use crate::ids::{AttemptId, ContactId, ConversationId, MessageId, PhoneNumberId};
use crate::inbound::{IdentityChange, InboundMessage, Line, News, Sender, StatusUpdate, StatusWord, Update};
use crate::message::{Message, MessageKind, Receipts, Way};
use crate::time::Millis;

/// A timestamp further ahead of the relay's clock than this is nonsense, and would keep a conversation on top of the list for ever.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// Providers tell whole seconds. Within its second a message is placed where it arrived, so that several of one second, and ours between
/// them, keep their order.
fn within_its_second(sent_at: Millis, received_at: Millis, last_inbound_at: Option<Millis>) -> Millis {
    let second = |at: Millis| at.0.div_euclid(1000);
    if sent_at.0 % 1000 != 0 {
        return sent_at;
    }
    let arrived = if second(received_at) == second(sent_at) { received_at } else { sent_at };
    match last_inbound_at {
        Some(last) if second(last) == second(sent_at) => Millis(arrived.0.max(last.0 + 1).min(sent_at.0 + 999)),
        Some(_) | None => arrived,
    }
}

pub(super) fn message_id(recorded: &Recorded, message: &InboundMessage) -> MessageId {
    match &message.wamid {
        Some(wamid) => MessageId::of_wamid(wamid),
        None => MessageId::derived(recorded.entry, &format!("message:{}", recorded.index)),
    }
}

pub(super) fn changed_identities(change: &IdentityChange) -> Vec<Identity> {
    let phones = [&change.old_wa_id, &change.new_wa_id].into_iter().flatten().map(Identity::phone);
    let users = [&change.old_user_id, &change.new_user_id].into_iter().flatten().cloned().map(Identity::User);
    phones.chain(users).collect()
}

/// Our attempt id, when the status carries one. Anything else in there is another app's.
pub(super) fn attempt_of(status: &StatusUpdate) -> Option<AttemptId> {
    status.opaque.as_deref().and_then(|opaque| Uuid::parse_str(opaque).ok()).map(AttemptId)
}

impl Replica {
    pub(super) fn apply_update(&mut self, recorded: &Recorded, update: &Update) {
        match &update.news {
            News::Message(message) => self.customer_wrote(recorded, &update.line, message),
            News::Status(status) => self.status_came(recorded, status),
            News::Trouble { .. } => self.keep(recorded, "trouble"),
            News::Field { field } => self.keep(recorded, field),
            News::Unparsed { .. } => self.keep(recorded, "unparsed"),
        }
    }

    fn customer_wrote(&mut self, recorded: &Recorded, line: &Line, message: &InboundMessage) {
        let id = message_id(recorded, message);
        if self.messages.contains_key(&id) || self.forgotten.contains(&id) {
            return;
        }
        let sent_at = match message.sent_at {
            Some(at) if at.0 > 0 && at <= recorded.received_at.plus_ms(CLOCK_TOLERANCE_MS) => at,
            Some(_) | None => recorded.received_at,
        };
        let contact = self.contact_of(recorded, message, sent_at);
        // A delivery without a number still belongs somewhere; the empty id is shown as "Unknown number".
        let phone_number_id = line.phone_number_id.clone().unwrap_or_else(|| PhoneNumberId::from(""));
        let fresh = Conversation::new(contact, phone_number_id);
        let conversation_id = fresh.id;
        let conversation = self.conversations.entry(conversation_id).or_insert(fresh);
        let at = within_its_second(sent_at, recorded.received_at, conversation.last_inbound_at);
        // Meta's own notices ("changed their number") are not the customer writing.
        let wrote = message.content.kind != MessageKind::System;
        conversation.received(at, id, wrote);
        self.messages.insert(
            id,
            Message {
                id,
                conversation: conversation_id,
                content: message.content.clone(),
                at,
                wamid: message.wamid.clone(),
                reply_to: message.reply_to.clone(),
                entry: Some(recorded.entry),
                way: Way::In { failures: message.failures.clone() },
            },
        );
        self.touch_message(id);
        if wrote {
            self.changes.notices.push(Notice::CustomerWrote { conversation: conversation_id, message: id });
        }
    }

    /// The contact that a sender's handles lead to, made if there is none. Handles of two contacts make them one.
    fn contact_of(&mut self, recorded: &Recorded, message: &InboundMessage, at: Millis) -> ContactId {
        let mut handles = Identity::of_sender(&message.sender, message.group_id.as_deref());
        if let Some(change) = &message.identity_change {
            handles.retain(|handle| !matches!(handle, Identity::Nobody(_)));
            handles.extend(changed_identities(change));
        }
        // A phone's contact stays when two turn out to be one person: it is the one that teams know.
        let mut known: Vec<ContactId> = Vec::new();
        let phones_first = handles.iter().filter(|h| matches!(h, Identity::Phone(_))).chain(handles.iter());
        for contact in phones_first.filter_map(|handle| self.identities.get(handle).copied()) {
            let contact = self.surviving(contact);
            if !known.contains(&contact) {
                known.push(contact);
            }
        }
        let contact = known.first().copied().unwrap_or_else(|| ContactId::derived(recorded.entry, &format!("contact:{}", recorded.index)));
        for gone in known.into_iter().skip(1) {
            self.merge_contacts(gone, contact);
        }
        for handle in handles {
            if self.identities.insert(handle.clone(), contact) != Some(contact) {
                self.changes.identities.insert(handle);
            }
        }
        let row = self.contacts.entry(contact).or_insert_with(|| Contact::new(contact));
        let before = row.clone();
        if message.group_id.is_none() {
            row.learn(&message.sender, at);
        }
        if let Some(change) = &message.identity_change {
            let renewed = Sender { wa_id: change.new_wa_id.clone(), user_id: change.new_user_id.clone(), ..Sender::default() };
            row.learn(&renewed, at);
        }
        if *row != before || row.named_at == Millis(i64::MIN) {
            self.changes.contacts.insert(contact);
        }
        contact
    }

    fn surviving(&self, mut contact: ContactId) -> ContactId {
        // Merges point from the gone to the staying; a few steps at most, and never a circle since the staying one is alive.
        while let Some(next) = self.contacts.get(&contact).and_then(|row| row.merged_into) {
            contact = next;
        }
        contact
    }

    fn merge_contacts(&mut self, gone: ContactId, stays: ContactId) {
        let Some(mut old) = self.contacts.remove(&gone) else { return };
        let sender = Sender {
            wa_id: old.wa_id.clone(),
            user_id: old.user_id.clone(),
            parent_user_id: None,
            profile_name: old.profile_name.clone(),
            username: old.username.clone(),
        };
        if let Some(new) = self.contacts.get_mut(&stays) {
            new.learn(&sender, old.named_at);
        }
        old.merged_into = Some(stays);
        self.contacts.insert(gone, old);
        self.changes.contacts.extend([gone, stays]);
        for (handle, contact) in &mut self.identities {
            if *contact == gone {
                *contact = stays;
                self.changes.identities.insert(handle.clone());
            }
        }
        self.changes.merged.push((gone, stays));
        let moving: Vec<_> = self.conversations.values().filter(|c| c.contact == gone).cloned().collect();
        for old in moving {
            self.conversations.remove(&old.id);
            let fresh = Conversation::new(stays, old.phone_number_id.clone());
            let new_id = fresh.id;
            let new = self.conversations.entry(new_id).or_insert(fresh);
            new.take_in(&old);
            self.changes.conversations.insert(new_id);
            self.move_conversation(old.id, new_id);
        }
    }

    fn move_conversation(&mut self, old: ConversationId, new: ConversationId) {
        self.moved.insert(old, new);
        self.changes.rearranged.push(Rearranged::Moved { from: old, to: new });
        self.changes.conversations.remove(&old);
        for message in self.messages.values_mut().filter(|m| m.conversation == old) {
            message.conversation = new;
        }
        let marks: Vec<_> = self.read_marks.iter().filter(|((at, _), _)| *at == old).map(|(key, through)| (*key, *through)).collect();
        for ((_, member), through) in marks {
            self.read_marks.remove(&(old, member));
            let mark = self.read_marks.entry((new, member)).or_insert(through);
            *mark = (*mark).max(through);
            self.changes.read_marks.remove(&(old, member));
            self.changes.read_marks.insert((new, member));
        }
        for notice in &mut self.changes.notices {
            if let Notice::CustomerWrote { conversation, .. } = notice
                && *conversation == old
            {
                *conversation = new;
            }
        }
    }

    fn status_came(&mut self, recorded: &Recorded, status: &StatusUpdate) {
        let at = status.at.filter(|at| at.0 > 0).unwrap_or(recorded.received_at);
        let Some(receipts) = receipts_of(status, at) else {
            // A word we don't know changes nothing, but is kept.
            self.keep(recorded, "status");
            return;
        };
        match (attempt_of(status), &status.wamid) {
            (Some(attempt), wamid) => {
                self.attempt_received(attempt, &receipts);
                if let Some(wamid) = wamid {
                    self.attempt_has_wamid(attempt, wamid);
                }
            }
            // Failures may come without our id; the wamid says which attempt they are about, if not now then later.
            (None, Some(wamid)) => match self.wamids.get(wamid) {
                Some(attempt) => self.attempt_received(*attempt, &receipts),
                None => {
                    self.parked.entry(wamid.clone()).or_default().merge(&receipts);
                    self.changes.parked.insert(wamid.clone());
                }
            },
            (None, None) => self.keep(recorded, "status"),
        }
    }
}

fn receipts_of(status: &StatusUpdate, at: Millis) -> Option<Receipts> {
    let mut receipts = Receipts::default();
    match &status.word {
        StatusWord::Sent => receipts.sent_at = Some(at),
        StatusWord::Delivered => receipts.delivered_at = Some(at),
        StatusWord::Read | StatusWord::Played => receipts.read_at = Some(at),
        StatusWord::Failed => {
            receipts.failed_at = Some(at);
            receipts.failure = Some(status.failures.first().cloned().unwrap_or_else(|| Failure {
                class: FailureClass::Permanent,
                code: None,
                subcode: None,
                title: "WhatsApp reported a failure without a reason.".to_owned(),
                details: None,
            }));
        }
        StatusWord::Other(_) => return None,
    }
    Some(receipts)
}
