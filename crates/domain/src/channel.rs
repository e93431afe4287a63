//! Business numbers: what a conversation happens on.
//!
//! Several devices may decide about one number at once, and each shows its own decision before the log has it. So every part of a
//! channel is a register of its own that keeps the latest decision, by [`Channel::next_at`] and then by content: the same one on every
//! device, in whatever order and however often the events come.

use serde::{Deserialize, Serialize};

use crate::ids::{InboxId, PhoneNumberId, WabaId};
use crate::time::Millis;

/// A business number that is or was connected. Its token is a secret and lives elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Channel {
    pub phone_number_id: PhoneNumberId,
    pub waba_id: WabaId,
    pub inbox: InboxId,
    /// As Meta displays it, e.g. `+1 555-078-3881`.
    pub display_phone_number: String,
    /// The business name that customers see.
    pub verified_name: String,
    /// The WABA's name.
    #[serde(default)]
    pub account_name: Option<String>,
    /// The business portfolio that owns the WABA.
    #[serde(default)]
    pub business_id: Option<String>,
    /// The Meta app that its token belongs to.
    #[serde(default)]
    pub app_id: Option<String>,
    /// Used in the WhatsApp Business app as well.
    #[serde(default)]
    pub coexistence: bool,
    /// The team's own name for it; customers never see it.
    #[serde(default)]
    pub internal_name: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    /// `false`: a person stopped it. Nothing is sent on it; what customers write still arrives.
    #[serde(default = "yes")]
    pub running: bool,
    /// When each part was last decided.
    #[serde(default)]
    pub decided: Decided,
}

/// When the parts of a channel were last decided, as the events about them say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Decided {
    pub connected: Millis,
    pub disconnected: Millis,
    pub names: Millis,
    pub running: Millis,
}

fn yes() -> bool {
    true
}

impl Channel {
    /// A number with nothing known about it yet; fill in the rest with `..Channel::new(..)`.
    pub fn new(phone_number_id: PhoneNumberId, waba_id: WabaId, inbox: InboxId) -> Self {
        Self {
            phone_number_id,
            waba_id,
            inbox,
            display_phone_number: String::new(),
            verified_name: String::new(),
            account_name: None,
            business_id: None,
            app_id: None,
            coexistence: false,
            internal_name: None,
            description: None,
            running: true,
            decided: Decided::default(),
        }
    }

    /// `false` after disconnecting: its history stays readable.
    pub fn is_connected(&self) -> bool {
        self.decided.connected >= self.decided.disconnected
    }

    /// What people call it: the team's own name, else the one that customers see, else the number.
    pub fn name(&self) -> &str {
        let names = [self.internal_name.as_deref(), Some(self.verified_name.as_str()), Some(self.display_phone_number.as_str())];
        names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or(self.phone_number_id.as_str())
    }

    /// The time to give to a decision that is made now: later than every decision that this device has seen, even where another
    /// device's clock is ahead.
    pub fn next_at(&self, now: Millis) -> Millis {
        let Decided { connected, disconnected, names, running } = self.decided;
        now.max(connected.max(disconnected).max(names).max(running).plus_ms(1))
    }

    /// What connecting decides, for comparing two decisions of the same time.
    fn connection(&self) -> impl Ord + '_ {
        (
            &self.waba_id,
            self.inbox,
            &self.display_phone_number,
            &self.verified_name,
            &self.account_name,
            &self.business_id,
            &self.app_id,
            self.coexistence,
        )
    }

    /// Somebody connected the number, perhaps again: what the team decided about it before stays.
    pub(crate) fn connect(&mut self, channel: &Self, at: Millis) {
        if (at, channel.connection()) <= (self.decided.connected, self.connection()) {
            return;
        }
        *self = Self {
            internal_name: self.internal_name.take(),
            description: self.description.take(),
            running: self.running,
            decided: Decided { connected: at, ..self.decided },
            ..channel.clone()
        };
    }

    /// Somebody disconnected it. It starts anew when it is connected again.
    pub(crate) fn disconnect(&mut self, at: Millis) {
        self.decided.disconnected = self.decided.disconnected.max(at);
        self.run(true, at);
    }

    pub(crate) fn edit(&mut self, internal_name: &Option<String>, description: &Option<String>, at: Millis) {
        if (at, internal_name, description) > (self.decided.names, &self.internal_name, &self.description) {
            self.internal_name.clone_from(internal_name);
            self.description.clone_from(description);
            self.decided.names = at;
        }
    }

    pub(crate) fn run(&mut self, running: bool, at: Millis) {
        if (at, running) > (self.decided.running, self.running) {
            self.running = running;
            self.decided.running = at;
        }
    }
}
