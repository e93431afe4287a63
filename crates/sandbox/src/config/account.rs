//! WhatsApp Business Accounts, their numbers and templates.

/// A WhatsApp Business Account (WABA).
#[derive(Clone, Debug)]
pub struct AccountConfig {
    /// WABA id, digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The business portfolio that owns it.
    pub business_id: String,
    /// Portfolios that it is shared with: they see it under `client_whatsapp_business_accounts`.
    pub shared_with: Vec<String>,
    /// ISO country of the business, for example `ES`.
    pub country: String,
    /// Currency of its bill.
    pub currency: String,
    /// `APPROVED`, `PENDING`, `REJECTED` or `DEFERRED`.
    pub review_status: String,
    /// Whether the app is subscribed from the start. Without a subscription no webhook leaves.
    pub subscribed: bool,
    /// Its numbers.
    pub numbers: Vec<NumberConfig>,
    /// Its message templates.
    pub templates: Vec<TemplateConfig>,
}

impl AccountConfig {
    /// An approved account without numbers or templates, to which no app is subscribed.
    pub fn new(id: &str, name: &str, business_id: &str, country: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            business_id: business_id.into(),
            shared_with: Vec::new(),
            country: country.into(),
            currency: if country == "US" { "USD" } else { "EUR" }.into(),
            review_status: "APPROVED".into(),
            subscribed: false,
            numbers: Vec::new(),
            templates: Vec::new(),
        }
    }
}

/// A business phone number.
#[derive(Clone, Debug)]
pub struct NumberConfig {
    /// The phone number id used in URLs.
    pub phone_number_id: String,
    /// With `+`, spaces and dashes, as Meta shows it.
    pub display_phone_number: String,
    /// The name that customers see.
    pub verified_name: String,
    /// A test number may only write to these (digits); others get 131030. `None`: no such limit.
    pub allowed_recipients: Option<Vec<String>>,
    /// Registered on Cloud API: what `status: CONNECTED` says, and what sending needs.
    pub registered: bool,
    /// Somebody has proved by a code that the number is theirs.
    pub verified: bool,
    /// The two-step PIN; `None`: switched off, and the first `register` sets it.
    pub pin: Option<String>,
    /// `GREEN`, `YELLOW`, `RED` or `NA`.
    pub quality: String,
    /// Review of the name, for example `APPROVED` or `PENDING_REVIEW`.
    pub name_status: String,
    /// Also lives in the WhatsApp Business app on a phone (coexistence).
    pub on_biz_app: bool,
    /// The business lets its chats of the last months be copied (coexistence).
    pub shares_history: bool,
}

impl NumberConfig {
    /// A verified number of good quality that is registered and can send.
    pub fn new(phone_number_id: &str, display_phone_number: &str, verified_name: &str) -> Self {
        Self {
            phone_number_id: phone_number_id.into(),
            display_phone_number: display_phone_number.into(),
            verified_name: verified_name.into(),
            allowed_recipients: None,
            registered: true,
            verified: true,
            pin: None,
            quality: "GREEN".into(),
            name_status: "APPROVED".into(),
            on_biz_app: false,
            shares_history: true,
        }
    }
}

/// A message template.
#[derive(Clone, Debug)]
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
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, ... Only approved ones can be sent.
    pub status: String,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub quality: String,
}

impl TemplateConfig {
    /// An approved template.
    pub fn new(id: &str, name: &str, language: &str, category: &str, body: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            language: language.into(),
            category: category.into(),
            body: body.into(),
            status: "APPROVED".into(),
            quality: "UNKNOWN".into(),
        }
    }
}
