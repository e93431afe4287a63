//! Each failure on demand does what it says, and counts.

use frontdesk_sandbox::{Endpoint, GraphFault, Progress, RuleId, UpdateFilter, WebhookFault};
use serde_json::json;

use crate::receiver::{Desk, error_code, text_to};

const ANA: &str = "+34612345678";

async fn desk() -> Desk {
    let desk = Desk::start().await;
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    desk
}

fn once(desk: &Desk, fault: GraphFault) -> RuleId {
    desk.sandbox.graph_fault(Some(Endpoint::Messages), fault, Some(1))
}

/// Sends with callback data.
async fn try_send(desk: &Desk, data: &str) -> Result<(u16, String), reqwest::Error> {
    let mut body = text_to(ANA, data);
    body["biz_opaque_callback_data"] = json!(data);
    let answer = desk
        .http
        .post(desk.url(&format!("{}/messages", frontdesk_sandbox::FIRST_NUMBER)))
        .bearer_auth(frontdesk_sandbox::DEMO_TOKEN)
        .json(&body)
        .send()
        .await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

/// Sends, and gives up once the rule has struck: no answer may have come by then.
async fn unanswered(desk: &Desk, data: &str, rule: RuleId) {
    let what = format!("the call {data} to hang");
    tokio::select! {
        answer = try_send(desk, data) => panic!("answered: {answer:?}"),
        struck = desk.sandbox.wait_until(&what, |sandbox| {
            (sandbox.fired(rule) == 1 && sandbox.calls().last().is_some_and(|call| call.fault.is_some())).then_some(())
        }) => struck.expect("struck"),
    }
    assert_eq!(desk.sandbox.calls().last().expect("logged").status, None);
}

#[tokio::test]
async fn timeouts_before_and_after_acceptance() {
    let desk = desk().await;
    let before = once(&desk, GraphFault::TimeoutBeforeAccept);
    unanswered(&desk, "before", before).await;
    assert_eq!(desk.sandbox.accepted_of("before").len(), 0);
    let after = once(&desk, GraphFault::TimeoutAfterAccept);
    unanswered(&desk, "after", after).await;
    assert_eq!(desk.sandbox.deliveries_of("after"), 1);
    assert_eq!(desk.sandbox.calls().last().expect("logged").fault, Some(GraphFault::TimeoutAfterAccept));
    assert_eq!(try_send(&desk, "fine").await.expect("an answer").0, 200);
}

#[tokio::test]
async fn resets_before_and_after_acceptance() {
    let desk = desk().await;
    let before = once(&desk, GraphFault::ResetBeforeAccept);
    let error = try_send(&desk, "before").await.expect_err("no answer");
    assert!(!error.is_timeout(), "{error:?}");
    assert!(format!("{error:?}").to_lowercase().contains("reset"), "{error:?}");
    assert_eq!((desk.sandbox.fired(before), desk.sandbox.accepted_of("before").len()), (1, 0));
    let after = once(&desk, GraphFault::ResetAfterAccept);
    assert!(!try_send(&desk, "after").await.expect_err("no answer").is_timeout());
    assert_eq!((desk.sandbox.fired(after), desk.sandbox.deliveries_of("after")), (1, 1));
}

#[tokio::test]
async fn http_errors_with_and_without_body() {
    let desk = desk().await;
    let bare = once(&desk, GraphFault::Http { status: 503, body: None, accepted: false });
    assert_eq!(try_send(&desk, "a").await.expect("an answer"), (503, String::new()));
    let worded = once(&desk, GraphFault::Http { status: 502, body: Some("<html>Bad gateway</html>".into()), accepted: false });
    assert_eq!(try_send(&desk, "b").await.expect("an answer"), (502, "<html>Bad gateway</html>".into()));
    let done = once(&desk, GraphFault::Http { status: 500, body: None, accepted: true });
    assert_eq!(try_send(&desk, "c").await.expect("an answer").0, 500);
    assert_eq!(desk.sandbox.deliveries_of("a") + desk.sandbox.deliveries_of("b"), 0);
    assert_eq!(desk.sandbox.deliveries_of("c"), 1);
    assert_eq!([bare, worded, done].map(|rule| desk.sandbox.fired(rule)), [1, 1, 1]);
    let many = once(&desk, GraphFault::TooManyRequests);
    assert_eq!(try_send(&desk, "d").await.expect("an answer").0, 429);
    assert_eq!(desk.sandbox.fired(many), 1);
}

#[tokio::test]
async fn metas_errors_slow_answers_and_late_failures() {
    let desk = desk().await;
    let rule = desk.sandbox.graph_fault(None, GraphFault::MetaError { code: 131016 }, Some(2));
    for _ in 0..2 {
        let (status, answer) = desk.send(text_to(ANA, "hi")).await;
        assert_eq!((status, error_code(&answer)), (500, 131016));
        assert_eq!(answer["error"]["is_transient"], true);
    }
    assert_eq!(desk.sandbox.fired(rule), 2);
    let slow = once(&desk, GraphFault::Slow { ms: 30 });
    assert_eq!(desk.send(text_to(ANA, "hi")).await.0, 200);
    assert_eq!(desk.sandbox.fired(slow), 1);
    let later = once(&desk, GraphFault::FailsLater { code: 131026 });
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    let failed = desk.receiver.status(&wamid, "failed").await;
    assert_eq!(failed["errors"][0]["code"], 131026);
    assert_eq!(desk.sandbox.fired(later), 1);
    assert_eq!(desk.sandbox.message(&wamid).expect("there").progress, Progress::Failed);
}

#[tokio::test]
async fn a_fault_after_acceptance_waits_for_an_accepted_call() {
    let desk = desk().await;
    let rule = once(&desk, GraphFault::TimeoutAfterAccept);
    assert_eq!(error_code(&desk.send(text_to("+19999999999", "hi")).await.1), 131026);
    assert_eq!(desk.sandbox.fired(rule), 0);
    unanswered(&desk, "x", rule).await;
}

#[tokio::test]
async fn webhooks_are_duplicated_reordered_delayed_and_held() {
    let desk = desk().await;
    let ana = desk.sandbox.customer("Ana");
    let twice = desk.sandbox.webhook_fault(UpdateFilter::Messages, WebhookFault::Duplicate { extra: 2 }, Some(1));
    let wamid = ana.sends_text("thrice").expect("sent");
    desk.receiver
        .wait(|posts| {
            let copies = posts.iter().flat_map(|post| post.items("messages")).filter(|item| item["id"] == wamid).count();
            (copies == 3).then_some(())
        })
        .await;
    assert_eq!(desk.sandbox.fired(twice), 1);

    let late = desk.sandbox.webhook_fault(UpdateFilter::Messages, WebhookFault::Delay { ms: 20 }, Some(1));
    let wamid = ana.sends_text("late").expect("sent");
    desk.receiver.message(&wamid).await;
    assert_eq!(desk.sandbox.fired(late), 1);

    let held = desk.sandbox.webhook_fault(UpdateFilter::Status(Progress::Delivered), WebhookFault::Hold, None);
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    desk.receiver.status(&wamid, "sent").await;
    desk.sandbox.wait_until_fired(held, 1).await.expect("held");
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    let told = desk.receiver.posts().iter().flat_map(|post| post.items("statuses")).filter(|item| item["id"] == wamid).count();
    assert_eq!(told, 1, "only sent");
    desk.sandbox.release(held);
    desk.receiver.status(&wamid, "delivered").await;

    let mixed = desk.sandbox.webhook_fault(UpdateFilter::Messages, WebhookFault::Reorder { group: 3 }, Some(3));
    ana.sends_text("1").expect("sent");
    ana.sends_text("2").expect("sent");
    assert_eq!(desk.sandbox.fired(mixed), 0);
    ana.sends_text("3").expect("sent");
    assert_eq!(desk.sandbox.fired(mixed), 1);
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
}
