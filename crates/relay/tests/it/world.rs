//! A relay in this process, in a folder of its own.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use frontdesk_domain::secret::Secret;
use frontdesk_relay::{Relay, RunningRelay, Settings};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::device::Owner;

pub const APP_SECRET: &str = "an-app-secret";
pub const VERIFY_TOKEN: &str = "a-verify-token";

/// Long enough for a busy machine; a test that needs it has failed.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct World {
    pub dir: TempDir,
    pub relay: RunningRelay,
    pub http: reqwest::Client,
}

pub fn http() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub fn settings(dir: &Path) -> Settings {
    Settings::on_this_machine(dir, Secret::new(APP_SECRET), Secret::new(VERIFY_TOKEN))
}

impl World {
    /// A fresh relay that nobody has claimed.
    pub async fn fresh() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings(dir.path());
        change(&mut settings);
        Self { relay: Relay::start(settings).await.unwrap(), dir, http: http() }
    }

    /// A relay with a workspace and its owner.
    pub async fn claimed() -> (Self, Owner) {
        Self::claimed_with(|_| {}).await
    }

    pub async fn claimed_with(change: impl FnOnce(&mut Settings)) -> (Self, Owner) {
        let world = Self::with(change).await;
        let mut owner = Owner::new();
        owner.set_up(&world.relay.url(), world.relay.setup_code().unwrap()).await.unwrap();
        (world, owner)
    }

    /// Stops the relay and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    pub async fn restart_with(self, change: impl FnOnce(&mut Settings)) -> Self {
        self.relay.shutdown().await;
        let mut settings = settings(self.dir.path());
        change(&mut settings);
        Self { relay: Relay::start(settings).await.unwrap(), dir: self.dir, http: self.http }
    }

    /// As if this device had joined: in the owner's workspace, or as the owner of another one.
    pub async fn join(self, newcomer: &Owner, role: &str, change: impl FnOnce(&mut Settings)) -> Self {
        self.relay.shutdown().await;
        let options = SqliteConnectOptions::new().filename(self.dir.path().join("relay.db"));
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        let workspace = newcomer.workspace.0.as_bytes().to_vec();
        sqlx::query("INSERT OR IGNORE INTO workspace (id, log, name, created_at) VALUES (?, ?, 'Another', 0)")
            .bind(&workspace)
            .bind(newcomer.log.map_or(newcomer.device.0, |log| log.0).as_bytes().to_vec())
            .execute(&mut database)
            .await
            .unwrap();
        sqlx::query(
            "INSERT INTO device (workspace, id, public_key, role, name, created_at) SELECT no, ?, ?, ?, 'Newcomer', 0 FROM workspace WHERE id = ?",
        )
        .bind(newcomer.device.0.as_bytes().to_vec())
        .bind(newcomer.signing.public_key().as_bytes().to_vec())
        .bind(role)
        .bind(&workspace)
        .execute(&mut database)
        .await
        .unwrap();
        database.close().await.unwrap();
        let mut settings = settings(self.dir.path());
        change(&mut settings);
        Self { relay: Relay::start(settings).await.unwrap(), dir: self.dir, http: self.http }
    }
}
