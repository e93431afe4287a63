//! The one task that writes. Requests queue up while a commit is under way and the next commit takes them all: many
//! webhooks, one sync to disk. Whoever waits is answered after the commit, never before.

mod batch;
mod changes;
mod rows;
mod seen;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use frontdesk_domain::ids::DeviceId;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{AppendedEntry, LogId, NewEntry, RelayError, Route, Scope, ScopeKey, SetupRequest};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use crate::directory::{SharedDirectory, Workspace};
use crate::metrics::Metrics;
use batch::{Batch, Sealers};

pub(crate) use seen::Seen;

/// Requests that may wait. Their bodies are bounded elsewhere, by the bytes in flight.
const QUEUE: usize = 4096;

/// A commit takes no further request beyond this many entries or bytes; a single request may go beyond.
const BATCH_ENTRIES: usize = 2048;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How long requests that keep coming may put off the commit of the first one.
const GATHER: Duration = Duration::from_millis(1);

/// How many bytes of log make a checkpoint worth while.
const CHECKPOINT_EVERY_BYTES: usize = 4 * 1024 * 1024;

/// The writer could not promise that the request is on disk. Asking again is safe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unavailable;

/// One update of a provider, to be sealed and appended unless it was seen before.
pub(crate) struct Update {
    pub workspace: Arc<Workspace>,
    pub scope: Scope,
    pub dedupe: DedupeHash,
    pub raw: Vec<u8>,
}

/// A change of what the directory holds.
pub(crate) enum Change {
    PutRoute { workspace: i64, route: Route },
    RemoveRoute { workspace: i64, phone_number_id: String },
    PutScopeKey { workspace: i64, key: ScopeKey },
}

enum Job {
    Webhook { updates: Vec<Update>, done: oneshot::Sender<()> },
    Append { workspace: Arc<Workspace>, device: DeviceId, entries: Vec<NewEntry>, done: oneshot::Sender<Vec<AppendedEntry>> },
    Setup { request: Box<SetupRequest>, done: oneshot::Sender<Result<LogId, RelayError>> },
    Change { change: Change, done: oneshot::Sender<Result<(), RelayError>> },
    Forget { seen_before: Millis, entries_before: Option<Millis>, done: oneshot::Sender<bool> },
}

/// What is stored of an update's identity: a keyed hash, because the identity itself contains a phone number.
pub(crate) type DedupeHash = [u8; 16];

/// Makes [`DedupeHash`]es. The key never leaves the data folder.
#[derive(Clone)]
pub(crate) struct Dedupe(Hmac<Sha256>);

impl Dedupe {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    pub fn hash(&self, key: &str) -> DedupeHash {
        let mac = self.0.clone().chain_update(key).finalize().into_bytes();
        let mut hash = [0; 16];
        hash.copy_from_slice(&mac[..16]);
        hash
    }
}

/// The way to the writer. When its last commit failed, every request ends with [`Unavailable`].
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Returns when the updates are on disk. Refuses at once when too many wait already.
    pub async fn webhook(&self, updates: Vec<Update>) -> Result<(), Unavailable> {
        let (done, answer) = oneshot::channel();
        self.jobs.try_send(Job::Webhook { updates, done }).map_err(|_| Unavailable)?;
        answer.await.map_err(|_| Unavailable)
    }

    /// Returns when the entries are on disk; waits its turn. An entry whose id is known keeps its place.
    pub async fn append(&self, workspace: Arc<Workspace>, device: DeviceId, entries: Vec<NewEntry>) -> Result<Vec<AppendedEntry>, Unavailable> {
        self.ask(|done| Job::Append { workspace, device, entries, done }).await
    }

    pub async fn setup(&self, request: SetupRequest) -> Result<Result<LogId, RelayError>, Unavailable> {
        self.ask(|done| Job::Setup { request: Box::new(request), done }).await
    }

    pub async fn change(&self, change: Change) -> Result<Result<(), RelayError>, Unavailable> {
        self.ask(|done| Job::Change { change, done }).await
    }

    /// Deletes some of what is older, so that nobody waits for long; `true` when there may be more.
    pub async fn forget(&self, seen_before: Millis, entries_before: Option<Millis>) -> Result<bool, Unavailable> {
        self.ask(|done| Job::Forget { seen_before, entries_before, done }).await
    }

    /// Whether requests are still taken.
    pub fn is_alive(&self) -> bool {
        !self.jobs.is_closed()
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, Unavailable> {
        let (done, answer) = oneshot::channel();
        self.jobs.send(job(done)).await.map_err(|_| Unavailable)?;
        answer.await.map_err(|_| Unavailable)
    }
}

/// What the writer shares with the task that checkpoints.
#[derive(Default)]
pub(crate) struct CheckpointSignal {
    /// Enough was written since the last time.
    pub due: Notify,
    /// The write-ahead log is long and cannot shrink while commits follow each other without a pause.
    pub pause: AtomicBool,
}

/// Why the writer stopped for good.
pub(crate) type Failure = Arc<OnceLock<String>>;

pub(crate) struct WriterTask {
    pub connection: SqliteConnection,
    pub directory: SharedDirectory,
    pub seen: Seen,
    pub metrics: Arc<Metrics>,
    pub checkpoint: Arc<CheckpointSignal>,
    /// Of the code that claims this relay, while nobody has.
    pub setup_code: Option<[u8; 32]>,
    /// Finish what is queued, then end.
    pub closing: CancellationToken,
    /// Cancelled when a commit failed; `failure` says why.
    pub failed: CancellationToken,
    pub failure: Failure,
    /// Keeps other relays away for as long as this one may write.
    pub _lock: std::fs::File,
}

impl WriterTask {
    pub fn spawn(self) -> (Writer, tokio::task::JoinHandle<()>) {
        let (jobs, queue) = mpsc::channel(QUEUE);
        (Writer { jobs }, tokio::spawn(self.run(queue)))
    }

    async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let result = self.work(&mut queue).await;
        if let Err(failure) = result {
            // After a failed sync the kernel may have dropped the very pages that were to be written, and a second try on
            // the same connection would report success. So: nobody gets a 200, and the process ends.
            error!(error = %failure, "a commit failed; the relay stops so that nothing is acknowledged in error");
            let _ = self.failure.set(failure.to_string());
            self.failed.cancel();
        }
        if let Err(failure) = self.connection.close().await {
            error!(error = %failure, "the database did not close cleanly");
        }
    }

    async fn work(&mut self, queue: &mut mpsc::Receiver<Job>) -> Result<(), sqlx::Error> {
        let mut written_bytes = 0;
        let mut postponed = None;
        let mut sealers = Sealers::default();
        loop {
            let job = match postponed.take() {
                Some(job) => job,
                None => tokio::select! {
                    biased;
                    job = queue.recv() => match job {
                        Some(job) => job,
                        None => return Ok(()),
                    },
                    () = self.closing.cancelled(), if !queue.is_closed() => {
                        queue.close();
                        continue;
                    }
                },
            };
            let mut batch = Batch::default();
            postponed = batch.add(job);
            let began = Instant::now();
            while postponed.is_none() && batch.entries() < BATCH_ENTRIES && batch.bytes() < BATCH_BYTES {
                match queue.try_recv() {
                    Ok(job) => {
                        postponed = batch.add(job);
                        continue;
                    }
                    Err(_) if began.elapsed() > GATHER => break,
                    Err(_) => {}
                }
                // Whoever has a whole request by now gets to queue it, and shares the sync. With nobody there this costs nothing.
                tokio::task::yield_now().await;
                match queue.try_recv() {
                    Ok(job) => postponed = batch.add(job),
                    Err(_) => break,
                }
            }
            if !batch.is_empty() {
                written_bytes += batch.bytes();
                let started = Instant::now();
                batch.commit(&mut self.connection, &self.directory.get(), &mut self.seen, &mut sealers, &self.metrics).await?;
                self.metrics.commit_seconds.observe_time(started.elapsed());
            }
            postponed = match postponed {
                Some(job) => self.alone(job).await?,
                None => None,
            };
            if written_bytes >= CHECKPOINT_EVERY_BYTES {
                written_bytes = 0;
                self.checkpoint.due.notify_one();
            }
            if self.checkpoint.pause.swap(false, Ordering::AcqRel) {
                sqlx::query("PRAGMA wal_checkpoint(RESTART)").execute(&mut self.connection).await?;
            }
        }
    }

    /// Carries out what is not part of a batch; gives the job back when it is for a batch.
    async fn alone(&mut self, job: Job) -> Result<Option<Job>, sqlx::Error> {
        // Whoever asked may be gone; then nobody needs the answer.
        match job {
            Job::Webhook { .. } | Job::Append { .. } => return Ok(Some(job)),
            Job::Setup { request, done } => {
                let answer = changes::setup(&mut self.connection, &request, &mut self.setup_code).await?;
                self.reload().await?;
                if answer.is_ok() {
                    info!("a workspace was set up");
                }
                let _ = done.send(answer);
            }
            Job::Change { change, done } => {
                let answer = changes::apply(&mut self.connection, change, &self.directory.get()).await?;
                self.reload().await?;
                let _ = done.send(answer);
            }
            Job::Forget { seen_before, entries_before, done } => {
                let more = changes::forget(&mut self.connection, &self.directory.get(), &mut self.seen, seen_before, entries_before).await?;
                let _ = done.send(more);
            }
        }
        Ok(None)
    }

    async fn reload(&mut self) -> Result<(), sqlx::Error> {
        let current = self.directory.get();
        let directory = crate::directory::Directory::load(&mut self.connection, &current).await?;
        self.directory.set(directory);
        Ok(())
    }
}
