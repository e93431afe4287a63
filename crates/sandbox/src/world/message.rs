//! A message, whichever way it went.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CustomerId;

/// Who wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer to the business.
    Inbound,
    /// The business to the customer.
    Outbound,
}

/// How far it has come. The order is the order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Meta has it. For an inbound message: the customer's phone sent it.
    Accepted,
    /// One tick: on its way to the phone.
    Sent,
    /// Two ticks: on the phone. For an inbound message: the app answered the webhook with 200.
    Delivered,
    /// Coloured ticks.
    Read,
    /// Will never arrive.
    Failed,
}

impl Progress {
    /// Meta's word in a status webhook.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }
}

/// A message as Meta and the customer's phone know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub wamid: String,
    /// The customer at one end.
    pub customer: CustomerId,
    /// The business number at the other.
    pub phone_number_id: String,
    /// Who wrote it.
    pub direction: Direction,
    /// `text`, `image`, `template`, ...
    pub kind: String,
    /// What the phone shows: the text, or words that stand for what this phone can't draw.
    pub text: String,
    /// The object under the type's name in the request, whole.
    pub content: Value,
    /// The quoted message.
    pub quotes: Option<String>,
    /// Unix seconds.
    pub timestamp_s: i64,
    /// How far it has come.
    pub progress: Progress,
    /// `biz_opaque_callback_data` of the send.
    pub callback_data: Option<String>,
    /// Why it failed.
    pub failure_code: Option<u32>,
    /// Whether the customer's phone has received it (outbound). A customer who hides receipts has read it
    /// without `progress` saying so.
    pub on_phone: bool,
    /// Whether the customer has seen it.
    pub seen: bool,
    pub(crate) category: String,
    pub(crate) conversation_id: String,
}
