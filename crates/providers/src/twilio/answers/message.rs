//! The Messages API: what it says about one message.

use frontdesk_domain::failure::Failure;
use serde_json::Value;

use crate::meta::lenient::{integer, text, words};
use crate::twilio::address::Address;
use crate::twilio::errors;
use crate::twilio::sid::{AccountSid, MessageSid};

/// What came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MessageAnswer {
    /// To a send, and to a question about a message.
    Message(Message),
    /// To a report that the customer did what the message asked for.
    Feedback { message: MessageSid, outcome: String },
    /// To a deletion.
    Gone,
}

impl MessageAnswer {
    /// `None` when it is none of these; errors go to [`errors::classify`].
    pub fn read(answer: &Value) -> Option<Self> {
        if answer.as_object().is_some_and(serde_json::Map::is_empty) {
            return Some(Self::Gone);
        }
        if let (Some(message), Some(outcome)) = (text(answer, "message_sid"), text(answer, "outcome")) {
            return Some(Self::Feedback { message: MessageSid(message), outcome });
        }
        Message::read(answer).map(Self::Message)
    }
}

/// A message as Twilio keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    pub sid: MessageSid,
    pub account: Option<AccountSid>,
    pub messaging_service: Option<String>,
    /// Not known yet when a messaging service chooses the sender.
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub body: Option<String>,
    /// `accepted`, `queued`, `sending`, `sent`, `delivered`, `read`, `undelivered`, `failed`, `received`, ...
    pub status: String,
    pub direction: Option<String>,
    pub files: i64,
    /// RFC 2822, as Twilio writes it.
    pub date_created: Option<String>,
    pub date_sent: Option<String>,
    pub failure: Option<Failure>,
}

impl Message {
    /// `None` without an id and a status.
    pub fn read(answer: &Value) -> Option<Self> {
        let address = |key| text(answer, key).and_then(|address| Address::parse(&address));
        Some(Self {
            sid: MessageSid(text(answer, "sid")?),
            account: text(answer, "account_sid").map(AccountSid),
            messaging_service: text(answer, "messaging_service_sid"),
            from: address("from"),
            to: address("to"),
            body: words(answer, "body"),
            status: text(answer, "status")?.to_ascii_lowercase(),
            direction: text(answer, "direction"),
            files: integer(answer, "num_media").unwrap_or(0),
            date_created: text(answer, "date_created"),
            date_sent: text(answer, "date_sent"),
            failure: errors::from_callback(text(answer, "error_code"), text(answer, "error_message"), None),
        })
    }
}
