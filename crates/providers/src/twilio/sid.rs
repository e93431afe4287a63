//! Twilio's ids.

use frontdesk_domain::ids::Wamid;

/// `SM..` or `MM..`: one message, in either direction. Opaque.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageSid(pub String);

/// `AC..`: the account that pays.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountSid(pub String);

impl MessageSid {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The domain has one type for the id that a provider gave a message.
impl From<&MessageSid> for Wamid {
    fn from(sid: &MessageSid) -> Self {
        Self(sid.0.clone())
    }
}
