//! One commit of the log.

use std::collections::{BTreeMap, HashMap, hash_map};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use frontdesk_domain::ids::{DeviceId, EntryId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{AppendedEntry, Author, BatchSealer, Binding, Entry, EntryKind, KeyId, NewEntry, Scope, SealingPublicKey};
use serde_bytes::ByteBuf;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::oneshot;

use super::rows;
use super::seen::{Seen, SeenRow};
use super::{Job, Update};
use crate::clock;
use crate::database::corrupt;
use crate::directory::{Directory, SealingKey, Workspace};
use crate::metrics::Metrics;

/// Requests that are committed together.
#[derive(Default)]
pub(super) struct Batch {
    requests: Vec<Request>,
    entries: usize,
    bytes: usize,
}

enum Request {
    Webhook { updates: Vec<Update>, done: oneshot::Sender<()> },
    Append { workspace: Arc<Workspace>, device: DeviceId, entries: Vec<NewEntry>, done: oneshot::Sender<Vec<AppendedEntry>> },
}

/// Per workspace of the batch: where its log ends, and what is added to it.
struct Growth {
    workspace: Arc<Workspace>,
    head: u64,
    added: Vec<Arc<Entry>>,
}

impl Growth {
    fn add(&mut self, mut entry: Entry) -> u64 {
        self.head += 1;
        entry.seq = self.head;
        self.added.push(Arc::new(entry));
        self.head
    }
}

impl Batch {
    /// Takes a request in; gives back one that does not belong in a batch.
    pub fn add(&mut self, job: Job) -> Option<Job> {
        match job {
            Job::Webhook { updates, done } => {
                self.entries += updates.len();
                self.bytes += updates.iter().map(|u| u.raw.len()).sum::<usize>();
                self.requests.push(Request::Webhook { updates, done });
                None
            }
            Job::Append { workspace, device, entries, done } => {
                self.entries += entries.len();
                self.bytes += entries.iter().map(|e| e.sealed_body.len()).sum::<usize>();
                self.requests.push(Request::Append { workspace, device, entries, done });
                None
            }
            Job::Setup { .. } | Job::Change { .. } | Job::Forget { .. } => Some(job),
        }
    }

    pub fn entries(&self) -> usize {
        self.entries
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Commits everything, then tells the streams, then answers.
    pub async fn commit(
        self,
        connection: &mut SqliteConnection,
        directory: &Directory,
        seen: &mut Seen,
        sealers: &mut Sealers,
        metrics: &Metrics,
    ) -> Result<(), sqlx::Error> {
        let now = clock::now();
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let known = self.known_appends(&mut transaction).await?;
        let updates = self.requests.iter().map(|request| match request {
            Request::Webhook { updates, .. } => updates.len(),
            Request::Append { .. } => 0,
        });
        let mut ids = clock::new_ids(now, updates.sum()).map(EntryId);
        let mut growths: BTreeMap<i64, Growth> = BTreeMap::new();
        let mut answers = Vec::with_capacity(self.requests.len());
        let (mut updates_total, mut appended_total) = (0u64, 0u64);
        let mut fresh = Vec::new();
        // Of entries that this very batch appends, so that a repetition within it finds the first.
        let mut placed: HashMap<(i64, EntryId), u64> = known;
        for request in self.requests {
            match request {
                Request::Webhook { updates, done } => {
                    for update in updates {
                        updates_total += 1;
                        let row = SeenRow { workspace: update.workspace.no, hash: update.dedupe };
                        if !seen.is_new(row) {
                            continue;
                        }
                        fresh.push(row);
                        let growth = growth(&mut growths, &update.workspace);
                        let id = ids.next().ok_or_else(|| corrupt("number of ids"))?;
                        growth.add(sealers.seal(directory, &update, id, now)?);
                    }
                    answers.push(Answer::Webhook(done));
                }
                Request::Append { workspace, device, entries, done } => {
                    let growth = growth(&mut growths, &workspace);
                    let results = entries
                        .into_iter()
                        .map(|new| {
                            let id = new.id;
                            let seq = *placed.entry((workspace.no, id)).or_insert_with(|| {
                                appended_total += 1;
                                growth.add(appended(new, device, now))
                            });
                            AppendedEntry { id, seq }
                        })
                        .collect();
                    answers.push(Answer::Append(done, results));
                }
            }
        }
        rows::insert_seen(&mut transaction, &fresh, now).await?;
        let mut added_total = 0;
        for growth in growths.values().filter(|growth| !growth.added.is_empty()) {
            added_total += growth.added.len();
            rows::insert_entries(&mut transaction, growth.workspace.no, &growth.added).await?;
            sqlx::query("UPDATE workspace SET head = ? WHERE no = ?")
                .bind(i64::try_from(growth.head).map_err(|_| corrupt("sequence number"))?)
                .bind(growth.workspace.no)
                .execute(&mut *transaction)
                .await?;
        }
        let (committed, ()) = tokio::join!(transaction.commit(), async { sealers.turn() });
        committed?;

        metrics.batches.fetch_add(1, Ordering::Relaxed);
        metrics.batch_rows.observe(added_total as f64);
        metrics.updates.fetch_add(updates_total, Ordering::Relaxed);
        metrics.duplicates.fetch_add(updates_total - fresh.len() as u64, Ordering::Relaxed);
        metrics.appended.fetch_add(appended_total, Ordering::Relaxed);
        for growth in growths.into_values().filter(|growth| !growth.added.is_empty()) {
            growth.workspace.tail.push(growth.added.into_iter());
            growth.workspace.head.send_replace(growth.head);
        }
        for answer in answers {
            answer.send();
        }
        Ok(())
    }

    /// Which of the devices' entries are in the log already, and where.
    async fn known_appends(&self, connection: &mut SqliteConnection) -> Result<HashMap<(i64, EntryId), u64>, sqlx::Error> {
        let mut known = HashMap::new();
        for request in &self.requests {
            let Request::Append { workspace, entries, .. } = request else { continue };
            let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
            for (id, seq) in rows::known_entries(connection, workspace.no, ids).await? {
                known.insert((workspace.no, id), seq);
            }
        }
        Ok(known)
    }
}

enum Answer {
    Webhook(oneshot::Sender<()>),
    Append(oneshot::Sender<Vec<AppendedEntry>>, Vec<AppendedEntry>),
}

impl Answer {
    fn send(self) {
        // Whoever asked may be gone; it will ask again and find everything stored.
        match self {
            Self::Webhook(done) => {
                let _ = done.send(());
            }
            Self::Append(done, results) => {
                let _ = done.send(results);
            }
        }
    }
}

fn growth<'a>(growths: &'a mut BTreeMap<i64, Growth>, workspace: &Arc<Workspace>) -> &'a mut Growth {
    growths.entry(workspace.no).or_insert_with(|| Growth { workspace: workspace.clone(), head: *workspace.head.borrow(), added: Vec::new() })
}

/// One encapsulation per key and batch. It costs as much as sealing a hundred updates, so those of the next batch are made while this one
/// is synced and there is nothing else to do.
#[derive(Default)]
pub(super) struct Sealers {
    fresh: HashMap<KeyId, BatchSealer>,
    /// By the batch that is being made.
    used: HashMap<KeyId, (SealingPublicKey, BatchSealer)>,
}

impl Sealers {
    fn seal(&mut self, directory: &Directory, update: &Update, id: EntryId, now: Millis) -> Result<Entry, sqlx::Error> {
        // A route may name an inbox only once its key is known, and every workspace begins with a key of its own.
        let (scope, key) = key_for(directory, update).ok_or_else(|| corrupt("workspace without a key"))?;
        let binding =
            Binding { workspace: update.workspace.id, id, author: Author::Relay, scope, kind: &EntryKind::Webhook, key_id: key.id, at: now };
        let (_, sealer) = match self.used.entry(key.id) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(place) => {
                let sealer = self.fresh.remove(&key.id).map_or_else(|| BatchSealer::new(&key.public), Ok).map_err(|_| corrupt("sealing key"))?;
                place.insert((key.public, sealer))
            }
        };
        let sealed = sealer.seal(&binding, &update.raw).map_err(|_| corrupt("batch size"))?;
        Ok(Entry {
            seq: 0,
            id: binding.id,
            author: binding.author,
            scope,
            kind: EntryKind::Webhook,
            key_id: key.id,
            at: now,
            received_at: now,
            sealed_body: ByteBuf::from(sealed),
        })
    }

    /// Ends the batch. No encapsulation serves two of them.
    fn turn(&mut self) {
        for (id, (public, _)) in self.used.drain() {
            // What fails here fails again, and is told, when it is needed.
            if let Ok(sealer) = BatchSealer::new(&public) {
                self.fresh.insert(id, sealer);
            }
        }
    }
}

fn key_for(directory: &Directory, update: &Update) -> Option<(Scope, SealingKey)> {
    let of = |scope| directory.sealing_key(&update.workspace, scope).map(|key| (scope, key));
    of(update.scope).or_else(|| of(Scope::Workspace))
}

fn appended(new: NewEntry, device: DeviceId, now: Millis) -> Entry {
    Entry {
        seq: 0,
        id: new.id,
        author: Author::Device(device),
        scope: new.scope,
        kind: new.kind,
        key_id: new.key_id,
        at: new.at,
        received_at: now,
        sealed_body: new.sealed_body,
    }
}
