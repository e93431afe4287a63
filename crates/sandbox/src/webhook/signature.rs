//! `X-Hub-Signature-256`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `sha256={hex}` over the exact bytes of a body.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    format!("sha256={}", hmac_hex(app_secret, body))
}

/// HMAC-SHA256 in hex.
pub(crate) fn hmac_hex(key: &str, message: &[u8]) -> String {
    // HMAC takes a key of any length, so there is always one.
    Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(message);
            hex::encode(mac.finalize().into_bytes())
        },
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn matches_the_reference_vector() {
        assert_eq!(
            super::sign("test_app_secret", br#"{"object":"whatsapp_business_account","entry":[]}"#),
            "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"
        );
    }
}
