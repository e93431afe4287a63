//! Secrets on the wire.

use frontdesk_domain::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret that travels between a device and its relay. Unlike [`Secret`] it can be serialised: for a frame, for what is
/// sealed, and for the relay's own file of Meta apps; like it, it has no `Debug` or `Display` and is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Secret);

impl SecretText {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Secret::new(secret))
    }

    /// The secret itself. Every call site is a place to check in review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<Secret> for SecretText {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl From<SecretText> for Secret {
    fn from(text: SecretText) -> Self {
        text.0
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
