//! What people type or paste: ids, a token, a PIN.

use crate::ids::{PhoneNumberId, WabaId};
use crate::secret::Secret;

/// Why something that was entered can't be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{what} is a row of digits. Copy it from WhatsApp → API Setup in Meta's dashboard.")]
    NotDigits { what: &'static str, field: &'static str },
    #[error("Enter at least one phone number id.")]
    NoNumberId,
    #[error("Enter the access token.")]
    NoToken,
    #[error("The access token has blanks or other characters in it that no token has. Copy it once more, and nothing around it.")]
    OddToken,
    #[error("An app id and an app secret belong together. Enter both, or none.")]
    HalfAnApp { missing: &'static str },
    #[error("Six digits are needed here.")]
    NotSixDigits,
    #[error("Choose at least one number.")]
    NothingChosen,
    #[error("The number {0} is not among those that Meta showed. Choose from the list.")]
    NotFound(String),
    #[error("{0}")]
    Unusable(&'static str),
}

impl Refusal {
    /// The entered field that it is about, by the name that it has in the form.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotDigits { field, .. } | Self::HalfAnApp { missing: field } => Some(field),
            Self::NoNumberId => Some("phone_number_ids"),
            Self::NoToken | Self::OddToken => Some("access_token"),
            Self::NotSixDigits | Self::NothingChosen | Self::NotFound(_) | Self::Unusable(_) => None,
        }
    }
}

/// A PIN or a code by SMS or call. Short-lived, yet not to be seen in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct SixDigits(Secret);

impl SixDigits {
    /// Blanks and the dash of `123-456` are taken out.
    ///
    /// # Errors
    /// Anything but six digits.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) { Ok(Self(Secret::new(digits))) } else { Err(Refusal::NotSixDigits) }
    }

    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

impl std::fmt::Debug for SixDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SixDigits(..)")
    }
}

/// Ids and a token by hand, cleaned of what copying drags along. Nothing of it is checked with Meta yet.
pub struct Entered {
    pub numbers: Vec<PhoneNumberId>,
    pub account: WabaId,
    pub token: Secret,
    /// A Meta app for the relay: id and secret.
    pub app: Option<(String, Secret)>,
}

impl Entered {
    /// `numbers` may hold several ids in one text, with commas, semicolons or blanks between them.
    ///
    /// # Errors
    /// In words, for the field it is about.
    pub fn parse(numbers: &[String], account: &str, token: &str, app_id: Option<&str>, app_secret: Option<&str>) -> Result<Self, Refusal> {
        let mut ids: Vec<PhoneNumberId> = Vec::new();
        for id in numbers.iter().flat_map(|text| text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())).filter(|id| !id.is_empty()) {
            let id = PhoneNumberId(digits(id, "A phone number id", "phone_number_ids")?);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Err(Refusal::NoNumberId);
        }
        let filled = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let app = match (filled(app_id), filled(app_secret)) {
            (Some(id), Some(secret)) => Some((digits(&id, "The app id", "app_id")?, Secret::new(secret))),
            (None, None) => None,
            (Some(_), None) => return Err(Refusal::HalfAnApp { missing: "app_secret" }),
            (None, Some(_)) => return Err(Refusal::HalfAnApp { missing: "app_id" }),
        };
        let account = WabaId(digits(account, "The WhatsApp Business Account id", "waba_id")?);
        Ok(Self { numbers: ids, account, token: clean_token(token)?, app })
    }
}

fn digits(text: &str, what: &'static str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) { Ok(text.to_owned()) } else { Err(Refusal::NotDigits { what, field }) }
}

/// A pasted token without the quotes, the `Bearer` and the blanks around it.
///
/// # Errors
/// When nothing is left, or characters that no token has.
pub fn clean_token(text: &str) -> Result<Secret, Refusal> {
    let quotes: &[char] = &['"', '\'', '`', '“', '”', '‘', '’'];
    let trim = |text| str::trim_matches(str::trim(text), quotes).trim();
    let mut token = trim(text);
    for prefix in ["Authorization:", "Bearer"] {
        if token.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            token = trim(&token[prefix.len()..]);
        }
    }
    if token.is_empty() {
        return Err(Refusal::NoToken);
    }
    if token.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\'') { Ok(Secret::new(token)) } else { Err(Refusal::OddToken) }
}
