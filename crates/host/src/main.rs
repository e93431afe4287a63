//! `frontdesk-host`: Frontdesk in an ordinary browser, or as the team's always-on device.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use frontdesk_api::{AppConfig, GraphConfig, NoWindows, SecretsIn, Session, SessionConfig, SystemClock, keeps_secrets};
use frontdesk_host::demo::Demo;
use frontdesk_host::{Host, HostConfig};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use url::Url;

/// Runs Frontdesk without a window and prints the address to open in a browser on this computer.
#[derive(Parser)]
#[command(name = "frontdesk-host", version)]
struct Options {
    /// Shows the demo: a small shop whose customers you play yourself. Nothing in it is kept. With `=setup` it begins before the
    /// first day: set the workspace up and connect the numbers, with Meta's login pages played, too.
    #[arg(long, conflicts_with = "profile_dir", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "shop")]
    demo: Option<DemoFrom>,
    /// Folder of the profile: the local copy of the inbox. Keys and tokens are in the keychain.
    #[arg(long, env = "FRONTDESK_PROFILE_DIR", value_name = "FOLDER", required_unless_present = "demo")]
    profile_dir: Option<PathBuf>,
    /// Loopback port; 0 takes any free one.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    port: u16,
    /// The built UI.
    #[arg(long, env = "FRONTDESK_UI_DIR", default_value = "ui/dist", value_name = "FOLDER")]
    ui: PathBuf,
    /// Base address of the Graph API, for a sandbox in place of Meta.
    #[arg(long, env = "FRONTDESK_GRAPH_URL", value_name = "URL")]
    graph_url: Option<Url>,
}

#[derive(Clone, Copy, ValueEnum)]
enum DemoFrom {
    /// A day at the shop
    Shop,
    /// Nothing is set up yet
    Setup,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    // Fails only when one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(filter).with(filter_fn(keeps_secrets)).with(lines).init();
    if !options.ui.join("index.html").is_file() {
        anyhow::bail!("There is no built UI in {}. Run `npm run build` in ui/, or name the folder with --ui.", options.ui.display());
    }
    let (session, demo) = if let Some(from) = options.demo {
        let demo = match from {
            DemoFrom::Shop => Demo::start(Arc::new(NoWindows)).await?,
            DemoFrom::Setup => Demo::start_at_setup().await?,
        };
        println!("Phones:  {}", demo.phone_url());
        if let Some(code) = demo.setup_code() {
            println!("Relay:   {}", demo.relay_url());
            println!("Code:    {code}");
        }
        (demo.session.clone(), Some(demo))
    } else {
        let data_dir = options.profile_dir.context("name the profile's folder with --profile-dir")?;
        let graph = GraphConfig::new(options.graph_url).context("--graph-url is not an address")?;
        let app = AppConfig { data_dir, secrets: SecretsIn::Keychain, clock: Arc::new(SystemClock), graph, windows: Arc::new(NoWindows) };
        let session = Session::open(SessionConfig { app, demo: None }).await.map_err(|error| anyhow::anyhow!(error.message))?;
        (session, None)
    };
    let host = Host::start(session.clone(), HostConfig { port: options.port, ui: Some(options.ui) })
        .await
        .with_context(|| format!("Port {} is taken; choose another with --port", options.port))?;
    println!("Inbox:   {}", host.url());
    stopped().await;
    host.stop();
    match demo {
        Some(demo) => demo.stop().await,
        None => session.close().await,
    }
    Ok(())
}

/// Ctrl-C, or the service manager's SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    {
        let mut term = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(term) => term,
            Err(_) => return std::future::pending().await,
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}
