//! Meta apps and what their owners set in the App Dashboard.

use super::{MANAGEMENT, MESSAGING, PORTFOLIOS};

/// A Meta app.
#[derive(Clone)]
pub struct AppConfig {
    /// App id, digits.
    pub id: String,
    /// Name as the login pages, `debug_token` and `subscribed_apps` show it.
    pub name: String,
    /// App secret: signs webhooks, exchanges codes, and makes the app token `{id}|{secret}`.
    pub secret: String,
    /// Verify token of the webhook address.
    pub verify_token: String,
    /// The business portfolio that owns the app; `PARTNER_ADDED` names it.
    pub business_id: String,
    /// Who may log in.
    pub mode: AppMode,
    /// "Valid OAuth Redirect URIs": compared as whole strings (reference 2.3).
    pub redirect_uris: Vec<String>,
    /// "Allowed Domains for the JavaScript SDK", as origins.
    pub sdk_origins: Vec<String>,
    /// "Enforce HTTPS". Meta has it on for every app; here it is off unless asked for, as one's own machine has none.
    pub enforces_https: bool,
    /// "Require App Secret": every call needs `appsecret_proof`.
    pub requires_proof: bool,
    /// Permissions with Advanced Access. Asking for others fails.
    pub permissions: Vec<String>,
    /// Facebook Login for Business configurations.
    pub configurations: Vec<LoginConfiguration>,
    /// New customers that Embedded Signup lets in within seven days (reference 1.4: 10, or 200 once verified).
    pub onboardings_per_week: u32,
}

impl AppConfig {
    /// A live app with Advanced Access to what WhatsApp needs, no redirect address and no configuration.
    pub fn new(id: &str, name: &str, secret: &str, verify_token: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            secret: secret.into(),
            verify_token: verify_token.into(),
            business_id: "506914307656634".into(),
            mode: AppMode::Live,
            redirect_uris: Vec::new(),
            sdk_origins: Vec::new(),
            enforces_https: false,
            requires_proof: false,
            permissions: ["public_profile", "email", PORTFOLIOS, MANAGEMENT, MESSAGING, "whatsapp_business_manage_events"].map(String::from).to_vec(),
            configurations: Vec::new(),
            onboardings_per_week: 200,
        }
    }

    /// `{id}|{secret}`.
    pub(crate) fn token(&self) -> String {
        format!("{}|{}", self.id, self.secret)
    }
}

/// Whether an app serves everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppMode {
    /// Everybody may log in.
    Live,
    /// Only these people (ids) may; and `http://localhost` needs no entry in the list of redirect addresses.
    Development {
        /// Admins, developers and testers of the app.
        role_holders: Vec<String>,
    },
}

/// A configuration of Facebook Login for Business: what `config_id` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginConfiguration {
    /// Its id, digits.
    pub id: String,
    /// What the permissions page calls it.
    pub name: String,
    /// What a login with it gives.
    pub token: ConfiguredToken,
    /// The permissions: all are granted, or nothing is.
    pub permissions: Vec<String>,
    /// Embedded Signup (v4) rather than a plain login.
    pub signup: bool,
}

/// The access token that a configuration gives (reference 2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfiguredToken {
    /// A person's short-lived token, 90 minutes.
    User,
    /// A business integration system user's token that never ends.
    SystemUser,
    /// The same for 60 days, as the configuration template for Embedded Signup has it.
    SystemUserFor60Days,
}
