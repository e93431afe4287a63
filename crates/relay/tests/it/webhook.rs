use frontdesk_domain::ids::{PhoneNumberId, WabaId};
use frontdesk_relay::WEBHOOK_PATH;
use frontdesk_relay_api::{Author, DeviceFrame, EntryKind, Route, Scope};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{ACCOUNT, NUMBER, delivery, delivery_for, message, message_id, signature, status};
use crate::world::{APP_SECRET, VERIFY_TOKEN, World};

#[tokio::test]
async fn the_challenge_is_answered_to_whoever_knows_the_token() {
    let world = World::fresh().await;
    let url = format!("{}{WEBHOOK_PATH}", world.relay.url());
    let cases = [
        (format!("?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1158201444"), Some("1158201444")),
        (format!("?hub.challenge=%3Cscript%3E&hub.verify_token={VERIFY_TOKEN}&hub.mode=subscribe"), Some("<script>")),
        ("?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1".to_owned(), None),
        ("?hub.mode=subscribe&hub.verify_token=&hub.challenge=1".to_owned(), None),
        ("?hub.mode=subscribe&hub.challenge=1".to_owned(), None),
        (format!("?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}x&hub.challenge=1"), None),
        (format!("?hub.mode=unsubscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1"), None),
        (format!("?hub.verify_token={VERIFY_TOKEN}&hub.challenge=1"), None),
        (format!("?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}"), None),
        (format!("?hub.mode=subscribe&hub.verify_token=wrong&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1"), None),
        (String::new(), None),
    ];
    for (query, expected) in cases {
        let answer = world.http.get(format!("{url}{query}")).send().await.unwrap();
        let headers = answer.headers().clone();
        assert_eq!(headers["content-type"], "text/plain; charset=utf-8", "{query}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{query}");
        match expected {
            Some(challenge) => {
                assert_eq!(answer.status(), 200, "{query}");
                assert_eq!(answer.text().await.unwrap(), challenge);
            }
            None => assert_eq!(answer.status(), 403, "{query}"),
        }
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let world = World::fresh().await;
    let url = format!("{}{WEBHOOK_PATH}", world.relay.url());
    for method in [Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let answer = world.http.request(method.clone(), &url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.headers()["allow"], "GET, POST");
    }
}

#[tokio::test]
async fn only_meta_is_believed() {
    let (world, owner) = World::claimed().await;
    let body = delivery(vec![message("wamid.forged", "café ☕ 🎉")]);
    let good = signature(APP_SECRET, &body);
    let mut one_bit = good.clone().into_bytes();
    *one_bit.last_mut().unwrap() ^= 1;
    let forgeries: Vec<(&str, Option<String>)> = vec![
        ("missing", None),
        ("empty", Some(String::new())),
        ("scheme only", Some("sha256=".to_owned())),
        ("a prefix", Some(good[..40].to_owned())),
        ("too long", Some(format!("{good}00"))),
        ("upper case", Some(good.to_uppercase().replace("SHA", "sha"))),
        ("without scheme", Some(good["sha256=".len()..].to_owned())),
        ("another scheme", Some(good.replace("sha256", "sha1"))),
        ("one bit off", Some(String::from_utf8(one_bit).unwrap())),
        ("another secret", Some(signature("another-secret", &body))),
        ("of another body", Some(signature(APP_SECRET, b"{}"))),
        ("of nothing", Some(signature(APP_SECRET, b""))),
    ];
    for (what, signature) in forgeries {
        assert_eq!(world.post(body.clone(), signature).await.status(), 401, "{what}");
    }
    let twice = world
        .http
        .post(format!("{}{WEBHOOK_PATH}", world.relay.url()))
        .header("X-Hub-Signature-256", &good)
        .header("X-Hub-Signature-256", &good)
        .body(body.clone());
    assert_eq!(twice.send().await.unwrap().status(), 401, "two signatures");
    let escaped = String::from_utf8(body.clone()).unwrap().replace('é', "\\u00e9").into_bytes();
    assert_eq!(world.post(escaped, Some(good.clone())).await.status(), 401, "re-encoded");

    assert_eq!(world.post(body.clone(), Some(good)).await.status(), 200);
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    assert_eq!(stream.head, 1, "of all these only the true one is in the log");
    let entries = stream.entries(1).await;
    assert_eq!(owner.open(&entries[0]), body, "byte for byte");
}

#[tokio::test]
async fn several_apps_may_sign() {
    use frontdesk_domain::secret::Secret;
    use frontdesk_relay::App;
    let (world, _owner) = World::claimed_with(|settings| {
        settings.apps.push(App { id: Some("2".to_owned()), secret: Secret::new("the-next-secret"), config_id: None });
    })
    .await;
    for (n, secret) in [APP_SECRET, "the-next-secret"].into_iter().enumerate() {
        let body = delivery(vec![message(&format!("wamid.{n}"), "hello")]);
        let signature = signature(secret, &body);
        assert_eq!(world.post(body, Some(signature)).await.status(), 200);
    }
}

#[tokio::test]
async fn an_entry_is_what_the_relay_says_it_is() {
    let (world, owner) = World::claimed().await;
    world.deliver(delivery(vec![message("wamid.1", "hello")])).await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let entry = stream.entries(1).await.remove(0);
    assert_eq!((entry.seq, entry.author, entry.scope), (1, Author::Relay, Scope::Workspace));
    assert_eq!((entry.kind.clone(), entry.key_id, entry.at), (EntryKind::Webhook, owner.key_id, entry.received_at));
    assert!(!entry.sealed_body.windows(5).any(|w| w == b"hello"));
}

#[tokio::test]
async fn a_repetition_changes_nothing() {
    let (world, owner) = World::claimed().await;
    let body = delivery(vec![message("wamid.1", "hello"), message("wamid.2", "again"), message("wamid.1", "hello")]);
    let deliveries = (0..20).map(|_| world.deliver(body.clone()));
    for status in futures_util::future::join_all(deliveries).await {
        assert_eq!(status, 200);
    }
    // Company in the same delivery makes no difference either.
    assert_eq!(world.deliver(delivery(vec![message("wamid.2", "again"), message("wamid.3", "new")])).await, 200);
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    assert_eq!(stream.head, 3);
    let ids: Vec<String> = stream.entries(3).await.iter().map(|entry| message_id(&owner.open(entry))).collect();
    assert_eq!(ids, ["wamid.1", "wamid.2", "wamid.3"]);

    let world = world.restart().await;
    assert_eq!(world.deliver(body).await, 200);
    assert_eq!(owner.connect(&world.relay.url(), 0).await.head, 3, "nor after a restart");
}

#[tokio::test]
async fn a_large_batch_keeps_every_update() {
    let (world, owner) = World::claimed().await;
    let mut messages: Vec<Value> = (0..600).map(|n| message(&format!("wamid.{n}"), &"x".repeat(3000))).collect();
    messages.push(json!({"id": "wamid.unknown", "type": "hologram", "hologram": {"depth": 3}}));
    messages.push(json!({"type": "text"}));
    messages.push(json!("not even an object"));
    messages.push(json!({"id": "wamid.r", "type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}));
    messages.push(json!({"id": "wamid.e", "errors": [{"code": 131051}], "type": "unsupported"}));
    let statuses: Vec<Value> = (0..395).map(|n| status(&format!("wamid.out.{n}"), ["sent", "read"][n % 2])).collect();
    let body = delivery_for(ACCOUNT, NUMBER, messages, statuses);
    assert!(body.len() > 1_800_000, "{}", body.len());
    assert_eq!(world.deliver(body.clone()).await, 200);
    assert_eq!(world.deliver(body).await, 200);
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    assert_eq!(stream.head, 1000);
    let entries = stream.entries(1000).await;
    assert!(entries.iter().enumerate().all(|(n, entry)| entry.seq == n as u64 + 1));
    for entry in &entries {
        let body: Value = serde_json::from_slice(&owner.open(entry)).unwrap();
        assert_eq!(body["entry"][0]["id"], ACCOUNT);
    }
    let encapsulations: std::collections::HashSet<&[u8]> = entries.iter().map(|e| &e.sealed_body[1..33]).collect();
    assert_eq!(encapsulations.len(), 1, "one encapsulation for the whole commit");
}

#[tokio::test]
async fn what_is_signed_is_kept_even_if_unreadable() {
    let (world, owner) = World::claimed().await;
    let odd: [&[u8]; 6] = [b"", b"not json", b"\xff\xfe\x00", b"[1,2]", b"{\"entry\":{}}", b"{\"entry\":[]}"];
    for body in odd {
        assert_eq!(world.deliver(body.to_vec()).await, 200);
    }
    let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat().into_bytes();
    assert_eq!(world.deliver(deep.clone()).await, 200);
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let kept: Vec<Vec<u8>> = stream.entries(7).await.iter().map(|entry| owner.open(entry)).collect();
    let sent: Vec<Vec<u8>> = odd.iter().map(|body| body.to_vec()).chain([deep]).collect();
    assert_eq!(kept, sent);
}

#[tokio::test]
async fn a_number_is_sealed_to_its_inbox() {
    let (world, mut owner) = World::claimed().await;
    let url = world.relay.url();
    let inbox = owner.new_inbox();
    let mut stream = owner.connect(&url, 0).await;
    let route = Route { phone_number_id: PhoneNumberId::from(NUMBER), waba_id: WabaId::from(ACCOUNT), scope: inbox.scope };

    let early = stream.ask(|request| DeviceFrame::PutRoute { request, route: route.clone() }).await;
    assert_eq!(early.unwrap_err().code(), "bad_request", "an inbox without a key can't be sealed to");
    stream.ask(|request| DeviceFrame::PutScopeKey { request, key: inbox.clone() }).await.unwrap();
    stream.ask(|request| DeviceFrame::PutScopeKey { request, key: inbox.clone() }).await.unwrap();
    stream.ask(|request| DeviceFrame::PutRoute { request, route: route.clone() }).await.unwrap();

    world.deliver(delivery(vec![message("wamid.routed", "hello")])).await;
    world.deliver(delivery_for(ACCOUNT, "999", vec![message("wamid.sibling", "hello")], Vec::new())).await;
    world.deliver(delivery_for("888", "777", vec![message("wamid.stranger", "hello")], Vec::new())).await;
    let entries = stream.entries(3).await;
    let scopes: Vec<Scope> = entries.iter().map(|entry| entry.scope).collect();
    assert_eq!(scopes, [inbox.scope, Scope::Workspace, Scope::Workspace]);
    assert_eq!(entries[0].key_id, inbox.key_id);
    assert_eq!(message_id(&owner.open(&entries[0])), "wamid.routed");
    assert_eq!(message_id(&owner.open(&entries[2])), "wamid.stranger", "nothing that was signed is dropped");

    let world = world.restart().await;
    world.deliver(delivery(vec![message("wamid.later", "hello")])).await;
    let mut stream = owner.connect(&world.relay.url(), 3).await;
    assert_eq!(stream.entries(1).await[0].scope, inbox.scope, "routes survive a restart");
    let phone_number_id = PhoneNumberId::from(NUMBER);
    stream.ask(|request| DeviceFrame::RemoveRoute { request, phone_number_id }).await.unwrap();
    world.deliver(delivery(vec![message("wamid.unrouted", "hello")])).await;
    assert_eq!(stream.entries(1).await[0].scope, Scope::Workspace);
}

#[tokio::test]
async fn a_newer_key_takes_over() {
    let (world, mut owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let mut newer = owner.new_inbox();
    newer.scope = Scope::Workspace;
    let mut clash = newer.clone();
    clash.key_id = owner.key_id;
    let clash = stream.ask(|request| DeviceFrame::PutScopeKey { request, key: clash }).await;
    assert_eq!(clash.unwrap_err().code(), "bad_request", "a key id names one key for ever");
    stream.ask(|request| DeviceFrame::PutScopeKey { request, key: newer.clone() }).await.unwrap();
    world.deliver(delivery(vec![message("wamid.1", "hello")])).await;
    let entry = stream.entries(1).await.remove(0);
    assert_eq!(entry.key_id, newer.key_id);
    assert_eq!(message_id(&owner.open(&entry)), "wamid.1");
}
