//! The log of Graph calls.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

use crate::knobs::{Endpoint, GraphFault};

/// Older calls are forgotten.
const KEEP: usize = 20_000;

/// One Graph call.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// 1 for the first call.
    pub seq: u64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Which endpoint that is.
    pub endpoint: Endpoint,
    /// Headers; of `authorization` only the scheme.
    pub headers: Vec<(String, String)>,
    /// Query and body parameters, without tokens and secrets.
    pub body: Value,
    /// The label of the token that was used.
    pub token: Option<String>,
    /// The answer's status; `None`: not answered.
    pub status: Option<u16>,
    /// The answer.
    pub answer: Option<Value>,
    /// The fault that struck.
    pub fault: Option<GraphFault>,
}

#[derive(Default)]
pub(crate) struct CallLog {
    calls: VecDeque<Call>,
    next: u64,
}

impl CallLog {
    pub(crate) fn begin(&mut self, mut call: Call) -> u64 {
        self.next += 1;
        call.seq = self.next;
        if self.calls.len() == KEEP {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
        self.next
    }

    pub(crate) fn edit(&mut self, seq: u64, edit: impl FnOnce(&mut Call)) {
        let Some(first) = self.calls.front().map(|call| call.seq) else { return };
        if let Some(call) = seq.checked_sub(first).and_then(|index| self.calls.get_mut(index as usize)) {
            edit(call);
        }
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.calls.clear();
    }
}
