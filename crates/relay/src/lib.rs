//! The relay: takes the providers' webhooks, appends them, sealed, to each workspace's ordered log, and streams the log to
//! the team's devices. It knows no inbox rules and can read nothing that it stores.
//!
//! A webhook's way: `http` checks its signature and cuts it into updates, `writer` seals them and commits many at once,
//! and only then is it answered; `stream` sends what was committed to the devices that listen. `directory` holds, in
//! memory, who belongs to which workspace.
//!
//! Use it in process through [`Relay::start`], or run the `frontdesk-relay` binary.

mod clock;
mod database;
mod directory;
mod error;
mod http;
mod maintenance;
mod metrics;
mod reader;
mod relay;
mod server;
mod settings;
mod setup_code;
mod stream;
mod tail;
mod writer;

pub use error::StartError;
pub use http::WEBHOOK_PATH;
pub use relay::{Relay, RunningRelay};
pub use settings::{App, Limits, Settings, SettingsError, from_process};
