//! What devices tell each other.

use super::*;

#[test]
fn read_marks_only_go_forward() {
    let conversation = ConversationId(Uuid::from_u128(1));
    let read = |ms| event(Event::ReadThrough { conversation, member: MEMBER, through: NOW.plus_ms(ms) });
    let replica = after([read(5), read(9), read(2)]);
    assert_eq!(replica.read_marks, [((conversation, MEMBER), NOW.plus_ms(9))].into());
}

#[test]
fn the_same_message_composed_twice_is_one() {
    let mut replica = after([wrote(message("wamid.1", by_phone("16505551234")))]);
    let conversation = only(replica.conversations.keys().copied());
    let composed = |text: &str| {
        event(Event::MessageComposed { message: MessageId(Uuid::from_u128(1)), conversation, author: MEMBER, text: text.into(), at: NOW })
    };
    extend(&mut replica, [composed("first"), composed("second")]);
    assert_eq!(replica.messages[&MessageId(Uuid::from_u128(1))].content.text.as_deref(), Some("first"));
    assert_eq!(only(replica.conversations.values()).last_inbound_at, Some(NOW), "our own words open no window");
}

#[test]
fn an_event_of_a_newer_version_changes_nothing() {
    let parsed: Event = serde_json::from_str(r#"{"event":"message_translated","message":"x","into":["de"],"step":3}"#).expect("readable");
    assert_eq!(parsed, Event::FromTheFuture);
    assert_eq!(after([event(parsed)]), Replica::default());
}

#[test]
fn a_field_of_a_newer_version_is_ignored() {
    let member = MEMBER.to_string();
    let json = format!(r#"{{"event":"read_through","conversation":"{member}","member":"{member}","through":5,"on":"a watch"}}"#);
    assert!(matches!(serde_json::from_str(&json).expect("readable"), Event::ReadThrough { through: Millis(5), .. }));
}
