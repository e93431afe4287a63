//! The keys of this device: who it is, and what it can open.

use std::collections::BTreeMap;

use frontdesk_domain::ids::InboxId;
use frontdesk_relay_api::{
    Binding, DeviceSigningKey, Entry, KeyId, OpenError, Opener, Scope, ScopeKey, SealError, SealingPrivateKey, SymmetricKey, seal_symmetric,
};
use serde::{Deserialize, Serialize};

use crate::secrets::{SecretBytes, SecretError, SecretStore};

/// One scope's keys of one epoch: webhooks are sealed to the pair, device entries with the symmetric key.
struct ScopeKeys {
    key_id: KeyId,
    sealing: SealingPrivateKey,
    symmetric: SymmetricKey,
}

/// Which key belongs to which scope: not secret, kept in the database.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct KeyIndex {
    pub scopes: Vec<(Scope, KeyId)>,
}

/// All keys of this device, open in memory. Kept in the secret store, one secret for each scope so that none grows past what
/// Windows' Credential Manager holds.
pub(crate) struct KeyRing {
    pub signing: DeviceSigningKey,
    scopes: BTreeMap<Scope, ScopeKeys>,
    opener: Opener,
}

const SIGNING: &str = "device-signing-key";

fn secret_name(key_id: KeyId) -> String {
    format!("scope-keys/{key_id}")
}

impl KeyRing {
    /// A new device's keys, with nothing to open yet.
    pub async fn create(secrets: &dyn SecretStore) -> Result<Self, SecretError> {
        let signing = DeviceSigningKey::generate();
        secrets.set(SIGNING, SecretBytes::new(signing.to_bytes().to_vec())).await?;
        Ok(Self { signing, scopes: BTreeMap::new(), opener: Opener::new() })
    }

    pub async fn load(secrets: &dyn SecretStore, index: &KeyIndex) -> Result<Self, SecretError> {
        let damaged = |name: &str| SecretError::Damaged { why: format!("\"{name}\" is not a key") };
        let signing = DeviceSigningKey::from_bytes(&secrets.get(SIGNING).await?).map_err(|_| damaged(SIGNING))?;
        let mut ring = Self { signing, scopes: BTreeMap::new(), opener: Opener::new() };
        for (scope, key_id) in &index.scopes {
            let name = secret_name(*key_id);
            let bytes = secrets.get(&name).await?;
            let (sealing, symmetric) = bytes.split_at_checked(32).ok_or_else(|| damaged(&name))?;
            ring.add(
                *scope,
                ScopeKeys {
                    key_id: *key_id,
                    sealing: SealingPrivateKey::from_bytes(sealing).map_err(|_| damaged(&name))?,
                    symmetric: SymmetricKey::from_bytes(symmetric).map_err(|_| damaged(&name))?,
                },
            );
        }
        Ok(ring)
    }

    /// Makes and keeps a scope's keys; those it has stay.
    pub async fn ensure(&mut self, secrets: &dyn SecretStore, scope: Scope) -> Result<ScopeKey, SecretError> {
        if !self.scopes.contains_key(&scope) {
            let keys =
                ScopeKeys { key_id: KeyId(crate::clock::fresh_id()), sealing: SealingPrivateKey::generate(), symmetric: SymmetricKey::generate() };
            let mut bytes = SecretBytes::new(Vec::with_capacity(64));
            bytes.extend_from_slice(&keys.sealing.to_bytes()[..]);
            bytes.extend_from_slice(&keys.symmetric.to_bytes()[..]);
            secrets.set(&secret_name(keys.key_id), bytes).await?;
            self.add(scope, keys);
        }
        let keys = &self.scopes[&scope];
        Ok(ScopeKey { scope, key_id: keys.key_id, sealing_public_key: keys.sealing.public_key() })
    }

    fn add(&mut self, scope: Scope, keys: ScopeKeys) {
        self.opener.add_sealing_key(keys.key_id, keys.sealing.clone());
        self.opener.add_symmetric_key(keys.key_id, keys.symmetric.clone());
        self.scopes.insert(scope, keys);
    }

    pub fn index(&self) -> KeyIndex {
        KeyIndex { scopes: self.scopes.iter().map(|(scope, keys)| (*scope, keys.key_id)).collect() }
    }

    pub fn open(&self, workspace: frontdesk_domain::ids::WorkspaceId, entry: &Entry) -> Result<Vec<u8>, OpenError> {
        self.opener.open(workspace, entry)
    }

    /// The scope and key for an event about an inbox, or about the workspace when this device has no key of that inbox.
    pub fn key_for(&self, inbox: Option<InboxId>) -> Option<(Scope, KeyId)> {
        let inbox = inbox.map(Scope::Inbox).filter(|scope| self.scopes.contains_key(scope));
        let scope = inbox.unwrap_or(Scope::Workspace);
        self.scopes.get(&scope).map(|keys| (scope, keys.key_id))
    }

    pub fn seal(&self, binding: &Binding<'_>, body: &[u8]) -> Option<Result<Vec<u8>, SealError>> {
        self.scopes.get(&binding.scope).map(|keys| seal_symmetric(&keys.symmetric, binding, body))
    }
}

#[cfg(test)]
mod tests;
