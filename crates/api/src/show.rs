//! From the engine's rows to what the UI shows.

pub mod connect;
pub mod numbers;
pub mod work;

use std::collections::BTreeMap;

use frontdesk_core::{Connection, ListedConversation, ListedMessage, advice_for};
use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::Contact;
use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{LabelId, PhoneNumberId};
use frontdesk_domain::message::{Outgoing, Progress, Reach, Standing, Way};
use frontdesk_domain::outbox::State;
use frontdesk_domain::phone::e164;
use frontdesk_domain::replica::KeptUpdate;
use frontdesk_domain::time::Millis;
use frontdesk_domain::window::Window;
use frontdesk_domain::work::Label;

use crate::views::*;
use work::Members;

/// Characters of the last message that a row of the list carries.
const PREVIEW: usize = 200;

pub fn conversation(
    listed: &ListedConversation,
    channels: &BTreeMap<PhoneNumberId, Channel>,
    labels: &[(LabelId, Label)],
    now: Millis,
) -> ConversationView {
    let row = &listed.conversation;
    ConversationView {
        id: row.id.to_string(),
        contact: contact(&listed.contact),
        number: number_ref(&row.phone_number_id, channels),
        unread: listed.unread,
        last: listed.last.as_ref().map(last_message),
        draft: listed.draft.clone(),
        window: match Window::at(row.last_inbound_at, now) {
            Window::Open { closes_at } => WindowView::Open { closes_at_ms: closes_at.0 },
            Window::Closed { closed_at } => WindowView::Closed { closed_at_ms: closed_at.0 },
            Window::Never => WindowView::Never,
        },
        status: work::status(row.status(now)),
        pinned: row.worked.pinned.value,
        labels: work::labels_of(row, labels),
        waiting_since_ms: listed.waiting_since.map(|at| at.0),
        active_at_ms: row.last.map_or(0, |(at, _)| at.0),
    }
}

pub fn contact(contact: &Contact) -> ContactView {
    ContactView {
        id: contact.id.to_string(),
        display_name: contact.display_name(),
        profile_name: contact.profile_name.clone(),
        phone: contact.wa_id.as_ref().map(e164),
        username: contact.username.clone(),
    }
}

pub fn number_ref(id: &PhoneNumberId, channels: &BTreeMap<PhoneNumberId, Channel>) -> NumberRef {
    match channels.get(id) {
        Some(channel) => NumberRef {
            phone_number_id: id.0.clone(),
            name: if channel.verified_name.is_empty() { channel.display_phone_number.clone() } else { channel.verified_name.clone() },
            display_phone_number: channel.display_phone_number.clone(),
        },
        None => NumberRef { phone_number_id: id.0.clone(), name: "Unknown number".to_owned(), display_phone_number: String::new() },
    }
}

pub fn kept(update: &KeptUpdate) -> KeptView {
    KeptView { entry_id: update.entry.to_string(), position: update.index, subject: update.subject.clone(), received_at_ms: update.received_at.0 }
}

pub fn number(channel: &Channel) -> NumberView {
    NumberView {
        phone_number_id: channel.phone_number_id.0.clone(),
        waba_id: channel.waba_id.0.clone(),
        display_phone_number: channel.display_phone_number.clone(),
        verified_name: channel.verified_name.clone(),
    }
}

fn last_message(listed: &ListedMessage) -> LastMessageView {
    let view = message(listed, &Members::default());
    LastMessageView {
        direction: view.direction,
        kind: view.kind,
        text: view.text.map(|text| text.chars().take(PREVIEW).collect()),
        at_ms: view.at_ms,
        state: view.outgoing.map(|out| out.state),
    }
}

pub fn message(listed: &ListedMessage, members: &Members) -> MessageView {
    let row = &listed.message;
    let (direction, outgoing) = match &row.way {
        Way::In { .. } => (Direction::In, None),
        Way::Out(out) => (Direction::Out, Some(outgoing(out, listed))),
        Way::Note { .. } => (Direction::Out, None),
    };
    MessageView {
        id: row.id.to_string(),
        conversation_id: row.conversation.to_string(),
        direction,
        kind: row.content.kind.word().to_owned(),
        text: row.content.text.clone(),
        at_ms: row.at.0,
        has_raw: direction == Direction::In && row.entry.is_some(),
        outgoing,
        note: work::note(listed, members),
    }
}

fn outgoing(out: &Outgoing, listed: &ListedMessage) -> OutgoingView {
    let state = state(out, listed.outbox.as_ref());
    OutgoingView {
        state,
        author_name: listed.author_name.clone().unwrap_or_default(),
        accepted_at_ms: out.accepted_at.map(|at| at.0),
        sent_at_ms: out.receipts.sent_at.map(|at| at.0),
        delivered_at_ms: out.receipts.delivered_at.map(|at| at.0),
        read_at_ms: out.receipts.read_at.map(|at| at.0),
        problem: problem(state, out, listed.outbox.as_ref()),
        can_retry: matches!(state, MessageState::Failed | MessageState::Unknown),
        can_cancel: matches!(listed.outbox, Some(State::Queued { .. } | State::Held | State::Stopped)),
    }
}

/// A status is stronger than our outbox, and the outbox is stronger than what the log says so far.
fn state(out: &Outgoing, outbox: Option<&State>) -> MessageState {
    match (out.standing(), outbox) {
        (Standing::Reached(Reach::Read), _) => MessageState::Read,
        (Standing::Reached(Reach::Delivered), _) => MessageState::Delivered,
        (Standing::Reached(Reach::Sent), _) => MessageState::Sent,
        (Standing::Failed | Standing::Ours(_), Some(State::Queued { .. })) => MessageState::Queued,
        (Standing::Failed | Standing::Ours(_), Some(State::Sending { .. })) => MessageState::Sending,
        (Standing::Failed | Standing::Ours(_), Some(State::Held | State::Stopped)) => MessageState::Held,
        (Standing::Failed | Standing::Ours(Progress::Failed), None) => MessageState::Failed,
        (Standing::Ours(Progress::Queued), None) => MessageState::Queued,
        (Standing::Ours(Progress::Sending), None) => MessageState::Sending,
        (Standing::Ours(Progress::Unknown), None) => MessageState::Unknown,
        (Standing::Ours(Progress::Cancelled), None) => MessageState::Cancelled,
        (Standing::Ours(Progress::Accepted), None) => MessageState::Accepted,
    }
}

fn problem(state: MessageState, out: &Outgoing, outbox: Option<&State>) -> Option<ProblemView> {
    let because = |message: String, failure: Option<&Failure>, retry_at_ms| ProblemView {
        message,
        code: failure.and_then(|failure| failure.code),
        // Without a code the words are ours, and `message` says them.
        provider_note: failure
            .filter(|failure| failure.code.is_some())
            .map(|failure| failure.details.clone().unwrap_or_else(|| failure.title.clone())),
        retry_at_ms,
    };
    match (state, outbox) {
        (MessageState::Failed, _) => {
            let failure = out.failure();
            Some(because(failure.map_or_else(|| "This was not sent. Try again.".to_owned(), in_words), failure, None))
        }
        (MessageState::Unknown, _) => Some(because(
            "It is not certain that this was sent. If it was, that shows here by itself; before you send it again, check with the customer."
                .to_owned(),
            out.failure(),
            None,
        )),
        (MessageState::Held, Some(State::Stopped)) => {
            Some(because("Waiting: this number is stopped. It is sent as soon as an admin starts the number again.".to_owned(), None, None))
        }
        (MessageState::Held, _) => Some(because(
            "Waiting for the customer: more than 24 hours have passed since they last wrote. It is sent as soon as they write again.".to_owned(),
            None,
            None,
        )),
        (MessageState::Queued, Some(State::Queued { last_failure: Some(failure), not_before })) => {
            let message = match failure.class {
                FailureClass::NotSent => "Not sent yet: WhatsApp can't be reached. It is tried again by itself.".to_owned(),
                FailureClass::RateLimited { .. } => "Not sent yet: WhatsApp asks to slow down. It is tried again by itself.".to_owned(),
                FailureClass::Transient { .. } | FailureClass::Auth | FailureClass::Window | FailureClass::Permanent | FailureClass::Unknown => {
                    "Not sent yet: WhatsApp has a problem at the moment. It is tried again by itself.".to_owned()
                }
            };
            Some(because(message, Some(failure), not_before.map(|at| at.0)))
        }
        _ => None,
    }
}

/// What a failure means for the agent: our advice for the code, else what kind of failure it is.
fn in_words(failure: &Failure) -> String {
    if let Some(advice) = advice_for(failure) {
        return advice.to_owned();
    }
    match failure.class {
        FailureClass::Auth => "The access token of this number no longer works. Ask an admin to connect it again.".to_owned(),
        FailureClass::Window => "More than 24 hours have passed since the customer last wrote.".to_owned(),
        FailureClass::NotSent
        | FailureClass::Transient { .. }
        | FailureClass::RateLimited { .. }
        | FailureClass::Permanent
        | FailureClass::Unknown => format!("WhatsApp did not take this message: {} Change it or ask an admin.", sentence(&failure.title)),
    }
}

fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

pub fn connection(connection: Connection) -> ConnectionView {
    match connection {
        Connection::Idle => ConnectionView::Idle,
        Connection::Connecting => ConnectionView::Connecting,
        Connection::CatchingUp { applied, head } => ConnectionView::CatchingUp { applied, head },
        Connection::Live => ConnectionView::Live,
        Connection::Offline { reason, retry_at } => ConnectionView::Offline { reason, retry_at_ms: retry_at.map(|at| at.0) },
        Connection::Refused { reason } => ConnectionView::Refused { reason },
    }
}
