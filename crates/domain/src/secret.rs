//! Secrets have a type of their own, so that they cannot end up in a log line, a database row or the web UI by accident.

use zeroize::Zeroizing;

/// A token, key or password. Has no `Debug`, `Display` or `Serialize` on purpose; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// The secret itself. Every call site is a place to check in review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
