//! Portfolios, accounts, templates, webhook addresses of several apps.

use frontdesk_sandbox::{
    AppConfig, CASA_VERDE, Choices, DEMO_APP_ID, DEMO_APP_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, FIRST_NUMBER, LUIS, MARTA, SECOND_NUMBER,
    SandboxConfig, TemplateConfig, TokenConfig, TokenHolder, VIVERO_NORTE, WABA, WORKSHOPS_WABA,
};
use serde_json::{Value, json};

use crate::login::{fresh, get_as, token};
use crate::receiver::{Desk, Receiver, error_code};

fn person_token(value: &str, person: &str, scopes: &[&str]) -> TokenConfig {
    TokenConfig {
        label: value.into(),
        holder: TokenHolder::Person { id: person.into() },
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..TokenConfig::full(value)
    }
}

#[tokio::test]
async fn portfolios_and_their_accounts_are_seen_by_those_who_may() {
    let desk = fresh().await;
    let marta = token(&desk, &Choices::default()).await;
    let (_, businesses) = get_as(&desk, &marta, "me/businesses?fields=id,name,verification_status,permitted_roles").await;
    assert_eq!(
        businesses["data"],
        json!([
            { "id": CASA_VERDE, "name": "Casa Verde", "verification_status": "verified", "permitted_roles": ["ADMIN"] },
            { "id": VIVERO_NORTE, "name": "Vivero Norte", "verification_status": "not_verified", "permitted_roles": ["ADMIN"] },
        ])
    );
    let (_, owned) = get_as(&desk, &marta, &format!("{CASA_VERDE}/owned_whatsapp_business_accounts?limit=1")).await;
    assert_eq!(owned["data"][0]["id"], WABA);
    let next = owned["paging"]["next"].as_str().expect("a next page");
    let second: Value = desk.http.get(next).bearer_auth(&marta).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(second["data"][0]["id"], WORKSHOPS_WABA);
    assert_eq!(get_as(&desk, &marta, &format!("{VIVERO_NORTE}/owned_whatsapp_business_accounts")).await.1, json!({ "data": [] }));
    assert_eq!(get_as(&desk, &marta, &format!("{CASA_VERDE}/client_whatsapp_business_accounts")).await.1, json!({ "data": [] }));

    desk.sandbox.add_token(person_token("luis", LUIS, &["business_management"]));
    desk.sandbox.add_token(person_token("narrow", MARTA, &["whatsapp_business_management"]));
    let (_, roles) = get_as(&desk, "luis", &format!("{CASA_VERDE}?fields=permitted_roles")).await;
    assert_eq!(roles["permitted_roles"], json!(["EMPLOYEE"]));
    for (token, path, status, code) in [
        ("luis", VIVERO_NORTE.to_owned(), 400, 100),
        ("luis", format!("{CASA_VERDE}/owned_whatsapp_business_accounts"), 403, 200),
        ("narrow", "me/businesses".to_owned(), 403, 200),
        ("narrow", CASA_VERDE.to_owned(), 403, 200),
    ] {
        let (answered, answer) = get_as(&desk, token, &path).await;
        assert_eq!((answered, error_code(&answer)), (status, code), "{token} {path}");
    }
}

#[tokio::test]
async fn an_account_and_its_numbers_tell_all_documented_fields() {
    let desk = Desk::start().await;
    let fields =
        "id,name,currency,timezone_id,country,account_review_status,business_verification_status,ownership_type,owner_business_info,health_status";
    let (_, account) = desk.get(&format!("{WABA}?fields={fields}")).await;
    for field in fields.split(',') {
        assert!(account.get(field).is_some(), "{field}");
    }
    assert_eq!(account["owner_business_info"], json!({ "name": "Casa Verde", "id": CASA_VERDE }));
    let fields = "id,display_phone_number,verified_name,name_status,new_name_status,quality_rating,code_verification_status,status,platform_type,\
                  account_mode,throughput,is_official_business_account,is_pin_enabled,is_on_biz_app,last_onboarded_time,health_status,webhook_configuration";
    let (_, list) = desk.get(&format!("{WABA}/phone_numbers?fields={fields}")).await;
    for field in fields.split(',') {
        assert!(list["data"][1].get(field.trim()).is_some(), "{field}");
    }
    assert_eq!(list["data"][1]["id"], SECOND_NUMBER);
    assert_eq!(list["data"][0]["health_status"]["entities"].as_array().map(Vec::len), Some(4));
    // The portfolio's limit can be read from v24 on.
    let path = format!("{FIRST_NUMBER}?fields=whatsapp_business_manager_messaging_limit");
    assert_eq!(error_code(&desk.get(&path).await.1), 100);
    let (_, phone) = desk.get(&format!("{FIRST_NUMBER}?fields=messaging_limit_tier")).await;
    assert_eq!(phone["messaging_limit_tier"], "TIER_1K");
    let newer = format!("{}/v24.0/{path}", desk.sandbox.base_url());
    desk.sandbox.set_messaging_limit(CASA_VERDE, "TIER_10K").expect("there");
    let answer: Value = desk.http.get(newer).bearer_auth(DEMO_TOKEN).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["whatsapp_business_manager_messaging_limit"], "TIER_10K");
}

#[tokio::test]
async fn templates_are_paged_and_filtered() {
    let mut config = SandboxConfig::test();
    let more = (0..30).map(|n| TemplateConfig::new(&format!("9{n:03}"), &format!("news_{n:02}"), "en", "MARKETING", "Hello {{1}}"));
    config.accounts[0].templates.extend(more);
    config.accounts[0]
        .templates
        .push(TemplateConfig { status: "REJECTED".into(), ..TemplateConfig::new("8000", "bad_idea", "de", "MARKETING", "Kauf!") });
    let desk = Desk::with(config).await;
    let mut path = format!("{WABA}/message_templates?fields=name&limit=10");
    let mut names = Vec::new();
    loop {
        let (_, page) = desk.get(&path).await;
        names.extend(page["data"].as_array().expect("a list").iter().map(|item| item["name"].to_string()));
        match page["paging"]["next"].as_str() {
            Some(_) => {
                path =
                    format!("{WABA}/message_templates?fields=name&limit=10&after={}", page["paging"]["cursors"]["after"].as_str().expect("a cursor"))
            }
            None => break,
        }
    }
    assert_eq!(names.len(), 34);
    for (filter, count) in [
        ("status=REJECTED", 1),
        ("status=APPROVED&category=UTILITY", 2),
        ("language=de,es", 2),
        ("name=news_0", 10),
        ("content=ferns", 1),
        ("name_or_content=idea", 1),
        ("quality_score=RED", 0),
    ] {
        let (_, page) = desk.get(&format!("{WABA}/message_templates?limit=100&{filter}")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(count), "{filter}");
    }
    assert_eq!(error_code(&desk.get(&format!("{WABA}/message_templates?after=zzz")).await.1), 131059);
}

#[tokio::test]
async fn a_profile_is_kept_within_its_limits() {
    let desk = Desk::start().await;
    let path = format!("{FIRST_NUMBER}/whatsapp_business_profile");
    let profile = |key: &str, value: Value| json!({ "messaging_product": "whatsapp", key: value });
    for bad in [
        profile("about", json!("")),
        profile("about", json!("x".repeat(140))),
        profile("description", json!("x".repeat(513))),
        profile("vertical", json!("SPACE_TRAVEL")),
        profile("websites", json!(["a", "b", "c"])),
        json!({ "about": "no product" }),
    ] {
        assert_eq!(error_code(&desk.post(&path, bad.clone()).await.1), 100, "{bad}");
    }
    assert_eq!(desk.post(&path, profile("websites", json!(["https://casaverde.example"]))).await.0, 200);
    assert_eq!(desk.get(&format!("{path}?fields=websites")).await.1["data"][0]["websites"], json!(["https://casaverde.example"]));
}

const OTHER_APP: &str = "555000111222333";

#[tokio::test]
async fn several_apps_listen_each_with_its_own_secret_and_address() {
    let mut config = SandboxConfig::test();
    config.other_apps.push(AppConfig::new(OTHER_APP, "Old inbox", "other-secret", DEMO_VERIFY_TOKEN));
    config.tokens.push(TokenConfig { label: "other".into(), app_id: Some(OTHER_APP.into()), ..TokenConfig::full("other-token") });
    let desk = Desk::with(config).await;
    let other = Receiver::start_with("other-secret").await;
    let subscriptions = |app: &str, secret: &str, url: &str| {
        desk.http.post(desk.url(&format!("{app}/subscriptions"))).bearer_auth(format!("{app}|{secret}")).form(&[
            ("object", "whatsapp_business_account"),
            ("callback_url", url),
            ("verify_token", DEMO_VERIFY_TOKEN),
            ("fields", "messages,account_update"),
            ("include_values", "true"),
        ])
    };
    assert_eq!(subscriptions(OTHER_APP, "other-secret", &other.url).send().await.expect("an answer").status(), 200);
    let foreign = get_as(&desk, &format!("{DEMO_APP_ID}|{DEMO_APP_SECRET}"), &format!("{OTHER_APP}/subscriptions")).await;
    assert_eq!(error_code(&foreign.1), 15, "another app's");
    let (_, list) = get_as(&desk, &format!("{OTHER_APP}|other-secret"), &format!("{OTHER_APP}/subscriptions")).await;
    assert_eq!(list["data"][0]["callback_url"], other.url.as_str());
    assert_eq!(list["data"][0]["fields"].as_array().map(Vec::len), Some(2));
    // Not yet subscribed to the account.
    let first = desk.sandbox.customer("Ana").sends_text("one").expect("sent");
    desk.receiver.message(&first).await;
    let subscribed = desk.http.post(desk.url(&format!("{WABA}/subscribed_apps"))).bearer_auth("other-token").send().await.expect("an answer");
    assert_eq!(subscribed.status(), 200);
    let (_, apps) = desk.get(&format!("{WABA}/subscribed_apps")).await;
    assert_eq!(apps["data"].as_array().map(Vec::len), Some(2), "both are listed");
    let second = desk.sandbox.customer("Ana").sends_text("two").expect("sent");
    desk.receiver.message(&second).await;
    other.message(&second).await;
    assert!(other.posts().iter().flat_map(|post| post.items("messages")).all(|item| item["id"] != first.as_str()));

    // One app's override does not touch the other's, and a field that was not asked for does not come.
    let third_place = Receiver::start_with("other-secret").await;
    let path = desk.url(FIRST_NUMBER);
    let body = json!({ "webhook_configuration": { "override_callback_uri": third_place.url, "verify_token": DEMO_VERIFY_TOKEN } });
    assert_eq!(desk.http.post(&path).bearer_auth("other-token").json(&body).send().await.expect("an answer").status(), 200);
    let (_, phone) = get_as(&desk, "other-token", &format!("{FIRST_NUMBER}?fields=webhook_configuration")).await;
    assert_eq!(phone["webhook_configuration"], json!({ "phone_number": third_place.url, "application": other.url }));
    let third = desk.sandbox.customer("Ana").sends_text("three").expect("sent");
    desk.receiver.message(&third).await;
    third_place.message(&third).await;
    desk.sandbox.set_quality(FIRST_NUMBER, "RED").expect("there");
    desk.sandbox.notify(WABA, "account_update", json!({ "event": "ACCOUNT_OFFBOARDED" }));
    assert_eq!(desk.receiver.change("phone_number_quality_update").await["value"]["display_phone_number"], "34910550110");
    assert_eq!(other.change("account_update").await["value"]["event"], "ACCOUNT_OFFBOARDED", "overrides are for messages only");
    desk.sandbox.wait_until_webhooks_delivered().await.expect("delivered");
    assert!(other.posts().iter().flat_map(crate::receiver::Post::changes).all(|change| change["field"] != "phone_number_quality_update"));
    // An empty address takes the number's own away.
    let clear = json!({ "webhook_configuration": { "override_callback_uri": "" } });
    desk.http.post(&path).bearer_auth("other-token").json(&clear).send().await.expect("an answer");
    let fourth = desk.sandbox.customer("Ana").sends_text("four").expect("sent");
    other.message(&fourth).await;
}

#[tokio::test]
async fn an_address_must_echo_and_fields_must_exist() {
    let desk = Desk::start().await;
    let app_token = format!("{DEMO_APP_ID}|{DEMO_APP_SECRET}");
    let post =
        |pairs: Vec<(&'static str, String)>| desk.http.post(desk.url(&format!("{DEMO_APP_ID}/subscriptions"))).bearer_auth(&app_token).form(&pairs);
    let pairs = |url: &str, token: &str, fields: &str| {
        vec![("object", "whatsapp_business_account".into()), ("callback_url", url.into()), ("verify_token", token.into()), ("fields", fields.into())]
    };
    for (bad, code) in [
        (pairs(&desk.receiver.url, "wrong", "messages"), 2200),
        (pairs("http://127.0.0.1:1/hook", DEMO_VERIFY_TOKEN, "messages"), 2200),
        (pairs("nonsense", DEMO_VERIFY_TOKEN, "messages"), 2200),
        (pairs(&desk.receiver.url, DEMO_VERIFY_TOKEN, "messages,shoe_size"), 100),
        (pairs(&desk.receiver.url, DEMO_VERIFY_TOKEN, ""), 100),
    ] {
        let answer: Value = post(bad).send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(error_code(&answer), code, "{answer}");
    }
    assert_eq!(post(pairs(&desk.receiver.url, DEMO_VERIFY_TOKEN, "messages")).send().await.expect("an answer").status(), 200);
    let gone = desk.http.delete(desk.url(&format!("{DEMO_APP_ID}/subscriptions"))).bearer_auth(&app_token).send().await.expect("an answer");
    assert_eq!(gone.status(), 200);
    assert_eq!(get_as(&desk, &app_token, &format!("{DEMO_APP_ID}/subscriptions")).await.1, json!({ "data": [] }));
    assert_eq!(error_code(&get_as(&desk, DEMO_TOKEN, &format!("{DEMO_APP_ID}/subscriptions")).await.1), 15);
    let long = json!({ "override_callback_uri": format!("https://x.test/{}", "y".repeat(200)), "verify_token": "t" });
    assert_eq!(error_code(&desk.post(&format!("{WABA}/subscribed_apps"), long).await.1), 100);
}
