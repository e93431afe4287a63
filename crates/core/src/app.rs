//! The way in: one profile folder, from locked or empty to a workspace at work.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{DeviceId, MemberId, WorkspaceId};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::graph::{Graph, GraphConfig, http_client};
use frontdesk_relay_api::{Scope, SetupRequest};
use frontdesk_store::{Cursor, Store};
use tokio::sync::{Mutex, broadcast};
use tokio::task::JoinSet;
use url::Url;
use zeroize::Zeroizing;

use crate::clock::{Clock, fresh_id};
use crate::connection::Connection;
use crate::desk::{Desk, Parts};
use crate::error::{CoreError, ErrorKind};
use crate::keys::KeyRing;
use crate::news::News;
use crate::profile::{Profile, save_keys};
use crate::relay::{self, Requests};
use crate::secrets::{self, Keychain, PassphraseFile, SecretError, SecretStore};
use crate::windows::Windows;

/// Where a profile's secrets go.
#[derive(Clone)]
pub enum SecretsIn {
    /// The OS keychain, or a file under a passphrase where there is none.
    Keychain,
    /// A store of the caller's: [`crate::secrets::Memory`] for the demo and for tests.
    Store(Arc<dyn SecretStore>),
}

#[derive(Clone)]
pub struct AppConfig {
    /// The profile's folder; made if missing.
    pub data_dir: PathBuf,
    pub secrets: SecretsIn,
    pub clock: Arc<dyn Clock>,
    pub graph: GraphConfig,
    /// The windows of the program around it.
    pub windows: Arc<dyn Windows>,
}

/// How far a profile is.
#[derive(Clone)]
pub enum Stage {
    /// `first_time`: no keychain here and no passphrase yet.
    Locked {
        first_time: bool,
        reason: String,
    },
    /// The keychain that holds this profile's keys does not open; trying again may help.
    KeychainClosed {
        reason: String,
    },
    Setup,
    Ready(Arc<Desk>),
}

/// What makes a device the first of a new workspace.
pub struct WorkspaceRequest {
    pub relay_url: String,
    pub setup_code: Secret,
    pub workspace_name: String,
    pub member_name: String,
}

/// Messages waiting for a slow listener before it must resync.
const NEWS_CAPACITY: usize = 1_024;

/// One profile, open.
pub struct App {
    config: AppConfig,
    store: Store,
    http: reqwest::Client,
    stage: RwLock<Stage>,
    secrets: RwLock<Option<Arc<dyn SecretStore>>>,
    news: broadcast::Sender<News>,
    tasks: Mutex<JoinSet<()>>,
    /// One stage change at a time.
    turning: Mutex<()>,
}

const SECRETS_FILE: &str = "secrets.sealed";
const PROFILE_ID: &str = "profile-id";
/// Shortest passphrase that is accepted, in characters.
const SHORTEST_PASSPHRASE: usize = 10;

impl App {
    /// Opens a profile folder. A profile that belongs to a workspace starts working at once, online or not.
    ///
    /// # Errors
    /// A folder or database that can't be used.
    pub async fn open(config: AppConfig) -> Result<Self, CoreError> {
        let unusable = |e: std::io::Error| {
            CoreError::new(ErrorKind::Internal, format!("The profile folder {} can't be used ({e}). Choose another.", config.data_dir.display()))
        };
        std::fs::create_dir_all(&config.data_dir).map_err(unusable)?;
        #[cfg(unix)]
        std::fs::set_permissions(&config.data_dir, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(unusable)?;
        let store = Store::open(&config.data_dir.join("frontdesk.db")).await?;
        let http = http_client().map_err(|e| CoreError::new(ErrorKind::Internal, format!("The network can't be used ({e}). Restart the app.")))?;
        let app = Self {
            config,
            store,
            http,
            stage: RwLock::new(Stage::Setup),
            secrets: RwLock::new(None),
            news: broadcast::Sender::new(NEWS_CAPACITY),
            tasks: Mutex::new(JoinSet::new()),
            turning: Mutex::new(()),
        };
        app.find_secrets().await?;
        Ok(app)
    }

    pub fn stage(&self) -> Stage {
        self.stage.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The workspace at work.
    ///
    /// # Errors
    /// Before that, an error that says what comes first.
    pub fn desk(&self) -> Result<Arc<Desk>, CoreError> {
        match self.stage() {
            Stage::Ready(desk) => Ok(desk),
            Stage::Setup => Err(CoreError::new(ErrorKind::NotSetUp, "Connect to your relay first.")),
            Stage::Locked { reason, .. } | Stage::KeychainClosed { reason } => Err(CoreError::new(ErrorKind::Locked, reason)),
        }
    }

    pub fn connection(&self) -> Connection {
        match self.stage() {
            Stage::Ready(desk) => desk.connection(),
            Stage::Locked { .. } | Stage::KeychainClosed { .. } | Stage::Setup => Connection::Idle,
        }
    }

    /// Hears everything from now on. A listener that is too slow is told so by the channel and reads anew.
    pub fn subscribe(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Opens the secrets with a passphrase; the first time it becomes the passphrase. Where the keychain was closed, tries it again.
    ///
    /// # Errors
    /// A wrong passphrase, or one that is too short to choose.
    pub async fn unlock(&self, passphrase: Zeroizing<String>) -> Result<(), CoreError> {
        let _turn = self.turning.lock().await;
        let first_time = match self.stage() {
            Stage::Locked { first_time, .. } => first_time,
            Stage::KeychainClosed { .. } => return self.find_secrets().await,
            Stage::Setup | Stage::Ready(_) => return Ok(()),
        };
        if first_time && passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(CoreError::bad_request(format!("Choose a passphrase of at least {SHORTEST_PASSPHRASE} characters.")));
        }
        let file = PassphraseFile::open(self.config.data_dir.join(SECRETS_FILE), passphrase).await?;
        self.secrets_open(Arc::new(file)).await
    }

    /// Makes this device the first of a new workspace.
    ///
    /// # Errors
    /// The relay can't be reached or refuses the code; the profile stays as it was.
    pub async fn create_workspace(&self, request: WorkspaceRequest) -> Result<(), CoreError> {
        let _turn = self.turning.lock().await;
        match self.stage() {
            Stage::Setup => {}
            Stage::Ready(_) => return Err(CoreError::bad_request("This device belongs to a workspace already.")),
            Stage::Locked { reason, .. } | Stage::KeychainClosed { reason } => return Err(CoreError::new(ErrorKind::Locked, reason)),
        }
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner).clone();
        let secrets = secrets.ok_or_else(|| CoreError::new(ErrorKind::Locked, "Open the secrets first."))?;
        let relay_url = relay_address(&request.relay_url)?;
        let named = |what: &str, name: &str| match name.trim() {
            "" => Err(CoreError::bad_request(format!("Give {what} a name."))),
            name => Ok(name.to_owned()),
        };
        let profile = Profile {
            workspace: WorkspaceId(fresh_id()),
            workspace_name: named("the workspace", &request.workspace_name)?,
            device: DeviceId(fresh_id()),
            member: MemberId(fresh_id()),
            member_name: named("yourself", &request.member_name)?,
            relay_url,
        };
        let mut keys = KeyRing::create(&*secrets).await?;
        let workspace_key = keys.ensure(&*secrets, Scope::Workspace).await?;
        let response = relay::set_up(
            &self.http,
            &profile.relay_url,
            &SetupRequest {
                code: request.setup_code.expose().trim().to_owned(),
                workspace: profile.workspace,
                workspace_name: profile.workspace_name.clone(),
                device: profile.device,
                device_name: profile.member_name.clone(),
                device_public_key: keys.signing.public_key(),
                workspace_key,
            },
        )
        .await?;
        let mut change = self.store.change().await?;
        profile.save(&mut change).await?;
        save_keys(&mut change, &keys.index()).await?;
        change.set_cursor(Cursor { log: Some(response.log.0), seq: 0 }).await?;
        change.commit().await?;
        let desk = self.start(profile, keys, secrets).await?;
        let joined = Event::MemberJoined { member: desk.profile.member, device: desk.profile.device, name: desk.profile.member_name.clone() };
        let now = desk.clock.now();
        let mut change = desk.store.change().await?;
        let touched = desk.record(&mut change, None, vec![joined], now).await?;
        change.commit().await?;
        desk.tell(touched).await
    }

    /// Ends all work in order: what is being sent gets a moment, the connection is closed, nothing is left half-written.
    pub async fn close(&self) {
        if let Stage::Ready(desk) = self.stage() {
            desk.close();
        }
        let mut tasks = self.tasks.lock().await;
        while tasks.join_next().await.is_some() {}
        self.store.close().await;
    }

    /// Chooses where the secrets are and opens them, as far as that works without a person.
    async fn find_secrets(&self) -> Result<(), CoreError> {
        if let SecretsIn::Store(store) = &self.config.secrets {
            return self.secrets_open(Arc::clone(store)).await;
        }
        if PassphraseFile::exists(&self.config.data_dir.join(SECRETS_FILE)) {
            self.turn(Stage::Locked { first_time: false, reason: "Enter your passphrase to open Frontdesk.".to_owned() });
            return Ok(());
        }
        let keychain: Arc<dyn SecretStore> = Arc::new(Keychain::new(self.profile_id().await?));
        match secrets::self_test(&*keychain).await {
            Ok(()) => self.secrets_open(keychain).await,
            Err(error) if Profile::load(&self.store).await?.is_some() => {
                self.turn(Stage::KeychainClosed { reason: error.to_string() });
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "no keychain");
                let reason = "This computer has no keychain that Frontdesk can use. Choose a passphrase that protects its keys instead.";
                self.turn(Stage::Locked { first_time: true, reason: reason.to_owned() });
                Ok(())
            }
        }
    }

    /// Keeps apart the secrets of several profiles in one keychain.
    async fn profile_id(&self) -> Result<String, CoreError> {
        if let Some(id) = self.store.meta(PROFILE_ID).await? {
            return Ok(id);
        }
        let id = fresh_id().to_string();
        let mut change = self.store.change().await?;
        change.set_meta(PROFILE_ID, &id).await?;
        change.commit().await?;
        Ok(id)
    }

    async fn secrets_open(&self, secrets: Arc<dyn SecretStore>) -> Result<(), CoreError> {
        *self.secrets.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&secrets));
        let Some((profile, index)) = Profile::load(&self.store).await? else {
            self.turn(Stage::Setup);
            return Ok(());
        };
        match KeyRing::load(&*secrets, &index).await {
            Ok(keys) => self.start(profile, keys, secrets).await.map(|_| ()),
            Err(error @ (SecretError::Missing { .. } | SecretError::Closed { .. })) => {
                self.turn(Stage::KeychainClosed { reason: error.to_string() });
                Ok(())
            }
            Err(error @ (SecretError::Damaged { .. } | SecretError::WrongPassphrase)) => Err(error.into()),
        }
    }

    async fn start(&self, profile: Profile, keys: KeyRing, secrets: Arc<dyn SecretStore>) -> Result<Arc<Desk>, CoreError> {
        let (requests, asked) = Requests::channel();
        let parts = Parts {
            profile,
            store: self.store.clone(),
            clock: Arc::clone(&self.config.clock),
            secrets,
            keys,
            graph: Graph::new(self.http.clone(), self.config.graph.clone()),
            news: self.news.clone(),
            windows: Arc::clone(&self.config.windows),
        };
        let desk = Arc::new(Desk::new(parts, requests).await?);
        let mut tasks = self.tasks.lock().await;
        tasks.spawn(relay::run(Arc::clone(&desk), asked));
        tasks.spawn(crate::outbox::run(Arc::clone(&desk)));
        tasks.spawn(crate::numbers::run(Arc::clone(&desk)));
        tasks.spawn(crate::work::run(Arc::clone(&desk)));
        tasks.spawn(crate::search::run(Arc::clone(&desk)));
        drop(tasks);
        self.turn(Stage::Ready(Arc::clone(&desk)));
        Ok(desk)
    }

    fn turn(&self, stage: Stage) {
        *self.stage.write().unwrap_or_else(PoisonError::into_inner) = stage;
        // Nobody listening is fine.
        let _ = self.news.send(News::Profile);
    }
}

/// `https://…` with a trailing slash, so that paths join below it. Plain `http` only to this machine.
fn relay_address(text: &str) -> Result<Url, CoreError> {
    let text = text.trim();
    let bad = || CoreError::bad_request("That is not the address of a relay. It looks like https://relay.example.com.");
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&with_scheme).map_err(|_| bad())?;
    // Such parts belong to a page or a person, not to a relay; a password in an address would end up in logs.
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(bad());
    }
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(bad()),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if local => Ok(url),
        "http" => Err(CoreError::bad_request("A relay on another machine must be reached by https, or messages could be changed on the way.")),
        _ => Err(bad()),
    }
}

#[cfg(test)]
mod tests;
