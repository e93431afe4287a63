//! What a message says, whatever its type: the kind, and the best words there are.

use frontdesk_domain::message::{Content, MessageKind};
use serde_json::Value;

use super::lenient::{list, scalar, text, words};

/// The objects that a message without `type` is recognised by.
const TYPED_OBJECTS: [&str; 16] = [
    "text",
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "button",
    "interactive",
    "order",
    "system",
    "edit",
    "revoke",
];

pub(super) fn content(message: &Value) -> Content {
    let has_errors = !list(message, "errors").is_empty();
    let word = text(message, "type").or_else(|| {
        let present = |name: &&str| message.get(*name).is_some_and(|object| !object.is_null());
        TYPED_OBJECTS.into_iter().find(present).map(str::to_owned)
    });
    let kind = match word.as_deref() {
        // An older word of Meta's for "unsupported".
        Some("unknown") | None if has_errors => MessageKind::Unsupported,
        Some(word) => MessageKind::from_word(word),
        None => MessageKind::Other("unknown".to_owned()),
    };
    let text = said(&kind, word.as_deref().unwrap_or_default(), message);
    Content { kind, text }
}

fn said(kind: &MessageKind, word: &str, message: &Value) -> Option<String> {
    let object = message.get(word).unwrap_or(&Value::Null);
    match kind {
        MessageKind::Text => words(object, "body").or_else(|| scalar(object)),
        MessageKind::Image | MessageKind::Video | MessageKind::Audio | MessageKind::Sticker => words(object, "caption"),
        MessageKind::Document => words(object, "caption").or_else(|| text(object, "filename")),
        MessageKind::Location => {
            let parts: Vec<_> = ["name", "address"].into_iter().filter_map(|key| text(object, key)).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
        MessageKind::Contacts => {
            let names: Vec<_> = list(message, "contacts").iter().filter_map(contact_name).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        // A removed reaction has no emoji.
        MessageKind::Reaction => text(object, "emoji"),
        MessageKind::Button => words(object, "text").or_else(|| words(object, "payload")),
        MessageKind::Interactive => interactive(object),
        MessageKind::Order => words(object, "text"),
        MessageKind::System => words(object, "body"),
        MessageKind::Template => template(object),
        MessageKind::Edit => object.get("message").and_then(|edited| content(edited).text),
        MessageKind::Revoke | MessageKind::Unsupported => None,
        MessageKind::Other(_) => {
            ["body", "caption", "title", "text"].into_iter().find_map(|key| words(object, key)).or_else(|| words(message.get("text")?, "body"))
        }
    }
}

fn contact_name(card: &Value) -> Option<String> {
    let name = card.get("name").unwrap_or(&Value::Null);
    text(name, "formatted_name")
        .or_else(|| {
            let parts: Vec<_> = ["first_name", "last_name"].into_iter().filter_map(|key| text(name, key)).collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        })
        .or_else(|| list(card, "phones").iter().find_map(|phone| text(phone, "phone")))
}

/// The tapped title, or what the customer's form says of itself.
fn interactive(object: &Value) -> Option<String> {
    let named = text(object, "type").and_then(|kind| object.get(kind));
    let reply = named.or_else(|| ["button_reply", "list_reply", "nfm_reply"].iter().find_map(|kind| object.get(kind)))?;
    ["title", "body", "text"].into_iter().find_map(|key| words(reply, key))
}

fn template(object: &Value) -> Option<String> {
    let body = list(object, "components").iter().find(|part| text(part, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("body")));
    body.and_then(|body| words(body, "text")).or_else(|| text(object, "name"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_type_has_its_words() {
        for (message, word, expected) in [
            (json!({"type":"text","text":{"body":" Hi\n"}}), "text", Some(" Hi\n")),
            (json!({"type":"text","text":{"body":5}}), "text", Some("5")),
            (json!({"type":"text"}), "text", None),
            (json!({"text":{"body":"no type"}}), "text", Some("no type")),
            (json!({"type":"image","image":{"id":"1","caption":""}}), "image", None),
            (json!({"type":"image","image":{"id":"1","caption":"look"}}), "image", Some("look")),
            (json!({"type":"voice","voice":{"id":"1"}}), "audio", None),
            (json!({"type":"document","document":{"filename":"a.pdf"}}), "document", Some("a.pdf")),
            (json!({"type":"document","document":{"filename":"a.pdf","caption":"bill"}}), "document", Some("bill")),
            (json!({"type":"location","location":{"latitude":1}}), "location", None),
            (json!({"type":"location","location":{"name":"Bridge","address":"SF"}}), "location", Some("Bridge, SF")),
            (
                json!({"type":"contacts","contacts":[{"name":{"formatted_name":"A"}},{"name":{"first_name":"B","last_name":"C"}},{"phones":[{"phone":"+1"}]}]}),
                "contacts",
                Some("A, B C, +1"),
            ),
            (json!({"type":"reaction","reaction":{"message_id":"x","emoji":"👍"}}), "reaction", Some("👍")),
            (json!({"type":"reaction","reaction":{"message_id":"x"}}), "reaction", None),
            (json!({"type":"reaction","reaction":{"message_id":"x","emoji":""}}), "reaction", None),
            (json!({"type":"button","button":{"text":"Yes"}}), "button", Some("Yes")),
            (json!({"type":"button","button":{"payload":"Y"}}), "button", Some("Y")),
            (json!({"type":"interactive","interactive":{"type":"list_reply","list_reply":{"title":"T"}}}), "interactive", Some("T")),
            (json!({"type":"interactive","interactive":{"button_reply":{"title":"T"}}}), "interactive", Some("T")),
            (
                json!({"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":"{"}}}),
                "interactive",
                Some("Sent"),
            ),
            (json!({"type":"interactive"}), "interactive", None),
            (json!({"type":"order","order":{"text":"quick"}}), "order", Some("quick")),
            (json!({"type":"system","system":{"body":"moved"}}), "system", Some("moved")),
            (json!({"type":"edit","edit":{"message":{"type":"image","image":{"caption":"new"}}}}), "edit", Some("new")),
            (json!({"type":"template","template":{"name":"hello","components":[{"type":"BODY","text":"Hi"}]}}), "template", Some("Hi")),
            (json!({"type":"template","template":{"name":"hello"}}), "template", Some("hello")),
            (json!({"type":"unknown","errors":[{"code":131051}]}), "unsupported", None),
            (json!({"errors":[{"code":131051}]}), "unsupported", None),
            (json!({"type":"ephemeral","text":{"body":"gone soon"}}), "ephemeral", Some("gone soon")),
            (json!({"type":"poll","poll":{"title":"Where?"}}), "poll", Some("Where?")),
            (json!({"id":"1"}), "unknown", None),
        ] {
            let content = content(&message);
            assert_eq!((content.kind.word(), content.text.as_deref()), (word, expected), "{message}");
        }
    }
}
