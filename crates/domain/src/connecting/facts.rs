//! What Meta says about a login, its accounts and their numbers.

use crate::ids::{PhoneNumberId, WabaId};
use crate::time::Millis;

pub const MESSAGING: &str = "whatsapp_business_messaging";
pub const MANAGEMENT: &str = "whatsapp_business_management";
pub const BUSINESS: &str = "business_management";

/// What Embedded Signup said at its end (platform reference, section 2.4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signup {
    pub end: SignupEnd,
    pub phone_number_id: Option<PhoneNumberId>,
    pub waba_id: Option<WabaId>,
    pub business_id: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignupEnd {
    Finished,
    /// An account without a number.
    WithoutNumber,
    /// The number stays in the WhatsApp Business app.
    Coexistence,
    AccessOnly,
    Other(String),
}

impl SignupEnd {
    /// Reads the event's name; `None` for `CANCEL`, which is no end but a way out.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "CANCEL" | "ERROR" => None,
            "FINISH" => Some(Self::Finished),
            "FINISH_ONLY_WABA" => Some(Self::WithoutNumber),
            "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING" => Some(Self::Coexistence),
            "FINISH_GRANT_ONLY_API_ACCESS" => Some(Self::AccessOnly),
            other => Some(Self::Other(other.to_owned())),
        }
    }
}

/// What a token may do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Grants {
    /// The Meta app that it belongs to.
    pub app_id: Option<String>,
    pub valid: bool,
    /// `None`: never.
    pub ends_at: Option<Millis>,
    pub scopes: Vec<String>,
    pub granular: Vec<Granular>,
    /// Meta's words about a token that is not valid.
    pub problem: Option<String>,
}

/// Which things a scope is limited to. The newer form leaves the ids out, or the scope itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granular {
    pub scope: String,
    pub targets: Option<Vec<String>>,
}

impl Grants {
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|present| present == scope) || self.granular.iter().any(|granular| granular.scope == scope)
    }

    /// The scopes without which nothing works.
    pub fn missing(&self) -> Vec<&'static str> {
        [MESSAGING, MANAGEMENT].into_iter().filter(|scope| !self.has(scope)).collect()
    }

    /// The accounts that the token names.
    pub fn accounts(&self) -> Vec<WabaId> {
        let mut accounts = Vec::new();
        for granular in self.granular.iter().filter(|granular| granular.scope == MANAGEMENT || granular.scope == MESSAGING) {
            for id in granular.targets.iter().flatten() {
                let id = WabaId::from(id.as_str());
                if !accounts.contains(&id) {
                    accounts.push(id);
                }
            }
        }
        accounts
    }
}

/// A business portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Business {
    pub id: String,
    pub name: Option<String>,
}

/// A WhatsApp Business Account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub id: WabaId,
    pub name: Option<String>,
    /// The portfolio that it belongs to.
    pub business_id: Option<String>,
}

impl Account {
    pub(super) fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.0.clone())
    }
}

/// A number as Meta describes it; the words are Meta's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundNumber {
    pub id: PhoneNumberId,
    pub account: WabaId,
    pub display_phone_number: String,
    pub verified_name: String,
    pub name_status: Option<String>,
    pub quality: Option<String>,
    /// `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`.
    pub verification: Option<String>,
    pub status: Option<String>,
    pub throughput: Option<String>,
    /// Used in the WhatsApp Business app as well.
    pub on_business_app: Option<bool>,
    /// Two-step verification is on.
    pub pin_enabled: Option<bool>,
}

impl FoundNumber {
    /// How people know it.
    pub fn called(&self) -> String {
        match (self.verified_name.as_str(), self.display_phone_number.as_str()) {
            ("", "") => self.id.0.clone(),
            ("", number) => number.to_owned(),
            (name, "") => name.to_owned(),
            (name, number) => format!("{name} ({number})"),
        }
    }

    /// Why it can't be connected.
    pub fn unusable(&self) -> Option<&'static str> {
        match self.status.as_deref() {
            Some("BANNED") => Some("Meta has banned this number. Ask for a review in WhatsApp Manager."),
            Some("DELETED") => Some("This number was deleted at Meta. Add it again in WhatsApp Manager."),
            Some("MIGRATED") => Some("This number has moved to another account. Log in with access to that one."),
            Some(_) | None => None,
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.status.as_deref() == Some("CONNECTED")
    }

    pub(super) fn unverified(&self) -> bool {
        matches!(self.verification.as_deref(), Some("NOT_VERIFIED" | "UNVERIFIED"))
    }
}

/// A number that is connected here already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectedNumber {
    pub id: PhoneNumberId,
    pub account: WabaId,
    /// How the team knows it.
    pub name: String,
    pub display_phone_number: String,
    pub verified_name: String,
}

/// A message template, as far as the first look at them goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    pub name: String,
    pub language: Option<String>,
    /// It may be sent.
    pub approved: bool,
}
