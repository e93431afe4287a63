//! What devices tell each other.

use super::*;

#[test]
fn read_marks_only_go_forward() {
    let conversation = ConversationId(Uuid::from_u128(1));
    let read = |ms| event(Event::ReadThrough { conversation, member: MEMBER, through: NOW.plus_ms(ms), step: 0 });
    let replica = after([read(5), read(9), read(2)]);
    assert_eq!(replica.read_marks, [((conversation, MEMBER), ReadMark { step: 0, through: NOW.plus_ms(9) })].into());
}

#[test]
fn the_same_message_composed_twice_is_one() {
    let mut replica = after([wrote(message("wamid.1", by_phone("16505551234")))]);
    let conversation = only(replica.conversations.keys().copied());
    let composed = |text: &str| {
        event(Event::MessageComposed {
            message: MessageId(Uuid::from_u128(1)),
            conversation,
            author: MEMBER,
            text: text.into(),
            at: NOW,
            deletions: 0,
        })
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

fn channel(name: &str) -> Channel {
    Channel { verified_name: name.to_owned(), ..Channel::new("100".into(), "9".into(), crate::ids::InboxId(Uuid::from_u128(5))) }
}

fn connected(name: &str, ms: i64) -> Input {
    event(Event::NumberConnected { channel: channel(name), at: NOW.plus_ms(ms) })
}

fn edited(name: &str, ms: i64) -> Input {
    event(Event::NumberEdited { number: "100".into(), internal_name: Some(name.to_owned()), description: None, at: NOW.plus_ms(ms) })
}

fn stopped(ms: i64) -> Input {
    event(Event::NumberStopped { number: "100".into(), at: NOW.plus_ms(ms) })
}

fn started(ms: i64) -> Input {
    event(Event::NumberStarted { number: "100".into(), at: NOW.plus_ms(ms) })
}

fn disconnected(ms: i64) -> Input {
    event(Event::NumberDisconnected { number: "100".into(), at: NOW.plus_ms(ms) })
}

/// `(name that customers see, our name, running, connected)`
fn number(replica: &Replica) -> (&str, Option<&str>, bool, bool) {
    let row = only(replica.channels.values());
    (&row.verified_name, row.internal_name.as_deref(), row.running, row.is_connected())
}

#[rstest::rstest]
#[case::new(vec![connected("A", 0)], ("A", None, true, true))]
#[case::named(vec![connected("A", 0), edited("Shop", 1)], ("A", Some("Shop"), true, true))]
#[case::connected_again_keeps_names(vec![connected("A", 0), edited("Shop", 1), stopped(2), connected("B", 3)], ("B", Some("Shop"), false, true))]
#[case::stopped_and_started(vec![connected("A", 0), stopped(1), started(2)], ("A", None, true, true))]
#[case::disconnected(vec![connected("A", 0), edited("Shop", 1), disconnected(2)], ("A", Some("Shop"), true, false))]
#[case::back(vec![connected("A", 0), stopped(1), disconnected(2), connected("A", 3)], ("A", None, true, true))]
#[case::an_older_disconnection_undoes_nothing(vec![connected("A", 3), disconnected(2)], ("A", None, true, true))]
#[case::an_older_stop_undoes_nothing(vec![connected("A", 0), started(5), stopped(4)], ("A", None, true, true))]
#[case::an_older_name_undoes_nothing(vec![connected("A", 0), edited("new", 5), edited("old", 4)], ("A", Some("new"), true, true))]
fn numbers_are_what_was_decided_last(#[case] events: Vec<Input>, #[case] expected: (&str, Option<&str>, bool, bool)) {
    let once = after(events.clone());
    assert_eq!(number(&once), expected);
    let mut twice = once.clone();
    extend(&mut twice, events.clone());
    assert_eq!(twice.channels, once.channels, "said again");
    // Whatever a device shows before the log has it: the connection comes first, the rest in any order.
    let mut turned = events;
    turned[1..].reverse();
    assert_eq!(after(turned).channels, once.channels, "in another order");
}

#[test]
fn a_number_that_was_never_connected_is_not_made_up() {
    assert!(after([edited("x", 1), stopped(2), disconnected(3)]).channels.is_empty());
}

#[test]
fn a_decision_is_later_than_all_that_was_seen() {
    let replica = after([connected("A", 0), stopped(60_000)]);
    let row = only(replica.channels.values());
    assert_eq!(row.next_at(NOW), NOW.plus_ms(60_001), "another device's clock is ahead");
    assert_eq!(row.next_at(NOW.plus_ms(90_000)), NOW.plus_ms(90_000));
}

#[test]
fn a_connection_of_an_older_version_is_understood() {
    let inbox = Uuid::from_u128(5);
    let json = format!(
        r#"{{"event":"number_connected","channel":{{"phone_number_id":"100","waba_id":"9","inbox":"{inbox}","display_phone_number":"+1","verified_name":"A"}}}}"#
    );
    let replica = after([event(serde_json::from_str(&json).expect("readable"))]);
    assert_eq!(number(&replica), ("A", None, true, true));
}

#[test]
fn the_later_word_on_taking_turns_counts() {
    let set = |enabled, ms| event(Event::RotationSet { enabled, at: NOW.plus_ms(ms) });
    assert_eq!(after([set(true, 1), set(false, 2), set(true, 1)]).rotation, Some(Rotation { enabled: false, at: NOW.plus_ms(2) }));
}
