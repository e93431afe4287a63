use frontdesk_domain::ids::{DeviceId, EntryId, WorkspaceId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{Author, EntryKind};
use uuid::Uuid;

use super::*;
use crate::secrets::Memory;

const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const INBOX: InboxId = InboxId(Uuid::from_u128(2));

/// An entry of this device, sealed with a scope's key.
fn sealed(ring: &KeyRing, inbox: Option<InboxId>, body: &[u8]) -> Entry {
    let (scope, key_id) = ring.key_for(inbox).expect("a key");
    let mut entry = Entry {
        seq: 1,
        id: EntryId(Uuid::from_u128(3)),
        author: Author::Device(DeviceId(Uuid::from_u128(4))),
        scope,
        kind: EntryKind::Event,
        key_id,
        at: Millis(5),
        received_at: Millis(5),
        sealed_body: Default::default(),
    };
    let body = ring.seal(&Binding::of(WORKSPACE, &entry), body).expect("a key").expect("sealed");
    entry.sealed_body.extend_from_slice(&body);
    entry
}

#[tokio::test]
async fn keys_come_back_from_the_secret_store() {
    let secrets = Memory::default();
    let mut ring = KeyRing::create(&secrets).await.expect("made");
    ring.ensure(&secrets, Scope::Workspace).await.expect("made");
    let inbox = ring.ensure(&secrets, Scope::Inbox(INBOX)).await.expect("made");
    let entries = [sealed(&ring, None, b"for all"), sealed(&ring, Some(INBOX), b"for some")];
    let again = ring.ensure(&secrets, Scope::Inbox(INBOX)).await.expect("there");
    assert_eq!(again.key_id, inbox.key_id, "what it has stays");

    let loaded = KeyRing::load(&secrets, &ring.index()).await.expect("loaded");
    assert_eq!(loaded.index(), ring.index());
    assert_eq!(loaded.signing.public_key().as_bytes(), ring.signing.public_key().as_bytes());
    let opened = entries.each_ref().map(|entry| loaded.open(WORKSPACE, entry).expect("opened"));
    assert_eq!(opened, [b"for all".to_vec(), b"for some".to_vec()]);
    assert!(loaded.open(WorkspaceId(Uuid::from_u128(9)), &entries[0]).is_err(), "another workspace's entry stays shut");
}

#[tokio::test]
async fn an_inbox_without_a_key_uses_the_workspaces() {
    let secrets = Memory::default();
    let mut ring = KeyRing::create(&secrets).await.expect("made");
    assert_eq!(ring.key_for(None), None, "a device that has not joined has none");
    let key = ring.ensure(&secrets, Scope::Workspace).await.expect("made");
    assert_eq!(ring.key_for(Some(INBOX)), Some((Scope::Workspace, key.key_id)));
}

#[tokio::test]
async fn missing_and_damaged_keys_are_told_apart() {
    let secrets = Memory::default();
    assert!(matches!(KeyRing::load(&secrets, &KeyIndex::default()).await, Err(SecretError::Missing { name }) if name == SIGNING));
    let mut ring = KeyRing::create(&secrets).await.expect("made");
    let key = ring.ensure(&secrets, Scope::Workspace).await.expect("made");
    let name = secret_name(key.key_id);
    for bytes in [vec![], vec![1; 31], vec![1; 40], vec![1; 65]] {
        secrets.set(&name, SecretBytes::new(bytes)).await.expect("kept");
        assert!(matches!(KeyRing::load(&secrets, &ring.index()).await, Err(SecretError::Damaged { .. })));
    }
    secrets.remove(&name).await.expect("removed");
    assert!(matches!(KeyRing::load(&secrets, &ring.index()).await, Err(SecretError::Missing { name: missing }) if missing == name));
}
