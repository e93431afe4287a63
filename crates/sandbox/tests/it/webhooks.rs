//! Signature, repetition, batches, destinations.

use axum::http::StatusCode;
use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_VERIFY_TOKEN, Progress, SandboxConfig, WABA, WebhookState};
use serde_json::json;

use crate::receiver::{Desk, Receiver, error_code};

#[tokio::test]
async fn a_webhook_is_ascii_with_escaped_slashes() {
    let desk = Desk::start().await;
    let wamid = desk.sandbox.customer("Jürgen").sends_text("Grüße 😀 http://x").expect("sent");
    desk.receiver.message(&wamid).await;
    let post = desk.receiver.posts().remove(0);
    let text = std::str::from_utf8(&post.body).expect("ASCII");
    assert!(text.is_ascii());
    assert!(text.contains(r"Gr\u00fc\u00dfe \ud83d\ude00 http:\/\/x"), "{text}");
    assert_eq!(post.headers["content-type"], "application/json");
    assert_eq!(post.headers["user-agent"], "facebookexternalua");
}

#[tokio::test]
async fn what_is_not_answered_with_200_comes_again_with_the_same_bytes() {
    let desk = Desk::start().await;
    desk.receiver.answers(StatusCode::SERVICE_UNAVAILABLE);
    let ana = desk.sandbox.customer("Ana");
    let wamid = ana.sends_text("hola").expect("sent");
    let tries = desk.receiver.wait(|posts| (posts.len() >= 3).then(|| posts.to_vec())).await;
    assert!(tries.iter().all(|post| post.body == tries[0].body));
    assert_eq!(desk.sandbox.message(&wamid).expect("there").progress, Progress::Sent);
    // 201 is not 200.
    desk.receiver.answers(StatusCode::CREATED);
    let seen = desk.receiver.posts().len();
    desk.receiver.wait(|posts| (posts.len() > seen + 1).then_some(())).await;
    desk.receiver.answers(StatusCode::OK);
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    ana.wait_for_ticks(&wamid, Progress::Delivered).await.expect("two ticks");
    let log = desk.sandbox.webhook_log();
    assert_eq!(log[0].state, WebhookState::Delivered);
    assert!(log[0].attempts.len() >= 4);
}

#[tokio::test]
async fn a_receiver_that_is_down_loses_nothing_and_a_backlog_comes_in_batches() {
    let mut config = SandboxConfig::test();
    config.webhooks.concurrency = 1;
    config.limits = frontdesk_sandbox::Limits::NONE;
    let desk = Desk::with(config).await;
    let ana = desk.sandbox.customer("Ana");
    let sent: Vec<String> = (0..500).map(|n| ana.sends_text(&format!("n{n}")).expect("sent")).collect();
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    let posts = desk.receiver.posts();
    let got: Vec<String> = posts.iter().flat_map(|post| post.items("messages")).map(|item| item["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(got.len(), 500);
    assert!(sent.iter().all(|wamid| got.contains(wamid)));
    assert!(posts.len() < 500, "{} posts", posts.len());
}

#[tokio::test]
async fn without_a_subscription_nothing_comes() {
    let desk = Desk::start().await;
    let answer =
        desk.http.delete(desk.url(&format!("{WABA}/subscribed_apps"))).bearer_auth(frontdesk_sandbox::DEMO_TOKEN).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(desk.get(&format!("{WABA}/subscribed_apps")).await.1, json!({ "data": [] }));
    desk.sandbox.customer("Ana").sends_text("lost").expect("sent");
    assert_eq!(desk.post(&format!("{WABA}/subscribed_apps"), json!({})).await, (200, json!({ "success": true })));
    let (_, list) = desk.get(&format!("{WABA}/subscribed_apps")).await;
    assert_eq!(list["data"][0]["whatsapp_business_api_data"]["name"], "Frontdesk");
    let wamid = desk.sandbox.customer("Ana").sends_text("kept").expect("sent");
    desk.receiver.message(&wamid).await;
    assert_eq!(desk.receiver.posts().len(), 1);
}

#[tokio::test]
async fn addresses_are_verified_and_overrides_win() {
    let desk = Desk::start().await;
    let other = Receiver::start().await;
    let path = format!("{WABA}/subscribed_apps");
    let wrong = json!({ "override_callback_uri": other.url, "verify_token": "wrong" });
    let (status, answer) = desk.post(&path, wrong).await;
    assert_eq!((status, error_code(&answer)), (400, 2200));
    let right = json!({ "override_callback_uri": other.url, "verify_token": DEMO_VERIFY_TOKEN });
    assert_eq!(desk.post(&path, right).await.0, 200);
    let wamid = desk.sandbox.customer("Ana").sends_text("there").expect("sent");
    other.message(&wamid).await;
    // Subscribing without an override takes it away.
    desk.post(&path, json!({})).await;
    let wamid = desk.sandbox.customer("Ana").sends_text("here").expect("sent");
    desk.receiver.message(&wamid).await;

    // The app's own address, with the app token.
    let app = "670843887433847";
    let answer = desk
        .http
        .post(desk.url(&format!("{app}/subscriptions")))
        .form(&[
            ("object", "whatsapp_business_account"),
            ("callback_url", other.url.as_str()),
            ("verify_token", DEMO_VERIFY_TOKEN),
            ("fields", "messages"),
            ("access_token", &format!("{app}|{DEMO_APP_SECRET}")),
        ])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    let wamid = desk.sandbox.customer("Ana").sends_text("there again").expect("sent");
    other.message(&wamid).await;
}
