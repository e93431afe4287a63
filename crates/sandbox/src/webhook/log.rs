//! The log of webhook POSTs.

use std::collections::VecDeque;

use serde::Serialize;

/// Older deliveries are forgotten.
const KEEP: usize = 20_000;

/// One POST, repeated until it was answered with 200.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookDelivery {
    /// 1 for the first.
    pub id: u64,
    /// Where to.
    pub url: String,
    /// The exact body.
    pub body: String,
    /// The wamids of its updates.
    pub wamids: Vec<String>,
    /// Each try.
    pub attempts: Vec<Attempt>,
    /// How it stands.
    pub state: WebhookState,
}

/// One try.
#[derive(Clone, Debug, Serialize)]
pub struct Attempt {
    /// Unix milliseconds at its end.
    pub at_ms: i64,
    /// The answer's status; `None`: no answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub error: Option<String>,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// Under way, or waiting for the next try.
    Pending,
    /// Answered with 200.
    Delivered,
    /// The horizon has passed.
    GivenUp,
}

#[derive(Default)]
pub(crate) struct WebhookLog {
    deliveries: VecDeque<WebhookDelivery>,
    next: u64,
}

impl WebhookLog {
    pub(crate) fn begin(&mut self, url: &str, body: &str, wamids: Vec<String>) -> u64 {
        self.next += 1;
        if self.deliveries.len() == KEEP {
            self.deliveries.pop_front();
        }
        self.deliveries.push_back(WebhookDelivery {
            id: self.next,
            url: url.to_owned(),
            body: body.to_owned(),
            wamids,
            attempts: Vec::new(),
            state: WebhookState::Pending,
        });
        self.next
    }

    pub(crate) fn tried(&mut self, id: u64, attempt: Attempt, state: WebhookState) {
        let Some(first) = self.deliveries.front().map(|delivery| delivery.id) else { return };
        if let Some(delivery) = id.checked_sub(first).and_then(|index| self.deliveries.get_mut(index as usize)) {
            // A long outage must not grow the log without end: the first tries and the last say enough.
            if delivery.attempts.len() >= 100 {
                delivery.attempts.remove(50);
            }
            delivery.attempts.push(attempt);
            delivery.state = state;
        }
    }

    pub(crate) fn all(&self) -> Vec<WebhookDelivery> {
        self.deliveries.iter().cloned().collect()
    }
}
