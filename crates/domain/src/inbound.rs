//! What a provider's webhook tells us, in one vocabulary for Meta and Twilio. Built by `providers`, consumed by the reducer.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::ids::{Bsuid, PhoneNumberId, WaId, WabaId, Wamid};
use crate::message::Content;
use crate::time::Millis;

/// One update of a delivery, with the business number it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Update {
    pub line: Line,
    pub news: News,
}

/// The business side of an update. Parts may be missing in odd deliveries.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Line {
    pub waba_id: Option<WabaId>,
    pub phone_number_id: Option<PhoneNumberId>,
    /// Digits only, as `metadata.display_phone_number` has it.
    pub display_phone_number: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// A customer wrote.
    Message(InboundMessage),
    /// One of our messages got somewhere, or failed.
    Status(StatusUpdate),
    /// `value.errors[]`: trouble that belongs to no message.
    Trouble { failures: Vec<Failure> },
    /// Any other webhook field (`account_update`, ...): kept for the part of the app that understands it.
    Field { field: String },
    /// Signed by the provider, but not in a shape we know. The raw bytes are in the entry.
    Unparsed { reason: String },
}

/// Who wrote. At least one of `wa_id` and `user_id` is normally present; when neither is, the message is still kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sender {
    pub wa_id: Option<WaId>,
    pub user_id: Option<Bsuid>,
    pub parent_user_id: Option<Bsuid>,
    pub profile_name: Option<String>,
    /// Without the leading `@`.
    pub username: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InboundMessage {
    /// Missing only in malformed deliveries.
    pub wamid: Option<Wamid>,
    pub sender: Sender,
    /// When the customer sent it, by the provider's clock; `None` or 0 in odd deliveries.
    pub sent_at: Option<Millis>,
    pub content: Content,
    /// `context.id`: the message this one answers; for a reaction, edit or revocation, the message it is about. May be one
    /// that we never stored.
    pub reply_to: Option<Wamid>,
    pub forwarded: bool,
    /// Group messages belong to no customer conversation.
    pub group_id: Option<String>,
    /// A `system` message that says that the customer's id or number changed.
    pub identity_change: Option<IdentityChange>,
    /// `messages[].errors[]`, e.g. 131051 (unsupported), 131052 (media could not be fetched).
    pub failures: Vec<Failure>,
}

/// The customer keeps their history under a new id.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct IdentityChange {
    pub old_wa_id: Option<WaId>,
    pub new_wa_id: Option<WaId>,
    pub old_user_id: Option<Bsuid>,
    pub new_user_id: Option<Bsuid>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusUpdate {
    pub wamid: Option<Wamid>,
    pub word: StatusWord,
    pub at: Option<Millis>,
    /// What we put into `biz_opaque_callback_data`.
    pub opaque: Option<String>,
    pub recipient_wa_id: Option<WaId>,
    pub recipient_user_id: Option<Bsuid>,
    pub failures: Vec<Failure>,
}

/// Meta's status words. `played` (voice notes) counts as read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusWord {
    Sent,
    Delivered,
    Read,
    Played,
    Failed,
    Other(String),
}
