//! The newest entries of a log in memory, so that live streams don't each query the database for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use frontdesk_relay_api::Entry;

const MAX_ENTRIES: usize = 4096;
const MAX_BYTES: usize = 4 * 1024 * 1024;

#[derive(Default)]
pub(crate) struct Tail(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    entries: VecDeque<Arc<Entry>>,
    bytes: usize,
}

impl Tail {
    /// Adds freshly committed entries, which follow the last one without a gap.
    pub fn push(&self, fresh: impl Iterator<Item = Arc<Entry>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in fresh {
            kept.bytes += entry.sealed_body.len();
            kept.entries.push_back(entry);
        }
        while kept.entries.len() > MAX_ENTRIES || kept.bytes > MAX_BYTES {
            let Some(oldest) = kept.entries.pop_front() else { break };
            kept.bytes -= oldest.sealed_body.len();
        }
    }

    /// Entries after `after`, up to both limits but at least one; `None` when the next one is not here.
    pub fn after(&self, after: u64, max_entries: usize, max_bytes: usize) -> Option<Vec<Arc<Entry>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = kept.entries.front()?.seq;
        let skip = usize::try_from((after + 1).checked_sub(first)?).ok()?;
        let mut bytes = 0;
        let entries: Vec<Arc<Entry>> = kept
            .entries
            .iter()
            .skip(skip)
            .take(max_entries)
            .take_while(|entry| {
                let fits = bytes == 0 || bytes + entry.sealed_body.len() <= max_bytes;
                bytes += entry.sealed_body.len();
                fits
            })
            .cloned()
            .collect();
        (!entries.is_empty()).then_some(entries)
    }
}
