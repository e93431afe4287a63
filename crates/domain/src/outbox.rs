//! The outbox: what may leave, when, and what a send's end means.
//!
//! ```text
//!            ┌────────── transient, rate limit, not sent ──────────┐
//!            ▼                                                      │
//!  ──▶ Queued ──claim──▶ Sending ──▶ Accepted      (statuses go on from here)
//!        │  ▲               │──────▶ Failed        (retry makes a new attempt)
//! window │  │ customer      └──────▶ Unknown       (time-out, crash: settled by a status, never sent again by itself)
//! closed ▼  │ wrote
//!        Held           (and Stopped, likewise, while a person has stopped the business number)
//! ```
//!
//! The Cloud API has no idempotency key. Each attempt carries an id of ours in `biz_opaque_callback_data`; the row is written
//! before the request starts, so whatever is found in `Sending` after a crash is `Unknown`.

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::failure::{Failure, FailureClass};
use crate::ids::{AttemptId, ConversationId, MessageId, Wamid};
use crate::time::Millis;
use crate::window::Window;

/// A message that has not settled yet. Lives on the device that sends it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub state: State,
    /// Attempts that ended without an answer that settles it.
    pub tries: u32,
    /// See [`Event`].
    pub step: u32,
    /// Order within the conversation.
    pub queued_at: Millis,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn, and after a failed attempt until `not_before`.
    Queued { not_before: Option<Millis>, last_failure: Option<Failure> },
    /// A request with this attempt's id may be on its way.
    Sending { attempt: AttemptId },
    /// Waits for the customer to write.
    Held,
    /// Waits until the business number is started again.
    Stopped,
}

/// What happened to an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happening {
    /// Its turn has come. `stopped`: nothing may be sent on the business number now.
    Claimed {
        attempt: AttemptId,
        window: Window,
        stopped: bool,
    },
    Accepted {
        wamid: Wamid,
    },
    /// `jitter` is a random number in 0..=1000.
    Refused {
        failure: Failure,
        jitter: u16,
    },
    /// The app starts and finds it in `Sending`.
    FoundAfterCrash,
    /// A status says that the present attempt left or failed, or that the customer has the message from an earlier one. Whatever the
    /// connection said, sending once more would reach the customer twice.
    SeenByStatus,
    CustomerWrote,
    /// A business number was started, or is gone: whether this one's may send is seen when its turn comes.
    NumberStarted,
    /// The network is back: no reason to wait out a back-off that was about the network.
    BackOnline,
    Cancelled,
}

/// What to do about it, after the new state is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Start the request of this attempt.
    Transmit { attempt: AttemptId },
    /// Tell the other devices.
    Announce(Event),
}

/// The item's new state, or `None` when it is settled and leaves the outbox.
pub type Next = (Option<Item>, Vec<Effect>);

/// Cannot be done any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This message is on its way already, so it can't be taken back.")]
    OnItsWay,
}

/// The longest pause between two tries, milliseconds.
const LONGEST_PAUSE_MS: i64 = 5 * 60 * 1000;

impl Item {
    pub fn queued(message: MessageId, conversation: ConversationId, step: u32, at: Millis) -> Self {
        let state = State::Queued { not_before: None, last_failure: None };
        Self { message, conversation, state, tries: 0, step, queued_at: at }
    }

    /// The only way an item changes.
    ///
    /// # Errors
    /// Only cancelling can be refused.
    pub fn step(mut self, happening: Happening, now: Millis) -> Result<Next, Refusal> {
        Ok(match (&self.state, happening) {
            (State::Queued { .. }, Happening::Claimed { attempt, window, stopped }) => {
                if stopped {
                    self.state = State::Stopped;
                    (Some(self), vec![])
                } else if window.is_open() {
                    self.step += 1;
                    self.state = State::Sending { attempt };
                    let started = Event::SendStarted { message: self.message, step: self.step, attempt, at: now };
                    (Some(self), vec![Effect::Announce(started), Effect::Transmit { attempt }])
                } else {
                    self.state = State::Held;
                    (Some(self), vec![])
                }
            }
            (State::Sending { attempt }, Happening::Accepted { wamid }) => {
                let accepted = Event::MessageAccepted { message: self.message, step: self.step + 1, attempt: *attempt, wamid, at: now };
                (None, vec![Effect::Announce(accepted)])
            }
            (State::Sending { attempt }, Happening::Refused { failure, jitter }) => {
                let attempt = *attempt;
                self.refused(attempt, failure, jitter, now)
            }
            (State::Sending { attempt }, Happening::FoundAfterCrash) => {
                let failure = Failure {
                    class: FailureClass::Unknown,
                    code: None,
                    subcode: None,
                    title: "The app stopped while this was being sent.".to_owned(),
                    details: None,
                };
                let interrupted = Event::SendInterrupted { message: self.message, step: self.step + 1, attempt: *attempt, failure, at: now };
                (None, vec![Effect::Announce(interrupted)])
            }
            // The answer to the request, if it still comes, finds nothing left to settle. An item may wait again when its status comes:
            // Meta refused for now, or seemed to, but sent it all the same.
            (State::Sending { .. } | State::Queued { .. } | State::Held | State::Stopped, Happening::SeenByStatus) => (None, vec![]),
            (State::Held, Happening::CustomerWrote) | (State::Stopped, Happening::NumberStarted) => {
                self.state = State::Queued { not_before: None, last_failure: None };
                (Some(self), vec![])
            }
            (State::Queued { last_failure: Some(failure), .. }, Happening::BackOnline) if failure.class == FailureClass::NotSent => {
                self.state = State::Queued { not_before: None, last_failure: None };
                (Some(self), vec![])
            }
            (State::Queued { .. } | State::Held | State::Stopped, Happening::Cancelled) => {
                let cancelled = Event::MessageCancelled { message: self.message, step: self.step + 1, at: now };
                (None, vec![Effect::Announce(cancelled)])
            }
            (State::Sending { .. }, Happening::Cancelled) => return Err(Refusal::OnItsWay),
            // Late or repeated news about something that has moved on.
            (
                State::Queued { .. },
                Happening::Accepted { .. }
                | Happening::Refused { .. }
                | Happening::FoundAfterCrash
                | Happening::CustomerWrote
                | Happening::NumberStarted
                | Happening::BackOnline,
            )
            | (State::Sending { .. }, Happening::Claimed { .. } | Happening::CustomerWrote | Happening::NumberStarted | Happening::BackOnline)
            | (
                State::Held,
                Happening::Claimed { .. }
                | Happening::Accepted { .. }
                | Happening::Refused { .. }
                | Happening::FoundAfterCrash
                | Happening::NumberStarted
                | Happening::BackOnline,
            )
            | (
                State::Stopped,
                Happening::Claimed { .. }
                | Happening::Accepted { .. }
                | Happening::Refused { .. }
                | Happening::FoundAfterCrash
                | Happening::CustomerWrote
                | Happening::BackOnline,
            ) => (Some(self), vec![]),
        })
    }

    fn refused(mut self, attempt: AttemptId, failure: Failure, jitter: u16, now: Millis) -> Next {
        let pause_ms = match &failure.class {
            FailureClass::NotSent => Some(backoff_ms(self.tries, 2, None, jitter)),
            FailureClass::Transient { retry_after_ms } => Some(backoff_ms(self.tries, 2, *retry_after_ms, jitter)),
            // Meta asks for 4^n seconds when one customer gets too much, see the platform reference, section 3.4.
            FailureClass::RateLimited { retry_after_ms, only_this_recipient } => {
                Some(backoff_ms(self.tries, if *only_this_recipient { 4 } else { 2 }, *retry_after_ms, jitter))
            }
            FailureClass::Window => {
                self.state = State::Held;
                self.tries += 1;
                return (Some(self), vec![]);
            }
            FailureClass::Auth | FailureClass::Permanent | FailureClass::Unknown => None,
        };
        match pause_ms {
            Some(pause_ms) => {
                self.tries = self.tries.saturating_add(1);
                self.state = State::Queued { not_before: Some(now.plus_ms(pause_ms)), last_failure: Some(failure) };
                (Some(self), vec![])
            }
            None if failure.class == FailureClass::Unknown => {
                let interrupted = Event::SendInterrupted { message: self.message, step: self.step + 1, attempt, failure, at: now };
                (None, vec![Effect::Announce(interrupted)])
            }
            None => {
                let failed = Event::MessageFailed { message: self.message, step: self.step + 1, attempt: Some(attempt), failure, at: now };
                (None, vec![Effect::Announce(failed)])
            }
        }
    }

    /// When it may be claimed; `None` while it waits for something other than time.
    pub fn due_at(&self) -> Option<Millis> {
        match &self.state {
            State::Queued { not_before, .. } => Some(not_before.unwrap_or(self.queued_at)),
            State::Sending { .. } | State::Held | State::Stopped => None,
        }
    }
}

/// `base^tries` seconds and up to a quarter more, but at least what the provider asked for, and never above five minutes of our own accord.
fn backoff_ms(tries: u32, base: i64, asked_ms: Option<i64>, jitter: u16) -> i64 {
    let pause = base.saturating_pow(tries.min(16)).saturating_mul(1000).min(LONGEST_PAUSE_MS);
    let spread = pause / 4 * i64::from(jitter.min(1000)) / 1000;
    (pause + spread).max(asked_ms.unwrap_or(0))
}

#[cfg(test)]
mod tests;
