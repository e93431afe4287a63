//! Who may ask and hear of a login, and where nothing of it may be found.

use std::path::Path;

use frontdesk_domain::ids::DeviceId;
use frontdesk_relay_api::{DeviceFrame, LoginId, LoginNews, LoginWay, NewMetaApp, RelayError, SealingPrivateKey, SecretText};
use uuid::Uuid;

use crate::binary;
use crate::connect::{self, Login, browser, callback, world};
use crate::device::Owner;
use crate::graph::{APP, CODE, Graph, SECRET, TOKEN, refusal};
use crate::world::VERIFY_TOKEN;

#[tokio::test]
async fn nobody_else_hears_of_a_login() {
    let (world, owner, graph) = world().await;
    let colleague = Owner { device: DeviceId(Uuid::now_v7()), ..Owner::new() };
    let colleague = Owner { workspace: owner.workspace, log: owner.log, ..colleague };
    let stranger = Owner::new();
    let stranger = Owner { log: Some(frontdesk_relay_api::LogId(stranger.device.0)), ..stranger };
    let world = world.join(&colleague, "owner", graph.with_app()).await;
    let world = world.join(&stranger, "owner", graph.with_app()).await;

    let url = world.relay.url();
    let mut stream = owner.connect(&url, 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    callback(&world, &format!("code={CODE}&state={state}")).await;
    for other in [&colleague, &stranger] {
        let mut theirs = other.connect(&url, 0).await;
        // Neither seen, nor cancelled, by naming its id.
        theirs.ask(|request| DeviceFrame::CancelLogin { request, login: login.id }).await.unwrap();
        let own = Login::start(&mut theirs, LoginWay::Login).await;
        own.open().await;
        assert_eq!(theirs.news().await, (own.id, LoginNews::Opened), "the first that they hear is their own");
    }
    stream.news().await;
    stream.news().await;
    login.opened(stream.news().await.1);
}

#[tokio::test]
async fn only_owners_may() {
    let (world, owner, graph) = world().await;
    let agent = Owner { device: DeviceId(Uuid::now_v7()), ..Owner::new() };
    let agent = Owner { workspace: owner.workspace, log: owner.log, ..agent };
    let world = world.join(&agent, "agent", graph.with_app()).await;
    let mut stream = agent.connect(&world.relay.url(), 0).await;
    let key = SealingPrivateKey::generate();
    let app_id = || APP.to_owned();
    let token = || SecretText::new(TOKEN);
    let frames: Vec<Box<dyn Fn(u64) -> DeviceFrame>> = vec![
        Box::new(|request| DeviceFrame::GetMeta { request }),
        Box::new(|request| DeviceFrame::PutMetaApp { request, app: NewMetaApp { id: "5".into(), secret: SecretText::new("x"), config_id: None } }),
        Box::new(move |request| DeviceFrame::RemoveMetaApp { request, app_id: app_id() }),
        Box::new(move |request| DeviceFrame::StartLogin { request, login: connect::request(LoginWay::Login, &key) }),
        Box::new(|request| DeviceFrame::CancelLogin { request, login: LoginId(Uuid::now_v7()) }),
        Box::new(move |request| DeviceFrame::InspectToken { request, token: token(), app_id: None }),
        Box::new(move |request| DeviceFrame::RenewToken {
            request,
            token: token(),
            app_id: app_id(),
            sealed_to: SealingPrivateKey::generate().public_key(),
        }),
        Box::new(move |request| DeviceFrame::SetAppWebhook { request, app_id: app_id() }),
        Box::new(move |request| DeviceFrame::GetAppWebhook { request, app_id: app_id() }),
        Box::new(|request| DeviceFrame::ProbeWebhook { request }),
    ];
    for frame in frames {
        assert_eq!(stream.question(frame).await.err(), Some(RelayError::Forbidden { what: "connect WhatsApp".into() }));
    }
    assert_eq!(graph.asked("").len(), 0, "Meta was not even asked");
}

/// Everything in the folder that holds one of these.
pub fn files_with(dir: &Path, canaries: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for canary in canaries {
            if bytes.windows(canary.len()).any(|window| window == canary.as_bytes()) {
                found.push(format!("{}: {canary}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    found
}

#[tokio::test]
async fn nothing_of_a_login_is_on_disk() {
    let (world, owner, _graph) = world().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    callback(&world, &format!("code={CODE}&state={state}")).await;
    for _ in 0..3 {
        stream.news().await;
    }
    let ticket = login.url.rsplit('/').next().unwrap().to_owned();
    world.relay.shutdown().await;
    assert_eq!(files_with(world.dir.path(), &[TOKEN, CODE, SECRET, &state, &ticket]), Vec::<String>::new());
}

/// With the log as talkative as it gets.
#[tokio::test]
async fn nothing_of_a_login_is_in_the_log() {
    let graph = Graph::start().await;
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let mut command = binary::command(dir.path());
    command.stderr(std::fs::File::create(&log).unwrap());
    command.args(["--public-url", "http://127.0.0.1:0", "--graph-url", &graph.url, "--login-url", &graph.url, "--without-meta-app"]);
    command.env("RUST_LOG", "trace").env("FRONTDESK_RELAY_VERIFY_TOKEN", VERIFY_TOKEN);
    let relay = binary::Process::start(command);
    let mut owner = Owner::new();
    owner.set_up(&relay.url, relay.setup_code.as_deref().unwrap()).await.unwrap();
    let mut stream = owner.connect(&relay.url, 0).await;
    let app = NewMetaApp { id: APP.into(), secret: SecretText::new(SECRET), config_id: None };
    stream.question(|request| DeviceFrame::PutMetaApp { request, app }).await.unwrap();
    let login = Login::start(&mut stream, LoginWay::Login).await;
    let state = login.state().await;
    let answer = browser().get(format!("{}/connect/callback?code={CODE}&state={state}", relay.url)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    for _ in 0..2 {
        stream.news().await;
    }
    login.opened(stream.news().await.1);
    stream.question(|request| DeviceFrame::ProbeWebhook { request }).await.unwrap();
    graph.set_code_answer(400, refusal(&format!("{CODE} is not good, {SECRET}."), 100, 36007));
    let failed = Login::start(&mut stream, LoginWay::Login).await;
    let failed_state = failed.state().await;
    browser().get(format!("{}/connect/callback?code={CODE}&state={failed_state}", relay.url)).send().await.unwrap();
    for _ in 0..3 {
        stream.news().await;
    }
    let ticket = login.url.rsplit('/').next().unwrap();
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("a login at Meta succeeded") && said.contains("DEBUG"), "{said:.2000}");
    for canary in [TOKEN, CODE, SECRET, VERIFY_TOKEN, &state, &failed_state, ticket] {
        let line = said.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary}");
    }
}
