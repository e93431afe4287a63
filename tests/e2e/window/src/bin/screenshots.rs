//! Takes the README's pictures: the demo with a conversation open and the customers' phones beside it, light and dark.

use std::path::{Path, PathBuf};

use anyhow::Context;
use frontdesk_window_tests::{Desktop, Window};
use tempfile::TempDir;

/// Room for the inbox and the phones beside each other.
const SIZE: (u32, u32) = (1768, 832);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // An error means that it is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder: PathBuf = std::env::args_os().nth(1).context("give the folder for the pictures")?.into();
    std::fs::create_dir_all(&folder)?;
    // The names that WebKitGTK takes a light or dark preference from.
    for (name, theme) in [("light", "Adwaita"), ("dark", "Adwaita:dark")] {
        take(theme, &folder.join(format!("{name}.png"))).await.with_context(|| format!("the {name} picture"))?;
    }
    Ok(())
}

async fn take(theme: &str, to: &Path) -> anyhow::Result<()> {
    let logs = TempDir::new()?;
    let desktop = Desktop::open(SIZE, logs.path()).await?.with("GTK_THEME", theme);
    let window = Window::open(&desktop, &["--demo"]).await?;
    window.open_conversation("Ana García").await?;
    window.reply("¡Hola Ana! Sí, nos quedan dos monsteras grandes.").await?;
    window.reply("Hoy abrimos hasta las *20:30*. ¿Te guardo una?").await?;
    // The phones' window shows Ana's chat, so what arrives there is read.
    window.reply_is("¿Te guardo una?", "Read").await?;
    window.painted().await?;
    desktop.camera().take(to)?;
    println!("{}", to.display());
    Ok(())
}
