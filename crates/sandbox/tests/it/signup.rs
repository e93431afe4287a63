//! Embedded Signup: pages, events, codes, what it makes.

use frontdesk_sandbox::{
    CASA_VERDE, Choices, DEMO_APP_ID, FIRST_NUMBER, Leaving, MARTA, NORA, NumberPick, Page, Pick, SIGNUP_CONFIG, SIGNUP_CONFIG_60_DAYS, SandboxError,
    SignupCall, SignupOrder, VIVERO_NORTE, WABA, WORKSHOPS_WABA,
};
use serde_json::{Value, json};

use crate::login::{desk_debug, exchange, fresh, get_as};
use crate::receiver::Desk;

const ORIGIN: &str = "https://relay.example.test";

fn call() -> SignupCall {
    SignupCall { app_id: DEMO_APP_ID.into(), config_id: SIGNUP_CONFIG.into(), origin: ORIGIN.into(), coexistence: false }
}

fn new_number(phone_number: &str) -> NumberPick {
    NumberPick::New { phone_number: phone_number.into(), name: "Vivero Norte".into() }
}

/// Finishes and returns event, token answer.
async fn finished(desk: &Desk, person: &str, call: &SignupCall, choices: &Choices) -> (Value, Value) {
    let end = desk.sandbox.visitor(person).signs_up(call, choices).await.expect("through");
    let (status, answer) = exchange(desk, &[("code", &end.code.expect("a code"))]).await;
    assert_eq!(status, 200, "{answer}");
    (end.event.expect("an event"), answer)
}

#[tokio::test]
async fn an_existing_number_is_finished_at_once() {
    let desk = fresh().await;
    let (event, answer) = finished(&desk, MARTA, &call(), &Choices::default()).await;
    assert_eq!(
        event,
        json!({
            "type": "WA_EMBEDDED_SIGNUP", "event": "FINISH", "version": 3,
            "data": { "phone_number_id": FIRST_NUMBER, "waba_id": WABA, "business_id": CASA_VERDE },
        })
    );
    assert!(answer.get("expires_in").is_none(), "a token that never ends: {answer}");
    let token = answer["access_token"].as_str().expect("a token");
    let (_, info) = desk_debug(&desk, token).await;
    assert_eq!((info["data"]["type"].as_str(), info["data"]["expires_at"].as_i64()), (Some("SYSTEM_USER"), Some(0)));
    assert_eq!(info["data"]["granular_scopes"][0]["target_ids"], json!([WABA]));
    let (_, me) = get_as(&desk, token, "me?fields=client_business_id").await;
    assert_eq!(me["client_business_id"], CASA_VERDE);
    // The app hears of its new client at its own address.
    let added = desk.receiver.change("account_update").await;
    assert_eq!(added["value"], json!({ "event": "PARTNER_ADDED", "waba_info": { "waba_id": WABA, "owner_business_id": CASA_VERDE } }));
}

#[tokio::test]
async fn a_new_business_with_a_new_number_goes_through_every_page() {
    let desk = fresh().await;
    let choices = Choices {
        business: Pick::New("Vivero Nora".into()),
        account: Pick::New("Vivero Nora".into()),
        number: new_number("+44 7700 900 321"),
        ..Choices::default()
    };
    let (event, answer) = finished(&desk, NORA, &SignupCall { config_id: SIGNUP_CONFIG_60_DAYS.into(), ..call() }, &choices).await;
    assert_eq!(answer["expires_in"], 5_184_000);
    let token = answer["access_token"].as_str().expect("a token");
    let number = event["data"]["phone_number_id"].as_str().expect("an id");
    let waba = event["data"]["waba_id"].as_str().expect("an id");
    let (_, phone) =
        get_as(&desk, token, &format!("{number}?fields=display_phone_number,verified_name,status,code_verification_status,quality_rating")).await;
    assert_eq!(
        phone,
        json!({
            "id": number, "display_phone_number": "+44 770 090 032 1", "verified_name": "Vivero Norte", "status": "PENDING",
            "code_verification_status": "VERIFIED", "quality_rating": "NA",
        })
    );
    let (_, account) = get_as(&desk, token, &format!("{waba}?fields=name,country,owner_business_info")).await;
    assert_eq!((account["name"].as_str(), account["country"].as_str()), (Some("Vivero Nora"), Some("GB")));
    assert_eq!(account["owner_business_info"]["id"], event["data"]["business_id"]);
    let (_, profile) = get_as(&desk, token, &format!("{number}/whatsapp_business_profile?fields=vertical,description")).await;
    assert_eq!(profile["data"][0]["description"], "We sell plants.");
}

#[tokio::test]
async fn finishing_without_a_number_and_with_coexistence() {
    let desk = fresh().await;
    let (event, _) = finished(&desk, MARTA, &call(), &Choices { number: NumberPick::None, ..Choices::default() }).await;
    assert_eq!((event["event"].as_str(), &event["data"]), (Some("FINISH_ONLY_WABA"), &json!({ "waba_id": WABA, "business_id": CASA_VERDE })));

    let choices = Choices { account: Pick::Existing(WORKSHOPS_WABA.into()), number: new_number("+34 910 55 01 77"), ..Choices::default() };
    let (event, answer) = finished(&desk, MARTA, &SignupCall { coexistence: true, ..call() }, &choices).await;
    assert_eq!(event["event"], "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING");
    assert_eq!(event["data"], json!({ "waba_id": WORKSHOPS_WABA }));
    let token = answer["access_token"].as_str().expect("a token");
    let (_, list) =
        get_as(&desk, token, &format!("{WORKSHOPS_WABA}/phone_numbers?fields=is_on_biz_app,platform_type,status,display_phone_number")).await;
    let added = list["data"].as_array().and_then(|numbers| numbers.last()).expect("numbers");
    assert_eq!(
        (added["is_on_biz_app"].as_bool(), added["status"].as_str(), added["platform_type"].as_str()),
        (Some(true), Some("CONNECTED"), Some("CLOUD_API"))
    );
}

#[tokio::test]
async fn leaving_is_told_with_the_page_where_it_happened() {
    let desk = fresh().await;
    let choices = |page, how| Choices {
        business: Pick::New("X shop".into()),
        number: new_number("+44 7700 900 999"),
        leaves: Some((page, how)),
        ..Choices::default()
    };
    for (page, word) in [
        (Page::Permissions, "PERMISSIONS"),
        (Page::Portfolio, "BUSINESS_ACCOUNT_SELECTION"),
        (Page::Account, "WABA_PHONE_PROFILE_PICKER"),
        (Page::Number, "PHONE_NUMBER_SETUP"),
        (Page::Verification, "PHONE_NUMBER_VERIFICATION"),
        (Page::Profile, "WHATSAPP_BUSINESS_PROFILE_SETUP"),
    ] {
        let end = desk.sandbox.visitor(NORA).signs_up(&call(), &choices(page, Leaving::Cancels)).await.expect("left");
        assert_eq!(end.event, Some(json!({ "type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "version": 3, "data": { "current_step": word } })));
        assert_eq!(end.code, None);
        let end = desk.sandbox.visitor(NORA).signs_up(&call(), &choices(page, Leaving::Reports)).await.expect("left");
        let event = end.event.expect("an event");
        assert_eq!(event["event"], "CANCEL");
        for key in ["error_message", "error_id", "session_id", "timestamp"] {
            assert!(event["data"][key].is_string(), "{key}");
        }
        let end = desk.sandbox.visitor(NORA).signs_up(&call(), &choices(page, Leaving::Closes)).await.expect("left");
        assert_eq!(end, frontdesk_sandbox::SignupEnd::default(), "a closed window says nothing");
    }
    let end = desk.sandbox.visitor(NORA).signs_up(&call(), &choices(Page::LogIn, Leaving::Cancels)).await.expect("left");
    assert_eq!((end.event, end.code, end.messages.len()), (None, None, 1));
    assert_eq!(desk.sandbox.tokens().len(), 0);
}

#[tokio::test]
async fn event_and_code_come_in_either_order_or_the_code_alone() {
    let desk = fresh().await;
    for (order, first_is_event, count) in [(SignupOrder::EventFirst, true, 2), (SignupOrder::CodeFirst, false, 2), (SignupOrder::NoEvent, false, 1)] {
        desk.sandbox.set_signup_order(order);
        let end = desk.sandbox.visitor(MARTA).signs_up(&call(), &Choices::default()).await.expect("through");
        assert_eq!(end.messages.len(), count, "{order:?}");
        assert_eq!(end.messages[0].starts_with("{\""), first_is_event, "{order:?}");
        assert!(end.messages.iter().any(|message| message.starts_with("cb=f0&origin=https%3A%2F%2Frelay.example.test&relation=opener&code=AQ")));
        assert!(end.code.is_some());
    }
}

#[tokio::test]
async fn foreign_pages_foreign_numbers_and_full_portfolios_are_refused() {
    let desk = fresh().await;
    let words = |end: Result<frontdesk_sandbox::SignupEnd, SandboxError>| match end {
        Err(SandboxError::Login { words, .. }) => words,
        other => panic!("{other:?}"),
    };
    let marta = desk.sandbox.visitor(MARTA);
    let foreign = SignupCall { origin: "https://evil.example.test".into(), ..call() };
    assert!(words(marta.signs_up(&foreign, &Choices::default()).await).contains("host domain"));
    let taken = Choices {
        business: Pick::Existing(VIVERO_NORTE.into()),
        account: Pick::New("Vivero".into()),
        number: new_number("+34 910 55 01 10"),
        ..Choices::default()
    };
    assert!(words(marta.signs_up(&call(), &taken).await).contains("another WhatsApp Business Account"));
    for phone in ["+44 7700 900 001", "+44 7700 900 002"] {
        let choices = Choices { account: Pick::First, number: new_number(phone), ..taken.clone() };
        marta.signs_up(&call(), &choices).await.expect("through");
    }
    let third = Choices { account: Pick::First, number: new_number("+44 7700 900 003"), ..taken };
    assert!(words(marta.signs_up(&call(), &third).await).contains("limit of 2 phone numbers"));
    desk.sandbox.change_app(None, |app| app.onboardings_per_week = 1);
    assert!(words(marta.signs_up(&call(), &Choices::default()).await).contains("limit of new customers"));
}

#[tokio::test]
async fn the_phone_shows_the_code_and_a_wrong_one_does_not_pass() {
    let desk = fresh().await;
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let choices = Choices {
        business: Pick::New("X shop".into()),
        number: new_number("+44 7700 900 555"),
        leaves: Some((Page::Verification, Leaving::Closes)),
        ..Choices::default()
    };
    let nora = desk.sandbox.visitor(NORA);
    nora.signs_up(&call(), &choices).await.expect("closed");
    let shown = desk.sandbox.phone_codes();
    assert_eq!((shown.len(), shown[0].display_phone_number.as_str(), shown[0].code.len()), (1, "+44 770 090 055 5", 6));
    let page = browser.get(format!("{}/connecting", desk.sandbox.base_url())).send().await.expect("an answer").text().await.expect("text");
    assert!(page.contains(&shown[0].code));
    let codes: Value =
        browser.get(format!("{}/_sandbox/codes", desk.sandbox.base_url())).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(codes[0]["code"], shown[0].code.as_str());
}

#[tokio::test]
async fn the_sdk_opens_the_dialog_and_hears_only_its_popup() {
    let desk = fresh().await;
    let answer = desk.http.get(format!("{}/en_US/sdk.js", desk.sandbox.base_url())).send().await.expect("an answer");
    assert!(answer.headers()["content-type"].to_str().expect("text").contains("javascript"));
    let script = answer.text().await.expect("text");
    for part in ["/dialog/oauth?", "event.origin !== base", "event.source !== popup", "fbAsyncInit", "answersWhenClosed = true"] {
        assert!(script.contains(part), "{part}");
    }
    let end = desk.sandbox.visitor(MARTA).signs_up(&call(), &Choices::default()).await.expect("through");
    assert!(end.code.is_some());
}
