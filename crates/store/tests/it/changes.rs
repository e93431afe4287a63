//! One change at a time: all of it or nothing.

use std::collections::BTreeSet;

use frontdesk_domain::ids::{EntryId, InboxId};
use frontdesk_store::{Cursor, StoreError};
use uuid::Uuid;

use crate::desk::{Desk, NOW, by_phone, wrote};

#[tokio::test]
async fn what_was_committed_is_there_after_a_restart() {
    let mut desk = Desk::new().await;
    desk.apply([wrote("wamid.1", by_phone("16505551234"), NOW)]).await;
    let mut change = desk.store.change().await.expect("a change");
    let cursor = Cursor { log: Some(Uuid::from_u128(9)), seq: 41 };
    change.set_cursor(cursor).await.expect("set");
    change.set_meta("keys", "none").await.expect("set");
    change.commit().await.expect("committed");
    desk.restart().await;
    assert_eq!(desk.conversations().await.len(), 1);
    assert_eq!(desk.store.cursor().await.expect("read"), cursor);
    assert_eq!(desk.store.meta("keys").await.expect("read").as_deref(), Some("none"));
    assert_eq!(desk.store.meta("other").await.expect("read"), None);
}

#[tokio::test]
async fn a_fresh_database_follows_no_log() {
    let desk = Desk::new().await;
    assert_eq!(desk.store.cursor().await.expect("read"), Cursor { log: None, seq: 0 });
    let mut change = desk.store.change().await.expect("a change");
    change.set_cursor(Cursor { log: None, seq: 3 }).await.expect("set");
    change.commit().await.expect("committed");
    assert_eq!(desk.store.cursor().await.expect("read"), Cursor { log: None, seq: 3 });
}

#[tokio::test]
async fn a_change_that_is_dropped_never_happened() {
    let mut desk = Desk::new().await;
    let recorded = desk.recorded(wrote("wamid.1", by_phone("16505551234"), NOW));
    let mut change = desk.store.change().await.expect("a change");
    let mut replica = change.load(&frontdesk_domain::replica::Needs::of([&recorded])).await.expect("loaded");
    replica.apply(&recorded);
    change.save(&replica).await.expect("saved");
    change.set_cursor(Cursor { log: None, seq: 7 }).await.expect("set");
    assert!(desk.conversations().await.is_empty(), "others don't see it yet");
    drop(change);
    // The next change starts from what was committed, and goes through.
    desk.apply([wrote("wamid.2", by_phone("442079460000"), NOW)]).await;
    assert_eq!(desk.conversations().await.len(), 1);
    assert_eq!(desk.store.cursor().await.expect("read").seq, 0);
}

#[tokio::test]
async fn a_second_change_waits_for_the_first() {
    let desk = Desk::new().await;
    let mut first = desk.store.change().await.expect("a change");
    let second = tokio::spawn({
        let store = desk.store.clone();
        async move {
            let mut change = store.change().await.expect("a change");
            change.set_meta("who", "second").await.expect("set");
            change.commit().await.expect("committed");
        }
    });
    tokio::task::yield_now().await;
    first.set_meta("who", "first").await.expect("set");
    first.commit().await.expect("committed");
    second.await.expect("done");
    assert_eq!(desk.store.meta("who").await.expect("read").as_deref(), Some("second"));
}

#[tokio::test]
async fn a_closed_database_says_so() {
    let desk = Desk::new().await;
    desk.store.close().await;
    assert!(matches!(desk.store.change().await, Err(StoreError::Other(why)) if why.contains("closed")));
    assert!(desk.store.channels().await.is_err());
}

#[tokio::test]
async fn originals_are_kept_once() {
    let desk = Desk::new().await;
    let entry = EntryId(Uuid::from_u128(1));
    let many: Vec<_> = (2..70u128).map(|n| (EntryId(Uuid::from_u128(n)), vec![0xFF; 3])).collect();
    let mut change = desk.store.change().await.expect("a change");
    change.keep_raw(&[(entry, b"{\"a\":1}\0".to_vec())]).await.expect("kept");
    change.keep_raw(&[(entry, b"other".to_vec())]).await.expect("ignored");
    change.keep_raw(&many).await.expect("kept");
    change.commit().await.expect("committed");
    assert_eq!(desk.store.raw(entry).await.expect("there"), b"{\"a\":1}\0");
    assert_eq!(desk.store.raw(EntryId(Uuid::from_u128(69))).await.expect("there"), [0xFF; 3]);
    assert!(matches!(desk.store.raw(EntryId(Uuid::from_u128(70))).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn pending_entries_keep_their_order_until_they_come_back() {
    let mut desk = Desk::new().await;
    let id = |n: u128| EntryId(Uuid::from_u128(n));
    let mut change = desk.store.change().await.expect("a change");
    // Made in this order, whatever their ids.
    for n in [5, 2, 9, 1] {
        let inbox = (n == 9).then_some(InboxId(Uuid::from_u128(77)));
        change.add_pending(id(n), inbox, NOW, &[n as u8]).await.expect("added");
    }
    change.commit().await.expect("committed");
    let first = desk.store.pending_after(0, 3).await.expect("read");
    assert_eq!(first.iter().map(|entry| entry.id).collect::<Vec<_>>(), [id(5), id(2), id(9)]);
    assert_eq!((first[2].inbox, first[2].made_at, first[2].body.as_slice()), (Some(InboxId(Uuid::from_u128(77))), NOW, &[9u8][..]));
    let rest = desk.store.pending_after(first[2].position, 3).await.expect("read");
    assert_eq!(rest.iter().map(|entry| entry.id).collect::<Vec<_>>(), [id(1)]);

    let mut change = desk.store.change().await.expect("a change");
    change.settle_pending(&BTreeSet::from([id(1), id(2), id(404)])).await.expect("settled");
    change.commit().await.expect("committed");
    desk.restart().await;
    // A position is never given again, so a reader that goes on from the last one misses nothing.
    let mut change = desk.store.change().await.expect("a change");
    change.add_pending(id(3), None, NOW, b"").await.expect("added");
    change.commit().await.expect("committed");
    let left = desk.store.pending_after(0, 10).await.expect("read");
    assert_eq!(left.iter().map(|entry| entry.id).collect::<Vec<_>>(), [id(5), id(9), id(3)]);
    assert!(left[2].position > rest[0].position);
}
