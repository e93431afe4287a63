//! Casa Verde, a plant shop: the workspace that demo and tests start with.

mod script;

use std::sync::Arc;

use crate::config::{AccountConfig, CustomerConfig, NumberConfig, TemplateConfig};
use crate::running::Running;
use crate::sandbox::SandboxError;
use crate::world::InboundContent;

/// Casa Verde's account.
pub const WABA: &str = "102290129340398";
/// The shop's number.
pub const FIRST_NUMBER: &str = "106540352242922";
/// The number for deliveries and workshops.
pub const SECOND_NUMBER: &str = "108871203346115";

pub(crate) fn account() -> AccountConfig {
    AccountConfig {
        id: WABA.into(),
        name: "Casa Verde".into(),
        business_id: "2729063490586005".into(),
        country: "ES".into(),
        currency: "EUR".into(),
        subscribed: true,
        numbers: vec![
            NumberConfig {
                phone_number_id: FIRST_NUMBER.into(),
                display_phone_number: "+34 910 55 01 10".into(),
                verified_name: "Casa Verde".into(),
                allowed_recipients: None,
            },
            NumberConfig {
                phone_number_id: SECOND_NUMBER.into(),
                display_phone_number: "+34 910 55 01 20".into(),
                verified_name: "Casa Verde Deliveries".into(),
                allowed_recipients: None,
            },
        ],
        templates: vec![
            template(
                "1408229710438203",
                "hello_world",
                "en_US",
                "UTILITY",
                "Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification from the Cloud API, hosted by Meta. Thank you for taking the time to test with us.",
            ),
            template("1408229710438204", "order_ready", "es", "UTILITY", "Hola {{1}}, tu pedido {{2}} está listo para recoger en la tienda."),
            template("1408229710438205", "spring_offer", "en", "MARKETING", "Hi {{1}}, this week all ferns are 20 % off at Casa Verde."),
        ],
    }
}

fn template(id: &str, name: &str, language: &str, category: &str, body: &str) -> TemplateConfig {
    TemplateConfig { id: id.into(), name: name.into(), language: language.into(), category: category.into(), body: body.into() }
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
