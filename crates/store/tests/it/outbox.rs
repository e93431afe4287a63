//! Whose turn it is.

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{AttemptId, ConversationId};
use frontdesk_domain::outbox::{Item, State};
use frontdesk_domain::time::Millis;
use uuid::Uuid;

use crate::desk::{Desk, NOW, message_id};

fn conversation(n: u128) -> ConversationId {
    ConversationId(Uuid::from_u128(n))
}

fn item(message: u128, of: u128, queued_ms: i64, state: State) -> Item {
    Item { state, ..Item::queued(message_id(message), conversation(of), 0, NOW.plus_ms(queued_ms)) }
}

fn queued() -> State {
    State::Queued { not_before: None, last_failure: None }
}

fn later(ms: i64) -> State {
    let failure =
        Failure { class: FailureClass::Transient { retry_after_ms: Some(5) }, code: Some(2), subcode: None, title: "Busy".into(), details: None };
    State::Queued { not_before: Some(NOW.plus_ms(ms)), last_failure: Some(failure) }
}

fn sending() -> State {
    State::Sending { attempt: AttemptId(Uuid::from_u128(1)) }
}

async fn put(desk: &Desk, items: &[Item]) {
    let mut change = desk.store.change().await.expect("a change");
    for item in items {
        change.put_outbox(item).await.expect("put");
    }
    change.commit().await.expect("committed");
}

async fn due(desk: &Desk, now: Millis, limit: u32) -> Vec<u128> {
    let mut change = desk.store.change().await.expect("a change");
    let due = change.outbox_due(now, limit).await.expect("read");
    due.iter().map(|item| item.message.0.as_u128()).collect()
}

#[tokio::test]
async fn one_of_each_conversation_and_the_oldest_first() {
    let mut desk = Desk::new().await;
    put(&desk, &[item(3, 1, -10, queued()), item(1, 1, -20, queued()), item(2, 2, -30, queued()), item(4, 3, -20, queued())]).await;
    desk.restart().await;
    assert_eq!(due(&desk, NOW, 10).await, [2, 1, 4]);
    assert_eq!(due(&desk, NOW, 1).await, [2]);
    let mut change = desk.store.change().await.expect("a change");
    change.remove_outbox(message_id(1)).await.expect("removed");
    change.commit().await.expect("committed");
    assert_eq!(due(&desk, NOW, 10).await, [2, 4, 3], "the next of its conversation has its turn");
}

#[tokio::test]
async fn what_was_queued_at_the_same_time_leaves_one_by_one() {
    let desk = Desk::new().await;
    put(&desk, &[item(2, 1, 0, queued()), item(1, 1, 0, queued())]).await;
    assert_eq!(due(&desk, NOW, 10).await, [1]);
}

#[tokio::test]
async fn an_unsettled_message_holds_back_the_later_ones_of_its_conversation() {
    let desk = Desk::new().await;
    put(&desk, &[item(1, 1, -20, sending()), item(2, 1, -10, queued()), item(3, 2, -20, State::Held), item(4, 2, -10, queued())]).await;
    put(&desk, &[item(5, 3, -20, later(1_000)), item(6, 3, -10, queued())]).await;
    assert!(due(&desk, NOW, 10).await.is_empty());
    assert_eq!(desk.store.outbox_next_due().await.expect("read"), Some(NOW.plus_ms(1_000)));
    assert_eq!(due(&desk, NOW.plus_ms(1_000), 10).await, [5]);
}

#[tokio::test]
async fn the_next_turn_is_the_earliest_of_those_that_wait_for_time_alone() {
    let desk = Desk::new().await;
    assert_eq!(desk.store.outbox_next_due().await.expect("read"), None);
    put(&desk, &[item(1, 1, -20, State::Held), item(2, 1, -10, queued())]).await;
    assert_eq!(desk.store.outbox_next_due().await.expect("read"), None, "behind one that waits for the customer");
    put(&desk, &[item(3, 2, -20, later(9_000)), item(4, 3, -20, later(4_000))]).await;
    assert_eq!(desk.store.outbox_next_due().await.expect("read"), Some(NOW.plus_ms(4_000)));
}

#[tokio::test]
async fn an_item_comes_back_as_it_was() {
    let mut desk = Desk::new().await;
    for state in [queued(), later(1_000), sending(), State::Held] {
        let kept = Item { tries: 7, step: 9, ..item(1, 1, -5, state) };
        put(&desk, std::slice::from_ref(&kept)).await;
        desk.restart().await;
        let mut change = desk.store.change().await.expect("a change");
        assert_eq!(change.outbox_item(message_id(1)).await.expect("read"), Some(kept.clone()));
        assert_eq!(change.outbox_of(conversation(1)).await.expect("read"), std::slice::from_ref(&kept));
        assert_eq!(change.outbox().await.expect("read"), [kept]);
        assert!(!change.outbox_is_empty().await.expect("read"));
    }
    let mut change = desk.store.change().await.expect("a change");
    change.remove_outbox(message_id(1)).await.expect("removed");
    assert!(change.outbox_is_empty().await.expect("read"));
    assert_eq!(change.outbox_item(message_id(1)).await.expect("read"), None);
}
