//! The 24-hour window.

use frontdesk_api::views::*;
use frontdesk_testkit::World;

const DAY_MS: i64 = 24 * 3600 * 1000;

#[tokio::test]
async fn a_reply_after_the_window_waits_for_the_customer() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    let day_and_a_half_ago = now_s() - 36 * 3600;
    emma.sends_text_at("are you open?", day_and_a_half_ago).expect("sent");
    let conversation = ana.until_last("Emma Clarke", "are you open?").await;
    assert_eq!(conversation.window, WindowView::Closed { closed_at_ms: day_and_a_half_ago * 1000 + DAY_MS });

    let reply = ana.replies(&conversation.id, "we are now").await;
    let held = ana.until_state(&reply, MessageState::Held).await;
    assert!(held.outgoing.expect("ours").can_cancel);
    assert!(!emma.chat().expect("chat").messages.iter().any(|m| m.text == "we are now"));

    emma.sends_text("hello?").expect("sent");
    ana.until_state(&reply, MessageState::Delivered).await;
    emma.wait_for_text("we are now").await.expect("it left by itself");
}

#[tokio::test]
async fn a_held_reply_can_be_taken_back() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text_at("are you open?", now_s() - 36 * 3600).expect("sent");
    let conversation = ana.until_last("Emma Clarke", "are you open?").await;
    let reply = ana.replies(&conversation.id, "never mind").await;
    ana.until_state(&reply, MessageState::Held).await;
    ana.session.cancel_message(OneMessage { message_id: reply.id.clone() }).await.expect("taken back");
    ana.until_state(&reply, MessageState::Cancelled).await;
    emma.sends_text("hello?").expect("sent");
    ana.until_last("Emma Clarke", "hello?").await;
    let after = ana.replies(&conversation.id, "we are open").await;
    ana.until_state(&after, MessageState::Delivered).await;
    assert!(!emma.chat().expect("chat").messages.iter().any(|m| m.text == "never mind"));
}

#[expect(clippy::disallowed_methods, reason = "the story is about the present")]
fn now_s() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("fits")
}
