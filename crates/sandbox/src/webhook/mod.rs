//! Webhooks: what they say, how they are signed, and how long they are repeated (reference 6).

mod handshake;
mod log;
mod payload;
mod queue;
mod signature;

pub use log::{Attempt, WebhookDelivery, WebhookState};
pub use signature::sign;

pub(crate) use queue::Queue;
pub(crate) use signature::hmac_hex;
