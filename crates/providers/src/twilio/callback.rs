//! A callback of Twilio's, in the domain's words. Infallible, like [`meta::parse`](crate::meta::parse).

use frontdesk_domain::inbound::{Line, News, Update};

use super::address::Address;
use super::form::Form;
use super::inbound::Inbound;
use super::sid::MessageSid;
use super::status::Status;

/// What Twilio posted to us.
#[derive(Clone, PartialEq, Debug)]
pub enum Callback {
    /// A customer wrote.
    Message(Inbound),
    /// One of our messages got somewhere, or failed.
    Status(Status),
    /// About no message.
    Other(Form),
}

impl Callback {
    /// Reads the form-encoded body of a callback.
    pub fn read(body: &[u8]) -> Self {
        Self::of(Form::read(body))
    }

    /// Both kinds go to addresses of our choosing, and to the same one by default, so the parameters tell them apart.
    pub fn of(mut form: Form) -> Self {
        let event = form.get("EventType").map(str::to_ascii_lowercase);
        let event = event.filter(|event| matches!(event.as_str(), "delivered" | "read" | "undelivered"));
        let word = ["MessageStatus", "SmsStatus"].into_iter().find_map(|name| form.get(name)).map(str::trim);
        let word = word.map(str::to_ascii_lowercase).filter(|word| !word.is_empty()).or(event);
        // `SmsSid` differs from the others at times; `MessageSid` is the one that answers and callbacks share.
        let Some(sid) = ["MessageSid", "SmsMessageSid", "SmsSid"].into_iter().find_map(|name| form.word(name)).map(MessageSid) else {
            return Self::Other(form);
        };
        match word.filter(|word| !matches!(word.as_str(), "received" | "receiving")) {
            Some(word) => Self::Status(Status::read(sid, word, form)),
            None => Self::Message(Inbound::read(sid, form)),
        }
    }

    /// The same in the vocabulary that both providers share.
    pub fn update(&self) -> Update {
        match self {
            Self::Message(inbound) => inbound.update(),
            Self::Status(status) => status.update(),
            Self::Other(_) => {
                let reason = "a callback without a message id".to_owned();
                Update { line: Line::default(), news: News::Unparsed { reason } }
            }
        }
    }

    /// What repetitions of one callback have in common; `None` when only the whole body can tell.
    pub fn dedupe_key(&self) -> Option<String> {
        match self {
            Self::Message(inbound) => Some(format!("msg:{}", inbound.sid.as_str())),
            Self::Status(status) => Some(format!("status:{}:{}", status.sid.as_str(), status.word)),
            Self::Other(_) => None,
        }
    }
}

/// The domain's line for one of our senders. Twilio knows neither Meta's account id nor its id of the number.
pub(super) fn line(ours: Option<&Address>) -> Line {
    Line { display_phone_number: ours.and_then(Address::digits), ..Line::default() }
}
