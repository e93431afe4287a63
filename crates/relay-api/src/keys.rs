//! Keys. The private ones have no `Debug` and no `Serialize`, and are wiped when dropped; `to_bytes` is for the keychain only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hpke::{Deserializable, Kem, Serializable};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

pub(crate) type SealingKem = hpke::kem::X25519HkdfSha256;

/// Bytes that are not a key of the wanted kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("These bytes are not a valid key.")]
pub struct InvalidKey;

fn random_32() -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    // Without the system's randomness nothing safe can be made, and there is nothing a caller could do about it.
    getrandom::fill(&mut bytes[..]).expect("the operating system must provide randomness");
    bytes
}

/// What every private key can do: be made, and go to the keychain and back.
macro_rules! private_keys {
    ($($name:ident),*) => {$(
        impl $name {
            pub fn generate() -> Self {
                Self(random_32())
            }

            pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
                let bytes: [u8; 32] = bytes.try_into().map_err(|_| InvalidKey)?;
                Ok(Self(Zeroizing::new(bytes)))
            }

            pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
                self.0.clone()
            }
        }
    )*};
}

private_keys!(SealingPrivateKey, SymmetricKey, DeviceSigningKey);

/// The X25519 private key that opens webhooks of one scope.
#[derive(Clone)]
pub struct SealingPrivateKey(Zeroizing<[u8; 32]>);

impl SealingPrivateKey {
    pub fn public_key(&self) -> SealingPublicKey {
        let public = SealingKem::sk_to_pk(&self.kem_key());
        let mut bytes = [0u8; 32];
        bytes.copy_from_slice(&public.to_bytes());
        SealingPublicKey(bytes)
    }

    pub(crate) fn kem_key(&self) -> <SealingKem as Kem>::PrivateKey {
        <SealingKem as Kem>::PrivateKey::from_bytes(&self.0[..]).expect("any 32 bytes are an X25519 private key")
    }
}

/// The X25519 public key to which the relay seals webhooks of one scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SealingPublicKey([u8; 32]);

impl SealingPublicKey {
    /// Takes any 32 bytes; whether sealing to them works shows in [`crate::BatchSealer::new`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
        bytes.try_into().map(Self).map_err(|_| InvalidKey)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The key with which devices seal entries of one scope for each other.
#[derive(Clone)]
pub struct SymmetricKey(Zeroizing<[u8; 32]>);

impl SymmetricKey {
    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The Ed25519 key with which a device proves to the relay who it is.
#[derive(Clone)]
pub struct DeviceSigningKey(Zeroizing<[u8; 32]>);

impl DeviceSigningKey {
    pub fn public_key(&self) -> DevicePublicKey {
        DevicePublicKey(SigningKey::from_bytes(&self.0).verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        SigningKey::from_bytes(&self.0).sign(message).to_bytes()
    }
}

/// The public half of a [`DeviceSigningKey`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DevicePublicKey([u8; 32]);

impl DevicePublicKey {
    /// Fails on bytes that are no point of the curve, and on weak keys, for which anyone could make signatures.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| InvalidKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| InvalidKey)?;
        if key.is_weak() {
            return Err(InvalidKey);
        }
        Ok(Self(bytes))
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0).and_then(|key| key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature))).is_ok()
    }
}

/// Public keys are base64url text in JSON and bytes in MessagePack.
macro_rules! serialize_public_key {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    URL_SAFE_NO_PAD.decode(text).map_err(|_| de::Error::custom(InvalidKey))?
                } else {
                    serde_bytes::ByteBuf::deserialize(deserializer)?.into_vec()
                };
                Self::from_bytes(&bytes).map_err(de::Error::custom)
            }
        }
    )*};
}

serialize_public_key!(SealingPublicKey, DevicePublicKey);
