//! The one place that reads the clock and makes random numbers.

use frontdesk_domain::time::Millis;
use uuid::Uuid;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Millis;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// A fresh id, sortable by time (RFC 9562, UUIDv7).
#[expect(clippy::disallowed_methods, reason = "this is where ids come from")]
pub(crate) fn fresh_id() -> Uuid {
    Uuid::now_v7()
}

/// 0..=1000, to spread retries.
pub(crate) fn jitter() -> u16 {
    let mut bytes = [0u8; 2];
    // Without randomness retries are not spread, which is no reason to stop.
    let _ = getrandom::fill(&mut bytes);
    u16::from_le_bytes(bytes) % 1001
}
