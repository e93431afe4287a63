//! The one-time code with which the owner claims a fresh relay.

use sha2::{Digest, Sha256};

/// Without letters and digits that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new code of 100 random bits, as four groups of five characters.
pub(crate) fn generate() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 20];
    getrandom::fill(&mut bytes)?;
    let characters: Vec<char> = bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect();
    Ok(characters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What is kept of a code. Hyphens, blanks and case don't count, and neither do the usual confusions of O, I and L. A
/// plain hash suffices: nobody can search 100 random bits.
pub(crate) fn hash(code: &str) -> [u8; 32] {
    let canonical: String = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    Sha256::digest(canonical.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_survive_handwriting() {
        let code = generate().unwrap();
        assert_eq!(code.len(), 23);
        assert_ne!(code, generate().unwrap());
        assert_eq!(hash(&code), hash(&code.to_lowercase().replace('-', " ")));
        assert_eq!(hash("0O-1I"), hash("oo il"));
        assert_ne!(hash(&code), hash(&code[1..]));
    }
}
