use frontdesk_relay_api::{RelayError, Scope};

use crate::device::Owner;
use crate::meta::{delivery, message};
use crate::world::World;

#[tokio::test]
async fn the_code_makes_one_workspace_and_works_once() {
    let world = World::fresh().await;
    let code = world.relay.setup_code().unwrap().to_owned();
    let url = world.relay.url();
    let mut owner = Owner::new();
    let log = owner.set_up(&url, &code.to_lowercase().replace('-', " ")).await.unwrap();

    assert_eq!(owner.set_up(&url, &code).await, Ok(log), "the same device may ask again: the answer may have been lost");
    let mut thief = Owner::new();
    assert_eq!(thief.set_up(&url, &code).await, Err((403, RelayError::SetupCodeWrong)));
    let mut pretender = Owner::new();
    (pretender.workspace, pretender.device) = (owner.workspace, owner.device);
    assert_eq!(pretender.set_up(&url, &code).await, Err((403, RelayError::SetupCodeWrong)), "same ids, other key");

    let stream = owner.connect(&url, 0).await;
    assert_eq!((stream.log, stream.head, stream.oldest), (log, 0, 1));
}

#[tokio::test]
async fn a_used_code_stays_used_after_a_restart() {
    let world = World::fresh().await;
    let code = world.relay.setup_code().unwrap().to_owned();
    let mut owner = Owner::new();
    let log = owner.set_up(&world.relay.url(), &code).await.unwrap();
    let world = world.restart().await;
    assert_eq!(world.relay.setup_code(), None);
    assert_eq!(Owner::new().set_up(&world.relay.url(), &code).await, Err((403, RelayError::SetupCodeWrong)));
    assert_eq!(owner.set_up(&world.relay.url(), &code).await, Ok(log));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let world = World::fresh().await;
    for _ in 0..5 {
        assert_eq!(Owner::new().set_up(&world.relay.url(), "AAAAA-AAAAA").await, Err((403, RelayError::SetupCodeWrong)));
    }
    let code = world.relay.setup_code().unwrap();
    let throttled = Owner::new().set_up(&world.relay.url(), code).await;
    assert!(matches!(throttled, Err((429, RelayError::SetupThrottled { retry_after_ms: 1..=60_000 }))), "{throttled:?}");
}

#[tokio::test]
async fn a_bad_request_says_why_and_leaves_the_code_usable() {
    let world = World::fresh().await;
    let url = format!("{}/v1/setup", world.relay.url());
    let code = world.relay.setup_code().unwrap();
    let answer = world.http.post(&url).body("{").send().await.unwrap();
    assert_eq!(answer.status(), 400);

    let mut owner = Owner::new();
    let mut request = owner.setup_request(code);
    request.workspace_key.scope = Scope::Inbox(frontdesk_domain::ids::InboxId(uuid::Uuid::now_v7()));
    assert_eq!(world.http.post(&url).json(&request).send().await.unwrap().status(), 400);
    let mut request = serde_json::to_value(owner.setup_request(code)).unwrap();
    request["workspace_key"]["sealing_public_key"] = "A".repeat(43).into();
    assert_eq!(world.http.post(&url).json(&request).send().await.unwrap().status(), 400, "a low-order key");
    assert_eq!(world.http.post(&url).body(vec![b' '; 20_000]).send().await.unwrap().status(), 413);

    owner.set_up(&world.relay.url(), code).await.unwrap();
}

#[tokio::test]
async fn before_setup_a_webhook_is_told_to_come_back() {
    let world = World::fresh().await;
    assert_eq!(world.deliver(delivery(vec![message("wamid.1", "hello")])).await, 503);
    let mut owner = Owner::new();
    owner.set_up(&world.relay.url(), world.relay.setup_code().unwrap()).await.unwrap();
    assert_eq!(world.deliver(delivery(vec![message("wamid.1", "hello")])).await, 200);
}
