//! Every published webhook says what its row in the index says, whole or cut into updates.

use std::collections::HashMap;

use frontdesk_domain::inbound::{InboundMessage, News, StatusUpdate, StatusWord, Update};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::time::Millis;
use frontdesk_providers::meta::parse::parse;
use frontdesk_providers::meta::split::split;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::fixtures::{Fixture, elements, fixtures, webhooks};

fn messages(updates: &[Update]) -> Vec<&InboundMessage> {
    updates.iter().filter_map(|update| if let News::Message(message) = &update.news { Some(message) } else { None }).collect()
}

fn statuses(updates: &[Update]) -> Vec<&StatusUpdate> {
    updates.iter().filter_map(|update| if let News::Status(status) = &update.news { Some(status) } else { None }).collect()
}

fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What the payload itself says the text is, for the kinds where that is one key.
fn written(kind: &str, message: &Value) -> Option<String> {
    let at = |path: &str| message.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    match kind {
        "text" | "ephemeral" => at("/text/body"),
        "image" | "video" => at(&format!("/{kind}/caption")),
        "document" => at("/document/caption").or_else(|| at("/document/filename")),
        "button" => at("/button/text"),
        "interactive-button_reply" => at("/interactive/button_reply/title"),
        "interactive-list_reply" => at("/interactive/list_reply/title"),
        "interactive-nfm_reply" => at("/interactive/nfm_reply/body"),
        "reaction" => at("/reaction/emoji"),
        "order" => at("/order/text"),
        "system" => at("/system/body"),
        "edit" => at("/edit/message/image/caption"),
        "location" => match (at("/location/name"), at("/location/address")) {
            (Some(name), Some(address)) => Some(format!("{name}, {address}")),
            (name, address) => name.or(address),
        },
        "contacts" => {
            let cards = message["contacts"].as_array().expect("cards");
            let names: Vec<_> = cards.iter().filter_map(|card| card.pointer("/name/formatted_name")?.as_str()).collect();
            Some(names.join(", "))
        }
        _ => None,
    }
}

fn check_message(fixture: &Fixture, message: &Value, parsed: &InboundMessage) {
    let path = &fixture.path;
    let kind = fixture.kind.trim_start_matches("message-");
    let word = match kind {
        "unknown" => "unsupported",
        _ if kind.starts_with("interactive") => "interactive",
        _ => kind,
    };
    assert_eq!(parsed.content.kind.word(), word, "{path}");
    assert!(word == "ephemeral" || word == "request_welcome" || !matches!(parsed.content.kind, MessageKind::Other(_)), "{path}");
    assert_eq!(parsed.content.text, written(kind, message), "{path}");
    assert_eq!(parsed.wamid.as_ref().map(|id| id.0.clone()), string(&message["id"]), "{path}");
    let seconds = string(&message["timestamp"]).and_then(|time| time.parse().ok());
    assert_eq!(parsed.sent_at, seconds.map(Millis::from_secs), "{path}");
    assert_eq!(parsed.group_id, string(&message["group_id"]), "{path}");
    let about = match kind {
        "reaction" => &message["reaction"]["message_id"],
        "edit" | "revoke" => &message[kind]["original_message_id"],
        _ => &message["context"]["id"],
    };
    assert_eq!(parsed.reply_to.as_ref().map(|id| id.0.clone()), string(about), "{path}");
    assert_eq!(parsed.forwarded, message["context"]["forwarded"] == true, "{path}");
    if let Some(from) = string(&message["from"]) {
        let digits = from.trim_start_matches('+').to_owned();
        assert_eq!(parsed.sender.wa_id.as_ref().map(|id| id.0.clone()), Some(digits), "{path}");
    }
    if let Some(user) = string(&message["from_user_id"]) {
        assert_eq!(parsed.sender.user_id.as_ref().map(|id| id.0.clone()), Some(user), "{path}");
    }
    if let Some(parent) = string(&message["from_parent_user_id"]) {
        assert_eq!(parsed.sender.parent_user_id.as_ref().map(|id| id.0.clone()), Some(parent), "{path}");
    }
    let errors = message["errors"].as_array().map_or(0, Vec::len);
    assert_eq!(parsed.failures.len(), errors, "{path}");
    assert_eq!(parsed.identity_change.is_some(), kind == "system", "{path}");
}

#[test]
fn every_message_is_what_the_index_says() {
    for fixture in fixtures(&["message-"]) {
        if fixture.kind == "message-errors" || fixture.kind == "message-odd" {
            continue;
        }
        let delivery = fixture.delivery();
        let updates = parse(&delivery);
        let expected = elements(&delivery, "messages");
        let parsed = messages(&updates);
        assert_eq!((parsed.len(), updates.len()), (expected.len(), expected.len()), "{}", fixture.path);
        assert!(!parsed.is_empty(), "{}", fixture.path);
        for (message, parsed) in expected.iter().zip(parsed) {
            check_message(&fixture, message, parsed);
        }
        for contact in elements(&delivery, "contacts") {
            let sender = &messages(&updates)[0].sender;
            assert_eq!(sender.profile_name, string(&contact["profile"]["name"]), "{}", fixture.path);
            let username = string(&contact["profile"]["username"]).map(|name| name.trim_start_matches('@').to_owned());
            assert_eq!(sender.username, username, "{}", fixture.path);
            assert!(sender.user_id.is_some() || contact.get("user_id").is_none(), "{}", fixture.path);
            assert!(sender.wa_id.is_some() || contact.get("wa_id").is_none(), "{}", fixture.path);
        }
    }
}

#[test]
fn odd_messages_are_still_messages() {
    for fixture in fixtures(&["message-odd"]) {
        let updates = parse(&fixture.delivery());
        let [message] = messages(&updates)[..] else { panic!("{}: {updates:?}", fixture.path) };
        match fixture.path.rsplit('/').next() {
            Some("zeroclaw-no-type-text.json") => {
                assert_eq!(message.content.kind, MessageKind::Text);
                assert_eq!(message.content.text.as_deref(), Some("Hello"));
            }
            Some("kapso-no-type-no-from-no-wa-id.json") => {
                assert_eq!(message.content.kind, MessageKind::Other("unknown".into()));
                assert_eq!(message.wamid, Some("wamid.TEST".into()));
            }
            other => panic!("{other:?} has no expectation"),
        }
    }
}

#[test]
fn errors_without_a_message_are_trouble() {
    for fixture in fixtures(&["message-errors"]) {
        let delivery = fixture.delivery();
        let [Update { news: News::Trouble { failures }, .. }] = &parse(&delivery)[..] else { panic!("{}", fixture.path) };
        let codes: Vec<_> = elements(&delivery, "errors").iter().map(|error| error["code"].as_i64()).collect();
        assert_eq!(failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), codes, "{}", fixture.path);
    }
}

#[test]
fn every_status_is_what_the_index_says() {
    for fixture in fixtures(&["status-"]) {
        let delivery = fixture.delivery();
        let updates = parse(&delivery);
        let expected = elements(&delivery, "statuses");
        let parsed = statuses(&updates);
        assert_eq!((parsed.len(), updates.len()), (expected.len(), expected.len()), "{}", fixture.path);
        assert!(!parsed.is_empty(), "{}", fixture.path);
        let word = match fixture.kind.as_str() {
            "status-sent" => StatusWord::Sent,
            "status-delivered" => StatusWord::Delivered,
            "status-read" => StatusWord::Read,
            "status-failed" => StatusWord::Failed,
            other => panic!("{other}"),
        };
        for (status, parsed) in expected.iter().zip(parsed) {
            assert_eq!(parsed.word, word, "{}", fixture.path);
            assert_eq!(parsed.wamid.as_ref().map(|id| id.0.clone()), string(&status["id"]), "{}", fixture.path);
            let seconds = string(&status["timestamp"]).and_then(|time| time.parse().ok());
            assert_eq!(parsed.at, seconds.map(Millis::from_secs), "{}", fixture.path);
            let user = string(&status["recipient_user_id"]);
            assert!(user.is_none() || parsed.recipient_user_id.as_ref().map(|id| id.0.clone()) == user, "{}", fixture.path);
            if status["recipient_type"] == "group" {
                assert_eq!(parsed.recipient_wa_id, Some("GROUP_PARTICIPANT_PHONE_NUMBER".into()), "{}", fixture.path);
            } else if let Some(recipient) = string(&status["recipient_id"]) {
                assert_eq!(parsed.recipient_wa_id, Some(recipient.into()), "{}", fixture.path);
            }
            let codes: Vec<_> = status["errors"].as_array().into_iter().flatten().map(|e| e["code"].as_i64()).collect();
            assert_eq!(parsed.failures.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{}", fixture.path);
            assert_eq!(codes.is_empty(), word != StatusWord::Failed, "{}", fixture.path);
        }
    }
}

#[test]
fn other_fields_keep_their_name() {
    for fixture in fixtures(&["field-"]) {
        let field = fixture.kind.trim_start_matches("field-").to_owned();
        for update in parse(&fixture.delivery()) {
            assert_eq!(update.news, News::Field { field: field.clone() }, "{}", fixture.path);
        }
    }
}

#[test]
fn batches_have_as_many_updates_as_the_index_counts() {
    for fixture in fixtures(&["batch"]) {
        let updates = parse(&fixture.delivery());
        let counted = |what: &str| {
            let counts = fixture.note.split([';', ' ']);
            counts.filter_map(|word| word.trim().strip_prefix(what)?.strip_prefix('=')?.parse::<usize>().ok()).next()
        };
        if let Some(count) = counted("messages") {
            assert_eq!(messages(&updates).len(), count, "{}", fixture.path);
        }
        let changes = fixture.json()["entry"]
            .as_array()
            .map_or(0, |entries| entries.iter().filter_map(|entry| entry["changes"].as_array()).map(Vec::len).sum::<usize>());
        if let Some(count) = counted("changes") {
            assert_eq!(changes, count, "{}", fixture.path);
            assert!(updates.len() >= count, "{}", fixture.path);
        }
        let expected = ["messages", "statuses"].map(|name| elements(&fixture.delivery(), name).len());
        assert_eq!([messages(&updates).len(), statuses(&updates).len()], expected, "{}", fixture.path);
        assert!(!updates.iter().any(|update| matches!(update.news, News::Unparsed { .. })), "{}", fixture.path);
    }
}

#[test]
fn odd_envelopes_are_reported_not_dropped() {
    for fixture in fixtures(&["webhook-odd"]) {
        let updates = parse(&fixture.delivery());
        let [update] = &updates[..] else { panic!("{}: {updates:?}", fixture.path) };
        match &update.news {
            News::Field { field } => {
                assert!(fixture.note.starts_with("field and object sit inside"), "{}", fixture.path);
                assert_eq!(field, "account_update");
            }
            News::Unparsed { .. } => assert!(!fixture.note.starts_with("field"), "{}", fixture.path),
            other => panic!("{}: {other:?}", fixture.path),
        }
    }
}

#[test]
fn the_business_side_is_read() {
    for fixture in webhooks() {
        let delivery: Value = serde_json::from_slice(&fixture.delivery()).expect("valid JSON");
        let change = &delivery["entry"][0]["changes"][0];
        let line = parse(&fixture.delivery()).remove(0).line;
        assert_eq!(line.waba_id.map(|id| id.0), string(&delivery["entry"][0]["id"]), "{}", fixture.path);
        let phone = string(&change["value"]["metadata"]["phone_number_id"]);
        assert_eq!(line.phone_number_id.map(|id| id.0), phone, "{}", fixture.path);
        let digits = line.display_phone_number.unwrap_or_default();
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", fixture.path);
    }
}

#[test]
fn a_lifecycle_event_keeps_its_neighbours_name_to_itself() {
    let fixture = fixtures(&["batch"]).into_iter().find(|f| f.path.contains("chatwoot-messages-text-system")).expect("it");
    let updates = parse(&fixture.delivery());
    let [text, system] = messages(&updates)[..] else { panic!("{updates:?}") };
    assert_eq!(text.sender.profile_name.as_deref(), Some("Rotated customer"));
    assert_eq!(system.sender.profile_name, None);
    let change = system.identity_change.as_ref().expect("a change");
    assert_eq!(change.old_user_id, Some("IN.PREVIOUSBSUID".into()));
    assert_eq!(change.new_user_id, Some("IN.CURRENTBSUID".into()));
    assert_eq!(system.sender.user_id, change.old_user_id);
}

#[test]
fn pieces_say_what_the_whole_said() {
    for fixture in webhooks() {
        let delivery = fixture.delivery();
        let pieces = split(&delivery).into_pieces();
        let from_pieces: Vec<_> = pieces.iter().flat_map(|piece| parse(&piece.raw)).collect();
        assert_eq!(from_pieces, parse(&delivery), "{}", fixture.path);
        assert_eq!(pieces.len(), from_pieces.len(), "{}: one update a piece", fixture.path);
        for (piece, update) in pieces.iter().zip(&from_pieces) {
            assert_eq!(piece.waba_id, update.line.waba_id.as_ref().map(|id| id.0.clone()), "{}", fixture.path);
            assert_eq!(piece.phone_number_id, update.line.phone_number_id.as_ref().map(|id| id.0.clone()), "{}", fixture.path);
            let again = split(&piece.raw).into_pieces();
            assert_eq!(again, std::slice::from_ref(piece), "{}: a piece is its own only piece", fixture.path);
        }
        if let [one] = &pieces[..] {
            assert_eq!(one.raw, delivery, "{}: a lone update is not touched", fixture.path);
        }
    }
}

#[test]
fn every_message_and_status_survives_verbatim() {
    for fixture in webhooks() {
        let delivery = fixture.delivery();
        let text = String::from_utf8(delivery.clone()).expect("UTF-8");
        let pieces = split(&delivery).into_pieces();
        for name in ["messages", "statuses"] {
            let whole = elements(&delivery, name);
            let cut: Vec<_> = pieces.iter().flat_map(|piece| elements(&piece.raw, name)).collect();
            assert_eq!(cut, whole, "{}", fixture.path);
        }
        for piece in &pieces {
            for update in raw_updates(&piece.raw) {
                assert!(text.contains(update), "{}: {update}", fixture.path);
            }
        }
    }
}

#[derive(Deserialize)]
struct RawDelivery<'a> {
    #[serde(borrow)]
    entry: Vec<RawEntry<'a>>,
}

#[derive(Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    changes: Vec<RawChange<'a>>,
}

#[derive(Deserialize)]
struct RawChange<'a> {
    #[serde(borrow)]
    value: HashMap<&'a str, &'a RawValue>,
}

/// The messages and statuses of a well-formed piece, as written.
fn raw_updates(piece: &[u8]) -> Vec<&str> {
    let Ok(delivery) = serde_json::from_slice::<RawDelivery<'_>>(piece) else { return Vec::new() };
    let values = delivery.entry.into_iter().flat_map(|entry| entry.changes).map(|change| change.value);
    let lists = values.flat_map(|value| ["messages", "statuses"].map(|name| value.get(name).copied()));
    let elements = lists.flatten().flat_map(|list| serde_json::from_str::<Vec<&RawValue>>(list.get()).unwrap_or_default());
    elements.map(RawValue::get).collect()
}

#[test]
fn keys_tell_updates_apart_and_repeats_not() {
    let mut seen: HashMap<String, Vec<u8>> = HashMap::new();
    for fixture in fixtures(&["field-", "webhook-odd"]) {
        for piece in split(&fixture.delivery()).into_pieces() {
            assert!(piece.dedupe_key.starts_with("raw:"), "{}", fixture.path);
            let compact = serde_json::from_slice::<Value>(&piece.raw).map(|raw| raw.to_string().into_bytes());
            let known = seen.entry(piece.dedupe_key).or_insert_with(|| compact.as_ref().expect("JSON").clone());
            assert_eq!(known, compact.as_ref().expect("JSON"), "{}: one key, two updates", fixture.path);
        }
    }
    for fixture in fixtures(&["message-", "status-"]) {
        let delivery = fixture.delivery();
        let (mut ids, mut keys) = (Vec::new(), Vec::new());
        for message in elements(&delivery, "messages") {
            ids.push(string(&message["id"]).map(|id| format!("msg:{id}")));
        }
        for status in elements(&delivery, "statuses") {
            let [id, word, time] = ["id", "status", "timestamp"].map(|key| string(&status[key]).unwrap_or_default());
            let participant = string(&status["recipient_participant_id"]).or_else(|| string(&status["participant_recipient_id"]));
            let participant = participant.map(|id| format!(":{id}")).unwrap_or_default();
            ids.push(Some(format!("status:{id}:{word}:{time}{participant}")));
        }
        for piece in split(&delivery).into_pieces() {
            keys.push(Some(piece.dedupe_key).filter(|key| !key.starts_with("raw:")));
        }
        if fixture.kind == "message-errors" {
            ids.push(None);
        }
        assert_eq!(keys, ids, "{}", fixture.path);
    }
}
