//! The `frontdesk-relay` binary.

use std::process::ExitCode;

use frontdesk_relay::{Relay, SettingsError, WEBHOOK_PATH, from_process};
use tokio::runtime::Builder;
use tracing::{Level, Metadata, error};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// A webhook makes and drops some fifty small values; the C library's allocator takes a quarter of the relay's time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // On a single core, the threads of a pool would only hand work to each other.
    let one_core = std::thread::available_parallelism().is_ok_and(|cores| cores.get() == 1);
    let mut runtime = if one_core { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => {
            eprintln!("The relay can't start its threads: {error}. Raise the limits of its user.");
            ExitCode::from(2)
        }
    }
}

async fn run() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(filter).with(filter_fn(keeps_secrets)).with(lines).init();
    let settings = match from_process() {
        Ok(settings) => settings,
        // Also the way of --help and --version, which are no failures.
        Err(SettingsError::Flag(error)) => error.exit(),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let relay = match Relay::start(settings).await {
        Ok(relay) => relay,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    if let Some(code) = relay.setup_code() {
        println!("Setup code: {code}");
        println!("Enter it in the app, together with this relay's address. It works once.");
    }
    if let Some(url) = relay.public_url() {
        println!("Callback URL for Meta: {url}{WEBHOOK_PATH}");
    }
    // Last, so that whoever waits for this line has seen the others.
    println!("Listening on {}", relay.url());
    tokio::select! {
        signal = stop_signal() => {
            if let Err(error) = signal {
                error!(%error, "signals can't be received; the relay stops");
            }
        }
        why = relay.failed() => {
            eprintln!("The relay stops, because it could not be sure that what it received is on disk: {why}. \
                       Nothing that was acknowledged is lost. Check the disk, then start it again.");
            // Whoever waits for an answer gets a 503 on the way out.
            relay.shutdown().await;
            return ExitCode::FAILURE;
        }
    }
    relay.shutdown().await;
    ExitCode::SUCCESS
}

/// Whatever RUST_LOG says: what these libraries say about single frames has tokens and secrets in it.
fn keeps_secrets(about: &Metadata<'_>) -> bool {
    let library = about.target().split("::").next().unwrap_or_default();
    *about.level() <= Level::INFO || !matches!(library, "tungstenite" | "tokio_tungstenite" | "h2" | "hyper" | "hyper_util" | "reqwest")
}

#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
