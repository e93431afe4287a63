//! Connected numbers after the connection was made: how each is, what happened to it, and what a person may change about it. The
//! rules are in `domain::number`; this asks Meta, keeps what it said, and tells listeners.

mod act;
mod check;
mod log;
mod monitor;
mod profile;
mod token;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use frontdesk_domain::channel::Channel;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{Alarm, AlarmKind, Health, Rhythm, Standing, State, alarms, standing};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use tokio::sync::Notify;

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::news::News;

pub(crate) use monitor::run;
pub(crate) use token::NEEDED_SCOPES;
pub(crate) use webhooks::Heard;

/// Catching up must be over for this long before silence means something: Meta tries again at growing intervals after an outage.
const LISTENING_MS: i64 = 60 * 60 * 1000;

/// A number with all that is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberCard {
    pub channel: Channel,
    pub standing: Standing,
    pub health: Health,
    pub alarms: Vec<Alarm>,
}

/// What this device knows of its numbers, in memory; the store has all of it but the newest webhooks.
#[derive(Default)]
pub(crate) struct Numbers {
    known: Mutex<Known>,
    wake: Notify,
}

#[derive(Default)]
struct Known {
    health: BTreeMap<PhoneNumberId, Health>,
    /// Have heard webhooks that the store does not know of yet.
    unsaved: BTreeSet<PhoneNumberId>,
    /// To be checked now.
    wanted: BTreeSet<PhoneNumberId>,
    /// When each is to be checked next.
    due: BTreeMap<PhoneNumberId, Millis>,
    /// What listeners and the log know, so that only changes are said.
    told: BTreeMap<PhoneNumberId, (State, BTreeSet<AlarmKind>)>,
    /// Tokens that this device has had in its hands, for keeping them out of the log.
    tokens: Vec<Secret>,
    /// Since when the log has been followed without a gap.
    live_since: Option<Millis>,
}

impl Numbers {
    pub fn new(healths: Vec<(PhoneNumberId, Health)>) -> Self {
        Self { known: Mutex::new(Known { health: healths.into_iter().collect(), ..Known::default() }), wake: Notify::new() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the monitor look around.
    pub fn wake_up(&self) {
        self.wake.notify_one();
    }

    /// Has the monitor look at a number as soon as it can.
    pub fn want_check(&self, number: &PhoneNumberId) {
        self.known().wanted.insert(number.clone());
        self.wake.notify_one();
    }
}

impl Desk {
    /// Connected numbers with all that is known of them, in the order of their ids.
    pub fn numbers(&self) -> Vec<NumberCard> {
        self.channels().into_values().map(|channel| self.card(channel)).collect()
    }

    /// One connected number.
    ///
    /// # Errors
    /// When it is not connected (any more).
    pub fn number(&self, number: &PhoneNumberId) -> Result<NumberCard, CoreError> {
        Ok(self.card(self.connected(number)?))
    }

    pub(crate) fn connected(&self, number: &PhoneNumberId) -> Result<Channel, CoreError> {
        let gone = || CoreError::new(ErrorKind::NotFound, "This number is no longer connected. Connect it again to use it.");
        self.channel(number).ok_or_else(gone)
    }

    /// # Errors
    /// When this device may not change numbers. The relay has the last word about what goes through it.
    fn must_manage(&self) -> Result<(), CoreError> {
        if self.may_manage() {
            return Ok(());
        }
        Err(CoreError::new(ErrorKind::Refused, "Only owners of the workspace change numbers. Ask one of them."))
    }

    /// Whether the relay can be asked now. Asking it all the same waits a while for the connection.
    pub(crate) fn reaches_relay(&self) -> bool {
        match self.connection() {
            Connection::Live | Connection::CatchingUp { .. } => true,
            Connection::Idle | Connection::Connecting | Connection::Offline { .. } | Connection::Refused { .. } => false,
        }
    }

    fn card(&self, channel: Channel) -> NumberCard {
        let now = self.clock.now();
        let known = self.numbers.known();
        let health = known.health.get(&channel.phone_number_id).cloned().unwrap_or_default();
        let listening = known.live_since.is_some_and(|since| now.since_ms(since) >= LISTENING_MS);
        drop(known);
        NumberCard { standing: standing(&channel, &health, now), alarms: alarms(&channel, &health, now, listening), channel, health }
    }

    /// When webhooks of a number came, and whether this device has listened for long enough to tell silence from absence.
    pub(crate) fn rhythm(&self, number: &PhoneNumberId) -> (Rhythm, bool) {
        let now = self.clock.now();
        let known = self.numbers.known();
        let rhythm = known.health.get(number).map(|health| health.rhythm.clone()).unwrap_or_default();
        (rhythm, known.live_since.is_some_and(|since| now.since_ms(since) >= LISTENING_MS))
    }

    /// Tokens that must not get into any text.
    pub(crate) fn known_tokens(&self) -> Vec<Secret> {
        self.numbers.known().tokens.clone()
    }

    /// Changes what is known of a number and keeps it.
    async fn know(&self, number: &PhoneNumberId, learn: impl FnOnce(&mut Health)) -> Result<(), CoreError> {
        // Changes are made one after the other, so that the newest is the last to be written.
        let mut change = self.store.change().await?;
        let health = {
            let mut known = self.numbers.known();
            known.unsaved.remove(number);
            let health = known.health.entry(number.clone()).or_default();
            learn(health);
            health.clone()
        };
        change.put_health(number, &health).await?;
        change.commit().await?;
        Ok(())
    }

    /// Tells listeners how a number is now.
    fn tell_number(&self, number: &PhoneNumberId) {
        self.send(News::Numbers(BTreeSet::from([number.clone()])));
    }
}
