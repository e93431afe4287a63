//! What to warn of. An alarm lasts as long as its cause: it is computed anew each time and clears itself.

use super::{DAY_MS, Health, State, duration, standing};
use crate::channel::Channel;
use crate::time::Millis;

/// A token that ends sooner than this is worth a warning.
pub const WARNING_MS: i64 = 14 * DAY_MS;
/// And another one.
pub const LAST_WARNING_MS: i64 = 3 * DAY_MS;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AlarmKind {
    TokenEnding,
    TokenDead,
    /// No webhook for unusually long.
    Silent,
    QualityFell,
    /// Meta does not let the number send.
    NotConnected,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// What it means and what to do.
    pub words: String,
    pub since: Millis,
}

/// All alarms of a number at `now`. `listening`: this device is connected to the relay and has caught up, so that silence means
/// something.
pub fn alarms(channel: &Channel, health: &Health, now: Millis, listening: bool) -> Vec<Alarm> {
    let mut all = Vec::new();
    let token = &health.token;
    if let Some(dead) = &token.dead {
        all.push(Alarm { kind: AlarmKind::TokenDead, words: dead.words.clone(), since: dead.since });
    } else if let Some(ends_at) = token.ends_at.filter(|ends_at| token.here && ends_at.since_ms(now) <= WARNING_MS) {
        let left = ends_at.since_ms(now);
        let (words, since) = if left <= 0 {
            ("The access token has ended. Log in with Meta again, or replace the token.".to_owned(), ends_at)
        } else if left <= LAST_WARNING_MS {
            let words = format!("The access token ends in {}. Log in with Meta again now, or nothing can be sent.", duration(left));
            (words, ends_at.plus_ms(-LAST_WARNING_MS))
        } else {
            let words = format!("The access token ends in {}. Log in with Meta again before then, or replace the token.", duration(left));
            (words, ends_at.plus_ms(-WARNING_MS))
        };
        all.push(Alarm { kind: AlarmKind::TokenEnding, words, since });
    }
    let state = standing(channel, health, now).state;
    if listening
        && state == State::Running
        && let (Some(since), Some(last)) = (health.rhythm.silent_since(now), health.rhythm.last_at)
    {
        let words = format!(
            "Nothing has come from Meta for {}, which is unusual for this number. Run the connection doctor, and write to the number from a phone.",
            duration(now.since_ms(last))
        );
        all.push(Alarm { kind: AlarmKind::Silent, words, since });
    }
    if let Some(fall) = &health.fall {
        let words = format!(
            "The quality fell from {} to {}: customers block or report messages. Send fewer messages that nobody asked for, and look at WhatsApp \
             Manager.",
            fall.from, fall.to
        );
        all.push(Alarm { kind: AlarmKind::QualityFell, words, since: fall.at });
    }
    let down = health.refused.as_ref().map(|refused| (refused.words.clone(), refused.since));
    let down = down.or_else(|| health.seen.as_ref().and_then(|seen| Some((seen.trouble()?, seen.down_since.unwrap_or(now)))));
    if let Some((words, since)) = down.filter(|_| token.dead.is_none()) {
        all.push(Alarm { kind: AlarmKind::NotConnected, words, since });
    }
    all
}
