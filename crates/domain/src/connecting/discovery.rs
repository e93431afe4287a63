//! From a token to the numbers that shall be connected.

use std::collections::VecDeque;

use super::facts::{Account, FoundNumber, SignupEnd};
use super::problem::Problem;
use super::progress::StepId;
use super::task::{Answer, Mode, Task};
use super::{Connecting, Question, Refusal, Turn, Way};
use crate::ids::{PhoneNumberId, WabaId};

impl Connecting {
    /// The accounts that the login names, the one chosen at Meta first.
    fn named_accounts(&self) -> Vec<WabaId> {
        if let Some(by_hand) = &self.by_hand {
            return vec![by_hand.account.clone()];
        }
        let mut accounts: Vec<WabaId> = self.signup.iter().filter_map(|signup| signup.waba_id.clone()).collect();
        for account in self.grants.iter().flat_map(super::Grants::accounts) {
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        accounts
    }

    /// Without named accounts the portfolio is the only way to them.
    pub(super) fn needs_business(&self) -> bool {
        self.named_accounts().is_empty()
    }

    fn business_of_signup(&self) -> Option<String> {
        self.signup.as_ref().and_then(|signup| signup.business_id.clone())
    }

    pub(super) fn business_tasks(&self) -> VecDeque<Task> {
        let known = self.business_of_signup();
        let readable = self.grants.as_ref().is_some_and(|grants| grants.has(super::BUSINESS));
        if self.needs_business() || readable && known.is_some() { [Task::ReadBusinesses { known }].into() } else { VecDeque::new() }
    }

    pub(super) fn settle_business(&mut self, turn: &mut Turn) {
        if self.businesses.is_empty() && self.work.problems.is_empty() {
            if self.needs_business() {
                return self.fail(
                    Problem::ours(
                        "The login names neither a WhatsApp account nor a business portfolio.",
                        "Start over, and choose the portfolio and the WhatsApp account on Meta's pages.",
                        false,
                    ),
                    turn,
                );
            }
            return self.skip("Not needed: the login names the WhatsApp account.", turn);
        }
        let names: Vec<&str> = self.businesses.iter().map(|business| business.name.as_deref().unwrap_or(&business.id)).collect();
        let detail = Some(names.join(", ")).filter(|names| !names.is_empty());
        self.settle(!self.needs_business(), detail, turn);
    }

    pub(super) fn account_tasks(&mut self) -> VecDeque<Task> {
        self.accounts.clear();
        let named = self.named_accounts();
        if named.is_empty() {
            self.businesses.iter().map(|business| Task::ListAccounts { business: business.id.clone() }).collect()
        } else {
            named.into_iter().map(Task::ReadAccount).collect()
        }
    }

    pub(super) fn accounts_read(&mut self, task: &Task, accounts: Vec<Account>) {
        for mut account in accounts {
            if let Task::ListAccounts { business } = task {
                account.business_id.get_or_insert_with(|| business.clone());
            }
            if self.account(&account.id).is_none() {
                self.accounts.push(account);
            }
        }
    }

    pub(super) fn settle_account(&mut self, turn: &mut Turn) {
        if self.accounts.is_empty() && self.work.problems.is_empty() {
            return self.fail(
                Problem::ours(
                    "The login gives access to no WhatsApp account.",
                    "Start over, and choose or create a WhatsApp account on Meta's pages. The person must have admin rights on the business portfolio.",
                    false,
                ),
                turn,
            );
        }
        let names: Vec<String> = self.accounts.iter().map(Account::called).collect();
        self.settle(!self.accounts.is_empty(), Some(names.join(", ")), turn);
    }

    pub(super) fn number_tasks(&mut self) -> VecDeque<Task> {
        self.found.clear();
        self.accounts.iter().map(|account| Task::ReadNumbers(account.id.clone())).collect()
    }

    pub(super) fn settle_numbers(&mut self, turn: &mut Turn) {
        if let Some(by_hand) = &self.by_hand {
            let missing = by_hand.numbers.iter().find(|id| !self.found.iter().any(|number| number.id == **id));
            if let (Some(missing), true) = (missing, self.work.problems.is_empty()) {
                let words = format!("The account {} has no number with the id {}.", by_hand.account.as_str(), missing.as_str());
                let fix = "Check both ids in Meta's dashboard (WhatsApp → API Setup), then start over. The phone number id is not the phone number.";
                return self.fail(Problem::ours(words, fix, true), turn);
            }
            let wanted = by_hand.numbers.clone();
            if let Some(unusable) = self.found.iter().filter(|number| wanted.contains(&number.id)).find_map(FoundNumber::unusable) {
                return self.fail(Problem::ours(unusable, "Start over when this is mended, or with another number.", true), turn);
            }
            if !self.found.is_empty() {
                return self.choose(wanted, Vec::new(), turn);
            }
        }
        if self.found.is_empty() {
            if self.work.problems.is_empty() {
                let account_name = self.accounts.first().map(Account::called).unwrap_or_default();
                return self.ask(Question::NoNumber { account_name });
            }
            return self.settle(false, None, turn);
        }
        let usable: Vec<&FoundNumber> = self.found.iter().filter(|number| number.unusable().is_none()).collect();
        let without_number = self.signup.as_ref().is_some_and(|signup| signup.end == SignupEnd::WithoutNumber);
        let alone = self.found.len() == 1 && self.others().next().is_none();
        if let (&[only], true, false) = (&usable[..], alone, without_number) {
            let only = vec![only.id.clone()];
            return self.choose(only, Vec::new(), turn);
        }
        let suggested = self.suggested(&usable, without_number);
        self.ask(Question::Numbers { suggested });
    }

    /// What the person chose at Meta; else what is connected already; else everything.
    fn suggested(&self, usable: &[&FoundNumber], without_number: bool) -> Vec<PhoneNumberId> {
        let ids = |wanted: &dyn Fn(&FoundNumber) -> bool| -> Vec<PhoneNumberId> {
            usable.iter().filter(|number| wanted(number)).map(|number| number.id.clone()).collect()
        };
        if without_number {
            return Vec::new();
        }
        let signup = self.signup.as_ref();
        let at_meta = ids(&|number| signup.is_some_and(|signup| signup.phone_number_id.as_ref() == Some(&number.id)));
        if !at_meta.is_empty() {
            return at_meta;
        }
        let connected = ids(&|number| self.connected.iter().any(|known| known.id == number.id));
        if connected.is_empty() { ids(&|_| true) } else { connected }
    }

    fn choose(&mut self, chosen: Vec<PhoneNumberId>, replaced: Vec<PhoneNumberId>, turn: &mut Turn) {
        (self.chosen, self.replaced) = (chosen, replaced);
        self.question = None;
        let names: Vec<String> = self.chosen.iter().map(|number| self.called(number)).collect();
        self.settle(true, Some(names.join(", ")), turn);
    }

    pub(super) fn answered(&mut self, answer: Answer, turn: &mut Turn) -> Result<(), Refusal> {
        match (&self.question, answer) {
            (Some(Question::Numbers { .. }), Answer::Numbers { ids, mode }) => self.numbers_answered(ids, mode, turn)?,
            (Some(Question::Numbers { .. } | Question::NoNumber { .. }), Answer::Skip) => {
                self.end_without(StepId::Numbers, "No number was chosen.");
            }
            (Some(Question::Pin { number, .. }), Answer::Pin(pin)) => {
                let task = Task::Register { number: number.clone(), pin };
                self.work_on_answer(task, turn);
            }
            (Some(Question::Verification { number, .. }), Answer::SendCode(method)) => {
                let task = Task::RequestCode { number: number.clone(), method };
                self.work_on_answer(task, turn);
            }
            (Some(Question::Verification { number, sent: Some(_), .. }), Answer::Code(code)) => {
                let task = Task::VerifyCode { number: number.clone(), code };
                self.work_on_answer(task, turn);
            }
            (Some(Question::Pin { .. } | Question::Verification { .. }), Answer::Skip) => self.registration_skipped(turn),
            // Late, twice, or an answer to something else.
            (
                Some(Question::Numbers { .. } | Question::NoNumber { .. } | Question::Pin { .. } | Question::Verification { .. }) | None,
                Answer::Numbers { .. } | Answer::Pin(_) | Answer::SendCode(_) | Answer::Code(_) | Answer::Skip,
            ) => {}
        }
        Ok(())
    }

    fn numbers_answered(&mut self, ids: Vec<PhoneNumberId>, mode: Mode, turn: &mut Turn) -> Result<(), Refusal> {
        let mut chosen: Vec<PhoneNumberId> = Vec::new();
        for id in ids {
            let number = self.found.iter().find(|number| number.id == id).ok_or_else(|| Refusal::NotFound(id.0.clone()))?;
            if let Some(why) = number.unusable() {
                return Err(Refusal::Unusable(why));
            }
            if !chosen.contains(&id) {
                chosen.push(id);
            }
        }
        if chosen.is_empty() {
            return Err(Refusal::NothingChosen);
        }
        let replaced = match mode {
            Mode::Add => Vec::new(),
            Mode::Replace => self.connected.iter().map(|known| known.id.clone()).filter(|id| !chosen.contains(id)).collect(),
        };
        self.choose(chosen, replaced, turn);
        Ok(())
    }

    /// Whether the number stays in the WhatsApp Business app. Such a number must never be registered.
    pub(super) fn coexists(&self, number: &FoundNumber) -> bool {
        let by_signup = self.way == Way::Coexistence || self.signup.as_ref().is_some_and(|signup| signup.end == SignupEnd::Coexistence);
        number.on_business_app.unwrap_or(by_signup)
    }
}
