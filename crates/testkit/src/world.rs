//! The sandbox and the relay, and what they were started with.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use frontdesk_api::secrets::Memory;
use frontdesk_domain::secret::Secret;
use frontdesk_relay::{App, Relay, RunningRelay, Settings, WEBHOOK_PATH};
use frontdesk_sandbox::{DEMO_APP_ID, DEMO_APP_SECRET, DEMO_VERIFY_TOKEN, Sandbox, SandboxConfig};
use tempfile::TempDir;

use crate::device::Device;

/// Casa Verde, a plant shop: two business numbers and customers to play.
pub struct World {
    pub sandbox: Sandbox,
    relay: Option<RunningRelay>,
    relay_addr: SocketAddr,
    settings: Settings,
    folder: TempDir,
}

impl World {
    /// Starts the sandbox and a fresh relay, and points the sandbox's webhooks there.
    pub async fn start() -> Self {
        Self::with(SandboxConfig::test()).await
    }

    pub async fn with(config: SandboxConfig) -> Self {
        let world = Self::with_relay(config, |_| {}).await;
        world.sandbox.set_webhook(&world.webhook_url(), DEMO_VERIFY_TOKEN).await.expect("the handshake");
        world
    }

    /// Nothing is connected yet: the relay has the Meta app with this login configuration, and the sandbox plays Meta's pages.
    pub async fn unconnected(config_id: Option<&str>) -> Self {
        Self::unconnected_with(SandboxConfig::connecting(), config_id, |_| {}).await
    }

    pub async fn unconnected_with(config: SandboxConfig, config_id: Option<&str>, change: impl FnOnce(&mut Settings)) -> Self {
        let config_id = config_id.map(str::to_owned);
        let world = Self::with_relay(config, |settings| {
            settings.apps = vec![App { id: Some(DEMO_APP_ID.to_owned()), secret: Secret::new(DEMO_APP_SECRET), config_id }];
            change(settings);
        })
        .await;
        world.sandbox.allow_redirect(&format!("{}/connect/callback", world.relay_url()));
        world
    }

    async fn with_relay(config: SandboxConfig, change: impl FnOnce(&mut Settings)) -> Self {
        // Fails only when one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        let mut settings = Settings::on_this_machine(folder.path().join("relay"), Secret::new(DEMO_APP_SECRET), Secret::new(DEMO_VERIFY_TOKEN));
        let meta = |path: &str| format!("{}{path}", sandbox.base_url()).parse().expect("an address");
        (settings.graph_url, settings.login_url, settings.sdk_url) = (meta(""), meta(""), meta("/en_US/sdk.js"));
        change(&mut settings);
        let relay = Relay::start(settings.clone()).await.expect("the relay starts");
        Self { sandbox, relay_addr: relay.addr(), relay: Some(relay), settings, folder }
    }

    /// A device that owns the workspace, live, without any number.
    pub async fn owner(&self) -> Device {
        let device = self.fresh_device("ana").await;
        device.claim(&self.relay_url(), &self.setup_code().expect("a fresh relay")).await;
        device
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
        let settings = Settings { listen: self.relay_addr, ..self.settings.clone() };
        self.relay = Some(Relay::start(settings).await.expect("the relay starts again"));
    }
}
