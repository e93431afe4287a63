//! The device's end of the relay.

mod ask;
mod client;
mod setup;
mod socket;

pub(crate) use ask::{Ask, AskError, Requests};
pub(crate) use client::run;
pub(crate) use setup::set_up;
