//! How often a number is written to, learned from its own webhooks, so that silence can be told from a quiet night.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DAY_MS, HOUR_MS};
use crate::time::Millis;

/// Days that are remembered.
const REMEMBERED: i64 = 14;
/// Fewer days than this tell no habit.
const HABIT: usize = 3;
/// Silence of this length is never unusual.
const SHORTEST_MS: i64 = 24 * HOUR_MS;
/// So many times the usual longest pause is unusual. A weekend is four to five nights long.
const UNUSUAL: i64 = 6;

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    pub last_at: Option<Millis>,
    /// The longest pause that ended on a day (days since 1970), milliseconds.
    pauses: BTreeMap<i64, i64>,
}

impl Rhythm {
    /// A webhook came. Older ones than the last change nothing.
    pub fn heard(&mut self, at: Millis) {
        let Some(last) = self.last_at else {
            self.last_at = Some(at);
            return;
        };
        if at <= last {
            return;
        }
        let day = at.0.div_euclid(DAY_MS);
        let longest = self.pauses.entry(day).or_default();
        *longest = (*longest).max(at.since_ms(last));
        self.pauses = self.pauses.split_off(&(day - REMEMBERED + 1));
        self.last_at = Some(at);
    }

    /// The longest pause of an ordinary day among the last 14, milliseconds; `None` while too few days are known.
    pub fn usual_pause_ms(&self) -> Option<i64> {
        let mut pauses: Vec<i64> = self.pauses.values().copied().collect();
        if pauses.len() < HABIT {
            return None;
        }
        pauses.sort_unstable();
        pauses.get(pauses.len() / 2).copied()
    }

    /// Since when silence has been unusual, at `now`; `None` while it is not.
    pub fn silent_since(&self, now: Millis) -> Option<Millis> {
        let since = self.last_at?.plus_ms((self.usual_pause_ms()?.saturating_mul(UNUSUAL)).max(SHORTEST_MS));
        (now >= since).then_some(since)
    }
}
