//! The Meta apps that owners enter while the relay runs.

use frontdesk_relay::{Relay, StartError, WEBHOOK_PATH};
use frontdesk_relay_api::{DeviceFrame, MetaApp, MetaView, NewMetaApp, RelayError, RelayFrame, SecretText};
use reqwest::StatusCode;

use crate::device::Stream;
use crate::graph::{APP, CONFIG, Graph, SECRET};
use crate::meta::{delivery, message, signature};
use crate::privacy::files_with;
use crate::world::{APP_SECRET, VERIFY_TOKEN, World, settings};

async fn put(stream: &mut Stream, id: &str, secret: &str) -> Result<MetaView, RelayError> {
    let app = NewMetaApp { id: id.into(), secret: SecretText::new(secret), config_id: Some(CONFIG.into()) };
    view(stream.question(|request| DeviceFrame::PutMetaApp { request, app }).await)
}

async fn remove(stream: &mut Stream, id: &str) -> Result<MetaView, RelayError> {
    view(stream.question(|request| DeviceFrame::RemoveMetaApp { request, app_id: id.into() }).await)
}

fn view(answer: Result<RelayFrame, RelayError>) -> Result<MetaView, RelayError> {
    match answer? {
        RelayFrame::Meta { meta, .. } => Ok(meta),
        other => panic!("no view: {other:?}"),
    }
}

impl World {
    async fn deliver_as(&self, secret: &str, id: &str) -> StatusCode {
        let body = delivery(vec![message(id, "hello")]);
        let signature = signature(secret, &body);
        self.post(body, Some(signature)).await.status()
    }
}

#[tokio::test]
async fn without_an_app_no_webhook_is_believed_and_the_owner_can_help() {
    let graph = Graph::start().await;
    let (world, owner) = World::claimed_with(graph.without_app()).await;
    let body = delivery(vec![message("wamid.1", "hello")]);
    let refused = world.post(body.clone(), Some(signature(SECRET, &body))).await;
    assert_eq!(refused.status(), 503, "Meta keeps it and comes back");
    assert!(refused.text().await.unwrap().contains("Settings > Integrations"));

    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let before = view(stream.question(|request| DeviceFrame::GetMeta { request }).await).ok().unwrap();
    assert_eq!(before.apps, []);
    assert_eq!(before.webhook_url, Some(format!("{}{WEBHOOK_PATH}", world.relay.url())));
    assert_eq!(before.verify_token.expose(), VERIFY_TOKEN);

    let wrong = put(&mut stream, APP, "not-its-secret").await.err();
    assert_eq!(wrong, Some(RelayError::Meta { words: "Error validating client secret.".into(), code: Some(1) }));
    assert_eq!(world.deliver_as("not-its-secret", "wamid.1").await, 503, "what Meta does not confirm is not kept");
    assert_eq!(put(&mut stream, "1/2", "x").await.err().unwrap().code(), "bad_request");

    let after = put(&mut stream, APP, SECRET).await.ok().unwrap();
    let expected =
        MetaApp { id: APP.into(), name: Some("Padaria App".into()), config_id: Some(CONFIG.into()), entered: true, has_secret_only: false };
    assert_eq!(after.apps, [expected]);
    assert_eq!(world.deliver_as(SECRET, "wamid.1").await, 200, "at once");
    assert_eq!(world.deliver_as("another", "wamid.2").await, 401);
    stream.entries(1).await;
}

#[tokio::test]
async fn apps_come_and_go_while_webhooks_come() {
    let graph = Graph::start().await;
    graph.add_app("5", "the-fifth-secret");
    let with_app = graph.with_app();
    let (world, owner) = World::claimed_with(|settings| {
        let of_a_secret = settings.apps.remove(0);
        with_app(settings);
        settings.apps.push(of_a_secret);
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    assert_eq!(world.deliver_as("the-fifth-secret", "wamid.1").await, 401);
    let view = put(&mut stream, "5", "the-fifth-secret").await.ok().unwrap();
    let shown: Vec<(&str, bool, bool)> = view.apps.iter().map(|app| (app.id.as_str(), app.entered, app.has_secret_only)).collect();
    assert_eq!(shown, [(APP, false, false), ("", false, true), ("5", true, false)]);
    for (n, secret) in [SECRET, APP_SECRET, "the-fifth-secret"].into_iter().enumerate() {
        assert_eq!(world.deliver_as(secret, &format!("wamid.{n}")).await, 200, "{secret}");
    }

    graph.add_app("5", "the-new-fifth-secret");
    put(&mut stream, "5", "the-new-fifth-secret").await.ok().unwrap();
    assert_eq!(world.deliver_as("the-new-fifth-secret", "wamid.10").await, 200);
    assert_eq!(world.deliver_as("the-fifth-secret", "wamid.11").await, 401, "replaced");
    remove(&mut stream, "5").await.ok().unwrap();
    assert_eq!(world.deliver_as("the-new-fifth-secret", "wamid.12").await, 401, "removed");
    assert_eq!(world.deliver_as(SECRET, "wamid.13").await, 200);

    let of_the_settings = RelayError::MetaAppInSettings { app_id: APP.into() };
    assert_eq!(put(&mut stream, APP, SECRET).await.err(), Some(of_the_settings.clone()));
    assert_eq!(remove(&mut stream, APP).await.err(), Some(of_the_settings));
    assert!(remove(&mut stream, "unknown").await.is_ok(), "gone is gone");
}

#[tokio::test]
async fn what_was_entered_is_in_one_file_and_survives() {
    let graph = Graph::start().await;
    let without_token = |settings: &mut frontdesk_relay::Settings| settings.verify_token = frontdesk_domain::secret::Secret::new("");
    let without_app = graph.without_app();
    let (world, owner) = World::claimed_with(|settings| {
        without_app(settings);
        without_token(settings);
    })
    .await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let made = put(&mut stream, APP, SECRET).await.ok().unwrap().verify_token;
    assert_eq!(made.expose().len(), 32, "a verify token was made");
    assert_eq!(files_with(world.dir.path(), &[SECRET]), [format!("meta-apps.toml: {SECRET}")]);
    assert_eq!(files_with(world.dir.path(), &[made.expose()]).len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(world.dir.path().join("meta-apps.toml")).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // Neither flag nor settings are needed any more.
    let without_app = graph.without_app();
    let world = world
        .restart_with(|settings| {
            without_app(settings);
            without_token(settings);
            settings.without_meta_app = false;
        })
        .await;
    assert_eq!(world.deliver_as(SECRET, "wamid.1").await, 200);
    let challenge = format!("{}{WEBHOOK_PATH}?hub.mode=subscribe&hub.verify_token={}&hub.challenge=7", world.relay.url(), made.expose());
    assert_eq!(world.http.get(challenge).send().await.unwrap().text().await.unwrap(), "7");

    let mut stream = owner.connect(&world.relay.url(), 0).await;
    remove(&mut stream, APP).await.ok().unwrap();
    assert_eq!(files_with(world.dir.path(), &[SECRET]), Vec::<String>::new(), "forgotten is forgotten");
    world.relay.shutdown().await;
    let mut bare = settings(world.dir.path());
    bare.apps.clear();
    assert!(matches!(Relay::start(bare).await.err(), Some(StartError::NoAppSecret)));
}
