//! The app's own log, in the profile's folder. It names what happened, never what anybody wrote.

use std::fs;
use std::io;
use std::path::Path;

use frontdesk_api::keeps_secrets;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt as lines};

/// Days that are kept.
const DAYS: usize = 7;
/// Ours in full, of the libraries only what is wrong: they would log addresses and statements.
const USUAL: &str = "warn,frontdesk=info";

/// Writes the log from now on, for as long as the guard lives.
pub fn start(profile: &Path) -> io::Result<WorkerGuard> {
    let folder = profile.join("logs");
    fs::create_dir_all(&folder)?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("frontdesk")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .map_err(io::Error::other)?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let filter = EnvFilter::try_from_env("FRONTDESK_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let lines = lines::layer().with_writer(writer).with_ansi(false);
    tracing_subscriber::registry().with(filter).with(filter_fn(keeps_secrets)).with(lines).init();
    Ok(guard)
}
