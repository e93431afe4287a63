//! Casa Verde, a plant shop: the workspace that demo and tests start with.

mod script;

use std::sync::Arc;

use crate::config::{
    AccountConfig, BusinessConfig, ConfiguredToken, CustomerConfig, LoginConfiguration, MANAGEMENT, MESSAGING, NumberConfig, PORTFOLIOS,
    PersonConfig, TemplateConfig,
};
use crate::running::Running;
use crate::sandbox::SandboxError;
use crate::world::InboundContent;

/// Casa Verde's account.
pub const WABA: &str = "102290129340398";
/// The shop's number.
pub const FIRST_NUMBER: &str = "106540352242922";
/// The number for deliveries and workshops.
pub const SECOND_NUMBER: &str = "108871203346115";

/// Casa Verde's second account, for workshops: nothing in it works before it is connected.
pub const WORKSHOPS_WABA: &str = "102290129340555";
/// A verified number of it that is not registered, with the two-step PIN [`WORKSHOPS_PIN`].
pub const WORKSHOPS_NUMBER: &str = "106540352243555";
/// Its PIN.
pub const WORKSHOPS_PIN: &str = "246810";
/// A number of it that stays in the WhatsApp Business app (coexistence).
pub const GARDEN_NUMBER: &str = "106540352243666";

/// Runs Casa Verde and Vivero Norte: full control of both portfolios.
pub const MARTA: &str = "10158823400000101";
/// Works at Casa Verde, without full control.
pub const LUIS: &str = "10158823400000202";
/// Has no portfolio.
pub const NORA: &str = "10158823400000303";

/// Casa Verde's business portfolio.
pub const CASA_VERDE: &str = "2729063490586005";
/// Marta's second portfolio: new, not verified, without any WhatsApp account.
pub const VIVERO_NORTE: &str = "2729063490586111";

/// Configuration of Embedded Signup whose business token never ends.
pub const SIGNUP_CONFIG: &str = "1088420015551001";
/// The same, and its token lives 60 days.
pub const SIGNUP_CONFIG_60_DAYS: &str = "1088420015551002";
/// Configuration of a plain login with a person's short token.
pub const LOGIN_CONFIG: &str = "1088420015551003";

pub(crate) fn people() -> Vec<PersonConfig> {
    [(MARTA, "Marta Vidal"), (LUIS, "Luis Prado"), (NORA, "Nora Haddad")].map(|(id, name)| PersonConfig { id: id.into(), name: name.into() }).to_vec()
}

pub(crate) fn businesses() -> Vec<BusinessConfig> {
    vec![
        BusinessConfig { employees: vec![LUIS.into()], ..BusinessConfig::new(CASA_VERDE, "Casa Verde", MARTA) },
        BusinessConfig {
            verification_status: "not_verified".into(),
            messaging_limit: "TIER_250".into(),
            max_numbers: 2,
            ..BusinessConfig::new(VIVERO_NORTE, "Vivero Norte", MARTA)
        },
    ]
}

pub(crate) fn configurations() -> Vec<LoginConfiguration> {
    let configuration = |id: &str, name: &str, token, permissions: &[&str], signup| LoginConfiguration {
        id: id.into(),
        name: name.into(),
        token,
        permissions: permissions.iter().map(|permission| (*permission).to_owned()).collect(),
        signup,
    };
    let whatsapp = &[MANAGEMENT, MESSAGING];
    vec![
        configuration(SIGNUP_CONFIG, "Connect WhatsApp", ConfiguredToken::SystemUser, whatsapp, true),
        configuration(SIGNUP_CONFIG_60_DAYS, "Connect WhatsApp for 60 days", ConfiguredToken::SystemUserFor60Days, whatsapp, true),
        configuration(LOGIN_CONFIG, "Log in", ConfiguredToken::User, &[MANAGEMENT, MESSAGING, PORTFOLIOS], false),
    ]
}

pub(crate) fn account() -> AccountConfig {
    AccountConfig {
        subscribed: true,
        numbers: vec![
            NumberConfig::new(FIRST_NUMBER, "+34 910 55 01 10", "Casa Verde"),
            NumberConfig::new(SECOND_NUMBER, "+34 910 55 01 20", "Casa Verde Deliveries"),
        ],
        templates: vec![
            TemplateConfig::new(
                "1408229710438203",
                "hello_world",
                "en_US",
                "UTILITY",
                "Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification from the Cloud API, hosted by Meta. Thank you for taking the time to test with us.",
            ),
            TemplateConfig::new(
                "1408229710438204",
                "order_ready",
                "es",
                "UTILITY",
                "Hola {{1}}, tu pedido {{2}} está listo para recoger en la tienda.",
            ),
            TemplateConfig::new("1408229710438205", "spring_offer", "en", "MARKETING", "Hi {{1}}, this week all ferns are 20 % off at Casa Verde."),
        ],
        ..AccountConfig::new(WABA, "Casa Verde", CASA_VERDE, "ES")
    }
}

/// See [`WORKSHOPS_WABA`].
pub(crate) fn workshops() -> AccountConfig {
    AccountConfig {
        numbers: vec![
            NumberConfig {
                registered: false,
                pin: Some(WORKSHOPS_PIN.into()),
                quality: "NA".into(),
                name_status: "AVAILABLE_WITHOUT_REVIEW".into(),
                ..NumberConfig::new(WORKSHOPS_NUMBER, "+34 910 55 01 30", "Casa Verde Workshops")
            },
            NumberConfig { on_biz_app: true, ..NumberConfig::new(GARDEN_NUMBER, "+34 910 55 01 40", "Casa Verde Garden") },
        ],
        ..AccountConfig::new(WORKSHOPS_WABA, "Casa Verde Workshops", CASA_VERDE, "ES")
    }
}

pub(crate) fn customers() -> Vec<CustomerConfig> {
    let customer = |name: &str, wa_id: &str, language: &str| CustomerConfig { language: language.into(), ..CustomerConfig::new(name, wa_id) };
    vec![
        customer("Ana García", "34612345678", "es"),
        customer("João Pereira", "5511987654321", "pt"),
        customer("Emma Clarke", "447700900123", "en"),
        customer("Jürgen Weiß", "4915123456789", "de"),
        customer("ليلى حداد", "971501234567", "ar"),
        customer("佐藤 美咲", "819012345678", "ja"),
        customer("Sofi 🌵✨", "5215512345678", "es"),
        CustomerConfig {
            username: Some("plantdad.nico".into()),
            hides_number: true,
            language: "en".into(),
            user_id: "US.13491208655302741918".into(),
            ..CustomerConfig::new("Nico", "16505551234")
        },
    ]
}

/// Sends the past conversations. Customer and number are those of [`customers`] and [`account`].
pub(crate) fn play(running: &Arc<Running>) -> Result<(), SandboxError> {
    let now_ms = running.now_ms();
    let mut lines: Vec<&script::Line> = script::PAST.iter().collect();
    // As they happened: the log of the shop reads in order.
    lines.sort_by_key(|line| std::cmp::Reverse(line.minutes_ago));
    for line in lines {
        send(running, line, now_ms / 1_000 - line.minutes_ago * 60, now_ms)?;
    }
    Ok(())
}

/// Sends the next line of the present, starting over at the end. Returns who wrote.
pub(crate) fn play_next(running: &Arc<Running>) -> Result<String, SandboxError> {
    let now_ms = running.now_ms();
    // How many have been sent tells which is next, so that there is nothing else to remember.
    let sent = running.read(|world| world.messages().iter().filter(|message| script::PRESENT.iter().any(|line| line.text == message.text)).count());
    let Some(line) = script::PRESENT.get(sent % script::PRESENT.len().max(1)) else {
        return Err(SandboxError::NoSuchCustomer("of the demo".into()));
    };
    send(running, line, now_ms / 1_000, now_ms)?;
    Ok(line.who.to_owned())
}

fn send(running: &Arc<Running>, line: &script::Line, at_s: i64, now_ms: i64) -> Result<(), SandboxError> {
    running.act(|world| {
        let customer = world.find_customer(line.who).map(|customer| customer.id).ok_or_else(|| SandboxError::NoSuchCustomer(line.who.to_owned()))?;
        world
            .customer_sends(customer, line.number, InboundContent::text(line.text, at_s), now_ms)
            .map(|(_, effects)| ((), effects))
            .ok_or_else(|| SandboxError::NoSuchNumber(line.number.to_owned()))
    })
}
