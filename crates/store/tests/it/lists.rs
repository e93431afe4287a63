//! Pages of the list and of a thread, and how much is unread.

use std::collections::BTreeSet;

use frontdesk_domain::channel::{Channel, Decided};
use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, DeviceId, InboxId, MessageId, PhoneNumberId};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::outbox::Item;
use frontdesk_domain::replica::Input;
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::{Aside, Worked};
use frontdesk_store::{ConversationQuery, Counts, Shown, Sort, ThreadPosition, WindowShown};
use rstest::rstest;
use uuid::Uuid;

use crate::desk::{ANA, BEA, Desk, NOW, by_phone, composed, message_id, read, wrote, wrote_kind};

fn seconds(n: i64) -> Millis {
    NOW.plus_ms(n * 1_000)
}

#[rstest]
#[case(1)]
#[case(3)]
#[case(7)]
#[case(100)]
#[tokio::test]
async fn paging_the_list_meets_every_conversation_once(#[case] size: u32) {
    let mut desk = Desk::new().await;
    // Three of them active at the same time each.
    desk.apply((0..21i64).map(|n| wrote(&format!("wamid.{n}"), by_phone(&format!("1650555{n:04}")), seconds(-(n / 3))))).await;
    let (mut met, mut after) = (Vec::new(), None);
    loop {
        let page = desk.store.list_conversations(ANA, &ConversationQuery::all(NOW), after, size).await.expect("a page");
        met.extend(page.rows.iter().map(|row| (row.conversation.last.expect("has a message").0, row.conversation.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(met.is_sorted_by(|a, b| a > b), "newest first, and none twice");
    assert_eq!(met.len(), 21);
}

#[rstest]
#[case(1)]
#[case(4)]
#[case(100)]
#[tokio::test]
async fn paging_a_thread_meets_every_message_once(#[case] size: u32) {
    let mut desk = Desk::new().await;
    desk.apply([wrote("wamid.0", by_phone("16505551234"), seconds(-60)), wrote("wamid.x", by_phone("442079460000"), seconds(-60))]).await;
    let conversation = *desk.conversations().await.last().expect("there");
    // Answers may carry the very same time.
    desk.apply((1..=20u128).map(|n| composed(message_id(n), conversation, seconds(-(n as i64 / 5))))).await;
    let (mut met, mut before) = (Vec::new(), None);
    loop {
        let page = desk.store.list_messages(conversation, before, size).await.expect("a page");
        let Some(last) = page.last() else { break };
        before = Some(ThreadPosition { at: last.message.at, id: last.message.id });
        met.extend(page.iter().map(|row| (row.message.at, row.message.id)));
    }
    assert!(met.is_sorted_by(|a, b| a > b), "newest first, and none twice");
    assert_eq!(met.len(), 21);
}

#[rstest]
#[case(1)]
#[case(4)]
#[case(100)]
#[tokio::test]
async fn paging_what_no_conversation_shows_meets_every_entry_once(#[case] size: u32) {
    let mut desk = Desk::new().await;
    // All received at the same time.
    desk.apply((0..9).map(|_| Input::Unreadable)).await;
    let (mut met, mut before) = (Vec::new(), None);
    loop {
        let page = desk.store.list_kept(before, size).await.expect("a page");
        let Some(last) = page.last() else { break };
        before = Some((last.received_at, last.entry, last.index));
        met.extend(page.iter().map(|row| (row.received_at, row.entry, row.index)));
    }
    assert!(met.is_sorted_by(|a, b| a > b), "newest first, and none twice");
    assert_eq!(met.len(), 9);
}

async fn unread(desk: &Desk, member: frontdesk_domain::ids::MemberId, conversation: ConversationId) -> u32 {
    desk.store.conversations(member, &[conversation]).await.expect("read")[0].unread
}

#[tokio::test]
async fn unread_counts_what_the_customer_wrote_after_the_mark() {
    let mut desk = Desk::new().await;
    let customer = || by_phone("16505551234");
    desk.apply((0..4i64).map(|n| wrote(&format!("wamid.{n}"), customer(), seconds(n - 60)))).await;
    let conversation = desk.only_conversation().await;
    assert_eq!(unread(&desk, ANA, conversation).await, 4, "nothing read yet");
    desk.apply([
        composed(message_id(1), conversation, seconds(-10)),
        wrote_kind("wamid.system", customer(), seconds(-9), MessageKind::System),
        wrote_kind("wamid.odd", customer(), seconds(-8), MessageKind::Unsupported),
    ])
    .await;
    assert_eq!(unread(&desk, ANA, conversation).await, 5, "neither our own words nor Meta's notices count");
    desk.apply([read(conversation, ANA, seconds(-58))]).await;
    assert_eq!(unread(&desk, ANA, conversation).await, 2);
    assert_eq!(unread(&desk, BEA, conversation).await, 5, "each member reads for themselves");
    desk.apply([read(conversation, ANA, seconds(-60))]).await;
    assert_eq!(unread(&desk, ANA, conversation).await, 2, "marks only go forward");
    desk.apply([read(conversation, ANA, NOW)]).await;
    assert_eq!(unread(&desk, ANA, conversation).await, 0);
}

#[tokio::test]
async fn unread_stops_counting_at_a_hundred() {
    let mut desk = Desk::new().await;
    desk.apply((0..130i64).map(|n| wrote(&format!("wamid.{n}"), by_phone("16505551234"), seconds(n - 300)))).await;
    let conversation = desk.only_conversation().await;
    assert_eq!(unread(&desk, ANA, conversation).await, 100);
    desk.apply([read(conversation, ANA, seconds(130 - 300 - 100))]).await;
    assert_eq!(unread(&desk, ANA, conversation).await, 99);
}

#[tokio::test]
async fn rows_carry_what_the_screen_shows() {
    let mut desk = Desk::new().await;
    desk.apply([
        wrote("wamid.1", by_phone("16505551234"), seconds(-60)),
        Input::Event(Event::MemberJoined { member: ANA, device: DeviceId(ANA.0), name: "Ana".to_owned() }),
    ])
    .await;
    let conversation = desk.only_conversation().await;
    desk.apply([composed(message_id(1), conversation, NOW)]).await;
    let item = Item::queued(message_id(1), conversation, 0, NOW);
    let mut change = desk.store.change().await.expect("a change");
    change.put_outbox(&item).await.expect("put");
    change.save_draft(conversation, "and", NOW).await.expect("saved");
    change.commit().await.expect("committed");

    let listed = desk.store.list_conversations(ANA, &ConversationQuery::all(NOW), None, 10).await.expect("a list").rows.remove(0);
    assert_eq!((listed.contact.display_name().as_str(), listed.unread, listed.draft.as_str()), ("+16505551234", 1, "and"));
    let last = listed.last.expect("the newest message");
    assert_eq!((last.message.id, last.author_name.as_deref(), last.outbox), (message_id(1), Some("Ana"), Some(item.state)));
    let asked = [message_id(1), message_id(404), MessageId::of_wamid(&"wamid.1".into())];
    let found: BTreeSet<_> = desk.store.messages(&asked).await.expect("read").into_iter().map(|row| row.message.id).collect();
    assert_eq!(found, [asked[0], asked[2]].into());
    assert_eq!(desk.store.members().await.expect("read"), [(ANA, "Ana".to_owned())]);
    assert!(desk.store.messages(&[]).await.expect("read").is_empty());
    assert!(desk.store.conversations(ANA, &[]).await.expect("read").is_empty());
}

#[tokio::test]
async fn numbers_come_in_the_order_of_their_ids_and_are_renewed() {
    let mut desk = Desk::new().await;
    let channel = |id: &str, name: &str, ms: i64| Channel {
        display_phone_number: "+1 555-078-3881".to_owned(),
        verified_name: name.to_owned(),
        account_name: Some("Shop".to_owned()),
        business_id: Some("8".to_owned()),
        app_id: Some("7".to_owned()),
        coexistence: true,
        decided: Decided { connected: NOW.plus_ms(ms), ..Decided::default() },
        ..Channel::new(id.into(), "9".into(), InboxId(Uuid::from_u128(5)))
    };
    let connected = |channel: Channel| Input::Event(Event::NumberConnected { at: channel.decided.connected, channel });
    desk.apply([connected(channel("200", "Shop", 0)), connected(channel("100", "Support", 0))]).await;
    desk.apply([connected(channel("200", "Shop & Co", 1))]).await;
    assert_eq!(desk.store.channels().await.expect("read"), [channel("100", "Support", 0), channel("200", "Shop & Co", 1)]);

    let (number, at) = (PhoneNumberId::from("200"), NOW.plus_ms(2));
    desk.apply([
        Input::Event(Event::NumberEdited { number: number.clone(), internal_name: Some("Counter".to_owned()), description: None, at }),
        Input::Event(Event::NumberStopped { number: number.clone(), at }),
    ])
    .await;
    desk.apply([connected(channel("200", "Shop & Sons", 3))]).await;
    let edited = Channel {
        internal_name: Some("Counter".to_owned()),
        running: false,
        decided: Decided { connected: NOW.plus_ms(3), names: at, running: at, ..Decided::default() },
        ..channel("200", "Shop & Sons", 3)
    };
    assert_eq!(desk.store.channels().await.expect("read")[1], edited, "what the team decided outlives another connection");
    let gone = NOW.plus_ms(4);
    desk.apply([Input::Event(Event::NumberDisconnected { number, at: gone })]).await;
    let row = desk.store.channels().await.expect("read").remove(1);
    assert_eq!((row.is_connected(), row.running, row.name()), (false, true, "Counter"), "its row and its name stay");
}

/// Three customers: `1` wrote long ago and was answered, `2` waits since an hour, `3` waits since 23 hours and wrote again.
async fn three(desk: &mut Desk) -> [ConversationId; 3] {
    let hours = |n: i64| NOW.plus_ms(-n * 3_600_000);
    let phone = |n: u8| by_phone(&format!("1650555000{n}"));
    desk.apply([wrote("wamid.1", phone(1), hours(40))]).await;
    let first = desk.only_conversation().await;
    desk.apply([composed(message_id(1), first, hours(39)), wrote("wamid.2", phone(2), hours(1))]).await;
    let second = desk.conversations().await[0];
    desk.apply([wrote("wamid.3", phone(3), NOW.plus_ms(-23 * 3_600_000)), wrote("wamid.4", phone(3), NOW.plus_ms(-82_000_000))]).await;
    let third = *desk.conversations().await.iter().find(|id| ![first, second].contains(id)).expect("there");
    [first, second, third]
}

async fn shown(desk: &Desk, wanted: &ConversationQuery) -> Vec<ConversationId> {
    // One by one, so that every end of a page is met.
    let (mut met, mut after) = (Vec::new(), None);
    loop {
        let page = desk.store.list_conversations(ANA, wanted, after, 1).await.expect("a page");
        met.extend(page.rows.iter().map(|row| row.conversation.id));
        after = page.next.map(|end| end.to_string().parse().expect("an end of a page"));
        if after.is_none() {
            return met;
        }
    }
}

#[tokio::test]
async fn each_sort_lists_everything_in_its_order() {
    let mut desk = Desk::new().await;
    let [first, second, third] = three(&mut desk).await;
    let sorted = |sort| ConversationQuery { shown: Shown::Open, sort, ..ConversationQuery::all(NOW) };
    assert_eq!(shown(&desk, &sorted(Sort::Newest)).await, [second, third, first]);
    assert_eq!(shown(&desk, &sorted(Sort::LongestWaiting)).await, [third, second, first], "answered ones come last");
    assert_eq!(shown(&desk, &sorted(Sort::ClosingSoon)).await, [third, second, first], "closed windows come last");
    let pin = Event::Worked { conversation: first, deletions: 0, member: ANA, at: NOW, work: Worked::default().pin(true) };
    desk.apply([Input::Event(pin)]).await;
    assert_eq!(shown(&desk, &sorted(Sort::Newest)).await, [first, second, third], "pinned ones come first");
}

#[tokio::test]
async fn filters_and_counts_agree() {
    let mut desk = Desk::new().await;
    let [first, second, third] = three(&mut desk).await;
    let aside = |conversation, aside| {
        Input::Event(Event::Worked { conversation, deletions: 0, member: ANA, at: NOW, work: Worked::default().put_aside(aside) })
    };
    let all = ConversationQuery::all(NOW);
    let open = ConversationQuery { shown: Shown::Open, ..all.clone() };
    let window = |window| ConversationQuery { window, ..all.clone() };
    assert_eq!(shown(&desk, &window(WindowShown::Open)).await, [second, third]);
    assert_eq!(shown(&desk, &window(WindowShown::Closing)).await, [third], "it closes in 1 hour and 13 minutes");
    assert_eq!(shown(&desk, &window(WindowShown::Closed)).await, [first]);
    desk.apply([read(second, ANA, NOW), read(first, ANA, NOW)]).await;
    assert_eq!(shown(&desk, &ConversationQuery { unread_only: true, ..open.clone() }).await, [third]);
    assert!(shown(&desk, &ConversationQuery { numbers: vec!["other".into()], ..all.clone() }).await.is_empty());
    let counts = desk.store.counts(ANA, NOW).await.expect("counted");
    assert_eq!(counts, Counts { open: 3, unread: 1, snoozed: 0, closed: 0, closing_soon: 1 });

    let until = NOW.plus_ms(1_000);
    desk.apply([aside(first, Aside::Closed { seen: 1 }), aside(third, Aside::Snoozed { until, seen: 2 })]).await;
    assert_eq!(shown(&desk, &open).await, [second]);
    assert_eq!(shown(&desk, &ConversationQuery { shown: Shown::Snoozed, ..all.clone() }).await, [third]);
    assert_eq!(shown(&desk, &ConversationQuery { shown: Shown::Closed, ..all.clone() }).await, [first]);
    assert_eq!(shown(&desk, &all).await, [second, third, first]);
    let counts = desk.store.counts(ANA, NOW).await.expect("counted");
    assert_eq!(counts, Counts { open: 1, unread: 0, snoozed: 1, closed: 1, closing_soon: 0 });
    assert_eq!(desk.store.next_wake(NOW).await.expect("read"), Some(until));
    assert_eq!(desk.store.woken(NOW, until).await.expect("read"), [third]);
    assert_eq!(shown(&desk, &ConversationQuery { now: until, ..open }).await, [second, third], "its snooze is over");
    let counts = desk.store.counts(ANA, until).await.expect("counted");
    assert_eq!((counts.open, counts.unread, counts.closing_soon), (2, 1, 1));
}
