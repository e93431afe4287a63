//! Which log lines a host may write.

use tracing::{Level, Metadata};

/// Whatever a person sets the log to: what these libraries say about single frames and requests has tokens and secrets in it.
pub fn keeps_secrets(about: &Metadata<'_>) -> bool {
    let library = about.target().split("::").next().unwrap_or_default();
    *about.level() <= Level::INFO || !matches!(library, "tungstenite" | "tokio_tungstenite" | "h2" | "hyper" | "hyper_util" | "reqwest")
}
