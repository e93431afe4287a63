mod discovery;
mod entered;
mod joining;
mod login;
mod registering;
mod troubles;

use super::*;
use crate::failure::{Failure, FailureClass};

const NOW: Millis = Millis(1_750_000_000_000);
const ENDS: Millis = Millis(NOW.0 + 600_000);

/// Some of the tasks.
type Which = fn(&Task) -> bool;

/// A flow, and a Meta and a relay that answer as told.
struct Play {
    flow: Connecting,
    now: Millis,
    /// What each kind of task gives instead of success; each is used up.
    troubles: Vec<(Which, Trouble)>,
    businesses: Vec<Business>,
    accounts: Vec<Account>,
    numbers: Vec<FoundNumber>,
    app_webhook: AppWebhook,
    /// Everything that was done, in order.
    done: Vec<Effect>,
}

fn number(id: &str) -> FoundNumber {
    FoundNumber {
        id: id.into(),
        account: "900".into(),
        display_phone_number: format!("+1 555 {id}"),
        verified_name: format!("Shop {id}"),
        name_status: Some("APPROVED".to_owned()),
        quality: Some("GREEN".to_owned()),
        verification: Some("VERIFIED".to_owned()),
        status: Some("CONNECTED".to_owned()),
        throughput: Some("STANDARD".to_owned()),
        on_business_app: Some(false),
        pin_enabled: Some(true),
    }
}

fn connected(id: &str, account: &str) -> ConnectedNumber {
    ConnectedNumber {
        id: id.into(),
        account: account.into(),
        name: format!("Team {id}"),
        display_phone_number: format!("+1 555 {id}"),
        verified_name: format!("Shop {id}"),
    }
}

fn grants(accounts: &[&str]) -> Grants {
    let targets = || (!accounts.is_empty()).then(|| accounts.iter().map(|id| (*id).to_owned()).collect());
    Grants {
        app_id: Some("77".to_owned()),
        valid: true,
        ends_at: None,
        scopes: [MESSAGING, MANAGEMENT, BUSINESS].map(str::to_owned).to_vec(),
        granular: vec![Granular { scope: MANAGEMENT.to_owned(), targets: targets() }, Granular { scope: MESSAGING.to_owned(), targets: targets() }],
        problem: None,
    }
}

fn signup(end: SignupEnd, number: Option<&str>) -> Signup {
    Signup { end, phone_number_id: number.map(PhoneNumberId::from), waba_id: Some("900".into()), business_id: Some("500".to_owned()) }
}

fn exchanged(grants: Grants) -> Event {
    Event::Login(LoginNews::Exchanged { grants, signup: None })
}

fn refusal(code: i64) -> Trouble {
    let class = match code {
        0 | 10 | 190 | 200 => FailureClass::Auth,
        _ => FailureClass::Permanent,
    };
    Trouble::Meta(Failure { class, code: Some(code), subcode: None, title: "Meta's title".to_owned(), details: Some("Meta's details".to_owned()) })
}

fn network() -> Trouble {
    let title = "Meta can't be reached. Check the internet connection.".to_owned();
    Trouble::Meta(Failure { class: FailureClass::NotSent, code: None, subcode: None, title, details: None })
}

impl Play {
    fn of(flow: Connecting) -> Self {
        Self {
            flow,
            now: NOW,
            troubles: Vec::new(),
            businesses: vec![Business { id: "500".to_owned(), name: Some("Casa Verde S.L.".to_owned()) }],
            accounts: vec![Account { id: "900".into(), name: Some("Casa Verde".to_owned()), business_id: None }],
            numbers: vec![number("1")],
            app_webhook: AppWebhook::Ours,
            done: Vec::new(),
        }
    }

    fn login(way: Way) -> Self {
        Self::of(Connecting::by_login(way, Vec::new()))
    }

    fn manual(numbers: &[&str]) -> Self {
        Self::of(Connecting::by_hand(numbers.iter().map(|id| (*id).into()).collect(), "900".into(), false, Vec::new()))
    }

    fn trouble(mut self, which: Which, trouble: Trouble) -> Self {
        self.troubles.push((which, trouble));
        self
    }

    /// What happens, and everything that follows by itself.
    fn event(&mut self, event: Event) -> &mut Self {
        self.try_event(event).expect("taken");
        self
    }

    fn try_event(&mut self, event: Event) -> Result<(), Refusal> {
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            let (flow, effects) = self.flow.clone().step(event, self.now)?;
            self.flow = flow;
            for effect in effects {
                self.done.push(effect.clone());
                match effect {
                    Effect::Run { run, task, after_ms } => {
                        self.now = self.now.plus_ms(after_ms);
                        waiting.push(Event::Finished { run, result: self.carry_out(&task) });
                    }
                    Effect::OpenWindow { .. } => waiting.push(Event::WindowOpened(true)),
                    Effect::WakeAt(_) | Effect::CancelLogin | Effect::OpenBrowser { .. } | Effect::CloseWindow | Effect::Log { .. } => {}
                }
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, task: &Task) -> Result<Outcome, Trouble> {
        if let Some(at) = self.troubles.iter().position(|(which, _)| which(task)) {
            return Err(self.troubles.remove(at).1);
        }
        Ok(match task {
            Task::StartLogin => Outcome::LoginStarted { url: "https://relay/connect/t".to_owned(), ends_at: self.now.plus_ms(600_000) },
            Task::ReadGrants => Outcome::Grants(Some(grants(&["900"]))),
            Task::ReadBusinesses { .. } => Outcome::Businesses(self.businesses.clone()),
            Task::ReadAccount(id) => Outcome::Accounts(self.accounts.iter().filter(|account| account.id == *id).cloned().collect()),
            Task::ListAccounts { .. } => Outcome::Accounts(self.accounts.clone()),
            Task::ReadNumbers(account) => Outcome::Numbers(self.numbers.iter().filter(|number| number.account == *account).cloned().collect()),
            Task::ReadNumber { number, .. } => Outcome::Numbers(self.numbers.iter().filter(|present| present.id == *number).cloned().collect()),
            Task::PutApp | Task::Route { .. } | Task::Subscribe(_) => Outcome::Done,
            Task::Keep(_) => Outcome::Kept,
            Task::Disconnect(_) => Outcome::Disconnected { notes: Vec::new() },
            Task::CheckAppWebhook { .. } => Outcome::AppWebhook(self.app_webhook.clone()),
            Task::StartSync { .. } => Outcome::SyncStarted,
            Task::RequestCode { .. } => Outcome::CodeSent,
            Task::VerifyCode { .. } => Outcome::Verified,
            Task::Register { number, .. } => {
                for present in self.numbers.iter_mut().filter(|present| present.id == *number) {
                    present.status = Some("CONNECTED".to_owned());
                }
                Outcome::Registered
            }
            Task::ReadTemplates(_) => Outcome::Templates(vec![Template { name: "hello".to_owned(), language: None, approved: true }]),
        })
    }

    fn tasks(&self) -> Vec<&Task> {
        self.done.iter().filter_map(|effect| if let Effect::Run { task, .. } = effect { Some(task) } else { None }).collect()
    }

    fn ran(&self, which: Which) -> usize {
        self.tasks().into_iter().filter(|task| which(task)).count()
    }

    fn step(&self, id: StepId) -> &Step {
        &self.flow.steps()[id as usize]
    }

    fn problem(&self, id: StepId) -> &Problem {
        self.step(id).problem.as_ref().unwrap_or_else(|| panic!("{id:?} has no problem: {:#?}", self.flow.steps()))
    }

    fn states(&self) -> String {
        let letter = |step: &Step| match step.state {
            StepState::Waiting => 'w',
            StepState::Running => 'r',
            StepState::Asking => '?',
            StepState::Done => 'd',
            StepState::Skipped => 's',
            StepState::Noted => 'n',
            StepState::Failed => 'F',
        };
        self.flow.steps().iter().map(letter).collect()
    }

    /// In the order in which it happened, with the letters of [`Play::states`].
    #[track_caller]
    fn shows(&self, states: &str) {
        assert_eq!(self.states(), states, "{:#?}", self.flow.steps());
    }

    fn is_done(&self) -> bool {
        self.flow.stage() == Stage::Done
    }
}

fn pin() -> SixDigits {
    SixDigits::parse("123456").expect("six digits")
}
