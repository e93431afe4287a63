//! The login dialog: parameters, pages, redirects, codes.

use std::time::Duration;

use frontdesk_sandbox::{
    CASA_VERDE, Choices, DEMO_APP_ID, DEMO_APP_SECRET, LOGIN_CONFIG, LUIS, Leaving, MARTA, NORA, Page, Pick, SIGNUP_CONFIG, SandboxConfig,
    SandboxError, WABA, WORKSHOPS_WABA,
};
use serde_json::Value;

use crate::receiver::Desk;

pub const CALLBACK: &str = "https://relay.example.test/connect/callback";

pub async fn fresh() -> Desk {
    let desk = Desk::with(SandboxConfig::connecting()).await;
    desk.sandbox.allow_redirect(CALLBACK);
    desk
}

pub fn dialog(desk: &Desk, more: &[(&str, &str)]) -> String {
    let mut url = url::Url::parse(&desk.url("dialog/oauth")).expect("an address");
    url.query_pairs_mut().append_pair("client_id", DEMO_APP_ID).append_pair("redirect_uri", CALLBACK).append_pair("response_type", "code");
    url.query_pairs_mut().extend_pairs(more);
    url.into()
}

pub fn query(address: &str, name: &str) -> Option<String> {
    url::Url::parse(address).expect("an address").query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// `/oauth/access_token` of the main app.
pub async fn exchange(desk: &Desk, more: &[(&str, &str)]) -> (u16, Value) {
    let answer = desk
        .http
        .get(desk.url("oauth/access_token"))
        .query(&[("client_id", DEMO_APP_ID), ("client_secret", DEMO_APP_SECRET)])
        .query(more)
        .send()
        .await
        .expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

pub async fn get_as(desk: &Desk, token: &str, path: &str) -> (u16, Value) {
    let answer = desk.http.get(desk.url(path)).bearer_auth(token).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Logs in and returns the code.
pub async fn code(desk: &Desk, choices: &Choices) -> String {
    let address = dialog(desk, &[("state", "s"), ("config_id", LOGIN_CONFIG)]);
    let back = desk.sandbox.visitor(MARTA).logs_in(&address, choices).await.expect("through").expect("an address");
    query(&back, "code").expect("a code")
}

pub async fn token(desk: &Desk, choices: &Choices) -> String {
    let code = code(desk, choices).await;
    let (_, answer) = exchange(desk, &[("code", &code), ("redirect_uri", CALLBACK)]).await;
    answer["access_token"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_login_ends_with_a_code_and_the_state_unchanged() {
    let desk = fresh().await;
    let address = dialog(&desk, &[("state", "s+t/a=t e"), ("config_id", LOGIN_CONFIG)]);
    let marta = desk.sandbox.visitor(MARTA);
    let back = marta.logs_in(&address, &Choices::default()).await.expect("through").expect("an address");
    assert!(back.starts_with(&format!("{CALLBACK}?code=")), "{back}");
    assert_eq!(query(&back, "state").as_deref(), Some("s+t/a=t e"));
    let code = query(&back, "code").expect("a code");
    let (status, answer) = exchange(&desk, &[("code", &code), ("redirect_uri", CALLBACK)]).await;
    assert_eq!((status, answer["token_type"].as_str(), answer["expires_in"].as_i64()), (200, Some("bearer"), Some(5_400)));
    let token = answer["access_token"].as_str().expect("a token");
    let (_, me) = get_as(&desk, token, "me").await;
    assert_eq!((me["id"].as_str(), me["name"].as_str()), (Some(MARTA), Some("Marta Vidal")));
    let (_, info) = desk_debug(&desk, token).await;
    assert_eq!(info["data"]["type"], "USER");
    assert_eq!(info["data"]["granular_scopes"][0]["target_ids"], serde_json::json!([WABA, WORKSHOPS_WABA]));

    // The browser remembers who she is: the second time there is no log-in page.
    let left = Choices { leaves: Some((Page::LogIn, Leaving::Closes)), ..Choices::default() };
    assert!(marta.logs_in(&address, &left).await.expect("through").is_some());
    assert_eq!(desk.sandbox.visitor(MARTA).logs_in(&address, &left).await.expect("closed"), None);
}

pub async fn desk_debug(desk: &Desk, token: &str) -> (u16, Value) {
    get_as(desk, &format!("{DEMO_APP_ID}|{DEMO_APP_SECRET}"), &format!("debug_token?input_token={token}")).await
}

#[tokio::test]
async fn cancelling_is_told_with_the_documented_words() {
    let desk = fresh().await;
    let address = dialog(&desk, &[("state", "abc"), ("config_id", LOGIN_CONFIG)]);
    for page in [Page::LogIn, Page::Permissions, Page::Assets] {
        let choices = Choices { leaves: Some((page, Leaving::Cancels)), ..Choices::default() };
        let back = desk.sandbox.visitor(MARTA).logs_in(&address, &choices).await.expect("through");
        let told = format!("{CALLBACK}?error_reason=user_denied&error=access_denied&error_description=Permissions+error&state=abc");
        assert_eq!(back.as_deref(), Some(told.as_str()), "{page:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_parameters_is_shown_and_not_sent_anywhere() {
    let desk = fresh().await;
    let good = dialog(&desk, &[("config_id", LOGIN_CONFIG)]);
    for (address, words) in [
        (good.replace(DEMO_APP_ID, "1"), "Invalid App ID"),
        (good.replace("callback", "callback%2F"), "URL Blocked"),
        (good.replace("https%3A", "http%3A"), "URL Blocked"),
        (good.replace("redirect_uri", "x"), "Missing redirect_uri"),
        (good.replace(LOGIN_CONFIG, "7"), "Invalid configuration"),
        (format!("{good}&override_default_response_type=true"), "Sorry, something went wrong"),
        (dialog(&desk, &[("config_id", SIGNUP_CONFIG), ("scope", "email")]), "Invalid Scopes"),
        (dialog(&desk, &[("config_id", SIGNUP_CONFIG)]).replace("=code", "=token"), "Invalid parameter"),
        (dialog(&desk, &[("scope", "ads_management,email")]), "Invalid Scopes: ads_management"),
    ] {
        let answer = desk.http.get(&address).send().await.expect("an answer");
        assert_eq!(answer.status(), 400, "{address}");
        let page = answer.text().await.expect("text");
        assert!(page.contains(words), "{address}\n{page}");
    }
    desk.sandbox.change_app(None, |app| app.enforces_https = true);
    desk.sandbox.allow_redirect("http://127.0.0.1:9/cb");
    let plain = dialog(&desk, &[]).replace("https%3A%2F%2Frelay.example.test%2Fconnect%2Fcallback", "http%3A%2F%2F127.0.0.1%3A9%2Fcb");
    assert!(desk.http.get(&plain).send().await.expect("an answer").text().await.expect("text").contains("Insecure Login Blocked"));
}

#[tokio::test]
async fn an_app_in_development_serves_its_own_people_and_localhost() {
    let desk = fresh().await;
    desk.sandbox.change_app(None, |app| app.mode = frontdesk_sandbox::AppMode::Development { role_holders: vec![MARTA.into()] });
    let local =
        dialog(&desk, &[("scope", "email")]).replace("https%3A%2F%2Frelay.example.test%2Fconnect%2Fcallback", "http%3A%2F%2Flocalhost%3A9%2Fcb");
    let back = desk.sandbox.visitor(MARTA).logs_in(&local, &Choices::default()).await.expect("through").expect("an address");
    assert!(back.starts_with("http://localhost:9/cb?code="), "{back}");
    let refused = desk.sandbox.visitor(NORA).logs_in(&local, &Choices::default()).await;
    assert!(matches!(refused, Err(SandboxError::Login { words, .. }) if words.contains("App not active")));
}

#[tokio::test]
async fn permissions_without_a_configuration_can_be_left_out() {
    let desk = fresh().await;
    let address = dialog(&desk, &[("scope", "whatsapp_business_management,whatsapp_business_messaging,business_management")]);
    let choices = Choices { declines: vec!["business_management".into(), "public_profile".into()], ..Choices::default() };
    let back = desk.sandbox.visitor(MARTA).logs_in(&address, &choices).await.expect("through").expect("an address");
    let (_, answer) = exchange(&desk, &[("code", &query(&back, "code").expect("a code")), ("redirect_uri", CALLBACK)]).await;
    let (_, info) = desk_debug(&desk, answer["access_token"].as_str().expect("a token")).await;
    assert_eq!(info["data"]["scopes"], serde_json::json!(["whatsapp_business_management", "whatsapp_business_messaging", "public_profile"]));
}

#[tokio::test]
async fn only_who_runs_a_portfolio_can_connect_it() {
    let desk = fresh().await;
    let address = dialog(&desk, &[("config_id", LOGIN_CONFIG)]);
    for (person, words) in [(LUIS, "full control"), (NORA, "full control")] {
        let choices = Choices { business: Pick::Existing(CASA_VERDE.into()), ..Choices::default() };
        let refused = desk.sandbox.visitor(person).logs_in(&address, &choices).await;
        assert!(matches!(&refused, Err(SandboxError::Login { words: said, .. }) if said.contains(words)), "{refused:?}");
    }
    let token = token(&desk, &Choices { account: Pick::Existing(WORKSHOPS_WABA.into()), ..Choices::default() }).await;
    assert_eq!(get_as(&desk, &token, WORKSHOPS_WABA).await.0, 200);
    assert_eq!(get_as(&desk, &token, WABA).await.0, 400, "an account that was not chosen");
}

#[tokio::test]
async fn a_code_works_once_in_time_and_with_its_own_address() {
    let desk = fresh().await;
    let subcode = |answer: &Value| answer["error"]["error_subcode"].as_i64();
    let first = code(&desk, &Choices::default()).await;
    let (status, answer) = exchange(&desk, &[("code", &first)]).await;
    assert_eq!((status, answer["error"]["code"].as_i64(), subcode(&answer)), (400, Some(100), Some(36008)));
    assert_eq!(subcode(&exchange(&desk, &[("code", &first), ("redirect_uri", "https://relay.example.test/connect/callback/")]).await.1), Some(36008));
    assert_eq!(exchange(&desk, &[("code", &first), ("redirect_uri", CALLBACK)]).await.0, 200);
    assert_eq!(subcode(&exchange(&desk, &[("code", &first), ("redirect_uri", CALLBACK)]).await.1), Some(36009));
    let second = code(&desk, &Choices::default()).await;
    desk.sandbox.advance_clock(Duration::from_secs(30));
    assert_eq!(subcode(&exchange(&desk, &[("code", &second), ("redirect_uri", CALLBACK)]).await.1), Some(36007));
    let third = code(&desk, &Choices::default()).await;
    desk.sandbox.expire_codes();
    assert_eq!(subcode(&exchange(&desk, &[("code", &third), ("redirect_uri", CALLBACK)]).await.1), Some(36007));
    let (status, answer) = exchange(&desk, &[("code", "nonsense"), ("redirect_uri", CALLBACK)]).await;
    assert_eq!((status, answer["error"]["message"].as_str()), (400, Some("Invalid verification code format.")));
    let wrong = desk.http.get(desk.url("oauth/access_token")).query(&[("client_id", DEMO_APP_ID), ("client_secret", "x"), ("code", &third)]);
    assert_eq!(wrong.send().await.expect("an answer").json::<Value>().await.expect("JSON")["error"]["message"], "Error validating client secret.");
}

#[tokio::test]
async fn pages_can_be_used_by_hand_and_escape_what_people_write() {
    let mut config = SandboxConfig::connecting();
    config.people[0].name = "<script>alert(1)</script>".into();
    let desk = Desk::with(config).await;
    desk.sandbox.allow_redirect(CALLBACK);
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let opened = browser.get(dialog(&desk, &[("config_id", LOGIN_CONFIG)])).send().await.expect("an answer");
    assert_eq!(opened.status(), 302);
    let page_url = format!("{}{}", desk.sandbox.base_url(), opened.headers()["location"].to_str().expect("text"));
    let page = browser.get(&page_url).send().await.expect("an answer");
    assert!(page.headers()["content-security-policy"].to_str().expect("text").contains("script-src 'self'"));
    let page = page.text().await.expect("text");
    assert!(page.contains("Sandbox") && page.contains(&format!("id=\"person-{MARTA}\"")) && page.contains("id=\"continue\""));
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    let posted = browser.post(&page_url).form(&[("step", "log_in"), ("action", "continue"), ("person", MARTA)]).send().await.expect("an answer");
    assert_eq!(posted.status(), 303);
    assert!(posted.headers()["set-cookie"].to_str().expect("text").contains("HttpOnly"));
    let page = browser.get(&page_url).send().await.expect("an answer").text().await.expect("text");
    assert!(page.contains("id=\"scope-whatsapp_business_messaging\"") && page.contains("data-step=\"permissions\""));
    // A page that was left open changes nothing.
    browser.post(&page_url).form(&[("step", "log_in"), ("action", "cancel")]).send().await.expect("an answer");
    let page = browser.get(&page_url).send().await.expect("an answer").text().await.expect("text");
    assert!(page.contains("data-step=\"permissions\""));
    assert_eq!(browser.get(format!("{}/dialog/nothing", desk.sandbox.base_url())).send().await.expect("an answer").status(), 404);
}
