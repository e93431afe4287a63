//! `X-Twilio-Signature`: an authentication code over the public address that Twilio called and the parameters that it posted, in base64.
//!
//! The address must be the public one, as Twilio has it in its settings: behind a proxy that is not what the request says. Twilio's own
//! checkers accept a signature over the address with and without its port, because Twilio's callers differ; so do we.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use frontdesk_domain::secret::Secret;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::form::Form;

/// The parameter of the address that holds the SHA-256 of a body that is no form.
const BODY_HASH: &str = "bodySHA256";

/// Why a callback is not believed. Says nothing about the token or the expected value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SignatureError {
    #[error("no auth token is set, so no callback can be believed")]
    NoKey,
    #[error("the X-Twilio-Signature header is missing")]
    Missing,
    #[error("the X-Twilio-Signature header is not a code in base64")]
    Malformed,
    #[error("the X-Twilio-Webhooks-Signature-Settings header names no key and algorithm that we know")]
    Settings,
    #[error("the address has no bodySHA256 of this body, so nothing vouches for the body")]
    BodyHash,
    #[error("the signature does not belong to this address and body and any of our auth tokens")]
    Mismatch,
}

/// A secret made ready to sign: the key schedule is computed once, not for every callback.
#[derive(Clone)]
pub enum WebhookKey {
    /// The account's auth token: HMAC-SHA1, and no settings header.
    AuthToken(Hmac<Sha1>),
    /// A key of its own for webhooks, named by the settings header: HMAC-SHA256.
    Shared { id: String, key: Hmac<Sha256> },
}

impl WebhookKey {
    /// Refuses an empty token with [`SignatureError::NoKey`]: anybody could sign with it.
    pub fn auth_token(token: &Secret) -> Result<Self, SignatureError> {
        Hmac::new_from_slice(bytes(token)?).map(Self::AuthToken).map_err(|_| SignatureError::NoKey)
    }

    /// The key that Twilio names `id` (`webhooks_sharedkey_..`).
    pub fn shared(id: impl Into<String>, secret: &Secret) -> Result<Self, SignatureError> {
        let key = Hmac::new_from_slice(bytes(secret)?).map_err(|_| SignatureError::NoKey)?;
        Ok(Self::Shared { id: id.into(), key })
    }

    /// The header's value for a callback to exactly this address.
    pub fn sign(&self, url: &str, body: &Body<'_>) -> String {
        let (url, parameters) = (without_fragment(url), body.parameters());
        match self {
            Self::AuthToken(key) => STANDARD.encode(key.clone().chain_update(url).chain_update(parameters).finalize().into_bytes()),
            Self::Shared { key, .. } => STANDARD.encode(key.clone().chain_update(url).chain_update(parameters).finalize().into_bytes()),
        }
    }

    /// Whether this is the key that the settings header asks for.
    fn is_meant(&self, settings: Option<&str>) -> bool {
        match self {
            Self::AuthToken(_) => settings.is_none(),
            Self::Shared { id, .. } => settings == Some(id),
        }
    }

    fn made(&self, url: &str, parameters: &str, claimed: &[u8]) -> bool {
        // verify_slice compares in constant time and refuses any other length.
        match self {
            Self::AuthToken(key) => key.clone().chain_update(url).chain_update(parameters).verify_slice(claimed).is_ok(),
            Self::Shared { key, .. } => key.clone().chain_update(url).chain_update(parameters).verify_slice(claimed).is_ok(),
        }
    }
}

fn bytes(secret: &Secret) -> Result<&[u8], SignatureError> {
    let bytes = secret.expose().as_bytes();
    if bytes.is_empty() { Err(SignatureError::NoKey) } else { Ok(bytes) }
}

/// What was posted. A GET is an empty form.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// Signed as parameters: all of them, also those we don't know.
    Form(&'a Form),
    /// Anything else (JSON): signed as `bodySHA256` in the address.
    Raw(&'a [u8]),
}

impl Body<'_> {
    /// Name and value of each parameter, sorted; a repeated name contributes its distinct values, sorted.
    fn parameters(&self) -> String {
        let Self::Form(form) = self else { return String::new() };
        let mut sorted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, value) in form.pairs() {
            sorted.entry(name).or_default().insert(value);
        }
        let mut text = String::new();
        for (name, values) in &sorted {
            for value in values {
                text.push_str(name);
                text.push_str(value);
            }
        }
        text
    }

    /// Whether the address vouches for a body that is no form.
    fn is_vouched_for(&self, url: &str) -> bool {
        let Self::Raw(body) = self else { return true };
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let claimed = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == BODY_HASH);
        // Not a secret: whoever knows the body can compute it. The signature over the address is what counts.
        claimed.is_some_and(|(_, hash)| hash == hex::encode(Sha256::digest(body)))
    }
}

/// A callback as far as its signature goes.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The public address, with its query.
    pub url: &'a str,
    pub body: Body<'a>,
    /// `X-Twilio-Signature`.
    pub signature: Option<&'a [u8]>,
    /// `X-Twilio-Webhooks-Signature-Settings`.
    pub settings: Option<&'a [u8]>,
}

/// Whether one of `keys` signed this; the answer is its index. Several keys serve rotation and several accounts on one relay.
pub fn verify(keys: &[WebhookKey], callback: &Signed<'_>) -> Result<usize, SignatureError> {
    if keys.is_empty() {
        return Err(SignatureError::NoKey);
    }
    // Decoding refuses other alphabets, missing padding and stray last bits: one code has one spelling.
    let claimed = STANDARD.decode(callback.signature.ok_or(SignatureError::Missing)?).map_err(|_| SignatureError::Malformed)?;
    if !matches!(claimed.len(), 20 | 32) {
        return Err(SignatureError::Malformed);
    }
    let settings = callback.settings.map(key_id).transpose()?;
    let url = without_fragment(callback.url);
    if !callback.body.is_vouched_for(url) {
        return Err(SignatureError::BodyHash);
    }
    let parameters = callback.body.parameters();
    let spellings = spellings(url);
    let made = |key: &WebhookKey| key.is_meant(settings.as_deref()) && spellings.iter().any(|url| key.made(url, &parameters, &claimed));
    keys.iter().position(made).ok_or(SignatureError::Mismatch)
}

/// The key's id in `key=..,algorithm=HMAC_SHA256`; any other algorithm is refused.
fn key_id(settings: &[u8]) -> Result<String, SignatureError> {
    let text = std::str::from_utf8(settings).map_err(|_| SignatureError::Settings)?;
    let (mut id, mut algorithm) = (None, None);
    for (name, value) in text.split(',').filter_map(|setting| setting.split_once('=')) {
        match name.trim() {
            "key" => id = Some(value.trim()),
            "algorithm" => algorithm = Some(value.trim()),
            _ => {}
        }
    }
    match (id, algorithm) {
        (Some(id), Some("HMAC_SHA256")) if !id.is_empty() => Ok(id.to_owned()),
        (Some(_) | None, Some(_) | None) => Err(SignatureError::Settings),
    }
}

fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(url, _)| url)
}

/// The ways in which Twilio may have written the address when it signed: as it is, without its port, with the port that its scheme implies,
/// each with an apostrophe as it is or encoded.
fn spellings(url: &str) -> Vec<Cow<'_, str>> {
    let mut spellings = vec![Cow::Borrowed(url)];
    if let Some((scheme, rest)) = url.split_once("://") {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = authority.rfind('@').map_or(0, |at| at + 1);
        // Colons inside the brackets of an IPv6 address are no ports.
        let bare = authority[host..].rfind(':').map(|colon| host + colon).filter(|colon| !authority[*colon..].contains(']'));
        let bare = bare.map_or(authority, |colon| &authority[..colon]);
        let implied = match scheme.to_ascii_lowercase().as_str() {
            "https" => Some(443),
            "http" => Some(80),
            _ => None,
        };
        if bare == authority {
            spellings.extend(implied.map(|port| Cow::Owned(format!("{scheme}://{bare}:{port}{path}"))));
        } else {
            spellings.push(Cow::Owned(format!("{scheme}://{bare}{path}")));
        }
    }
    if url.contains('\'') {
        let encoded: Vec<_> = spellings.iter().map(|url| Cow::Owned(url.replace('\'', "%27"))).collect();
        spellings.extend(encoded);
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://example.com/tw?x=1";
    const VECTOR: &str = "NyY6ndhLpz/Dxk+kq0JJGG7EFQs=";

    fn key() -> WebhookKey {
        WebhookKey::auth_token(&Secret::new("12345")).unwrap()
    }

    fn form() -> Form {
        Form::read(b"From=whatsapp%3A%2B1&Body=Hi")
    }

    fn check(url: &str, form: &Form, signature: Option<&str>, settings: Option<&str>) -> Result<usize, SignatureError> {
        let (signature, settings) = (signature.map(str::as_bytes), settings.map(str::as_bytes));
        verify(&[key()], &Signed { url, body: Body::Form(form), signature, settings })
    }

    #[test]
    fn the_vector_of_the_reference_holds() {
        assert_eq!(key().sign(URL, &Body::Form(&form())), VECTOR);
        assert_eq!(check(URL, &form(), Some(VECTOR), None), Ok(0));
        assert_eq!(check(&format!("{URL}#rc=3"), &form(), Some(VECTOR), None), Ok(0), "the fragment is not signed");
        assert_eq!(check("https://example.com:443/tw?x=1", &form(), Some(VECTOR), None), Ok(0));
    }

    #[test]
    fn nothing_else_is_believed() {
        use SignatureError::{Malformed, Mismatch, Missing, NoKey};
        let hex = hex::encode(STANDARD.decode(VECTOR).unwrap());
        let url_safe = VECTOR.replace('/', "_").replace('+', "-");
        for (name, signature, expected) in [
            ("missing", None, Missing),
            ("empty", Some(""), Malformed),
            ("hex", Some(hex.as_str()), Malformed),
            ("another alphabet", Some(url_safe.as_str()), Malformed),
            ("no padding", Some(&VECTOR[..27]), Malformed),
            ("stray last bits", Some("NyY6ndhLpz/Dxk+kq0JJGG7EFQt="), Malformed),
            ("leading blank", Some(" NyY6ndhLpz/Dxk+kq0JJGG7EFQs="), Malformed),
            ("a prefix", Some("NyY6ndhLpz/Dxk+kq0JJGG7E"), Malformed),
            ("lower case", Some("nyy6ndhlpz/dxk+kq0jjgg7efqs="), Mismatch),
            ("zeros", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA="), Mismatch),
        ] {
            assert_eq!(check(URL, &form(), signature, None), Err(expected), "{name}");
        }
        for (name, url, body) in [
            ("another query", "https://example.com/tw?x=2", &b"From=whatsapp%3A%2B1&Body=Hi"[..]),
            ("another scheme", "http://example.com/tw?x=1", b"From=whatsapp%3A%2B1&Body=Hi"),
            ("another host", "https://example.org/tw?x=1", b"From=whatsapp%3A%2B1&Body=Hi"),
            ("a parameter more", URL, b"From=whatsapp%3A%2B1&Body=Hi&New=1"),
            ("a parameter less", URL, b"Body=Hi"),
            ("a trimmed value", URL, b"From=whatsapp%3A%2B1&Body=Hi+"),
        ] {
            assert_eq!(check(url, &Form::read(body), Some(VECTOR), None), Err(Mismatch), "{name}");
        }
        let unset = Signed { url: URL, body: Body::Form(&form()), signature: Some(VECTOR.as_bytes()), settings: None };
        assert_eq!(verify(&[], &unset), Err(NoKey));
        assert!(matches!(WebhookKey::auth_token(&Secret::new("")), Err(NoKey)));
    }

    #[test]
    fn a_key_for_webhooks_is_used_when_it_is_named() {
        let keys = [key(), WebhookKey::shared("webhooks_sharedkey_1", &Secret::new("s3")).unwrap()];
        let form = form();
        let [old, new] = [0, 1].map(|at: usize| keys[at].sign(URL, &Body::Form(&form)));
        let check = |signature: &str, settings: Option<&str>| {
            let settings = settings.map(str::as_bytes);
            verify(&keys, &Signed { url: URL, body: Body::Form(&form), signature: Some(signature.as_bytes()), settings })
        };
        let named = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
        assert_eq!(check(&new, Some(named)), Ok(1));
        assert_eq!(check(&old, None), Ok(0));
        assert_eq!(check(&new, None), Err(SignatureError::Mismatch));
        assert_eq!(check(&old, Some(named)), Err(SignatureError::Mismatch), "no way back to the weaker one");
        for settings in
            ["key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", "key=webhooks_sharedkey_1", "algorithm=HMAC_SHA256", "key=,algorithm=HMAC_SHA256", ""]
        {
            assert_eq!(check(&new, Some(settings)), Err(SignatureError::Settings), "{settings}");
        }
        assert_eq!(check(&new, Some("key=another,algorithm=HMAC_SHA256")), Err(SignatureError::Mismatch));
    }

    #[test]
    fn ports_are_told_from_the_rest() {
        let all = |url: &str| spellings(url).into_iter().map(Cow::into_owned).collect::<Vec<_>>();
        assert_eq!(all("https://u:p@h/a"), ["https://u:p@h/a", "https://u:p@h:443/a"]);
        assert_eq!(all("http://h:81?q=:1"), ["http://h:81?q=:1", "http://h?q=:1"]);
        assert_eq!(all("http://[::1]/a"), ["http://[::1]/a", "http://[::1]:80/a"]);
        assert_eq!(all("http://[::1]:8/a"), ["http://[::1]:8/a", "http://[::1]/a"]);
        assert_eq!(all("wss://h'/a"), ["wss://h'/a", "wss://h%27/a"]);
        assert_eq!(all("nonsense"), ["nonsense"]);
    }
}
