//! Making a number ready: verified by a code, registered with its PIN, and in step with the WhatsApp Business app.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::secret::Secret;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Graph, not_understood};
use crate::meta::answers::node::{request_id, succeeded};

/// The language of the code's text or call; Meta wants one.
const CODE_LANGUAGE: &str = "en_US";

/// How a code reaches the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeMethod {
    Sms,
    Voice,
}

impl CodeMethod {
    fn word(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Voice => "VOICE",
        }
    }
}

impl Graph {
    /// Has Meta send a code to the number. Each call sends another one.
    pub async fn request_code(&self, number: &PhoneNumberId, method: CodeMethod, token: &Secret) -> Result<(), Failure> {
        self.change(number, "request_code", json!({ "code_method": method.word(), "language": CODE_LANGUAGE }), token).await
    }

    /// Proves with the code that the number is ours.
    pub async fn verify_code(&self, number: &PhoneNumberId, code: &Secret, token: &Secret) -> Result<(), Failure> {
        self.change(number, "verify_code", json!({ "code": code.expose() }), token).await
    }

    /// Registers the number; the PIN becomes its own when it has none. At most ten times in three days. Never for a number that is in
    /// the WhatsApp Business app.
    pub async fn register(&self, number: &PhoneNumberId, pin: &Secret, token: &Secret) -> Result<(), Failure> {
        self.change(number, "register", json!({ "messaging_product": "whatsapp", "pin": pin.expose() }), token).await
    }

    /// Has Meta send the contacts, then the history of the WhatsApp Business app, by webhook. Each once, within a day of the signup.
    pub async fn start_sync(&self, number: &PhoneNumberId, token: &Secret) -> Result<(), Failure> {
        for kind in ["smb_app_state_sync", "history"] {
            let body = json!({ "messaging_product": "whatsapp", "sync_type": kind });
            let answer = self.call(Method::POST, &[number.as_str(), "smb_app_data"], &[], Some(body), token).await?;
            if request_id(&answer).is_none() && !succeeded(&answer) {
                return Err(not_understood());
            }
        }
        Ok(())
    }

    async fn change(&self, number: &PhoneNumberId, edge: &str, body: Value, token: &Secret) -> Result<(), Failure> {
        let answer = self.call(Method::POST, &[number.as_str(), edge], &[], Some(body), token).await?;
        if succeeded(&answer) { Ok(()) } else { Err(not_understood()) }
    }
}
