//! Sealing: what makes the log unreadable to the relay.
//!
//! **Webhooks** are sealed by the relay with HPKE (RFC 9180, base mode, X25519-HKDF-SHA256, HKDF-SHA256,
//! ChaCha20Poly1305). An encapsulation costs far more than sealing a message, so one serves a whole commit batch: the relay
//! exports a batch secret from the HPKE context (section 5.3) and seals each entry under it with ChaCha20-Poly1305 and the
//! entry's index in the batch as nonce. So entries open in any order, and a reader pays one decapsulation per batch.
//!
//! **Device entries** are sealed with XChaCha20-Poly1305 and the scope's symmetric key, under a random 24-byte nonce.
//!
//! Both bind the entry's [`Binding`] as associated data. `sealed_body` begins with a version byte:
//!
//! | version | rest |
//! |---|---|
//! | 1 (HPKE batch) | encapsulated key (32), index (u32 little endian), ciphertext and tag |
//! | 2 (symmetric) | nonce (24), ciphertext and tag |
//!
//! Anyone who knows the public key can make version 1, the relay among them; so it is accepted from [`Author::Relay`] only,
//! and the relay can't pass off words of its own as a device's.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use frontdesk_domain::ids::WorkspaceId;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::entry::{Author, Binding, Entry};
use crate::keys::{SealingKem, SealingPrivateKey, SealingPublicKey, SymmetricKey};
use frontdesk_domain::ids::KeyId;

pub(crate) type SealingAead = hpke::aead::ChaCha20Poly1305;
pub(crate) type SealingKdf = hpke::kdf::HkdfSha256;

const HPKE_BATCH: u8 = 1;
const SYMMETRIC: u8 = 2;

const INFO: &[u8] = b"frontdesk-webhook-v1";
const BATCH_SECRET: &[u8] = b"frontdesk-batch-secret-v1";

const TAG_LEN: usize = 16;
const BATCH_HEADER_LEN: usize = 1 + 32 + 4;
const SYMMETRIC_HEADER_LEN: usize = 1 + 24;

/// How many batch secrets an [`Opener`] remembers. Batches arrive one after the other, so a few per key suffice.
const REMEMBERED_BATCHES: usize = 32;

/// Why something could not be sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SealError {
    /// The public key is a point that leads to a predictable secret.
    #[error("The sealing key of this scope is unusable. Register another one.")]
    UnusableKey,
    /// 2^32 entries under one encapsulation, or a body beyond the cipher's limit.
    #[error("This batch is too large to be sealed.")]
    TooLarge,
}

/// Why an entry could not be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// This device was never given the key, or not yet.
    #[error("This device does not have the key {0}.")]
    NoKey(KeyId),
    #[error("The sealed body is too short to be one.")]
    Truncated,
    #[error("The sealed body is of version {0}, which this app does not know. Update the app.")]
    UnknownVersion(u8),
    /// A webhook sealed like a device's entry, or the other way round: see the module's documentation.
    #[error("The sealed body is not of the kind that its author makes.")]
    WrongSealForAuthor,
    /// The body, the key or a bound field is not what the author sealed.
    #[error("The entry was altered after it was sealed, or belongs elsewhere.")]
    Altered,
}

/// Seals the webhooks of one commit batch to one public key.
pub struct BatchSealer {
    encapsulated_key: [u8; 32],
    cipher: LessSafeKey,
    next_index: Option<u32>,
}

impl BatchSealer {
    /// Encapsulates once, with fresh randomness. Costs tens of microseconds.
    pub fn new(recipient: &SealingPublicKey) -> Result<Self, SealError> {
        let recipient = <SealingKem as Kem>::PublicKey::from_bytes(recipient.as_bytes()).map_err(|_| SealError::UnusableKey)?;
        let (encapsulated, context) =
            hpke::setup_sender::<SealingAead, SealingKdf, SealingKem>(&OpModeS::Base, &recipient, INFO).map_err(|_| SealError::UnusableKey)?;
        let mut secret = Zeroizing::new([0u8; 32]);
        context.export(BATCH_SECRET, &mut secret[..]).map_err(|_| SealError::UnusableKey)?;
        let mut encapsulated_key = [0u8; 32];
        encapsulated_key.copy_from_slice(&encapsulated.to_bytes());
        Ok(Self { encapsulated_key, cipher: batch_cipher(&secret), next_index: Some(0) })
    }

    /// Seals one body. `binding.author` must be [`Author::Relay`], or nobody will open it.
    pub fn seal(&mut self, binding: &Binding<'_>, body: &[u8]) -> Result<Vec<u8>, SealError> {
        let index = self.next_index.ok_or(SealError::TooLarge)?;
        self.next_index = index.checked_add(1);
        let aad = binding.associated_data();
        let mut sealed = Vec::with_capacity(BATCH_HEADER_LEN + body.len() + TAG_LEN);
        sealed.push(HPKE_BATCH);
        sealed.extend_from_slice(&self.encapsulated_key);
        sealed.extend_from_slice(&index.to_le_bytes());
        sealed.extend_from_slice(body);
        let in_place = &mut sealed[BATCH_HEADER_LEN..];
        let tag = self.cipher.seal_in_place_separate_tag(batch_nonce(index), Aad::from(&aad), in_place).map_err(|_| SealError::TooLarge)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }
}

/// Ring's, because webhooks come by the thousand and it is written for the processor at hand; both speak RFC 8439.
fn batch_cipher(secret: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, secret).expect("the key has the cipher's length"))
}

fn batch_nonce(index: u32) -> Nonce {
    let mut nonce = [0u8; 12];
    nonce[..4].copy_from_slice(&index.to_le_bytes());
    Nonce::assume_unique_for_key(nonce)
}

/// Seals a device's entry. `binding.author` must be the appending device, or nobody will open it.
pub fn seal_symmetric(key: &SymmetricKey, binding: &Binding<'_>, body: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0u8; 24];
    // Without the system's randomness nothing may be sealed, and there is nothing a caller could do about it.
    getrandom::fill(&mut nonce).expect("the operating system must provide randomness");
    let aad = binding.associated_data();
    let ciphertext = XChaCha20Poly1305::new(key.expose().into())
        .encrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad })
        .map_err(|_| SealError::TooLarge)?;
    let mut sealed = Vec::with_capacity(SYMMETRIC_HEADER_LEN + ciphertext.len());
    sealed.push(SYMMETRIC);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens entries with the keys that a device holds.
#[derive(Default)]
pub struct Opener {
    sealing_keys: HashMap<KeyId, SealingPrivateKey>,
    symmetric_keys: HashMap<KeyId, SymmetricKey>,
    batch_secrets: Mutex<VecDeque<BatchSecret>>,
}

struct BatchSecret {
    key_id: KeyId,
    encapsulated_key: [u8; 32],
    secret: Zeroizing<[u8; 32]>,
}

impl Opener {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the key for webhooks of one scope and epoch.
    pub fn add_sealing_key(&mut self, id: KeyId, key: SealingPrivateKey) {
        self.sealing_keys.insert(id, key);
    }

    /// Adds the key for device entries of one scope and epoch.
    pub fn add_symmetric_key(&mut self, id: KeyId, key: SymmetricKey) {
        self.symmetric_keys.insert(id, key);
    }

    /// The body as its author wrote it, if nothing that [`Binding`] names was altered.
    pub fn open(&self, workspace: WorkspaceId, entry: &Entry) -> Result<Vec<u8>, OpenError> {
        let version = *entry.sealed_body.first().ok_or(OpenError::Truncated)?;
        let aad = Binding::of(workspace, entry).associated_data();
        match (version, entry.author) {
            (HPKE_BATCH, Author::Relay) => self.open_batch(entry, &aad),
            (SYMMETRIC, Author::Device(_)) => self.open_symmetric(entry, &aad),
            (HPKE_BATCH, Author::Device(_)) | (SYMMETRIC, Author::Relay) => Err(OpenError::WrongSealForAuthor),
            (other, Author::Relay | Author::Device(_)) => Err(OpenError::UnknownVersion(other)),
        }
    }

    fn open_batch(&self, entry: &Entry, aad: &[u8]) -> Result<Vec<u8>, OpenError> {
        let sealed = &entry.sealed_body[..];
        if sealed.len() < BATCH_HEADER_LEN + TAG_LEN {
            return Err(OpenError::Truncated);
        }
        let mut encapsulated_key = [0u8; 32];
        encapsulated_key.copy_from_slice(&sealed[1..33]);
        let mut index = [0u8; 4];
        index.copy_from_slice(&sealed[33..BATCH_HEADER_LEN]);
        let secret = self.batch_secret(entry.key_id, encapsulated_key)?;
        let mut opened = sealed[BATCH_HEADER_LEN..].to_vec();
        let cipher = batch_cipher(&secret);
        let body = cipher.open_in_place(batch_nonce(u32::from_le_bytes(index)), Aad::from(aad), &mut opened).map_err(|_| OpenError::Altered)?;
        let length = body.len();
        opened.truncate(length);
        Ok(opened)
    }

    fn batch_secret(&self, key_id: KeyId, encapsulated_key: [u8; 32]) -> Result<Zeroizing<[u8; 32]>, OpenError> {
        let key = self.sealing_keys.get(&key_id).ok_or(OpenError::NoKey(key_id))?;
        // A panic elsewhere can't leave this cache half-written.
        let mut remembered = self.batch_secrets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hit) = remembered.iter().find(|b| b.key_id == key_id && b.encapsulated_key == encapsulated_key) {
            return Ok(hit.secret.clone());
        }
        let encapsulated = <SealingKem as Kem>::EncappedKey::from_bytes(&encapsulated_key).map_err(|_| OpenError::Altered)?;
        let context = hpke::setup_receiver::<SealingAead, SealingKdf, SealingKem>(&OpModeR::Base, &key.kem_key(), &encapsulated, INFO)
            .map_err(|_| OpenError::Altered)?;
        let mut secret = Zeroizing::new([0u8; 32]);
        context.export(BATCH_SECRET, &mut secret[..]).map_err(|_| OpenError::Altered)?;
        if remembered.len() == REMEMBERED_BATCHES {
            remembered.pop_back();
        }
        remembered.push_front(BatchSecret { key_id, encapsulated_key, secret: secret.clone() });
        Ok(secret)
    }

    fn open_symmetric(&self, entry: &Entry, aad: &[u8]) -> Result<Vec<u8>, OpenError> {
        let sealed = &entry.sealed_body[..];
        if sealed.len() < SYMMETRIC_HEADER_LEN + TAG_LEN {
            return Err(OpenError::Truncated);
        }
        let key = self.symmetric_keys.get(&entry.key_id).ok_or(OpenError::NoKey(entry.key_id))?;
        let mut nonce = [0u8; 24];
        nonce.copy_from_slice(&sealed[1..SYMMETRIC_HEADER_LEN]);
        XChaCha20Poly1305::new(key.expose().into())
            .decrypt(&XNonce::from(nonce), Payload { msg: &sealed[SYMMETRIC_HEADER_LEN..], aad })
            .map_err(|_| OpenError::Altered)
    }
}
