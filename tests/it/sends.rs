//! Sends that go wrong: at most one delivery for each intent, and the truth about the rest.

use frontdesk_api::views::*;
use frontdesk_sandbox::{Endpoint, GraphFault, UpdateFilter, WebhookFault};
use frontdesk_testkit::{Device, World};
use rstest::rstest;

async fn open_conversation(world: &World, ana: &Device) -> ConversationView {
    world.sandbox.customer("Emma").sends_text("hello").expect("sent");
    ana.until_last("Emma Clarke", "hello").await
}

fn deliveries(world: &World, text: &str) -> usize {
    let chat = world.sandbox.customer("Emma").chat().expect("chat");
    chat.messages.iter().filter(|m| m.text == text).count()
}

/// The connection is cut where it can't be known whether Meta took the message.
#[rstest]
#[case::before_it_was_taken(GraphFault::ResetBeforeAccept, 0)]
#[case::after_it_was_taken(GraphFault::ResetAfterAccept, 1)]
#[case::server_error_without_body(GraphFault::Http { status: 500, body: None, accepted: false }, 0)]
#[tokio::test]
async fn a_fault_in_the_dark_is_unknown_and_never_sent_again_by_itself(#[case] fault: GraphFault, #[case] delivered: usize) {
    let world = World::start().await;
    let ana = world.ana().await;
    let conversation = open_conversation(&world, &ana).await;
    // Statuses wait, so that nothing settles it yet.
    let statuses = world.sandbox.webhook_fault(UpdateFilter::Statuses, WebhookFault::Hold, None);
    let cut = world.sandbox.graph_fault(Some(Endpoint::Messages), fault, Some(1));
    let reply = ana.replies(&conversation.id, "ambiguous").await;
    let unknown = ana.until_state(&reply, MessageState::Unknown).await;
    world.sandbox.wait_until_fired(cut, 1).await.expect("the fault fired");
    let out = unknown.outgoing.expect("ours");
    assert!(out.can_retry, "the agent decides");
    assert!(out.problem.is_some_and(|p| p.message.contains("not certain")));
    assert_eq!(deliveries(&world, "ambiguous"), delivered);

    // A later message is not stuck behind it.
    let next = ana.replies(&conversation.id, "next").await;
    ana.until_message(&next, "is accepted", |m| m.outgoing.as_ref().is_some_and(|out| out.accepted_at_ms.is_some())).await;
    assert_eq!(deliveries(&world, "ambiguous"), delivered, "nothing was sent behind the agent's back");

    world.sandbox.release(statuses);
    if delivered == 1 {
        ana.until_state(&reply, MessageState::Delivered).await;
    } else {
        ana.until_state(&next, MessageState::Delivered).await;
        ana.session.retry_message(OneMessage { message_id: reply.id.clone() }).await.expect("the agent sends it again");
        ana.until_state(&reply, MessageState::Delivered).await;
        assert_eq!(deliveries(&world, "ambiguous"), 1);
    }
}

#[tokio::test]
async fn a_status_that_is_faster_than_the_answer_settles_it() {
    let world = World::start().await;
    let ana = world.ana().await;
    let conversation = open_conversation(&world, &ana).await;
    let hang = world.sandbox.graph_fault(Some(Endpoint::Messages), GraphFault::TimeoutAfterAccept, Some(1));
    let reply = ana.replies(&conversation.id, "no answer").await;
    ana.until_state(&reply, MessageState::Delivered).await;
    world.sandbox.wait_until_fired(hang, 1).await.expect("the fault fired");
    // The next one does not wait for the answer that never comes.
    let next = ana.replies(&conversation.id, "next").await;
    ana.until_state(&next, MessageState::Delivered).await;
    assert_eq!(deliveries(&world, "no answer"), 1);
}

/// Errors that say "not now" are tried again; the order within the conversation stays.
#[rstest]
#[case::throughput(130_429)]
#[case::service(131_016)]
#[tokio::test]
async fn passing_errors_are_tried_again_in_order(#[case] code: u32) {
    let world = World::start().await;
    let ana = world.ana().await;
    let conversation = open_conversation(&world, &ana).await;
    let busy = world.sandbox.graph_fault(Some(Endpoint::Messages), GraphFault::MetaError { code }, Some(1));
    let first = ana.replies(&conversation.id, "first").await;
    let second = ana.replies(&conversation.id, "second").await;
    ana.until_message(&first, "says why it waits", |m| {
        m.outgoing
            .as_ref()
            .is_some_and(|out| out.state == MessageState::Queued && out.problem.as_ref().is_some_and(|p| p.code == Some(i64::from(code))))
    })
    .await;
    ana.until_state(&second, MessageState::Delivered).await;
    ana.until_state(&first, MessageState::Delivered).await;
    world.sandbox.wait_until_fired(busy, 1).await.expect("the fault fired");
    let chat = world.sandbox.customer("Emma").chat().expect("chat");
    let texts: Vec<&str> = chat.messages.iter().map(|m| m.text.as_str()).filter(|t| *t != "hello").collect();
    assert_eq!(texts, ["first", "second"]);
}

#[tokio::test]
async fn a_dead_token_fails_in_words_and_the_retry_really_sends() {
    let world = World::start().await;
    let ana = world.ana().await;
    let conversation = open_conversation(&world, &ana).await;
    let dead = world.sandbox.graph_fault(Some(Endpoint::Messages), GraphFault::MetaError { code: 190 }, Some(1));
    let reply = ana.replies(&conversation.id, "hello Emma").await;
    let failed = ana.until_state(&reply, MessageState::Failed).await;
    world.sandbox.wait_until_fired(dead, 1).await.expect("the fault fired");
    let problem = failed.outgoing.and_then(|out| out.problem).expect("a reason");
    assert_eq!(problem.code, Some(190));
    assert!(problem.message.ends_with('.') && problem.message.len() > 20, "{}", problem.message);
    assert_eq!(deliveries(&world, "hello Emma"), 0);
    ana.session.retry_message(OneMessage { message_id: reply.id.clone() }).await.expect("again");
    ana.until_state(&reply, MessageState::Delivered).await;
    assert_eq!(deliveries(&world, "hello Emma"), 1);
}

#[tokio::test]
async fn a_failure_that_comes_by_webhook_is_shown() {
    let mut config = frontdesk_sandbox::SandboxConfig::test();
    config.refusal = frontdesk_sandbox::Refusal::ByWebhook;
    let world = World::with(config).await;
    let ana = world.ana().await;
    let conversation = open_conversation(&world, &ana).await;
    world.sandbox.advance_clock(std::time::Duration::from_secs(25 * 3600));
    let reply = ana.replies(&conversation.id, "too late by Meta's clock").await;
    let failed = ana.until_state(&reply, MessageState::Failed).await;
    assert_eq!(failed.outgoing.and_then(|out| out.problem).and_then(|p| p.code), Some(131047));
}
