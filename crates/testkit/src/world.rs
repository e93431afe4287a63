//! The sandbox and the relay, and what they were started with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use frontdesk_api::secrets::Memory;
use frontdesk_domain::secret::Secret;
use frontdesk_relay::{Relay, RunningRelay, Settings, WEBHOOK_PATH};
use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_VERIFY_TOKEN, Sandbox, SandboxConfig};
use tempfile::TempDir;

use crate::device::Device;

/// Casa Verde, a plant shop: two business numbers and customers to play.
pub struct World {
    pub sandbox: Sandbox,
    relay: Option<RunningRelay>,
    relay_addr: SocketAddr,
    folder: TempDir,
}

impl World {
    /// Starts the sandbox and a fresh relay, and points the sandbox's webhooks there.
    pub async fn start() -> Self {
        Self::with(SandboxConfig::test()).await
    }

    pub async fn with(config: SandboxConfig) -> Self {
        // Fails only when one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        let relay = Relay::start(settings(folder.path().join("relay"))).await.expect("the relay starts");
        let relay_addr = relay.addr();
        sandbox.set_webhook(&format!("http://{relay_addr}{WEBHOOK_PATH}"), DEMO_VERIFY_TOKEN).await.expect("the handshake");
        Self { sandbox, relay: Some(relay), relay_addr, folder }
    }

    /// A device that owns the workspace, with both numbers connected, live.
    pub async fn ana(&self) -> Device {
        let device = self.fresh_device("ana").await;
        let code = self.relay.as_ref().and_then(RunningRelay::setup_code).expect("a fresh relay").to_owned();
        device.set_up(&self.relay_url(), &code).await;
        device
    }

    /// A device that belongs to nothing yet.
    pub async fn fresh_device(&self, name: &str) -> Device {
        Device::open(self.folder.path().join(name), self.sandbox.base_url(), Arc::new(Memory::default())).await
    }

    pub fn relay_url(&self) -> String {
        format!("http://{}", self.relay_addr)
    }

    pub fn webhook_url(&self) -> String {
        format!("{}{WEBHOOK_PATH}", self.relay_url())
    }

    /// Everything the relay keeps on disk.
    pub fn relay_dir(&self) -> PathBuf {
        self.folder.path().join("relay")
    }

    pub fn setup_code(&self) -> Option<String> {
        self.relay.as_ref().and_then(RunningRelay::setup_code).map(str::to_owned)
    }

    pub async fn stop_relay(&mut self) {
        if let Some(relay) = self.relay.take() {
            relay.shutdown().await;
        }
    }

    /// On the same address, with the same data.
    pub async fn start_relay(&mut self) {
        let mut settings = settings(self.relay_dir());
        settings.listen = self.relay_addr;
        self.relay = Some(Relay::start(settings).await.expect("the relay starts again"));
    }
}

fn settings(data_dir: PathBuf) -> Settings {
    Settings::on_this_machine(data_dir, Secret::new(DEMO_APP_SECRET), Secret::new(DEMO_VERIFY_TOKEN))
}
