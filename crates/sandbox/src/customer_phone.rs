//! A customer's phone in the hands of a test.

use std::sync::Arc;

use serde_json::Value;

use crate::running::Running;
use crate::sandbox::{SandboxError, wait};
use crate::world::{ChatView, Customer, Direction, InboundContent, Message, Progress};

/// One customer's phone, looking at the chat with one business number.
#[derive(Clone)]
pub struct Phone {
    running: Arc<Running>,
    who: String,
    phone_number_id: Option<String>,
}

impl Phone {
    pub(crate) fn new(running: Arc<Running>, who: String) -> Self {
        Self { running, who, phone_number_id: None }
    }

    /// The same phone, looking at the chat with this number (otherwise the first number).
    #[must_use]
    pub fn on(mut self, phone_number_id: &str) -> Self {
        self.phone_number_id = Some(phone_number_id.to_owned());
        self
    }

    /// Who this is.
    ///
    /// # Errors
    /// [`SandboxError::NoSuchCustomer`].
    pub fn customer(&self) -> Result<Customer, SandboxError> {
        self.running.read(|world| world.find_customer(&self.who).cloned()).ok_or_else(|| SandboxError::NoSuchCustomer(self.who.clone()))
    }

    /// The business number that it looks at.
    ///
    /// # Errors
    /// [`SandboxError::NoSuchNumber`].
    pub fn phone_number_id(&self) -> Result<String, SandboxError> {
        self.running
            .read(|world| match &self.phone_number_id {
                Some(id) => world.number(id).map(|number| number.config.phone_number_id.clone()),
                None => world.numbers.first().map(|number| number.config.phone_number_id.clone()),
            })
            .ok_or_else(|| SandboxError::NoSuchNumber(self.phone_number_id.clone().unwrap_or_default()))
    }

    /// Writes to the business now. Returns the wamid.
    ///
    /// # Errors
    /// If customer or number do not exist; so for all functions of this type.
    pub fn sends_text(&self, body: &str) -> Result<String, SandboxError> {
        self.sends_text_at(body, self.running.now_ms() / 1_000)
    }

    /// Wrote to the business at that time (Unix seconds): opens the window from then on.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn sends_text_at(&self, body: &str, at_s: i64) -> Result<String, SandboxError> {
        self.sends_content(InboundContent::text(body, at_s))
    }

    /// Answers a message, quoting it.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn quotes(&self, wamid: &str, body: &str) -> Result<String, SandboxError> {
        let mut content = InboundContent::text(body, self.running.now_ms() / 1_000);
        content.quotes = Some(wamid.to_owned());
        self.sends_content(content)
    }

    /// Sends a message of any type: `content` is the object under the type's name (reference 6.4).
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn sends(&self, kind: &str, content: Value) -> Result<String, SandboxError> {
        let text = format!("({kind})");
        let at_s = self.running.now_ms() / 1_000;
        self.sends_content(InboundContent { kind: kind.to_owned(), content, text, quotes: None, at_s })
    }

    pub(crate) fn sends_content(&self, content: InboundContent) -> Result<String, SandboxError> {
        let customer = self.customer()?.id;
        let number = self.phone_number_id()?;
        let now_ms = self.running.now_ms();
        self.running.act(|world| world.customer_sends(customer, &number, content, now_ms).ok_or_else(|| SandboxError::NoSuchNumber(number.clone())))
    }

    /// Brings the chat on the screen: what is on the phone is read, and what arrives is read at once.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn opens_chat(&self) -> Result<(), SandboxError> {
        let (customer, number) = (self.customer()?.id, self.phone_number_id()?);
        self.running.act(|world| Ok(((), world.open_chat(customer, &number))))
    }

    /// Leaves the chat.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn closes_chat(&self) -> Result<(), SandboxError> {
        let (customer, number) = (self.customer()?.id, self.phone_number_id()?);
        self.running.change(|world| world.close_chat(customer, &number));
        Ok(())
    }

    /// The phone has a network: what waited arrives.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn goes_online(&self) -> Result<(), SandboxError> {
        self.set_online(true)
    }

    /// The phone has none: messages stay at `sent`.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn goes_offline(&self) -> Result<(), SandboxError> {
        self.set_online(false)
    }

    pub(crate) fn set_online(&self, online: bool) -> Result<(), SandboxError> {
        let customer = self.customer()?.id;
        self.running.act(|world| Ok(((), world.set_online(customer, online))))
    }

    /// Turns read receipts on or off.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn shows_read_receipts(&self, shown: bool) -> Result<(), SandboxError> {
        let customer = self.customer()?.id;
        self.running.change(|world| {
            if let Some(customer) = world.customer_mut(customer) {
                customer.read_receipts = shown;
            }
        });
        Ok(())
    }

    /// The chat as the phone shows it.
    ///
    /// # Errors
    /// As [`Phone::sends_text`].
    pub fn chat(&self) -> Result<ChatView, SandboxError> {
        let (customer, number) = (self.customer()?.id, self.phone_number_id()?);
        let now_ms = self.running.now_ms();
        Ok(self.running.read(|world| world.chat_view(customer, &number, now_ms)))
    }

    /// Waits until the business's message with this text is on the phone.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`], or as [`Phone::sends_text`].
    pub async fn wait_for_text(&self, text: &str) -> Result<Message, SandboxError> {
        self.chat()?;
        wait(&self.running, &format!("\"{text}\" on the phone of {}", self.who), || {
            self.chat().ok()?.messages.into_iter().find(|message| message.direction == Direction::Outbound && message.text == text)
        })
        .await
    }

    /// Waits until the customer's own message has come this far: `Delivered` once the webhook was answered with
    /// 200, `Read` once the business marked it.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`].
    pub async fn wait_for_ticks(&self, wamid: &str, progress: Progress) -> Result<Message, SandboxError> {
        wait(&self.running, &format!("the customer's message {wamid} to be {}", progress.word()), || {
            self.running.read(|world| world.message(wamid).cloned()).filter(|message| message.progress >= progress)
        })
        .await
    }
}
