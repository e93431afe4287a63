//! The connection doctor: what each check's result means, decided from what was observed. Who observes is `core::doctor`.
//!
//! What could not be observed, because something passing was in the way, is never held against the connection: it is said to be
//! unchecked.

mod device;
mod number;
mod report;
mod webhook;

pub use device::{ChallengeAnswer, Handshake, Link, challenge, relay_connected, relay_public, tls};
pub use number::{
    SelfTest, TokenSeen, billing, display_name, last_webhook, number_status, quality, registration, scopes, self_test, templates, token, token_end,
};
pub use report::{Report, report};
pub use webhook::{Addresses, AppSeen, Probe, app_webhook, fields, override_url, signature, subscription};

/// Every check, in the order in which they build on each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Check {
    RelayConnected,
    RelayPublic,
    Tls,
    Challenge,
    Signature,
    AppWebhook,
    Fields,
    Subscription,
    OverrideUrl,
    Token,
    Scopes,
    TokenEnd,
    NumberStatus,
    Registration,
    DisplayName,
    Quality,
    Billing,
    Templates,
    LastWebhook,
    SelfTest,
}

impl Check {
    pub const ALL: [Self; 20] = [
        Self::RelayConnected,
        Self::RelayPublic,
        Self::Tls,
        Self::Challenge,
        Self::Signature,
        Self::AppWebhook,
        Self::Fields,
        Self::Subscription,
        Self::OverrideUrl,
        Self::Token,
        Self::Scopes,
        Self::TokenEnd,
        Self::NumberStatus,
        Self::Registration,
        Self::DisplayName,
        Self::Quality,
        Self::Billing,
        Self::Templates,
        Self::LastWebhook,
        Self::SelfTest,
    ];

    /// What the report calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::RelayConnected => "Relay connected",
            Self::RelayPublic => "Public address",
            Self::Tls => "Encryption",
            Self::Challenge => "Webhook address",
            Self::Signature => "Signature",
            Self::AppWebhook => "The app's webhook",
            Self::Fields => "Webhook fields",
            Self::Subscription => "Account subscribed",
            Self::OverrideUrl => "No other address",
            Self::Token => "Access token",
            Self::Scopes => "Permissions",
            Self::TokenEnd => "End of the token",
            Self::NumberStatus => "Number",
            Self::Registration => "Registration",
            Self::DisplayName => "Display name",
            Self::Quality => "Quality",
            Self::Billing => "Sending and billing",
            Self::Templates => "Templates",
            Self::LastWebhook => "Last webhook",
            Self::SelfTest => "Message out and in",
        }
    }
}

/// How a check came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub verdict: Verdict,
    /// The result in plain words.
    pub words: String,
    /// What to do, when something is to be done.
    pub fix: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Good,
    /// Works, but should be looked at.
    Warning,
    Bad,
    /// Could not be checked, or was not asked for.
    Skipped,
}

impl Outcome {
    pub fn good(words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, words: words.into(), fix: None }
    }

    pub fn warning(words: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, words: words.into(), fix: Some(fix.into()) }
    }

    pub fn bad(words: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Bad, words: words.into(), fix: Some(fix.into()) }
    }

    pub fn skipped(words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Skipped, words: words.into(), fix: None }
    }
}

/// What came of looking at something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Observed<T> {
    Got(T),
    /// Who was asked said no: a sentence in their words, and what to do.
    Refused {
        words: String,
        fix: String,
    },
    /// It could not be asked, for a reason that passes or lies elsewhere: a sentence.
    Unknown(String),
}

impl<T> Observed<T> {
    /// Judges what was got; the rest means the same for every check.
    fn judge(&self, judge: impl FnOnce(&T) -> Outcome) -> Outcome {
        match self {
            Self::Got(got) => judge(got),
            Self::Refused { words, fix } => Outcome::bad(words.clone(), fix.clone()),
            Self::Unknown(why) => Outcome::skipped(format!("Could not be checked: {why}")),
        }
    }
}

#[cfg(test)]
mod tests;
