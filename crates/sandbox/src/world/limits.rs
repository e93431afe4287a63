//! Sending limits (reference 3.4), as arithmetic over given times.

use std::collections::VecDeque;

use crate::config::PairLimit;

/// Messages of the last second, in and out.
#[derive(Default)]
pub(crate) struct RateMeter {
    recent_ms: VecDeque<i64>,
}

impl RateMeter {
    /// Counts one message, or says that the second is full. `None` counts nothing.
    pub(crate) fn admit(&mut self, per_second: Option<u32>, now_ms: i64) -> bool {
        let Some(per_second) = per_second else { return true };
        while self.recent_ms.front().is_some_and(|at| *at <= now_ms - 1_000) {
            self.recent_ms.pop_front();
        }
        if self.recent_ms.len() >= per_second as usize {
            return false;
        }
        self.recent_ms.push_back(now_ms);
        true
    }
}

/// One business number to one user: a gap per message, with a burst borrowed from the future.
#[derive(Default)]
pub(crate) struct PairMeter {
    paid_until_ms: i64,
}

impl PairMeter {
    /// Counts one message, or says that the burst is used up.
    pub(crate) fn admit(&mut self, limit: Option<PairLimit>, now_ms: i64) -> bool {
        let Some(limit) = limit else { return true };
        let every_ms = i64::try_from(limit.every.as_millis()).unwrap_or(i64::MAX / 1_000);
        let paid_until_ms = self.paid_until_ms.max(now_ms) + every_ms;
        if paid_until_ms - now_ms > every_ms * i64::from(limit.burst) {
            return false;
        }
        self.paid_until_ms = paid_until_ms;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_pair_limit_is_a_burst_of_45_then_one_each_6_s() {
        let limit = Some(PairLimit { every: Duration::from_secs(6), burst: 45 });
        let mut meter = PairMeter::default();
        let passed = (0..60).filter(|_| meter.admit(limit, 1_000_000)).count();
        assert_eq!(passed, 45);
        assert!(!meter.admit(limit, 1_005_999));
        assert!(meter.admit(limit, 1_006_000));
        assert!(!meter.admit(limit, 1_006_000));
    }

    #[test]
    fn the_throughput_is_counted_over_a_sliding_second() {
        let mut meter = RateMeter::default();
        assert_eq!((0..100).filter(|_| meter.admit(Some(80), 5_000)).count(), 80);
        assert!(!meter.admit(Some(80), 5_999));
        assert!(meter.admit(Some(80), 6_000));
    }
}
