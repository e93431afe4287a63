//! Delivery: at least once, with growing gaps, and together when a backlog exists.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::log::{Attempt, WebhookDelivery, WebhookLog, WebhookState};
use super::{payload, signature};
use crate::config::WebhookConfig;
use crate::running::Running;
use crate::world::{Destination, Update, UpdateKind};

/// Updates on their way out.
pub(crate) struct Queue {
    state: Mutex<State>,
    arrived: Notify,
    retry_now: Notify,
    slots: Arc<Semaphore>,
    config: WebhookConfig,
}

#[derive(Default)]
struct State {
    pending: VecDeque<(Destination, Update)>,
    /// POSTs that have not ended.
    open: usize,
    log: WebhookLog,
}

impl Queue {
    pub(crate) fn new(config: WebhookConfig) -> Self {
        Self {
            state: Mutex::default(),
            arrived: Notify::new(),
            retry_now: Notify::new(),
            slots: Arc::new(Semaphore::new(config.concurrency.max(1))),
            config,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, destination: Destination, update: Update) {
        self.state().pending.push_back((destination, update));
        self.arrived.notify_one();
    }

    /// Nothing waits, is under way, or is to be repeated.
    pub(crate) fn is_idle(&self) -> bool {
        let state = self.state();
        state.pending.is_empty() && state.open == 0
    }

    pub(crate) fn log(&self) -> Vec<WebhookDelivery> {
        self.state().log.all()
    }

    /// Ends the waiting between tries.
    pub(crate) fn retry_now(&self) {
        self.retry_now.notify_waiters();
    }

    /// The next POST's updates: the oldest and what follows it to the same place.
    fn take_batch(&self) -> Option<(Destination, Vec<Update>)> {
        let mut state = self.state();
        let (destination, first) = state.pending.pop_front()?;
        let mut updates = vec![first];
        while updates.len() < self.config.batch_max.max(1) && state.pending.front().is_some_and(|(next, _)| *next == destination) {
            updates.extend(state.pending.pop_front().map(|(_, update)| update));
        }
        state.open += 1;
        Some((destination, updates))
    }

    /// Runs until the sandbox ends.
    pub(crate) async fn run(running: Arc<Running>) {
        loop {
            let queue = running.webhooks();
            let Ok(slot) = Arc::clone(&queue.slots).acquire_owned().await else { return };
            let (destination, updates) = loop {
                if let Some(batch) = queue.take_batch() {
                    break batch;
                }
                tokio::select! {
                    () = queue.arrived.notified() => {}
                    () = running.ended() => return,
                }
            };
            let post = Post::new(&running, destination, updates);
            let running = Arc::clone(&running);
            tokio::spawn(async move {
                tokio::select! {
                    () = post.until_delivered(&running, slot) => {}
                    () = running.ended() => {}
                }
            });
        }
    }
}

/// One POST with everything that a repeat needs.
struct Post {
    id: u64,
    url: String,
    signature: String,
    body: String,
    inbound: Vec<String>,
}

impl Post {
    fn new(running: &Running, destination: Destination, updates: Vec<Update>) -> Self {
        let body = payload::body(&updates);
        let inbound = updates.iter().filter(|update| update.kind == UpdateKind::Message).map(|update| update.wamid.clone()).collect();
        let wamids = updates.into_iter().map(|update| update.wamid).collect();
        let id = running.webhooks().state().log.begin(&destination.url, &body, wamids);
        Self { id, signature: signature::sign(&destination.app_secret, body.as_bytes()), url: destination.url, body, inbound }
    }

    async fn until_delivered(self, running: &Arc<Running>, slot: OwnedSemaphorePermit) {
        let queue = running.webhooks();
        let retry = queue.config.retry;
        let began = Instant::now();
        let mut gap = retry.first;
        let mut slot = Some(slot);
        loop {
            let attempt = self.attempt(running).await;
            // Whoever waits for a repeat must not keep others from going.
            slot.take();
            let state = match attempt.status {
                Some(200) => WebhookState::Delivered,
                Some(_) | None if began.elapsed() + gap > retry.horizon => WebhookState::GivenUp,
                Some(_) | None => WebhookState::Pending,
            };
            {
                let mut queue_state = queue.state();
                queue_state.log.tried(self.id, attempt, state);
                if state != WebhookState::Pending {
                    queue_state.open -= 1;
                }
            }
            match state {
                WebhookState::Delivered => {
                    running.change(|world| self.inbound.iter().for_each(|wamid| world.acknowledged(wamid)));
                    return;
                }
                WebhookState::GivenUp => {
                    tracing::warn!(url = self.url, "a webhook was not accepted within the horizon and is dropped");
                    running.changed();
                    return;
                }
                WebhookState::Pending => running.changed(),
            }
            tokio::select! {
                () = tokio::time::sleep(gap) => {}
                () = queue.retry_now.notified() => {}
            }
            gap = Duration::from_secs_f64(gap.as_secs_f64() * retry.factor).min(retry.cap);
            slot = Arc::clone(&queue.slots).acquire_owned().await.ok();
        }
    }

    async fn attempt(&self, running: &Running) -> Attempt {
        let answer = running
            .client()
            .post(&self.url)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", &self.signature)
            .timeout(running.webhooks().config.answer_within)
            .body(self.body.clone())
            .send()
            .await;
        let (status, error) = match answer {
            Ok(answer) => (Some(answer.status().as_u16()), None),
            Err(error) => (None, Some(error.without_url().to_string())),
        };
        Attempt { at_ms: running.now_ms(), status, error }
    }
}
