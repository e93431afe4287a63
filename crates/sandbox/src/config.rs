//! What a sandbox starts with: the app, its accounts, numbers, tokens, customers, and how faithful to be about time.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;

use crate::clock::now_ms;

/// Everything a [`Sandbox`](crate::Sandbox) is started with.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where to listen. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// The Meta app that our tokens belong to.
    pub app: AppConfig,
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

/// The Meta app.
#[derive(Clone)]
pub struct AppConfig {
    /// App id, digits.
    pub id: String,
    /// Name as `debug_token` and `subscribed_apps` show it.
    pub name: String,
    /// App secret: signs webhooks, and makes the app token `{id}|{secret}`.
    pub secret: String,
    /// Verify token of the webhook address.
    pub verify_token: String,
}

/// A WhatsApp Business Account (WABA).
#[derive(Clone, Debug, Deserialize)]
pub struct AccountConfig {
    /// WABA id, digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The business portfolio that owns it.
    pub business_id: String,
    /// ISO country of the business, for example `ES`.
    pub country: String,
    /// Currency of its bill.
    pub currency: String,
    /// Whether the app is subscribed from the start. Without a subscription no webhook leaves.
    pub subscribed: bool,
    /// Its numbers.
    pub numbers: Vec<NumberConfig>,
    /// Its approved message templates.
    pub templates: Vec<TemplateConfig>,
}

/// A business phone number.
#[derive(Clone, Debug, Deserialize)]
pub struct NumberConfig {
    /// The phone number id used in URLs.
    pub phone_number_id: String,
    /// With `+`, spaces and dashes, as Meta shows it.
    pub display_phone_number: String,
    /// The name that customers see.
    pub verified_name: String,
    /// A test number may only write to these (digits); others get 131030. `None`: no such limit.
    pub allowed_recipients: Option<Vec<String>>,
}

/// An approved message template.
#[derive(Clone, Debug, Deserialize)]
pub struct TemplateConfig {
    /// Template id, digits.
    pub id: String,
    /// Name, lower case.
    pub name: String,
    /// Language code, exact.
    pub language: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub category: String,
    /// Body with `{{1}}` placeholders.
    pub body: String,
}

/// An access token.
#[derive(Clone)]
pub struct TokenConfig {
    /// A name for lists and the call log, which never show the token itself.
    pub label: String,
    /// The token.
    pub value: String,
    /// Granted permissions.
    pub scopes: Vec<String>,
    /// WABAs it may touch; `None` = all.
    pub accounts: Option<Vec<String>>,
    /// Unix seconds; `None` = never.
    pub expires_at_s: Option<i64>,
    /// A token of another kind that Meta can't parse or has revoked.
    pub revoked: bool,
}

impl TokenConfig {
    /// A never-expiring system-user token with both WhatsApp permissions on every account.
    pub fn full(value: &str) -> Self {
        Self {
            label: "main".into(),
            value: value.into(),
            scopes: ["whatsapp_business_management", "whatsapp_business_messaging", "public_profile"].map(String::from).to_vec(),
            accounts: None,
            expires_at_s: None,
            revoked: false,
        }
    }
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

/// The app secret that [`SandboxConfig::test`] and the demo use.
pub const DEMO_APP_SECRET: &str = "sandbox-app-secret";
/// Their verify token.
pub const DEMO_VERIFY_TOKEN: &str = "sandbox-verify-token";
/// Their access token.
pub const DEMO_TOKEN: &str = "EAASandboxDemoToken";

impl SandboxConfig {
    /// One app and nothing else: no accounts, tokens or customers.
    pub fn empty() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            app: AppConfig {
                id: "670843887433847".into(),
                name: "Frontdesk".into(),
                secret: DEMO_APP_SECRET.into(),
                verify_token: DEMO_VERIFY_TOKEN.into(),
            },
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
        config.customers = crate::demo::customers();
        config.limits = Limits::NONE;
        config.webhooks.answer_within = Duration::from_secs(2);
        config.webhooks.retry = RetryPolicy { first: Duration::from_millis(10), factor: 1.5, cap: Duration::from_millis(200), horizon: SEVEN_DAYS };
        config
    }

    /// For people: Casa Verde at a pace that can be watched, Meta's limits, repeats after at most 5 s so that a
    /// restarted relay catches up before one's patience ends.
    pub fn demo() -> Self {
        let mut config = Self::test();
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
