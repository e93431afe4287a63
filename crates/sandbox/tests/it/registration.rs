//! Getting a number to work: codes, registration, PIN, name, the data of the phone's app.

use std::time::Duration;

use frontdesk_sandbox::{FIRST_NUMBER, GARDEN_NUMBER, NumberConfig, SandboxConfig, TokenConfig, WORKSHOPS_NUMBER, WORKSHOPS_PIN, WORKSHOPS_WABA};
use serde_json::{Value, json};

use crate::receiver::{Desk, error_code, text_to};

const UNVERIFIED: &str = "106540352243777";

async fn desk() -> Desk {
    let mut config = SandboxConfig::connecting();
    config.tokens.push(TokenConfig::full(frontdesk_sandbox::DEMO_TOKEN));
    config.accounts[1].subscribed = true;
    config.accounts[1].numbers.push(NumberConfig {
        registered: false,
        verified: false,
        ..NumberConfig::new(UNVERIFIED, "+34 910 55 01 50", "Casa Verde Seeds")
    });
    Desk::with(config).await
}

fn pin(pin: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "pin": pin })
}

async fn status(desk: &Desk, number: &str) -> String {
    desk.get(&format!("{number}?fields=status")).await.1["status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn a_number_with_a_pin_is_registered_with_that_pin() {
    let desk = desk().await;
    let path = format!("{WORKSHOPS_NUMBER}/register");
    assert_eq!(status(&desk, WORKSHOPS_NUMBER).await, "PENDING");
    assert_eq!(error_code(&desk.post(&format!("{WORKSHOPS_NUMBER}/messages"), text_to("+34612345678", "hi")).await.1), 133010);
    for (body, code) in [
        (json!({ "pin": WORKSHOPS_PIN }), 100),
        (json!({ "messaging_product": "whatsapp" }), 100),
        (pin("12345"), 100),
        (pin("abcdef"), 100),
        (json!({ "messaging_product": "whatsapp", "pin": WORKSHOPS_PIN, "data_localization_region": "ES" }), 100),
        (pin("000000"), 133005),
    ] {
        assert_eq!(error_code(&desk.post(&path, body.clone()).await.1), code, "{body}");
    }
    assert_eq!(desk.post(&path, pin(WORKSHOPS_PIN)).await, (200, json!({ "success": true })));
    assert_eq!(status(&desk, WORKSHOPS_NUMBER).await, "CONNECTED");
    // The PIN can be changed, and not switched off.
    assert_eq!(error_code(&desk.post(WORKSHOPS_NUMBER, json!({ "pin": "" })).await.1), 100);
    assert_eq!(desk.post(WORKSHOPS_NUMBER, json!({ "pin": "112233" })).await.0, 200);
    assert_eq!(error_code(&desk.post(&path, pin(WORKSHOPS_PIN)).await.1), 133005);
    assert_eq!(desk.post(&path, pin("112233")).await.0, 200);
    assert_eq!(desk.post(&format!("{WORKSHOPS_NUMBER}/deregister"), json!({})).await.0, 200);
    assert_eq!(error_code(&desk.post(&format!("{WORKSHOPS_NUMBER}/deregister"), json!({})).await.1), 133010);
}

#[tokio::test]
async fn wrong_pins_and_too_many_registrations_have_to_wait() {
    let desk = desk().await;
    let path = format!("{WORKSHOPS_NUMBER}/register");
    for _ in 0..3 {
        assert_eq!(error_code(&desk.post(&path, pin("000000")).await.1), 133005);
    }
    assert_eq!(error_code(&desk.post(&path, pin(WORKSHOPS_PIN)).await.1), 133009);
    for _ in 0..3 {
        desk.sandbox.advance_clock(Duration::from_secs(60));
        assert_eq!(error_code(&desk.post(&path, pin("000000")).await.1), 133005);
    }
    desk.sandbox.advance_clock(Duration::from_secs(60));
    let (_, answer) = desk.post(&path, pin(WORKSHOPS_PIN)).await;
    assert_eq!(error_code(&answer), 133008);
    assert!(answer["error"]["error_data"]["details"].as_str().expect("details").contains("Try again in "), "{answer}");
    desk.sandbox.advance_clock(Duration::from_secs(3_600));
    assert_eq!(desk.post(&path, pin(WORKSHOPS_PIN)).await.0, 200);
    assert_eq!(desk.post(&path, pin(WORKSHOPS_PIN)).await.0, 200);
    assert_eq!(error_code(&desk.post(&path, pin(WORKSHOPS_PIN)).await.1), 133016, "the eleventh in 72 hours");
    desk.sandbox.advance_clock(Duration::from_secs(72 * 3_600));
    assert_eq!(desk.post(&path, pin(WORKSHOPS_PIN)).await.0, 200);
}

#[tokio::test]
async fn an_unverified_number_needs_the_code_that_its_phone_shows() {
    let desk = desk().await;
    assert_eq!(status(&desk, UNVERIFIED).await, "UNVERIFIED");
    assert_eq!(error_code(&desk.post(&format!("{UNVERIFIED}/register"), pin("111111")).await.1), 133006);
    let ask = format!("{UNVERIFIED}/request_code");
    assert_eq!(error_code(&desk.post(&ask, json!({ "code_method": "PIGEON", "language": "en_US" })).await.1), 100);
    assert_eq!(error_code(&desk.post(&ask, json!({ "code_method": "SMS" })).await.1), 100);
    assert_eq!(desk.post(&ask, json!({ "code_method": "SMS", "language": "en_US" })).await, (200, json!({ "success": true })));
    let verify = format!("{UNVERIFIED}/verify_code");
    let (status, answer) = desk.post(&verify, json!({ "code": "0000000" })).await;
    assert_eq!((status, error_code(&answer), answer["error"]["error_subcode"].as_i64()), (400, 136025, Some(2388093)));
    assert!(answer["error"]["error_user_msg"].is_string());
    let code = desk.sandbox.phone_codes().remove(0).code;
    assert_eq!(desk.post(&verify, json!({ "code": code })).await.0, 200);
    assert_eq!(error_code(&desk.post(&ask, json!({ "code_method": "VOICE", "language": "en_US" })).await.1), 136024);
    // The first registration sets the PIN.
    assert_eq!(desk.post(&format!("{UNVERIFIED}/register"), pin("111111")).await.0, 200);
    assert_eq!(error_code(&desk.post(&format!("{UNVERIFIED}/register"), pin("222222")).await.1), 133005);
}

#[tokio::test]
async fn a_new_name_waits_for_review_and_is_told() {
    let desk = desk().await;
    assert_eq!(error_code(&desk.post(WORKSHOPS_NUMBER, json!({ "new_display_name": "x" })).await.1), 100);
    assert_eq!(desk.post(WORKSHOPS_NUMBER, json!({ "new_display_name": "Green Workshops" })).await.0, 200);
    let names = format!("{WORKSHOPS_NUMBER}?fields=verified_name,new_display_name,new_name_status,name_status");
    let (_, phone) = desk.get(&names).await;
    assert_eq!((phone["new_display_name"].as_str(), phone["new_name_status"].as_str()), (Some("Green Workshops"), Some("PENDING_REVIEW")));
    desk.sandbox.decide_name(WORKSHOPS_NUMBER, false).expect("there");
    let told = desk.receiver.change("phone_number_name_update").await;
    assert_eq!((told["value"]["decision"].as_str(), told["value"]["requested_verified_name"].as_str()), (Some("REJECTED"), Some("Green Workshops")));
    desk.sandbox.decide_name(WORKSHOPS_NUMBER, true).expect("there");
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    assert_eq!(desk.receiver.change("phone_number_name_update").await["value"]["rejection_reason"], Value::Null);
    let (_, phone) = desk.get(&names).await;
    assert_eq!(phone, json!({ "verified_name": "Green Workshops", "new_name_status": "NONE", "name_status": "APPROVED", "id": WORKSHOPS_NUMBER }));
}

#[tokio::test]
async fn quality_and_status_change_on_demand() {
    let desk = desk().await;
    let base = desk.sandbox.base_url().to_owned();
    desk.sandbox.set_quality(WORKSHOPS_NUMBER, "YELLOW").expect("there");
    let told = desk.receiver.change("phone_number_quality_update").await;
    assert_eq!(
        told["value"],
        json!({ "display_phone_number": "34910550130", "event": "FLAGGED", "max_daily_conversations_per_business": "TIER_2K" })
    );
    let entry = desk.receiver.posts().last().expect("a post").json()["entry"][0].clone();
    assert_eq!((entry["id"].as_str(), entry["time"].is_i64()), (Some(WORKSHOPS_WABA), true));
    let change = json!({ "quality": "RED", "status": "RESTRICTED", "throughput": "HIGH" });
    let answer = desk.http.patch(format!("{base}/_sandbox/numbers/{FIRST_NUMBER}")).json(&change).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let (_, phone) = desk.get(&format!("{FIRST_NUMBER}?fields=quality_rating,status,throughput,health_status")).await;
    assert_eq!((phone["quality_rating"].as_str(), phone["status"].as_str()), (Some("RED"), Some("RESTRICTED")));
    assert_eq!((phone["throughput"]["level"].as_str(), phone["health_status"]["can_send_message"].as_str()), (Some("HIGH"), Some("LIMITED")));
    desk.sandbox.set_number_status(FIRST_NUMBER, None).expect("there");
    assert_eq!(status(&desk, FIRST_NUMBER).await, "CONNECTED");
    let missing = desk.http.patch(format!("{base}/_sandbox/numbers/1")).json(&change).send().await.expect("an answer");
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_number_of_the_phones_app_is_synchronised_once_and_never_registered() {
    let desk = desk().await;
    assert_eq!(error_code(&desk.post(&format!("{GARDEN_NUMBER}/register"), pin("111111")).await.1), 100);
    assert_eq!(error_code(&desk.post(&format!("{GARDEN_NUMBER}/deregister"), json!({})).await.1), 100);
    let path = format!("{GARDEN_NUMBER}/smb_app_data");
    let sync = |kind: &str| json!({ "messaging_product": "whatsapp", "sync_type": kind });
    assert_eq!(error_code(&desk.post(&path, sync("gossip")).await.1), 100);
    assert_eq!(error_code(&desk.post(&format!("{WORKSHOPS_NUMBER}/smb_app_data"), sync("history")).await.1), 100);
    let (status, answer) = desk.post(&path, sync("smb_app_state_sync")).await;
    assert_eq!((status, answer["messaging_product"].as_str(), answer["request_id"].is_string()), (200, Some("whatsapp"), true));
    let contacts = desk.receiver.change("smb_app_state_sync").await;
    assert_eq!(contacts["value"]["state_sync"][0]["contact"]["full_name"], "Ana García");
    assert_eq!(desk.post(&path, sync("history")).await.0, 200);
    let chunks = desk
        .receiver
        .wait(|posts| {
            let found: Vec<Value> = posts.iter().flat_map(crate::receiver::Post::changes).filter(|change| change["field"] == "history").collect();
            (found.len() == 3).then_some(found)
        })
        .await;
    assert!(chunks.iter().any(|chunk| chunk["value"]["history"][0]["metadata"]["progress"] == 100));
    assert_eq!(error_code(&desk.post(&path, sync("history")).await.1), 2_593_107);
}
