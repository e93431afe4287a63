//! The token and the number itself.

use super::webhook::plural;
use super::{Observed, Outcome};
use crate::number::{LAST_WARNING_MS, Rhythm, Seen, WARNING_MS, duration, sentence};
use crate::time::Millis;

const LOG_IN: &str = "Log in with Meta again, or replace the token in the number's menu.";
const MANAGER: &str = "Open the number in WhatsApp Manager.";

/// What is known of the token.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TokenSeen {
    /// Meta's own word; `None` when only using it showed that it works.
    pub valid: Option<bool>,
    /// Why it is not valid; a sentence.
    pub problem: Option<String>,
    /// `None`: not known.
    pub scopes: Option<Vec<String>>,
    /// Scopes that were granted for some accounts only, and for which.
    pub granted_for: Vec<(String, Vec<String>)>,
    /// `None`: not known. `Some(None)`: never.
    pub ends_at: Option<Option<Millis>>,
}

pub fn token(token: &Observed<TokenSeen>) -> Outcome {
    token.judge(|token| match token.valid {
        Some(false) => Outcome::bad(
            format!("Meta no longer accepts the access token. {}", token.problem.as_deref().map(sentence).unwrap_or_default()).trim().to_owned(),
            LOG_IN,
        ),
        Some(true) => Outcome::good("Meta accepts the access token."),
        None => Outcome::good("The access token reads the number, so it works."),
    })
}

/// The scopes that are needed; `waba`: the account that they must be for. In the newer form Meta names no accounts at all, which means
/// every account that the person gave access to.
pub fn scopes(token: &Observed<TokenSeen>, needed: &[&str], waba: &str) -> Outcome {
    token.judge(|token| {
        let Some(granted) = &token.scopes else {
            return Outcome::skipped("Could not be checked: only the relay can ask Meta, and it does not know this token's app.");
        };
        let missing: Vec<&str> = needed.iter().copied().filter(|scope| !granted.iter().any(|have| have == scope)).collect();
        if !missing.is_empty() {
            return Outcome::bad(
                format!("The access token lacks {}: {}.", plural(missing.len(), "permission"), missing.join(", ")),
                "Log in with Meta again and leave every permission ticked.",
            );
        }
        let elsewhere =
            |(scope, ids): &&(String, Vec<String>)| needed.contains(&scope.as_str()) && !ids.is_empty() && !ids.iter().any(|id| id == waba);
        match token.granted_for.iter().find(elsewhere) {
            Some((scope, _)) => Outcome::bad(
                format!("The permission {scope} was given for other accounts, not for this one."),
                "Log in with Meta again and tick this WhatsApp Business Account.",
            ),
            None => Outcome::good("The access token has the permissions it needs."),
        }
    })
}

pub fn token_end(token: &Observed<TokenSeen>, now: Millis) -> Outcome {
    token.judge(|token| match token.ends_at {
        None => Outcome::skipped("Could not be checked: only the relay can ask Meta, and it does not know this token's app."),
        Some(None) => Outcome::good("The access token does not end."),
        Some(Some(at)) => {
            let left = at.since_ms(now);
            let words = format!("The access token ends in {}.", duration(left));
            if left <= 0 {
                Outcome::bad("The access token has ended.", LOG_IN)
            } else if left <= LAST_WARNING_MS {
                Outcome::bad(words, LOG_IN)
            } else if left <= WARNING_MS {
                Outcome::warning(words, LOG_IN)
            } else {
                Outcome::good(words)
            }
        }
    })
}

pub fn number_status(seen: &Observed<Seen>) -> Outcome {
    seen.judge(|seen| match (seen.trouble(), seen.status.as_deref()) {
        (Some(trouble), _) if seen.status.as_deref() != Some("CONNECTED") => Outcome::bad(trouble, MANAGER),
        (_, Some("CONNECTED")) => Outcome::good("The number is connected at Meta."),
        (_, Some(status)) => Outcome::warning(format!("Meta calls the number {status}."), MANAGER),
        (_, None) => Outcome::skipped("Meta says nothing about the number's status."),
    })
}

pub fn registration(seen: &Observed<Seen>) -> Outcome {
    let fix = "Connect the number again: the last steps register it, with its PIN if it has one.";
    seen.judge(|seen| match (seen.status.as_deref(), seen.verification.as_deref()) {
        (Some("PENDING"), _) => Outcome::bad("The number is not registered for the Cloud API.", fix),
        (Some("UNVERIFIED"), _) => Outcome::bad("The number was never verified with a code.", fix),
        _ if seen.coexistence => Outcome::good("The number is used in the WhatsApp Business app as well and needs no registration."),
        (Some("CONNECTED"), Some("EXPIRED")) => {
            Outcome::good("The number is registered. Its verification has expired, which matters only when it is registered anew.")
        }
        (Some("CONNECTED"), _) => Outcome::good("The number is registered for the Cloud API."),
        (_, _) => Outcome::skipped("Meta does not say whether the number is registered."),
    })
}

pub fn display_name(seen: &Observed<Seen>) -> Outcome {
    let fix = "Look at the name in WhatsApp Manager, and choose another one or ask for a review.";
    seen.judge(|seen| match seen.name_status.as_deref() {
        Some("APPROVED" | "AVAILABLE_WITHOUT_REVIEW") => Outcome::good("The display name is approved."),
        Some("PENDING_REVIEW") => Outcome::warning("The display name is being reviewed.", "Wait for Meta; it usually takes a day or two."),
        Some("DECLINED") => Outcome::bad("Meta declined the display name, so customers may see the number instead.", fix),
        Some("EXPIRED") => Outcome::bad("The approval of the display name has expired.", fix),
        Some("NONE") => Outcome::warning("The number has no display name.", fix),
        Some(other) => Outcome::warning(format!("Meta calls the display name {other}."), fix),
        None => Outcome::skipped("Meta says nothing about the display name."),
    })
}

pub fn quality(seen: &Observed<Seen>) -> Outcome {
    let fix = "Send fewer messages that nobody asked for, make it easy to opt out, and look at the number in WhatsApp Manager.";
    seen.judge(|seen| match seen.quality.as_deref() {
        Some("GREEN") => Outcome::good("The quality is green."),
        Some("YELLOW") => Outcome::warning("The quality is yellow: some customers block or report messages.", fix),
        Some("RED") => Outcome::bad("The quality is red: many customers block or report messages.", fix),
        Some("UNKNOWN" | "NA") | None => Outcome::good("There is no quality rating yet, as with every new number."),
        Some(other) => Outcome::warning(format!("Meta calls the quality {other}."), fix),
    })
}

/// What is in the way of sending: payment first of all.
pub fn billing(seen: &Observed<Seen>) -> Outcome {
    seen.judge(|seen| {
        let reasons: Vec<String> = seen.obstacles.iter().map(|obstacle| sentence(&obstacle.words)).collect();
        let solution = seen.obstacles.iter().find_map(|obstacle| obstacle.solution.clone());
        let fix = solution.map_or_else(|| "Look at the account and its payment method in WhatsApp Manager.".to_owned(), |words| sentence(&words));
        let because = if reasons.is_empty() { String::new() } else { format!(" Meta says: {}", reasons.join(" ")) };
        match seen.can_send.as_deref() {
            Some("AVAILABLE") => Outcome::good("Meta lets the number send. It does not say how much is left to pay with."),
            Some("LIMITED") => Outcome::warning(format!("Meta limits what the number may send.{because}"), fix),
            Some("BLOCKED") => Outcome::bad(format!("Meta blocks sending.{because}"), fix),
            Some(other) => Outcome::warning(format!("Meta calls sending {other}.{because}"), fix),
            None => Outcome::skipped("This version of the Graph API does not say whether sending is possible."),
        }
    })
}

/// How many templates could be read.
pub fn templates(count: &Observed<u32>) -> Outcome {
    count.judge(|count| match count {
        0 => Outcome::good("Templates can be read; the account has none yet."),
        count => Outcome::good(format!("Templates can be read; the account has {}.", plural(*count as usize, "template"))),
    })
}

/// `listening`: this computer has followed the relay without a gap for long enough to tell.
pub fn last_webhook(rhythm: &Rhythm, now: Millis, listening: bool) -> Outcome {
    let Some(last) = rhythm.last_at else {
        return Outcome::warning(
            "No webhook has ever come for this number.",
            "Write to the number from a phone. When nothing shows up here, the checks above say where it got lost.",
        );
    };
    let words = format!("The last webhook came {} ago.", duration(now.since_ms(last)));
    match rhythm.silent_since(now) {
        Some(_) if listening => {
            Outcome::warning(format!("{words} That is unusually long for this number."), "Write to the number from a phone and see whether it comes.")
        }
        Some(_) | None => Outcome::good(words),
    }
}

/// How far a message to the named phone and its answer got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SelfTest {
    /// No phone was named.
    NotAsked,
    /// The phone has not written in the last 24 hours.
    WindowClosed,
    /// A sentence.
    Impossible(String),
    /// Meta refused it: a sentence, and what to do.
    Refused {
        words: String,
        fix: String,
    },
    /// Meta took it, and no status came.
    NoStatus,
    /// Statuses came; no answer did.
    OutOnly,
    OutAndIn,
}

pub fn self_test(test: &SelfTest) -> Outcome {
    match test {
        SelfTest::NotAsked => Outcome::skipped("Not asked for: no phone was named."),
        SelfTest::WindowClosed => Outcome {
            fix: Some("Write to the number from that phone, then run the checks again.".to_owned()),
            ..Outcome::skipped("That phone has not written to this number in the last 24 hours, so nothing may be sent to it.")
        },
        SelfTest::Impossible(why) => Outcome::skipped(format!("Could not be tried: {why}")),
        SelfTest::Refused { words, fix } => Outcome::bad(format!("The test message was not sent: {words}"), fix.clone()),
        SelfTest::NoStatus => Outcome::bad(
            "Meta took the test message, but its status never came back: webhooks do not arrive.",
            "See what the checks of the webhook say above.",
        ),
        SelfTest::OutOnly => Outcome::warning(
            "The test message left and its status came back. No answer from the phone came within a minute.",
            "If you answered on the phone and nothing came, look at the override address and the subscribed fields above.",
        ),
        SelfTest::OutAndIn => Outcome::good("The test message reached the phone, and its answer came back."),
    }
}
