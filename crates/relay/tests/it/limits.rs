use std::time::Duration;

use frontdesk_relay::WEBHOOK_PATH;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::meta::{delivery, message, signature};
use crate::world::{APP_SECRET, PATIENCE, World};

async fn connect(world: &World) -> TcpStream {
    TcpStream::connect(world.relay.addr()).await.unwrap()
}

/// Everything the relay says until it hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is also a way of hanging up.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("the relay hangs up");
    String::from_utf8_lossy(&answer).into_owned()
}

async fn until_there_is_a_place(world: &World) {
    let place_is_free = async {
        loop {
            let mut stream = connect(world).await;
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n").await;
            if rest(&mut stream).await.starts_with("HTTP/1.1 200") {
                return;
            }
        }
    };
    timeout(PATIENCE, place_is_free).await.unwrap();
}

fn head(length: &str) -> String {
    let signature = signature(APP_SECRET, b"{}");
    format!("POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: relay\r\nX-Hub-Signature-256: {signature}\r\n{length}\r\n\r\n")
}

#[tokio::test]
async fn a_slow_head_is_cut() {
    let world = World::with(|settings| settings.limits.header = Duration::from_millis(200)).await;
    let mut stream = connect(&world).await;
    stream.write_all(b"POST /api/chan").await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    let mut silent = connect(&world).await;
    rest(&mut silent).await;
}

#[tokio::test]
async fn a_slow_body_is_cut() {
    let world = World::with(|settings| {
        settings.limits.body = Duration::from_millis(200);
        settings.limits.body_bytes_per_second = 1000;
    })
    .await;
    for length in ["Content-Length: 1000", "Transfer-Encoding: chunked"] {
        let mut stream = connect(&world).await;
        stream.write_all(head(length).as_bytes()).await.unwrap();
        stream.write_all(b"1\r\n{").await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_is_sent() {
    let (world, owner) = World::claimed().await;
    let mut stream = connect(&world).await;
    stream.write_all(head("Content-Length: 3000000000").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut first)).await.unwrap().unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");

    // Without an announced length it is refused when it becomes too much.
    let chunks = futures_util::stream::iter((0..80).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])));
    let endless = world
        .http
        .post(format!("{}{WEBHOOK_PATH}", world.relay.url()))
        .header("X-Hub-Signature-256", signature(APP_SECRET, b"{}"))
        .body(reqwest::Body::wrap_stream(chunks));
    match endless.send().await {
        Ok(answer) => assert_eq!(answer.status(), 413),
        // The relay may hang up while the rest is still being sent.
        Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
    }

    let text = "x".repeat(4 * 1024 * 1024 - 1000);
    let largest = delivery(vec![message("wamid.large", &text)]);
    assert!(largest.len() < 4 * 1024 * 1024);
    assert_eq!(world.deliver(largest.clone()).await, 200);
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    assert_eq!(owner.open(&stream.entries(1).await[0]), largest, "the largest accepted body reaches the device");
}

#[tokio::test]
async fn bodies_share_a_bounded_memory() {
    let (world, _owner) = World::claimed_with(|settings| {
        settings.limits.max_body_bytes = 10_000;
        settings.limits.max_inflight_bytes = 10_000;
    })
    .await;
    let mut holding = connect(&world).await;
    holding.write_all(head("Content-Length: 9000").as_bytes()).await.unwrap();
    holding.write_all(&[b' '; 8999]).await.unwrap();
    let body = delivery(vec![message("wamid.1", &"x".repeat(5000))]);
    // The relay has taken the other body's bytes when it refuses this one.
    let refused = async {
        let mut n = 0;
        loop {
            n += 1;
            let body = delivery(vec![message(&format!("wamid.{n}"), &"x".repeat(5000))]);
            if world.deliver(body).await == 503 {
                return;
            }
        }
    };
    timeout(PATIENCE, refused).await.unwrap();
    drop(holding);
    let accepted = async { while world.deliver(body.clone()).await != 200 {} };
    timeout(PATIENCE, accepted).await.unwrap();
}

#[tokio::test]
async fn one_address_has_its_share_of_connections() {
    let world = World::with(|settings| {
        settings.limits.trusted_proxies = Vec::new();
        settings.limits.max_connections_per_ip = 3;
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = connect(&world).await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        open.push(stream);
    }
    let mut fourth = connect(&world).await;
    assert_eq!(rest(&mut fourth).await, "", "hung up without a word");
    open.pop();
    until_there_is_a_place(&world).await;
}

#[tokio::test]
async fn a_stream_keeps_its_place() {
    let world = World::with(|settings| {
        settings.limits.trusted_proxies = Vec::new();
        settings.limits.max_connections_per_ip = 2;
    })
    .await;
    let url = world.relay.url();
    let first = crate::device::open(&url, None).await.unwrap();
    let _second = crate::device::open(&url, None).await.unwrap();
    let mut third = connect(&world).await;
    assert_eq!(rest(&mut third).await, "", "the two streams are connections like others");
    drop(first);
    until_there_is_a_place(&world).await;
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let world = World::fresh().await;
    let mut stream = connect(&world).await;
    let headers: String = (0..200).map(|n| format!("X-H{n}: {n}\r\n")).collect();
    stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: relay\r\n{headers}\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
}
