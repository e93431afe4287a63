//! Unsent words.

use crate::desk::{ANA, Desk, NOW, by_phone, wrote};

#[tokio::test]
async fn a_draft_lasts_until_it_is_emptied() {
    let mut desk = Desk::new().await;
    desk.apply([wrote("wamid.1", by_phone("16505551234"), NOW)]).await;
    let conversation = desk.only_conversation().await;
    for text in ["Dear", "Dear Ana,\n\u{1F44B}", ""] {
        let mut change = desk.store.change().await.expect("a change");
        change.save_draft(conversation, text, NOW).await.expect("saved");
        change.commit().await.expect("committed");
        desk.restart().await;
        let listed = desk.store.conversations(ANA, &[conversation]).await.expect("read");
        assert_eq!(listed[0].draft, text);
    }
}
