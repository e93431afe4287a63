//! Asks Meta about a number and keeps the answer.

use std::collections::BTreeSet;

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{AlarmKind, Finding, LogLevel, State, Trouble, sentence};

use super::NumberCard;
use crate::advice_for;
use crate::clock::jitter;
use crate::desk::Desk;
use crate::error::CoreError;
use crate::secrets::SecretError;

/// A number is looked at every hour, and up to a quarter more so that a team's devices do not ask at once.
const PERIOD_MS: i64 = 60 * 60 * 1000;
/// After a passing fault sooner.
const SOON_MS: i64 = 5 * 60 * 1000;

impl Desk {
    /// Asks Meta about a number now, and says how it is then. A passing fault is no error: what was known stays.
    ///
    /// # Errors
    /// A number that is not connected.
    pub async fn check_number(&self, number: &PhoneNumberId) -> Result<NumberCard, CoreError> {
        self.connected(number)?;
        let before = self.unchecked(number);
        let finding = match self.token(number).await {
            Ok(token) => {
                let found = self.graph.number_health(number, &token).await;
                // Whatever Meta says, the token is there.
                self.know(number, |health| health.token.here = true).await?;
                found.map_or_else(|failure| refusal(&failure), Finding::Answered)
            }
            Err(SecretError::Missing { .. }) => {
                self.know(number, |health| health.token = Default::default()).await?;
                self.numbers.known().due.insert(number.clone(), self.clock.now().plus_ms(PERIOD_MS));
                self.review(number).await;
                return self.number(number);
            }
            Err(error) => Finding::Refused { trouble: Trouble::Passing, words: error.to_string(), code: None },
        };
        if let (Finding::Refused { trouble: Trouble::Passing, words, .. }, false) = (&finding, before) {
            let words = format!("Could not be checked: {} It is tried again by itself; what was known stays.", sentence(words));
            self.log_number(number, LogLevel::Warning, "check", &words).await;
        }
        let now = self.clock.now();
        self.know(number, |health| health.found(finding, now)).await?;
        let passing = self.unchecked(number);
        if before && !passing {
            self.log_number(number, LogLevel::Info, "check", "Meta can be asked again.").await;
        }
        let period = if passing { SOON_MS } else { PERIOD_MS };
        self.numbers.known().due.insert(number.clone(), now.plus_ms(period + period / 4 * i64::from(jitter()) / 1000));
        self.review(number).await;
        self.number(number)
    }

    /// A send was refused: written down, and when it says something about the number itself, that is looked at at once.
    pub(crate) async fn send_was_refused(&self, number: &PhoneNumberId, failure: &Failure) {
        if Trouble::of(failure) == Trouble::Passing && !Trouble::in_send(failure) {
            return;
        }
        let code = failure.code.map(|code| format!(" (code {code})")).unwrap_or_default();
        let words = format!("A message was refused{code}: {}", sentence(&failure.title));
        self.log_number(number, LogLevel::Warning, "send", &words).await;
        if Trouble::in_send(failure) {
            self.numbers.want_check(number);
        }
    }

    fn unchecked(&self, number: &PhoneNumberId) -> bool {
        self.numbers.known().health.get(number).is_some_and(|health| health.unchecked_since.is_some())
    }

    /// Says what has changed about a number since it was last said: to listeners, and in its log.
    pub(super) async fn review(&self, number: &PhoneNumberId) {
        let Ok(card) = self.number(number) else { return };
        let kinds: BTreeSet<AlarmKind> = card.alarms.iter().map(|alarm| alarm.kind).collect();
        let told = self.numbers.known().told.insert(number.clone(), (card.standing.state, kinds.clone()));
        let (state, was) = told.map_or((None, BTreeSet::new()), |(state, kinds)| (Some(state), kinds));
        if state != Some(card.standing.state) {
            let words = match (card.standing.state, &card.standing.trouble) {
                (State::Running, _) => "Running.".to_owned(),
                (State::Starting, _) => "Starting: Meta is being asked.".to_owned(),
                (State::Error | State::Stopped, Some(trouble)) => trouble.clone(),
                (State::Error | State::Stopped, None) => "Not running.".to_owned(),
            };
            let level = match card.standing.state {
                State::Error => LogLevel::Error,
                State::Starting | State::Running | State::Stopped => LogLevel::Info,
            };
            self.log_number(number, level, "check", &words).await;
        }
        for alarm in card.alarms.iter().filter(|alarm| !was.contains(&alarm.kind) && of_its_own(alarm.kind)) {
            self.log_number(number, LogLevel::Warning, subject(alarm.kind), &alarm.words).await;
        }
        for kind in was.difference(&kinds).filter(|kind| of_its_own(**kind)) {
            let over = match kind {
                AlarmKind::TokenEnding => "The access token is no longer about to end.",
                AlarmKind::Silent => "Webhooks come again.",
                AlarmKind::QualityFell => "The quality is back.",
                AlarmKind::TokenDead | AlarmKind::NotConnected => continue,
            };
            self.log_number(number, LogLevel::Info, subject(*kind), over).await;
        }
        self.tell_number(number);
    }
}

/// Whether the change of state does not say the same already.
fn of_its_own(kind: AlarmKind) -> bool {
    match kind {
        AlarmKind::TokenEnding | AlarmKind::Silent | AlarmKind::QualityFell => true,
        AlarmKind::TokenDead | AlarmKind::NotConnected => false,
    }
}

fn subject(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::TokenEnding | AlarmKind::TokenDead => "token",
        AlarmKind::Silent => "webhook",
        AlarmKind::QualityFell | AlarmKind::NotConnected => "check",
    }
}

/// What a failed question says, in words for people.
fn refusal(failure: &Failure) -> Finding {
    let trouble = Trouble::of(failure);
    let advice = advice_for(failure).filter(|_| trouble != Trouble::Passing);
    let words = match advice {
        // Advice about messages does not fit here; what Meta says about the number does.
        Some(advice) if trouble == Trouble::TokenDead || !advice.contains("this message") => advice.to_owned(),
        Some(_) | None => sentence(failure.details.as_deref().unwrap_or(&failure.title)),
    };
    Finding::Refused { trouble, words, code: failure.code }
}
