use frontdesk_domain::event::Event;
use frontdesk_domain::ids::DeviceId;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{BatchSealer, Binding, KeyId, Scope};
use uuid::Uuid;

use super::*;
use crate::secrets::Memory;

const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const DEVICE: Author = Author::Device(DeviceId(Uuid::from_u128(2)));

async fn ring() -> KeyRing {
    let secrets = Memory::default();
    let mut ring = KeyRing::create(&secrets).await.expect("made");
    ring.ensure(&secrets, Scope::Workspace).await.expect("made");
    ring
}

fn entry(seq: u64, author: Author, kind: EntryKind, key_id: KeyId) -> Entry {
    let id = EntryId(Uuid::from_u128(u128::from(seq)));
    Entry { seq, id, author, scope: Scope::Workspace, kind, key_id, at: Millis(5), received_at: Millis(6), sealed_body: Default::default() }
}

fn by_device(ring: &KeyRing, seq: u64, kind: EntryKind, body: &[u8]) -> Entry {
    let (_, key_id) = ring.key_for(None).expect("a key");
    let mut entry = entry(seq, DEVICE, kind, key_id);
    let sealed = ring.seal(&Binding::of(WORKSPACE, &entry), body).expect("a key").expect("sealed");
    entry.sealed_body.extend_from_slice(&sealed);
    entry
}

async fn by_relay(ring: &mut KeyRing, seq: u64, body: &[u8]) -> Entry {
    let key = ring.ensure(&Memory::default(), Scope::Workspace).await.expect("there");
    let mut entry = entry(seq, Author::Relay, EntryKind::Webhook, key.key_id);
    let sealed = BatchSealer::new(&key.sealing_public_key).expect("a sealer").seal(&Binding::of(WORKSPACE, &entry), body).expect("sealed");
    entry.sealed_body.extend_from_slice(&sealed);
    entry
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_as_it_came() {
    let ring = ring().await;
    let (_, key_id) = ring.key_for(None).expect("a key");
    let mut altered = by_device(&ring, 2, EntryKind::Event, b"{}");
    *altered.sealed_body.last_mut().expect("not empty") ^= 1;
    let entries = [
        entry(1, DEVICE, EntryKind::Event, KeyId(Uuid::from_u128(404))),
        altered,
        by_device(&ring, 3, EntryKind::Event, b"not JSON"),
        by_device(&ring, 4, EntryKind::Other("snapshot".to_owned()), b"from a newer version"),
        entry(5, Author::Relay, EntryKind::Webhook, key_id),
    ];
    let opened = open(&ring, WORKSPACE, &entries);
    assert!(opened.recorded.iter().all(|recorded| recorded.input == Input::Unreadable));
    assert_eq!(opened.recorded.len(), 5);
    let kept: Vec<_> = entries.iter().map(|entry| (entry.id, entry.sealed_body.to_vec())).collect();
    assert_eq!(opened.raws, kept, "sealed, so that a later version or key may open it");
    assert_eq!(opened.by_devices, entries[..4].iter().map(|entry| entry.id).collect());
    assert_eq!(opened.last_seq, 5);
}

#[tokio::test]
async fn events_and_webhooks_become_inputs_in_their_order() {
    let mut ring = ring().await;
    let event = Event::MemberJoined {
        member: frontdesk_domain::ids::MemberId(Uuid::from_u128(7)),
        device: DeviceId(Uuid::from_u128(2)),
        name: "Ana".to_owned(),
    };
    let odd = b"signed, but not JSON: \xff\0";
    let entries = [
        by_device(&ring, 1, EntryKind::Event, &serde_json::to_vec(&event).expect("JSON")),
        by_relay(&mut ring, 2, odd).await,
        by_device(&ring, 3, EntryKind::Event, br#"{"event":"from_a_newer_version","with":"more"}"#),
    ];
    let opened = open(&ring, WORKSPACE, &entries);
    assert_eq!(opened.recorded[0].input, Input::Event(event));
    assert!(matches!(&opened.recorded[1].input, Input::Update(update) if matches!(update.news, Told::Unparsed { .. })));
    assert_eq!(opened.recorded[2].input, Input::Event(Event::FromTheFuture));
    assert_eq!(opened.recorded.iter().map(|r| (r.entry, r.received_at)).collect::<Vec<_>>(), entries.each_ref().map(|e| (e.id, Millis(6))));
    assert_eq!(opened.raws, [(entries[1].id, odd.to_vec())], "the provider's bytes, to the letter");
}

#[tokio::test]
async fn messages_to_a_number_that_is_not_connected_are_kept_and_shown_in_no_inbox() {
    let mut ring = ring().await;
    let body = |field: &str| {
        let metadata = r#""metadata":{"display_phone_number":"15550783881","phone_number_id":"100"}"#;
        format!(r#"{{"entry":[{{"id":"9","changes":[{{"field":"messages","value":{{{metadata},{field}}}}}]}}]}}"#)
    };
    let message = body(r#""messages":[{"from":"16505551234","id":"wamid.X","timestamp":"1749416383","type":"text","text":{"body":"Hi"}}]"#);
    let status = body(r#""statuses":[{"id":"wamid.Y","status":"delivered","timestamp":"1749416383","recipient_id":"16505551234"}]"#);
    // The relay seals to the inbox of a number that has a route, and to the workspace what has none.
    let unrouted = [by_relay(&mut ring, 1, message.as_bytes()).await, by_relay(&mut ring, 2, status.as_bytes()).await];
    let opened = open(&ring, WORKSPACE, &unrouted);
    let told = |n: usize| match &opened.recorded[n].input {
        Input::Update(update) => &update.news,
        other => panic!("{other:?}"),
    };
    assert_eq!(told(0), &Told::Field { field: "not_connected".to_owned() });
    assert!(matches!(told(1), Told::Status(_)), "what happens to a message that left before still counts");
    assert_eq!(opened.raws, [(unrouted[0].id, message.clone().into_bytes())]);

    let inbox = Scope::Inbox(frontdesk_domain::ids::InboxId(Uuid::from_u128(5)));
    let key = ring.ensure(&Memory::default(), inbox).await.expect("made");
    let mut routed = Entry { scope: inbox, ..entry(3, Author::Relay, EntryKind::Webhook, key.key_id) };
    let sealed = BatchSealer::new(&key.sealing_public_key).expect("a sealer").seal(&Binding::of(WORKSPACE, &routed), message.as_bytes());
    routed.sealed_body.extend_from_slice(&sealed.expect("sealed"));
    let opened = open(&ring, WORKSPACE, &[routed]);
    assert!(matches!(&opened.recorded[0].input, Input::Update(update) if matches!(update.news, Told::Message(_))));
}
