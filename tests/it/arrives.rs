//! A customer writes, and the team sees it.

use frontdesk_api::views::*;
use frontdesk_sandbox::{SECOND_NUMBER, UpdateFilter, WebhookFault};
use frontdesk_testkit::World;
use serde_json::json;

#[tokio::test]
async fn a_message_is_in_the_inbox_with_name_and_number() {
    let world = World::start().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends_text("Do you have monsteras?").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "Do you have monsteras?").await;
    assert_eq!(conversation.unread, 1);
    assert!(conversation.contact.phone.as_deref().is_some_and(|phone| phone.starts_with("+44")), "{:?}", conversation.contact);
    assert_eq!(conversation.number.name, "Casa Verde");
    assert!(matches!(conversation.window, WindowView::Open { .. }));
    let thread = ana.thread(&conversation.id).await;
    assert_eq!(thread.len(), 1);
    assert_eq!(thread[0].direction, Direction::In);

    ana.session.mark_read(MarkRead { conversation_id: conversation.id.clone(), through_ms: thread[0].at_ms }).await.expect("marked");
    ana.until("nothing is unread", |session| async move {
        let page = session.list_conversations(ListConversations { limit: 10, ..ListConversations::default() }).await.expect("a page");
        page.items.iter().all(|c| c.unread == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn each_business_number_is_its_own_channel() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("shop").expect("sent");
    world.sandbox.customer("Emma").on(SECOND_NUMBER).sends_text("delivery").expect("sent");
    let shop = ana.until_last("Emma Clarke", "shop").await;
    let delivery = ana.until_last("Emma Clarke", "delivery").await;
    assert_ne!(shop.id, delivery.id);
    assert_eq!(shop.contact, delivery.contact);
}

#[tokio::test]
async fn repeated_and_shuffled_webhooks_change_nothing() {
    let world = World::start().await;
    let ana = world.ana().await;
    let twice = world.sandbox.webhook_fault(UpdateFilter::Any, WebhookFault::Duplicate { extra: 3 }, Some(20));
    let emma = world.sandbox.customer("Emma");
    for n in 1..=20 {
        emma.sends_text(&format!("message {n}")).expect("sent");
    }
    world.sandbox.wait_until_fired(twice, 20).await.expect("the fault fired");
    world.sandbox.wait_until_webhooks_delivered().await.expect("all accepted");
    let conversation = ana
        .until("twenty messages are unread", |session| async move {
            let page = session.list_conversations(ListConversations { limit: 10, ..ListConversations::default() }).await.expect("a page");
            page.items.into_iter().find(|c| c.unread == 20)
        })
        .await;
    assert_eq!(ana.thread(&conversation.id).await.len(), 20);
}

#[tokio::test]
async fn a_type_from_the_future_is_shown_as_a_placeholder_with_its_raw_content() {
    let world = World::start().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends("location", json!({"latitude": 41.38, "longitude": 2.17, "name": "Parc Güell"})).expect("sent");
    let conversation = ana
        .until("a location arrives", |session| async move {
            let page = session.list_conversations(ListConversations { limit: 10, ..ListConversations::default() }).await.expect("a page");
            page.items.into_iter().find(|c| c.last.as_ref().is_some_and(|last| last.kind == "location"))
        })
        .await;
    let message = ana.thread(&conversation.id).await.remove(0);
    assert!(message.text.as_deref().is_some_and(|text| text.contains("Parc Güell")), "{message:?}");
    let raw = ana.session.raw_message(OneMessage { message_id: message.id }).await.expect("raw");
    assert!(raw.raw.contains("latitude"));
}

#[tokio::test]
async fn a_customer_without_a_number_can_be_read_and_answered() {
    let world = World::start().await;
    let ana = world.ana().await;
    let nameless = world.sandbox.customers().into_iter().find(|customer| customer.hides_number).expect("one customer of the demo hides their number");
    world.sandbox.customer(&nameless.name).sends_text("hi").expect("sent");
    let conversation = ana.until_last(&nameless.name, "hi").await;
    assert_eq!(conversation.contact.phone, None);
    ana.replies(&conversation.id, "hello!").await;
    world.sandbox.customer(&nameless.name).wait_for_text("hello!").await.expect("delivered to the phone");
}
