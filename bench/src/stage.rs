//! A relay as a program of its own, Meta played by the sandbox, and a device that owns the workspace.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::Context;
use frontdesk_api::secrets::{Memory, SecretStore};
use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_VERIFY_TOKEN, Sandbox, SandboxConfig};
use frontdesk_testkit::{Device, Program};

use crate::machine;
use crate::meta::WEBHOOK_PATH;

pub struct Stage {
    /// Killed when dropped.
    _relay: Program,
    pub addr: SocketAddr,
    /// Holds no device: it is closed, and opens where it is wanted.
    pub profile: PathBuf,
    pub sandbox: Sandbox,
    secrets: Arc<dyn SecretStore>,
}

impl Stage {
    /// Starts a fresh relay, on one core only if asked, with a workspace and its numbers.
    pub async fn set_up(folder: &Path, core: Option<usize>) -> anyhow::Result<Self> {
        let program = beside("frontdesk-relay")?;
        let mut command = core.map_or_else(|| Command::new(&program), |core| machine::pinned(core, &program));
        command.args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(folder.join("relay"));
        command.env("FRONTDESK_RELAY_APP_SECRET", DEMO_APP_SECRET).env("FRONTDESK_RELAY_VERIFY_TOKEN", DEMO_VERIFY_TOKEN).env("RUST_LOG", "warn");
        let mut relay = Program::start(command);
        let code = relay.line(|line| line.strip_prefix("Setup code: ").map(str::to_owned));
        let url = relay.line(|line| line.strip_prefix("Listening on ").map(str::to_owned));
        let addr = url.strip_prefix("http://").unwrap_or(&url).parse().context("the relay's address")?;
        let sandbox = Sandbox::start(SandboxConfig::test()).await?;
        sandbox.set_webhook(&format!("{url}{WEBHOOK_PATH}"), DEMO_VERIFY_TOKEN).await?;
        let secrets: Arc<dyn SecretStore> = Arc::new(Memory::default());
        let stage = Self { _relay: relay, addr, profile: folder.join("device"), sandbox, secrets };
        let device = stage.open(stage.profile.clone()).await;
        device.set_up(&url, &code).await;
        device.session.close().await;
        Ok(stage)
    }

    /// The device, with its profile in this folder.
    pub async fn open(&self, profile: PathBuf) -> Device {
        Device::open(profile, self.sandbox.base_url(), Arc::clone(&self.secrets)).await
    }

    /// A number that the relay counts.
    pub async fn metric(&self, name: &str) -> anyhow::Result<f64> {
        let text = reqwest::get(format!("http://{}/metrics", self.addr)).await?.text().await?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).with_context(|| format!("the relay does not count {name}"))
    }
}

/// A program of ours that was built with this one.
pub fn beside(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    anyhow::ensure!(path.is_file(), "{} is missing; `cargo xtask bench` builds it", path.display());
    Ok(path)
}

/// Copies a closed profile.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        std::fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}
