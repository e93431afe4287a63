//! Logins at Meta, from the device's request to what it gets.

use std::time::Duration;

use frontdesk_relay_api::sealed_for_device::{open_login, open_token};
use frontdesk_relay_api::{
    DeviceFrame, LoginId, LoginNews, LoginOutcome, LoginRequest, LoginWay, RelayError, RelayFrame, SealingPrivateKey, SealingPublicKey, SecretText,
};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Response, Url};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::device::{Owner, Stream};
use crate::graph::{APP, CODE, CONFIG, Graph, SECRET, TOKEN, refusal};
use crate::health;
use crate::world::World;

/// A browser that shows where it is sent instead of going there.
pub fn browser() -> reqwest::Client {
    // Also sets up TLS for this process.
    drop(crate::world::http());
    reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

pub struct Login {
    pub key: SealingPrivateKey,
    pub id: LoginId,
    pub url: String,
}

impl Login {
    pub async fn start(stream: &mut Stream, way: LoginWay) -> Self {
        let key = SealingPrivateKey::generate();
        let login = request(way, &key);
        let id = login.login;
        match stream.question(|request| DeviceFrame::StartLogin { request, login }).await.unwrap() {
            RelayFrame::LoginStarted { url, .. } => Self { key, id, url },
            other => panic!("not started: {other:?}"),
        }
    }

    /// Opens the page; where it leads, for the dialog.
    pub async fn open(&self) -> Response {
        browser().get(&self.url).send().await.unwrap()
    }

    /// The state that the page gives to Meta's dialog.
    pub async fn state(&self) -> String {
        let answer = self.open().await;
        assert_eq!(answer.status(), 302);
        let dialog = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
        dialog.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
    }

    /// What the page of Embedded Signup says.
    async fn say(&self, what: Value) -> Response {
        browser().post(format!("{}/finish", self.url)).json(&what).send().await.unwrap()
    }

    pub fn opened(&self, news: LoginNews) -> LoginOutcome {
        let LoginNews::Exchanged { sealed } = news else { panic!("not exchanged: {news:?}") };
        open_login(&self.key, self.id, &sealed).unwrap()
    }
}

pub fn request(way: LoginWay, key: &SealingPrivateKey) -> LoginRequest {
    LoginRequest { login: LoginId(Uuid::now_v7()), way, coexistence: false, app_id: None, sealed_to: key.public_key() }
}

pub async fn callback(world: &World, query: &str) -> (u16, String) {
    let answer = browser().get(format!("{}/connect/callback?{query}", world.relay.url())).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn finish_event() -> Value {
    json!({"event": "FINISH", "data": {"phone_number_id": "1066", "waba_id": "2077", "business_id": "3088"}})
}

pub async fn world() -> (World, Owner, Graph) {
    let graph = Graph::start().await;
    let (world, owner) = World::claimed_with(graph.with_app()).await;
    (world, owner, graph)
}

/// The relay waits this long for an event, which is for ever in a test.
const FOR_EVER: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn the_dialog_leads_back_with_a_token_for_the_device_that_asked() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    assert!(login.url.starts_with(&format!("{}/connect/", world.relay.url())), "{}", login.url);
    let state = login.state().await;
    assert!(!login.url.contains(&state), "the state is in no address of ours");
    assert_eq!(state.len(), 32);
    assert_eq!(stream.news().await, (login.id, LoginNews::Opened));

    let (status, page) = callback(&world, &format!("code={CODE}&state={state}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("You can close this window"), "{page}");
    assert_eq!(stream.news().await, (login.id, LoginNews::CodeReceived));
    let (id, news) = stream.news().await;
    let outcome = login.opened(news);
    assert_eq!((id, outcome.access_token.expose(), outcome.app_id.as_str()), (login.id, TOKEN, APP));
    assert_eq!(outcome.expires_at.map(|at| at.0), Some(1_900_000_000_000));
    assert!(outcome.info.is_valid && outcome.signup.is_none());
    assert_eq!(outcome.info.granular[0].target_ids.as_deref(), Some(&["2077".to_owned()][..]));

    let exchanged = graph.asked("/oauth/access_token");
    assert_eq!(exchanged.len(), 1, "a long-lived token needs no second exchange");
    assert_eq!(exchanged[0].query["redirect_uri"], format!("{}/connect/callback", world.relay.url()));
    assert_eq!((exchanged[0].query["code"].as_str(), exchanged[0].query["client_secret"].as_str()), (CODE, SECRET));
}

#[tokio::test]
async fn the_dialogs_address_is_what_meta_documents() {
    let graph = Graph::start().await;
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.apps[0].config_id = None;
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let answer = login.open().await;
    let dialog = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
    assert_eq!(dialog.path(), "/dialogs/v22.0/dialog/oauth");
    let parameter = |wanted: &str| dialog.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    assert_eq!(parameter("client_id").as_deref(), Some(APP));
    assert_eq!(parameter("response_type").as_deref(), Some("code"));
    assert_eq!(parameter("redirect_uri"), Some(format!("{}/connect/callback", world.relay.url())));
    assert_eq!(parameter("scope").as_deref(), Some("whatsapp_business_messaging,whatsapp_business_management,business_management"));
    assert_eq!((parameter("config_id"), parameter("override_default_response_type")), (None, None));

    let key = SealingPrivateKey::generate();
    let signup = request(LoginWay::Signup, &key);
    let refused = stream.question(|request| DeviceFrame::StartLogin { request, login: signup }).await;
    assert_eq!(refused.err(), Some(RelayError::NoLoginConfiguration));
}

#[tokio::test]
async fn a_state_is_good_once_and_only_as_it_was_given() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    stream.news().await;
    let ticket = login.url.rsplit('/').next().unwrap().to_owned();
    let mut wrong = state.clone();
    wrong.replace_range(0..1, if state.starts_with('0') { "1" } else { "0" });
    for query in [
        String::new(),
        "code=x".into(),
        "state=&code=x".into(),
        format!("state={wrong}&code=x"),
        format!("state={}&code=x", state.to_uppercase() + "0"),
        format!("state={ticket}&code=x"),
        format!("state={state}&state={state}&code=x"),
        format!("state={state}%00&code=x"),
        format!("state={}&code=x", "%F0%28%8C".repeat(50)),
        format!("state={}&code=x", "a".repeat(20_000)),
        "state=%3Cscript%3Ealert(1)%3C/script%3E&code=x".into(),
    ] {
        let (status, page) = callback(&world, &query).await;
        assert_eq!(status, 410, "{query}");
        assert!(page.contains("no longer good") && !page.contains("alert(1)"), "{page}");
    }
    assert_eq!(graph.asked("/oauth/access_token").len(), 0, "nothing was exchanged");

    assert_eq!(callback(&world, &format!("state={state}&code={CODE}")).await.0, 200);
    assert_eq!(callback(&world, &format!("state={state}&code=another")).await.0, 410, "replayed");
    assert_eq!(graph.asked("/oauth/access_token").len(), 1);
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
    login.opened(stream.news().await.1);
    let again = login.open().await;
    assert!(again.text().await.unwrap().contains("You can close this window"), "the page tells how it ended");
}

#[tokio::test]
async fn wrong_addresses_get_a_page_and_then_less() {
    let (world, owner, _graph) = world().await;
    let url = world.relay.url();
    let get = |path: &str| browser().get(format!("{url}{path}")).send();
    let hostile = ["x", "..", "%2e%2e", "%00", "%3Cscript%3E", "0123456789abcdef0123456789abcdef", "%F0%9F%92%A9", "' OR 1=1"];
    for ticket in hostile {
        let answer = get(&format!("/connect/{ticket}")).await.unwrap();
        assert!(matches!(answer.status().as_u16(), 400 | 404 | 410), "{ticket}: {}", answer.status());
        assert!(!answer.text().await.unwrap().contains("<script"), "{ticket}");
        let said = browser().post(format!("{url}/connect/{ticket}/finish")).json(&json!({"code": CODE})).send().await.unwrap();
        assert!(matches!(said.status().as_u16(), 400 | 404 | 405 | 410), "{ticket}: {}", said.status());
    }
    let mut status = 410;
    for _ in 0..200 {
        status = get("/connect/nobody").await.unwrap().status().as_u16();
        if status == 429 {
            break;
        }
    }
    assert_eq!(status, 429, "guessing is slowed down");
    let mut stream = owner.connect(&url, 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    assert_eq!(login.open().await.status(), 200, "who has a good address is let in all the same");
}

#[tokio::test]
async fn the_page_of_embedded_signup_is_guarded() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let key = SealingPrivateKey::generate();
    let login = LoginRequest { coexistence: true, ..request(LoginWay::Signup, &key) };
    let started = stream.question(|request| DeviceFrame::StartLogin { request, login }).await.unwrap();
    let RelayFrame::LoginStarted { url, .. } = started else { panic!("not started") };
    let answer = browser().get(&url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "style-src 'self'",
        &format!("script-src 'self' {};", graph.url),
    ] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin-allow-popups");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let page = answer.text().await.unwrap();
    for part in [
        format!("data-app-id=\"{APP}\""),
        format!("data-config-id=\"{CONFIG}\""),
        "data-feature-type=\"whatsapp_business_app_onboarding\"".to_owned(),
        format!("data-sdk=\"{}/sdk.js\"", graph.url),
        format!("data-dialog-origin=\"{}\"", graph.url),
        "<script src=\"app.js\"></script>".to_owned(),
        "role=\"status\"".to_owned(),
    ] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    assert_eq!(page.matches("<script").count(), 1, "nothing inline");
    assert!(!page.contains(" onclick") && !page.contains("style="), "{page}");
    assert!(!page.contains(SECRET));

    for (path, kind) in [("app.js", "text/javascript"), ("style.css", "text/css")] {
        let asset = browser().get(format!("{}/connect/{path}", world.relay.url())).send().await.unwrap();
        assert_eq!(asset.status(), 200);
        assert!(asset.headers()["content-type"].to_str().unwrap().starts_with(kind));
        assert_eq!(asset.headers()["x-content-type-options"], "nosniff");
    }
    for query in ["state=x&code=y", ""] {
        let answer = browser().get(format!("{}/connect/callback?{query}", world.relay.url())).send().await.unwrap();
        assert_eq!(
            (&answer.headers()["referrer-policy"], &answer.headers()["cache-control"]),
            (&"no-referrer".parse().unwrap(), &"no-store".parse().unwrap())
        );
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    }
}

#[tokio::test]
async fn embedded_signup_with_the_event_first() {
    let graph = Graph::start().await;
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.limits.signup_event = FOR_EVER;
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    assert_eq!(login.open().await.status(), 200);
    let standing: Value = login.say(json!({"event": finish_event()})).await.json().await.unwrap();
    assert_eq!(standing["over"], false);
    let standing: Value = login.say(json!({"code": CODE})).await.json().await.unwrap();
    assert_eq!(standing["over"], true, "{standing}");
    assert_eq!(stream.news().await.1, LoginNews::Opened);
    let LoginNews::SignupEvent { event } = stream.news().await.1 else { panic!("no event") };
    assert_eq!((event.event.as_str(), event.waba_id.as_deref()), ("FINISH", Some("2077")));
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
    let outcome = login.opened(stream.news().await.1);
    assert_eq!(outcome.signup, Some(event));
    let exchanged = graph.asked("/oauth/access_token");
    assert_eq!(exchanged.len(), 1);
    assert!(!exchanged[0].query.contains_key("redirect_uri"), "{exchanged:?}");
}

#[tokio::test]
async fn embedded_signup_with_the_code_first() {
    let graph = Graph::start().await;
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.limits.signup_event = FOR_EVER;
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    let code_said = login.say(json!({"code": CODE}));
    let event_said = async {
        assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
        // The code lives for 30 seconds: it is exchanged while the event is still awaited.
        while graph.asked("/debug_token").is_empty() {
            tokio::task::yield_now().await;
        }
        login.say(json!({"event": finish_event()})).await;
    };
    tokio::join!(code_said, event_said);
    let LoginNews::SignupEvent { event } = stream.news().await.1 else { panic!("no event") };
    let outcome = login.opened(stream.news().await.1);
    assert_eq!(outcome.signup, Some(event), "both are there");
}

#[tokio::test]
async fn an_event_that_comes_too_late_is_told_alone() {
    let graph = Graph::start().await;
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.limits.signup_event = Duration::from_millis(1);
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    login.say(json!({"code": CODE})).await;
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
    assert_eq!(login.opened(stream.news().await.1).signup, None);
    login.say(json!({"event": {"event": "FINISH_ONLY_WABA", "data": {"waba_id": 2077}}})).await;
    let LoginNews::SignupEvent { event } = stream.news().await.1 else { panic!("no event") };
    assert_eq!((event.event.as_str(), event.waba_id.as_deref(), event.phone_number_id), ("FINISH_ONLY_WABA", Some("2077"), None));
}

#[tokio::test]
async fn going_away_is_told_with_its_step_and_ends_the_login() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let signup = Login::start(&mut stream, LoginWay::Signup).await;
    let standing: Value =
        signup.say(json!({"event": {"event": "CANCEL", "data": {"current_step": "PHONE_NUMBER_SETUP"}}})).await.json().await.unwrap();
    assert_eq!(standing["over"], true);
    assert_eq!(stream.news().await.1, LoginNews::Cancelled { step: Some("PHONE_NUMBER_SETUP".into()), words: None });
    signup.say(json!({"code": CODE})).await;
    assert!(signup.open().await.text().await.unwrap().contains("Nothing was connected"));

    let dialog = Login::start(&mut stream, LoginWay::Login).await;
    let state = dialog.state().await;
    assert_eq!(stream.news().await, (dialog.id, LoginNews::Opened));
    let denied = "error_reason=user_denied&error=access_denied&error_description=Permissions+error";
    let (status, page) = callback(&world, &format!("{denied}&state={state}")).await;
    assert_eq!((status, page.contains("Nothing was connected")), (200, true));
    assert_eq!(stream.news().await, (dialog.id, LoginNews::Cancelled { step: None, words: Some("Permissions error".into()) }));
    assert_eq!(callback(&world, &format!("code={CODE}&state={state}")).await.0, 410, "the state is used up");

    let failed = Login::start(&mut stream, LoginWay::Login).await;
    let state = failed.state().await;
    stream.news().await;
    let (_, page) = callback(&world, &format!("error_code=1349187&error_message=%3Cb%3ENot+set+up%3C%2Fb%3E&state={state}")).await;
    assert!(page.contains("&lt;b&gt;Not set up&lt;/b&gt;") && !page.contains("<b>"), "{page}");
    let LoginNews::Failed { step, words, code, .. } = stream.news().await.1 else { panic!("not failed") };
    assert_eq!((step.as_str(), words.as_str(), code), ("code", "<b>Not set up</b>", Some(1_349_187)));
    assert_eq!(graph.asked("/oauth/access_token").len(), 0, "no code was exchanged");
}

#[tokio::test]
async fn a_code_that_meta_refuses_is_told_in_metas_words() {
    let (world, owner, graph) = world().await;
    graph.set_code_answer(400, refusal("This authorization code has expired.", 100, 36007));
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    let standing: Value = login.say(json!({"code": CODE})).await.json().await.unwrap();
    assert!(standing["text"].as_str().unwrap().starts_with("This authorization code has expired."), "{standing}");
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
    let expected =
        LoginNews::Failed { step: "code".into(), words: "This authorization code has expired.".into(), code: Some(100), subcode: Some(36007) };
    assert_eq!(stream.news().await.1, expected);
    login.say(json!({"code": "another"})).await;
    assert_eq!(graph.asked("/oauth/access_token").len(), 1, "one code for one login");
}

#[tokio::test]
async fn a_short_lived_token_is_made_long_lived() {
    let (world, owner, graph) = world().await;
    graph.set_code_answer(200, json!({"access_token": TOKEN, "expires_in": 5000}));
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    login.say(json!({"code": CODE, "event": finish_event()})).await;
    stream.news().await;
    stream.news().await;
    assert_eq!(login.opened(stream.news().await.1).access_token.expose(), format!("{TOKEN}-long"));

    graph.set_extend_answer(400, refusal("No.", 190, 0));
    graph.set_inspect_answer(500, json!({}));
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    login.say(json!({"code": CODE, "event": finish_event()})).await;
    stream.news().await;
    stream.news().await;
    let outcome = login.opened(stream.news().await.1);
    assert_eq!(outcome.access_token.expose(), TOKEN, "better than none");
    assert!(!outcome.info.is_valid && outcome.info.problem.is_some(), "what could not be asked is said");
    assert!(outcome.expires_at.is_some(), "and its end is known from the exchange");
}

#[tokio::test]
async fn an_outcome_waits_for_its_device_and_is_told_again() {
    let (world, owner, _graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    drop(stream);
    health::until(&world.http, &format!("{}/metrics", world.relay.url()), "frontdesk_relay_streams 0").await;
    assert_eq!(callback(&world, &format!("code={CODE}&state={state}")).await.0, 200);

    for _ in 0..2 {
        let mut stream = owner.connect(&world.relay.url(), 0).await;
        assert_eq!(stream.news().await, (login.id, LoginNews::Opened));
        assert_eq!(stream.news().await, (login.id, LoginNews::CodeReceived));
        assert_eq!(login.opened(stream.news().await.1).access_token.expose(), TOKEN);
    }
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    stream.ask(|request| DeviceFrame::CancelLogin { request, login: login.id }).await.unwrap();
    assert_eq!(login.open().await.status(), 410, "fetched and forgotten");
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let later = Login::start(&mut stream, LoginWay::Login).await;
    later.open().await;
    assert_eq!(stream.news().await, (later.id, LoginNews::Opened), "and not told again");
}

#[tokio::test]
async fn the_browser_may_go_away_while_the_code_is_exchanged() {
    let (world, owner, graph) = world().await;
    graph.exchanges.forget_permits(graph.exchanges.available_permits());
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    stream.news().await;
    let url = format!("{}/connect/callback?code={CODE}&state={state}", world.relay.url());
    let gone = tokio::spawn(async move { browser().get(url).send().await });
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
    gone.abort();
    let _ = gone.await;
    graph.exchanges.add_permits(1);
    assert_eq!(login.opened(stream.news().await.1).access_token.expose(), TOKEN);
}

#[tokio::test]
async fn time_runs_out() {
    let graph = Graph::start().await;
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.limits.login = Duration::from_millis(300);
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let dialog = Login::start(&mut stream, LoginWay::Login).await;
    let state = dialog.state().await;
    assert_eq!(stream.news().await, (dialog.id, LoginNews::Opened));
    assert_eq!(stream.news().await, (dialog.id, LoginNews::Expired));
    let (_, page) = callback(&world, &format!("code={CODE}&state={state}")).await;
    assert!(page.contains("no longer good"), "{page}");
    assert!(dialog.open().await.text().await.unwrap().contains("no longer good"));
    let signup = Login::start(&mut stream, LoginWay::Signup).await;
    assert_eq!(stream.news().await, (signup.id, LoginNews::Expired));
    let standing: Value = signup.say(json!({"code": CODE})).await.json().await.unwrap();
    assert_eq!(standing["over"], true);
    assert_eq!(graph.asked("/oauth/access_token").len(), 0);
    health::until(&world.http, &format!("{}/metrics", world.relay.url()), "frontdesk_relay_logins_total{outcome=\"expired\"} 2").await;
}

#[tokio::test]
async fn a_login_needs_an_app_an_address_and_a_key() {
    let graph = Graph::start().await;
    let key = SealingPrivateKey::generate();
    let start = async |world: &World, owner: &Owner, login: LoginRequest| {
        let mut stream = owner.connect(&world.relay.url(), 0).await;
        stream.question(|request| DeviceFrame::StartLogin { request, login }).await.err()
    };
    let (world, owner) = World::claimed_with(graph.without_app()).await;
    assert_eq!(start(&world, &owner, request(LoginWay::Login, &key)).await, Some(RelayError::NoMetaApp));
    let (world, owner) = World::claimed().await;
    assert_eq!(start(&world, &owner, request(LoginWay::Login, &key)).await, Some(RelayError::NoMetaApp), "a secret without an id can't log in");
    for public_url in [None, Some("http://relay.example.com".to_owned())] {
        let with_app = graph.with_app();
        let (world, owner) = World::claimed_with(|settings| {
            with_app(settings);
            settings.public_url = public_url;
        })
        .await;
        assert_eq!(start(&world, &owner, request(LoginWay::Login, &key)).await, Some(RelayError::NoPublicUrl));
    }
    let (world, owner) = World::claimed_with(graph.with_app()).await;
    let other_app = LoginRequest { app_id: Some("5".into()), ..request(LoginWay::Login, &key) };
    assert_eq!(start(&world, &owner, other_app).await, Some(RelayError::NoMetaApp));
    let unusable = LoginRequest { sealed_to: SealingPublicKey::from_bytes(&[0; 32]).unwrap(), ..request(LoginWay::Login, &key) };
    assert_eq!(start(&world, &owner, unusable).await.unwrap().code(), "bad_request");
}

#[tokio::test]
async fn another_sites_page_can_not_speak_for_ours() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Signup).await;
    let post = || browser().post(format!("{}/finish", login.url));
    let said = json!({"code": CODE}).to_string();
    for (what, request) in [
        ("a form", post().header("content-type", "text/plain").body(said.clone())),
        ("no type", post().body(said.clone())),
        ("another origin", post().json(&json!({"code": CODE})).header("origin", "https://evil.example")),
        ("no origin", post().json(&json!({"code": CODE})).header("origin", "null")),
        ("another site", post().json(&json!({"code": CODE})).header("sec-fetch-site", "cross-site")),
    ] {
        assert_eq!(request.send().await.unwrap().status(), 403, "{what}");
    }
    for body in ["", "[]", "{\"code\":7}", "{\"code\":", &format!("{{\"code\":\"{}\"}}", "x".repeat(20_000))] {
        let request = post().header("content-type", "application/json").body(body.to_owned());
        assert_eq!(request.send().await.unwrap().status(), 400, "{body:.20}");
    }
    assert_eq!(login.say(json!({"code": "with\nbreak"})).await.status(), 200);
    assert_eq!(graph.asked("/oauth/access_token").len(), 0);
    let ours = post().json(&json!({"code": CODE})).header("origin", world.relay.url()).header("sec-fetch-site", "same-origin");
    assert_eq!(ours.send().await.unwrap().status(), 200);
    assert_eq!(stream.news().await.1, LoginNews::CodeReceived);
}

#[tokio::test]
async fn tokens_are_inspected_and_renewed() {
    let (world, owner, graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let token = || SecretText::new(TOKEN);
    let answer = stream.question(|request| DeviceFrame::InspectToken { request, token: token(), app_id: None }).await.unwrap();
    let RelayFrame::TokenInfo { info, .. } = answer else { panic!("no info: {answer:?}") };
    assert_eq!((info.kind.as_deref(), info.is_valid), (Some("SYSTEM_USER"), true));
    assert_eq!(graph.asked("/debug_token")[0].query["input_token"], TOKEN);

    let key = SealingPrivateKey::generate();
    let frame = |request| DeviceFrame::RenewToken { request, token: token(), app_id: APP.into(), sealed_to: key.public_key() };
    let answer = stream.question(frame).await.unwrap();
    let RelayFrame::TokenRenewed { sealed, expires_at, .. } = answer else { panic!("not renewed: {answer:?}") };
    assert_eq!(open_token(&key, APP, &sealed).unwrap().expose(), format!("{TOKEN}-long"));
    assert_eq!(expires_at.map(|at| at.0), Some(1_900_000_000_000));

    graph.set_extend_answer(400, refusal(&format!("Error validating access token: {TOKEN} has expired."), 190, 463));
    let refused = stream.question(frame).await.unwrap_err();
    assert_eq!(refused, RelayError::Meta { words: "Error validating access token: [access token] has expired.".into(), code: Some(190) });
    let nonsense = stream.question(|request| DeviceFrame::InspectToken { request, token: SecretText::new("a\r\nb"), app_id: None }).await;
    assert_eq!(nonsense.unwrap_err().code(), "bad_request");
}
