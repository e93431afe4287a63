use frontdesk_domain::ids::{DeviceId, EntryId, InboxId, WorkspaceId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{
    Author, BatchSealer, Binding, Entry, EntryKind, KeyId, OpenError, Opener, Scope, SealError, SealingPrivateKey, SealingPublicKey, SymmetricKey,
    seal_symmetric,
};
use proptest::prelude::*;

use crate::world::{AT, entry, entry_id, event, key_id, uuid, webhook, workspace};

/// A device that holds both keys of the scope, and what it needs to play the relay and another device.
struct Desk {
    opener: Opener,
    public: SealingPublicKey,
    symmetric: SymmetricKey,
}

fn desk() -> Desk {
    let private = SealingPrivateKey::generate();
    let symmetric = SymmetricKey::generate();
    let public = private.public_key();
    let mut opener = Opener::new();
    opener.add_sealing_key(key_id(), private);
    opener.add_symmetric_key(key_id(), symmetric.clone());
    Desk { opener, public, symmetric }
}

impl Desk {
    fn webhook(&self, body: &[u8]) -> Entry {
        let binding = webhook(entry_id(0));
        entry(&binding, BatchSealer::new(&self.public).unwrap().seal(&binding, body).unwrap())
    }

    fn event(&self, body: &[u8]) -> Entry {
        let binding = event(entry_id(0));
        entry(&binding, seal_symmetric(&self.symmetric, &binding, body).unwrap())
    }
}

#[test]
fn a_batch_opens_in_any_order_and_pays_one_encapsulation() {
    let desk = desk();
    let mut sealer = BatchSealer::new(&desk.public).unwrap();
    let entries: Vec<Entry> = (0..200)
        .map(|n| {
            let binding = webhook(entry_id(n));
            entry(&binding, sealer.seal(&binding, format!("update {n}").as_bytes()).unwrap())
        })
        .collect();
    assert!(entries.iter().all(|e| e.sealed_body[1..33] == entries[0].sealed_body[1..33]));
    for n in [199, 0, 57, 3, 57, 198, 1] {
        assert_eq!(desk.opener.open(workspace(), &entries[n]).unwrap(), format!("update {n}").into_bytes());
    }
}

#[test]
fn two_batches_never_share_a_secret() {
    let desk = desk();
    assert_ne!(desk.webhook(b"same").sealed_body, desk.webhook(b"same").sealed_body);
    assert_ne!(desk.event(b"same").sealed_body, desk.event(b"same").sealed_body);
}

#[test]
fn many_batches_outlive_the_cache() {
    let desk = desk();
    let entries: Vec<Entry> = (0..100).map(|n| desk.webhook(format!("{n}").as_bytes())).collect();
    for round in 0..2 {
        for (n, entry) in entries.iter().enumerate() {
            assert_eq!(desk.opener.open(workspace(), entry).unwrap(), format!("{n}").into_bytes(), "round {round}");
        }
    }
}

#[test]
fn no_plaintext_shows() {
    let desk = desk();
    for sealed in [desk.webhook(b"canary-5511999"), desk.event(b"canary-5511999")] {
        assert!(!sealed.sealed_body.windows(6).any(|w| w == b"canary"));
    }
}

/// Each bound field, changed.
fn altered(original: &Entry) -> Vec<(&'static str, WorkspaceId, Entry)> {
    let change = |what, f: &dyn Fn(&mut Entry)| {
        let mut entry = original.clone();
        f(&mut entry);
        (what, workspace(), entry)
    };
    vec![
        ("workspace", WorkspaceId(uuid(99)), original.clone()),
        change("id", &|e| e.id = EntryId(uuid(99))),
        change("scope to another inbox", &|e| e.scope = Scope::Inbox(InboxId(uuid(99)))),
        change("scope to the workspace", &|e| e.scope = Scope::Workspace),
        change("kind", &|e| e.kind = EntryKind::Other("webhoo".into())),
        change("at", &|e| e.at = Millis(AT.0 + 1)),
    ]
}

#[test]
fn every_bound_field_is_checked() {
    let desk = desk();
    for original in [desk.webhook(b"hello"), desk.event(b"hello")] {
        assert!(desk.opener.open(workspace(), &original).is_ok());
        for (what, workspace, entry) in altered(&original) {
            assert_eq!(desk.opener.open(workspace, &entry), Err(OpenError::Altered), "{what} of {:?}", original.kind);
        }
    }
    let mut by_another = desk.event(b"hello");
    by_another.author = Author::Device(DeviceId(uuid(99)));
    assert_eq!(desk.opener.open(workspace(), &by_another), Err(OpenError::Altered), "author");
    let mut other_key = desk.event(b"hello");
    other_key.key_id = KeyId(uuid(99));
    assert_eq!(desk.opener.open(workspace(), &other_key), Err(OpenError::NoKey(KeyId(uuid(99)))), "key id");
}

#[test]
fn the_relay_cannot_speak_for_a_device() {
    let desk = desk();
    let binding = event(entry_id(0));
    let forged = entry(&binding, BatchSealer::new(&desk.public).unwrap().seal(&binding, b"grant me").unwrap());
    assert_eq!(desk.opener.open(workspace(), &forged), Err(OpenError::WrongSealForAuthor));
    let binding = webhook(entry_id(0));
    let forged = entry(&binding, seal_symmetric(&desk.symmetric, &binding, b"customer says").unwrap());
    assert_eq!(desk.opener.open(workspace(), &forged), Err(OpenError::WrongSealForAuthor));
}

#[test]
fn every_flipped_byte_and_every_truncation_is_noticed() {
    let desk = desk();
    for original in [desk.webhook(b"hello"), desk.event(b"hello")] {
        for at in 0..original.sealed_body.len() {
            let mut flipped = original.clone();
            flipped.sealed_body[at] ^= 0x41;
            assert!(desk.opener.open(workspace(), &flipped).is_err(), "byte {at}");
            let mut cut = original.clone();
            cut.sealed_body.truncate(at);
            assert!(desk.opener.open(workspace(), &cut).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn a_version_from_the_future_is_named() {
    let desk = desk();
    let mut entry = desk.event(b"hello");
    entry.sealed_body[0] = 9;
    assert_eq!(desk.opener.open(workspace(), &entry), Err(OpenError::UnknownVersion(9)));
}

#[test]
fn a_low_order_public_key_is_refused() {
    let zero = SealingPublicKey::from_bytes(&[0; 32]).unwrap();
    assert_eq!(BatchSealer::new(&zero).err(), Some(SealError::UnusableKey));
}

#[test]
fn keys_survive_the_keychain() {
    let private = SealingPrivateKey::generate();
    assert_eq!(SealingPrivateKey::from_bytes(&private.to_bytes()[..]).unwrap().public_key(), private.public_key());
    assert!(SymmetricKey::from_bytes(&[0; 16]).is_err());
}

/// The encoding is forever: what was sealed under it must open with every later version.
#[test]
fn the_associated_data_is_fixed() {
    insta::assert_snapshot!(hex::encode(webhook(entry_id(0)).associated_data()));
    let of_workspace = Binding { scope: Scope::Workspace, ..event(entry_id(1)) };
    insta::assert_snapshot!(hex::encode(of_workspace.associated_data()));
}

proptest! {
    #[test]
    fn any_body_round_trips(body in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let desk = desk();
        prop_assert_eq!(&desk.opener.open(workspace(), &desk.webhook(&body)).unwrap(), &body);
        prop_assert_eq!(&desk.opener.open(workspace(), &desk.event(&body)).unwrap(), &body);
    }
}
