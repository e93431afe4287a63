//! How a connected number is: whether it runs, why not, and what to warn of. Decided from what Meta said last, the token, and when
//! webhooks come; a passing fault (no network, Meta busy) changes none of it.

mod alarm;
mod log;
mod profile;
mod rhythm;
mod trouble;

use serde::{Deserialize, Serialize};

pub use alarm::{Alarm, AlarmKind, LAST_WARNING_MS, WARNING_MS, alarms};
pub use log::{LogLevel, LogLine, redacted};
pub use profile::{BusinessProfile, WrongText};
pub use rhythm::Rhythm;
pub use trouble::Trouble;

use crate::channel::Channel;
use crate::time::Millis;

/// What this device knows of a number.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    pub token: TokenFacts,
    /// Meta's last answer.
    pub seen: Option<Seen>,
    /// When that was.
    pub checked_at: Option<Millis>,
    /// Since when Meta could not be asked, for reasons that pass.
    pub unchecked_since: Option<Millis>,
    /// Meta knows the token but refuses the number.
    pub refused: Option<Refused>,
    /// Connected or started, and not checked since.
    pub starting: bool,
    pub fall: Option<Fall>,
    pub rhythm: Rhythm,
    /// When a customer's first message arrived after the number was connected here, perhaps again.
    pub first_message_at: Option<Millis>,
}

/// The token without the token.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenFacts {
    /// Whether this device's keychain has it.
    pub here: bool,
    /// When it was put there, in the time of [`Channel::next_at`].
    pub kept_at: Millis,
    /// `None`: it does not end, or nobody knows.
    pub ends_at: Option<Millis>,
    pub scopes: Vec<String>,
    /// The Meta app that it was given to, if known.
    pub app_id: Option<String>,
    /// Its end and its scopes are Meta's word, and need not be asked for again.
    pub inspected: bool,
    /// When Meta was last asked about it.
    pub asked_at: Option<Millis>,
    /// Meta refused it.
    pub dead: Option<Refused>,
    pub renewal_tried_at: Option<Millis>,
}

/// Meta said no.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refused {
    /// What it means and what to do.
    pub words: String,
    pub code: Option<i64>,
    pub since: Millis,
}

/// A number as Meta describes it; the words are Meta's, what it left out is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    pub verified_name: Option<String>,
    pub display_phone_number: Option<String>,
    pub status: Option<String>,
    pub quality: Option<String>,
    pub name_status: Option<String>,
    /// `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`.
    pub verification: Option<String>,
    pub throughput: Option<String>,
    pub messaging_limit: Option<String>,
    pub coexistence: bool,
    /// `health_status.can_send_message`: `AVAILABLE`, `LIMITED` or `BLOCKED`.
    pub can_send: Option<String>,
    /// Why sending is limited or blocked, in Meta's words.
    pub obstacles: Vec<Obstacle>,
    /// Since when Meta has said that the number is not able to send.
    pub down_since: Option<Millis>,
}

/// One reason of `health_status`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Obstacle {
    /// `PHONE_NUMBER`, `WABA`, `BUSINESS`, `APP` or another word of Meta's.
    pub entity: String,
    pub code: Option<i64>,
    pub words: String,
    /// Meta's `possible_solution`.
    pub solution: Option<String>,
}

/// The quality fell and has not come back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fall {
    pub from: String,
    pub to: String,
    pub at: Millis,
}

/// What came of asking Meta about a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    Answered(Seen),
    /// `words`: what the refusal means and what to do.
    Refused {
        trouble: Trouble,
        words: String,
        code: Option<i64>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Being checked after connecting or starting.
    Starting,
    Running,
    Error,
    /// Switched off by a person: nothing is sent, what customers write still arrives.
    Stopped,
}

/// Whether a number runs, and why not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub state: State,
    /// A sentence with what to do; `None` when all is well.
    pub trouble: Option<String>,
}

impl Health {
    /// Takes in what a check found.
    pub fn found(&mut self, finding: Finding, now: Millis) {
        let (refused, words, code) = match finding {
            Finding::Answered(mut seen) => {
                self.noticed_quality(&seen, now);
                let before = self.seen.as_ref().and_then(|seen| seen.down_since);
                seen.down_since = seen.trouble().map(|_| before.unwrap_or(now));
                self.seen = Some(seen);
                self.checked_at = Some(now);
                (self.unchecked_since, self.refused, self.token.dead, self.starting) = (None, None, None, false);
                return;
            }
            Finding::Refused { trouble, words, code } => (trouble, words, code),
        };
        match refused {
            Trouble::Passing => {
                self.unchecked_since.get_or_insert(now);
                return;
            }
            Trouble::TokenDead => {
                let since = self.token.dead.as_ref().map_or(now, |dead| dead.since);
                self.token.dead = Some(Refused { words, code, since });
            }
            Trouble::NotAllowed => {
                let since = self.refused.as_ref().map_or(now, |refused| refused.since);
                self.refused = Some(Refused { words, code, since });
            }
        }
        (self.checked_at, self.unchecked_since, self.starting) = (Some(now), None, false);
    }

    /// A token was put into the keychain. Whether it works is seen at the next check.
    pub fn has_token(&mut self, ends_at: Option<Millis>, scopes: Vec<String>) {
        self.starting |= !self.token.here;
        self.token = TokenFacts { here: true, ends_at, inspected: !scopes.is_empty(), scopes, ..TokenFacts::default() };
        self.refused = None;
    }

    fn noticed_quality(&mut self, seen: &Seen, now: Millis) {
        let Some((now_is, new)) = seen.quality.as_deref().and_then(|word| Some((word, rank(word)?))) else { return };
        let best = self.fall.as_ref().map(|fall| fall.from.clone()).or_else(|| self.seen.as_ref()?.quality.clone());
        let Some((was, old)) = best.as_deref().and_then(|word| Some((word, rank(word)?))) else { return };
        if new >= old {
            self.fall = None;
            return;
        }
        let same = self.fall.as_ref().filter(|fall| fall.to == now_is);
        let at = same.map_or(now, |fall| fall.at);
        self.fall = Some(Fall { from: was.to_owned(), to: now_is.to_owned(), at });
    }

    /// When the token should be renewed next: daily from 20 days before it ends. `None` when that is not needed or too late.
    pub fn renewal_due_at(&self) -> Option<Millis> {
        let ends_at = self.token.ends_at.filter(|_| self.token.here && self.token.dead.is_none())?;
        let first = ends_at.plus_ms(-RENEWAL_MS);
        let due = self.token.renewal_tried_at.map_or(first, |tried| first.max(tried.plus_ms(DAY_MS)));
        (due < ends_at).then_some(due)
    }
}

impl Seen {
    /// Why Meta does not let the number send, if so; a sentence with what to do.
    pub fn trouble(&self) -> Option<String> {
        let words = match self.status.as_deref() {
            Some("BANNED") => "Meta has banned this number. Open WhatsApp Manager to see why and to ask for a review.",
            Some("RESTRICTED") => "Meta has restricted this number. Open WhatsApp Manager to see why and until when.",
            Some("DISCONNECTED") => "Meta says that this number is disconnected. Connect it again.",
            Some("PENDING") => "This number is not registered for the Cloud API yet. Connect it again to finish its registration.",
            Some("UNVERIFIED") => "This number is not verified at Meta. Connect it again to verify it with a code.",
            Some("DELETED") => "This number was deleted at Meta. Disconnect it here, or add it again at Meta and connect it.",
            Some("MIGRATED") => "This number was moved to another WhatsApp Business Account. Connect it again from there.",
            // A word of the future is no reason for alarm.
            Some(_) | None => {
                return (self.can_send.as_deref() == Some("BLOCKED")).then(|| {
                    let why = self.obstacles.first().map(|obstacle| format!(" Meta says: {}", sentence(&obstacle.words)));
                    format!("Meta blocks sending on this number.{} Look at the account in WhatsApp Manager.", why.unwrap_or_default())
                });
            }
        };
        Some(words.to_owned())
    }
}

/// Whether a number runs: decided from the switch, the token, and what Meta said last, in this order.
pub fn standing(channel: &Channel, health: &Health, now: Millis) -> Standing {
    let error = |words: String| Standing { state: State::Error, trouble: Some(words) };
    if !channel.running {
        let words = "Stopped: nothing is sent on this number, and what customers write still arrives. Start it to send again.";
        return Standing { state: State::Stopped, trouble: Some(words.to_owned()) };
    }
    if !health.token.here {
        return error("This device has no access token for the number. Connect it again, or replace its token.".to_owned());
    }
    if let Some(dead) = &health.token.dead {
        return error(dead.words.clone());
    }
    if let Some(refused) = &health.refused {
        return error(refused.words.clone());
    }
    let unchecked = health.unchecked_since.map(|since| {
        let long = duration(now.since_ms(since));
        format!("Meta could not be asked about this number for {long}. It is tried again by itself.")
    });
    if health.starting || health.checked_at.is_none() {
        return Standing { state: State::Starting, trouble: unchecked };
    }
    if let Some(words) = health.seen.as_ref().and_then(Seen::trouble) {
        return error(words);
    }
    Standing { state: State::Running, trouble: unchecked }
}

/// Renewing begins this long before a token ends.
const RENEWAL_MS: i64 = 20 * DAY_MS;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;
pub(crate) const HOUR_MS: i64 = 60 * 60 * 1000;

/// `None` for words that say nothing about quality (`UNKNOWN`, `NA`).
fn rank(quality: &str) -> Option<u8> {
    match quality {
        "GREEN" => Some(3),
        "YELLOW" => Some(2),
        "RED" => Some(1),
        _ => None,
    }
}

/// A length of time for people: the largest unit, rounded down.
pub fn duration(ms: i64) -> String {
    let (count, unit) = match ms {
        i64::MIN..60_000 => return "less than a minute".to_owned(),
        60_000..HOUR_MS => (ms / 60_000, "minute"),
        HOUR_MS..DAY_MS => (ms / HOUR_MS, "hour"),
        DAY_MS.. => (ms / DAY_MS, "day"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// Words of others, ended as a sentence.
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

#[cfg(test)]
mod tests;
