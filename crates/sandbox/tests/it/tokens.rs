//! Tokens: how long they live, what ends them, what `debug_token` says, and that nobody else gets to see them.

use std::time::Duration;

use frontdesk_sandbox::{
    AppConfig, CASA_VERDE, Choices, DEMO_APP_ID, DEMO_APP_SECRET, DebugTokenForm, Endpoint, GraphFault, LOGIN_CONFIG, MARTA, SIGNUP_CONFIG,
    SandboxConfig, SignupCall, TokenEnd, WABA,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

use crate::login::{CALLBACK, desk_debug, exchange, fresh, get_as, token};
use crate::receiver::{Desk, error_code};

fn subcode(answer: &Value) -> Option<i64> {
    answer["error"]["error_subcode"].as_i64()
}

async fn business_token(desk: &Desk) -> String {
    let call =
        SignupCall { app_id: DEMO_APP_ID.into(), config_id: SIGNUP_CONFIG.into(), origin: "https://relay.example.test".into(), coexistence: false };
    let end = desk.sandbox.visitor(MARTA).signs_up(&call, &Choices::default()).await.expect("through");
    let (_, answer) = exchange(desk, &[("code", &end.code.expect("a code"))]).await;
    answer["access_token"].as_str().expect("a token").to_owned()
}

async fn lengthened(desk: &Desk, short: &str) -> (u16, Value) {
    exchange(desk, &[("grant_type", "fb_exchange_token"), ("fb_exchange_token", short)]).await
}

#[tokio::test]
async fn a_short_token_becomes_a_long_one_while_it_lives() {
    let desk = fresh().await;
    let short = token(&desk, &Choices::default()).await;
    let (status, answer) = lengthened(&desk, &short).await;
    assert_eq!((status, answer["expires_in"].as_i64()), (200, Some(5_184_000)));
    let long = answer["access_token"].as_str().expect("a token").to_owned();
    desk.sandbox.advance_clock(Duration::from_secs(5_400));
    let (status, answer) = get_as(&desk, &short, "me").await;
    assert_eq!((status, error_code(&answer), subcode(&answer)), (401, 190, Some(463)));
    let (status, answer) = lengthened(&desk, &short).await;
    assert_eq!((status, subcode(&answer)), (401, Some(463)), "an expired token cannot be exchanged");
    assert_eq!(get_as(&desk, &long, "me").await.0, 200);
    desk.sandbox.advance_clock(Duration::from_secs(5_184_000));
    assert_eq!(subcode(&get_as(&desk, &long, "me").await.1), Some(463));
    let business = business_token(&desk).await;
    assert_eq!(error_code(&lengthened(&desk, &business).await.1), 100);
    desk.sandbox.advance_clock(Duration::from_secs(400 * 86_400));
    assert_eq!(get_as(&desk, &business, "me").await.0, 200, "a business token never ends");
}

#[tokio::test]
async fn what_ends_a_token_is_told_by_the_subcode() {
    let desk = fresh().await;
    let labels = |desk: &Desk| desk.sandbox.tokens().into_iter().map(|token| token.label).collect::<Vec<_>>();
    let first = token(&desk, &Choices::default()).await;
    assert_eq!(labels(&desk), ["login-1"]);
    assert_eq!(desk.sandbox.token_value("login-1").as_deref(), Some(first.as_str()));
    desk.sandbox.end_token("login-1", TokenEnd::Checkpoint);
    assert_eq!(subcode(&get_as(&desk, &first, "me").await.1), Some(459));
    let (_, info) = desk_debug(&desk, &first).await;
    assert_eq!((info["data"]["is_valid"].as_bool(), info["data"]["error"]["subcode"].as_i64()), (Some(false), Some(459)));

    let second = token(&desk, &Choices::default()).await;
    let business = business_token(&desk).await;
    desk.sandbox.changes_password(MARTA);
    assert_eq!(subcode(&get_as(&desk, &second, "me").await.1), Some(460));
    assert_eq!(get_as(&desk, &business, "me").await.0, 200, "a system user has no password");

    let third = token(&desk, &Choices::default()).await;
    let one = desk.http.delete(desk.url("me/permissions/business_management")).bearer_auth(&third).send().await.expect("an answer");
    assert_eq!(one.json::<Value>().await.expect("JSON"), json!({ "success": true }));
    assert_eq!(error_code(&get_as(&desk, &third, "me/businesses").await.1), 200);
    let all = desk.http.delete(desk.url(&format!("{MARTA}/permissions"))).bearer_auth(&third).send().await.expect("an answer");
    assert_eq!(all.status(), 200);
    assert_eq!(subcode(&get_as(&desk, &third, "me").await.1), Some(458));

    desk.sandbox.expire_token("business-3");
    assert_eq!(subcode(&get_as(&desk, &business, "me").await.1), Some(463));
    desk.sandbox.revoke_token("business-3");
    assert_eq!(subcode(&get_as(&desk, &business, "me").await.1), Some(467));
}

#[tokio::test]
async fn debug_token_has_two_forms_and_belongs_to_the_app() {
    let mut config = SandboxConfig::connecting();
    config.other_apps.push(AppConfig::new("555000111222333", "Another app", "other-secret", "v"));
    let desk = Desk::with(config).await;
    desk.sandbox.allow_redirect(CALLBACK);
    let user = token(&desk, &Choices::default()).await;
    let (_, info) = desk_debug(&desk, &user).await;
    assert_eq!(info["data"]["app_id"], DEMO_APP_ID);
    assert!(info["data"]["expires_at"].as_i64() > Some(0) && info["data"]["data_access_expires_at"].as_i64() > info["data"]["expires_at"].as_i64());
    assert!(info["data"]["granular_scopes"][0]["target_ids"].is_array());
    desk.sandbox.set_debug_token_form(DebugTokenForm::WithoutTargets);
    let (_, info) = desk_debug(&desk, &user).await;
    assert_eq!(info["data"]["granular_scopes"][0], json!({ "scope": "whatsapp_business_management" }));
    let (_, foreign) = get_as(&desk, "555000111222333|other-secret", &format!("debug_token?input_token={user}")).await;
    assert_eq!((foreign["data"]["is_valid"].as_bool(), foreign["data"]["error"]["code"].as_i64()), (Some(false), Some(100)));
    let (_, app) = get_as(&desk, &format!("{DEMO_APP_ID}|{DEMO_APP_SECRET}"), &format!("{DEMO_APP_ID}?fields=name")).await;
    assert_eq!(app, json!({ "name": "Frontdesk", "id": DEMO_APP_ID }));
    assert_eq!(error_code(&get_as(&desk, &format!("{DEMO_APP_ID}|wrong"), DEMO_APP_ID).await.1), 190);
    // A code belongs to the app whose dialog gave it.
    let code = crate::login::code(&desk, &Choices::default()).await;
    let query = [("client_id", "555000111222333"), ("client_secret", "other-secret"), ("code", &code), ("redirect_uri", CALLBACK)];
    assert_eq!(desk.http.get(desk.url("oauth/access_token")).query(&query).send().await.expect("an answer").status(), 400);
}

#[tokio::test]
async fn a_proof_of_the_secret_is_checked_when_given_and_can_be_demanded() {
    let desk = fresh().await;
    let user = token(&desk, &Choices::default()).await;
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(DEMO_APP_SECRET.as_bytes()).expect("a key");
    mac.update(user.as_bytes());
    let proof = hex::encode(mac.finalize().into_bytes());
    assert_eq!(get_as(&desk, &user, &format!("me?appsecret_proof={proof}")).await.0, 200);
    assert_eq!(error_code(&get_as(&desk, &user, "me?appsecret_proof=00").await.1), 100);
    desk.sandbox.change_app(None, |app| app.requires_proof = true);
    let (status, answer) = get_as(&desk, &user, "me").await;
    assert_eq!((status, answer["error"]["message"].as_str()), (400, Some("API calls from the server require an appsecret_proof argument")));
}

#[tokio::test]
async fn the_client_can_remove_the_app() {
    let desk = fresh().await;
    let business = business_token(&desk).await;
    let subscribed = desk.http.post(desk.url(&format!("{WABA}/subscribed_apps"))).bearer_auth(&business).send().await.expect("an answer");
    assert_eq!(subscribed.status(), 200);
    desk.sandbox.partner_leaves(WABA, false).expect("there");
    let told = desk
        .receiver
        .wait(|posts| posts.iter().flat_map(crate::receiver::Post::changes).find(|change| change["value"]["event"] == "PARTNER_REMOVED"))
        .await;
    assert_eq!(told["value"]["waba_info"], json!({ "waba_id": WABA, "owner_business_id": CASA_VERDE }));
    let (status, answer) = get_as(&desk, &business, WABA).await;
    assert_eq!((status, subcode(&answer)), (401, Some(458)));
    desk.sandbox.customer("Ana").sends_text("lost").expect("sent");
    desk.sandbox.partner_leaves(WABA, true).expect("there");
    desk.receiver
        .wait(|posts| posts.iter().flat_map(crate::receiver::Post::changes).find(|change| change["value"]["event"] == "PARTNER_APP_UNINSTALLED"))
        .await;
    assert!(desk.receiver.posts().iter().all(|post| post.items("messages").is_empty()), "nobody listens any more");
}

#[tokio::test]
async fn every_call_of_a_login_can_fail_by_name() {
    let desk = fresh().await;
    let user = token(&desk, &Choices::default()).await;
    let app_token = format!("{DEMO_APP_ID}|{DEMO_APP_SECRET}");
    for (endpoint, path) in [
        (Endpoint::Me, "me".to_owned()),
        (Endpoint::MeBusinesses, "me/businesses".to_owned()),
        (Endpoint::Business, CASA_VERDE.to_owned()),
        (Endpoint::OwnedAccounts, format!("{CASA_VERDE}/owned_whatsapp_business_accounts")),
        (Endpoint::ClientAccounts, format!("{CASA_VERDE}/client_whatsapp_business_accounts")),
        (Endpoint::Account, WABA.to_owned()),
        (Endpoint::PhoneNumbers, format!("{WABA}/phone_numbers")),
        (Endpoint::SubscribedApps, format!("{WABA}/subscribed_apps")),
        (Endpoint::Templates, format!("{WABA}/message_templates")),
        (Endpoint::PhoneNumber, frontdesk_sandbox::FIRST_NUMBER.to_owned()),
        (Endpoint::BusinessProfile, format!("{}/whatsapp_business_profile?fields=about", frontdesk_sandbox::FIRST_NUMBER)),
        (Endpoint::Permissions, "me/permissions".to_owned()),
    ] {
        let words = GraphFault::WordedError { code: 190, subcode: Some(463), message: "Session has expired".into() };
        let rule = desk.sandbox.graph_fault(Some(endpoint), words, Some(1));
        let (status, answer) = get_as(&desk, &user, &path).await;
        assert_eq!((status, error_code(&answer), subcode(&answer)), (401, 190, Some(463)), "{endpoint:?}");
        assert_eq!(get_as(&desk, &user, &path).await.0, 200, "{endpoint:?}");
        assert_eq!(desk.sandbox.fired(rule), 1);
    }
    for endpoint in
        [Endpoint::CodeExchange, Endpoint::TokenExchange, Endpoint::AccessToken, Endpoint::DebugToken, Endpoint::App, Endpoint::Dialog, Endpoint::Sdk]
    {
        desk.sandbox.graph_fault(Some(endpoint), GraphFault::MetaError { code: 2 }, Some(1));
    }
    let code = desk.sandbox.issued_codes().pop().expect("a code");
    assert_eq!(exchange(&desk, &[("code", &code), ("redirect_uri", CALLBACK)]).await.0, 503);
    assert_eq!(lengthened(&desk, &user).await.0, 503);
    assert_eq!(exchange(&desk, &[("grant_type", "client_credentials")]).await.0, 503);
    assert_eq!(exchange(&desk, &[("grant_type", "client_credentials")]).await.1["access_token"], app_token.as_str());
    assert_eq!(get_as(&desk, &app_token, "debug_token?input_token=x").await.0, 503);
    assert_eq!(get_as(&desk, &app_token, DEMO_APP_ID).await.0, 503);
    assert_eq!(get_as(&desk, "x", "dialog/oauth").await.0, 503);
    assert_eq!(desk.http.get(format!("{}/en_US/sdk.js", desk.sandbox.base_url())).send().await.expect("an answer").status(), 503);
}

#[tokio::test]
async fn the_call_log_holds_no_token_no_code_and_no_secret() {
    let desk = fresh().await;
    let short = token(&desk, &Choices::default()).await;
    let long = lengthened(&desk, &short).await.1["access_token"].as_str().expect("a token").to_owned();
    let business = business_token(&desk).await;
    exchange(&desk, &[("grant_type", "client_credentials")]).await;
    desk_debug(&desk, &long).await;
    get_as(&desk, &short, &format!("me?access_token={business}")).await;
    let body = json!({ "webhook_configuration": { "override_callback_uri": desk.receiver.url, "verify_token": "canary-verify" }, "pin": "864209" });
    let path = desk.url(frontdesk_sandbox::FIRST_NUMBER);
    desk.http.post(&path).bearer_auth(&business).json(&body).send().await.expect("an answer");
    let nested = [("webhook_configuration", r#"{"override_callback_uri":"http://127.0.0.1:9","verify_token":"canary-verify"}"#)];
    desk.http.post(&path).bearer_auth(&business).form(&nested).send().await.expect("an answer");
    let with_state = crate::login::dialog(&desk, &[("state", "canary-state"), ("config_id", LOGIN_CONFIG)]);
    desk.sandbox.visitor(MARTA).logs_in(&with_state, &Choices::default()).await.expect("through");

    let base = desk.sandbox.base_url();
    let mut seen = format!("{:?}", desk.sandbox.calls());
    for path in ["calls", "tokens", "login", "knobs", "overview"] {
        seen += &desk.http.get(format!("{base}/_sandbox/{path}")).send().await.expect("an answer").text().await.expect("text");
    }
    seen += &desk.http.get(format!("{base}/connecting")).send().await.expect("an answer").text().await.expect("text");
    assert!(seen.contains("business-") && seen.contains("(hidden)"));
    let mut secrets = vec![short, long, business, DEMO_APP_SECRET.to_owned(), "canary-verify".into(), "canary-state".into(), "864209".into()];
    secrets.extend(desk.sandbox.issued_codes());
    for secret in secrets {
        assert!(!seen.contains(&secret), "{secret}");
    }
}
