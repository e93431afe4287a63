//! The state of the connection to the relay.

use frontdesk_domain::time::Millis;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Connection {
    /// No workspace yet.
    Idle,
    Connecting,
    CatchingUp {
        applied: u64,
        head: u64,
    },
    Live,
    /// `reason` is a sentence.
    Offline {
        reason: String,
        retry_at: Option<Millis>,
    },
    /// Trying again will not help.
    Refused {
        reason: String,
    },
}
