//! The agent answers, and sees how far it got.

use frontdesk_api::views::*;
use frontdesk_testkit::World;

#[tokio::test]
async fn a_reply_reaches_the_phone_and_its_ticks_come_back() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("Do you have monsteras?").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "Do you have monsteras?").await;

    emma.goes_offline().expect("offline");
    let reply = ana.replies(&conversation.id, "Yes, from *18 €*.").await;
    let sent = ana.until_state(&reply, MessageState::Sent).await;
    let out = sent.outgoing.expect("ours");
    assert_eq!(out.author_name, "Ana");
    assert!(out.accepted_at_ms.is_some() && out.sent_at_ms.is_some());
    assert!(out.delivered_at_ms.is_none());

    emma.goes_online().expect("online");
    ana.until_state(&reply, MessageState::Delivered).await;
    emma.opens_chat().expect("opened");
    let read = ana.until_state(&reply, MessageState::Read).await;
    assert!(read.outgoing.is_some_and(|out| out.read_at_ms.is_some() && !out.can_retry && !out.can_cancel));
    emma.wait_for_text("Yes, from *18 €*.").await.expect("on the phone as written");
    assert_eq!(emma.chat().expect("chat").messages.iter().filter(|m| m.text == "Yes, from *18 €*.").count(), 1);
}

#[tokio::test]
async fn restarting_keeps_conversations_messages_and_drafts() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("hello").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hello").await;
    let reply = ana.replies(&conversation.id, "hi Emma").await;
    ana.until_state(&reply, MessageState::Delivered).await;
    ana.session.save_draft(SaveDraft { conversation_id: conversation.id.clone(), text: "one more thi".to_owned() }).await.expect("kept");

    let before = ana.thread(&conversation.id).await;
    let ana = ana.restart().await;
    let again = ana.inbox().await.into_iter().find(|c| c.id == conversation.id).expect("still there");
    assert_eq!(again.draft, "one more thi");
    assert_eq!(ana.thread(&conversation.id).await, before);
    ana.until_live().await;
    emma.sends_text("are you there?").expect("sent");
    ana.until_last("Emma Clarke", "are you there?").await;
}

#[tokio::test]
async fn the_same_message_id_sends_once() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("hello").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hello").await;
    let request =
        SendText { conversation_id: conversation.id.clone(), message_id: "0195a1b2-0000-7000-8000-000000000001".to_owned(), text: "once".to_owned() };
    let (first, second) = tokio::join!(ana.session.send_text(request.clone()), ana.session.send_text(request));
    let first = first.expect("taken");
    assert_eq!(first.id, second.expect("the same again").id);
    ana.until_state(&first, MessageState::Delivered).await;
    assert_eq!(emma.chat().expect("chat").messages.iter().filter(|m| m.text == "once").count(), 1);
}

#[tokio::test]
async fn bad_texts_are_refused_in_words() {
    let world = World::start().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends_text("hello").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hello").await;
    let empty = ana.try_reply(&conversation.id, "  \n").await.expect_err("nothing to send");
    assert!(empty.message.contains("nothing to send"), "{}", empty.message);
    let long = ana.try_reply(&conversation.id, &"x".repeat(4097)).await.expect_err("too long");
    assert!(long.message.contains("4096") && long.message.contains("4097"), "{}", long.message);
    ana.try_reply(&conversation.id, &"€".repeat(4096)).await.expect("exactly the limit, in characters");
}
