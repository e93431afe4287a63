//! Our answers and webhooks have exactly the keys of the published ones; every difference is named with its reason.

use std::collections::BTreeSet;

use frontdesk_sandbox::{CustomerConfig, DEMO_TOKEN, FIRST_NUMBER, SandboxConfig, TokenConfig, WABA};
use serde_json::{Value, json};

use crate::receiver::{Desk, Post, text_to};

const ANA: &str = "+34612345678";

fn fixture(path: &str) -> Value {
    let file = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).expect("a fixture is JSON")
}

/// Every key's path with its value's type; items of a list share one path.
fn shape(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    walk(value, &format!("{path}.{key}"), found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{path}[]"), found)),
            Value::String(_) => drop(found.insert(format!("{path}: string"))),
            Value::Number(_) => drop(found.insert(format!("{path}: number"))),
            Value::Bool(_) => drop(found.insert(format!("{path}: bool"))),
            Value::Null => drop(found.insert(format!("{path}: null"))),
        }
    }
    let mut found = BTreeSet::new();
    walk(value, "", &mut found);
    found
}

/// Compares with a published payload. `only_ours` and `only_theirs` name the last keys that may differ.
fn assert_shape(ours: &Value, published: &str, only_ours: &[&str], only_theirs: &[&str]) {
    let (our_shape, their_shape) = (shape(ours), shape(&fixture(published)));
    let odd = |extra: Vec<&String>, allowed: &[&str]| -> Vec<String> {
        extra
            .into_iter()
            .filter(|path| {
                !allowed
                    .iter()
                    .any(|key| path.contains(&format!(".{key}:")) || path.contains(&format!(".{key}[")) || path.contains(&format!(".{key}.")))
            })
            .cloned()
            .collect()
    };
    let extra = odd(our_shape.difference(&their_shape).collect(), only_ours);
    let missing = odd(their_shape.difference(&our_shape).collect(), only_theirs);
    assert!(extra.is_empty() && missing.is_empty(), "{published}\nonly ours: {extra:#?}\nonly theirs: {missing:#?}\n{ours:#}");
}

async fn post_with(desk: &Desk, wamid: &str, status: Option<&str>) -> Value {
    desk.receiver
        .wait(|posts| {
            posts
                .iter()
                .find(|post| {
                    let list = if status.is_some() { "statuses" } else { "messages" };
                    post.items(list).iter().any(|item| item["id"] == wamid && status.is_none_or(|status| item["status"] == status))
                })
                .map(Post::json)
        })
        .await
}

/// One update in a POST, so that shapes can be compared.
async fn desk() -> Desk {
    let mut config = SandboxConfig::test();
    config.webhooks.batch_max = 1;
    Desk::with(config).await
}

#[tokio::test]
async fn inbound_texts() {
    let desk = desk().await;
    let ana = desk.sandbox.customer("Ana");
    let first = ana.sends_text("one").expect("sent");
    let reply = ana.quotes(&first, "two").expect("sent");
    // Their fixture is a fragment without envelope, from before BSUIDs.
    assert_shape(
        &post_with(&desk, &reply, None).await,
        "message-text/chatwoot-text-reply.json",
        &["id", "field", "messaging_product", "metadata", "user_id", "from_user_id"],
        &["phone_number"],
    );
    let named = desk.sandbox.add_customer(CustomerConfig {
        hides_number: true,
        username: Some("@realsheenanelson".into()),
        parent_user_id: Some("US.ENT.11815799212886844830".into()),
        ..CustomerConfig::new("Sheena Nelson", "16505551234567")
    });
    let wamid = named.sends_text("Does it come in another color?").expect("sent");
    assert_shape(&post_with(&desk, &wamid, None).await, "message-text/metadocs-text-bsuid-no-from-username-no-wa-id.json", &[], &[]);
}

#[tokio::test]
async fn statuses() {
    let desk = desk().await;
    let ana = desk.sandbox.customer("Ana");
    ana.sends_text("hola").expect("sent");
    ana.opens_chat().expect("opened");
    let mut body = text_to(ANA, "hi");
    body["biz_opaque_callback_data"] = json!("intent");
    let wamid = desk.sent(body).await;
    let sent = post_with(&desk, &wamid, Some("sent")).await;
    // Theirs is from before BSUIDs, carries no callback data and, being a free test message, no price.
    assert_shape(
        &sent,
        "status-sent/metadocs-sent-no-conversation.json",
        &["contacts", "recipient_user_id", "biz_opaque_callback_data", "pricing"],
        &[],
    );
    assert_eq!(sent["entry"][0]["changes"][0]["value"]["statuses"][0]["biz_opaque_callback_data"], "intent");
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    assert_shape(
        &post_with(&desk, &wamid, Some("delivered")).await,
        "status-delivered/metadocs-delivered-bsuid-no-conversation-pmp.json",
        &[],
        // Nobody here has a parent id or a username.
        &["parent_user_id", "parent_recipient_user_id", "username"],
    );
    let read = post_with(&desk, &wamid, Some("read")).await;
    assert_shape(&read["entry"][0]["changes"][0], "status-read/waapijs-read-2.json", &["recipient_user_id"], &[]);
    desk.sandbox.graph_fault(None, frontdesk_sandbox::GraphFault::FailsLater { code: 131049 }, Some(1));
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    assert_shape(&post_with(&desk, &wamid, Some("failed")).await, "status-failed/metadocs-failed-code131049.json", &["recipient_user_id"], &[]);
}

#[tokio::test]
async fn statuses_before_v24_carry_a_conversation() {
    let mut config = SandboxConfig::test();
    config.webhooks.batch_max = 1;
    config.webhooks.version = 23;
    let desk = Desk::with(config).await;
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    let wamid = desk.sent(text_to(ANA, "hi")).await;
    assert_shape(&post_with(&desk, &wamid, Some("sent")).await, "status-sent/metadocs-sent-pmp.json", &["contacts", "recipient_user_id"], &[]);
}

#[tokio::test]
async fn answers_and_errors() {
    let mut config = SandboxConfig::test();
    config.tokens.push(TokenConfig { label: "narrow".into(), accounts: None, ..TokenConfig::full("narrow") });
    let desk = Desk::with(config).await;
    desk.sandbox.customer("Ana").sends_text("hola").expect("sent");
    assert_shape(&desk.send(text_to(ANA, "hi")).await.1, "api-message-sent/metadocs-sent-bsuid-2.json", &[], &[]);
    desk.sandbox.graph_fault(None, frontdesk_sandbox::GraphFault::MetaError { code: 130429 }, Some(1));
    assert_shape(&desk.send(text_to(ANA, "hi")).await.1, "api-error/metadocs-error-130429-2494055.json", &[], &[]);
    assert_shape(&desk.get("454545").await.1, "api-error/bindambc-error-100-33.json", &[], &[]);
    let bad = text_to(ANA, &"x".repeat(5_000));
    assert_shape(&desk.send(bad).await.1, "api-error/metadocs-error-100.json", &[], &[]);
    let answer = desk.http.get(desk.url("me")).bearer_auth("nonsense").send().await.expect("an answer");
    let refusal: Value = answer.json().await.expect("JSON");
    assert_shape(&refusal, "api-error/waapijs-error-190.json", &[], &[]);
    assert_eq!(refusal["error"]["message"], fixture("api-error/waapijs-error-190.json")["error"]["message"]);
    assert_shape(&desk.get(&format!("debug_token?input_token={DEMO_TOKEN}")).await.1, "api-debug-token/metadocs-debug-token.json", &[], &[]);
    let (_, numbers) = desk.get(&format!("{WABA}/phone_numbers")).await;
    assert_shape(&numbers, "api-phone-numbers/bindambc-phone-numbers.json", &["platform_type", "throughput"], &[]);
    let (_, apps) = desk.get(&format!("{WABA}/subscribed_apps")).await;
    assert_shape(&apps, "api-subscribed-apps/metadocs-subscribed-apps-2.json", &[], &["override_callback_uri"]);
    assert_eq!(desk.get(FIRST_NUMBER).await.0, 200);
    let to_user = json!({ "messaging_product": "whatsapp", "type": "template", "template": { "name": "hello_world", "language": { "code": "en_US" } }, "recipient": "US.13491208655302741918" });
    assert_shape(&desk.send(to_user).await.1, "api-message-sent/metadocs-sent-accepted-bsuid.json", &[], &[]);
}
