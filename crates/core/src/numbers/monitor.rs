//! Looks at every number at start, each hour, and at once when something happened that makes it worth while.

use std::sync::Arc;
use std::time::Duration;

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::TokenFacts;
use frontdesk_domain::time::Millis;
use futures_util::StreamExt;

use crate::connection::Connection;
use crate::desk::Desk;

/// Numbers asked about at once.
const AT_ONCE: usize = 4;
/// Alarms come and go with time, and webhooks are written down at least this often.
const LONGEST_PAUSE_MS: i64 = 60_000;
/// What a token may do is asked for again after this time, when nobody could say.
const ASK_AGAIN_MS: i64 = 60 * 60 * 1000;
/// However much goes wrong, a number is not asked about more often.
const SHORTEST_PERIOD_MS: i64 = 10_000;

/// Until the desk closes.
pub(crate) async fn run(desk: Arc<Desk>) {
    let mut connection = desk.connection.subscribe();
    loop {
        let now_is = connection.borrow_and_update().clone();
        desk.follow(&now_is);
        desk.forget_disconnected().await;
        let due = desk.due_numbers();
        futures_util::stream::iter(due)
            .for_each_concurrent(AT_ONCE, |number| {
                let desk = Arc::clone(&desk);
                async move { look_at(&desk, &number).await }
            })
            .await;
        desk.look_after_tokens().await;
        desk.keep_rhythms().await;
        desk.review_all().await;
        let pause = Duration::from_millis(u64::try_from(desk.numbers_pause_ms()).unwrap_or(0));
        tokio::select! {
            () = desk.stop.cancelled() => break,
            () = desk.numbers.wake.notified() => {}
            _ = connection.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    desk.keep_rhythms().await;
}

fn log_failure(result: Result<(), crate::error::CoreError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a token could not be looked after");
    }
}

async fn look_at(desk: &Desk, number: &PhoneNumberId) {
    tokio::select! {
        () = desk.stop.cancelled() => {}
        checked = desk.check_number(number) => {
            if let Err(error) = checked {
                tracing::warn!(%error, "a number could not be looked at");
            }
        }
    }
}

impl Desk {
    fn follow(&self, connection: &Connection) {
        let now = self.clock.now();
        let mut known = self.numbers.known();
        match connection {
            Connection::Live => {
                known.live_since.get_or_insert(now);
            }
            Connection::Idle | Connection::Connecting | Connection::CatchingUp { .. } | Connection::Offline { .. } | Connection::Refused { .. } => {
                known.live_since = None;
            }
        }
    }

    /// Asks about tokens that nothing is known of yet, and renews those that end soon. Both need the relay.
    async fn look_after_tokens(&self) {
        if !self.reaches_relay() {
            return;
        }
        for number in self.channels().into_keys() {
            let Some(facts) = self.numbers.known().health.get(&number).map(|health| health.token.clone()) else { continue };
            let ask_at = facts.asked_at.map_or(Millis(i64::MIN), |at| at.plus_ms(ASK_AGAIN_MS));
            if facts.here && !facts.inspected && facts.dead.is_none() && ask_at <= self.clock.now() {
                match self.token(&number).await {
                    Ok(token) => log_failure(self.learn_token(&number, &token).await),
                    Err(error) => tracing::warn!(%error, "a token could not be read"),
                }
            }
            let renewal_due = self.numbers.known().health.get(&number).and_then(|health| health.renewal_due_at());
            if renewal_due.is_some_and(|due| due <= self.clock.now()) {
                log_failure(self.renew_token(&number).await);
            }
        }
    }

    /// Numbers whose turn it is. Taking them puts off the next turn, so that a failure is not met again at once.
    fn due_numbers(&self) -> Vec<PhoneNumberId> {
        let now = self.clock.now();
        let connected = self.channels();
        let mut known = self.numbers.known();
        let wanted = std::mem::take(&mut known.wanted);
        let (mut due, mut later) = (Vec::new(), Vec::new());
        for number in connected.into_keys() {
            let at = known.due.get(&number).copied();
            let checked_at = known.health.get(&number).and_then(|health| health.checked_at);
            let just_now = checked_at.is_some_and(|at| now.since_ms(at) < SHORTEST_PERIOD_MS && now >= at);
            if at.is_none_or(|at| at <= now) || (wanted.contains(&number) && !just_now) {
                due.push(number);
            } else if wanted.contains(&number) {
                later.push(number);
            }
        }
        for number in &due {
            known.due.insert(number.clone(), now.plus_ms(LONGEST_PAUSE_MS));
        }
        for number in later {
            let soon = now.plus_ms(SHORTEST_PERIOD_MS);
            let at = known.due.entry(number).or_insert(soon);
            *at = (*at).min(soon);
        }
        due
    }

    fn numbers_pause_ms(&self) -> i64 {
        let now = self.clock.now();
        let known = self.numbers.known();
        let next = self.channels().into_keys().filter_map(|number| known.due.get(&number).copied()).min();
        let pause = next.map_or(LONGEST_PAUSE_MS, |at: Millis| at.since_ms(now));
        pause.clamp(100, LONGEST_PAUSE_MS)
    }

    /// Writes down when webhooks came.
    async fn keep_rhythms(&self) {
        let unsaved = self.numbers.known().unsaved.clone();
        for number in unsaved {
            if let Err(error) = self.know(&number, |_| {}).await {
                tracing::warn!(%error, "when webhooks came could not be written down");
            }
            self.tell_number(&number);
        }
    }

    /// Says what time alone has changed.
    async fn review_all(&self) {
        for card in self.numbers() {
            let now_is = (card.standing.state, card.alarms.iter().map(|alarm| alarm.kind).collect());
            let number = &card.channel.phone_number_id;
            let told = self.numbers.known().told.get(number).is_some_and(|told| *told == now_is);
            if !told {
                self.review(number).await;
            }
        }
    }

    /// Somebody disconnected a number, perhaps on another device: its token goes from this keychain, too.
    async fn forget_disconnected(&self) {
        for channel in self.known_channels().into_values().filter(|channel| !channel.is_connected()) {
            let number = &channel.phone_number_id;
            // One that came later is for connecting the number again, which is under way.
            let before = |facts: &TokenFacts| facts.here && facts.kept_at <= channel.decided.disconnected;
            let here = self.numbers.known().health.get(number).is_some_and(|health| before(&health.token));
            if here && let Err(error) = self.forget_token(number).await {
                tracing::warn!(%error, "a token could not be forgotten");
            }
        }
    }
}
