//! Remembers who guessed wrong. What is guessed at can't be guessed anyway; this keeps the log and the database quiet.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const PER: Duration = Duration::from_secs(60);
const REMEMBERED_ADDRESSES: usize = 10_000;

/// Wrong guesses per address.
pub(crate) struct Guesses {
    /// Per minute.
    allowed: u32,
    wrong: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl Guesses {
    /// Of setup codes, which people type.
    pub fn of_codes() -> Self {
        Self { allowed: 5, wrong: Mutex::default() }
    }

    /// Of addresses of login pages: old ones are opened again, and a proxy may stand for many people.
    pub fn of_tickets() -> Self {
        Self { allowed: 60, wrong: Mutex::default() }
    }

    /// How long this address has to wait.
    pub fn wait(&self, peer: IpAddr) -> Option<Duration> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = wrong.get(&peer)?;
        if *count < self.allowed { None } else { PER.checked_sub(since.elapsed()) }
    }

    pub fn wrong(&self, peer: IpAddr) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() >= REMEMBERED_ADDRESSES {
            wrong.retain(|_, (since, _)| since.elapsed() < PER);
        }
        let (since, count) = wrong.entry(peer).or_insert((Instant::now(), 0));
        if since.elapsed() >= PER {
            (*since, *count) = (Instant::now(), 0);
        }
        *count += 1;
    }
}
