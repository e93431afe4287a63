//! What agents do with conversations besides answering.

use frontdesk_api::views::*;
use frontdesk_testkit::{Device, World};

async fn listed(ana: &Device, status: StatusFilter) -> Vec<ConversationView> {
    let filter = ConversationFilter { status, ..ConversationFilter::default() };
    ana.session.list_conversations(ListConversations { filter, limit: 50, ..ListConversations::default() }).await.expect("a page").items
}

fn only(conversation: &ConversationView) -> ConversationIds {
    ConversationIds { conversation_ids: vec![conversation.id.clone()] }
}

#[tokio::test]
async fn a_closed_conversation_opens_again_when_the_customer_writes() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("Do you have monsteras?").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "Do you have monsteras?").await;

    let closed = ana.session.close_conversations(only(&conversation)).await.expect("closed").items.remove(0);
    assert_eq!(closed.status, ConversationStatus::Closed);
    assert!(listed(&ana, StatusFilter::Open).await.is_empty());
    assert_eq!(listed(&ana, StatusFilter::Closed).await.len(), 1);
    let counts = ana.session.inbox_counts(Nothing {}).await.expect("counts");
    assert_eq!((counts.open, counts.unread, counts.closed), (0, 0, 1));

    emma.sends_text("Hello?").expect("sent");
    let back = ana.until_last("Emma Clarke", "Hello?").await;
    assert_eq!(back.status, ConversationStatus::Open);

    ana.session.close_conversations(only(&conversation)).await.expect("closed");
    let reopened = ana.session.reopen_conversations(only(&conversation)).await.expect("opened").items.remove(0);
    assert_eq!(reopened.status, ConversationStatus::Open);
}
