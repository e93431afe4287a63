//! Twilio's published callbacks, signatures and answers, checked against the payloads themselves.

use std::collections::BTreeMap;

use frontdesk_domain::inbound::{InboundMessage, News, StatusUpdate, StatusWord, Update};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::secret::Secret;
use frontdesk_providers::twilio::answers::content::{ApprovalStatus, ContentAnswer, Template, TemplatePage};
use frontdesk_providers::twilio::answers::media::MediaPage;
use frontdesk_providers::twilio::answers::message::MessageAnswer;
use frontdesk_providers::twilio::callback::Callback;
use frontdesk_providers::twilio::form::Form;
use frontdesk_providers::twilio::inbound::Inbound;
use frontdesk_providers::twilio::signature::{Body, Signed, WebhookKey, verify};
use proptest::prelude::*;
use serde_json::Value;
use url::form_urlencoded;

use crate::fixtures::{Fixture, fixtures};

/// A payload as it travels: the corpus has the parameters as JSON.
pub fn encoded(parameters: &Value) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters.as_object().into_iter().flatten() {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        form.extend_pairs(values.iter().filter_map(Value::as_str).map(|value| (name, value)));
    }
    form.finish().into_bytes()
}

fn parameter<'v>(published: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| published[*name].as_str()).filter(|value| !value.is_empty())
}

fn digits(address: &str) -> Option<String> {
    address.trim_start_matches("whatsapp:").strip_prefix('+').map(str::to_owned)
}

/// Every value that came is somewhere in what was read.
fn nothing_is_lost(fixture: &Fixture, read: &impl std::fmt::Debug) {
    let read = format!("{read:?}");
    for (name, value) in fixture.json().as_object().expect("parameters") {
        let value = value.as_str().expect("a string").trim_start_matches("whatsapp:");
        let quoted = format!("{value:?}");
        let inner = quoted.trim_matches('"');
        assert!(read.contains(inner) || read.contains(&inner.to_lowercase()), "{}: {name} is lost in {read}", fixture.path);
    }
}

fn message(update: Update) -> InboundMessage {
    match update.news {
        News::Message(message) => message,
        other => panic!("{other:?}"),
    }
}

pub fn inbound(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let callback = Callback::read(&encoded(&published));
    let Callback::Message(read) = &callback else { panic!("{path}: {callback:?}") };
    nothing_is_lost(fixture, read);
    let update = callback.update();
    assert_eq!(update.line.display_phone_number, parameter(&published, &["To"]).and_then(digits), "{path}");
    let message = message(update);

    let sid = parameter(&published, &["MessageSid", "SmsMessageSid", "SmsSid"]);
    assert_eq!(message.wamid.as_ref().map(|id| id.as_str()), sid, "{path}");
    let body = parameter(&published, &["Body"]).map(|body| body.replace('\0', ""));
    assert_eq!(message.content.text, body, "{path}");
    let media: Vec<_> =
        (0..9).map_while(|n| published[format!("MediaUrl{n}")].as_str().zip(published[format!("MediaContentType{n}")].as_str())).collect();
    let kind = match (parameter(&published, &["MessageType"]), media.first()) {
        (Some("text"), Some(_)) | (None, Some(_)) => MessageKind::Image,
        (Some(word), _) => MessageKind::from_word(word),
        (None, None) if body.is_some() => MessageKind::Text,
        (None, None) => MessageKind::Other("unknown".into()),
    };
    assert_eq!(message.content.kind, kind, "{path}");
    let files: Vec<_> = read.media.iter().map(|file| (file.url.as_str(), file.content_type.as_deref().expect("a type"))).collect();
    assert_eq!(files, media, "{path}");

    let from = parameter(&published, &["From"]).expect("a sender");
    let wa_id = parameter(&published, &["WaId"]).map(str::to_owned).or_else(|| digits(from));
    assert_eq!(message.sender.wa_id.map(|id| id.0), wa_id, "{path}");
    let external = parameter(&published, &["ExternalUserId"]).map(|id| id.trim_start_matches("whatsapp:"));
    assert_eq!(message.sender.user_id.as_ref().map(|id| id.as_str()), external, "{path}");
    assert_eq!(message.sender.parent_user_id.as_ref().map(|id| id.as_str()), parameter(&published, &["ParentExternalUserId"]), "{path}");
    assert_eq!(message.sender.profile_name.as_deref(), parameter(&published, &["ProfileName"]), "{path}");
    assert_eq!(message.sender.username.as_deref(), parameter(&published, &["ProfileUsername"]), "{path}");
    assert_eq!(read.account.as_ref().map(|sid| sid.0.as_str()), parameter(&published, &["AccountSid"]), "{path}");
    assert_eq!(read.messaging_service.as_deref(), parameter(&published, &["MessagingServiceSid"]), "{path}");
    assert_eq!(read.place.as_ref().map(|place| place.latitude.to_string()).as_deref(), parameter(&published, &["Latitude"]), "{path}");
    let referral = read.referral.clone().unwrap_or_default();
    for (value, name) in [
        (referral.ctwa_clid, "ReferralCtwaClid"),
        (referral.source_id, "ReferralSourceId"),
        (referral.source_url, "ReferralSourceUrl"),
        (referral.source_type, "ReferralSourceType"),
        (referral.headline, "ReferralHeadline"),
        (referral.body, "ReferralBody"),
    ] {
        assert_eq!(value.as_deref(), parameter(&published, &[name]), "{path}: {name}");
    }
    assert!(message.failures.is_empty() && message.reply_to.is_none() && !message.forwarded, "{path}");
    assert_eq!(callback.dedupe_key(), sid.map(|sid| format!("msg:{sid}")), "{path}");
}

pub fn status(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let callback = Callback::read(&encoded(&published));
    let Callback::Status(read) = &callback else { panic!("{path}: {callback:?}") };
    nothing_is_lost(fixture, read);
    let update = callback.update();
    assert_eq!(update.line.display_phone_number, parameter(&published, &["From"]).map(|from| digits(from).expect("a number")), "{path}");
    let News::Status(StatusUpdate { wamid, word, recipient_wa_id, failures, .. }) = update.news else { panic!("{path}") };
    assert_eq!(wamid.as_ref().map(|id| id.as_str()), parameter(&published, &["MessageSid"]), "{path}");
    let expected = match parameter(&published, &["MessageStatus"]) {
        Some("sent") => StatusWord::Sent,
        Some("delivered") => StatusWord::Delivered,
        Some("read") => StatusWord::Read,
        Some("failed") => StatusWord::Failed,
        other => panic!("{path}: {other:?}"),
    };
    assert_eq!(word, expected, "{path}");
    assert_eq!(recipient_wa_id.map(|id| id.0), parameter(&published, &["To"]).and_then(digits), "{path}");
    let codes: Vec<_> = failures.iter().filter_map(|failure| Some(failure.code?.to_string())).collect();
    assert_eq!(codes.first().map(String::as_str), parameter(&published, &["ErrorCode"]), "{path}");
    let message = parameter(&published, &["ErrorMessage"]);
    assert!(message.is_none_or(|message| failures[0].title == message), "{path}: {failures:?}");
}

pub fn signature(fixture: &Fixture) {
    let (path, example) = (&fixture.path, fixture.json());
    let text = |key: &str| example[key].as_str().unwrap_or_else(|| panic!("{path}: {key}"));
    let form = Form::read(&encoded(&example["params"]));
    let body = example["body"].as_str().map_or(Body::Form(&form), |body| Body::Raw(body.as_bytes()));
    let key = WebhookKey::auth_token(&Secret::new(text("auth_token"))).expect("a key");
    let signed = Signed { url: text("url"), body, signature: Some(text("signature").as_bytes()), settings: None };
    let valid = example["valid"].as_bool().expect("a verdict");
    assert_eq!(verify(std::slice::from_ref(&key), &signed).is_ok(), valid, "{path}");
    if example["computed_over"] == "url as given" {
        assert_eq!(key.sign(signed.url, &body), text("signature"), "{path}");
    }
    // Not the same with anything else in its place.
    let other = WebhookKey::auth_token(&Secret::new("54321")).expect("a key");
    let moved = format!("{}&moved=1", signed.url);
    assert!(verify(&[other], &signed).is_err() && verify(&[key], &Signed { url: &moved, ..signed }).is_err(), "{path}");
}

pub fn api_message(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let read = MessageAnswer::read(&published).unwrap_or_else(|| panic!("{path}"));
    let message = match read {
        MessageAnswer::Gone => return assert!(path.ends_with("instance-delete.json"), "{path}"),
        MessageAnswer::Feedback { message, outcome } => {
            return assert_eq!((message.as_str(), outcome.as_str()), (published["message_sid"].as_str().expect("a sid"), "confirmed"), "{path}");
        }
        MessageAnswer::Message(message) => message,
    };
    let text = |key: &str| published[key].as_str().filter(|text| !text.is_empty());
    assert_eq!((Some(message.sid.as_str()), Some(message.status.as_str())), (text("sid"), text("status")), "{path}");
    assert_eq!((message.body.as_deref(), message.direction.as_deref()), (text("body"), text("direction")), "{path}");
    assert_eq!((message.date_created.as_deref(), message.date_sent.as_deref()), (text("date_created"), text("date_sent")), "{path}");
    assert_eq!(message.messaging_service.as_deref(), text("messaging_service_sid"), "{path}");
    let address = |address: Option<frontdesk_providers::twilio::address::Address>| address.and_then(|address| address.digits());
    assert_eq!((address(message.from), address(message.to)), (text("from").and_then(digits), text("to").and_then(digits)), "{path}");
    assert_eq!(text("num_media"), Some(message.files.to_string().as_str()), "{path}");
    assert_eq!(message.failure, None, "{path}");
}

pub fn api_media(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let page = MediaPage::read(&published).unwrap_or_else(|| panic!("{path}"));
    let files = published["media_list"].as_array().expect("a list");
    assert_eq!((page.files.len(), page.next), (files.len(), None), "{path}");
    assert!(!files.is_empty(), "{path}");
    for (read, file) in page.files.iter().zip(files) {
        let text = |key: &str| file[key].as_str();
        assert_eq!((Some(read.sid.as_str()), read.content_type.as_deref()), (text("sid"), text("content_type")), "{path}");
        assert_eq!((read.message.as_ref().map(|sid| sid.as_str()), read.path.as_deref()), (text("parent_sid"), text("uri")), "{path}");
    }
}

pub fn api_content(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    match ContentAnswer::read(&published).unwrap_or_else(|| panic!("{path}")) {
        ContentAnswer::Template(template) => content_template(path, &template, &published),
        ContentAnswer::Page(TemplatePage { templates, skipped, next }) => {
            let elements = published["contents"].as_array().expect("a list");
            assert_eq!((templates.len(), skipped), (elements.len(), 0), "{path}");
            assert_eq!(next.as_deref(), published["meta"]["next_page_url"].as_str(), "{path}");
            templates.iter().zip(elements).for_each(|(template, element)| content_template(path, template, element));
        }
        ContentAnswer::Approval(approval) => {
            let verdict = published.get("whatsapp").unwrap_or(&published);
            let (status, word) = (approval.status, verdict["status"].as_str());
            assert!(matches!((&status, word), (ApprovalStatus::Pending, Some("pending")) | (ApprovalStatus::Received, Some("received"))), "{path}");
            assert_eq!(Some(approval.name.as_str()), verdict["name"].as_str(), "{path}");
            assert_eq!(approval.category.as_deref(), verdict["category"].as_str(), "{path}");
            assert_eq!(approval.content_type.as_deref(), verdict["content_type"].as_str(), "{path}");
            assert_eq!(approval.rejection_reason, None, "{path}");
        }
    }
}

fn content_template(path: &str, template: &Template, published: &Value) {
    assert_eq!(Some(template.sid.as_str()), published["sid"].as_str(), "{path}");
    assert_eq!(template.friendly_name.as_deref(), published["friendly_name"].as_str(), "{path}");
    assert_eq!(template.language.as_deref(), published["language"].as_str(), "{path}");
    let variables: BTreeMap<String, String> = serde_json::from_value(published["variables"].clone()).expect("variables");
    assert_eq!(template.variables, variables, "{path}");
    let types = published["types"].as_object().expect("types");
    assert_eq!(template.faces.iter().map(|face| face.kind.as_str()).collect::<Vec<_>>(), types.keys().collect::<Vec<_>>(), "{path}");
    for face in &template.faces {
        let raw = &types[&face.kind];
        assert_eq!(&face.raw, raw, "{path}");
        assert_eq!(face.body.as_deref(), raw["body"].as_str(), "{path}");
        let labels = |list: &str, label: &str| {
            raw[list].as_array().into_iter().flatten().map(|one| one[label].as_str().expect("a label").to_owned()).collect()
        };
        let choices: Vec<String> = match face.kind.as_str() {
            "twilio/quick-reply" | "twilio/call-to-action" | "twilio/card" | "whatsapp/card" => labels("actions", "title"),
            "twilio/list-picker" => labels("items", "item"),
            "whatsapp/authentication" => labels("actions", "copy_code_text"),
            "twilio/text" | "twilio/media" | "twilio/location" | "twilio/catalog" | "twilio/carousel" => Vec::new(),
            other => panic!("{path}: nobody said what {other} is"),
        };
        assert_eq!(face.choices, choices, "{path}");
        let cards = raw["cards"].as_array().map_or(0, Vec::len);
        assert_eq!(face.cards.len(), cards, "{path}");
        assert_eq!(cards > 0, face.kind == "twilio/carousel", "{path}");
        assert!(face.cards.iter().all(|card| card.choices.len() == 2 && card.media.len() == 1 && card.title.is_some()), "{path}");
        assert_eq!(face.media.len(), raw["media"].as_array().map_or(0, Vec::len), "{path}");
        assert!(face.title.is_some() || face.body.is_some(), "{path}");
    }
}

/// Every reader of answers, on anything.
pub fn read_by_all(value: &Value) {
    let _ = (MessageAnswer::read(value), MediaPage::read(value), ContentAnswer::read(value));
}

#[test]
fn the_callbacks_that_surprise_are_read() {
    let callback = |name: &str| {
        let fixture = fixtures(&["twilio/inbound"]).into_iter().find(|fixture| fixture.path.ends_with(name)).expect("it");
        match Callback::read(&encoded(&fixture.json())) {
            Callback::Message(read) => (message(read.update()), read),
            other => panic!("{other:?}"),
        }
    };
    let (message, _) = callback("chatwoot-bsuid-from-parent-username.json");
    assert_eq!((message.sender.wa_id, message.sender.user_id), (None, Some("IN.2081978709342942".into())));
    assert_eq!(message.sender.parent_user_id, Some("IN.ENT.9081726354".into()));
    let (message, read) = callback("chatwoot-body-null-bytes.json");
    assert_eq!((read.body.as_deref(), message.content.text.as_deref()), (Some("remove\0 null bytes\0"), Some("remove null bytes")));
    assert!(read.from.is_some_and(|from| !from.is_whatsapp()));
    let (message, read) = callback("ocs-audio-external-user-id.json");
    assert_eq!((message.content.kind, read.media.len()), (MessageKind::Audio, 1));
    assert_eq!(read.rest.get("NumMedia"), Some("0"));
    let (_, Inbound { media, .. }) = callback("chatwoot-media-two.json");
    assert_eq!(media.iter().filter_map(|file| file.content_type.as_deref()).collect::<Vec<_>>(), ["image/png", "image/jpeg"]);
}

proptest! {
    /// Parameters that Twilio adds tomorrow are all kept, in their order.
    #[test]
    fn what_nobody_knows_is_kept(extra in prop::collection::vec(("[A-Z][a-z]{2,6}X[0-9]", ".{0,9}"), 0..6), is_status in any::<bool>()) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("MessageSid", "SM1");
        if is_status {
            form.append_pair("MessageStatus", "sent");
        }
        form.extend_pairs(&extra);
        let rest = match Callback::read(form.finish().as_bytes()) {
            Callback::Message(read) => read.rest,
            Callback::Status(read) => read.rest,
            Callback::Other(form) => form,
        };
        let kept: Vec<_> = rest.pairs().iter().filter(|(name, _)| name != "MessageStatus").cloned().collect();
        prop_assert_eq!(kept, extra);
    }

    /// Whatever the parameters: signed is accepted, and not with another one added.
    #[test]
    fn what_we_sign_we_accept(pairs in prop::collection::vec((".{1,4}", ".{0,6}"), 0..6), path in "[a-z/?=&']{0,12}") {
        let key = [WebhookKey::auth_token(&Secret::new("12345")).expect("a key")];
        let url = format!("https://relay.example:8443/{path}");
        let form: Form = pairs.iter().cloned().collect();
        let shuffled: Form = pairs.iter().rev().cloned().collect();
        let signature = key[0].sign(&url, &Body::Form(&form));
        let check = |form: &Form, url: &str| verify(&key, &Signed { url, body: Body::Form(form), signature: Some(signature.as_bytes()), settings: None });
        prop_assert_eq!(check(&form, &url), Ok(0));
        prop_assert_eq!(check(&shuffled, &url), Ok(0), "their order does not count");
        let more: Form = pairs.iter().cloned().chain([("~more".to_owned(), "1".to_owned())]).collect();
        prop_assert!(check(&more, &url).is_err());
    }
}
