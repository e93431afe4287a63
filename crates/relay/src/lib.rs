//! The relay: takes the providers' webhooks, appends them, sealed, to each workspace's ordered log, and streams the log to
//! the team's devices. It knows no inbox rules and can read nothing that it stores.
//!
//! A webhook's way: `http` checks its signature and cuts it into updates, `writer` seals them and commits many at once,
//! and only then is it answered; `stream` sends what was committed to the devices that listen. `directory` holds, in
//! memory, who belongs to which workspace. `login` is the one thing beside: it does the part of a login at Meta that takes
//! the app's secret, which `meta` knows, and hands the outcome, sealed, to the device that asked.
//!
//! Use it in process through [`Relay::start`], or run the `frontdesk-relay` binary.

mod clock;
mod data_dir;
mod database;
mod directory;
mod error;
mod http;
mod login;
mod maintenance;
mod meta;
mod metrics;
mod public_url;
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
