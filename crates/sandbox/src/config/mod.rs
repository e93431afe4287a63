//! What a sandbox starts with: the app, its accounts, numbers, tokens, customers, and how faithful to be about time.

mod account;
mod app;
mod login;
mod person;
mod token;

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;

use crate::clock::now_ms;

pub use account::{AccountConfig, NumberConfig, TemplateConfig};
pub use app::{AppConfig, AppMode, ConfiguredToken, LoginConfiguration};
pub use login::{ClosedWindow, DebugTokenForm, LoginPages, SignupOrder};
pub use person::{BusinessConfig, PersonConfig};
pub use token::{TokenConfig, TokenEnd, TokenHolder};

/// The permission to send and to receive messages.
pub(crate) const MESSAGING: &str = "whatsapp_business_messaging";
/// The permission to manage accounts, numbers and templates.
pub(crate) const MANAGEMENT: &str = "whatsapp_business_management";
/// The permission to read business portfolios.
pub(crate) const PORTFOLIOS: &str = "business_management";

/// Everything a [`Sandbox`](crate::Sandbox) is started with.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where to listen. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The Meta app that tokens belong to unless they say otherwise.
    pub app: AppConfig,
    /// More Meta apps, each with its own secret and webhook address.
    pub other_apps: Vec<AppConfig>,
    /// People who can log in on the sandbox's pages.
    pub people: Vec<PersonConfig>,
    /// Business portfolios.
    pub businesses: Vec<BusinessConfig>,
    /// How the login pages behave.
    pub login: LoginPages,
    /// The webhook address, set without the verification handshake (as if verified earlier).
    pub webhook_url: Option<String>,
    /// WhatsApp Business Accounts with their numbers and templates.
    pub accounts: Vec<AccountConfig>,
    /// Access tokens that are valid at start.
    pub tokens: Vec<TokenConfig>,
    /// Customers that exist at start.
    pub customers: Vec<CustomerConfig>,
    /// How long a message takes on its way to the phone.
    pub pace: Pace,
    /// Sending limits (reference 3.4).
    pub limits: Limits,
    /// How refusals for the recipient's sake (closed window, not on WhatsApp) are told.
    pub refusal: Refusal,
    /// How webhooks are delivered and repeated.
    pub webhooks: WebhookConfig,
}

/// A customer and their phone.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct CustomerConfig {
    /// Profile name.
    pub name: String,
    /// WhatsApp id: digits without `+`.
    pub wa_id: String,
    /// Business-scoped user id. Empty: one is made from the number.
    pub user_id: String,
    /// Parent BSUID, when portfolios are linked.
    pub parent_user_id: Option<String>,
    /// Username, if the customer took one.
    pub username: Option<String>,
    /// The business never sees the number: `from`, `wa_id` and `recipient_id` are left out.
    pub hides_number: bool,
    /// The phone has a network.
    pub online: bool,
    /// The customer lets others see when they read.
    pub read_receipts: bool,
    /// Language of the customer, for the page.
    pub language: String,
}

impl Default for CustomerConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            wa_id: String::new(),
            user_id: String::new(),
            parent_user_id: None,
            username: None,
            hides_number: false,
            online: true,
            read_receipts: true,
            language: "en".into(),
        }
    }
}

impl CustomerConfig {
    /// A customer who shares their number, is online and has receipts on.
    pub fn new(name: &str, wa_id: &str) -> Self {
        Self { name: name.into(), wa_id: wa_id.into(), ..Self::default() }
    }
}

/// How long an accepted message takes to each next state. Zero means at once, in the same step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From accepted to `sent`.
    pub sent: Duration,
    /// From `sent` to `delivered`, phone online.
    pub delivered: Duration,
    /// From `delivered` to `read`, chat open.
    pub read: Duration,
}

impl Pace {
    /// No waiting: for tests.
    pub const INSTANT: Self = Self { sent: Duration::ZERO, delivered: Duration::ZERO, read: Duration::ZERO };
    /// Slow enough to watch the ticks.
    pub const WATCHABLE: Self = Self { sent: Duration::from_millis(400), delivered: Duration::from_millis(700), read: Duration::from_millis(900) };
}

/// Sending limits (reference 3.4).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Messages in and out per second and number; `None` = no limit. Beyond: 130429.
    pub per_number_per_second: Option<u32>,
    /// Messages to one user; `None` = no limit. Beyond: 131056.
    pub pair: Option<PairLimit>,
}

impl Limits {
    /// Meta's standard limits: 80 a second per number, one message to a user each 6 s with a burst of 45.
    pub const META: Self = Self { per_number_per_second: Some(80), pair: Some(PairLimit { every: Duration::from_secs(6), burst: 45 }) };
    /// No limits.
    pub const NONE: Self = Self { per_number_per_second: None, pair: None };
}

/// One message each `every`, with `burst` borrowed from the future.
#[derive(Clone, Copy, Debug)]
pub struct PairLimit {
    /// The gap.
    pub every: Duration,
    /// How many may go at once.
    pub burst: u32,
}

/// How a refusal for the recipient's sake reaches the sender: both were seen in live traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// In the answer to the send, HTTP 400 (reference 1.6).
    InReply,
    /// The send is accepted, and a `failed` status follows.
    ByWebhook,
}

/// How webhooks are delivered.
#[derive(Clone, Copy, Debug)]
pub struct WebhookConfig {
    /// Time to answer before it counts as failed.
    pub answer_within: Duration,
    /// POSTs under way at once.
    pub concurrency: usize,
    /// Updates in one POST when a backlog exists (Meta: up to 1,000).
    pub batch_max: usize,
    /// Graph version of the webhook subscription: below 24, statuses carry a `conversation`.
    pub version: u32,
    /// When to repeat what was not answered with 200.
    pub retry: RetryPolicy,
}

/// Growing gaps until the horizon.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    /// Gap before the first repeat.
    pub first: Duration,
    /// Each gap is the one before times this.
    pub factor: f64,
    /// No gap is longer.
    pub cap: Duration,
    /// After this the update is dropped (Meta: 7 days).
    pub horizon: Duration,
}

const SEVEN_DAYS: Duration = Duration::from_secs(7 * 86_400);

/// The id of the app that [`SandboxConfig::test`] and the demo have.
pub const DEMO_APP_ID: &str = "670843887433847";
/// Its app secret.
pub const DEMO_APP_SECRET: &str = "sandbox-app-secret";
/// Its verify token.
pub const DEMO_VERIFY_TOKEN: &str = "sandbox-verify-token";
/// Its access token.
pub const DEMO_TOKEN: &str = "EAASandboxDemoToken";

impl SandboxConfig {
    /// One app and nothing else: no accounts, tokens or customers.
    pub fn empty() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            app: AppConfig::new(DEMO_APP_ID, "Frontdesk", DEMO_APP_SECRET, DEMO_VERIFY_TOKEN),
            other_apps: Vec::new(),
            people: Vec::new(),
            businesses: Vec::new(),
            login: LoginPages::default(),
            webhook_url: None,
            accounts: Vec::new(),
            tokens: vec![TokenConfig::full(DEMO_TOKEN)],
            customers: Vec::new(),
            pace: Pace::INSTANT,
            limits: Limits::META,
            refusal: Refusal::InReply,
            webhooks: WebhookConfig {
                answer_within: Duration::from_secs(10),
                concurrency: 16,
                batch_max: 1_000,
                version: 24,
                retry: RetryPolicy { first: Duration::from_secs(1), factor: 2.0, cap: Duration::from_secs(3_600), horizon: SEVEN_DAYS },
            },
        }
    }

    /// For tests: the Casa Verde shop, no waiting anywhere, repeats after milliseconds, no sending limits.
    pub fn test() -> Self {
        let mut config = Self::empty();
        config.accounts = vec![crate::demo::account()];
        config.app.configurations = crate::demo::configurations();
        config.people = crate::demo::people();
        config.businesses = crate::demo::businesses();
        config.customers = crate::demo::customers();
        config.limits = Limits::NONE;
        config.webhooks.answer_within = Duration::from_secs(2);
        config.webhooks.retry = RetryPolicy { first: Duration::from_millis(10), factor: 1.5, cap: Duration::from_millis(200), horizon: SEVEN_DAYS };
        config
    }

    /// For tests of connecting: as [`test`](Self::test), but nothing is connected yet. Casa Verde's account has no
    /// subscription, a second account has a number that is not registered and one that lives on a phone too, and there are no
    /// tokens.
    pub fn connecting() -> Self {
        let mut config = Self::test();
        config.tokens.clear();
        config.accounts.iter_mut().for_each(|account| account.subscribed = false);
        config.accounts.push(crate::demo::workshops());
        config
    }

    /// For people: Casa Verde at a pace that can be watched, Meta's limits, repeats after at most 5 s so that a
    /// restarted relay catches up before one's patience ends. The account for workshops is there to be connected.
    pub fn demo() -> Self {
        let mut config = Self::test();
        config.accounts.push(crate::demo::workshops());
        config.pace = Pace::WATCHABLE;
        config.limits = Limits::META;
        config.webhooks.answer_within = Duration::from_secs(10);
        config.webhooks.retry = RetryPolicy { first: Duration::from_millis(500), factor: 1.6, cap: Duration::from_secs(5), horizon: SEVEN_DAYS };
        config
    }

    /// Same, with another webhook address.
    #[must_use]
    pub fn webhook_url(mut self, url: impl Into<String>) -> Self {
        self.webhook_url = Some(url.into());
        self
    }

    /// A token that ended an hour ago, to be added to [`tokens`](Self::tokens).
    pub fn expired_token(value: &str) -> TokenConfig {
        TokenConfig { label: "expired".into(), expires_at_s: Some(now_ms() / 1_000 - 3_600), ..TokenConfig::full(value) }
    }
}
