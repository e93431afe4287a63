//! Sealing single messages for one device: what a login gave, and a renewed token.
//!
//! HPKE (RFC 9180) in the suite of [`crate::sealing`], one encapsulation per message. A sealed message is a version byte (1),
//! the encapsulated key (32), the ciphertext and its tag. What it is for is bound as associated data, so a message can't be
//! passed off as another one's.

use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::Zeroizing;

use crate::keys::{SealingKem, SealingPrivateKey, SealingPublicKey};
use crate::meta::{LoginId, LoginOutcome};
use crate::sealing::{OpenError, SealError, SealingAead, SealingKdf};
use crate::secret::SecretText;

const VERSION: u8 = 1;
const HEADER_LEN: usize = 1 + 32;
const TAG_LEN: usize = 16;

const LOGIN: &[u8] = b"frontdesk-login-v1";
const TOKEN: &[u8] = b"frontdesk-token-v1";

/// Seals what a login gave to the key of [`crate::meta::LoginRequest::sealed_to`].
pub fn seal_login(recipient: &SealingPublicKey, login: LoginId, outcome: &LoginOutcome) -> Result<Vec<u8>, SealError> {
    let plain = Zeroizing::new(serde_json::to_vec(outcome).map_err(|_| SealError::TooLarge)?);
    seal(recipient, LOGIN, login.0.as_bytes(), &plain)
}

/// Opens [`crate::meta::LoginNews::Exchanged`].
pub fn open_login(key: &SealingPrivateKey, login: LoginId, sealed: &[u8]) -> Result<LoginOutcome, OpenError> {
    let plain = open(key, LOGIN, login.0.as_bytes(), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| OpenError::Altered)
}

/// Seals a renewed token of the app `app_id` to the key of the request.
pub fn seal_token(recipient: &SealingPublicKey, app_id: &str, token: &SecretText) -> Result<Vec<u8>, SealError> {
    seal(recipient, TOKEN, app_id.as_bytes(), token.expose().as_bytes())
}

/// Opens [`crate::RelayFrame::TokenRenewed`].
pub fn open_token(key: &SealingPrivateKey, app_id: &str, sealed: &[u8]) -> Result<SecretText, OpenError> {
    let plain = open(key, TOKEN, app_id.as_bytes(), sealed)?;
    std::str::from_utf8(&plain).map(SecretText::new).map_err(|_| OpenError::Altered)
}

/// Whether anything can be sealed to this key. Some points lead to a predictable secret; better said before than after a login.
pub fn is_usable(recipient: &SealingPublicKey) -> bool {
    seal(recipient, LOGIN, b"", b"").is_ok()
}

fn seal(recipient: &SealingPublicKey, info: &[u8], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let recipient = <SealingKem as Kem>::PublicKey::from_bytes(recipient.as_bytes()).map_err(|_| SealError::UnusableKey)?;
    let (encapsulated, mut context) =
        hpke::setup_sender::<SealingAead, SealingKdf, SealingKem>(&OpModeS::Base, &recipient, info).map_err(|_| SealError::UnusableKey)?;
    let ciphertext = context.seal(plain, bound).map_err(|_| SealError::TooLarge)?;
    let mut sealed = Vec::with_capacity(HEADER_LEN + ciphertext.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&encapsulated.to_bytes());
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

fn open(key: &SealingPrivateKey, info: &[u8], bound: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    match sealed.first() {
        None => return Err(OpenError::Truncated),
        Some(&VERSION) => {}
        Some(&other) => return Err(OpenError::UnknownVersion(other)),
    }
    if sealed.len() < HEADER_LEN + TAG_LEN {
        return Err(OpenError::Truncated);
    }
    let encapsulated = <SealingKem as Kem>::EncappedKey::from_bytes(&sealed[1..HEADER_LEN]).map_err(|_| OpenError::Altered)?;
    let mut context = hpke::setup_receiver::<SealingAead, SealingKdf, SealingKem>(&OpModeR::Base, &key.kem_key(), &encapsulated, info)
        .map_err(|_| OpenError::Altered)?;
    context.open(&sealed[HEADER_LEN..], bound).map(Zeroizing::new).map_err(|_| OpenError::Altered)
}
