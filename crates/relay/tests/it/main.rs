//! One binary for all stories of the relay.
#![expect(clippy::disallowed_methods, reason = "tests make ids as devices do")]

mod binary;
mod device;
mod health;
mod kill;
mod limits;
mod meta;
mod restart;
mod setup;
mod stream;
mod webhook;
mod world;
