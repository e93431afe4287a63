//! What Meta remembers of messages: `GET /{phone}/message_history`.

use frontdesk_domain::ids::Wamid;
use serde_json::Value;

use crate::meta::lenient::{integer, list, text};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageHistory {
    pub wamid: Wamid,
    pub events: Vec<HistoryEvent>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryEvent {
    /// `SENT`, `DELIVERED`, `READ`, ...
    pub delivery_status: String,
    /// Unix seconds.
    pub timestamp: Option<i64>,
    /// Whether the webhook about it was `DELIVERED`.
    pub webhook_update_state: Option<String>,
    pub webhook_uri: Option<String>,
}

impl MessageHistory {
    /// One element of the list; `None` without a message id.
    pub fn read(history: &Value) -> Option<Self> {
        let events = history.get("events").map_or(&[][..], |events| list(events, "data"));
        let events = events.iter().filter_map(|event| {
            Some(HistoryEvent {
                delivery_status: text(event, "delivery_status")?,
                timestamp: integer(event, "timestamp"),
                webhook_update_state: text(event, "webhook_update_state"),
                webhook_uri: text(event, "webhook_uri"),
            })
        });
        Some(Self { wamid: Wamid(text(history, "message_id")?), events: events.collect() })
    }
}
