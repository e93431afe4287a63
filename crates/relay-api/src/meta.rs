//! The Meta login and the Meta app: what a device asks its relay, the only one that holds the app's secret.
//!
//! A login: the device says [`LoginRequest`] with a key made for this login only, opens the address it is given in a browser
//! window, and hears [`LoginNews`] until one of them ends the login. Everything that Meta gave comes sealed to that key.

use std::fmt;
use std::str::FromStr;

use frontdesk_domain::time::Millis;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use uuid::Uuid;

use crate::keys::SealingPublicKey;
use crate::secret::SecretText;

/// One login; the device makes it. Another device's login of the same id is another login.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LoginId(pub Uuid);

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LoginId {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse().map(Self)
    }
}

/// What the relay knows about Meta. No `Debug`: the verify token is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaView {
    /// The address under which the world reaches the relay; without one no login can be started.
    pub public_url: Option<String>,
    /// What to enter at Meta as callback URL.
    pub webhook_url: Option<String>,
    /// What to enter at Meta as verify token.
    pub verify_token: SecretText,
    /// Those of the relay's settings first.
    pub apps: Vec<MetaApp>,
    pub relay_version: String,
}

/// A Meta app whose webhooks the relay believes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MetaApp {
    /// Empty when only a secret is known; then `has_secret_only`.
    pub id: String,
    /// As Meta calls it, once it was asked.
    pub name: Option<String>,
    /// The configuration of Facebook Login for Business; Embedded Signup needs one.
    pub config_id: Option<String>,
    /// By an owner, so an owner can remove it; the others are in the relay's settings.
    pub entered: bool,
    /// A secret without an app id: verifies signatures, can't log in.
    pub has_secret_only: bool,
}

/// A Meta app that an owner enters. The relay asks Meta whether id and secret belong together before it keeps them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMetaApp {
    pub id: String,
    pub secret: SecretText,
    pub config_id: Option<String>,
}

/// A login to start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoginRequest {
    pub login: LoginId,
    pub way: LoginWay,
    /// Embedded Signup for a number that stays in the WhatsApp Business app.
    pub coexistence: bool,
    /// Which of the relay's apps; `None` takes the first that fits.
    pub app_id: Option<String>,
    /// A key of the device, made for this login only.
    pub sealed_to: SealingPublicKey,
}

/// What Meta shows in the login window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginWay {
    /// Embedded Signup: creates or chooses a business account and a number.
    Signup,
    /// The login dialog, for an account that exists.
    Login,
}

/// How a login goes on. The last four end it. After a reconnection the relay says all news of a login again, until the
/// device cancels the login or it runs out; hearing one twice changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginNews {
    /// The page was loaded.
    Opened,
    /// What Embedded Signup said. May come after [`LoginNews::Exchanged`].
    SignupEvent { event: SignupEvent },
    /// Meta gave a code; it is being exchanged.
    CodeReceived,
    /// A [`LoginOutcome`] for the device, see [`crate::sealed_for_device::open_login`].
    Exchanged { sealed: ByteBuf },
    /// The person went away; `words` are Meta's.
    Cancelled { step: Option<String>, words: Option<String> },
    /// Meta refused. `step` is `code` (Meta or the exchange refused the code) or `token` (the token could not be handed on).
    Failed { step: String, words: String, code: Option<i64>, subcode: Option<i64> },
    /// Nothing came of it in time.
    Expired,
}

/// What a login gave. Travels sealed only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginOutcome {
    pub access_token: SecretText,
    pub app_id: String,
    /// `None`: never, or Meta did not say.
    pub expires_at: Option<Millis>,
    pub info: TokenInfo,
    /// What Embedded Signup had said by then.
    pub signup: Option<SignupEvent>,
}

/// What Embedded Signup says about how it ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignupEvent {
    /// Meta's word: `FINISH`, `FINISH_ONLY_WABA`, `FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING`, `CANCEL` or another.
    pub event: String,
    pub phone_number_id: Option<String>,
    pub waba_id: Option<String>,
    pub business_id: Option<String>,
    /// Where the person went away.
    pub current_step: Option<String>,
    pub error_message: Option<String>,
}

/// What Meta says about a token (`debug_token`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TokenInfo {
    pub app_id: Option<String>,
    pub is_valid: bool,
    /// Meta's word: `USER`, `SYSTEM_USER`, `PAGE`, `APP`.
    pub kind: Option<String>,
    /// `None` = never.
    pub expires_at: Option<Millis>,
    pub data_access_expires_at: Option<Millis>,
    pub scopes: Vec<String>,
    pub granular: Vec<GranularScope>,
    pub user_id: Option<String>,
    /// Why it is not valid, or why Meta could not be asked; then `is_valid` is false and the scopes are empty.
    pub problem: Option<String>,
}

/// Which assets a scope was granted for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GranularScope {
    pub scope: String,
    /// `None`: all of that kind.
    pub target_ids: Option<Vec<String>>,
}

/// The webhook subscription of a Meta app. All empty when there is none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AppWebhook {
    pub callback_url: Option<String>,
    pub active: bool,
    pub fields: Vec<String>,
}

/// One thing that the relay tried at its own public address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProbeCheck {
    /// `dns`, `tls`, `challenge`, `challenge_refused`, `signature` or `signature_refused`.
    pub check: String,
    pub ok: bool,
    /// A sentence; with what to do when it is not ok.
    pub words: String,
}
