//! Sends and reads through the Graph API.

use frontdesk_sandbox::{DEMO_TOKEN, FIRST_NUMBER, Progress, SandboxConfig, TokenConfig, TokenEnd, WABA};
use serde_json::{Value, json};

use crate::receiver::{Desk, error_code, text_to};

const ANA: &str = "+34 612 345 678";

#[tokio::test]
async fn a_text_is_accepted_and_reaches_the_phone() {
    let desk = Desk::start().await;
    desk.sandbox.customer("Ana").sends_text("Hola").expect("sent");
    let mut body = text_to(ANA, "¡Hola Ana!");
    body["biz_opaque_callback_data"] = json!("intent-1");
    let (status, answer) = desk.send(body).await;
    assert_eq!(status, 200);
    let wamid = answer["messages"][0]["id"].as_str().expect("a wamid");
    assert!(wamid.starts_with("wamid.HBgLMzQ2MTIzNDU2NzgVAgARGB"), "{wamid}");
    assert_eq!(
        answer,
        json!({
            "messaging_product": "whatsapp",
            "contacts": [{ "input": ANA, "wa_id": "34612345678", "user_id": answer["contacts"][0]["user_id"] }],
            "messages": [{ "id": wamid }],
        })
    );
    desk.sandbox.customer("Ana").wait_for_text("¡Hola Ana!").await.expect("on the phone");
    assert_eq!(desk.sandbox.deliveries_of("intent-1"), 1);
    let message = desk.sandbox.wait_for_delivery("intent-1").await.expect("delivered");
    assert_eq!(message.progress, Progress::Delivered);
}

#[tokio::test]
async fn recipients_are_found_in_any_spelling() {
    let desk = Desk::start().await;
    for who in ["Ana", "João", "Sofi", "Nico"] {
        desk.sandbox.customer(who).sends_text("hi").expect("sent");
    }
    for (to, wa_id) in [
        ("34612345678", "34612345678"),
        ("+34 (612) 345-678", "34612345678"),
        ("612345678", "34612345678"),
        ("+55 11 8765-4321", "5511987654321"),
        ("+525512345678", "5215512345678"),
    ] {
        let (status, answer) = desk.send_text(to, "hi").await;
        assert_eq!((status, answer["contacts"][0]["wa_id"].as_str()), (200, Some(wa_id)), "{to}");
        assert_eq!(answer["contacts"][0]["input"], to);
    }
    // A BSUID has its own parameter, and no number comes back.
    let (_, answer) =
        desk.send(json!({ "messaging_product": "whatsapp", "recipient": "US.13491208655302741918", "type": "text", "text": { "body": "hi" } })).await;
    assert_eq!(answer["contacts"], json!([{ "input": "US.13491208655302741918", "user_id": "US.13491208655302741918" }]));
    // In `to` its digits are taken for a phone number.
    let (status, answer) = desk.send_text("US.13491208655302741918", "hi").await;
    assert_eq!((status, error_code(&answer)), (400, 131026));
}

#[tokio::test]
async fn form_bodies_query_tokens_and_nested_json_strings_are_taken() {
    let desk = Desk::start().await;
    desk.sandbox.customer("Ana").sends_text("hi").expect("sent");
    let answer = desk
        .http
        .post(desk.url(&format!("{FIRST_NUMBER}/messages?access_token={DEMO_TOKEN}")))
        .form(&[("messaging_product", "whatsapp"), ("to", ANA), ("type", "text"), ("text", r#"{"body":"form"}"#)])
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["facebook-api-version"], "v22.0");
    desk.sandbox.customer("Ana").wait_for_text("form").await.expect("on the phone");
    let log = format!("{:?}", desk.sandbox.calls());
    assert!(!log.contains(DEMO_TOKEN), "no token in the log");
}

#[tokio::test]
async fn wrong_bodies_get_metas_errors() {
    let desk = Desk::start().await;
    desk.sandbox.customer("Ana").sends_text("hi").expect("sent");
    let with = |key: &str, value: Value| {
        let mut body = text_to(ANA, "hi");
        body[key] = value;
        body
    };
    let without = |key: &str| {
        let mut body = text_to(ANA, "hi");
        body.as_object_mut().expect("an object").remove(key);
        body
    };
    for (body, status, code) in [
        (without("messaging_product"), 400, 100),
        (without("to"), 400, 100),
        (without("text"), 400, 131008),
        (with("text", json!({ "body": "x".repeat(4_097) })), 400, 100),
        (with("text", json!({})), 400, 100),
        (with("text", json!("plain")), 400, 100),
        (with("type", json!("hologram")), 400, 131051),
        (with("type", json!("image")), 400, 131008),
        (with("to", json!("nobody")), 400, 131009),
        (with("to", json!("+34 910 55 01 10")), 400, 131021),
        (with("to", json!("+1 999 999 9999")), 400, 131026),
        (with("recipient_type", json!("planet")), 400, 100),
        (with("biz_opaque_callback_data", json!("x".repeat(513))), 400, 100),
        (with("context", json!({})), 400, 100),
    ] {
        let (answered, answer) = desk.send(body.clone()).await;
        assert_eq!((answered, error_code(&answer)), (status, code), "{body} -> {answer}");
        assert!(answer["error"]["fbtrace_id"].is_string());
    }
    let (_, answer) = desk.send(with("text", json!({ "body": "x".repeat(4_097) }))).await;
    assert_eq!(answer["error"]["error_data"]["details"], "Param text['body'] must be at most 4096 characters long.");
    let (status, _) = desk.send(with("text", json!({ "body": "x".repeat(4_096), "preview_url": true }))).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn every_message_type_of_the_reference_is_taken() {
    let desk = Desk::start().await;
    let asked = desk.sandbox.customer("Ana").sends_text("hi").expect("sent");
    for (kind, content) in [
        ("image", json!({ "link": "https://example.com/a.jpg", "caption": "Monstera" })),
        ("video", json!({ "id": "1037543291543636" })),
        ("audio", json!({ "id": "1037543291543636", "voice": true })),
        ("document", json!({ "id": "1037543291543636", "filename": "price-list.pdf" })),
        ("sticker", json!({ "id": "1037543291543636" })),
        ("location", json!({ "latitude": 40.41, "longitude": "-3.70", "name": "Casa Verde" })),
        ("contacts", json!([{ "name": { "formatted_name": "Marta Ruiz", "first_name": "Marta" } }])),
        ("reaction", json!({ "message_id": asked, "emoji": "💚" })),
        ("interactive", json!({ "type": "button", "body": { "text": "Which one?" }, "action": "{\"buttons\":[]}" })),
        (
            "template",
            json!({ "name": "order_ready", "language": { "code": "es" }, "components": [
            { "type": "body", "parameters": [{ "type": "text", "text": "Ana" }, { "type": "text", "text": "CV-7" }] },
        ] }),
        ),
    ] {
        let mut body = json!({ "messaging_product": "whatsapp", "to": ANA, "type": kind });
        body[kind] = content;
        let wamid = desk.sent(body).await;
        let shown = desk.sandbox.wait_for_progress(&wamid, Progress::Sent).await.expect("sent");
        assert!(!shown.text.is_empty(), "{kind} shows something");
    }
    desk.sandbox
        .customer("Ana")
        .wait_for_text("Hola Ana, tu pedido CV-7 está listo para recoger en la tienda.")
        .await
        .expect("the filled-in template");
}

#[tokio::test]
async fn reading_marks_all_earlier_messages_and_typing_shows() {
    let desk = Desk::start().await;
    let ana = desk.sandbox.customer("Ana");
    let first = ana.sends_text("one").expect("sent");
    let second = ana.sends_text("two").expect("sent");
    let body = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": second, "typing_indicator": { "type": "text" } });
    assert_eq!(desk.send(body).await, (200, json!({ "success": true })));
    ana.wait_for_ticks(&first, Progress::Read).await.expect("read");
    assert!(ana.chat().expect("a chat").business_is_typing);
    desk.send_text(ANA, "hello").await;
    assert!(!ana.chat().expect("a chat").business_is_typing);
    let unknown = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.no" });
    assert_eq!(error_code(&desk.send(unknown).await.1), 131009);
}

#[tokio::test]
async fn tokens_decide_what_a_caller_may() {
    let mut config = SandboxConfig::test();
    config.tokens.push(SandboxConfig::expired_token("old"));
    config.tokens.push(TokenConfig { ended: Some(TokenEnd::PasswordChanged), ..TokenConfig::full("gone") });
    config.tokens.push(TokenConfig { scopes: vec!["whatsapp_business_management".into()], ..TokenConfig::full("reader") });
    config.tokens.push(TokenConfig { accounts: Some(vec!["1".into()]), ..TokenConfig::full("elsewhere") });
    let desk = Desk::with(config).await;
    desk.sandbox.customer("Ana").sends_text("hi").expect("sent");
    for (token, status, code, subcode) in [
        ("nonsense", 401, 190, None),
        ("old", 401, 190, Some(463)),
        ("gone", 401, 190, Some(460)),
        ("reader", 403, 10, None),
        ("elsewhere", 403, 200, None),
    ] {
        let answer = desk
            .http
            .post(desk.url(&format!("{FIRST_NUMBER}/messages")))
            .header("authorization", format!("OAuth {token}"))
            .json(&text_to(ANA, "hi"))
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{token}");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!((error_code(&body), body["error"]["error_subcode"].as_i64()), (code, subcode), "{token}");
    }
    let answer = desk.http.get(desk.url("me")).send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn nodes_lists_and_tokens_can_be_read() {
    let desk = Desk::start().await;
    let (status, phone) = desk.get(&format!("{FIRST_NUMBER}?fields=display_phone_number,throughput{{level}},status")).await;
    assert_eq!(status, 200);
    assert_eq!(
        phone,
        json!({ "display_phone_number": "+34 910 55 01 10", "throughput": { "level": "STANDARD" }, "status": "CONNECTED", "id": FIRST_NUMBER })
    );
    let (status, answer) = desk.get(&format!("{FIRST_NUMBER}?fields=shoe_size")).await;
    assert_eq!((status, error_code(&answer)), (400, 100));
    let (_, account) = desk.get(WABA).await;
    assert_eq!(account["name"], "Casa Verde");
    let (_, first_page) = desk.get(&format!("{WABA}/phone_numbers?limit=1&fields=id")).await;
    assert_eq!(first_page["data"], json!([{ "id": FIRST_NUMBER }]));
    let next = first_page["paging"]["next"].as_str().expect("a next page");
    let second_page: Value = desk.http.get(next).bearer_auth(DEMO_TOKEN).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(second_page["data"].as_array().map(Vec::len), Some(1));
    assert!(second_page["paging"].get("next").is_none());

    let (status, answer) = desk.get("454545").await;
    assert_eq!((status, error_code(&answer), answer["error"]["error_subcode"].as_i64()), (400, 100, Some(33)));
    let (_, me) = desk.get("me?fields=client_business_id").await;
    assert_eq!(me["client_business_id"], "2729063490586005");
    let (_, token) = desk.get(&format!("debug_token?input_token={DEMO_TOKEN}")).await;
    assert_eq!(token["data"]["is_valid"], true);
    assert_eq!(token["data"]["expires_at"], 0);
    let (_, token) = desk.get("debug_token?input_token=nonsense").await;
    assert_eq!(token["data"]["is_valid"], false);
}

#[tokio::test]
async fn versions_outside_16_to_26_and_unknown_paths_are_refused() {
    let desk = Desk::start().await;
    for (path, status) in
        [("v16.0/me", 200), ("v26.0/me", 200), ("me", 200), ("v15.0/me", 400), ("v27.0/me", 400), ("v22.5/me", 400), ("v22.0/no/such", 400)]
    {
        let url = format!("{}/{path}", desk.sandbox.base_url());
        let answer = desk.http.get(url).bearer_auth(DEMO_TOKEN).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
}

/// What an independent client (pywa) relies on beyond the reference.
#[tokio::test]
async fn independent_clients_find_what_they_rely_on() {
    let desk = Desk::start().await;
    // It adds the app token as a parameter beside its own header: the parameter counts.
    let app_token = format!("670843887433847|{}", frontdesk_sandbox::DEMO_APP_SECRET);
    let answer = desk
        .http
        .get(desk.url("670843887433847/subscriptions"))
        .query(&[("access_token", &app_token)])
        .bearer_auth(DEMO_TOKEN)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200);
    let (_, profile) = desk.get(&format!("{FIRST_NUMBER}/whatsapp_business_profile?fields=about,vertical")).await;
    assert_eq!(profile["data"][0]["vertical"], "OTHER");
    let (_, templates) = desk.get(&format!("{WABA}/message_templates?summary=total_count")).await;
    assert_eq!(templates["summary"]["total_count"], 3);
    assert_eq!(templates["data"][1]["components"][0]["example"]["body_text"][0].as_array().map(Vec::len), Some(2));
    let (status, _) = desk.get(&format!("{FIRST_NUMBER}?fields=certificate,new_certificate,conversational_automation")).await;
    assert_eq!(status, 200);
    let (_, account) = desk.get(&format!("{WABA}?fields=subscribed_apps")).await;
    assert_eq!(account["subscribed_apps"]["data"].as_array().map(Vec::len), Some(1));
}
