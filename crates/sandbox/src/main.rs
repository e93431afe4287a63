//! `frontdesk-sandbox`: the stand-in for Meta as a program.

use std::net::SocketAddr;

use clap::{Parser, ValueEnum};
use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, Pace, Sandbox, SandboxConfig, TokenConfig};

/// A stand-in for Meta's WhatsApp Business Platform: Graph API, signed webhooks, and customers whose phones you play.
///
/// Point the product's Graph address at it instead of https://graph.facebook.com, open its /phone page in a browser,
/// and write to the business as a customer. Its login pages take the place of https://www.facebook.com and its /en_US/sdk.js
/// that of https://connect.facebook.net/en_US/sdk.js. Nothing is stored: ending it forgets everything.
#[derive(Parser)]
#[command(name = "frontdesk-sandbox", version)]
struct Flags {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, env = "SANDBOX_LISTEN", default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    /// App secret that signs webhooks
    #[arg(long, env = "SANDBOX_APP_SECRET", default_value = DEMO_APP_SECRET, hide_env_values = true)]
    app_secret: String,
    /// Verify token that Meta's handshake sends to the webhook address
    #[arg(long, env = "SANDBOX_VERIFY_TOKEN", default_value = DEMO_VERIFY_TOKEN, hide_env_values = true)]
    verify_token: String,
    /// Where webhooks go, for example http://127.0.0.1:8080/api/channels/webhook/whatsapp
    #[arg(long, env = "SANDBOX_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Access token that the Graph API accepts
    #[arg(long, env = "SANDBOX_TOKEN", default_value = DEMO_TOKEN, hide_env_values = true)]
    token: String,
    /// Address that the app's login may redirect to, compared as a whole; its origin may also use the JavaScript SDK. May be given
    /// several times
    #[arg(long = "redirect-uri", env = "SANDBOX_REDIRECT_URIS", value_delimiter = ' ')]
    redirect_uris: Vec<String>,
    /// What exists at the start
    #[arg(long, env = "SANDBOX_SEED", value_enum, default_value_t = Seed::Demo)]
    seed: Seed,
}

#[derive(Clone, Copy, ValueEnum)]
enum Seed {
    /// Casa Verde, a plant shop with two numbers, eight customers and two days of messages
    Demo,
    /// Casa Verde's numbers and no customers
    Empty,
    /// Casa Verde with customers, and nothing connected: no subscription, no token, a second account to register
    Connect,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Err only says that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into())).init();
    let flags = Flags::parse();
    let mut config = match flags.seed {
        Seed::Demo | Seed::Empty => SandboxConfig { tokens: vec![TokenConfig::full(&flags.token)], ..SandboxConfig::demo() },
        Seed::Connect => SandboxConfig { pace: Pace::WATCHABLE, ..SandboxConfig::connecting() },
    };
    config.listen = flags.listen;
    config.app.secret = flags.app_secret;
    config.app.verify_token = flags.verify_token.clone();
    if matches!(flags.seed, Seed::Empty) {
        config.customers.clear();
    }
    let sandbox = Sandbox::start(config).await?;
    tracing::info!("Graph API at {}", sandbox.base_url());
    tracing::info!("Customers' phones at {}", sandbox.phone_url());
    tracing::info!("Verification codes and tokens at {}/connecting", sandbox.base_url());
    flags.redirect_uris.iter().filter(|uri| !uri.is_empty()).for_each(|uri| sandbox.allow_redirect(uri));
    if let Some(url) = &flags.webhook_url
        && let Err(error) = sandbox.set_webhook(url, &flags.verify_token).await
    {
        // The receiver may simply start later; what is sent meanwhile is repeated.
        tracing::warn!("{error} Sending there all the same.");
        sandbox.set_webhook_unverified(url, &flags.verify_token);
    }
    if matches!(flags.seed, Seed::Demo) {
        sandbox.play_demo()?;
    }
    tokio::signal::ctrl_c().await?;
    sandbox.shutdown().await;
    Ok(())
}
