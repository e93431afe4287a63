//! Same log, same rows: a replica filled from entry 1 equals the one that lived through it.

use std::path::Path;

use frontdesk_api::views::*;
use frontdesk_sandbox::{UpdateFilter, WebhookFault};
use frontdesk_testkit::{Device, World};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row, query};

async fn database(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join("frontdesk.db")).connect().await.expect("the database opens")
}

/// Every row that comes from the log, as text.
async fn rows(folder: &Path) -> Vec<String> {
    let mut database = database(folder).await;
    let mut all = Vec::new();
    for table in [
        "contact",
        "identity",
        "conversation",
        "conversation_label",
        "message",
        "attempt",
        "parked",
        "read_mark",
        "channel",
        "member",
        "kept",
        "raw",
        "label",
        "reply",
        "deletion",
        "forgotten",
    ] {
        let columns: Vec<String> = query(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')")))
            .fetch_all(&mut database)
            .await
            .expect("columns")
            .iter()
            .map(|row| format!("quote({})", row.get::<String, _>(0)))
            .collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || ', ' || "));
        all.extend(
            query(AssertSqlSafe(sql)).fetch_all(&mut database).await.expect("rows").iter().map(|row| format!("{table}: {}", row.get::<String, _>(0))),
        );
    }
    all
}

/// Everything that agents do besides answering, with conversations of its own.
async fn works(world: &World, ana: &Device) {
    let mut ids = Vec::new();
    for name in ["Emma", "Sofi", "Nico"] {
        let customer = world.sandbox.customer(name).customer().expect("known").name;
        let found = ana.inbox().await.into_iter().find(|c| c.contact.display_name == customer).expect("there");
        ids.push(found.id);
    }
    let label = ana.session.put_label(PutLabel { label_id: None, name: "VIP".to_owned(), colour: "#2f6fde".to_owned() }).await.expect("made");
    let gone = ana.session.put_label(PutLabel { label_id: None, name: "Old".to_owned(), colour: "#2f6fde".to_owned() }).await.expect("made");
    ana.session.remove_label(OneLabel { label_id: gone.id }).await.expect("removed");
    let reply = PutReply { reply_id: None, shortcut: "hi".to_owned(), title: "Hi".to_owned(), text: "Hi {{name}}".to_owned() };
    ana.session.put_reply(reply).await.expect("kept");
    ana.session.label_conversations(LabelConversations { conversation_ids: ids.clone(), label_id: label.id, on: true }).await.expect("labelled");
    ana.session.pin_conversations(PinConversations { conversation_ids: vec![ids[0].clone()], pinned: true }).await.expect("pinned");
    ana.session.mark_unread(OneConversation { conversation_id: ids[1].clone() }).await.expect("marked");
    let note_id = "0195a1b2-0000-7000-8000-000000000009".to_owned();
    let note = WriteNote { conversation_id: ids[2].clone(), note_id, text: "a note".to_owned(), mentions: vec![] };
    ana.session.write_note(note).await.expect("written");
    ana.session.close_conversations(ConversationIds { conversation_ids: ids.clone() }).await.expect("closed");
    ana.session.reopen_conversations(ConversationIds { conversation_ids: ids }).await.expect("opened");
    let jurgen = world.sandbox.customer("Jürgen");
    jurgen.sends_text("forget me").expect("sent");
    let name = jurgen.customer().expect("known").name;
    let conversation_id = ana.until_last(&name, "forget me").await.id;
    ana.session.delete_conversation(OneConversation { conversation_id: conversation_id.clone() }).await.expect("on its way");
    ana.until("it is gone", |session| {
        let conversation_id = conversation_id.clone();
        async move { session.conversation(OneConversation { conversation_id }).await.is_err().then_some(()) }
    })
    .await;
}

#[tokio::test]
async fn a_replica_from_entry_one_is_row_for_row_the_same() {
    let world = World::start().await;
    let ana = world.ana().await;
    let shuffle = world.sandbox.webhook_fault(UpdateFilter::Statuses, WebhookFault::Reorder { group: 3 }, None);
    for name in ["Emma", "Sofi", "Nico"] {
        let customer = world.sandbox.customer(name);
        customer.sends_text(&format!("hello from {name}")).expect("sent");
        let full_name = customer.customer().expect("known").name;
        let conversation = ana.until_last(&full_name, &format!("hello from {name}")).await;
        for n in 1..=4 {
            let reply = ana.replies(&conversation.id, &format!("reply {n}")).await;
            ana.until_message(&reply, "has left", |m| {
                m.outgoing.as_ref().is_some_and(|out| out.accepted_at_ms.is_some() || out.sent_at_ms.is_some())
            })
            .await;
        }
        customer.opens_chat().expect("opened");
        ana.session.mark_read(MarkRead { conversation_id: conversation.id, through_ms: conversation.active_at_ms }).await.expect("marked");
    }
    works(&world, &ana).await;
    world.sandbox.wait_until_fired(shuffle, 3).await.expect("the fault fired");
    world.sandbox.release(shuffle);
    world.sandbox.wait_until_webhooks_delivered().await.expect("all accepted");
    ana.until("all replies are read and everything is in the log", |session| {
        let folder = ana.folder.clone();
        async move {
            let mut read = 0;
            for conversation in
                session.list_conversations(ListConversations { limit: 9, ..ListConversations::default() }).await.expect("a page").items
            {
                let request = ListMessages { conversation_id: conversation.id, before: None, limit: 50, ..Default::default() };
                let page = session.list_messages(request).await.expect("a page");
                read += page.items.iter().filter(|m| m.outgoing.as_ref().is_some_and(|out| out.state == MessageState::Read)).count();
            }
            let mut database = database(&folder).await;
            let pending: i64 = query("SELECT count(*) FROM pending_entry").fetch_one(&mut database).await.expect("a count").get(0);
            (read == 12 && pending == 0).then_some(())
        }
    })
    .await;

    let lived = rows(&ana.folder).await;
    let lived_folder = ana.folder.clone();
    // Another folder with the same keys and identity, and nothing else.
    let fresh = ana
        .restart_elsewhere(async |from, to| {
            let mut from = database(from).await;
            let meta = query("SELECT key, value FROM meta WHERE key <> 'cursor'").fetch_all(&mut from).await.expect("meta");
            let mut to = database(to).await;
            for row in meta {
                query("INSERT INTO meta (key, value) VALUES (?, ?)")
                    .bind(row.get::<String, _>(0))
                    .bind(row.get::<String, _>(1))
                    .execute(&mut to)
                    .await
                    .expect("copied");
            }
        })
        .await;
    fresh.until_live().await;
    assert_ne!(fresh.folder, lived_folder);
    assert_eq!(rows(&fresh.folder).await, lived);
}
