//! The 24-hour window, throughput and pair limits.

use std::time::Duration;

use frontdesk_sandbox::{Limits, PairLimit, Refusal, SandboxConfig};
use serde_json::json;

use crate::receiver::{Desk, error_code};

const ANA: &str = "+34612345678";

#[tokio::test]
async fn free_text_needs_an_open_window() {
    let desk = Desk::start().await;
    let (status, answer) = desk.send_text(ANA, "hi").await;
    assert_eq!((status, error_code(&answer)), (400, 131047));
    assert_eq!(
        answer["error"]["error_data"],
        json!({
            "messaging_product": "whatsapp",
            "details": "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
        })
    );
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    assert_eq!(desk.send_text(ANA, "hi").await.0, 200);
    desk.sandbox.advance_clock(Duration::from_secs(86_401));
    assert_eq!(error_code(&desk.send_text(ANA, "hi").await.1), 131047);
    // A template may go.
    let template = json!({ "messaging_product": "whatsapp", "to": ANA, "type": "template", "template": { "name": "hello_world", "language": { "code": "en_US" } } });
    let (status, answer) = desk.send(template).await;
    assert_eq!((status, answer["messages"][0]["message_status"].as_str()), (200, Some("accepted")));
}

#[tokio::test]
async fn a_closed_window_can_also_be_told_by_webhook() {
    let desk = Desk::start().await;
    desk.sandbox.set_refusal(Refusal::ByWebhook);
    let (status, answer) = desk.send_text(ANA, "hi").await;
    assert_eq!(status, 200);
    let wamid = answer["messages"][0]["id"].as_str().expect("a wamid");
    let failed = desk.receiver.status(wamid, "failed").await;
    assert_eq!(failed["errors"][0]["code"], 131047);
    assert!(failed["errors"][0]["error_data"]["details"].is_string());
}

#[tokio::test]
async fn the_46th_message_to_one_user_waits_its_turn() {
    let desk = Desk::with(SandboxConfig {
        limits: Limits { per_number_per_second: None, pair: Some(PairLimit { every: Duration::from_secs(6), burst: 45 }) },
        ..SandboxConfig::test()
    })
    .await;
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    desk.sandbox.customer("Emma").sends_text("hi").expect("sent");
    for _ in 0..45 {
        assert_eq!(desk.send_text(ANA, "hi").await.0, 200);
    }
    let (status, answer) = desk.send_text(ANA, "hi").await;
    assert_eq!((status, error_code(&answer)), (400, 131056));
    assert_eq!(desk.send_text("+447700900123", "hi").await.0, 200, "others are not affected");
    desk.sandbox.advance_clock(Duration::from_secs(6));
    assert_eq!(desk.send_text(ANA, "hi").await.0, 200);
}

#[tokio::test]
async fn a_number_has_a_throughput() {
    let desk = Desk::with(SandboxConfig { limits: Limits { per_number_per_second: Some(3), pair: None }, ..SandboxConfig::test() }).await;
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    let mut codes = Vec::new();
    for _ in 0..40 {
        codes.push(error_code(&desk.send_text(ANA, "hi").await.1));
    }
    assert!(codes.contains(&130429), "{codes:?}");
    desk.sandbox.advance_clock(Duration::from_secs(1));
    assert_eq!(desk.send_text(ANA, "hi").await.0, 200);
}
