//! How a device proves to the relay who it is: it signs the relay's nonce. No bearer token exists that could leak.

use frontdesk_domain::ids::{DeviceId, WorkspaceId};

use crate::keys::{DevicePublicKey, DeviceSigningKey};

/// Length of the relay's nonce and of a signature, in bytes.
pub const NONCE_LEN: usize = 32;
pub const SIGNATURE_LEN: usize = 64;

/// What is signed. The leading text keeps it apart from anything else a device may ever sign with the same key, and the
/// protocol version keeps an attacker in the middle from talking both ends into an older one.
fn transcript(protocol: u16, workspace: WorkspaceId, device: DeviceId, nonce: &[u8; NONCE_LEN]) -> Vec<u8> {
    let mut out = Vec::with_capacity(96);
    out.extend_from_slice(b"frontdesk-relay-auth-v1");
    out.extend_from_slice(&protocol.to_le_bytes());
    out.extend_from_slice(workspace.0.as_bytes());
    out.extend_from_slice(device.0.as_bytes());
    out.extend_from_slice(nonce);
    out
}

/// The device's answer to the relay's nonce.
pub fn sign(key: &DeviceSigningKey, protocol: u16, workspace: WorkspaceId, device: DeviceId, nonce: &[u8; NONCE_LEN]) -> [u8; SIGNATURE_LEN] {
    key.sign(&transcript(protocol, workspace, device, nonce))
}

/// Whether `signature` is the answer of the device that `key` belongs to.
pub fn verify(
    key: &DevicePublicKey,
    protocol: u16,
    workspace: WorkspaceId,
    device: DeviceId,
    nonce: &[u8; NONCE_LEN],
    signature: &[u8; SIGNATURE_LEN],
) -> bool {
    key.verifies(&transcript(protocol, workspace, device, nonce), signature)
}
