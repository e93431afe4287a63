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

/// Fresh ids for many things of the same moment, in order (up to 4,096 of them), for one call to the system's random source.
pub(crate) fn new_ids(at: Millis, count: usize) -> impl Iterator<Item = Uuid> {
    let mut random = vec![0u8; count * 8];
    // Without the system's randomness nothing can go on, and there is nothing a caller could do about it.
    getrandom::fill(&mut random).expect("the operating system must provide randomness");
    let millis = u64::try_from(at.0).unwrap_or(0);
    (0..count).map(move |number| {
        let mut bytes = [0; 10];
        // RFC 9562's rand_a, twelve bits, as a counter.
        bytes[..2].copy_from_slice(&((number & 0xfff) as u16).to_be_bytes());
        bytes[2..].copy_from_slice(&random[number * 8..(number + 1) * 8]);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    })
}
