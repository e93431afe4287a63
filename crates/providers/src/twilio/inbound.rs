//! A message of a customer's, as Twilio's form has it.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{Bsuid, WaId, Wamid};
use frontdesk_domain::inbound::{InboundMessage, News, Sender, Update};
use frontdesk_domain::message::{Content, MessageKind};
use serde_json::Value;

use super::address::Address;
use super::callback::line;
use super::errors;
use super::form::Form;
use super::sid::{AccountSid, MessageSid};
use crate::meta::lenient::{CustomerId, wa_id};

#[derive(Clone, PartialEq, Debug)]
pub struct Inbound {
    pub sid: MessageSid,
    pub account: Option<AccountSid>,
    pub messaging_service: Option<String>,
    pub from: Option<Address>,
    /// Our sender.
    pub to: Option<Address>,
    /// Digits, as WhatsApp has them.
    pub wa_id: Option<String>,
    /// The customer's user ids, without their channel.
    pub external_user_id: Option<String>,
    pub parent_external_user_id: Option<String>,
    pub profile_name: Option<String>,
    pub username: Option<String>,
    pub message_type: Option<String>,
    /// Text or caption, as it came.
    pub body: Option<String>,
    /// The files there are, whatever `NumMedia` says.
    pub media: Vec<Media>,
    pub place: Option<Place>,
    /// A tap on a quick reply or a row of a list.
    pub tap: Option<Tap>,
    /// What a form of ours was answered with (`InteractiveData`).
    pub form_answer: Option<String>,
    pub replied: Option<Replied>,
    pub forwarded: bool,
    pub frequently_forwarded: bool,
    pub referral: Option<Referral>,
    /// `ChannelMetadata`, where it is JSON.
    pub channel_metadata: Option<Value>,
    pub failure: Option<Failure>,
    /// Parameters that no field above was made of.
    pub rest: Form,
}

/// A file to fetch with the account's credentials, which go to Twilio's hosts only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Media {
    pub url: String,
    pub content_type: Option<String>,
}

/// Degrees.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    pub label: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tap {
    Button { title: Option<String>, payload: Option<String> },
    Row { id: Option<String>, title: Option<String> },
}

/// The message that the customer quoted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replied {
    pub sid: MessageSid,
    pub sender: Option<Address>,
}

/// The advertisement or post that the customer came from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Referral {
    pub headline: Option<String>,
    pub body: Option<String>,
    pub source_id: Option<String>,
    /// `ad` or `post`.
    pub source_type: Option<String>,
    pub source_url: Option<String>,
    pub media_id: Option<String>,
    pub media_url: Option<String>,
    pub media_content_type: Option<String>,
    pub ctwa_clid: Option<String>,
}

impl Inbound {
    pub(super) fn read(sid: MessageSid, mut form: Form) -> Self {
        let mut address = |name| form.word(name).and_then(|text| Address::parse(&text));
        let (from, to) = (address("From"), address("To"));
        let [external, parent] = ["ExternalUserId", "ParentExternalUserId"].map(|name| address(name).map(|user| user.at));
        Self {
            sid,
            account: form.word("AccountSid").map(AccountSid),
            messaging_service: form.word("MessagingServiceSid"),
            from,
            to,
            wa_id: form.word("WaId"),
            external_user_id: external,
            parent_external_user_id: parent,
            profile_name: form.word("ProfileName"),
            username: form.word("ProfileUsername").map(|name| name.trim_start_matches('@').to_owned()).filter(|name| !name.is_empty()),
            message_type: form.word("MessageType").map(|word| word.to_ascii_lowercase()),
            body: form.words("Body"),
            media: Media::take(&mut form),
            place: Place::take(&mut form),
            tap: Tap::take(&mut form),
            form_answer: form.words("InteractiveData"),
            replied: Replied::take(&mut form),
            forwarded: form.flag("Forwarded"),
            frequently_forwarded: form.flag("FrequentlyForwarded"),
            referral: Referral::take(&mut form),
            channel_metadata: metadata(&mut form),
            failure: errors::from_callback(form.word("ErrorCode"), form.word("ErrorMessage"), None),
            rest: form,
        }
    }

    pub fn update(&self) -> Update {
        let news = News::Message(InboundMessage {
            wamid: Some(Wamid::from(&self.sid)),
            sender: self.sender(),
            // Twilio does not say when.
            sent_at: None,
            content: Content { kind: self.kind(), text: self.text() },
            reply_to: self.replied.as_ref().map(|replied| Wamid::from(&replied.sid)),
            forwarded: self.forwarded || self.frequently_forwarded,
            group_id: None,
            identity_change: None,
            failures: self.failure.iter().cloned().collect(),
        });
        Update { line: line(self.to.as_ref()), news }
    }

    fn sender(&self) -> Sender {
        let mut sender = Sender {
            wa_id: self.wa_id.clone().map(wa_id),
            user_id: self.external_user_id.clone().map(Bsuid),
            parent_user_id: self.parent_external_user_id.clone().map(Bsuid),
            profile_name: self.profile_name.clone(),
            username: self.username.clone(),
        };
        match self.from.as_ref().map(Address::customer) {
            Some(CustomerId::Phone(id)) => sender.wa_id = sender.wa_id.or(Some(id)).filter(|WaId(id)| !id.is_empty()),
            Some(CustomerId::User(id)) => sender.user_id = sender.user_id.or(Some(id)),
            Some(CustomerId::Parent(id)) => sender.parent_user_id = sender.parent_user_id.or(Some(id)),
            None => {}
        }
        sender
    }

    /// Twilio's word where it fits what came along; older accounts have none, so the parameters speak.
    fn kind(&self) -> MessageKind {
        let word = self.message_type.as_deref().map(MessageKind::from_word);
        match word {
            Some(MessageKind::Text) | None => {}
            Some(kind) => return kind,
        }
        if let Some(file) = self.media.first() {
            return file.kind();
        }
        match &self.tap {
            Some(Tap::Button { .. }) => return MessageKind::Button,
            Some(Tap::Row { .. }) => return MessageKind::Interactive,
            None => {}
        }
        if self.place.is_some() {
            MessageKind::Location
        } else if self.form_answer.is_some() {
            MessageKind::Interactive
        } else if word.is_some() || self.body.is_some() {
            MessageKind::Text
        } else {
            MessageKind::Other("unknown".to_owned())
        }
    }

    fn text(&self) -> Option<String> {
        let tapped = match &self.tap {
            Some(Tap::Button { title, payload }) => title.clone().or_else(|| self.body.clone()).or_else(|| payload.clone()),
            Some(Tap::Row { id, title }) => title.clone().or_else(|| self.body.clone()).or_else(|| id.clone()),
            None => None,
        };
        let named = self.place.as_ref().and_then(|place| {
            let parts: Vec<_> = [&place.label, &place.address].into_iter().flatten().map(String::as_str).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        });
        // Nothing can show U+0000, and some of it can't store it.
        let text = tapped.or(named).or_else(|| self.body.clone())?.replace('\0', "");
        (!text.is_empty()).then_some(text)
    }
}

impl Media {
    fn take(form: &mut Form) -> Vec<Self> {
        let mut types = form.numbered("MediaContentType");
        let urls = form.numbered("MediaUrl");
        let files = urls.into_iter().map(|(number, url)| {
            let at = types.iter().position(|(of, _)| *of == number);
            Self { url: url.trim().to_owned(), content_type: at.map(|at| types.remove(at).1.trim().to_ascii_lowercase()) }
        });
        files.filter(|file| !file.url.is_empty()).collect()
    }

    fn kind(&self) -> MessageKind {
        let content_type = self.content_type.as_deref().unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        match media_type.split_once('/') {
            Some(("text", "vcard" | "x-vcard")) => MessageKind::Contacts,
            // WhatsApp's pictures are JPEG or PNG; WebP is for stickers.
            Some(("image", "webp")) => MessageKind::Sticker,
            Some(("image", _)) => MessageKind::Image,
            Some(("audio", _)) => MessageKind::Audio,
            Some(("video", _)) => MessageKind::Video,
            Some(_) | None => MessageKind::Document,
        }
    }
}

impl Place {
    fn take(form: &mut Form) -> Option<Self> {
        let degrees = |name: &str| form.get(name)?.trim().parse().ok().filter(|degrees: &f64| degrees.is_finite());
        let (latitude, longitude) = (degrees("Latitude")?, degrees("Longitude")?);
        let _ = (form.word("Latitude"), form.word("Longitude"));
        Some(Self { latitude, longitude, label: form.word("Label"), address: form.word("Address") })
    }
}

impl Tap {
    fn take(form: &mut Form) -> Option<Self> {
        let (title, payload) = (form.words("ButtonText"), form.words("ButtonPayload"));
        let (id, row) = (form.word("ListId"), form.words("ListTitle"));
        if id.is_some() || row.is_some() {
            Some(Self::Row { id, title: row })
        } else if title.is_some() || payload.is_some() {
            Some(Self::Button { title, payload })
        } else {
            None
        }
    }
}

impl Replied {
    fn take(form: &mut Form) -> Option<Self> {
        let sid = MessageSid(form.word("OriginalRepliedMessageSid")?);
        Some(Self { sid, sender: form.word("OriginalRepliedMessageSender").and_then(|text| Address::parse(&text)) })
    }
}

impl Referral {
    fn take(form: &mut Form) -> Option<Self> {
        let referral = Self {
            headline: form.words("ReferralHeadline"),
            body: form.words("ReferralBody"),
            source_id: form.word("ReferralSourceId"),
            source_type: form.word("ReferralSourceType"),
            source_url: form.word("ReferralSourceUrl"),
            media_id: form.word("ReferralMediaId"),
            media_url: form.word("ReferralMediaUrl"),
            media_content_type: form.word("ReferralMediaContentType"),
            ctwa_clid: form.word("ReferralCtwaClid"),
        };
        (referral != Self::default()).then_some(referral)
    }
}

fn metadata(form: &mut Form) -> Option<Value> {
    let metadata = serde_json::from_str(form.get("ChannelMetadata")?).ok()?;
    form.word("ChannelMetadata")?;
    Some(metadata)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::callback::Callback;

    fn inbound(body: &str) -> Inbound {
        match Callback::read(format!("MessageSid=SM1&{body}").as_bytes()) {
            Callback::Message(inbound) => inbound,
            other => panic!("{body}: {other:?}"),
        }
    }

    fn message(body: &str) -> InboundMessage {
        match inbound(body).update().news {
            News::Message(message) => message,
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn every_kind_has_its_words() {
        for (body, kind, text) in [
            ("Body=Hi", "text", Some("Hi")),
            ("Body=Hi&MessageType=text", "text", Some("Hi")),
            ("Body=a%00b%00", "text", Some("ab")),
            ("Body=%00", "text", None),
            ("", "unknown", None),
            ("MessageType=sticker", "sticker", None),
            ("MediaUrl0=u&MediaContentType0=image/png&Body=look", "image", Some("look")),
            ("MediaUrl0=u&MediaContentType0=image/webp", "sticker", None),
            ("MediaUrl0=u&MediaContentType0=audio/ogg;+codecs%3Dopus", "audio", None),
            ("MediaUrl0=u&MediaContentType0=video/mp4", "video", None),
            ("MediaUrl0=u&MediaContentType0=text/vcard", "contacts", None),
            ("MediaUrl0=u&MediaContentType0=application/pdf", "document", None),
            ("MediaUrl0=u", "document", None),
            ("Latitude=1.5&Longitude=-2&Label=Bridge&Address=SF", "location", Some("Bridge, SF")),
            ("Latitude=x&Longitude=1", "unknown", None),
            ("MessageType=button&ButtonText=Yes&ButtonPayload=y&Body=Yes", "button", Some("Yes")),
            ("ButtonPayload=y", "button", Some("y")),
            ("ListId=1&ListTitle=Row&Body=b", "interactive", Some("Row")),
            ("MessageType=interactive&InteractiveData=%7B%7D&Body=Sent", "interactive", Some("Sent")),
            ("MessageType=Poll&Body=?", "poll", Some("?")),
        ] {
            let content = message(body).content;
            assert_eq!((content.kind.word(), content.text.as_deref()), (kind, text), "{body}");
        }
    }

    #[test]
    fn replies_and_forwards_are_told() {
        let quoted = "OriginalRepliedMessageSid=SM0&OriginalRepliedMessageSender=whatsapp:%2B1";
        let read = inbound(quoted);
        assert_eq!(read.replied.as_ref().and_then(|replied| replied.sender.as_ref()?.digits()).as_deref(), Some("1"));
        assert_eq!(message(quoted).reply_to, Some("SM0".into()));
        assert!(message("FrequentlyForwarded=true").forwarded && message("Forwarded=True").forwarded && !message("Forwarded=false").forwarded);
        let failed = message("ErrorCode=63019&ErrorMessage=Media");
        assert_eq!(failed.failures[0].code, Some(63019));
    }

    #[test]
    fn what_can_t_be_read_is_kept() {
        let read = inbound("Latitude=north&Longitude=1&ChannelMetadata=%7B&Fresh=1&NumMedia=0");
        let kept: Vec<_> = read.rest.pairs().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(kept, ["Latitude", "Longitude", "ChannelMetadata", "Fresh", "NumMedia"]);
        let read = inbound("ChannelMetadata=%7B%22type%22%3A%22whatsapp%22%7D");
        assert_eq!(read.channel_metadata, Some(serde_json::json!({"type": "whatsapp"})));
        assert!(read.rest.is_empty());
    }

    #[test]
    fn without_an_id_it_is_no_message() {
        let other = Callback::read(b"CallSid=CA1&From=%2B1");
        assert!(matches!(other.update().news, News::Unparsed { .. }));
        assert_eq!(other.dedupe_key(), None);
        assert_eq!(Callback::read(b"MessageSid=SM1&MessageStatus=read").dedupe_key().as_deref(), Some("status:SM1:read"));
        assert_eq!(Callback::read(b"MessageSid=SM1&SmsStatus=received").dedupe_key().as_deref(), Some("msg:SM1"));
    }
}
