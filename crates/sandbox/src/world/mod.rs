//! The state of everything Meta would know. Methods decide: they change the state and return [`Effect`]s; the
//! [`Running`](crate::running::Running) sandbox carries those out.

mod account;
mod app;
mod coexistence;
mod customer;
mod dialog;
mod inbound;
mod limits;
mod message;
mod notice;
mod number;
mod outbound;
mod signup;
mod subscription;
mod token;

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::config::{BusinessConfig, Limits, LoginPages, Pace, PersonConfig, Refusal, SandboxConfig, TokenConfig};
use crate::ids;

pub use customer::{ChatView, Customer, CustomerId};
pub use message::{Direction, Message, Progress};

pub(crate) use account::{Account, role};
pub(crate) use app::{App, FIELDS, Subscription};
pub(crate) use dialog::{Dialog, DialogRequest, DialogResult, Form, Outcome, Step as DialogStep, Way};
pub(crate) use inbound::InboundContent;
pub(crate) use limits::{PairMeter, RateMeter};
pub(crate) use number::Number;
pub(crate) use outbound::{Draft, Recipient};
pub(crate) use signup::{Choice, NumberChoice};
pub(crate) use subscription::{Callback, Destination};
pub(crate) use token::{Code, Grant, usable};

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

/// One update of a webhook: an item of `messages[]` or `statuses[]`, or the whole `value` of another field.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) account_id: String,
    pub(crate) phone_number_id: String,
    pub(crate) display_phone_number: String,
    pub(crate) kind: UpdateKind,
    /// The webhook field, for example `messages`.
    pub(crate) field: String,
    /// The only app to tell; `None`: all that listen to the account.
    pub(crate) only_to: Option<String>,
    /// Unix seconds, for entries that carry a time.
    pub(crate) at_s: i64,
    pub(crate) wamid: String,
    pub(crate) item: Value,
    pub(crate) contact: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateKind {
    Message,
    Status(Progress),
    /// About an account or a number.
    Notice,
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
    app: App,
    other_apps: Vec<App>,
    pub(crate) people: Vec<PersonConfig>,
    pub(crate) businesses: Vec<BusinessConfig>,
    pub(crate) login: LoginPages,
    dialogs: HashMap<String, Dialog>,
    pub(crate) codes: Vec<Code>,
    issued: u32,
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
            app: App::new(config.app.clone()),
            other_apps: config.other_apps.iter().cloned().map(App::new).collect(),
            people: config.people.clone(),
            businesses: config.businesses.clone(),
            login: config.login,
            dialogs: HashMap::new(),
            codes: Vec::new(),
            issued: 0,
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
        world.app.callback = config.webhook_url.clone().map(|url| Callback { url, verify_token: config.app.verify_token.clone() });
        for account in &config.accounts {
            world.add_account(account.clone());
        }
        for customer in &config.customers {
            world.add_customer(customer.clone());
        }
        world
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
            field: "messages".into(),
            only_to: None,
            at_s: now_ms / 1_000,
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
