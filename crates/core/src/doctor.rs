//! The connection doctor: looks at everything between Meta and the inbox, in order, and says what it finds as it goes. What a finding
//! means is decided in `domain::doctor`.

mod observe;
mod self_test;

use std::sync::{Arc, Mutex, PoisonError};

use frontdesk_domain::doctor::{Check, Outcome, Report, report};
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::LogLevel;
use frontdesk_domain::time::Millis;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::error::CoreError;
use crate::news::News;
use observe::Examination;

/// One run over one number, under way or over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DoctorRun {
    pub number: PhoneNumberId,
    pub started_at: Millis,
    pub running: bool,
    /// All checks, in order.
    pub checks: Vec<(Check, CheckState)>,
    /// All of it as text to pass on.
    pub report: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckState {
    Waiting,
    Running,
    Done(Outcome),
}

/// The run of this device: one at a time.
#[derive(Default)]
pub(crate) struct Doctor(Mutex<Option<(DoctorRun, CancellationToken)>>);

impl Doctor {
    fn change(&self, change: impl FnOnce(&mut DoctorRun)) {
        if let Some((run, _)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            change(run);
        }
    }
}

impl Desk {
    /// The run under way, or the last one.
    pub fn doctor(&self) -> Option<DoctorRun> {
        self.doctor.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(run, _)| run.clone())
    }

    /// Starts the checks over a number; news tell how they go. `test_phone`: digits of a phone at hand that a message may go to, or
    /// empty.
    ///
    /// # Errors
    /// A number that is not connected, a phone that is none, or a run that is still under way.
    pub fn run_doctor(self: &Arc<Self>, number: &PhoneNumberId, test_phone: &str) -> Result<DoctorRun, CoreError> {
        let channel = self.connected(number)?;
        let writing = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/');
        let phone: String = test_phone.chars().filter(char::is_ascii_digit).collect();
        if !test_phone.trim().is_empty() && (!test_phone.chars().all(writing) || !(7..=15).contains(&phone.len())) {
            return Err(CoreError::bad_request("Enter the phone's number with its country code, like +44 7700 900123, or leave it empty."));
        }
        let cancel = self.stop.child_token();
        let run = DoctorRun {
            number: number.clone(),
            started_at: self.clock.now(),
            running: true,
            checks: Check::ALL.into_iter().map(|check| (check, CheckState::Waiting)).collect(),
            report: String::new(),
        };
        {
            let mut current = self.doctor.0.lock().unwrap_or_else(PoisonError::into_inner);
            if current.as_ref().is_some_and(|(run, _)| run.running) {
                return Err(CoreError::bad_request("The doctor is at work already. Wait until it is done, or stop it."));
            }
            *current = Some((run.clone(), cancel.clone()));
        }
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            let examination = Examination::new(&desk, channel, (!phone.is_empty()).then_some(phone));
            desk.examine(examination, &cancel).await;
        });
        self.send(News::Doctor);
        Ok(run)
    }

    /// Ends the run after the check that runs.
    pub fn stop_doctor(&self) {
        if let Some((_, cancel)) = &*self.doctor.0.lock().unwrap_or_else(PoisonError::into_inner) {
            cancel.cancel();
        }
    }

    async fn examine(&self, mut examination: Examination<'_>, cancel: &CancellationToken) {
        for (at, check) in Check::ALL.into_iter().enumerate() {
            if cancel.is_cancelled() {
                break;
            }
            self.set_check(at, CheckState::Running);
            let outcome = examination.look(check, cancel).await;
            self.set_check(at, CheckState::Done(outcome));
        }
        let (number, found) = {
            let Some(run) = self.doctor() else { return };
            let done = |state: &CheckState| match state {
                CheckState::Done(outcome) => Some(outcome.clone()),
                CheckState::Waiting | CheckState::Running => None,
            };
            let outcomes: Vec<_> = run.checks.iter().map(|(check, state)| (*check, done(state))).collect();
            let started_at = utc(run.started_at);
            let about = Report {
                app_version: env!("CARGO_PKG_VERSION"),
                relay_version: examination.relay_version(),
                graph_version: self.graph.version_name(),
                started_at: &started_at,
                phone_number_id: run.number.as_str(),
                waba_id: examination.account(),
            };
            let text = report(&about, &outcomes, &self.known_tokens());
            self.doctor.change(|run| {
                run.report = text;
                run.running = false;
            });
            (run.number, outcomes)
        };
        let bad = found.iter().filter(|(_, outcome)| outcome.as_ref().is_some_and(|o| o.verdict == frontdesk_domain::doctor::Verdict::Bad)).count();
        let (level, words) = match bad {
            0 => (LogLevel::Info, "The connection doctor found nothing that is broken.".to_owned()),
            1 => (LogLevel::Warning, "The connection doctor found 1 thing that is broken.".to_owned()),
            bad => (LogLevel::Warning, format!("The connection doctor found {bad} things that are broken.")),
        };
        self.log_number(&number, level, "check", &words).await;
        self.send(News::Doctor);
    }

    fn set_check(&self, at: usize, state: CheckState) {
        self.doctor.change(|run| {
            if let Some((_, present)) = run.checks.get_mut(at) {
                *present = state;
            }
        });
        self.send(News::Doctor);
    }
}

/// `2026-10-01T09:30:00Z`
fn utc(at: Millis) -> String {
    let day = at.0.div_euclid(86_400_000);
    let second = at.0.rem_euclid(86_400_000) / 1000;
    // Days since 1 March of year 0, in eras of 400 years (proleptic Gregorian calendar).
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_750_000_000_123, "2025-06-15T15:06:40Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(Millis(ms)), text);
        }
    }
}
