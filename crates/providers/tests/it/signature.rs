//! Signatures as others made them, and a hundred thousand that nobody made.

use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::challenge::Handshake;
use frontdesk_providers::meta::signature::{SignatureError, SignatureKey, verify, verify_with};

use crate::fixtures::fixtures;

/// Meta signs ASCII: the bytes on the wire have \u escapes where the example shows letters.
pub fn on_the_wire(body: &str) -> String {
    let mut wire = String::new();
    for unit in body.encode_utf16() {
        match u8::try_from(unit) {
            Ok(ascii) if ascii.is_ascii() => wire.push(ascii.into()),
            Ok(_) | Err(_) => wire.push_str(&format!("\\u{unit:04x}")),
        }
    }
    wire
}

#[test]
fn the_published_signature_is_over_the_escaped_body() {
    for fixture in fixtures(&["signature"]) {
        let example = fixture.json();
        let word = |key: &str| example[key].as_str().expect("a string").to_owned();
        let secrets = [Secret::new(word("app_secret"))];
        let header = word("signature");
        assert_eq!(verify(&secrets, on_the_wire(&word("body")).as_bytes(), Some(header.as_bytes())), Ok(0));
        let decoded = verify(&secrets, word("body").as_bytes(), Some(header.as_bytes()));
        assert_eq!(decoded, Err(SignatureError::Mismatch), "re-encoding breaks it");
    }
}

#[test]
fn the_published_handshake_is_answered() {
    for fixture in fixtures(&["verification"]) {
        let handshake: Handshake = serde_json::from_value(fixture.json()).expect("a handshake");
        assert_eq!(handshake.answer(&Secret::new("token")), Ok("challenge"));
        assert!(handshake.answer(&Secret::new("another")).is_err());
    }
}

/// A small generator: the forgeries shall be the same in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

#[test]
fn no_forgery_of_100_000_is_accepted() {
    let body = "{\"object\":\"whatsapp_business_account\",\"entry\":[\"\\ud83d\\ude00\"]}".as_bytes();
    let secret = Secret::new("test_app_secret");
    let keys = [SignatureKey::new(&secret).expect("a key")];
    let genuine = keys[0].sign(body).into_bytes();
    let retired = SignatureKey::new(&Secret::new("retired")).expect("a key").sign(body).into_bytes();
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    let mut accepted = 0;
    for _ in 0..100_000 {
        let mut header = genuine.clone();
        match noise.below(7) {
            0 => {
                let at = noise.below(header.len());
                header[at] ^= 1 << noise.below(8);
            }
            1 => header.truncate(noise.below(header.len())),
            2 => header.push(noise.next() as u8),
            3 => {
                for byte in &mut header[7..] {
                    *byte = b"0123456789abcdef"[noise.below(16)];
                }
            }
            4 => header = (0..noise.below(90)).map(|_| noise.next() as u8).collect(),
            5 => {
                let at = 7 + noise.below(64);
                header[at..].make_ascii_uppercase();
            }
            _ => {
                header.clone_from(&retired);
                let at = 7 + noise.below(64);
                header[at..].copy_from_slice(&genuine[at..]);
            }
        }
        if header != genuine && verify_with(&keys, body, Some(&header)).is_ok() {
            accepted += 1;
        }
    }
    assert_eq!(accepted, 0);
    assert_eq!(verify_with(&keys, body, Some(&genuine)), Ok(0));
}
