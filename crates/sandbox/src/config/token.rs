//! Access tokens.

use super::{MANAGEMENT, MESSAGING};

/// An access token.
#[derive(Clone)]
pub struct TokenConfig {
    /// A name for lists and the call log, which never show the token itself.
    pub label: String,
    /// The token.
    pub value: String,
    /// The app that it was given to; `None` = [`SandboxConfig::app`](super::SandboxConfig::app).
    pub app_id: Option<String>,
    /// Whom it speaks for.
    pub holder: TokenHolder,
    /// Granted permissions.
    pub scopes: Vec<String>,
    /// WABAs it may touch; `None` = all.
    pub accounts: Option<Vec<String>>,
    /// Unix seconds.
    pub issued_at_s: i64,
    /// Unix seconds; `None` = never.
    pub expires_at_s: Option<i64>,
    /// Why it does not work any more, apart from its age.
    pub ended: Option<TokenEnd>,
}

/// Whom a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenHolder {
    /// A system user of this business; `None`: of the first account's.
    SystemUser {
        /// The client's business.
        business_id: Option<String>,
    },
    /// A person.
    Person {
        /// Facebook user id.
        id: String,
    },
}

/// What ended a token, with the subcodes that Meta gives with 190 (reference 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenEnd {
    /// 458: the app was removed by the person or the business.
    AppRemoved,
    /// 459: the person has to pass a checkpoint on facebook.com.
    Checkpoint,
    /// 460: the password changed, or the session was ended for safety.
    PasswordChanged,
    /// 467: the session was ended by its owner.
    Revoked,
}

impl TokenEnd {
    pub(crate) fn subcode(self) -> u32 {
        match self {
            Self::AppRemoved => 458,
            Self::Checkpoint => 459,
            Self::PasswordChanged => 460,
            Self::Revoked => 467,
        }
    }

    /// Meta's words.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::AppRemoved => "Error validating access token: The user has not authorized application.",
            Self::Checkpoint => {
                "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given."
            }
            Self::PasswordChanged => {
                "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons."
            }
            Self::Revoked => "Error validating access token: The session is invalid because the user logged out.",
        }
    }
}

impl TokenConfig {
    /// A never-expiring system-user token with both WhatsApp permissions on every account.
    pub fn full(value: &str) -> Self {
        Self {
            label: "main".into(),
            value: value.into(),
            app_id: None,
            holder: TokenHolder::SystemUser { business_id: None },
            scopes: [MANAGEMENT, MESSAGING, "public_profile"].map(String::from).to_vec(),
            accounts: None,
            issued_at_s: 1_764_000_000,
            expires_at_s: None,
            ended: None,
        }
    }

    pub(crate) fn is_expired(&self, now_ms: i64) -> bool {
        self.expires_at_s.is_some_and(|end| end * 1_000 <= now_ms)
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    /// Whether its holder let it touch this account.
    pub(crate) fn reaches(&self, account_id: &str) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.iter().any(|granted| granted == account_id))
    }

    /// A system user's id, stable per label; or the person's.
    pub(crate) fn user_id(&self) -> String {
        match &self.holder {
            TokenHolder::Person { id } => id.clone(),
            TokenHolder::SystemUser { .. } => {
                let sum = self.label.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
                format!("1222{:011}", sum % 100_000_000_000)
            }
        }
    }
}
