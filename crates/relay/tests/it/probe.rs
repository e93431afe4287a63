//! The relay's look at its own public address, and the app's webhook at Meta.

use frontdesk_providers::meta::oauth::WEBHOOK_FIELDS;
use frontdesk_relay::WEBHOOK_PATH;
use frontdesk_relay_api::{AppWebhook, DeviceFrame, ProbeCheck, RelayError, RelayFrame};
use tokio::net::TcpListener;

use crate::device::Stream;
use crate::graph::{APP, Graph};
use crate::health;
use crate::world::{VERIFY_TOKEN, World};

async fn probe(stream: &mut Stream) -> Vec<ProbeCheck> {
    match stream.question(|request| DeviceFrame::ProbeWebhook { request }).await.unwrap() {
        RelayFrame::Probed { checks, .. } => checks,
        other => panic!("not probed: {other:?}"),
    }
}

fn results(checks: &[ProbeCheck]) -> Vec<(&str, bool)> {
    checks.iter().map(|check| (check.check.as_str(), check.ok)).collect()
}

#[tokio::test]
async fn a_good_address_passes_and_leaves_no_trace_in_the_log() {
    let graph = Graph::start().await;
    let (world, owner) = World::claimed_with(graph.with_app()).await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let checks = probe(&mut stream).await;
    let all = ["dns", "tls", "challenge", "challenge_refused", "signature", "signature_refused"].map(|check| (check, true));
    assert_eq!(results(&checks), all, "{checks:?}");
    assert!(checks.iter().all(|check| check.words.ends_with('.') && !check.words.contains(VERIFY_TOKEN)));
    assert_eq!(owner.connect(&world.relay.url(), 0).await.head, 0);
    let metrics = format!("{}/metrics", world.relay.url());
    for line in ["frontdesk_relay_empty_total 1", "frontdesk_relay_updates_total 0", "frontdesk_relay_unparsed_total 0"] {
        health::until(&world.http, &metrics, line).await;
    }
}

#[tokio::test]
async fn without_an_app_the_missing_one_is_named() {
    let graph = Graph::start().await;
    let (world, owner) = World::claimed_with(graph.without_app()).await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let checks = probe(&mut stream).await;
    assert_eq!(results(&checks)[4..], [("signature", false), ("signature_refused", true)]);
    assert!(checks[4].words.contains("no Meta app"), "{}", checks[4].words);
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_said_in_words() {
    let graph = Graph::start().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = nobody.local_addr().unwrap();
    drop(nobody);
    for (public_url, expected, words) in [
        ("https://no-such-name.invalid".to_owned(), vec![("dns", false)], "not known"),
        (format!("http://{silent}"), vec![("dns", true), ("tls", false), ("challenge", false)], "Nobody answers"),
        // Speaks HTTP where a TLS handshake is expected.
        (graph.url.replace("http://", "https://"), vec![("dns", true), ("tls", false)], "certificate"),
        (
            graph.url.clone(),
            vec![("dns", true), ("tls", true), ("challenge", false), ("challenge_refused", false), ("signature", false), ("signature_refused", true)],
            "Something else",
        ),
    ] {
        let with_app = graph.with_app();
        let (world, owner) = World::claimed_with(|settings| {
            with_app(settings);
            settings.public_url = Some(public_url.clone());
        })
        .await;
        let mut stream = owner.connect(&world.relay.url(), 0).await;
        let checks = probe(&mut stream).await;
        assert_eq!(results(&checks), expected, "{public_url}: {checks:?}");
        assert!(checks.iter().any(|check| check.words.contains(words)), "{words}: {checks:?}");
        assert!(checks.iter().all(|check| !check.words.contains(VERIFY_TOKEN)));
    }
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        with_app(settings);
        settings.public_url = None;
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let refused = stream.question(|request| DeviceFrame::ProbeWebhook { request }).await;
    assert_eq!(refused.err(), Some(RelayError::NoPublicUrl));
}

#[tokio::test]
async fn the_apps_webhook_is_pointed_here() {
    let graph = Graph::start().await;
    let (world, owner) = World::claimed_with(graph.with_app()).await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let webhook = |answer| match answer {
        Ok(RelayFrame::AppWebhook { webhook, .. }) => webhook,
        other => panic!("no webhook: {other:?}"),
    };
    let none = webhook(stream.question(|request| DeviceFrame::GetAppWebhook { request, app_id: APP.into() }).await);
    assert_eq!(none, AppWebhook::default());
    let set = webhook(stream.question(|request| DeviceFrame::SetAppWebhook { request, app_id: APP.into() }).await);
    assert_eq!(set.callback_url, Some(format!("{}{WEBHOOK_PATH}", world.relay.url())));
    assert!(set.active);
    assert_eq!(set.fields, WEBHOOK_FIELDS);
    let asked = graph.asked("/subscriptions");
    assert!(asked.iter().any(|asked| asked.body.contains(&format!("verify_token={VERIFY_TOKEN}"))), "{asked:?}");
    let unknown = stream.question(|request| DeviceFrame::GetAppWebhook { request, app_id: "5".into() }).await;
    assert_eq!(unknown.err(), Some(RelayError::NoMetaApp));
}
