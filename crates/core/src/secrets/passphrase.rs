//! A file under a passphrase, where a machine has no keychain: Argon2id (RFC 9106) makes the key, XChaCha20-Poly1305 seals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::{SecretBytes, SecretError, SecretStore};

/// RFC 9106's second recommendation: 64 MiB, three passes, four lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
const AAD: &[u8] = b"frontdesk-secrets-v1";

/// The file: everything but the passphrase that is needed to open it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    version: u8,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    sealed: String,
}

/// All secrets of a profile in one sealed file, open in memory.
pub struct PassphraseFile {
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    salt: [u8; 16],
    secrets: Mutex<BTreeMap<String, SecretBytes>>,
}

fn damaged(why: impl ToString) -> SecretError {
    SecretError::Damaged { why: why.to_string() }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).expect("the operating system must provide randomness");
    bytes
}

fn derive(passphrase: &str, salt: &[u8], memory_kib: u32, passes: u32, lanes: u32) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(damaged)?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(passphrase.as_bytes(), salt, &mut key[..]).map_err(damaged)?;
    Ok(key)
}

impl PassphraseFile {
    pub fn exists(path: &Path) -> bool {
        path.exists()
    }

    /// Opens the file, or makes it when there is none.
    ///
    /// # Errors
    /// [`SecretError::WrongPassphrase`], or [`SecretError::Damaged`] when the file is not one of ours.
    pub async fn open(path: PathBuf, passphrase: Zeroizing<String>) -> Result<Self, SecretError> {
        // Argon2id is slow on purpose.
        tokio::task::spawn_blocking(move || if Self::exists(&path) { Self::read(path, &passphrase) } else { Self::create(path, &passphrase) })
            .await
            .map_err(damaged)?
    }

    fn create(path: PathBuf, passphrase: &str) -> Result<Self, SecretError> {
        let salt = random::<16>();
        let key = derive(passphrase, &salt, MEMORY_KIB, PASSES, LANES)?;
        let file = Self { path, key, salt, secrets: Mutex::new(BTreeMap::new()) };
        file.write(&BTreeMap::new())?;
        Ok(file)
    }

    fn read(path: PathBuf, passphrase: &str) -> Result<Self, SecretError> {
        let text = std::fs::read(&path).map_err(damaged)?;
        let file: Sealed = serde_json::from_slice(&text).map_err(damaged)?;
        if file.version != 1 {
            return Err(damaged("it is from a newer version; update the app"));
        }
        let decode = |text: &str| STANDARD.decode(text).map_err(damaged);
        let salt: [u8; 16] = decode(&file.salt)?.try_into().map_err(|_| damaged("bad salt"))?;
        let nonce: [u8; 24] = decode(&file.nonce)?.try_into().map_err(|_| damaged("bad nonce"))?;
        let key = derive(passphrase, &salt, file.memory_kib, file.passes, file.lanes)?;
        let open = XChaCha20Poly1305::new((&*key).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: &decode(&file.sealed)?, aad: AAD })
            .map_err(|_| SecretError::WrongPassphrase)?;
        let open = Zeroizing::new(open);
        let plain: BTreeMap<String, Vec<u8>> = rmp_serde::from_slice(&open).map_err(damaged)?;
        let secrets = plain.into_iter().map(|(name, secret)| (name, SecretBytes::new(secret))).collect();
        Ok(Self { path, key, salt, secrets: Mutex::new(secrets) })
    }

    /// Replaces the file whole: a crash leaves the old or the new one.
    fn write(&self, secrets: &BTreeMap<String, SecretBytes>) -> Result<(), SecretError> {
        let plain: BTreeMap<&str, &[u8]> = secrets.iter().map(|(name, secret)| (name.as_str(), &secret[..])).collect();
        let plain = Zeroizing::new(rmp_serde::to_vec(&plain).map_err(damaged)?);
        let nonce = random::<24>();
        let sealed = XChaCha20Poly1305::new((&*self.key).into()).encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: AAD }).map_err(damaged)?;
        let file = Sealed {
            version: 1,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(self.salt),
            nonce: STANDARD.encode(nonce),
            sealed: STANDARD.encode(sealed),
        };
        let next = self.path.with_extension("next");
        let text = serde_json::to_vec(&file).map_err(damaged)?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&next).map_err(damaged)?;
        std::io::Write::write_all(&mut out, &text).map_err(damaged)?;
        out.sync_all().map_err(damaged)?;
        std::fs::rename(&next, &self.path).map_err(damaged)
    }
}

#[async_trait]
impl SecretStore for PassphraseFile {
    async fn get(&self, name: &str) -> Result<SecretBytes, SecretError> {
        self.secrets.lock().await.get(name).cloned().ok_or_else(|| SecretError::Missing { name: name.to_owned() })
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretError> {
        let mut secrets = self.secrets.lock().await;
        let mut next = secrets.clone();
        next.insert(name.to_owned(), secret);
        self.write(&next)?;
        *secrets = next;
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), SecretError> {
        let mut secrets = self.secrets.lock().await;
        let mut next = secrets.clone();
        if next.remove(name).is_some() {
            self.write(&next)?;
            *secrets = next;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn opens_with_its_passphrase_only_and_shows_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("secrets.sealed");
        let pass = |text: &str| Zeroizing::new(text.to_owned());
        let store = PassphraseFile::open(path.clone(), pass("correct horse")).await.expect("made");
        store.set("token", SecretBytes::new(b"CANARY-TOKEN".to_vec())).await.expect("kept");
        drop(store);
        assert!(matches!(PassphraseFile::open(path.clone(), pass("wrong")).await, Err(SecretError::WrongPassphrase)));
        let store = PassphraseFile::open(path.clone(), pass("correct horse")).await.expect("opened");
        assert_eq!(&store.get("token").await.expect("there")[..], b"CANARY-TOKEN");
        assert!(matches!(store.get("other").await, Err(SecretError::Missing { .. })));
        let on_disk = std::fs::read(&path).expect("readable");
        assert!(!on_disk.windows(6).any(|part| part == b"CANARY"));
    }
}
