//! The 24-hour customer service window (platform reference, section 7.1).
//!
//! Free-form messages may be sent until 24 hours after the customer's last message *was sent*, whenever it reached us.

use crate::time::Millis;

/// Length of the customer service window.
pub const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
/// A window that is open for less than this is about to close.
pub const CLOSING_MS: i64 = 2 * 60 * 60 * 1000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    Open {
        closes_at: Millis,
    },
    Closed {
        closed_at: Millis,
    },
    /// The customer has never written to this number.
    Never,
}

impl Window {
    /// The window at `now`, from when the customer last wrote. The provider counts in whole seconds.
    pub fn at(last_inbound_at: Option<Millis>, now: Millis) -> Self {
        match last_inbound_at {
            None => Self::Never,
            Some(last) => {
                let end = Millis(last.0.div_euclid(1000) * 1000).plus_ms(WINDOW_MS);
                if now < end { Self::Open { closes_at: end } } else { Self::Closed { closed_at: end } }
            }
        }
    }

    /// Whoever wrote then or later has an open window at `now`.
    pub fn first_open(now: Millis) -> Millis {
        Millis((now.plus_ms(-WINDOW_MS).0.div_euclid(1000) + 1).saturating_mul(1000))
    }

    pub fn is_open(self) -> bool {
        match self {
            Self::Open { .. } => true,
            Self::Closed { .. } | Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const T: i64 = 1_750_000_000_000;

    #[rstest]
    #[case::just_written(Some(T), T, true)]
    #[case::last_millisecond(Some(T), T + WINDOW_MS - 1, true)]
    #[case::exactly_24_hours(Some(T), T + WINDOW_MS, false)]
    #[case::a_customer_clock_ahead_of_ours(Some(T + 5_000), T, true)]
    #[case::within_the_second(Some(T + 999), T + WINDOW_MS, false)]
    #[case::never_wrote(None, T, false)]
    fn open_for_24_hours(#[case] last: Option<i64>, #[case] now: i64, #[case] open: bool) {
        assert_eq!(Window::at(last.map(Millis), Millis(now)).is_open(), open);
        assert_eq!(last.is_some_and(|last| Millis(last) >= Window::first_open(Millis(now))), open);
    }
}
