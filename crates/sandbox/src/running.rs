//! A sandbox at work: the state, and what carries out its effects.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::calls::{Call, CallLog};
use crate::clock::Clock;
use crate::config::SandboxConfig;
use crate::knobs::Knobs;
use crate::webhook::Queue;
use crate::world::{Effect, Update, World};

pub(crate) struct Running {
    base_url: String,
    world: Mutex<World>,
    knobs: Mutex<Knobs>,
    calls: Mutex<CallLog>,
    clock: Clock,
    webhooks: Queue,
    client: reqwest::Client,
    revision: watch::Sender<u64>,
    end: CancellationToken,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while holding the lock fails the test that caused it; the rest may still look.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub(crate) fn new(base_url: String, config: &SandboxConfig) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .user_agent("facebookexternalua")
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .no_proxy()
            .build()?;
        Ok(Self {
            base_url,
            world: Mutex::new(World::new(config)),
            knobs: Mutex::default(),
            calls: Mutex::default(),
            clock: Clock::default(),
            webhooks: Queue::new(config.webhooks),
            client,
            revision: watch::Sender::new(0),
            end: CancellationToken::new(),
        })
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub(crate) fn webhooks(&self) -> &Queue {
        &self.webhooks
    }

    /// Looks, and changes nothing.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&lock(&self.world))
    }

    /// Decides, then does.
    pub(crate) fn act<T, E>(self: &Arc<Self>, decide: impl FnOnce(&mut World) -> Result<(T, Vec<Effect>), E>) -> Result<T, E> {
        let (value, effects) = decide(&mut lock(&self.world))?;
        self.run(effects);
        self.changed();
        Ok(value)
    }

    /// A change without effects.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let value = change(&mut lock(&self.world));
        self.changed();
        value
    }

    fn run(self: &Arc<Self>, effects: Vec<Effect>) {
        let mut waiting = std::collections::VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Notify(update) => self.notify(update),
                Effect::Later { after: Duration::ZERO, step } => {
                    let now_ms = self.now_ms();
                    let more = lock(&self.world).step(step, now_ms);
                    waiting.extend(more);
                }
                Effect::Later { after, step } => {
                    let running = Arc::clone(self);
                    tokio::spawn(async move {
                        tokio::select! {
                            () = tokio::time::sleep(after) => {
                                let now_ms = running.now_ms();
                                let more = lock(&running.world).step(step, now_ms);
                                running.run(more);
                                running.changed();
                            }
                            () = running.ended() => {}
                        }
                    });
                }
            }
        }
    }

    fn notify(self: &Arc<Self>, update: Update) {
        let routed = self.knobs(|knobs| knobs.route(update));
        self.enqueue(routed.now);
        if let Some((ms, update)) = routed.later {
            let running = Arc::clone(self);
            tokio::spawn(async move {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(ms)) => running.enqueue(vec![update]),
                    () = running.ended() => {}
                }
            });
        }
    }

    /// Hands updates to delivery. Without an address they are lost, as with Meta.
    pub(crate) fn enqueue(&self, updates: Vec<Update>) {
        for update in updates {
            for destination in self.read(|world| world.destinations(&update)) {
                self.webhooks.push(destination, update.clone());
            }
        }
        self.changed();
    }

    pub(crate) fn knobs<T>(&self, use_knobs: impl FnOnce(&mut Knobs) -> T) -> T {
        let value = use_knobs(&mut lock(&self.knobs));
        self.changed();
        value
    }

    pub(crate) fn log_call(&self, call: Call) -> u64 {
        let seq = lock(&self.calls).begin(call);
        self.changed();
        seq
    }

    pub(crate) fn log_edit(&self, seq: u64, edit: impl FnOnce(&mut Call)) {
        lock(&self.calls).edit(seq, edit);
        self.changed();
    }

    pub(crate) fn calls<T>(&self, use_log: impl FnOnce(&mut CallLog) -> T) -> T {
        use_log(&mut lock(&self.calls))
    }

    /// Wakes everyone who waits for a condition.
    pub(crate) fn changed(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    pub(crate) fn revision(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    pub(crate) async fn ended(&self) {
        self.end.cancelled().await;
    }

    pub(crate) fn end(&self) -> &CancellationToken {
        &self.end
    }
}
