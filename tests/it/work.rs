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

#[tokio::test]
async fn a_snooze_ends_by_itself_and_says_when_the_window_closes_before() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("Call me on Monday").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "Call me on Monday").await;
    let about = || vec![conversation.id.clone()];

    let late = ParseTime { text: "in 3 days".to_owned(), utc_offset_minutes: 60, conversation_ids: about() };
    let parsed = ana.session.parse_time(late).await.expect("a time");
    assert!(parsed.warning.is_some_and(|warning| warning.contains("only a template can be sent")));
    let soon = ParseTime { text: "30m".to_owned(), utc_offset_minutes: 0, conversation_ids: about() };
    assert_eq!(ana.session.parse_time(soon).await.expect("a time").warning, None);
    let odd = ParseTime { text: "whenever".to_owned(), utc_offset_minutes: 0, conversation_ids: vec![] };
    let refused = ana.session.parse_time(odd).await.expect_err("not a time").message;
    assert!(refused.contains("\"whenever\" is not a time. Write one like 30m"), "{refused}");
    let refused = ana.session.snooze_conversations(Snooze { conversation_ids: about(), until_ms: 1 }).await.expect_err("past").message;
    assert!(refused.contains("in the past"), "{refused}");

    let until_ms = conversation.active_at_ms + 1_500;
    let snoozed = ana.session.snooze_conversations(Snooze { conversation_ids: about(), until_ms }).await.expect("snoozed").items.remove(0);
    assert_eq!(snoozed.status, ConversationStatus::Snoozed { until_ms });
    assert!(listed(&ana, StatusFilter::Open).await.is_empty());
    ana.until("the snooze is over", |session| async move {
        let list = ListConversations { limit: 5, ..ListConversations::default() };
        (session.list_conversations(list).await.expect("a page").items.len() == 1).then_some(())
    })
    .await;

    ana.session.snooze_conversations(Snooze { conversation_ids: about(), until_ms: until_ms + 3_600_000 }).await.expect("snoozed");
    emma.sends_text("It is urgent").expect("sent");
    assert_eq!(ana.until_last("Emma Clarke", "It is urgent").await.status, ConversationStatus::Open);
}

#[tokio::test]
async fn notes_labels_pins_and_replies_are_the_teams() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("Do you have monsteras?").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "Do you have monsteras?").await;
    let members = ana.session.list_members(Nothing {}).await.expect("members");

    let written = WriteNote {
        conversation_id: conversation.id.clone(),
        note_id: "0195a1b2-0000-7000-8000-000000000002".to_owned(),
        text: "@Ana ask the nursery".to_owned(),
        mentions: vec![members.me.clone()],
    };
    let note = ana.session.write_note(written.clone()).await.expect("written");
    assert_eq!(ana.session.write_note(written).await.expect("the same again"), note);
    let shown = note.note.expect("a note");
    assert_eq!((shown.author_name.as_str(), shown.mentions), ("Ana", members.items));
    assert_eq!(ana.thread(&conversation.id).await.iter().filter(|m| m.kind == "note").count(), 1);
    let row = &ana.inbox().await[0];
    assert_eq!(row.last.as_ref().and_then(|last| last.text.as_deref()), Some("Do you have monsteras?"), "the list shows what was said");

    let put = |name: &str| PutLabel { label_id: None, name: name.to_owned(), colour: "#2F6FDE".to_owned() };
    let label = ana.session.put_label(put("VIP")).await.expect("made");
    assert!(ana.session.put_label(put("vip")).await.expect_err("taken").message.contains("Use it, or choose another name"));
    let on = LabelConversations { conversation_ids: vec![conversation.id.clone()], label_id: label.id.clone(), on: true };
    assert_eq!(ana.session.label_conversations(on).await.expect("labelled").items[0].labels, [label.clone()]);
    let filter = ConversationFilter { label_ids: vec![label.id.clone()], ..ConversationFilter::default() };
    let labelled = ListConversations { filter, limit: 5, ..ListConversations::default() };
    assert_eq!(ana.session.list_conversations(labelled).await.expect("a page").items.len(), 1);
    ana.session.remove_label(OneLabel { label_id: label.id }).await.expect("removed");
    assert!(ana.inbox().await[0].labels.is_empty());

    let sofi = world.sandbox.customer("Sofi");
    sofi.sends_text("Hola").expect("sent");
    let newest = ana.until_last(&sofi.customer().expect("known").name, "Hola").await.id;
    assert_eq!(ana.inbox().await[0].id, newest);
    ana.session.pin_conversations(PinConversations { conversation_ids: vec![note.conversation_id.clone()], pinned: true }).await.expect("pinned");
    assert_eq!(ana.inbox().await[0].id, note.conversation_id);

    let reply = PutReply {
        reply_id: None,
        shortcut: "/thanks".to_owned(),
        title: "Thank you".to_owned(),
        text: "Thank you, {{first_name}}! {{agent}}".to_owned(),
    };
    assert!(
        ana.session.put_reply(PutReply { text: "{{order}}".to_owned(), ..reply.clone() }).await.expect_err("unknown").message.contains("{{name}}")
    );
    let reply = ana.session.put_reply(reply).await.expect("kept");
    let filled = ana.session.fill_reply(FillReply { reply_id: reply.id, conversation_id: note.conversation_id.clone() }).await.expect("filled");
    assert_eq!((filled.text.as_str(), filled.missing.len()), ("Thank you, Emma! Ana", 0));
}

#[tokio::test]
async fn unread_is_one_number_and_can_be_marked_again() {
    let world = World::start().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends_text("one").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "one").await;
    let unread = async || ana.session.inbox_counts(Nothing {}).await.expect("counts").unread;
    assert_eq!(unread().await, 1);
    let read = || MarkRead { conversation_id: conversation.id.clone(), through_ms: conversation.active_at_ms };
    ana.session.mark_read(read()).await.expect("read");
    assert_eq!(unread().await, 0);
    ana.session.mark_unread(OneConversation { conversation_id: conversation.id.clone() }).await.expect("marked");
    assert_eq!((unread().await, ana.inbox().await[0].unread), (1, 1));
    ana.session.mark_read(read()).await.expect("read");
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_and_a_later_message_begins_it_anew() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("forget me").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "forget me").await;
    let reply = ana.replies(&conversation.id, "sure").await;
    ana.until_state(&reply, MessageState::Delivered).await;
    let before = ana.thread(&conversation.id).await[0].clone();
    ana.session.delete_conversation(OneConversation { conversation_id: conversation.id.clone() }).await.expect("on its way");
    ana.until("it is gone", |session| async move {
        let list = ListConversations { limit: 5, ..ListConversations::default() };
        session.list_conversations(list).await.expect("a page").items.is_empty().then_some(())
    })
    .await;
    assert!(ana.thread(&conversation.id).await.is_empty());
    ana.session.raw_message(OneMessage { message_id: before.id }).await.expect_err("no original either");

    emma.sends_text("hello again").expect("sent");
    let anew = ana.until_last("Emma Clarke", "hello again").await;
    assert_eq!((anew.id.as_str(), anew.status), (conversation.id.as_str(), ConversationStatus::Open));
    assert_eq!(ana.thread(&conversation.id).await.len(), 1);
}
