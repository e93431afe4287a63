//! The reducer's rules one by one. That they hold together over whole logs is proven in `tests/it`.

use uuid::Uuid;

use super::*;
use crate::inbound::{InboundMessage, Line, News, Sender};
use crate::message::Content;

mod events;
mod identity;
mod messages;
mod statuses;

/// The relay's clock in these tests.
const NOW: Millis = Millis(1_750_000_000_000);
const MEMBER: MemberId = MemberId(Uuid::from_u128(0xA));

/// Applies inputs one after the other, each in an entry of its own.
fn after(inputs: impl IntoIterator<Item = Input>) -> Replica {
    let mut replica = Replica::default();
    extend(&mut replica, inputs);
    replica
}

fn extend(replica: &mut Replica, inputs: impl IntoIterator<Item = Input>) {
    for input in inputs {
        let made = replica.messages.len() + replica.changes.kept.len() + replica.changes.notices.len();
        let entry = EntryId(Uuid::from_u128(0xE000 + made as u128));
        replica.apply(&Recorded { entry, index: 0, received_at: NOW, input });
    }
}

fn event(event: Event) -> Input {
    Input::Event(event)
}

fn message(wamid: &str, sender: Sender) -> InboundMessage {
    InboundMessage {
        wamid: Some(wamid.into()),
        sender,
        sent_at: Some(NOW),
        content: Content::text("hello"),
        reply_to: None,
        forwarded: false,
        group_id: None,
        identity_change: None,
        failures: vec![],
    }
}

fn wrote_on(line: Option<&str>, message: InboundMessage) -> Input {
    let line = Line { phone_number_id: line.map(PhoneNumberId::from), ..Line::default() };
    Input::Update(Update { line, news: News::Message(message) })
}

fn wrote(message: InboundMessage) -> Input {
    wrote_on(Some("100"), message)
}

fn by_phone(wa_id: &str) -> Sender {
    Sender { wa_id: Some(wa_id.into()), ..Sender::default() }
}

fn by_user(user_id: &str) -> Sender {
    Sender { user_id: Some(user_id.into()), ..Sender::default() }
}

fn by_both(wa_id: &str, user_id: &str) -> Sender {
    Sender { wa_id: Some(wa_id.into()), user_id: Some(user_id.into()), ..Sender::default() }
}

/// Contacts that have not been found to be somebody else.
fn people(replica: &Replica) -> Vec<&Contact> {
    replica.contacts.values().filter(|row| row.merged_into.is_none()).collect()
}

fn only<T>(all: impl IntoIterator<Item = T>) -> T {
    let mut all = all.into_iter();
    let one = all.next().expect("there is one");
    assert!(all.next().is_none(), "there is only one");
    one
}
