use std::net::{Ipv4Addr, SocketAddr};

use tokio::time::timeout;

use crate::meta::{delivery, message};
use crate::world::{PATIENCE, World};

/// Asks until the answer has this line.
pub async fn until(http: &reqwest::Client, url: &str, line: &str) {
    let asking = async {
        while !http.get(url).send().await.unwrap().text().await.unwrap().lines().any(|l| l == line) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("never saw {line}"));
}

#[tokio::test]
async fn operators_can_ask() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    let get = |path: &str| world.http.get(format!("{url}{path}")).send();
    assert_eq!(get("/healthz").await.unwrap().status(), 200);
    assert_eq!(get("/readyz").await.unwrap().status(), 200);
    assert_eq!(get("/nothing").await.unwrap().status(), 404);

    let mut stream = owner.connect(&url, 0).await;
    let body = delivery(vec![message("wamid.1", "hello"), message("wamid.2", "hello")]);
    world.deliver(body.clone()).await;
    world.deliver(body).await;
    world.post(b"{}".to_vec(), None).await;
    stream.entries(2).await;
    let metrics = format!("{url}/metrics");
    for line in [
        "frontdesk_relay_updates_total 4",
        "frontdesk_relay_duplicates_total 2",
        "frontdesk_relay_streams 1",
        "frontdesk_relay_stream_lag_entries 0",
        "frontdesk_relay_rejected_total{reason=\"signature\"} 1",
        "frontdesk_relay_batch_entries_bucket{le=\"4\"} 2",
        "frontdesk_relay_ack_seconds_count 2",
    ] {
        until(&world.http, &metrics, line).await;
    }
    let proxied = world.http.get(&metrics).header("X-Forwarded-For", "203.0.113.9").send().await.unwrap();
    assert_eq!(proxied.status(), 404, "not for the world behind a proxy");
}

#[tokio::test]
async fn metrics_may_have_their_own_address() {
    let world = World::with(|settings| settings.metrics_listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).await;
    let own = format!("http://{}/metrics", world.relay.metrics_addr().unwrap());
    until(&world.http, &own, "frontdesk_relay_updates_total 0").await;
    let public = format!("{}/metrics", world.relay.url());
    assert_eq!(world.http.get(public).send().await.unwrap().status(), 404);
}
