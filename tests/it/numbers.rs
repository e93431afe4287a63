//! Numbers after they were connected: their state, what is said when something is wrong, and what a person may do about them.

use frontdesk_api::views::*;
use frontdesk_sandbox::{DEMO_TOKEN, Endpoint, FIRST_NUMBER, GraphFault, MARTA, SECOND_NUMBER, TokenConfig, TokenHolder, WABA};
use frontdesk_testkit::{Device, World};
use serde_json::json;

fn one(number: &str) -> OneNumber {
    OneNumber { phone_number_id: number.to_owned() }
}

async fn cards(device: &Device) -> Vec<NumberCardView> {
    device.session.list_numbers(Nothing {}).await.expect("the table").items
}

/// The number's row, once `condition` holds of it.
async fn until(device: &Device, number: &str, what: &str, condition: impl Fn(&NumberCardView) -> bool) -> NumberCardView {
    let condition = &condition;
    device
        .until(&format!("{number} {what}"), |session| async move {
            let all = session.list_numbers(Nothing {}).await.expect("the table").items;
            all.into_iter().find(|card| card.phone_number_id == number && condition(card))
        })
        .await
}

async fn until_state(device: &Device, number: &str, state: NumberState) -> NumberCardView {
    until(device, number, &format!("is {state:?}"), |card| card.state == state).await
}

fn alarms(card: &NumberCardView) -> Vec<AlarmKind> {
    card.alarms.iter().map(|alarm| alarm.kind).collect()
}

async fn log(device: &Device, number: &str) -> Vec<NumberLogLineView> {
    let request = ListNumberLog { phone_number_id: Some(number.to_owned()), least: None, containing: String::new(), before: None, limit: 200 };
    device.session.list_number_log(request).await.expect("a page").items
}

async fn test(device: &Device, number: &str) -> NumberCardView {
    device.session.test_number(one(number)).await.expect("checked")
}

async fn set_running(device: &Device, number: &str, running: bool) -> NumberCardView {
    device.session.set_number_running(SetNumberRunning { phone_number_id: number.to_owned(), running }).await.expect("changed")
}

#[tokio::test]
async fn a_connected_number_runs_and_shows_what_meta_says() {
    let world = World::start().await;
    let ana = world.ana().await;
    let card = until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    until_state(&ana, SECOND_NUMBER, NumberState::Running).await;
    assert_eq!(cards(&ana).await.len(), 2);
    assert_eq!((card.quality.as_deref(), card.meta_status.as_deref()), (Some("GREEN"), Some("CONNECTED")));
    assert!(card.messaging_limit.is_some() && card.throughput.is_some(), "{card:?}");
    assert!(card.token.here && !card.token.dead, "{:?}", card.token);
    assert_eq!((card.trouble, card.alarms), (None, vec![]));
    assert_eq!(card.last_webhook_at_ms, None);
    world.sandbox.customer("Emma").sends_text("hi").expect("sent");
    ana.until_last("Emma Clarke", "hi").await;
    until(&ana, FIRST_NUMBER, "has heard a webhook", |card| card.last_webhook_at_ms.is_some()).await;
    assert!(log(&ana, FIRST_NUMBER).await.iter().any(|line| line.words == "Running."));
}

#[tokio::test]
async fn a_dead_token_is_an_error_until_it_is_replaced() {
    let world = World::start().await;
    let ana = world.ana().await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    world.sandbox.revoke_token("main");
    let card = test(&ana, FIRST_NUMBER).await;
    assert_eq!((card.state, alarms(&card)), (NumberState::Error, vec![AlarmKind::TokenDead]));
    assert!(card.token.here && card.token.dead);
    assert!(card.trouble.as_ref().is_some_and(|words| words.contains("Log in with Meta again")), "{card:?}");

    let replace = async |token: &str| {
        let request = ReplaceToken { phone_number_id: FIRST_NUMBER.to_owned(), access_token: token.to_owned() };
        ana.session.replace_token(request).await
    };
    for bad in ["", "   ", "EAASomethingElseAltogether", DEMO_TOKEN] {
        let refused = replace(bad).await.expect_err("not a token that works");
        assert!(!bad.trim().is_empty() || refused.message.contains("Paste"), "{refused:?}");
        assert!(!refused.message.contains("EAA"), "{refused:?}");
        assert_eq!(until_state(&ana, FIRST_NUMBER, NumberState::Error).await.token.dead, true, "the old one is still there");
    }
    let fresh = "EAACanaryFreshToken77";
    world.sandbox.add_token(TokenConfig { label: "fresh".to_owned(), ..TokenConfig::full(fresh) });
    let card = replace(&format!(" {fresh}\n")).await.expect("Meta confirms it");
    assert_eq!((card.state, card.alarms), (NumberState::Running, vec![]));
    assert!(!card.token.dead);
    world.sandbox.customer("Emma").sends_text("hi").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hi").await;
    let reply = ana.replies(&conversation.id, "with the new token").await;
    ana.until_state(&reply, MessageState::Delivered).await;

    let lines = log(&ana, FIRST_NUMBER).await;
    assert!(lines.iter().any(|line| line.level == LogLevel::Error && line.words.contains("Log in with Meta again")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.subject == "person" && line.words.contains("replaced")), "{lines:#?}");
    for token in [DEMO_TOKEN, fresh] {
        assert!(lines.iter().all(|line| !line.words.contains(token)));
    }
}

#[tokio::test]
async fn a_send_that_is_refused_for_the_token_shows_at_once() {
    let world = World::start().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends_text("hi").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hi").await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    world.sandbox.expire_token("main");
    let reply = ana.replies(&conversation.id, "too late").await;
    ana.until_state(&reply, MessageState::Failed).await;
    let card = until_state(&ana, FIRST_NUMBER, NumberState::Error).await;
    assert!(card.trouble.is_some_and(|words| words.contains("expired")));
    assert!(log(&ana, FIRST_NUMBER).await.iter().any(|line| line.subject == "send" && line.words.contains("code 190")));
}

#[tokio::test]
async fn passing_faults_raise_no_alarm() {
    let world = World::start().await;
    let ana = world.ana().await;
    let before = until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    for fault in [
        GraphFault::Http { status: 503, body: None, accepted: false },
        GraphFault::MetaError { code: 2 },
        GraphFault::MetaError { code: 80_007 },
        GraphFault::MetaError { code: 131_016 },
        GraphFault::TooManyRequests,
        GraphFault::ResetBeforeAccept,
    ] {
        world.sandbox.graph_fault(Some(Endpoint::PhoneNumber), fault, None);
        let card = test(&ana, FIRST_NUMBER).await;
        assert_eq!((card.state, &card.alarms), (NumberState::Running, &vec![]), "as before");
        assert!(card.trouble.as_ref().is_some_and(|words| words.contains("could not be asked")), "{card:?}");
        assert_eq!(card.checked_at_ms, before.checked_at_ms, "the last answer counts");
        world.sandbox.clear_rules();
    }
    let card = test(&ana, FIRST_NUMBER).await;
    assert_eq!((card.state, card.trouble), (NumberState::Running, None));
    let lines = log(&ana, FIRST_NUMBER).await;
    assert_eq!(lines.iter().filter(|line| line.words.starts_with("Could not be checked")).count(), 1, "said once: {lines:#?}");
    assert!(lines.iter().all(|line| line.level != LogLevel::Error), "{lines:#?}");
}

#[tokio::test]
async fn falling_quality_and_a_ban_are_alarms_that_clear_themselves() {
    let world = World::start().await;
    let ana = world.ana().await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    // Meta's webhook says that something changed; nobody presses anything.
    world.sandbox.set_quality(FIRST_NUMBER, "RED").expect("set");
    let card = until(&ana, FIRST_NUMBER, "fell", |card| alarms(card) == [AlarmKind::QualityFell]).await;
    assert_eq!((card.state, card.quality.as_deref()), (NumberState::Running, Some("RED")));
    world.sandbox.set_quality(FIRST_NUMBER, "GREEN").expect("set");
    assert_eq!(test(&ana, FIRST_NUMBER).await.alarms, []);

    world.sandbox.set_number_status(FIRST_NUMBER, Some("BANNED")).expect("set");
    world.sandbox.notify(WABA, "account_update", json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}));
    let card = until_state(&ana, FIRST_NUMBER, NumberState::Error).await;
    assert_eq!(alarms(&card), [AlarmKind::NotConnected]);
    assert!(card.trouble.is_some_and(|words| words.contains("banned")));
    world.sandbox.set_number_status(FIRST_NUMBER, None).expect("set");
    let card = test(&ana, FIRST_NUMBER).await;
    assert_eq!((card.state, card.alarms), (NumberState::Running, vec![]));
    let lines = log(&ana, FIRST_NUMBER).await;
    for words in ["Meta reports: the account's ban: DISABLE.", "The quality fell", "The quality is back", "has banned"] {
        assert!(lines.iter().any(|line| line.words.contains(words)), "{words} in {lines:#?}");
    }
}

#[tokio::test]
async fn removing_the_app_at_meta_is_noticed() {
    let world = World::start().await;
    let ana = world.ana().await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    world.sandbox.revoke_token("main");
    world.sandbox.notify(WABA, "account_update", json!({"event": "PARTNER_APP_UNINSTALLED", "waba_info": {"waba_id": WABA}}));
    let card = until_state(&ana, FIRST_NUMBER, NumberState::Error).await;
    assert_eq!(alarms(&card), [AlarmKind::TokenDead]);
    until_state(&ana, SECOND_NUMBER, NumberState::Error).await;
}

#[tokio::test]
async fn a_stopped_number_holds_what_is_written_and_still_hears() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("hi").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "hi").await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    let card = set_running(&ana, FIRST_NUMBER, false).await;
    assert_eq!(card.state, NumberState::Stopped);
    assert!(card.trouble.is_some_and(|words| words.contains("still arrives")));
    let reply = ana.replies(&conversation.id, "held for now").await;
    let held = ana.until_state(&reply, MessageState::Held).await;
    let problem = held.outgoing.and_then(|out| out.problem).expect("says why");
    assert!(problem.message.contains("this number is stopped"), "{problem:?}");
    emma.sends_text("are you there?").expect("sent");
    ana.until_last("Emma Clarke", "are you there?").await;
    ana.until_state(&reply, MessageState::Held).await;

    // It outlives a restart, and starting sends what waited.
    let ana = ana.restart().await;
    ana.until_live().await;
    assert_eq!(until_state(&ana, FIRST_NUMBER, NumberState::Stopped).await.state, NumberState::Stopped);
    set_running(&ana, FIRST_NUMBER, true).await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    emma.wait_for_text("held for now").await.expect("sent once it runs");
    ana.until_state(&reply, MessageState::Delivered).await;
}

#[tokio::test]
async fn names_are_the_teams_own() {
    let world = World::start().await;
    let ana = world.ana().await;
    let edit = async |name: &str, description: &str| {
        let request = EditNumber { phone_number_id: FIRST_NUMBER.to_owned(), internal_name: name.to_owned(), description: description.to_owned() };
        ana.session.edit_number(request).await
    };
    let card = edit(" Shop counter ", "Rings at the till").await.expect("named");
    assert_eq!((card.internal_name.as_deref(), card.description.as_deref()), (Some("Shop counter"), Some("Rings at the till")));
    assert!(edit(&"x".repeat(61), "").await.is_err_and(|e| e.message.contains("60")));
    assert!(edit("x", &"y".repeat(501)).await.is_err_and(|e| e.message.contains("500")));
    let card = edit("", "").await.expect("unnamed");
    assert_eq!((card.internal_name, card.description), (None, None));
    assert!(ana.session.test_number(one("999")).await.is_err_and(|e| e.message.contains("no longer connected")));
}

#[tokio::test]
async fn disconnecting_ends_messages_and_keeps_history_until_the_number_is_back() {
    let world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("before").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "before").await;
    let unsubscribed = || world.sandbox.calls().iter().filter(|call| call.method == "DELETE" && call.path.ends_with("/subscribed_apps")).count();

    let gone = ana.session.disconnect_number(one(FIRST_NUMBER)).await.expect("disconnected");
    assert_eq!(gone.notes, Vec::<String>::new());
    assert_eq!(unsubscribed(), 0, "the other number of the account still needs its webhooks");
    assert_eq!(cards(&ana).await.iter().map(|card| card.phone_number_id.as_str()).collect::<Vec<_>>(), [SECOND_NUMBER]);
    let ProfileView::Ready { numbers, .. } = ana.session.boot(Nothing {}).await.expect("boot").profile else { panic!("at work") };
    assert_eq!(numbers.len(), 1);
    // Its history is there, with its name; nothing can be sent, nothing comes.
    assert_eq!(ana.thread(&conversation.id).await.len(), 1);
    let row = ana.inbox().await.into_iter().find(|row| row.id == conversation.id).expect("still listed");
    assert_eq!(row.number.name, "Casa Verde");
    let refused = ana.try_reply(&conversation.id, "hello?").await.expect_err("no number to send on");
    assert!(refused.message.contains("no longer connected"), "{refused:?}");
    emma.sends_text("while away").expect("sent");
    world.sandbox.customer("Emma").on(SECOND_NUMBER).sends_text("on the other one").expect("sent");
    ana.until_last("Emma Clarke", "on the other one").await;
    assert_eq!(ana.thread(&conversation.id).await.len(), 1);
    // Meta still delivers it for the sake of the account's other number; it is kept, and belongs into no inbox.
    ana.until("what came meanwhile is kept", |session| async move {
        let page = session.list_kept(ListKept { before: None, limit: 10 }).await.expect("a page");
        page.items.into_iter().find(|kept| kept.subject == "not_connected")
    })
    .await;

    let gone = ana.session.disconnect_number(one(SECOND_NUMBER)).await.expect("disconnected");
    assert_eq!((gone.notes, unsubscribed()), (vec![], 1), "the last number of the account");

    ana.session
        .connect_number(ConnectNumber { phone_number_id: FIRST_NUMBER.to_owned(), waba_id: WABA.to_owned(), access_token: DEMO_TOKEN.to_owned() })
        .await
        .expect("connected again");
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    emma.sends_text("back again").expect("sent");
    let again = ana.until_last("Emma Clarke", "back again").await;
    assert_eq!(again.id, conversation.id, "the same conversation goes on");
    let reply = ana.replies(&conversation.id, "welcome back").await;
    ana.until_state(&reply, MessageState::Delivered).await;
}

#[tokio::test]
async fn what_disconnecting_could_not_do_is_said() {
    let mut world = World::start().await;
    let ana = world.ana().await;
    ana.session.disconnect_number(one(SECOND_NUMBER)).await.expect("disconnected");
    world.stop_relay().await;
    ana.until_offline().await;
    let refused = ana.session.disconnect_number(one(FIRST_NUMBER)).await.expect_err("without the relay messages would go on coming");
    assert!(refused.message.contains("relay can't be reached"), "{refused:?}");
    assert_eq!(cards(&ana).await.len(), 1, "nothing was changed");
    world.start_relay().await;
    ana.until_live().await;
    world.sandbox.graph_fault(Some(Endpoint::Subscribe), GraphFault::MetaError { code: 2 }, None);
    let gone = ana.session.disconnect_number(one(FIRST_NUMBER)).await.expect("disconnected");
    assert!(gone.notes.iter().any(|note| note.contains("Integrations → Connected apps")), "{gone:?}");
    assert_eq!(cards(&ana).await, []);
}

#[tokio::test]
async fn the_log_is_paged_and_filtered() {
    let world = World::start().await;
    let ana = world.ana().await;
    until_state(&ana, FIRST_NUMBER, NumberState::Running).await;
    until_state(&ana, SECOND_NUMBER, NumberState::Running).await;
    for running in [false, true, false, true] {
        set_running(&ana, FIRST_NUMBER, running).await;
    }
    let page = async |containing: &str, before: Option<String>, limit: u32| {
        let request = ListNumberLog { phone_number_id: Some(FIRST_NUMBER.to_owned()), least: None, containing: containing.to_owned(), before, limit };
        ana.session.list_number_log(request).await
    };
    let stops = page("stopped by", None, 200).await.expect("a page");
    assert_eq!((stops.items.len(), stops.next), (2, None));
    let first = page("by a person", None, 3).await.expect("a page");
    assert_eq!(first.items.len(), 3);
    let rest = page("by a person", first.next.clone(), 3).await.expect("a page");
    assert_eq!(rest.items.len(), 1);
    let ids: Vec<i64> = first.items.iter().chain(&rest.items).map(|line| line.id.parse().expect("a number")).collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "newest first");
    assert!(page("", None, 0).await.is_err() && page("", None, 201).await.is_err() && page("", Some("x".to_owned()), 10).await.is_err());
}

#[tokio::test]
async fn the_profile_that_customers_see_is_read_and_changed() {
    let world = World::start().await;
    let ana = world.ana().await;
    let mut profile = ana.session.business_profile(one(FIRST_NUMBER)).await.expect("read");
    profile.about = "Plants and pots".to_owned();
    profile.websites = vec!["https://casaverde.example".to_owned()];
    profile.email = "hola@casaverde.example".to_owned();
    let save = async |profile: &BusinessProfileView| {
        ana.session.save_business_profile(SaveBusinessProfile { phone_number_id: FIRST_NUMBER.to_owned(), profile: profile.clone() }).await
    };
    let saved = save(&profile).await.expect("saved");
    assert_eq!((&saved.about, &saved.websites, &saved.email), (&profile.about, &profile.websites, &profile.email));
    let refused = save(&BusinessProfileView { about: "x".repeat(140), ..profile.clone() }).await.expect_err("too long");
    assert!(refused.message.contains("139"), "{refused:?}");
    assert_eq!(ana.session.business_profile(one(FIRST_NUMBER)).await.expect("read").about, "Plants and pots");
}

#[tokio::test]
async fn a_token_that_ends_is_renewed_in_time() {
    let world = World::unconnected_with(frontdesk_sandbox::SandboxConfig::test(), None, |_| {}).await;
    world.sandbox.set_webhook(&world.webhook_url(), frontdesk_sandbox::DEMO_VERIFY_TOKEN).await.expect("the handshake");
    let in_ten_days = i64::try_from(std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_secs()).expect("fits") + 10 * 86_400;
    // A person's token can be made to live longer; a system user's is made anew by its owner.
    let personal = "EAACanaryPersonalToken55";
    world.sandbox.add_token(TokenConfig {
        label: "personal".to_owned(),
        holder: TokenHolder::Person { id: MARTA.to_owned() },
        expires_at_s: Some(in_ten_days),
        ..TokenConfig::full(personal)
    });
    let ana = world.owner().await;
    ana.session
        .connect_number(ConnectNumber { phone_number_id: FIRST_NUMBER.to_owned(), waba_id: WABA.to_owned(), access_token: personal.to_owned() })
        .await
        .expect("connected");
    // First it is seen to end, then the relay renews it.
    let card = until(&ana, FIRST_NUMBER, "has a token that lives longer", |card| {
        card.token.ends_at_ms.is_none_or(|ends| ends > (in_ten_days + 20 * 86_400) * 1_000) && !card.token.scopes.is_empty()
    })
    .await;
    assert_eq!((card.state, card.alarms), (NumberState::Running, vec![]));
    ana.until("the log says so", |_| async { log(&ana, FIRST_NUMBER).await.into_iter().find(|line| line.words.contains("was renewed")) }).await;
    // The new one is in use.
    world.sandbox.revoke_token("personal");
    assert_eq!(test(&ana, FIRST_NUMBER).await.state, NumberState::Running);
}
