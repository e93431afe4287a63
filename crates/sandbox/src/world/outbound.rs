//! A business number writes to a customer.

use serde_json::{Map, Value, json};

use super::{CustomerId, Direction, Effect, Message, Progress, Step, World};
use crate::config::Refusal;
use crate::graph::{GraphError, address};
use crate::ids::{self, WamidKind};

/// A send whose shape has been checked.
pub(crate) struct Draft {
    pub(crate) recipient: Recipient,
    pub(crate) kind: String,
    pub(crate) content: Value,
    /// What the phone shows.
    pub(crate) text: String,
    pub(crate) quotes: Option<String>,
    pub(crate) callback_data: Option<String>,
    /// `service`, or the template's category.
    pub(crate) category: String,
}

/// Whom the request names, with the words it used.
pub(crate) enum Recipient {
    Phone(String),
    UserId(String),
}

impl World {
    /// Decides about a send (reference 4.1). The answer is the body of the 200.
    pub(crate) fn business_sends(
        &mut self,
        phone_number_id: &str,
        draft: Draft,
        fails_with: Option<u32>,
        now_ms: i64,
    ) -> Result<(Value, Vec<Effect>), GraphError> {
        let number = self.number(phone_number_id).ok_or_else(|| GraphError::unknown_object("post", phone_number_id))?;
        if !number.config.registered {
            return Err(GraphError::code(133010));
        }
        let own_digits = number.digits();
        let allowed = number.config.allowed_recipients.clone();
        let country = self.account(&number.account_id).map(|account| account.config.country.clone()).unwrap_or_default();

        let (input, customer) = match &draft.recipient {
            Recipient::Phone(input) => {
                let digits = address::digits(input);
                if digits == own_digits {
                    return Err(GraphError::code(131021));
                }
                if allowed.is_some_and(|allowed| !address::same_person_in(&allowed, &digits)) {
                    return Err(GraphError::code(131030));
                }
                let known =
                    address::candidates(input, &country).iter().find_map(|digits| self.customers.iter().find(|customer| &customer.wa_id == digits));
                (input.clone(), known.map(|customer| customer.id))
            }
            Recipient::UserId(input) => {
                let known = self.customers.iter().find(|customer| &customer.user_id == input || customer.parent_user_id.as_ref() == Some(input));
                (input.clone(), known.map(|customer| customer.id))
            }
        };

        let per_second = self.limits.per_number_per_second;
        let pair_limit = self.limits.pair;
        if !self.number_mut(phone_number_id).is_some_and(|number| number.rate.admit(per_second, now_ms)) {
            return Err(GraphError::code(130429));
        }
        let Some(id) = customer else {
            // A number that is not on WhatsApp has no phone to show anything on.
            return Err(GraphError::code(131026));
        };
        if !self.chat_mut(id, phone_number_id).pair.admit(pair_limit, now_ms) {
            return Err(GraphError::code(131056));
        }

        let mut fails_with = fails_with;
        if draft.kind != "template" && !self.window_is_open(id, phone_number_id, now_ms) {
            match self.refusal {
                Refusal::InReply => return Err(GraphError::code(131047)),
                Refusal::ByWebhook => fails_with = Some(131047),
            }
        }
        Ok(self.accept(phone_number_id, id, &input, draft, fails_with, now_ms))
    }

    /// The 24-hour customer service window.
    pub(crate) fn window_is_open(&self, id: CustomerId, phone_number_id: &str, now_ms: i64) -> bool {
        self.chat(id, phone_number_id).and_then(|chat| chat.last_inbound_s).is_some_and(|last_s| now_ms < (last_s + 86_400) * 1_000)
    }

    fn accept(
        &mut self,
        phone_number_id: &str,
        id: CustomerId,
        input: &str,
        draft: Draft,
        fails_with: Option<u32>,
        now_ms: i64,
    ) -> (Value, Vec<Effect>) {
        let (wamid_key, wa_id, user_id) =
            self.customer(id).map(|customer| (customer.wamid_key().to_owned(), customer.wa_id.clone(), customer.user_id.clone())).unwrap_or_default();
        let wamid = ids::wamid(WamidKind::FromBusiness, &wamid_key);

        let mut contact = Map::new();
        contact.insert("input".into(), json!(input));
        if matches!(draft.recipient, Recipient::Phone(_)) {
            contact.insert("wa_id".into(), json!(wa_id));
        }
        contact.insert("user_id".into(), json!(user_id));
        let mut answer_message = Map::new();
        answer_message.insert("id".into(), json!(wamid));
        if draft.kind == "template" {
            answer_message.insert("message_status".into(), json!("accepted"));
        }

        self.chat_mut(id, phone_number_id).typing_until_ms = 0;
        self.remember(Message {
            wamid: wamid.clone(),
            customer: id,
            phone_number_id: phone_number_id.to_owned(),
            direction: Direction::Outbound,
            kind: draft.kind,
            text: draft.text,
            content: draft.content,
            quotes: draft.quotes,
            timestamp_s: now_ms / 1_000,
            progress: Progress::Accepted,
            callback_data: draft.callback_data,
            failure_code: None,
            on_phone: false,
            seen: false,
            category: draft.category,
            conversation_id: Self::new_conversation_id(),
        });
        let step = match fails_with {
            Some(code) => Step::Fail { wamid, code },
            None => Step::Send { wamid },
        };
        let answer = json!({
            "messaging_product": "whatsapp",
            "contacts": [Value::Object(contact)],
            "messages": [Value::Object(answer_message)],
        });
        (answer, vec![Effect::Later { after: self.pace.sent, step }])
    }

    /// Takes a message's next step, if it still applies: a step may come late or twice.
    pub(crate) fn step(&mut self, step: Step, now_ms: i64) -> Vec<Effect> {
        match step {
            Step::Send { wamid } => {
                let Some(message) = self.message(&wamid) else { return Vec::new() };
                let online = self.customer(message.customer).is_some_and(|customer| customer.online);
                let mut effects = self.advance(&wamid, Progress::Sent, now_ms);
                if online && !effects.is_empty() {
                    effects.push(Effect::Later { after: self.pace.delivered, step: Step::Deliver { wamid } });
                }
                effects
            }
            Step::Deliver { wamid } => {
                let Some(message) = self.message(&wamid) else { return Vec::new() };
                let (customer, number) = (message.customer, message.phone_number_id.clone());
                if !self.customer(customer).is_some_and(|customer| customer.online) {
                    return Vec::new();
                }
                // A reaction is only ever reported as sent.
                let reported = message.kind != "reaction";
                let mut effects = if reported { self.advance(&wamid, Progress::Delivered, now_ms) } else { Vec::new() };
                let Some(message) = self.message_mut(&wamid) else { return Vec::new() };
                if message.on_phone || message.progress == Progress::Failed {
                    return effects;
                }
                message.on_phone = true;
                if self.chat(customer, &number).is_some_and(|chat| chat.open) {
                    effects.push(Effect::Later { after: self.pace.read, step: Step::Read { wamid } });
                }
                effects
            }
            Step::Read { wamid } => {
                let Some(message) = self.message_mut(&wamid) else { return Vec::new() };
                if !message.on_phone || message.seen {
                    return Vec::new();
                }
                message.seen = true;
                let (customer, reported) = (message.customer, message.kind != "reaction");
                let receipts = self.customer(customer).is_some_and(|customer| customer.read_receipts);
                if receipts && reported { self.advance(&wamid, Progress::Read, now_ms) } else { Vec::new() }
            }
            Step::Fail { wamid, code } => {
                if let Some(message) = self.message_mut(&wamid) {
                    message.failure_code = Some(code);
                }
                self.advance(&wamid, Progress::Failed, now_ms)
            }
        }
    }

    /// Moves a message forward and tells it; never backwards and never twice.
    fn advance(&mut self, wamid: &str, progress: Progress, now_ms: i64) -> Vec<Effect> {
        let Some(message) = self.message_mut(wamid) else { return Vec::new() };
        if message.progress >= progress {
            return Vec::new();
        }
        message.progress = progress;
        let message = message.clone();
        self.status_update(&message, progress, now_ms).map(Effect::Notify).into_iter().collect()
    }

    /// The business read an inbound message, and with it all earlier ones of that chat. `false`: no such message.
    pub(crate) fn business_reads(&mut self, phone_number_id: &str, wamid: &str) -> bool {
        let Some(read) = self.message(wamid).filter(|message| message.phone_number_id == phone_number_id && message.direction == Direction::Inbound)
        else {
            return false;
        };
        let (customer, until_s) = (read.customer, read.timestamp_s);
        let Some(position) = self.by_wamid.get(wamid).copied() else { return false };
        for (at, message) in self.messages.iter_mut().enumerate() {
            let earlier = message.timestamp_s < until_s || message.timestamp_s == until_s && at <= position;
            if message.customer == customer && message.phone_number_id == phone_number_id && message.direction == Direction::Inbound && earlier {
                message.progress = Progress::Read;
            }
        }
        true
    }

    /// The business types, for 25 s or until it sends. Call after [`World::business_reads`].
    pub(crate) fn business_types(&mut self, phone_number_id: &str, wamid: &str, now_ms: i64) {
        if let Some(customer) = self.message(wamid).map(|message| message.customer) {
            self.chat_mut(customer, phone_number_id).typing_until_ms = now_ms + 25_000;
        }
    }
}
