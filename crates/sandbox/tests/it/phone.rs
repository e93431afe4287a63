//! The customer's phone: ticks, network, receipts, and the page.

use frontdesk_sandbox::{CustomerConfig, FIRST_NUMBER, Pace, Progress, SECOND_NUMBER, SandboxConfig};
use serde_json::{Value, json};

use crate::receiver::{Desk, text_to};

const ANA: &str = "+34612345678";

#[tokio::test]
async fn ticks_follow_network_chat_and_receipts() {
    let desk = Desk::start().await;
    let ana = desk.sandbox.customer("Ana");
    ana.sends_text("hola").expect("sent");
    ana.goes_offline().expect("set");
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    desk.receiver.status(&wamid, "sent").await;
    assert!(ana.chat().expect("a chat").messages.iter().all(|message| message.wamid != wamid), "not on the phone");
    ana.goes_online().expect("set");
    desk.receiver.status(&wamid, "delivered").await;
    assert_eq!(ana.chat().expect("a chat").unseen, 1);
    ana.opens_chat().expect("opened");
    desk.receiver.status(&wamid, "read").await;

    // An open chat reads at once; without receipts nobody is told.
    let second = desk.sent(text_to(ANA, "still there?")).await;
    desk.receiver.status(&second, "read").await;
    ana.shows_read_receipts(false).expect("set");
    let third = desk.sent(text_to(ANA, "hello?")).await;
    let message = desk.sandbox.wait_for_progress(&third, Progress::Delivered).await.expect("delivered");
    assert!(message.seen);
    assert_eq!(message.progress, Progress::Delivered);
}

#[tokio::test]
async fn each_number_has_its_own_chat_and_window() {
    let desk = Desk::start().await;
    let emma = desk.sandbox.customer("Emma").on(SECOND_NUMBER);
    emma.sends_text("hi").expect("sent");
    assert_eq!(desk.send_text("+447700900123", "no window here").await.0, 400);
    let (status, _) = desk.post(&format!("{SECOND_NUMBER}/messages"), text_to("+447700900123", "hello")).await;
    assert_eq!(status, 200);
    emma.wait_for_text("hello").await.expect("on the phone");
    assert!(desk.sandbox.customer("Emma").on(FIRST_NUMBER).chat().expect("a chat").messages.is_empty());
}

#[tokio::test]
async fn at_a_watchable_pace_the_ticks_come_one_after_the_other() {
    let desk = Desk::with(SandboxConfig {
        pace: Pace {
            sent: std::time::Duration::from_millis(5),
            delivered: std::time::Duration::from_millis(5),
            read: std::time::Duration::from_millis(5),
        },
        ..SandboxConfig::test()
    })
    .await;
    let ana = desk.sandbox.customer("Ana");
    ana.sends_text("hola").expect("sent");
    ana.opens_chat().expect("opened");
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    for status in ["sent", "delivered", "read"] {
        desk.receiver.status(&wamid, status).await;
    }
}

#[tokio::test]
async fn the_demo_tells_two_days() {
    let desk = Desk::start().await;
    desk.sandbox.play_demo().expect("played");
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    let items: Vec<Value> = desk.receiver.posts().iter().flat_map(|post| post.items("messages")).collect();
    assert!(items.len() >= 15);
    // Jürgen wrote almost two days ago: his window has closed. Ana's is open.
    assert_eq!(desk.send_text("+4915123456789", "hallo").await.0, 400);
    assert_eq!(desk.send_text(ANA, "hola").await.0, 200);
    assert_eq!(desk.sandbox.play_next_line().expect("played"), "Ana García");
    assert_eq!(desk.sandbox.play_next_line().expect("played"), "Sofi 🌵✨");
}

#[tokio::test]
async fn the_control_api_does_what_the_page_needs() {
    let desk = Desk::start().await;
    let base = desk.sandbox.base_url().to_owned();
    let mia: Value = desk
        .http
        .post(format!("{base}/_sandbox/customers"))
        .json(&json!({ "name": "Mia", "wa_id": "+49 170 1234567" }))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let chat = format!("{base}/_sandbox/chats/{}/{FIRST_NUMBER}", mia["id"]);
    let sent: Value =
        desk.http.post(format!("{chat}/messages")).json(&json!({ "text": "Hallo" })).send().await.expect("an answer").json().await.expect("JSON");
    desk.receiver.message(sent["wamid"].as_str().expect("a wamid")).await;
    desk.http.post(format!("{chat}/open")).send().await.expect("an answer");
    let wamid = desk.sent(text_to("+491701234567", "Guten Tag")).await;
    desk.receiver.status(&wamid, "read").await;
    let view: Value = desk.http.get(&chat).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(view["messages"].as_array().map(Vec::len), Some(2));
    let rule = json!({ "on": "graph", "endpoint": "messages", "fault": { "kind": "meta_error", "code": 131000 }, "times": 1 });
    desk.http.post(format!("{base}/_sandbox/knobs")).json(&rule).send().await.expect("an answer");
    assert_eq!(desk.send_text("+491701234567", "x").await.0, 500);
    let rules: Value = desk.http.get(format!("{base}/_sandbox/knobs")).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(rules[0]["fired"], 1);
    let refused = desk.http.post(format!("{base}/_sandbox/customers")).json(&json!({ "name": "Mia", "wa_id": "12" })).send().await;
    assert_eq!(refused.expect("an answer").status(), 422);
}

#[tokio::test]
async fn a_customer_who_hides_the_number_can_be_written_to() {
    let desk = Desk::start().await;
    let zoe =
        desk.sandbox.add_customer(CustomerConfig { hides_number: true, username: Some("zoe".into()), ..CustomerConfig::new("Zoe", "14155550123") });
    let wamid = zoe.sends_text("hi").expect("sent");
    let message = desk.receiver.message(&wamid).await;
    assert!(message.get("from").is_none());
    let user_id = message["from_user_id"].as_str().expect("a BSUID").to_owned();
    let body = json!({ "messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": { "body": "hello" } });
    let wamid = desk.sent(body).await;
    let status = desk.receiver.status(&wamid, "delivered").await;
    assert!(status.get("recipient_id").is_none());
    assert_eq!(status["recipient_user_id"].as_str(), Some(user_id.as_str()));
}

#[tokio::test]
async fn the_page_is_served_under_a_strict_policy() {
    let desk = Desk::start().await;
    let answer = desk.http.get(desk.sandbox.phone_url()).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'"));
    let page = answer.text().await.expect("text");
    assert!(!page.contains("https://") && !page.contains("http://"), "nothing from elsewhere");
    for asset in ["phone.css", "app.js", "server.js", "draw.js", "format.js"] {
        let answer = desk.http.get(format!("{}/phone/{asset}", desk.sandbox.base_url())).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{asset}");
        assert!(!answer.text().await.expect("text").contains("innerHTML"));
    }
}
