//! Runs a connection being made: the login window, the relay, Meta, the keychain. What to do is decided in `domain::connecting`.
//!
//! One at a time on a device, in memory only. The window may close and the relay may go away meanwhile; when the app ends, the flow
//! ends with it, and the next one does again what this one had begun.

mod carry_out;
mod joining;
mod login;
mod meta;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use frontdesk_domain::connecting::{Answer, ConnectedNumber, Connecting, Effect, Entered, Event, Refusal, Stage, StepId, Way};
use frontdesk_domain::ids::{InboxId, PhoneNumberId};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{LoginId, SealingPrivateKey};
use tokio::sync::Mutex as Turns;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::CoreError;
use crate::news::News;

/// The connection being made on this device, or the last one until it is put away.
#[derive(Default)]
pub(crate) struct Connects {
    flow: Mutex<Option<Flow>>,
    /// One thing happens at a time, with all that follows from it at once.
    turn: Turns<()>,
}

struct Flow {
    id: Uuid,
    state: Connecting,
    /// Which of the relay's Meta apps the login is for.
    app_id: Option<String>,
    /// The login under way, and the key that its token is sealed to. Both are made for this login only.
    login: Option<(LoginId, SealingPrivateKey)>,
    /// In memory until the keychain has it.
    token: Option<Secret>,
    /// A Meta app for the relay: id and secret.
    app: Option<(String, Secret)>,
    /// So that a number that is tried again keeps its inbox.
    inboxes: BTreeMap<PhoneNumberId, InboxId>,
    /// Ends whatever runs for it.
    end: CancellationToken,
}

/// A connection being made, for looking at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectCard {
    pub id: Uuid,
    pub connecting: Connecting,
}

impl From<Refusal> for CoreError {
    fn from(refusal: Refusal) -> Self {
        Self::bad_request(refusal.to_string())
    }
}

impl Connects {
    fn flow(&self) -> MutexGuard<'_, Option<Flow>> {
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something of the flow with this id, while it is the present one.
    fn of<T>(&self, id: Uuid, take: impl FnOnce(&mut Flow) -> T) -> Option<T> {
        self.flow().as_mut().filter(|flow| flow.id == id).map(take)
    }

    fn present(&self) -> Option<Uuid> {
        self.flow().as_ref().map(|flow| flow.id)
    }
}

impl Desk {
    /// The connection being made, or the last one until it is put away.
    pub fn current_connect(&self) -> Option<ConnectCard> {
        self.connects.flow().as_ref().map(|flow| ConnectCard { id: flow.id, connecting: flow.state.clone() })
    }

    /// Begins to connect numbers by a login at Meta. `app_id`: which of the relay's apps; `None` for the first that fits.
    ///
    /// # Errors
    /// While another connection is being made, and for people who may not.
    pub async fn start_connect(self: &Arc<Self>, way: Way, app_id: Option<String>) -> Result<ConnectCard, CoreError> {
        self.begin_connect(|connected| (Connecting::by_login(way, connected), None, None, app_id)).await
    }

    /// Begins to connect numbers with ids and a token at hand. Nothing is kept before Meta has confirmed them.
    ///
    /// # Errors
    /// As [`Desk::start_connect`].
    pub async fn start_manual(self: &Arc<Self>, entered: Entered) -> Result<ConnectCard, CoreError> {
        let Entered { numbers, account, token, app } = entered;
        self.begin_connect(|connected| {
            let app_id = app.as_ref().map(|(id, _)| id.clone());
            (Connecting::by_hand(numbers, account, app.is_some(), connected), Some(token), app, app_id)
        })
        .await
    }

    async fn begin_connect(
        self: &Arc<Self>,
        make: impl FnOnce(Vec<ConnectedNumber>) -> (Connecting, Option<Secret>, Option<(String, Secret)>, Option<String>),
    ) -> Result<ConnectCard, CoreError> {
        self.check_may_manage()?;
        let id = fresh_id();
        let end = self.stop.child_token();
        {
            let mut present = self.connects.flow();
            if let Some(flow) = present.as_ref() {
                match flow.state.stage() {
                    Stage::Working | Stage::Asking(_) | Stage::AtMeta { .. } => {
                        return Err(CoreError::bad_request("A connection is being made already. Finish it or close it first."));
                    }
                    Stage::Failed | Stage::Cancelled { .. } | Stage::Done => flow.end.cancel(),
                }
            }
            let connected = self.channels().into_values().map(|channel| ConnectedNumber {
                name: channel.name().to_owned(),
                id: channel.phone_number_id,
                account: channel.waba_id,
                display_phone_number: channel.display_phone_number,
                verified_name: channel.verified_name,
            });
            let (state, token, app, app_id) = make(connected.collect());
            *present = Some(Flow { id, state, app_id, login: None, token, app, inboxes: BTreeMap::new(), end: end.clone() });
        }
        self.follow_logins(id, end);
        self.happened(id, Event::Begun).await?;
        self.connect_card()
    }

    /// # Errors
    /// When there is none.
    fn connect_card(&self) -> Result<ConnectCard, CoreError> {
        self.current_connect().ok_or_else(|| CoreError::bad_request("No connection is being made. Start one first."))
    }

    async fn happened_now(self: &Arc<Self>, event: Event) -> Result<ConnectCard, CoreError> {
        let card = self.connect_card()?;
        self.happened(card.id, event).await?;
        self.connect_card()
    }

    /// Answers the question that is asked. An answer that comes late or twice changes nothing.
    ///
    /// # Errors
    /// Answers that can't be, in words.
    pub async fn answer_connect(self: &Arc<Self>, answer: Answer) -> Result<ConnectCard, CoreError> {
        self.happened_now(Event::Answered(answer)).await
    }

    /// Runs a failed step again, and what follows it.
    ///
    /// # Errors
    /// When no connection is being made.
    pub async fn retry_step(self: &Arc<Self>, step: StepId) -> Result<ConnectCard, CoreError> {
        self.happened_now(Event::Retried(step)).await
    }

    /// Opens the login window (again), where needed with a new login.
    ///
    /// # Errors
    /// When no connection is being made.
    pub async fn open_login_window(self: &Arc<Self>) -> Result<ConnectCard, CoreError> {
        self.happened_now(Event::WindowWanted).await
    }

    /// Goes on with the login in the system's browser.
    ///
    /// # Errors
    /// When no connection is being made.
    pub async fn finish_in_browser(self: &Arc<Self>) -> Result<ConnectCard, CoreError> {
        self.happened_now(Event::BrowserWanted).await
    }

    /// The person closed the login window.
    pub async fn login_window_closed(self: &Arc<Self>) {
        // Without a connection being made it means nothing.
        let _ = self.happened_now(Event::WindowClosed).await;
    }

    /// Ends the connection being made, or puts its result away. What was connected stays.
    pub async fn close_connect(self: &Arc<Self>) -> Result<(), CoreError> {
        let Some(id) = self.connects.present() else { return Ok(()) };
        self.happened(id, Event::Closed).await?;
        if let Some(flow) = self.connects.flow().take_if(|flow| flow.id == id) {
            flow.end.cancel();
        }
        self.send(News::Connect);
        Ok(())
    }

    /// Steps the machine and does what follows. Of a flow that is no more nothing is heard.
    async fn happened(self: &Arc<Self>, id: Uuid, event: Event) -> Result<(), Refusal> {
        let _turn = self.connects.turn.lock().await;
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let now = self.clock.now();
            let stepped = self.connects.of(id, |flow| {
                let (state, effects) = flow.state.clone().step(event, now)?;
                let changed = flow.state != state;
                flow.state = state;
                Ok::<_, Refusal>((changed, effects))
            });
            let Some(stepped) = stepped else { return Ok(()) };
            let (changed, effects) = stepped?;
            for effect in effects {
                events.extend(self.start(id, effect));
            }
            if changed {
                self.send(News::Connect);
            }
        }
        Ok(())
    }

    /// Starts an effect; what it brings about at once comes back.
    fn start(self: &Arc<Self>, id: Uuid, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Run { run, task, after_ms } => {
                let desk = Arc::clone(self);
                self.later(id, after_ms, async move { Event::Finished { run, result: desk.carry_out(id, &task).await } });
                None
            }
            Effect::WakeAt(at) => {
                self.later(id, at.since_ms(self.clock.now()), async { Event::Woken });
                None
            }
            Effect::CancelLogin => {
                self.cancel_login(id);
                None
            }
            Effect::OpenWindow { url } => Some(Event::WindowOpened(self.open_window(&url))),
            Effect::OpenBrowser { url } => {
                self.open_browser(&url);
                None
            }
            Effect::CloseWindow => {
                self.windows.close_login();
                None
            }
            Effect::Log { step, numbers } => {
                self.log_step(id, step, numbers);
                None
            }
        }
    }

    /// Does something for a flow after a pause, unless the flow ends before.
    fn later<F>(self: &Arc<Self>, id: Uuid, after_ms: i64, work: F)
    where
        F: Future<Output = Event> + Send + 'static,
    {
        let Some(end) = self.connects.of(id, |flow| flow.end.clone()) else { return };
        let desk = Arc::clone(self);
        let pause = std::time::Duration::from_millis(u64::try_from(after_ms).unwrap_or(0));
        tokio::spawn(async move {
            let worked = async {
                tokio::time::sleep(pause).await;
                work.await
            };
            let event = tokio::select! {
                () = end.cancelled() => return,
                event = worked => event,
            };
            // Only answers can be refused.
            let _ = desk.happened(id, event).await;
        });
    }
}

/// When a login ends by this device's clock: the relay's may be wrong, or ours.
fn ends_at(by_relay: Millis, now: Millis) -> Millis {
    const TEN_MINUTES_MS: i64 = 10 * 60 * 1000;
    let left_ms = by_relay.since_ms(now);
    if (1..=TEN_MINUTES_MS).contains(&left_ms) { by_relay } else { now.plus_ms(TEN_MINUTES_MS) }
}
