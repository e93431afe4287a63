use std::time::Duration;

use frontdesk_domain::ids::{DeviceId, EntryId, WorkspaceId};
use frontdesk_relay_api::wire::{self, PROTOCOL};
use frontdesk_relay_api::{Cursor, DeviceFrame, EntryKind, LogId, RelayError, RelayFrame, Scope};
use futures_util::SinkExt;
use serde_bytes::{ByteArray, ByteBuf};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::device::{Owner, next_frame, open, send};
use crate::meta::{delivery, message, message_id};
use crate::world::World;

async fn deliver(world: &World, range: std::ops::Range<usize>) {
    for n in range {
        assert_eq!(world.deliver(delivery(vec![message(&format!("wamid.{n}"), "hello")])).await, 200);
    }
}

fn ids(range: std::ops::RangeInclusive<usize>) -> Vec<String> {
    range.map(|n| format!("wamid.{n}")).collect()
}

#[tokio::test]
async fn a_device_gets_what_it_missed_and_then_what_comes() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    deliver(&world, 1..21).await;
    for cursor in [0, 7, 19, 20] {
        let mut stream = owner.connect(&url, cursor).await;
        let missed = 20 - cursor as usize;
        let entries = stream.entries(missed).await;
        let opened: Vec<String> = entries.iter().map(|entry| message_id(&owner.open(entry))).collect();
        assert_eq!(opened, ids(cursor as usize + 1..=20), "from {cursor}");
    }
    let (mut one, mut other) = (owner.connect(&url, 20).await, owner.connect(&url, 18).await);
    deliver(&world, 21..31).await;
    let seen_by_one: Vec<EntryId> = one.entries(10).await.iter().map(|entry| entry.id).collect();
    let seen_by_other: Vec<EntryId> = other.entries(12).await.iter().skip(2).map(|entry| entry.id).collect();
    assert_eq!(seen_by_one, seen_by_other, "every device sees the same order");
}

#[tokio::test]
async fn a_small_credit_only_slows_down() {
    let (world, owner) = World::claimed().await;
    deliver(&world, 1..31).await;
    let mut stream = owner.connect_at(&world.relay.url(), owner.cursor(0), 3).await.unwrap();
    // Without giving credit back, three are all that comes.
    let RelayFrame::Entries { entries, head } = next_frame(&mut stream.socket).await.unwrap() else { panic!() };
    assert_eq!((entries.len(), head), (3, 30));
    stream.send(&DeviceFrame::Applied { seq: 3 }).await;
    let rest: Vec<u64> = stream.entries(27).await.iter().map(|entry| entry.seq).collect();
    assert_eq!(rest, (4..=30).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_wrong_cursor_is_named() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    deliver(&world, 1..4).await;
    let log = owner.log.unwrap();
    let cases = [
        (Cursor { log: Some(log), seq: 4 }, RelayError::CursorFromFuture { head: 3 }),
        (Cursor { log: Some(log), seq: u64::MAX }, RelayError::CursorFromFuture { head: 3 }),
        (Cursor { log: Some(LogId(Uuid::now_v7())), seq: 0 }, RelayError::CursorOfAnotherLog { log }),
        (Cursor { log: Some(LogId(Uuid::now_v7())), seq: 2 }, RelayError::CursorOfAnotherLog { log }),
        (Cursor { log: None, seq: 2 }, RelayError::CursorOfAnotherLog { log }),
    ];
    for (cursor, expected) in cases {
        let refused = owner.connect_at(&url, cursor, 10).await.err();
        assert_eq!(refused, Some(expected), "{cursor:?}");
    }
    assert!(owner.connect_at(&url, Cursor { log: None, seq: 0 }, 10).await.is_ok(), "a fresh device knows no log yet");
}

#[tokio::test]
async fn a_device_must_prove_who_it_is() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    let impostor = |change: &dyn Fn(&mut Owner)| {
        let mut other = Owner::new();
        (other.workspace, other.device, other.signing) = (owner.workspace, owner.device, owner.signing.clone());
        change(&mut other);
        other
    };
    let fresh = Cursor { log: None, seq: 0 };
    let wrong_key = impostor(&|o| o.signing = Owner::new().signing);
    assert_eq!(wrong_key.connect_at(&url, fresh, 1).await.err(), Some(RelayError::BadSignature));
    let unknown = impostor(&|o| o.device = DeviceId(Uuid::now_v7()));
    assert_eq!(unknown.connect_at(&url, fresh, 1).await.err(), Some(RelayError::UnknownDevice));
    let elsewhere = impostor(&|o| o.workspace = WorkspaceId(Uuid::now_v7()));
    assert_eq!(elsewhere.connect_at(&url, fresh, 1).await.err(), Some(RelayError::UnknownDevice));
}

#[tokio::test]
async fn a_replayed_hello_is_refused() {
    let (world, owner) = World::claimed().await;
    let mut socket = open(&world.relay.url(), None).await.unwrap();
    let RelayFrame::Challenge { .. } = next_frame(&mut socket).await.unwrap() else { panic!() };
    let of_another_nonce = frontdesk_relay_api::auth::sign(&owner.signing, PROTOCOL, owner.workspace, owner.device, &[7; 32]);
    let hello = |protocol| DeviceFrame::Hello {
        protocol,
        workspace: owner.workspace,
        device: owner.device,
        signature: ByteArray::new(of_another_nonce),
        cursor: owner.cursor(0),
        credit: 1,
    };
    send(&mut socket, &hello(PROTOCOL)).await;
    let refused = RelayFrame::Refused { request: None, error: RelayError::BadSignature };
    assert_eq!(next_frame(&mut socket).await.unwrap(), refused);
    assert_eq!(next_frame(&mut socket).await.unwrap_err().map(|close| u16::from(close.code)), Some(1008));

    for (protocol, error) in
        [(0, RelayError::ProtocolTooOld { oldest: PROTOCOL.into() }), (PROTOCOL + 1, RelayError::ProtocolTooNew { newest: PROTOCOL.into() })]
    {
        let mut socket = open(&world.relay.url(), None).await.unwrap();
        next_frame(&mut socket).await.unwrap();
        send(&mut socket, &hello(protocol)).await;
        assert_eq!(next_frame(&mut socket).await.unwrap(), RelayFrame::Refused { request: None, error });
    }
}

#[tokio::test]
async fn nothing_goes_before_hello() {
    let (world, owner) = World::claimed_with(|settings| settings.limits.hello = Duration::from_millis(200)).await;
    let append = wire::encode(&DeviceFrame::Append { request: 1, entries: vec![owner.new_entry(EntryId(Uuid::now_v7()), b"x")] });
    for first in [Some(Message::Binary(append.into())), Some(Message::Binary(vec![0xc1].into())), Some(Message::text("hi")), None] {
        let mut socket = open(&world.relay.url(), None).await.unwrap();
        next_frame(&mut socket).await.unwrap();
        if let Some(first) = first {
            socket.send(first).await.unwrap();
        }
        let RelayFrame::Refused { error, .. } = next_frame(&mut socket).await.unwrap() else { panic!() };
        assert_eq!(error.code(), "bad_request");
    }
    assert_eq!(owner.connect(&world.relay.url(), 0).await.head, 0);
}

#[tokio::test]
async fn appending_twice_stores_once() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    let mut stream = owner.connect(&url, 0).await;
    let (one, two, three) = (EntryId(Uuid::now_v7()), EntryId(Uuid::now_v7()), EntryId(Uuid::now_v7()));
    let first = vec![owner.new_entry(one, b"claimed"), owner.new_entry(two, b"sent")];
    assert_eq!(stream.append(first.clone()).await.unwrap(), [1, 2]);
    assert_eq!(stream.append(first).await.unwrap(), [1, 2]);
    let overlapping = vec![owner.new_entry(three, b"new"), owner.new_entry(one, b"changed"), owner.new_entry(three, b"again")];
    assert_eq!(stream.append(overlapping.clone()).await.unwrap(), [3, 1, 3]);
    let entries = stream.entries(3).await;
    let bodies: Vec<Vec<u8>> = entries.iter().map(|entry| owner.open(entry)).collect();
    assert_eq!(bodies, [b"claimed".to_vec(), b"sent".to_vec(), b"new".to_vec()], "the first word counts");

    let world = world.restart().await;
    let mut stream = owner.connect(&world.relay.url(), 3).await;
    assert_eq!(stream.append(overlapping).await.unwrap(), [3, 1, 3], "nor after a restart");
    assert_eq!(stream.head, 3);
}

#[tokio::test]
async fn webhooks_and_appends_share_one_order() {
    let (world, owner) = World::claimed().await;
    let url = world.relay.url();
    let mut writer = owner.connect(&url, 0).await;
    let appends = async {
        for n in 0..20 {
            writer.append(vec![owner.new_entry(EntryId(Uuid::now_v7()), &[n])]).await.unwrap();
        }
    };
    tokio::join!(appends, deliver(&world, 0..20));
    let (mut one, mut other) = (owner.connect(&url, 0).await, owner.connect(&url, 0).await);
    let entries = one.entries(40).await;
    assert_eq!(entries, other.entries(40).await);
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_device_may_not_write_everything() {
    let (world, mut owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let unknown_inbox = owner.new_inbox();
    let entry = |change: &dyn Fn(&mut frontdesk_relay_api::NewEntry)| {
        let mut entry = owner.new_entry(EntryId(Uuid::now_v7()), b"x");
        change(&mut entry);
        entry
    };
    let cases: [(&str, frontdesk_relay_api::NewEntry, &str); 5] = [
        ("webhook", entry(&|e| e.kind = EntryKind::Webhook), "forbidden"),
        ("unknown inbox", entry(&|e| e.scope = unknown_inbox.scope), "forbidden"),
        ("long kind", entry(&|e| e.kind = EntryKind::Other("k".repeat(65))), "bad_request"),
        ("no kind", entry(&|e| e.kind = EntryKind::Other(String::new())), "bad_request"),
        ("no body", entry(&|e| e.sealed_body = ByteBuf::new()), "bad_request"),
    ];
    for (what, bad, code) in cases {
        let good = owner.new_entry(EntryId(Uuid::now_v7()), b"x");
        assert_eq!(stream.append(vec![good, bad]).await.unwrap_err().code(), code, "{what}");
    }
    assert_eq!(owner.connect(&world.relay.url(), 0).await.head, 0, "all or nothing");
    let newer = entry(&|e| e.kind = EntryKind::Other("snapshot".to_owned()));
    assert_eq!(stream.append(vec![newer]).await.unwrap(), [1], "a newer app's kinds pass through");
    assert_eq!(stream.entries(1).await[0].scope, Scope::Workspace);
}

#[tokio::test]
async fn a_newer_frame_does_not_end_the_stream() {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Newer {
        Wave { hands: u8 },
    }
    let (world, owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let wave = rmp_serde::to_vec_named(&Newer::Wave { hands: 2 }).unwrap();
    stream.socket.send(Message::Binary(wave.into())).await.unwrap();
    assert_eq!(stream.append(vec![owner.new_entry(EntryId(Uuid::now_v7()), b"x")]).await.unwrap(), [1]);
}

#[tokio::test]
async fn nonsense_ends_the_stream_with_a_reason() {
    let (world, owner) = World::claimed().await;
    let nonsense = [
        (Message::Binary(vec![0xc1, 1, 2].into()), "bad_request"),
        (Message::text("hello"), "bad_request"),
        (Message::Binary(wire::encode(&DeviceFrame::Applied { seq: 5 }).into()), "bad_request"),
        (Message::Binary(vec![0; 300 * 1024].into()), "too_large"),
    ];
    for (message, code) in nonsense {
        let mut stream = owner.connect(&world.relay.url(), 0).await;
        stream.socket.send(message).await.unwrap();
        let (error, close) = stream.end().await;
        assert_eq!(error.map(|error| error.code().to_owned()).as_deref(), Some(code));
        assert_eq!(close, Some(1008));
    }
}

#[tokio::test]
async fn a_web_page_may_not_listen() {
    let (world, _owner) = World::claimed().await;
    let url = world.relay.url();
    for origin in ["https://evil.example", "http://localhost", "null", "tauri://localhost.evil.example", "https://tauri.localhost:8080"] {
        assert_eq!(open(&url, Some(origin)).await.err(), Some(403), "{origin}");
    }
    for origin in [None, Some("tauri://localhost"), Some("http://tauri.localhost"), Some("https://tauri.localhost")] {
        assert!(open(&url, origin).await.is_ok(), "{origin:?}");
    }
}

#[tokio::test]
async fn a_device_that_applies_nothing_is_cut_off() {
    let (world, owner) = World::claimed_with(|settings| settings.limits.stalled = Duration::from_millis(200)).await;
    let mut stream = owner.connect_at(&world.relay.url(), owner.cursor(0), 2).await.unwrap();
    let mut lively = owner.connect(&world.relay.url(), 0).await;
    deliver(&world, 0..5).await;
    assert_eq!(stream.end().await, (Some(RelayError::TooSlow), Some(1013)));
    lively.entries(5).await;
    deliver(&world, 5..10).await;
    assert_eq!(lively.entries(5).await[4].seq, 10, "the others notice nothing");
    assert_eq!(owner.connect(&world.relay.url(), 0).await.entries(10).await.len(), 10, "and it may come back");
}

#[tokio::test]
async fn a_device_that_reads_nothing_is_cut_off() {
    let (world, owner) = World::claimed_with(|settings| settings.limits.stalled = Duration::from_millis(300)).await;
    // More than the sockets' buffers hold, so that the relay's writes block.
    let text = "x".repeat(1_900_000);
    for n in 0..6 {
        assert_eq!(world.deliver(delivery(vec![message(&format!("wamid.{n}"), &text)])).await, 200);
    }
    let stream = owner.connect_with_small_buffer(&world.relay.url()).await;
    let metrics = format!("{}/metrics", world.relay.url());
    crate::health::until(&world.http, &metrics, "frontdesk_relay_streams 0").await;
    drop(stream);
}
