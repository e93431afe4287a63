//! Webhook updates: customers' messages and the statuses of ours.

use uuid::Uuid;

use super::{Notice, ParkedUnder, Recorded, Replica};
use crate::contact::{Contact, Identity};
use crate::conversation::Conversation;
use crate::failure::{Failure, FailureClass};
use crate::ids::{AttemptId, ContactId, MessageId, PhoneNumberId};
use crate::inbound::{IdentityChange, InboundMessage, Line, News, Sender, StatusUpdate, StatusWord, Update};
use crate::message::{Message, MessageKind, Receipts, Way};
use crate::time::Millis;

/// A timestamp further ahead of the relay's clock than this is nonsense, and would keep a conversation on top of the list for ever.
const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

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
        if self.messages.contains_key(&id) {
            return;
        }
        let at = match message.sent_at {
            Some(at) if at.0 > 0 && at <= recorded.received_at.plus_ms(CLOCK_TOLERANCE_MS) => at,
            Some(_) | None => recorded.received_at,
        };
        let contact = self.contact_of(recorded, message, at);
        // A delivery without a number still belongs somewhere; the empty id is shown as "Unknown number".
        let phone_number_id = line.phone_number_id.clone().unwrap_or_else(|| PhoneNumberId::from(""));
        let fresh = Conversation::new(contact, phone_number_id);
        let conversation_id = fresh.id;
        let conversation = self.conversations.entry(conversation_id).or_insert(fresh);
        // Meta's own notices ("changed their number") are not the customer writing.
        let wrote = message.content.kind != MessageKind::System;
        conversation.saw(at, id, wrote);
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
            new.last = new.last.max(old.last);
            new.last_inbound_at = new.last_inbound_at.max(old.last_inbound_at);
            self.changes.conversations.insert(new_id);
            self.changes.conversations.remove(&old.id);
            for message in self.messages.values_mut().filter(|m| m.conversation == old.id) {
                message.conversation = new_id;
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
        let attempt = attempt_of(status);
        let message = attempt
            .and_then(|attempt| self.attempts.get(&attempt))
            .or_else(|| status.wamid.as_ref().and_then(|wamid| self.wamids.get(wamid)))
            .copied();
        let Some(message) = message else {
            let under = attempt.map(ParkedUnder::Attempt).or_else(|| status.wamid.clone().map(ParkedUnder::Wamid));
            if let Some(under) = under {
                self.parked.entry(under.clone()).or_default().merge(&receipts);
                self.changes.parked.insert(under);
            } else {
                self.keep(recorded, "status");
            }
            return;
        };
        if let Some(Message { wamid: wamid @ None, .. }) = self.messages.get_mut(&message)
            && let Some(seen) = &status.wamid
        {
            *wamid = Some(seen.clone());
            self.wamids.insert(seen.clone(), message);
            self.touch_message(message);
        }
        // An earlier attempt's failure says nothing about the present one.
        let of_older_attempt = match (attempt, self.messages.get(&message).map(|row| &row.way)) {
            (Some(attempt), Some(Way::Out(out))) => out.attempt.is_some_and(|newest| newest != attempt),
            _ => false,
        };
        if !(of_older_attempt && receipts.failed_at.is_some()) {
            self.receive(message, &receipts);
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
