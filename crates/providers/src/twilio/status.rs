//! A status callback: how far one of our messages got.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{Bsuid, WaId, Wamid};
use frontdesk_domain::inbound::{News, StatusUpdate, StatusWord, Update};

use super::address::Address;
use super::callback::line;
use super::errors;
use super::form::Form;
use super::sid::{AccountSid, MessageSid};
use crate::meta::lenient::CustomerId;

#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    pub sid: MessageSid,
    pub account: Option<AccountSid>,
    pub messaging_service: Option<String>,
    /// Twilio's word, in lower case: `queued`, `sent`, `delivered`, `undelivered`, ...
    pub word: String,
    /// Our sender.
    pub from: Option<Address>,
    pub to: Option<Address>,
    /// The customer's user id, without its channel.
    pub external_user_id: Option<String>,
    pub failure: Option<Failure>,
    /// Parameters that no field above was made of.
    pub rest: Form,
}

impl Status {
    pub(super) fn read(sid: MessageSid, word: String, mut form: Form) -> Self {
        let mut address = |name| form.word(name).and_then(|text| Address::parse(&text));
        let (from, to, external) = (address("From"), address("To"), address("ExternalUserId"));
        let failure = errors::from_callback(form.word("ErrorCode"), form.word("ErrorMessage"), form.word("ChannelStatusMessage"));
        Self {
            sid,
            account: form.word("AccountSid").map(AccountSid),
            messaging_service: form.word("MessagingServiceSid"),
            word,
            from,
            to,
            external_user_id: external.map(|external| external.at),
            failure,
            rest: form,
        }
    }

    pub fn update(&self) -> Update {
        let (mut wa_id, mut user_id) = (None, self.external_user_id.clone().map(Bsuid));
        match self.to.as_ref().map(Address::customer) {
            Some(CustomerId::Phone(id)) => wa_id = Some(id).filter(|WaId(id)| !id.is_empty()),
            Some(CustomerId::User(id)) => user_id = user_id.or(Some(id)),
            Some(CustomerId::Parent(_)) | None => {}
        }
        let word = match self.word.as_str() {
            "sent" => StatusWord::Sent,
            "delivered" => StatusWord::Delivered,
            "read" => StatusWord::Read,
            "failed" | "undelivered" => StatusWord::Failed,
            // Still at Twilio (`queued`, `sending`, ...), withdrawn by us (`canceled`), or new.
            other => StatusWord::Other(other.to_owned()),
        };
        let news = News::Status(StatusUpdate {
            wamid: Some(Wamid::from(&self.sid)),
            word,
            // Twilio does not say when.
            at: None,
            opaque: None,
            recipient_wa_id: wa_id,
            recipient_user_id: user_id,
            failures: self.failure.iter().cloned().collect(),
        });
        Update { line: line(self.from.as_ref()), news }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::callback::Callback;

    fn status(body: &str) -> Status {
        match Callback::read(body.as_bytes()) {
            Callback::Status(status) => status,
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn words_have_their_meaning() {
        for (body, expected) in [
            ("MessageStatus=sent&SmsStatus=queued", StatusWord::Sent),
            ("MessageStatus=Delivered", StatusWord::Delivered),
            ("SmsStatus=read", StatusWord::Read),
            ("EventType=READ", StatusWord::Read),
            ("EventType=UNDELIVERED", StatusWord::Failed),
            ("MessageStatus=undelivered", StatusWord::Failed),
            ("MessageStatus=failed", StatusWord::Failed),
            ("MessageStatus=canceled", StatusWord::Other("canceled".into())),
            ("MessageStatus=queued", StatusWord::Other("queued".into())),
        ] {
            let News::Status(read) = status(&format!("MessageSid=SM1&{body}")).update().news else { panic!("{body}") };
            assert_eq!(read.word, expected, "{body}");
        }
    }

    #[test]
    fn the_recipient_may_have_no_number() {
        let read = status("MessageSid=SM1&MessageStatus=read&From=whatsapp:%2B1&To=whatsapp:US.9&ExternalUserId=whatsapp:US.9&New=x");
        let update = read.update();
        assert_eq!(update.line.display_phone_number.as_deref(), Some("1"));
        let News::Status(news) = update.news else { panic!() };
        assert_eq!((news.recipient_wa_id, news.recipient_user_id), (None, Some("US.9".into())));
        assert_eq!(read.rest.pairs(), [("MessageStatus".to_owned(), "read".to_owned()), ("New".to_owned(), "x".to_owned())]);
    }
}
