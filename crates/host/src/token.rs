//! The one-time token that lets a browser in, and the session it becomes.

use std::sync::{Mutex, PoisonError};

/// 128 random bits as hex.
fn random() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system must provide randomness");
    hex::encode(bytes)
}

/// One browser at a time is let in by a token; each token works once.
pub struct Doorkeeper {
    token: Mutex<Option<String>>,
    sessions: Mutex<Vec<String>>,
}

/// Equal length and equal bytes, in time that does not depend on where they differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

impl Doorkeeper {
    /// With a first token to hand out.
    pub fn new() -> (Self, String) {
        let token = random();
        (Self { token: Mutex::new(Some(token.clone())), sessions: Mutex::new(Vec::new()) }, token)
    }

    /// A session for the token, once.
    pub fn admit(&self, token: &str) -> Option<String> {
        let mut waiting = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.as_deref().is_some_and(|ours| same(ours, token)) {
            return None;
        }
        *waiting = None;
        let session = random();
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).push(session.clone());
        Some(session)
    }

    pub fn knows(&self, session: &str) -> bool {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|ours| same(ours, session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_works_once() {
        let (door, token) = Doorkeeper::new();
        assert_eq!(door.admit("something else"), None);
        let session = door.admit(&token).expect("the first time");
        assert_eq!(door.admit(&token), None);
        assert!(door.knows(&session));
        assert!(!door.knows(&token));
        assert!(!door.knows(""));
    }
}
