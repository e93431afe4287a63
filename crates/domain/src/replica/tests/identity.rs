//! Who is who.

use rstest::rstest;

use super::*;
use crate::ids::{Bsuid, WaId};
use crate::inbound::IdentityChange;
use crate::message::{MessageKind, Way};

fn nobody(name: &str) -> Sender {
    Sender { profile_name: Some(name.into()), ..Sender::default() }
}

fn with_username(user_id: &str, username: &str) -> Sender {
    Sender { username: Some(username.into()), ..by_user(user_id) }
}

fn with_parent(user_id: &str, parent: &str) -> Sender {
    Sender { parent_user_id: Some(parent.into()), ..by_user(user_id) }
}

#[rstest]
#[case::one_phone(&[by_phone("16505551234"), by_phone("16505551234")], 1)]
#[case::two_phones(&[by_phone("16505551234"), by_phone("16505551235")], 2)]
#[case::brazil_with_and_without_9(&[by_phone("551187654321"), by_phone("5511987654321")], 1)]
#[case::argentina_with_and_without_9(&[by_phone("541123456789"), by_phone("5491123456789")], 1)]
#[case::mexico_with_and_without_1(&[by_phone("5215512345678"), by_phone("525512345678")], 1)]
#[case::user_id_only(&[by_user("US.1"), by_user("US.1")], 1)]
#[case::two_user_ids(&[by_user("US.1"), by_user("US.2")], 2)]
#[case::phone_shown_later(&[by_user("US.1"), by_both("16505551234", "US.1"), by_phone("16505551234")], 1)]
#[case::phone_hidden_later(&[by_both("16505551234", "US.1"), by_user("US.1")], 1)]
#[case::found_to_be_one(&[by_phone("16505551234"), by_user("US.1"), by_both("16505551234", "US.1")], 1)]
#[case::username_changed(&[with_username("US.1", "ana"), with_username("US.1", "anna")], 1)]
#[case::username_is_no_handle(&[with_username("US.1", "ana"), with_username("US.2", "ana")], 2)]
#[case::same_parent(&[with_parent("US.1", "US.ENT.7"), with_parent("US.2", "US.ENT.7")], 1)]
#[case::nobody_twice(&[nobody("Ana"), nobody("Ana")], 1)]
#[case::two_nobodies(&[nobody("Ana"), nobody("Bea")], 2)]
#[case::nothing_at_all(&[Sender::default(), Sender::default()], 1)]
fn senders_are_so_many_people(#[case] senders: &[Sender], #[case] expected: usize) {
    let replica = after(senders.iter().enumerate().map(|(i, sender)| wrote(message(&format!("wamid.{i}"), sender.clone()))));
    assert_eq!(people(&replica).len(), expected);
    assert_eq!(replica.messages.len(), senders.len(), "every message is kept");
    let live: Vec<_> = people(&replica).iter().map(|row| row.id).collect();
    assert!(replica.identities.values().all(|contact| live.contains(contact)), "every handle leads to somebody who is there");
    assert!(replica.messages.values().all(|m| replica.conversations.contains_key(&m.conversation)), "every message is in a conversation");
}

#[test]
fn two_people_found_to_be_one_share_one_history() {
    let early = InboundMessage { sent_at: Some(NOW.plus_ms(-9_000)), ..message("wamid.1", by_phone("16505551234")) };
    let mut replica = after([
        wrote(early),
        wrote(InboundMessage { sent_at: Some(NOW.plus_ms(-5_000)), ..message("wamid.2", by_user("US.1")) }),
        wrote_on(Some("200"), message("wamid.3", by_user("US.1"))),
    ]);
    let phone = replica.identities[&Identity::phone(&"16505551234".into())];
    let user = replica.identities[&Identity::User("US.1".into())];
    let old = crate::conversation::conversation_id(user, &"100".into());
    assert_ne!(phone, user);
    extend(&mut replica, [wrote(InboundMessage { sent_at: Some(NOW.plus_ms(-7_000)), ..message("wamid.4", by_both("16505551234", "US.1")) })]);

    let stays = only(people(&replica));
    assert_eq!(stays.id, phone, "the contact with the phone is the one that teams know");
    assert_eq!((stays.wa_id.as_ref().map(WaId::as_str), stays.user_id.as_ref().map(Bsuid::as_str)), (Some("16505551234"), Some("US.1")));
    assert_eq!(replica.contacts[&user].merged_into, Some(phone));
    assert!(replica.identities.values().all(|contact| *contact == phone));
    let of_line = |line: &str| &replica.conversations[&crate::conversation::conversation_id(phone, &line.into())];
    assert_eq!(replica.conversations.len(), 2, "one for each business number");
    let in_first = replica.messages.values().filter(|m| m.conversation == of_line("100").id).count();
    assert_eq!((in_first, replica.messages.len()), (3, 4));
    assert_eq!(of_line("100").last_inbound_at, Some(NOW.plus_ms(-5_000)), "the window counts from the newest of both");
    assert_eq!(of_line("100").last, Some((NOW.plus_ms(-5_000), MessageId::of_wamid(&"wamid.2".into()))));
    assert_eq!(of_line("200").last_inbound_at, Some(NOW));
    assert_eq!(replica.moved[&old], of_line("100").id);
    let stale = replica.changes.notices.iter().any(|n| matches!(n, Notice::CustomerWrote { conversation, .. } if *conversation == old));
    assert!(!stale, "notices name the conversation that is there");
}

#[test]
fn what_was_written_before_the_merge_was_known_lands_in_the_merged_conversation() {
    let mut replica = after([wrote(message("wamid.1", by_phone("16505551234"))), wrote(message("wamid.2", by_user("US.1")))]);
    let old = crate::conversation::conversation_id(replica.identities[&Identity::User("US.1".into())], &"100".into());
    extend(&mut replica, [wrote(message("wamid.3", by_both("16505551234", "US.1")))]);
    let new = only(replica.conversations.values()).id;
    let answer = MessageId(Uuid::from_u128(1));
    extend(
        &mut replica,
        [
            event(Event::MessageComposed {
                message: answer,
                conversation: old,
                author: MEMBER,
                text: "hi".into(),
                at: NOW.plus_ms(1_000),
                deletions: 0,
            }),
            event(Event::ReadThrough { conversation: old, member: MEMBER, through: NOW, step: 0 }),
        ],
    );
    assert_eq!(replica.messages[&answer].conversation, new);
    assert_eq!(replica.conversations[&new].last, Some((NOW.plus_ms(1_000), answer)));
    assert_eq!(replica.read_marks, [((new, MEMBER), ReadMark { step: 0, through: NOW })].into());
}

#[test]
fn read_marks_of_both_end_as_the_later_one() {
    let mut replica = after([wrote(message("wamid.1", by_phone("16505551234"))), wrote(message("wamid.2", by_user("US.1")))]);
    let marks = replica.conversations.keys().copied().zip([NOW.plus_ms(5), NOW.plus_ms(3)]).collect::<Vec<_>>();
    extend(
        &mut replica,
        marks
            .iter()
            .map(|(conversation, through)| event(Event::ReadThrough { conversation: *conversation, member: MEMBER, through: *through, step: 0 })),
    );
    extend(&mut replica, [wrote(message("wamid.3", by_both("16505551234", "US.1")))]);
    let present = only(replica.conversations.keys().copied());
    assert_eq!(replica.read_marks, [((present, MEMBER), ReadMark { step: 0, through: NOW.plus_ms(5) })].into());
    assert_eq!(replica.changes.read_marks, [(present, MEMBER)].into(), "nothing is written under the old conversation");
}

fn number_change(from: &str, to: &str) -> InboundMessage {
    let change = IdentityChange { old_wa_id: Some(from.into()), new_wa_id: Some(to.into()), ..IdentityChange::default() };
    InboundMessage {
        content: Content { kind: MessageKind::System, text: Some("changed number".into()) },
        identity_change: Some(change),
        ..message("wamid.system", by_phone(from))
    }
}

#[test]
fn a_new_number_keeps_the_history() {
    let before = InboundMessage { sent_at: Some(NOW.plus_ms(-1_000)), ..message("wamid.1", by_phone("16505551234")) };
    let replica = after([wrote(before), wrote(number_change("16505551234", "442079460000")), wrote(message("wamid.2", by_phone("442079460000")))]);
    assert_eq!(only(people(&replica)).wa_id, Some("442079460000".into()), "answers go to the new number");
    assert_eq!(only(replica.conversations.values()).last_inbound_at, Some(NOW));
    assert_eq!(replica.messages.len(), 3);
}

#[test]
fn a_new_number_that_wrote_before_is_the_same_person() {
    let replica = after([
        wrote(message("wamid.1", by_phone("16505551234"))),
        wrote(message("wamid.2", by_phone("442079460000"))),
        wrote(number_change("16505551234", "442079460000")),
    ]);
    assert_eq!(only(people(&replica)).wa_id, Some("442079460000".into()));
    assert_eq!(only(replica.conversations.values()).last_inbound_at, Some(NOW));
}

#[test]
fn a_notice_of_the_provider_is_not_the_customer_writing() {
    let replica = after([wrote(number_change("16505551234", "442079460000"))]);
    assert_eq!(only(replica.conversations.values()).last_inbound_at, None, "it opens no window");
    assert!(replica.changes.notices.is_empty());
}

#[test]
fn a_group_is_one_contact_whoever_writes() {
    let in_group = |wamid, sender| wrote(InboundMessage { group_id: Some("g1".into()), ..message(wamid, sender) });
    let replica = after([in_group("wamid.1", by_phone("16505551234")), in_group("wamid.2", by_phone("442079460000"))]);
    let group = only(people(&replica));
    assert_eq!((&group.profile_name, &group.wa_id), (&None, &None), "a member's name and number are not the group's");
    assert_eq!(only(replica.conversations.keys()), &replica.messages.values().next().expect("kept").conversation);
}

#[rstest]
#[case::newer(10, Some("New"), "New")]
#[case::same_time(0, Some("New"), "New")]
#[case::late_and_older(-10, Some("Older"), "Known")]
#[case::newer_without_a_name(10, None, "Known")]
fn the_newest_name_wins(#[case] later_ms: i64, #[case] name: Option<&str>, #[case] expected: &str) {
    let named = |wamid, at_ms, name: Option<&str>| {
        let sender = Sender { profile_name: name.map(str::to_owned), ..by_phone("16505551234") };
        wrote(InboundMessage { sent_at: Some(NOW.plus_ms(at_ms)), ..message(wamid, sender) })
    };
    let replica = after([named("wamid.1", 0, Some("Known")), named("wamid.2", later_ms, name)]);
    assert_eq!(only(people(&replica)).display_name(), expected);
}

#[test]
fn an_older_message_may_still_fill_what_is_not_known() {
    let older = InboundMessage {
        sent_at: Some(NOW.plus_ms(-10)),
        ..message("wamid.2", Sender { profile_name: Some("Ana".into()), ..by_both("16505551234", "US.1") })
    };
    let replica = after([wrote(message("wamid.1", by_user("US.1"))), wrote(older)]);
    let contact = only(people(&replica));
    assert_eq!((contact.display_name().as_str(), contact.wa_id.as_ref().map(WaId::as_str)), ("Ana", Some("16505551234")));
}

#[rstest]
#[case::profile_name(Sender { profile_name: Some("Ana".into()), username: Some("ana".into()), ..by_phone("16505551234") }, "Ana")]
#[case::blank_name(Sender { profile_name: Some("  ".into()), ..by_phone("16505551234") }, "+16505551234")]
#[case::username(with_username("US.1", "ana"), "@ana")]
#[case::nothing(by_user("US.1"), "Unknown customer")]
fn everybody_has_something_to_be_called(#[case] sender: Sender, #[case] expected: &str) {
    let replica = after([wrote(message("wamid.1", sender))]);
    assert_eq!(only(people(&replica)).display_name(), expected);
}

#[test]
fn a_message_from_nobody_is_still_a_message() {
    let replica = after([wrote(message("wamid.1", Sender::default()))]);
    assert!(matches!(only(replica.messages.values()).way, Way::In { .. }));
    assert_eq!(only(people(&replica)).display_name(), "Unknown customer");
}
