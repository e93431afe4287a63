//! From the login window to a token and what it may do.

use std::collections::VecDeque;

use super::facts::{BUSINESS, Grants, Signup};
use super::problem::Problem;
use super::progress::{StepId, StepState};
use super::task::{Effect, LoginNews, Task};
use super::{Connecting, Question, Turn, Way};
use crate::time::Millis;

/// The window may close a moment before its last news arrives, milliseconds.
pub(super) const CLOSED_GRACE_MS: i64 = 5_000;
/// How long the end of Embedded Signup may take after the code, milliseconds. Without it the accounts are found another way.
pub(super) const SIGNUP_GRACE_MS: i64 = 8_000;
/// How long the exchange of a code may take, milliseconds.
pub(super) const EXCHANGE_PATIENCE_MS: i64 = 60_000;

const CLOSED: &str = "The window was closed before Meta answered. Open it again, or go on in the browser.";

/// Where the login pages are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Where {
    #[default]
    Window,
    Browser,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Login {
    /// At Meta's pages, until the token is there.
    pub open: Option<OpenLogin>,
    pub cancelled: Option<String>,
    show_in: Where,
    /// Until when to wait for the end of Embedded Signup.
    signup_until: Option<Millis>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct OpenLogin {
    pub url: String,
    pub ends_at: Millis,
    pub in_window: bool,
    closed_at: Option<Millis>,
    code_at: Option<Millis>,
    /// The relay lets nobody in any more.
    over: bool,
}

impl Connecting {
    pub(super) fn login_tasks(&self) -> VecDeque<Task> {
        if self.by_hand.is_some() { VecDeque::new() } else { [Task::StartLogin].into() }
    }

    pub(super) fn settle_code(&mut self, turn: &mut Turn) {
        self.skip("Not needed: the token was entered by hand.", turn);
    }

    pub(super) fn login_started(&mut self, url: String, ends_at: Millis, turn: &mut Turn) {
        turn.effects.push(match self.login.show_in {
            Where::Window => Effect::OpenWindow { url: url.clone() },
            Where::Browser => Effect::OpenBrowser { url: url.clone() },
        });
        turn.effects.push(Effect::WakeAt(ends_at));
        self.login.open = Some(OpenLogin { url, ends_at, in_window: false, closed_at: None, code_at: None, over: false });
    }

    /// Whether the answer of Meta's pages is still awaited.
    fn at_meta(&self) -> bool {
        self.steps.state(StepId::Code) == StepState::Running && self.login.open.is_some()
    }

    pub(super) fn window_opened(&mut self, opened: bool) {
        if let Some(open) = &mut self.login.open {
            open.in_window = opened;
            open.closed_at = None;
        }
    }

    pub(super) fn window_closed(&mut self, turn: &mut Turn) {
        let at_meta = self.at_meta();
        let Some(open) = self.login.open.as_mut().filter(|open| open.in_window) else { return };
        open.in_window = false;
        if at_meta {
            open.closed_at = Some(turn.now);
            turn.effects.push(Effect::WakeAt(turn.now.plus_ms(CLOSED_GRACE_MS)));
        }
    }

    pub(super) fn close_window(&mut self, turn: &mut Turn) {
        if let Some(open) = self.login.open.as_mut().filter(|open| open.in_window) {
            open.in_window = false;
            turn.effects.push(Effect::CloseWindow);
        }
    }

    pub(super) fn window_wanted(&mut self, place: Where, turn: &mut Turn) {
        if self.by_hand.is_some() {
            return;
        }
        self.login.show_in = place;
        let usable = self.at_meta().then_some(()).and(self.login.open.as_mut()).filter(|open| !open.over && open.ends_at > turn.now);
        if let Some(open) = usable {
            let url = open.url.clone();
            self.login.cancelled = None;
            open.closed_at = None;
            match place {
                Where::Window => turn.effects.push(Effect::OpenWindow { url }),
                Where::Browser => {
                    self.close_window(turn);
                    turn.effects.push(Effect::OpenBrowser { url });
                }
            }
            return;
        }
        let nothing_yet = matches!(self.question, Some(Question::NoNumber { .. })) || self.steps.failed().is_some_and(|step| step <= StepId::Numbers);
        if self.login.cancelled.is_some() || nothing_yet {
            self.start_over(turn);
        }
    }

    /// A new login from the first step on. Only before anything was connected.
    pub(super) fn start_over(&mut self, turn: &mut Turn) {
        self.give_up_running();
        if self.login.open.take().is_some() {
            turn.effects.push(Effect::CancelLogin);
        }
        self.login.cancelled = None;
        self.login.signup_until = None;
        (self.signup, self.grants) = (None, None);
        self.businesses.clear();
        self.accounts.clear();
        self.found.clear();
        self.steps.reset_from(StepId::Code);
        self.begin(StepId::Code, turn);
    }

    pub(super) fn login_news(&mut self, news: LoginNews, turn: &mut Turn) {
        // The relay says everything again after a reconnection.
        if self.login.open.is_none() || self.grants.is_some() && !matches!(news, LoginNews::SignedUp(_)) {
            return;
        }
        match news {
            LoginNews::PageOpened => {}
            LoginNews::SignedUp(signup) => self.signed_up(signup, turn),
            LoginNews::CodeReceived => self.code_received(turn),
            LoginNews::Exchanged { grants, signup } => self.exchanged(grants, signup, turn),
            LoginNews::Cancelled { step, words } => {
                if self.at_meta() {
                    self.over();
                    self.login.cancelled = Some(left(step.as_deref(), words.as_deref()));
                    self.close_window(turn);
                }
            }
            LoginNews::Failed { at, words, code } => {
                self.over();
                let token = at == StepId::Token;
                if token {
                    self.steps.set(StepId::Code, StepState::Done, None, None);
                }
                self.work.at = if token { StepId::Token } else { StepId::Code };
                self.login.cancelled = None;
                self.fail(code_refused(token, &words, code), turn);
            }
            LoginNews::Expired => self.expired(turn),
        }
    }

    fn over(&mut self) {
        if let Some(open) = &mut self.login.open {
            open.over = true;
        }
    }

    fn code_received(&mut self, turn: &mut Turn) {
        let Some(open) = self.login.open.as_mut().filter(|open| open.code_at.is_none()) else { return };
        open.code_at = Some(turn.now);
        self.login.cancelled = None;
        turn.effects.push(Effect::WakeAt(turn.now.plus_ms(EXCHANGE_PATIENCE_MS)));
        self.steps.set(StepId::Code, StepState::Done, None, None);
        self.steps.set(StepId::Token, StepState::Running, None, None);
        self.work.at = StepId::Token;
    }

    fn exchanged(&mut self, grants: Grants, signup: Option<Signup>, turn: &mut Turn) {
        self.code_received(turn);
        self.over();
        if self.signup.is_none() {
            self.signup = signup;
        }
        self.grants = Some(grants);
        self.work.at = StepId::Token;
        self.settle_token(turn);
    }

    fn signed_up(&mut self, signup: Signup, turn: &mut Turn) {
        if self.signup.is_none() {
            self.signup = Some(signup);
        }
        if self.login.signup_until.is_some() {
            self.discover(turn);
        }
    }

    fn expired(&mut self, turn: &mut Turn) {
        self.over();
        if self.at_meta() {
            self.work.at = StepId::Code;
            self.login.cancelled = None;
            self.fail(
                Problem::ours("The login was not finished in time: the link works for ten minutes.", "Try again; it opens Meta's pages anew.", true),
                turn,
            );
        }
    }

    /// Some time that was waited for has come.
    pub(super) fn woken(&mut self, turn: &mut Turn) {
        if self.login.signup_until.is_some_and(|until| until <= turn.now) {
            return self.discover(turn);
        }
        let Some(open) = &self.login.open else { return };
        let past = |since: Option<Millis>, ms| since.is_some_and(|since: Millis| since.plus_ms(ms) <= turn.now);
        if self.at_meta() {
            if open.ends_at <= turn.now {
                self.expired(turn);
            } else if past(open.closed_at, CLOSED_GRACE_MS) {
                self.login.cancelled = Some(CLOSED.to_owned());
            }
        } else if self.grants.is_none() && self.steps.state(StepId::Token) == StepState::Running && past(open.code_at, EXCHANGE_PATIENCE_MS) {
            self.fail(
                Problem::ours(
                    "Meta's answer arrived, but the relay did not pass on what became of it.",
                    "Check that the relay runs, then try again; it opens Meta's pages anew.",
                    true,
                ),
                turn,
            );
        }
    }

    pub(super) fn token_tasks(&self) -> VecDeque<Task> {
        let with_app = self.by_hand.as_ref().is_some_and(|by_hand| by_hand.with_app);
        with_app.then_some(Task::PutApp).into_iter().chain([Task::ReadGrants]).collect()
    }

    pub(super) fn settle_token(&mut self, turn: &mut Turn) {
        if let Some(problem) = self.work.problems.first().cloned() {
            return self.fail(problem, turn);
        }
        let detail = match &self.grants {
            Some(grants) if !grants.valid => {
                let problem = Problem {
                    meta_says: grants.problem.clone(),
                    ..Problem::ours("Meta does not accept the token.", again(self.way), self.by_hand.is_none())
                };
                return self.fail(problem, turn);
            }
            Some(Grants { ends_at: Some(ends_at), .. }) => {
                let days = ends_at.since_ms(turn.now).max(0) / (24 * 60 * 60 * 1000);
                if days == 1 { "Valid for one more day.".to_owned() } else { format!("Valid for {days} days.") }
            }
            Some(Grants { ends_at: None, .. }) => "Valid without an end.".to_owned(),
            None => "Not looked into: the relay does not have the Meta app that this token belongs to.".to_owned(),
        };
        self.steps.set(StepId::Token, StepState::Done, Some(detail), None);
        self.begin(StepId::Scopes, turn);
    }

    pub(super) fn settle_scopes(&mut self, turn: &mut Turn) {
        let Some(grants) = &self.grants else {
            return self.skip("Not checked: the relay does not have the Meta app that this token belongs to.", turn);
        };
        let missing = grants.missing();
        if !missing.is_empty() {
            let words = format!("The permission {} is missing.", missing.join(" and "));
            let fix = match self.way {
                Way::Manual => "Make a new token for the system user with both permissions ticked, then start over with it.",
                Way::Signup | Way::Coexistence | Way::Login => "Try again, and leave all permissions ticked on Meta's pages.",
            };
            return self.fail(Problem::ours(words, fix, self.by_hand.is_none()), turn);
        }
        let detail = Some(grants.scopes.join(", ")).filter(|scopes| !scopes.is_empty());
        if grants.has(BUSINESS) {
            self.steps.set(StepId::Scopes, StepState::Done, detail, None);
        } else {
            let optional = Problem::ours(
                format!("{BUSINESS} was not granted. It is only needed to look up the business portfolio."),
                "Nothing needs to be done; messages work without it.",
                false,
            );
            self.steps.set(StepId::Scopes, StepState::Noted, detail, Some(optional));
        }
        let signs_up = matches!(self.way, Way::Signup | Way::Coexistence);
        if signs_up && self.signup.is_none() {
            let until = turn.now.plus_ms(SIGNUP_GRACE_MS);
            self.login.signup_until = Some(until);
            turn.effects.push(Effect::WakeAt(until));
        } else {
            self.discover(turn);
        }
    }

    /// The login has given all that it gives.
    fn discover(&mut self, turn: &mut Turn) {
        self.login.signup_until = None;
        if self.by_hand.is_none() {
            self.close_window(turn);
            turn.effects.push(Effect::CancelLogin);
            self.login.open = None;
        }
        self.begin(StepId::Business, turn);
    }
}

fn again(way: Way) -> &'static str {
    match way {
        Way::Manual => "Make a new token for the system user in Meta Business Settings, then start over with it.",
        Way::Signup | Way::Coexistence | Way::Login => "Try again; it opens Meta's pages anew.",
    }
}

fn code_refused(token: bool, words: &str, code: Option<i64>) -> Problem {
    let ours =
        if token { "The login worked, but it gave no usable token." } else { "Meta's answer could not be used: it may be too old or used already." };
    Problem { meta_says: Some(words.to_owned()), code, ..Problem::ours(ours, "Try again; it opens Meta's pages anew.", true) }
}

/// Where the person went away, and what to do (platform reference, section 2.4).
fn left(step: Option<&str>, words: Option<&str>) -> String {
    let place = match step {
        Some("BUSINESS_ACCOUNT_SELECTION") => {
            "while choosing the business portfolio. Admin rights on one are needed; a new one can be made there, too."
        }
        Some("WABA_PHONE_PROFILE_PICKER") => "while choosing the WhatsApp account and number. Choose existing ones, or make new ones there.",
        Some("WHATSAPP_BUSINESS_PROFILE_SETUP") => "while filling in the business profile. Name, category and time zone are enough to go on.",
        Some("PHONE_NUMBER_SETUP") => {
            "while adding the number. It must be able to receive an SMS or a call, and must not be in use in a WhatsApp app."
        }
        Some("PHONE_NUMBER_VERIFICATION") => "while verifying the number. If no code came, ask for a call instead of an SMS.",
        Some("PERMISSIONS") => "before allowing access. Without it messages can be neither received nor sent.",
        Some(_) | None => "before the end.",
    };
    let said = words.map(str::trim).filter(|words| !words.is_empty());
    match (step, said) {
        (None, Some(said)) => format!("Meta's pages ended with “{said}”. Nothing was changed here; start again when you are ready."),
        (Some(_), Some(said)) => {
            format!("You left Meta's pages {place} Meta says: “{said}”. Nothing was changed here; start again when you are ready.")
        }
        (_, None) => format!("You left Meta's pages {place} Nothing was changed here; start again when you are ready."),
    }
}
