//! Customers and their phones.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Direction, Effect, Message, Progress, Step, World};
use crate::config::CustomerConfig;
use crate::ids;

/// A customer's number in the sandbox, not Meta's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub u32);

/// A customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Customer {
    /// The sandbox's id.
    pub id: CustomerId,
    /// Profile name.
    pub name: String,
    /// WhatsApp id: digits.
    pub wa_id: String,
    /// BSUID.
    pub user_id: String,
    /// Parent BSUID.
    pub parent_user_id: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// The business never sees the number.
    pub hides_number: bool,
    /// The phone has a network.
    pub online: bool,
    /// Read receipts are on.
    pub read_receipts: bool,
    /// Language.
    pub language: String,
}

impl Customer {
    /// The item of `contacts[]` in webhooks.
    pub(crate) fn contact(&self) -> Value {
        let mut profile = Map::new();
        profile.insert("name".into(), json!(self.name));
        if let Some(username) = &self.username {
            profile.insert("username".into(), json!(username));
        }
        let mut contact = Map::new();
        contact.insert("profile".into(), Value::Object(profile));
        if !self.hides_number {
            contact.insert("wa_id".into(), json!(self.wa_id));
        }
        contact.insert("user_id".into(), json!(self.user_id));
        if let Some(parent) = &self.parent_user_id {
            contact.insert("parent_user_id".into(), json!(parent));
        }
        Value::Object(contact)
    }

    /// What a wamid holds for this customer: the number, unless it must stay hidden.
    pub(crate) fn wamid_key(&self) -> &str {
        if self.hides_number { &self.user_id } else { &self.wa_id }
    }
}

/// A chat as the customer's phone shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ChatView {
    /// The customer.
    pub customer: CustomerId,
    /// The business number.
    pub phone_number_id: String,
    /// The chat is on the screen.
    pub open: bool,
    /// The business is typing.
    pub business_is_typing: bool,
    /// Messages that the customer has not seen.
    pub unseen: usize,
    /// What the phone has: the customer's own messages, and what arrived from the business; oldest first.
    pub messages: Vec<Message>,
}

impl World {
    pub(crate) fn customer(&self, id: CustomerId) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.id == id)
    }

    pub(crate) fn customer_mut(&mut self, id: CustomerId) -> Option<&mut Customer> {
        self.customers.iter_mut().find(|customer| customer.id == id)
    }

    /// By whole name, first name, wa_id, BSUID or username.
    pub(crate) fn find_customer(&self, who: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.name == who).or_else(|| {
            self.customers.iter().find(|customer| {
                customer.name.split_whitespace().next() == Some(who)
                    || customer.wa_id == who
                    || customer.user_id == who
                    || customer.username.as_deref() == Some(who)
            })
        })
    }

    pub(crate) fn add_customer(&mut self, config: CustomerConfig) -> CustomerId {
        let id = CustomerId(self.customers.iter().map(|customer| customer.id.0).max().unwrap_or(0) + 1);
        let wa_id: String = config.wa_id.chars().filter(char::is_ascii_digit).collect();
        let user_id = if config.user_id.is_empty() { ids::bsuid(&wa_id) } else { config.user_id };
        self.customers.push(Customer {
            id,
            name: config.name,
            wa_id,
            user_id,
            parent_user_id: config.parent_user_id,
            username: config.username,
            hides_number: config.hides_number,
            online: config.online,
            read_receipts: config.read_receipts,
            language: config.language,
        });
        id
    }

    pub(crate) fn set_online(&mut self, id: CustomerId, online: bool) -> Vec<Effect> {
        let pace = self.pace;
        let Some(customer) = self.customer_mut(id) else { return Vec::new() };
        customer.online = online;
        if !online {
            return Vec::new();
        }
        self.messages
            .iter()
            .filter(|message| message.customer == id && message.direction == Direction::Outbound && message.progress == Progress::Sent)
            .map(|message| Effect::Later { after: pace.delivered, step: Step::Deliver { wamid: message.wamid.clone() } })
            .collect()
    }

    /// The chat comes on the screen: whatever is on the phone is read.
    pub(crate) fn open_chat(&mut self, id: CustomerId, phone_number_id: &str) -> Vec<Effect> {
        self.chat_mut(id, phone_number_id).open = true;
        let unseen: Vec<String> = self
            .messages
            .iter()
            .filter(|message| {
                message.customer == id
                    && message.phone_number_id == phone_number_id
                    && message.direction == Direction::Outbound
                    && message.on_phone
                    && !message.seen
            })
            .map(|message| message.wamid.clone())
            .collect();
        unseen.into_iter().map(|wamid| Effect::Later { after: std::time::Duration::ZERO, step: Step::Read { wamid } }).collect()
    }

    pub(crate) fn close_chat(&mut self, id: CustomerId, phone_number_id: &str) {
        self.chat_mut(id, phone_number_id).open = false;
    }

    pub(crate) fn chat_view(&self, id: CustomerId, phone_number_id: &str, now_ms: i64) -> ChatView {
        let mut messages: Vec<Message> = self
            .messages
            .iter()
            .filter(|message| {
                message.customer == id && message.phone_number_id == phone_number_id && (message.direction == Direction::Inbound || message.on_phone)
            })
            .cloned()
            .collect();
        messages.sort_by_key(|message| message.timestamp_s);
        let chat = self.chat(id, phone_number_id);
        ChatView {
            customer: id,
            phone_number_id: phone_number_id.to_owned(),
            open: chat.is_some_and(|chat| chat.open),
            business_is_typing: chat.is_some_and(|chat| chat.typing_until_ms > now_ms),
            unseen: messages.iter().filter(|message| message.direction == Direction::Outbound && !message.seen).count(),
            messages,
        }
    }
}
