//! A customer writes to a business number.

use serde_json::{Map, Value, json};

use super::{CustomerId, Direction, Effect, Message, Progress, Update, UpdateKind, World};
use crate::ids::{self, WamidKind};

/// What the customer sends.
pub(crate) struct InboundContent {
    /// Meta's type word, for example `text`.
    pub(crate) kind: String,
    /// The object under that word; for `unsupported` and the like, extra keys of the message itself.
    pub(crate) content: Value,
    /// What the phone shows.
    pub(crate) text: String,
    /// The quoted message.
    pub(crate) quotes: Option<String>,
    /// When, Unix seconds.
    pub(crate) at_s: i64,
}

impl InboundContent {
    pub(crate) fn text(body: &str, at_s: i64) -> Self {
        Self { kind: "text".into(), content: json!({ "body": body }), text: body.into(), quotes: None, at_s }
    }
}

impl World {
    /// Returns the new wamid. `None` if customer or number do not exist.
    pub(crate) fn customer_sends(
        &mut self,
        id: CustomerId,
        phone_number_id: &str,
        inbound: InboundContent,
        now_ms: i64,
    ) -> Option<(String, Vec<Effect>)> {
        let customer = self.customer(id)?.clone();
        let number = self.number_mut(phone_number_id)?;
        // Inbound counts towards the throughput, but is never refused.
        let _ = number.rate.admit(Some(u32::MAX), now_ms);
        let business_digits = number.digits();
        let account_id = number.account_id.clone();

        let wamid = ids::wamid(WamidKind::FromCustomer, customer.wamid_key());
        let mut item = Map::new();
        if !customer.hides_number {
            item.insert("from".into(), json!(customer.wa_id));
        }
        item.insert("from_user_id".into(), json!(customer.user_id));
        if let Some(parent) = &customer.parent_user_id {
            item.insert("from_parent_user_id".into(), json!(parent));
        }
        item.insert("id".into(), json!(wamid));
        item.insert("timestamp".into(), json!(inbound.at_s.to_string()));
        item.insert("type".into(), json!(inbound.kind));
        item.insert(inbound.kind.clone(), inbound.content.clone());
        if let Some(quoted) = &inbound.quotes {
            let author = match self.message(quoted).map(|message| message.direction) {
                Some(Direction::Inbound) => customer.wa_id.clone(),
                Some(Direction::Outbound) | None => business_digits.clone(),
            };
            item.insert("context".into(), json!({ "from": author, "id": quoted }));
        }

        let chat = self.chat_mut(id, phone_number_id);
        chat.last_inbound_s = Some(chat.last_inbound_s.unwrap_or(inbound.at_s).max(inbound.at_s));
        self.remember(Message {
            wamid: wamid.clone(),
            customer: id,
            phone_number_id: phone_number_id.to_owned(),
            direction: Direction::Inbound,
            kind: inbound.kind,
            text: inbound.text,
            content: inbound.content,
            quotes: inbound.quotes,
            timestamp_s: inbound.at_s,
            progress: Progress::Sent,
            callback_data: None,
            failure_code: None,
            on_phone: true,
            seen: true,
            category: String::new(),
            conversation_id: String::new(),
        });
        let update = Update {
            account_id,
            phone_number_id: phone_number_id.to_owned(),
            display_phone_number: business_digits,
            kind: UpdateKind::Message,
            field: "messages".into(),
            only_to: None,
            at_s: now_ms / 1_000,
            wamid: wamid.clone(),
            item: Value::Object(item),
            contact: Some(customer.contact()),
        };
        Some((wamid, vec![Effect::Notify(update)]))
    }
}
