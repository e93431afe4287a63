//! Business numbers: what a conversation happens on.

use serde::{Deserialize, Serialize};

use crate::ids::{InboxId, PhoneNumberId, WabaId};

/// A connected business number. Its token is a secret and lives elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Channel {
    pub phone_number_id: PhoneNumberId,
    pub waba_id: WabaId,
    pub inbox: InboxId,
    /// As Meta displays it, e.g. `+1 555-078-3881`.
    pub display_phone_number: String,
    /// The business name that customers see.
    pub verified_name: String,
}
