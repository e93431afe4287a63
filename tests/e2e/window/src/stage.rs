//! What every story needs, and what it leaves behind when it fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::Context;

use crate::desktop::Desktop;
use crate::program::ours;
use crate::window::Window;
use crate::world::{BUSINESS, Beginning, World};

/// A desktop, and a relay and a sandbox for the app to talk to.
pub struct Stage {
    pub world: World,
    pub desktop: Desktop,
    profile: PathBuf,
}

impl Stage {
    /// Starts the app, or starts it again: with the same profile and the same keychain.
    pub async fn open_window(&self) -> anyhow::Result<Window> {
        self.open_window_with(&[]).await
    }

    /// The same, with these arguments besides.
    pub async fn open_window_with(&self, more: &[&str]) -> anyhow::Result<Window> {
        let profile = self.profile.to_string_lossy();
        let mut arguments = vec!["--profile-dir", profile.as_ref(), "--graph-url", &self.world.graph_url];
        arguments.extend(more);
        Window::open(&self.desktop, &arguments).await
    }

    /// Starts the app once more, with the same profile, and waits for its end.
    pub fn start_again(&self) -> anyhow::Result<Output> {
        let mut command = self.desktop.command(ours("frontdesk")?);
        Ok(command.arg("--profile-dir").arg(&self.profile).output()?)
    }

    /// Goes through the set-up screen by hand, and enters the number. The inbox is open and live afterwards.
    pub async fn set_up(&self, window: &Window) -> anyhow::Result<()> {
        self.make_workspace(window, &self.world.relay_url).await?;
        window.press("Advanced setup").await?;
        window.type_into("Phone number ID", BUSINESS.phone_number_id).await?;
        window.type_into("WhatsApp Business account ID", BUSINESS.waba_id).await?;
        window.type_into("Access token", BUSINESS.access_token).await?;
        window.press("Connect number").await?;
        window.shows("Your number is connected").await?;
        window.press("Open the inbox").await?;
        window.shows("No conversations yet").await
    }

    /// The part of it that comes before any number.
    pub async fn make_workspace(&self, window: &Window, relay_url: &str) -> anyhow::Result<()> {
        window.shows("Set up Frontdesk").await?;
        window.type_into("Relay address", relay_url).await?;
        window.type_into("Setup code", &self.world.setup_code).await?;
        window.type_into("Workspace name", "Casa Verde").await?;
        window.type_into("Your name", "Alex").await?;
        window.press("Create workspace").await?;
        window.shows("How do you want to connect?").await
    }

    /// Quits the app as a person does.
    pub async fn quit(&self, window: Window) -> anyhow::Result<()> {
        window.quit(&self.profile).await
    }

    pub fn profile(&self) -> &Path {
        &self.profile
    }
}

/// Runs a story on a fresh stage. The last picture of the display and all logs are in `test-results/window/<name>`.
pub async fn story(name: &str, tell: impl AsyncFnOnce(&Stage) -> anyhow::Result<()>) -> anyhow::Result<()> {
    story_from(Beginning::Number, name, tell).await
}

/// The same, with what is given at Meta at the start.
pub async fn story_from(beginning: Beginning, name: &str, tell: impl AsyncFnOnce(&Stage) -> anyhow::Result<()>) -> anyhow::Result<()> {
    // The driver is on loopback, without TLS; the client library asks for a provider all the same. Another story may have set it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../test-results/window").join(name);
    let _ = fs::remove_dir_all(&results);
    fs::create_dir_all(&results)?;
    let results = results.canonicalize()?;
    let desktop = Desktop::open((1280, 860), &results).await?;
    let world = World::start(beginning, desktop.home(), &results).await?;
    let profile = desktop.home().join("profile");
    let stage = Stage { world, desktop, profile };
    tell(&stage).await.with_context(|| format!("see {}", results.display()))
}
