//! A number that stays in the WhatsApp Business app: its contacts and chats are asked for once (reference 6.9).

use serde_json::{Value, json};

use super::{Direction, Effect, World};
use crate::graph::GraphError;
use crate::ids::{self, WamidKind};

const DAY_MS: i64 = 86_400_000;
/// The chunks of a history: phase, age of its messages in days, progress in percent.
const PHASES: &[(u32, i64, u32)] = &[(0, 0, 30), (1, 30, 60), (2, 120, 100)];

impl World {
    /// `POST /{phone}/smb_app_data`. What was asked for follows by webhook.
    pub(crate) fn sync_app_data(&mut self, phone_number_id: &str, sync_type: &str, now_ms: i64) -> Result<(Value, Vec<Effect>), GraphError> {
        let number = self.number_mut(phone_number_id).ok_or_else(|| GraphError::unknown_object("post", phone_number_id))?;
        if !matches!(sync_type, "smb_app_state_sync" | "history") {
            return Err(GraphError::details(100, "Param sync_type must be one of {smb_app_state_sync, history}."));
        }
        if !number.config.on_biz_app {
            return Err(GraphError::details(100, "This phone number is not in use with the WhatsApp Business app."));
        }
        if number.synced.iter().any(|done| done == sync_type) {
            return Err(GraphError::worded(2_593_107, "(#2593107) Synchronization request limit exceeded: this data was asked for already."));
        }
        if number.onboarded_at_ms.is_some_and(|at_ms| now_ms >= at_ms + DAY_MS) {
            return Err(GraphError::worded(2_593_108, "(#2593108) Synchronization request was made more than 24 hours after onboarding."));
        }
        number.synced.push(sync_type.to_owned());
        let (account_id, digits, shares) = (number.account_id.clone(), number.digits(), number.config.shares_history);
        let envelope = json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": digits, "phone_number_id": phone_number_id },
        });
        let values: Vec<Value> = match (sync_type, shares) {
            ("smb_app_state_sync", _) => vec![with(&envelope, "state_sync", self.contacts_of_app(now_ms))],
            (_, false) => vec![with(&envelope, "history", json!([{ "errors": [declined()] }]))],
            (_, true) => PHASES.iter().map(|phase| with(&envelope, "history", self.chats_of_app(&digits, *phase, now_ms))).collect(),
        };
        let effects = values.into_iter().map(|value| self.notice(&account_id, sync_type, value, now_ms)).collect();
        Ok((json!({ "messaging_product": "whatsapp", "request_id": ids::request_id() }), effects))
    }

    fn contacts_of_app(&self, now_ms: i64) -> Value {
        let contacts = self.customers().iter().map(|customer| {
            let first = customer.name.split(' ').next().unwrap_or("");
            json!({
                "type": "contact",
                "contact": { "full_name": customer.name, "first_name": first, "phone_number": customer.wa_id },
                "action": "add",
                "metadata": { "timestamp": (now_ms / 1_000).to_string() },
            })
        });
        Value::Array(contacts.collect())
    }

    /// One chunk. What was written by way of the API is not in it.
    fn chats_of_app(&self, business: &str, (phase, days_ago, progress): (u32, i64, u32), now_ms: i64) -> Value {
        let at_s = now_ms / 1_000 - days_ago * 86_400;
        let threads: Vec<Value> = self
            .customers()
            .iter()
            .filter(|customer| !customer.hides_number)
            .map(|customer| {
                let message = |direction: Direction, text: &str, at_s: i64, status: &str| {
                    let (from, kind) = match direction {
                        Direction::Inbound => (customer.wa_id.as_str(), WamidKind::FromCustomer),
                        Direction::Outbound => (business, WamidKind::FromBusiness),
                    };
                    json!({
                        "from": from,
                        "id": ids::wamid(kind, &customer.wa_id),
                        "timestamp": at_s.to_string(),
                        "type": "text",
                        "text": { "body": text },
                        "history_context": { "status": status },
                    })
                };
                let mut answer = message(Direction::Outbound, "Sure, until eight.", at_s - 600, "READ");
                answer["to"] = json!(customer.wa_id);
                json!({ "id": customer.wa_id, "messages": [message(Direction::Inbound, "Are you open today?", at_s - 900, "READ"), answer] })
            })
            .collect();
        json!([{ "metadata": { "phase": phase, "chunk_order": 1, "progress": progress }, "threads": threads }])
    }
}

fn with(envelope: &Value, key: &str, list: Value) -> Value {
    let mut value = envelope.clone();
    value[key] = list;
    value
}

fn declined() -> Value {
    json!({
        "code": 2_593_109,
        "message": "History sync is turned off by the business from the WhatsApp Business App",
        "title": "History sync is turned off by the business from the WhatsApp Business App",
        "error_data": { "details": "The business has declined to share its history." },
    })
}
