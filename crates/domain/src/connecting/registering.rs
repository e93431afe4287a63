//! Registration: verifying a number by a code, and registering it with its PIN.

use std::collections::VecDeque;

use super::facts::{FoundNumber, SignupEnd};
use super::problem::{Problem, Trouble};
use super::progress::{StepId, StepState};
use super::task::{CodeMethod, Task};
use super::{Connecting, Question, Turn, Way};
use crate::ids::PhoneNumberId;

const WRONG_PIN: i64 = 133_005;
const VERIFY_FIRST: i64 = 133_006;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Registering {
    /// Still to be registered in this run of the step.
    queue: VecDeque<PhoneNumberId>,
    /// Registered by this flow.
    done: Vec<PhoneNumberId>,
    /// Left unregistered by the person, or refused.
    left: Vec<PhoneNumberId>,
    /// Their WhatsApp Business app was asked for its contacts and history.
    synced: Vec<PhoneNumberId>,
    /// How the last code went out.
    sent: Option<CodeMethod>,
}

impl Registering {
    /// Known not to be registered, and said so already.
    pub fn is_open(&self, number: &PhoneNumberId) -> bool {
        self.left.contains(number)
    }
}

impl Connecting {
    fn number(&self, id: &PhoneNumberId) -> Option<&FoundNumber> {
        self.found.iter().find(|number| number.id == *id)
    }

    pub(super) fn registration_tasks(&mut self) -> VecDeque<Task> {
        self.registering.left.clear();
        let needed = |id: &&PhoneNumberId| {
            let number = self.found.iter().find(|number| number.id == **id);
            number.is_some_and(|number| !number.is_live() && !self.coexists(number)) && !self.registering.done.contains(id)
        };
        self.registering.queue = self.kept.iter().filter(needed).cloned().collect();
        let fresh = self.way == Way::Coexistence || self.signup.as_ref().is_some_and(|signup| signup.end == SignupEnd::Coexistence);
        let coexisting = self.kept.iter().filter_map(|id| self.number(id)).filter(|number| fresh && self.coexists(number));
        let unsynced = coexisting.filter(|number| !self.registering.synced.contains(&number.id));
        unsynced.map(|number| Task::StartSync { number: number.id.clone() }).collect()
    }

    pub(super) fn sync_started(&mut self, task: &Task) {
        if let Some(number) = task.number() {
            self.registering.synced.push(number.clone());
        }
    }

    /// Also how the next number gets its turn.
    pub(super) fn settle_registration(&mut self, turn: &mut Turn) {
        if let Some(next) = self.registering.queue.front().and_then(|id| self.number(id)) {
            let question = if next.unverified() {
                Question::Verification { number: next.id.clone(), sent: None, wrong: None }
            } else {
                self.pin_of(&next.id, None)
            };
            return self.ask(question);
        }
        let mut details = Vec::new();
        if !self.registering.done.is_empty() {
            let names: Vec<String> = self.registering.done.iter().map(|id| self.called(id)).collect();
            details.push(format!("Registered: {}.", names.join(", ")));
        }
        if self.kept.iter().filter_map(|id| self.number(id)).any(|number| self.coexists(number)) {
            details.push("Not needed: the number stays in the WhatsApp Business app.".to_owned());
        }
        if !self.registering.synced.is_empty() {
            details.push("Contacts and history of the app are on their way.".to_owned());
        }
        if self.registering.done.is_empty() && self.work.problems.is_empty() {
            let why = if details.is_empty() { "Not needed: registered already.".to_owned() } else { details.join(" ") };
            return self.skip(why, turn);
        }
        let something = self.kept.len() > self.registering.left.len() || self.work.problems.iter().all(|problem| problem.code.is_none());
        self.settle(something, Some(details.join(" ")).filter(|detail| !detail.is_empty()), turn);
    }

    fn pin_of(&self, number: &PhoneNumberId, wrong: Option<String>) -> Question {
        let choose = self.number(number).is_some_and(|number| number.pin_enabled == Some(false));
        Question::Pin { number: number.clone(), choose, wrong }
    }

    /// An answer leads to a task.
    pub(super) fn work_on_answer(&mut self, task: Task, turn: &mut Turn) {
        self.question = None;
        self.steps.set(StepId::Registration, StepState::Running, None, None);
        self.run(task, 0, 0, turn);
    }

    pub(super) fn code_sent(&mut self, task: &Task) {
        if let Task::RequestCode { number, method } = task {
            self.registering.sent = Some(*method);
            self.ask(Question::Verification { number: number.clone(), sent: Some(*method), wrong: None });
        }
    }

    pub(super) fn number_verified(&mut self, task: &Task) {
        let Some(number) = task.number() else { return };
        if let Some(found) = self.found.iter_mut().find(|found| found.id == *number) {
            found.verification = Some("VERIFIED".to_owned());
        }
        let question = self.pin_of(number, None);
        self.ask(question);
    }

    pub(super) fn number_registered(&mut self, task: &Task) {
        let Some(number) = task.number() else { return };
        self.registering.queue.retain(|id| id != number);
        self.registering.done.push(number.clone());
    }

    /// The number stays unregistered for now.
    pub(super) fn registration_skipped(&mut self, turn: &mut Turn) {
        self.question = None;
        if let Some(number) = self.registering.queue.pop_front() {
            self.work.problems.push(Problem::ours(
                format!("{} is not registered yet. Its messages arrive, but it can't send.", self.called(&number)),
                "Try this step again when the PIN or the code is at hand.",
                true,
            ));
            self.registering.left.push(number);
        }
        self.go_on(turn);
    }

    /// Whether a failed task of this step is a question to the person. Otherwise, when it is about this number only, the others go on.
    pub(super) fn asks_again(&mut self, task: &Task, trouble: &Trouble) -> bool {
        let said = || Some(trouble.words().to_owned());
        let refused = trouble.is_refusal();
        let question = match task {
            Task::Register { number, .. } if trouble.code() == Some(WRONG_PIN) => self.pin_of(number, said()),
            Task::Register { number, .. } if trouble.code() == Some(VERIFY_FIRST) => {
                Question::Verification { number: number.clone(), sent: None, wrong: None }
            }
            Task::RequestCode { number, .. } if refused => Question::Verification { number: number.clone(), sent: None, wrong: said() },
            Task::VerifyCode { number, .. } if refused => {
                Question::Verification { number: number.clone(), sent: self.registering.sent, wrong: said() }
            }
            Task::Register { number, .. } if refused => {
                self.registering.queue.retain(|id| id != number);
                self.registering.left.push(number.clone());
                return false;
            }
            _ => return false,
        };
        self.ask(question);
        true
    }
}
