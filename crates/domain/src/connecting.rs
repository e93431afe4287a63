//! Connecting business numbers: from "Connect WhatsApp" to numbers that receive messages, step by step.
//!
//! [`Connecting`] is a pure machine: [`Connecting::step`] takes what happened and gives back the new state and what to do. Every
//! [`Task`] is idempotent, one runs at a time, and a result of a run that was given up is ignored. So a flow may be ended at any
//! point: whatever it had done already is what the next one would do again.
//!
//! ```text
//!   Code ─▶ Token ─▶ Scopes ─▶ Business ─▶ Account ─▶ Numbers ─▶ Webhook ─▶ Registration ─▶ DisplayName ─▶ Quality ─▶ Templates
//!   login window                                      asks which  connects   asks PIN, code  └──── these three only note ────┘
//! ```

mod discovery;
mod entered;
mod facts;
mod joining;
mod login;
mod problem;
mod progress;
mod registering;
mod task;

pub use entered::{Entered, Refusal, SixDigits, clean_token};
pub use facts::{Account, BUSINESS, Business, ConnectedNumber, FoundNumber, Grants, Granular, MANAGEMENT, MESSAGING, Signup, SignupEnd, Template};
pub use problem::{Problem, Trouble};
pub use progress::{Step, StepId, StepState};
pub use task::{Answer, AppWebhook, CodeMethod, Effect, Event, LoginNews, Mode, NewNumber, Outcome, Task};

use std::collections::VecDeque;

use crate::ids::{PhoneNumberId, WabaId};
use crate::time::Millis;
use login::Login;
use progress::Steps;
use registering::Registering;

/// How the token comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Embedded Signup.
    Signup,
    /// Embedded Signup for a number that stays in the WhatsApp Business app.
    Coexistence,
    /// The login dialog, for an account that exists.
    Login,
    /// By hand.
    Manual,
}

/// How far the whole is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage<'a> {
    AtMeta { url: &'a str, window_open: bool, ends_at: Millis },
    Working,
    Asking(&'a Question),
    Failed,
    Cancelled { words: &'a str },
    Done,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Which of [`Connecting::found`].
    Numbers {
        suggested: Vec<PhoneNumberId>,
    },
    NoNumber {
        account_name: String,
    },
    /// `choose`: two-step verification is off, so any PIN will do and becomes the number's.
    Pin {
        number: PhoneNumberId,
        choose: bool,
        wrong: Option<String>,
    },
    /// `sent`: how the last code was sent.
    Verification {
        number: PhoneNumberId,
        sent: Option<CodeMethod>,
        wrong: Option<String>,
    },
}

/// One connection being made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connecting {
    way: Way,
    steps: Steps,
    login: Login,
    /// What was entered by hand.
    by_hand: Option<ByHand>,
    signup: Option<Signup>,
    grants: Option<Grants>,
    businesses: Vec<Business>,
    accounts: Vec<Account>,
    found: Vec<FoundNumber>,
    /// Connected when this began.
    connected: Vec<ConnectedNumber>,
    question: Option<Question>,
    chosen: Vec<PhoneNumberId>,
    /// Still to be disconnected, because the choice replaces them.
    replaced: Vec<PhoneNumberId>,
    /// Connected by this flow.
    kept: Vec<PhoneNumberId>,
    registering: Registering,
    work: Work,
    ended: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct ByHand {
    numbers: Vec<PhoneNumberId>,
    account: WabaId,
    with_app: bool,
}

/// The step under way.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Work {
    at: StepId,
    todo: VecDeque<Task>,
    running: Option<Running>,
    /// Numbers the runs.
    run: u32,
    /// What was refused, while the rest went on.
    problems: Vec<Problem>,
    details: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Running {
    run: u32,
    task: Task,
    tries: usize,
}

/// The moment of one step, and what it leads to.
struct Turn {
    now: Millis,
    effects: Vec<Effect>,
}

impl Connecting {
    /// By a login at Meta. `way` must not be [`Way::Manual`].
    pub fn by_login(way: Way, connected: Vec<ConnectedNumber>) -> Self {
        Self::new(way, None, connected)
    }

    /// With ids and a token by hand; `with_app`: a Meta app for the relay came with them.
    pub fn by_hand(numbers: Vec<PhoneNumberId>, account: WabaId, with_app: bool, connected: Vec<ConnectedNumber>) -> Self {
        Self::new(Way::Manual, Some(ByHand { numbers, account, with_app }), connected)
    }

    fn new(way: Way, by_hand: Option<ByHand>, connected: Vec<ConnectedNumber>) -> Self {
        Self {
            way,
            steps: Steps::new(),
            login: Login::default(),
            by_hand,
            signup: None,
            grants: None,
            businesses: Vec::new(),
            accounts: Vec::new(),
            found: Vec::new(),
            connected,
            question: None,
            chosen: Vec::new(),
            replaced: Vec::new(),
            kept: Vec::new(),
            registering: Registering::default(),
            work: Work { at: StepId::Code, todo: VecDeque::new(), running: None, run: 0, problems: Vec::new(), details: Vec::new() },
            ended: false,
        }
    }

    // ---- Looking ----

    pub fn way(&self) -> Way {
        self.way
    }

    /// All of them, in order.
    pub fn steps(&self) -> &[Step] {
        self.steps.all()
    }

    pub fn stage(&self) -> Stage<'_> {
        if let Some(words) = &self.login.cancelled {
            return Stage::Cancelled { words };
        }
        if self.steps.failed().is_some() {
            return Stage::Failed;
        }
        if let Some(question) = &self.question {
            return Stage::Asking(question);
        }
        match &self.login.open {
            Some(open) if self.steps.state(StepId::Code) == StepState::Running => {
                Stage::AtMeta { url: &open.url, window_open: open.in_window, ends_at: open.ends_at }
            }
            _ if self.ended => Stage::Done,
            _ => Stage::Working,
        }
    }

    /// The numbers that the login shows.
    pub fn found(&self) -> &[FoundNumber] {
        &self.found
    }

    pub fn account(&self, id: &WabaId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// As what a found number is connected already, and where.
    pub fn connected_as(&self, number: &FoundNumber) -> Option<String> {
        let known = self.connected.iter().find(|known| known.id == number.id)?;
        let name = if known.name.is_empty() { &known.display_phone_number } else { &known.name };
        Some(if known.account == number.account { name.clone() } else { format!("{name}, in the account {}", known.account.as_str()) })
    }

    /// Connected numbers that the login does not show.
    pub fn others(&self) -> impl Iterator<Item = &ConnectedNumber> {
        self.connected.iter().filter(|known| !self.found.iter().any(|number| number.id == known.id))
    }

    /// The numbers that this flow has connected, or connected anew.
    pub fn kept(&self) -> &[PhoneNumberId] {
        &self.kept
    }

    // ---- Going on ----

    /// The only way it changes.
    ///
    /// # Errors
    /// Only answers can be refused; what comes late or twice changes nothing.
    pub fn step(mut self, event: Event, now: Millis) -> Result<(Self, Vec<Effect>), Refusal> {
        let mut turn = Turn { now, effects: Vec::new() };
        match event {
            Event::Begun => self.begin(StepId::Code, &mut turn),
            Event::Login(news) => self.login_news(news, &mut turn),
            Event::WindowOpened(open) => self.window_opened(open),
            Event::WindowClosed => self.window_closed(&mut turn),
            Event::WindowWanted => self.window_wanted(login::Where::Window, &mut turn),
            Event::BrowserWanted => self.window_wanted(login::Where::Browser, &mut turn),
            Event::Woken => self.woken(&mut turn),
            Event::Finished { run, result } => self.finished(run, result, &mut turn),
            Event::Answered(answer) => self.answered(answer, &mut turn)?,
            Event::Retried(step) => self.retried(step, &mut turn),
            Event::Closed => {
                // Also one that is just being started.
                if self.by_hand.is_none() {
                    turn.effects.push(Effect::CancelLogin);
                    turn.effects.push(Effect::CloseWindow);
                }
                self.give_up_running();
            }
        }
        Ok((self, turn.effects))
    }

    fn begin(&mut self, step: StepId, turn: &mut Turn) {
        self.work.at = step;
        self.work.problems.clear();
        self.work.details.clear();
        self.ended = false;
        self.question = None;
        self.steps.set(step, StepState::Running, None, None);
        self.work.todo = match step {
            StepId::Code => self.login_tasks(),
            StepId::Token => self.token_tasks(),
            StepId::Scopes => VecDeque::new(),
            StepId::Business => self.business_tasks(),
            StepId::Account => self.account_tasks(),
            StepId::Numbers => self.number_tasks(),
            StepId::Webhook => self.webhook_tasks(),
            StepId::Registration => self.registration_tasks(),
            StepId::DisplayName => self.reading_tasks(),
            StepId::Quality => VecDeque::new(),
            StepId::Templates => self.template_tasks(),
        };
        self.go_on(turn);
    }

    /// Runs the step's next task, or settles the step.
    fn go_on(&mut self, turn: &mut Turn) {
        if let Some(task) = self.work.todo.pop_front() {
            return self.run(task, 0, 0, turn);
        }
        match self.work.at {
            StepId::Code => self.settle_code(turn),
            StepId::Token => self.settle_token(turn),
            StepId::Scopes => self.settle_scopes(turn),
            StepId::Business => self.settle_business(turn),
            StepId::Account => self.settle_account(turn),
            StepId::Numbers => self.settle_numbers(turn),
            StepId::Webhook => self.settle_webhook(turn),
            StepId::Registration => self.settle_registration(turn),
            StepId::DisplayName => self.settle_names(turn),
            StepId::Quality => self.settle_quality(turn),
            StepId::Templates => self.settle_templates(turn),
        }
    }

    fn run(&mut self, task: Task, tries: usize, after_ms: i64, turn: &mut Turn) {
        self.work.run += 1;
        let run = self.work.run;
        self.work.running = Some(Running { run, task: task.clone(), tries });
        turn.effects.push(Effect::Run { run, task, after_ms });
    }

    /// Whatever runs now will not be heard.
    fn give_up_running(&mut self) {
        self.work.run += 1;
        self.work.running = None;
        self.work.todo.clear();
    }

    fn finished(&mut self, run: u32, result: Result<Outcome, Trouble>, turn: &mut Turn) {
        let Some(Running { task, tries, .. }) = self.work.running.take_if(|running| running.run == run) else { return };
        match result {
            Ok(outcome) => self.done(task, outcome, turn),
            Err(trouble) => match trouble.pause_ms(&task, tries) {
                Some(pause_ms) => self.run(task, tries + 1, pause_ms, turn),
                None => self.troubled(&task, &trouble, turn),
            },
        }
    }

    fn done(&mut self, task: Task, outcome: Outcome, turn: &mut Turn) {
        match outcome {
            Outcome::LoginStarted { url, ends_at } => return self.login_started(url, ends_at, turn),
            Outcome::Grants(grants) => self.grants = grants,
            Outcome::Businesses(businesses) => self.businesses = businesses,
            Outcome::Accounts(accounts) => self.accounts_read(&task, accounts),
            Outcome::Numbers(numbers) => self.numbers_read(numbers),
            Outcome::Disconnected { notes } => self.disconnected(notes),
            Outcome::AppWebhook(webhook) => self.app_webhook_read(webhook),
            Outcome::Templates(templates) => self.templates_read(&templates),
            Outcome::CodeSent => return self.code_sent(&task),
            Outcome::Verified => return self.number_verified(&task),
            Outcome::Registered => self.number_registered(&task),
            Outcome::SyncStarted => self.sync_started(&task),
            Outcome::Kept => self.number_kept(&task),
            Outcome::Done => {}
        }
        self.go_on(turn);
    }

    /// A task failed for good. What is about one account or number lets the others go on.
    fn troubled(&mut self, task: &Task, trouble: &Trouble, turn: &mut Turn) {
        if self.asks_again(task, trouble) {
            return;
        }
        let problem = self.named(task, trouble.problem(task, self.way));
        let others_go_on = match self.work.at {
            StepId::Code | StepId::Token | StepId::Scopes => false,
            StepId::DisplayName | StepId::Quality | StepId::Templates => true,
            StepId::Business => !self.needs_business() || trouble.is_refusal(),
            StepId::Webhook => matches!(task, Task::CheckAppWebhook { .. } | Task::Disconnect(_)) || trouble.is_refusal(),
            StepId::Registration => matches!(task, Task::StartSync { .. }) || trouble.is_refusal(),
            StepId::Account | StepId::Numbers => trouble.is_refusal(),
        };
        if !others_go_on {
            return self.fail(problem, turn);
        }
        self.without(task);
        self.work.problems.push(problem);
        self.go_on(turn);
    }

    /// Which number or account it is about, where there are several.
    fn named(&self, task: &Task, problem: Problem) -> Problem {
        if let Some(number) = task.number().filter(|_| self.chosen.len() > 1) {
            return problem.about(&self.called(number));
        }
        match task.account().and_then(|id| self.account(id)).filter(|_| self.accounts.len() > 1) {
            Some(account) => problem.about(&account.called()),
            None => problem,
        }
    }

    fn called(&self, number: &PhoneNumberId) -> String {
        self.found.iter().find(|found| found.id == *number).map_or_else(|| number.0.clone(), FoundNumber::called)
    }

    /// The step failed; a person has to do something.
    fn fail(&mut self, problem: Problem, turn: &mut Turn) {
        self.give_up_running();
        self.question = None;
        self.steps.reset_from(self.work.at);
        self.steps.set(self.work.at, StepState::Failed, None, Some(problem));
        self.close_window(turn);
        self.log(turn);
    }

    /// The step is over. Problems of parts of it are noted when `something` of it worked, else it failed.
    fn settle(&mut self, something: bool, detail: Option<String>, turn: &mut Turn) {
        let problems = std::mem::take(&mut self.work.problems);
        let mut problems = problems.into_iter();
        match problems.next() {
            Some(problem) if !something => return self.fail(problem, turn),
            Some(mut first) => {
                for other in problems {
                    first.words = format!("{} {}", first.words, other.words);
                    first.can_retry |= other.can_retry;
                }
                self.steps.set(self.work.at, StepState::Noted, detail, Some(first));
            }
            None => self.steps.set(self.work.at, StepState::Done, detail, None),
        }
        self.log(turn);
        self.go_to_next(turn);
    }

    fn skip(&mut self, why: impl Into<String>, turn: &mut Turn) {
        self.steps.set(self.work.at, StepState::Skipped, Some(why.into()), None);
        self.go_to_next(turn);
    }

    fn go_to_next(&mut self, turn: &mut Turn) {
        match self.work.at.next() {
            Some(next) => self.begin(next, turn),
            None => self.ended = true,
        }
    }

    /// Leaves out everything that is yet to come.
    fn end_without(&mut self, from: StepId, why: &str) {
        for id in StepId::ALL.into_iter().filter(|id| *id >= from) {
            self.steps.set(id, StepState::Skipped, Some(why.to_owned()), None);
        }
        self.question = None;
        self.ended = true;
    }

    fn log(&self, turn: &mut Turn) {
        if self.work.at >= StepId::Webhook && !self.kept.is_empty() {
            turn.effects.push(Effect::Log { step: self.work.at, numbers: self.kept.clone() });
        }
    }

    fn ask(&mut self, question: Question) {
        self.steps.set(self.work.at, StepState::Asking, None, None);
        self.question = Some(question);
    }

    fn retried(&mut self, step: StepId, turn: &mut Turn) {
        let retryable = |present: &Step| present.problem.as_ref().is_some_and(|problem| problem.can_retry);
        let idle = self.work.running.is_none() && self.question.is_none() && self.login.cancelled.is_none();
        let Some(state) = self.steps.all().iter().find(|present| present.id == step && retryable(present)).map(|present| present.state) else {
            return;
        };
        match state {
            StepState::Failed => {}
            StepState::Noted if idle && self.ended => {}
            StepState::Noted | StepState::Waiting | StepState::Running | StepState::Asking | StepState::Done | StepState::Skipped => return,
        }
        if step <= StepId::Scopes && self.by_hand.is_none() {
            // A code works once, and a token never gains a scope: the login itself is what must be done again.
            return self.start_over(turn);
        }
        self.steps.reset_from(step);
        self.begin(if step == StepId::Scopes { StepId::Token } else { step }, turn);
    }
}

#[cfg(test)]
mod tests;
