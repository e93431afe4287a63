//! One binary for all stories of the relay.
#![expect(clippy::disallowed_methods, reason = "tests make ids as devices do")]

mod apps;
mod binary;
mod connect;
mod device;
mod graph;
mod health;
mod kill;
mod limits;
mod meta;
mod privacy;
mod probe;
mod restart;
mod setup;
mod stream;
mod webhook;
mod world;
