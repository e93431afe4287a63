//! The state of everything Meta would know. Methods decide: they change the state and return [`Effect`]s; the
//! [`Running`](crate::running::Running) sandbox carries those out.

mod customer;
mod inbound;
mod limits;
mod message;
mod outbound;
mod subscription;

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::config::{AccountConfig, AppConfig, Limits, NumberConfig, Pace, Refusal, SandboxConfig, TokenConfig};
use crate::ids;

pub use customer::{ChatView, Customer, CustomerId};
pub use message::{Direction, Message, Progress};

pub(crate) use inbound::InboundContent;
pub(crate) use limits::{PairMeter, RateMeter};
pub(crate) use outbound::{Draft, Recipient};
pub(crate) use subscription::{Callback, Destination};

/// What has to happen after a decision.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Tell the subscribed app.
    Notify(Update),
    /// Take the step when the time has passed.
    Later { after: Duration, step: Step },
}

/// A message's next step on its own.
#[derive(Debug)]
pub(crate) enum Step {
    Send { wamid: String },
    Deliver { wamid: String },
    Read { wamid: String },
    Fail { wamid: String, code: u32 },
}

/// One update of a webhook: it becomes an item of `messages[]` or `statuses[]`.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) account_id: String,
    pub(crate) phone_number_id: String,
    pub(crate) display_phone_number: String,
    pub(crate) kind: UpdateKind,
    pub(crate) wamid: String,
    pub(crate) item: Value,
    pub(crate) contact: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateKind {
    Message,
    Status(Progress),
}

pub(crate) struct Account {
    pub(crate) config: AccountConfig,
    pub(crate) subscribed: bool,
    pub(crate) callback: Option<Callback>,
}

pub(crate) struct Number {
    pub(crate) config: NumberConfig,
    pub(crate) account_id: String,
    pub(crate) callback: Option<Callback>,
    pub(crate) registered: bool,
    pub(crate) profile: Map<String, Value>,
    rate: RateMeter,
}

impl Number {
    /// The number as digits, as webhooks show it.
    pub(crate) fn digits(&self) -> String {
        self.config.display_phone_number.chars().filter(char::is_ascii_digit).collect()
    }
}

/// One customer and one business number.
#[derive(Default)]
struct Chat {
    open: bool,
    typing_until_ms: i64,
    last_inbound_s: Option<i64>,
    pair: PairMeter,
}

pub(crate) struct World {
    pub(crate) app: AppConfig,
    pub(crate) callback: Option<Callback>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) tokens: Vec<TokenConfig>,
    customers: Vec<Customer>,
    chats: HashMap<(CustomerId, String), Chat>,
    messages: Vec<Message>,
    by_wamid: HashMap<String, usize>,
    pub(crate) pace: Pace,
    pub(crate) limits: Limits,
    pub(crate) refusal: Refusal,
    webhook_version: u32,
}

impl World {
    pub(crate) fn new(config: &SandboxConfig) -> Self {
        let mut world = Self {
            app: config.app.clone(),
            callback: config.webhook_url.clone().map(|url| Callback { url, verify_token: config.app.verify_token.clone() }),
            accounts: Vec::new(),
            numbers: Vec::new(),
            tokens: config.tokens.clone(),
            customers: Vec::new(),
            chats: HashMap::new(),
            messages: Vec::new(),
            by_wamid: HashMap::new(),
            pace: config.pace,
            limits: config.limits,
            refusal: config.refusal,
            webhook_version: config.webhooks.version,
        };
        for account in &config.accounts {
            world.add_account(account.clone());
        }
        for customer in &config.customers {
            world.add_customer(customer.clone());
        }
        world
    }

    pub(crate) fn add_account(&mut self, config: AccountConfig) {
        for number in &config.numbers {
            self.numbers.push(Number {
                config: number.clone(),
                account_id: config.id.clone(),
                callback: None,
                registered: true,
                profile: Map::from_iter([("vertical".to_owned(), json!("OTHER"))]),
                rate: RateMeter::default(),
            });
        }
        self.accounts.push(Account { subscribed: config.subscribed, config, callback: None });
    }

    pub(crate) fn number(&self, phone_number_id: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.config.phone_number_id == phone_number_id)
    }

    pub(crate) fn number_mut(&mut self, phone_number_id: &str) -> Option<&mut Number> {
        self.numbers.iter_mut().find(|number| number.config.phone_number_id == phone_number_id)
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.config.id == id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.config.id == id)
    }

    pub(crate) fn token(&self, value: &str) -> Option<&TokenConfig> {
        self.tokens.iter().find(|token| token.value == value)
    }

    pub(crate) fn customers(&self) -> &[Customer] {
        &self.customers
    }

    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(crate) fn message(&self, wamid: &str) -> Option<&Message> {
        self.by_wamid.get(wamid).and_then(|index| self.messages.get(*index))
    }

    fn message_mut(&mut self, wamid: &str) -> Option<&mut Message> {
        let index = *self.by_wamid.get(wamid)?;
        self.messages.get_mut(index)
    }

    fn remember(&mut self, message: Message) {
        self.by_wamid.insert(message.wamid.clone(), self.messages.len());
        self.messages.push(message);
    }

    fn chat_mut(&mut self, customer: CustomerId, phone_number_id: &str) -> &mut Chat {
        self.chats.entry((customer, phone_number_id.to_owned())).or_default()
    }

    fn chat(&self, customer: CustomerId, phone_number_id: &str) -> Option<&Chat> {
        self.chats.get(&(customer, phone_number_id.to_owned()))
    }

    /// The app received an inbound message: its sender's phone shows the second tick.
    pub(crate) fn acknowledged(&mut self, wamid: &str) {
        if let Some(message) = self.message_mut(wamid)
            && message.direction == Direction::Inbound
            && message.progress < Progress::Delivered
        {
            message.progress = Progress::Delivered;
        }
    }

    /// A status of an outbound message, as a webhook tells it.
    fn status_update(&self, message: &Message, progress: Progress, now_ms: i64) -> Option<Update> {
        let number = self.number(&message.phone_number_id)?;
        let customer = self.customer(message.customer)?;
        let mut item = Map::new();
        item.insert("id".into(), json!(message.wamid));
        item.insert("status".into(), json!(progress.word()));
        item.insert("timestamp".into(), json!((now_ms / 1_000).to_string()));
        if !customer.hides_number {
            item.insert("recipient_id".into(), json!(customer.wa_id));
        }
        item.insert("recipient_user_id".into(), json!(customer.user_id));
        if let Some(parent) = &customer.parent_user_id {
            // Meta's published payloads spell it so.
            item.insert("parent_recipient_user_id".into(), json!(parent));
        }
        if let Some(data) = &message.callback_data {
            item.insert("biz_opaque_callback_data".into(), json!(data));
        }
        let category = message.category.as_str();
        if self.webhook_version < 24 && matches!(progress, Progress::Sent | Progress::Delivered) {
            let mut conversation = json!({ "id": message.conversation_id, "origin": { "type": category } });
            if progress == Progress::Sent {
                conversation["expiration_timestamp"] = json!((message.timestamp_s + 86_400).to_string());
            }
            item.insert("conversation".into(), conversation);
        }
        if matches!(progress, Progress::Sent | Progress::Delivered) {
            item.insert("pricing".into(), json!({ "billable": true, "pricing_model": "PMP", "type": "regular", "category": category }));
        }
        if let (Progress::Failed, Some(code)) = (progress, message.failure_code) {
            item.insert("errors".into(), json!([crate::graph::webhook_error(code)]));
        }
        Some(Update {
            account_id: number.account_id.clone(),
            phone_number_id: message.phone_number_id.clone(),
            display_phone_number: number.digits(),
            kind: UpdateKind::Status(progress),
            wamid: message.wamid.clone(),
            item: Value::Object(item),
            // Since 2026 for sent, delivered and read, not for failed.
            contact: (progress != Progress::Failed).then(|| customer.contact()),
        })
    }

    fn new_conversation_id() -> String {
        ids::conversation_id()
    }
}
