//! The engine without a window: the same commands and events over loopback HTTP and WebSocket, for an ordinary browser, for
//! end-to-end tests, and for a device that stays on at night. Also the demo world, which the desktop app shows too.

pub mod demo;
mod guard;
mod serve;
mod token;

pub use serve::{Host, HostConfig};
