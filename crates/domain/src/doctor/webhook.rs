//! Whether what Meta has to say comes to the relay, and only there.

use super::{Observed, Outcome};

/// One thing that the relay tried at its own address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Probe {
    pub name: String,
    pub ok: bool,
    pub words: String,
}

pub fn signature(probes: &Observed<Vec<Probe>>) -> Outcome {
    let fix = "Check that no proxy in front of the relay changes bodies or headers, and that the relay has the secret of the right Meta app.";
    probes.judge(|probes| {
        let of = |name: &str| probes.iter().find(|probe| probe.name == name);
        match (of("signature"), of("signature_refused")) {
            (Some(Probe { ok: false, words, .. }), _) | (_, Some(Probe { ok: false, words, .. })) => Outcome::bad(words.clone(), fix),
            (Some(_), Some(_)) => Outcome::good("Webhooks with a good signature are taken, others refused."),
            (None, _) | (_, None) => match probes.iter().find(|probe| !probe.ok) {
                Some(before) => Outcome::bad(format!("The relay does not reach its own address: {}", before.words), fix),
                None => Outcome::skipped("Could not be checked: the relay is of an older version."),
            },
        }
    })
}

/// The webhook of the Meta app as it is set at Meta.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppSeen {
    pub callback_url: Option<String>,
    pub active: bool,
    pub fields: Vec<String>,
}

/// `ours`: the relay's webhook address.
pub fn app_webhook(app: &Observed<AppSeen>, ours: &str) -> Outcome {
    let fix =
        format!("Set it again under Settings → Integrations, or enter {ours} as callback URL in Meta's dashboard under WhatsApp → Configuration.");
    app.judge(|app| match &app.callback_url {
        None => Outcome::bad("The Meta app has no webhook, so Meta delivers nothing.", fix),
        Some(url) if !same_address(url, ours) => {
            Outcome::bad(format!("The Meta app delivers to {url}, not to this relay. It can have one address only."), fix)
        }
        Some(_) if !app.active => Outcome::bad("Meta has switched the app's webhook off, usually after many deliveries that failed.", fix),
        Some(_) => Outcome::good("The Meta app delivers to this relay."),
    })
}

/// `needed`: the webhook fields that the app understands.
pub fn fields(app: &Observed<AppSeen>, needed: &[&str]) -> Outcome {
    let missing = |fields: &[String]| needed.iter().copied().filter(|field| !fields.iter().any(|have| have == field)).collect::<Vec<_>>();
    let fix = "Set the webhook again under Settings → Integrations, or subscribe them in Meta's dashboard under WhatsApp → Configuration.";
    app.judge(|app| match &missing(&app.fields)[..] {
        [] => Outcome::good(format!("All {} webhook fields are subscribed.", needed.len())),
        missing if missing.contains(&"messages") => {
            Outcome::bad("The field \"messages\" is not subscribed, so no message and no delivery status comes.", fix)
        }
        missing => Outcome::warning(format!("Messages come, but these fields are not subscribed: {}.", missing.join(", ")), fix),
    })
}

/// Apps that the account's webhooks go to, `(app id, override)`. `ours`: the app that our token belongs to, if known.
pub fn subscription(apps: &Observed<Vec<(String, Option<String>)>>, ours: Option<&str>) -> Outcome {
    let fix = "Connect the number again, which subscribes the account.";
    apps.judge(|apps| match ours {
        Some(ours) if apps.iter().any(|(id, _)| id == ours) => Outcome::good("The account's webhooks come to our app."),
        Some(_) if apps.is_empty() => Outcome::bad("The account delivers its webhooks to no app.", fix),
        Some(_) => Outcome::bad("The account delivers its webhooks to other apps, but not to ours.", fix),
        None if apps.is_empty() => Outcome::bad("The account delivers its webhooks to no app.", fix),
        None => Outcome::warning(
            format!("The account delivers to {}, but it is not known which one is ours.", plural(apps.len(), "app")),
            "Enter the Meta app's id under Settings → Integrations, then run the checks again.",
        ),
    })
}

/// Where webhooks of the number go by Meta's own account; an address nearer to the number wins over the app's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Addresses {
    pub phone_number: Option<String>,
    pub account: Option<String>,
}

/// `apps` as for [`subscription`].
pub fn override_url(addresses: &Observed<Addresses>, apps: &Observed<Vec<(String, Option<String>)>>, our_app: Option<&str>, ours: &str) -> Outcome {
    let of_app = match apps {
        Observed::Got(apps) => apps.iter().find(|(id, _)| our_app.is_none_or(|ours| id == ours)).and_then(|(_, url)| url.clone()),
        Observed::Refused { .. } | Observed::Unknown(_) => None,
    };
    let fix = "Connect the number again, which removes it, or clear the override where it was set.";
    let elsewhere = |url: &Option<String>| url.clone().filter(|url| !same_address(url, ours));
    addresses.judge(|addresses| {
        if let Some(url) = elsewhere(&addresses.phone_number) {
            return Outcome::bad(format!("Messages of this number go to another address: {url}."), fix);
        }
        match elsewhere(&addresses.account).or_else(|| elsewhere(&of_app)) {
            Some(url) => Outcome::bad(format!("Messages of this account go to another address: {url}."), fix),
            None => Outcome::good("Nothing sends the number's messages anywhere else."),
        }
    })
}

fn same_address(one: &str, other: &str) -> bool {
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'))
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
