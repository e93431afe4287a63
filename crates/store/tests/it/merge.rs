//! Two contacts turn out to be one person.

use frontdesk_domain::ids::ConversationId;
use frontdesk_domain::outbox::Item;
use frontdesk_domain::replica::Needs;
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::ReadMark;
use frontdesk_store::ConversationQuery;

use crate::desk::{ANA, BEA, Desk, NOW, by_both, by_phone, by_user, composed, message_id, read, wrote};

/// A conversation with a number and one with a user id, not known to be one yet: `(stays, goes)`.
async fn two(desk: &mut Desk) -> (ConversationId, ConversationId) {
    desk.apply([wrote("wamid.1", by_phone("16505551234"), NOW.plus_ms(-2_000))]).await;
    let stays = desk.only_conversation().await;
    desk.apply([wrote("wamid.2", by_user("US.1"), NOW.plus_ms(-1_000))]).await;
    let goes = *desk.conversations().await.first().expect("there");
    assert_ne!(stays, goes);
    (stays, goes)
}

fn mark(through: Millis) -> ReadMark {
    ReadMark { step: 0, through }
}

async fn found_to_be_one(desk: &mut Desk) {
    desk.apply([wrote("wamid.3", by_both("16505551234", "US.1"), NOW)]).await;
}

async fn draft(desk: &Desk, conversation: ConversationId, text: &str, at: Millis) {
    let mut change = desk.store.change().await.expect("a change");
    change.save_draft(conversation, text, at).await.expect("saved");
    change.commit().await.expect("committed");
}

async fn draft_of(desk: &Desk, conversation: ConversationId) -> String {
    desk.store.conversations(ANA, &[conversation]).await.expect("read").remove(0).draft
}

#[tokio::test]
async fn everything_moves_to_the_one_that_stays() {
    let mut desk = Desk::new().await;
    let (stays, goes) = two(&mut desk).await;
    desk.apply([composed(message_id(1), goes, NOW), read(goes, ANA, NOW.plus_ms(-500)), read(stays, BEA, NOW)]).await;
    let mut change = desk.store.change().await.expect("a change");
    change.put_outbox(&Item::queued(message_id(1), goes, 0, NOW)).await.expect("put");
    change.commit().await.expect("committed");
    draft(&desk, goes, "Dear Ana", NOW).await;

    found_to_be_one(&mut desk).await;

    assert_eq!(desk.conversations().await, [stays]);
    assert_eq!(desk.store.list_messages(stays, None, 10).await.expect("read").len(), 4);
    assert!(desk.store.list_messages(goes, None, 10).await.expect("read").is_empty());
    assert_eq!(draft_of(&desk, stays).await, "Dear Ana");
    let mut change = desk.store.change().await.expect("a change");
    assert_eq!(change.outbox_of(stays).await.expect("read").len(), 1);
    assert!(change.outbox_of(goes).await.expect("read").is_empty());
    drop(change);
    let marks = desk.load(&Needs { read_marks: [(stays, ANA), (stays, BEA)].into(), ..Needs::default() }).await.read_marks;
    assert_eq!(marks, [((stays, ANA), mark(NOW.plus_ms(-500))), ((stays, BEA), mark(NOW))].into());
}

#[tokio::test]
async fn two_drafts_both_stay() {
    let mut desk = Desk::new().await;
    let (stays, goes) = two(&mut desk).await;
    draft(&desk, stays, "Hello", NOW).await;
    draft(&desk, goes, "Dear Ana", NOW).await;
    found_to_be_one(&mut desk).await;
    assert_eq!(draft_of(&desk, stays).await, "Hello\nDear Ana");
    draft(&desk, stays, "", NOW).await;
    assert_eq!(draft_of(&desk, stays).await, "", "and nothing of them comes back");
}

#[tokio::test]
async fn of_two_read_marks_the_later_one_stays() {
    for (of_stays, of_goes) in [(-500, -100), (-100, -500)] {
        let mut desk = Desk::new().await;
        let (stays, goes) = two(&mut desk).await;
        desk.apply([read(stays, ANA, NOW.plus_ms(of_stays)), read(goes, ANA, NOW.plus_ms(of_goes))]).await;
        found_to_be_one(&mut desk).await;
        let marks = desk.load(&Needs { read_marks: [(stays, ANA)].into(), ..Needs::default() }).await.read_marks;
        assert_eq!(marks, [((stays, ANA), mark(NOW.plus_ms(-100)))].into());
    }
}

#[tokio::test]
async fn entries_that_name_the_old_conversation_find_the_new_one() {
    let mut desk = Desk::new().await;
    let (stays, goes) = two(&mut desk).await;
    found_to_be_one(&mut desk).await;
    desk.restart().await;
    desk.apply([composed(message_id(1), goes, NOW.plus_ms(5_000)), read(goes, ANA, NOW.plus_ms(5_000))]).await;
    let listed = desk.store.list_conversations(ANA, &ConversationQuery::all(NOW), None, 10).await.expect("a list").rows.remove(0);
    assert_eq!((listed.conversation.id, listed.unread), (stays, 0));
    assert_eq!(listed.last.map(|last| last.message.id), Some(message_id(1)));
    assert!(matches!(desk.store.conversations(ANA, &[goes]).await.as_deref(), Ok([])));
    let known = desk.load(&Needs { conversations: [goes].into(), read_marks: [(goes, ANA)].into(), ..Needs::default() }).await;
    assert!(known.conversations.contains_key(&stays));
    assert_eq!(known.read_marks.keys().collect::<Vec<_>>(), [&(stays, ANA)]);
}

#[tokio::test]
async fn a_person_found_in_three_pieces_at_once_is_one() {
    let mut desk = Desk::new().await;
    desk.apply([
        wrote("wamid.1", by_phone("16505551234"), NOW),
        wrote("wamid.2", by_user("US.1"), NOW),
        wrote("wamid.3", by_phone("442079460000"), NOW),
    ])
    .await;
    assert_eq!(desk.conversations().await.len(), 3);
    // One batch: the second joins the first, and both join the third's.
    desk.apply([wrote("wamid.4", by_both("16505551234", "US.1"), NOW), wrote("wamid.5", by_both("442079460000", "US.1"), NOW)]).await;
    let conversation = desk.only_conversation().await;
    assert_eq!(desk.store.list_messages(conversation, None, 10).await.expect("read").len(), 5);
}
