//! What devices register with the relay so that it can route and seal.

use frontdesk_domain::ids::{PhoneNumberId, WabaId};
use serde::{Deserialize, Serialize};

use crate::entry::Scope;
use crate::keys::SealingPublicKey;
use frontdesk_domain::ids::KeyId;

/// Which scope a business number's webhooks are sealed for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Route {
    pub phone_number_id: PhoneNumberId,
    /// Updates of the account that name no number go to the workspace that has a route with this id.
    pub waba_id: WabaId,
    pub scope: Scope,
}

/// The public key to which the relay seals webhooks of a scope. A later one for the same scope starts a new epoch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScopeKey {
    pub scope: Scope,
    pub key_id: KeyId,
    pub sealing_public_key: SealingPublicKey,
}

/// What a device may do at the relay.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Role {
    /// Reads, appends, and changes routes and keys.
    Owner,
    /// From a newer version than this one; has no rights here.
    Other(String),
}

impl Role {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Owner => "owner",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for Role {
    fn from(name: String) -> Self {
        match name.as_str() {
            "owner" => Self::Owner,
            _ => Self::Other(name),
        }
    }
}

impl From<Role> for String {
    fn from(role: Role) -> Self {
        role.as_str().to_owned()
    }
}
