//! Customers' messages.

use rstest::rstest;

use super::*;
use crate::message::MessageKind;

#[rstest]
#[case::now(Some(NOW), NOW)]
#[case::delivered_late(Some(NOW.plus_ms(-86_400_000)), NOW.plus_ms(-86_400_000))]
#[case::a_little_ahead(Some(NOW.plus_ms(299_000)), NOW.plus_ms(299_000))]
#[case::far_ahead(Some(NOW.plus_ms(301_000)), NOW)]
#[case::nonsense(Some(Millis(i64::MAX)), NOW)]
#[case::zero(Some(Millis(0)), NOW)]
#[case::before_time(Some(Millis(-1)), NOW)]
#[case::missing(None, NOW)]
fn a_message_has_a_sane_time(#[case] sent_at: Option<Millis>, #[case] expected: Millis) {
    let replica = after([wrote(InboundMessage { sent_at, ..message("wamid.1", by_phone("16505551234")) })]);
    assert_eq!(only(replica.messages.values()).at, expected);
    let conversation = only(replica.conversations.values());
    assert_eq!(conversation.last.map(|(at, _)| at), Some(expected));
    assert_eq!(conversation.last_inbound_at, Some(expected));
}

#[test]
fn messages_of_one_second_stay_in_the_order_they_came() {
    // Ids are hashes and would sort at random.
    let wamids: Vec<String> = (0..9).map(|i| format!("wamid.{i}")).collect();
    let replica = after(wamids.iter().map(|wamid| wrote(message(wamid, by_phone("16505551234")))));
    let mut thread: Vec<_> = replica.messages.values().collect();
    thread.sort_by_key(|row| (row.at, row.id));
    let came: Vec<_> = thread.iter().filter_map(|row| row.wamid.as_ref().map(|wamid| wamid.0.clone())).collect();
    assert_eq!(came, wamids);
    assert!(thread.iter().all(|row| row.at.since_ms(NOW) < 1_000), "and within that second");
}

#[test]
fn the_same_message_twice_is_one() {
    let again = InboundMessage { content: Content::text("changed on the way"), ..message("wamid.1", by_phone("442079460000")) };
    let replica = after([wrote(message("wamid.1", by_phone("16505551234"))), wrote(again)]);
    assert_eq!(only(replica.messages.values()).content.text.as_deref(), Some("hello"));
    assert_eq!(replica.changes.notices.len(), 1, "and is told once");
    assert_eq!(replica.contacts.len(), 1);
}

#[test]
fn messages_without_an_id_are_as_many_as_came() {
    let anonymous = || InboundMessage { wamid: None, ..message("", by_phone("16505551234")) };
    let mut replica = Replica::default();
    let entry = EntryId(Uuid::from_u128(1));
    for index in [0, 1, 1, 0] {
        replica.apply(&Recorded { entry, index, received_at: NOW, input: wrote(anonymous()) });
    }
    assert_eq!(replica.messages.len(), 2, "an entry applied again adds nothing");
}

#[test]
fn a_message_to_an_unnamed_number_has_a_conversation() {
    let replica = after([wrote_on(None, message("wamid.1", by_phone("16505551234")))]);
    assert_eq!(only(replica.conversations.values()).phone_number_id.as_str(), "");
}

#[test]
fn a_kind_from_the_future_is_a_message() {
    let content = Content { kind: MessageKind::from_word("hologram"), text: None };
    let replica = after([wrote(InboundMessage { content, ..message("wamid.1", by_phone("16505551234")) })]);
    assert_eq!(only(replica.messages.values()).content.kind.word(), "hologram");
    assert_eq!(replica.changes.notices.len(), 1);
}

#[rstest]
#[case::trouble(Input::Update(Update { line: Line::default(), news: News::Trouble { failures: vec![] } }), "trouble")]
#[case::field(Input::Update(Update { line: Line::default(), news: News::Field { field: "account_update".into() } }), "account_update")]
#[case::unparsed(Input::Update(Update { line: Line::default(), news: News::Unparsed { reason: "not JSON".into() } }), "unparsed")]
#[case::sealed(Input::Unreadable, "unreadable")]
fn what_no_conversation_shows_is_kept(#[case] input: Input, #[case] subject: &str) {
    let replica = after([input]);
    assert_eq!(only(&replica.changes.kept).subject, subject);
}
