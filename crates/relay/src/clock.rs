//! The only place that reads the clock, and that makes ids from it.
#![expect(clippy::disallowed_methods, reason = "this is the clock that the others are told to use")]

use std::time::{SystemTime, UNIX_EPOCH};

use frontdesk_domain::time::Millis;
use uuid::Uuid;

pub(crate) fn now() -> Millis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// A fresh id; later ones sort after earlier ones.
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}
