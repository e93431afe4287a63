use frontdesk_domain::ids::{DeviceId, WorkspaceId};
use frontdesk_relay_api::{DevicePublicKey, DeviceSigningKey, auth};

use crate::world::{device, uuid, workspace};

#[test]
fn a_signature_answers_one_nonce_of_one_device_only() {
    let key = DeviceSigningKey::generate();
    let nonce = [7; 32];
    let signature = auth::sign(&key, 1, workspace(), device(), &nonce);
    let public = key.public_key();
    assert!(auth::verify(&public, 1, workspace(), device(), &nonce, &signature));

    let other = DeviceSigningKey::generate().public_key();
    assert!(!auth::verify(&other, 1, workspace(), device(), &nonce, &signature), "another key");
    assert!(!auth::verify(&public, 2, workspace(), device(), &nonce, &signature), "another version");
    assert!(!auth::verify(&public, 1, WorkspaceId(uuid(9)), device(), &nonce, &signature), "another workspace");
    assert!(!auth::verify(&public, 1, workspace(), DeviceId(uuid(9)), &nonce, &signature), "another device");
    assert!(!auth::verify(&public, 1, workspace(), device(), &[8; 32], &signature), "another nonce");
    let mut flipped = signature;
    flipped[10] ^= 1;
    assert!(!auth::verify(&public, 1, workspace(), device(), &nonce, &flipped), "a flipped bit");
}

#[test]
fn keys_survive_the_keychain() {
    let key = DeviceSigningKey::generate();
    let back = DeviceSigningKey::from_bytes(&key.to_bytes()[..]).unwrap();
    assert_eq!(back.public_key(), key.public_key());
    assert!(DeviceSigningKey::from_bytes(&[1; 31]).is_err());
}

#[test]
fn a_weak_device_key_is_no_key() {
    let mut identity = [0u8; 32];
    identity[0] = 1;
    assert!(DevicePublicKey::from_bytes(&identity).is_err());
    assert!(DevicePublicKey::from_bytes(&[0; 32]).is_err());
}
