//! Starting and stopping.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use frontdesk_providers::meta::signature::SignatureKey;
use sqlx::SqlitePool;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use crate::directory::{Directory, SharedDirectory};
use crate::error::StartError;
use crate::http::{Service, SetupGuard, Shared};
use crate::metrics::Metrics;
use crate::server::Server;
use crate::settings::Settings;
use crate::writer::{CheckpointSignal, Dedupe, Failure, Seen, WriterTask};
use crate::{database, maintenance, setup_code};

/// The relay, to be started.
pub struct Relay;

/// A relay that takes requests. Dropping it stops it abruptly, which loses nothing that was acknowledged; better is
/// [`RunningRelay::shutdown`].
pub struct RunningRelay {
    addr: SocketAddr,
    metrics_addr: Option<SocketAddr>,
    setup_code: Option<String>,
    closing: CancellationToken,
    stop_writing: CancellationToken,
    failed: CancellationToken,
    failure: Failure,
    connections: TaskTracker,
    streams: TaskTracker,
    shutdown_patience: std::time::Duration,
    servers: Vec<JoinHandle<()>>,
    /// The writer first.
    tasks: Vec<JoinHandle<()>>,
    readers: SqlitePool,
}

impl Relay {
    /// Returns when the relay takes requests.
    pub async fn start(settings: Settings) -> Result<RunningRelay, StartError> {
        let signature_keys: Vec<SignatureKey> = settings.apps.iter().filter_map(|app| SignatureKey::new(&app.secret).ok()).collect();
        if signature_keys.is_empty() || signature_keys.len() < settings.apps.len() {
            return Err(StartError::NoAppSecret);
        }
        if settings.verify_token.expose().is_empty() {
            return Err(StartError::NoVerifyToken);
        }
        let lock = claim(&settings.data_dir)?;
        let dedupe = dedupe(&settings.data_dir)?;
        let mut database = database::open(&settings.data_dir).await?;
        let directory = SharedDirectory::default();
        directory.set(Directory::load(&mut database.writer, &Directory::default()).await?);
        let seen = Seen::load(&mut database.writer).await?;
        let setup_code = match directory.get().is_empty() {
            true => Some(setup_code::generate().map_err(StartError::Randomness)?),
            false => None,
        };
        let listener = listen("listen", settings.listen).await?;
        let metrics_listener = match settings.metrics_listen {
            Some(address) => Some(listen("metrics-listen", address).await?),
            None => None,
        };

        let metrics = Arc::new(Metrics::default());
        let closing = CancellationToken::new();
        let stop_writing = CancellationToken::new();
        let failed = CancellationToken::new();
        let failure: Failure = Arc::new(OnceLock::new());
        let checkpoint = Arc::new(CheckpointSignal::default());
        let (writer, writer_task) = WriterTask {
            connection: database.writer,
            directory: directory.clone(),
            seen,
            metrics: metrics.clone(),
            checkpoint: checkpoint.clone(),
            setup_code: setup_code.as_deref().map(setup_code::hash),
            closing: stop_writing.clone(),
            failed: failed.clone(),
            failure: failure.clone(),
            _lock: lock,
        }
        .spawn();
        let tasks = vec![
            writer_task,
            tokio::spawn(maintenance::checkpoint(database.checkpointer, checkpoint, stop_writing.clone())),
            tokio::spawn(maintenance::forget(writer.clone(), settings.retention_days, closing.clone())),
        ];
        let (connections, streams) = (TaskTracker::new(), TaskTracker::new());
        let shared = Arc::new(Shared {
            directory,
            writer,
            readers: database.readers.clone(),
            metrics: metrics.clone(),
            limits: settings.limits.clone(),
            signature_keys,
            verify_token: settings.verify_token,
            dedupe,
            setup_guard: SetupGuard::default(),
            body_bytes: Arc::new(Semaphore::new(settings.limits.max_inflight_bytes)),
            closing: closing.clone(),
            streams: streams.clone(),
            metrics_here: settings.metrics_listen.is_none(),
        });
        let addr = local_address("listen", &listener, settings.listen)?;
        let mut metrics_addr = None;
        let mut servers = Vec::new();
        let mut serve = |listener, service| {
            let server = Server {
                listener,
                service,
                limits: settings.limits.clone(),
                metrics: metrics.clone(),
                closing: closing.clone(),
                connections: connections.clone(),
            };
            servers.push(tokio::spawn(server.run()));
        };
        if let Some(listener) = metrics_listener {
            metrics_addr = Some(local_address("metrics-listen", &listener, addr)?);
            serve(listener, Service::metrics(shared.clone()));
        }
        serve(listener, Service::relay(shared));
        info!(%addr, "the relay takes requests");
        Ok(RunningRelay {
            addr,
            metrics_addr,
            setup_code,
            closing,
            stop_writing,
            failed,
            failure,
            connections,
            streams,
            shutdown_patience: settings.limits.shutdown,
            servers,
            tasks,
            readers: database.readers,
        })
    }
}

impl RunningRelay {
    /// Where it listens; the port is the real one.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where metrics are, if they have an address of their own.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// `http://` and the address.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The code with which the first device claims this relay; `None` when it belongs to someone already.
    pub fn setup_code(&self) -> Option<&str> {
        self.setup_code.as_deref()
    }

    /// Waits until a commit fails, and says why. From then on everything is refused; the process should end, loudly.
    pub async fn failed(&self) -> String {
        self.failed.cancelled().await;
        self.failure.get().cloned().unwrap_or_default()
    }

    /// Stops accepting, answers what is open, commits what is queued, says goodbye to the streams.
    pub async fn shutdown(mut self) {
        info!("the relay stops");
        self.closing.cancel();
        for server in self.servers.drain(..) {
            let _ = server.await;
        }
        self.connections.close();
        self.streams.close();
        let done = async {
            self.connections.wait().await;
            self.streams.wait().await;
        };
        if tokio::time::timeout(self.shutdown_patience, done).await.is_err() {
            warn!("some connections did not end in time and are cut");
        }
        self.stop_writing.cancel();
        for task in self.tasks.drain(..) {
            let _ = task.await;
        }
        self.readers.close().await;
    }
}

impl Drop for RunningRelay {
    fn drop(&mut self) {
        self.closing.cancel();
        self.stop_writing.cancel();
    }
}

/// Makes the folder, for this user only, and makes sure that no other relay uses it.
fn claim(dir: &Path) -> Result<File, StartError> {
    let failed = |source| data_dir_error(dir, source);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(failed)?;
    let lock = File::options().create(true).truncate(false).write(true).open(dir.join("lock")).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StartError::DataDirInUse { path: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// The key under which updates' identities are hashed. It protects nothing but those hashes, and losing it means only that
/// a provider's repetition of the last days could be stored twice.
fn dedupe(dir: &Path) -> Result<Dedupe, StartError> {
    let failed = |source| data_dir_error(dir, source);
    let path = dir.join("dedupe.key");
    match fs::read(&path) {
        Ok(bytes) => {
            let key: [u8; 32] =
                bytes.try_into().map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "dedupe.key is not 32 bytes long")))?;
            return Ok(Dedupe::new(&key));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let mut key = [0u8; 32];
    getrandom::fill(&mut key).map_err(StartError::Randomness)?;
    write_durably(dir, &path, &key).map_err(failed)?;
    Ok(Dedupe::new(&key))
}

/// All or nothing, even through a power cut.
fn write_durably(dir: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // Windows has no way to sync a folder, and needs none.
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

fn data_dir_error(dir: &Path, source: io::Error) -> StartError {
    StartError::DataDir { path: dir.to_owned(), source }
}

async fn listen(setting: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { setting, address, source })
}

fn local_address(setting: &'static str, listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Listen { setting, address, source })
}
