//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use sqlx::SqlitePool;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use crate::directory::{Directory, SharedDirectory};
use crate::error::StartError;
use crate::http::{Guesses, Service, Shared};
use crate::login::LoginBook;
use crate::meta::Meta;
use crate::metrics::Metrics;
use crate::server::Server;
use crate::settings::Settings;
use crate::writer::{CheckpointSignal, Failure, Seen, WriterTask};
use crate::{data_dir, database, maintenance, setup_code};

/// The relay, to be started.
pub struct Relay;

/// A relay that takes requests. Dropping it stops it abruptly, which loses nothing that was acknowledged; better is
/// [`RunningRelay::shutdown`].
pub struct RunningRelay {
    addr: SocketAddr,
    metrics_addr: Option<SocketAddr>,
    public_url: Option<String>,
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
        let stored_apps = Meta::check(&settings)?;
        let lock = data_dir::claim(&settings.data_dir)?;
        let dedupe = data_dir::dedupe(&settings.data_dir)?;
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

        let addr = local_address("listen", &listener, settings.listen)?;
        let metrics = Arc::new(Metrics::default());
        let closing = CancellationToken::new();
        let logins = Arc::new(LoginBook::new(settings.limits.login, metrics.clone(), closing.clone()));
        let meta = Meta::new(&settings, stored_apps, addr, logins)?;
        let public_url = meta.public_url.as_ref().map(|url| url.as_str().to_owned());
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
            meta,
            dedupe,
            setup_guard: Guesses::of_codes(),
            connect_guard: Guesses::of_tickets(),
            body_bytes: Arc::new(Semaphore::new(settings.limits.max_inflight_bytes)),
            closing: closing.clone(),
            streams: streams.clone(),
            metrics_here: settings.metrics_listen.is_none(),
        });
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
            public_url,
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

    /// The address under which the world reaches it, if it has one.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.as_deref()
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

async fn listen(setting: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { setting, address, source })
}

fn local_address(setting: &'static str, listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Listen { setting, address, source })
}
