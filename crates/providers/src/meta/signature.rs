//! `X-Hub-Signature-256`: HMAC-SHA256 of the raw body under the app secret, as `sha256=` and 64 lowercase hex digits.

use frontdesk_domain::secret::Secret;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const SCHEME: &[u8] = b"sha256=";

/// Why a delivery is not believed. Says nothing about the secret or the expected value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SignatureError {
    #[error("no app secret is set, so no delivery can be believed")]
    NoSecret,
    #[error("the X-Hub-Signature-256 header is missing")]
    Missing,
    #[error("the X-Hub-Signature-256 header is not sha256= and 64 lowercase hex digits")]
    Malformed,
    #[error("the signature does not belong to this body and any of our app secrets")]
    Mismatch,
}

/// An app secret made ready to sign: the key schedule is computed once, not for every delivery.
#[derive(Clone)]
pub struct SignatureKey(Hmac<Sha256>);

impl SignatureKey {
    /// Refuses an empty secret with [`SignatureError::NoSecret`]: anybody could sign with it.
    pub fn new(secret: &Secret) -> Result<Self, SignatureError> {
        if secret.expose().is_empty() {
            return Err(SignatureError::NoSecret);
        }
        Hmac::new_from_slice(secret.expose().as_bytes()).map(Self).map_err(|_| SignatureError::NoSecret)
    }

    /// The header's value for `body`.
    pub fn sign(&self, body: &[u8]) -> String {
        let mac = self.0.clone().chain_update(body).finalize().into_bytes();
        format!("sha256={}", hex::encode(mac))
    }

    /// Whether two texts are equal, in a time that does not depend on where they differ.
    pub(super) fn same(&self, one: &[u8], other: &[u8]) -> bool {
        let one = self.0.clone().chain_update(one).finalize().into_bytes();
        self.0.clone().chain_update(other).verify_slice(&one).is_ok()
    }

    fn made(&self, body: &[u8], claimed: &[u8; 32]) -> bool {
        // verify_slice compares in constant time and refuses any other length.
        self.0.clone().chain_update(body).verify_slice(claimed).is_ok()
    }
}

/// The header's value for `body`, for callers that sign once. An empty secret is refused as in [`SignatureKey::new`].
pub fn sign(secret: &Secret, body: &[u8]) -> Result<String, SignatureError> {
    Ok(SignatureKey::new(secret)?.sign(body))
}

/// Whether one of `secrets` made `header` for exactly these bytes; the answer is its index. Several secrets serve
/// rotation and several apps on one relay. Empty secrets are passed over.
pub fn verify(secrets: &[Secret], body: &[u8], header: Option<&[u8]>) -> Result<usize, SignatureError> {
    let claimed = claimed(header)?;
    let mut any = false;
    for (index, secret) in secrets.iter().enumerate() {
        let Ok(key) = SignatureKey::new(secret) else {
            continue;
        };
        any = true;
        if key.made(body, &claimed) {
            return Ok(index);
        }
    }
    Err(if any { SignatureError::Mismatch } else { SignatureError::NoSecret })
}

/// [`verify`] with keys prepared beforehand: the relay's way.
pub fn verify_with(keys: &[SignatureKey], body: &[u8], header: Option<&[u8]>) -> Result<usize, SignatureError> {
    if keys.is_empty() {
        return Err(SignatureError::NoSecret);
    }
    let claimed = claimed(header)?;
    keys.iter().position(|key| key.made(body, &claimed)).ok_or(SignatureError::Mismatch)
}

fn claimed(header: Option<&[u8]>) -> Result<[u8; 32], SignatureError> {
    let digits = header.ok_or(SignatureError::Missing)?.strip_prefix(SCHEME).ok_or(SignatureError::Malformed)?;
    // One signature has one spelling: Meta sends lowercase, so uppercase is not Meta.
    if digits.iter().any(u8::is_ascii_uppercase) {
        return Err(SignatureError::Malformed);
    }
    let mut claimed = [0; 32];
    hex::decode_to_slice(digits, &mut claimed).map_err(|_| SignatureError::Malformed)?;
    Ok(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;
    const VECTOR: &str = "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756";

    fn secret() -> Secret {
        Secret::new("test_app_secret")
    }

    #[test]
    fn the_published_vector_holds() {
        assert_eq!(sign(&secret(), BODY).as_deref(), Ok(VECTOR));
        assert_eq!(verify(&[secret()], BODY, Some(VECTOR.as_bytes())), Ok(0));
    }

    #[test]
    fn each_secret_is_tried() {
        let secrets = [Secret::new("retired"), Secret::new(""), secret()];
        assert_eq!(verify(&secrets, BODY, Some(VECTOR.as_bytes())), Ok(2));
        let keys = [SignatureKey::new(&secrets[0]), SignatureKey::new(&secrets[2])].map(|key| key.ok());
        let keys: Vec<_> = keys.into_iter().flatten().collect();
        assert_eq!(verify_with(&keys, BODY, Some(VECTOR.as_bytes())), Ok(1));
    }

    #[test]
    fn nothing_else_is_believed() {
        use SignatureError::{Malformed, Mismatch, Missing, NoSecret};
        let digits = &VECTOR[7..];
        let flipped = format!("sha256=0{}", &digits[1..]);
        let cases: &[(&str, Option<String>, SignatureError)] = &[
            ("missing", None, Missing),
            ("empty", Some(String::new()), Malformed),
            ("scheme only", Some("sha256=".into()), Malformed),
            ("prefix", Some(VECTOR[..39].into()), Malformed),
            ("one digit short", Some(VECTOR[..70].into()), Malformed),
            ("longer", Some(format!("{VECTOR}00")), Malformed),
            ("twice", Some(format!("{VECTOR},{VECTOR}")), Malformed),
            ("uppercase digits", Some(format!("sha256={}", digits.to_uppercase())), Malformed),
            ("uppercase scheme", Some(format!("SHA256={digits}")), Malformed),
            ("legacy scheme", Some(format!("sha1={digits}")), Malformed),
            ("no scheme", Some(digits.into()), Malformed),
            ("leading blank", Some(format!(" {VECTOR}")), Malformed),
            ("trailing blank", Some(format!("{VECTOR} ")), Malformed),
            ("not hex", Some(format!("sha256={}zz", &digits[..62])), Malformed),
            ("another digest", Some(flipped), Mismatch),
            ("zeros", Some(format!("sha256={}", "0".repeat(64))), Mismatch),
        ];
        for (name, header, expected) in cases {
            assert_eq!(verify(&[secret()], BODY, header.as_deref().map(str::as_bytes)), Err(*expected), "{name}");
        }
        assert_eq!(verify(&[secret()], b"{}", Some(VECTOR.as_bytes())), Err(Mismatch), "another body");
        assert_eq!(verify(&[], BODY, Some(VECTOR.as_bytes())), Err(NoSecret));
        assert_eq!(verify_with(&[], BODY, Some(VECTOR.as_bytes())), Err(NoSecret));
        let unset = verify(&[Secret::new("")], BODY, Some(VECTOR.as_bytes()));
        assert_eq!(unset, Err(NoSecret), "an empty secret verifies nothing");
    }
}
