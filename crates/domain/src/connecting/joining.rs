//! From chosen numbers to numbers that receive messages, and what is worth knowing about them.

use std::collections::VecDeque;

use super::facts::{FoundNumber, Template};
use super::problem::Problem;
use super::progress::StepId;
use super::task::{AppWebhook, NewNumber, Task};
use super::{Connecting, Turn};
use crate::ids::{PhoneNumberId, WabaId};

/// Names of templates that a step lists.
const TEMPLATES_NAMED: usize = 5;

impl Connecting {
    fn chosen_numbers(&self) -> impl Iterator<Item = &FoundNumber> {
        self.chosen.iter().filter_map(|id| self.found.iter().find(|number| number.id == *id))
    }

    fn kept_numbers(&self) -> impl Iterator<Item = &FoundNumber> {
        self.kept.iter().filter_map(|id| self.found.iter().find(|number| number.id == *id))
    }

    fn accounts_of<'a>(numbers: impl Iterator<Item = &'a FoundNumber>) -> Vec<WabaId> {
        let mut accounts = Vec::new();
        for number in numbers {
            if !accounts.contains(&number.account) {
                accounts.push(number.account.clone());
            }
        }
        accounts
    }

    /// Account by account: key and route first, so that nothing arrives unroutable; then the subscription; then the numbers are kept.
    pub(super) fn webhook_tasks(&self) -> VecDeque<Task> {
        let mut tasks = VecDeque::new();
        let open: Vec<&FoundNumber> = self.chosen_numbers().filter(|number| !self.kept.contains(&number.id)).collect();
        for account in Self::accounts_of(open.iter().copied()) {
            let numbers = || open.iter().filter(|number| number.account == account);
            tasks.extend(numbers().map(|number| Task::Route { number: number.id.clone(), account: account.clone() }));
            tasks.push_back(Task::Subscribe(account.clone()));
            tasks.extend(numbers().map(|number| Task::Keep(Box::new(self.new_number(number)))));
        }
        if !self.replaced.is_empty() {
            tasks.push_back(Task::Disconnect(self.replaced.clone()));
        }
        if let Some(app_id) = self.grants.as_ref().and_then(|grants| grants.app_id.clone()) {
            tasks.push_back(Task::CheckAppWebhook { app_id });
        }
        tasks
    }

    fn new_number(&self, number: &FoundNumber) -> NewNumber {
        let account = self.account(&number.account);
        let business = account.and_then(|account| account.business_id.clone());
        let business = business.or_else(|| self.signup.as_ref().and_then(|signup| signup.business_id.clone()));
        NewNumber {
            number: number.clone(),
            account_name: account.and_then(|account| account.name.clone()),
            business_id: business,
            app_id: self.grants.as_ref().and_then(|grants| grants.app_id.clone()),
            coexistence: self.coexists(number),
            token_ends_at: self.grants.as_ref().and_then(|grants| grants.ends_at),
            scopes: self.grants.as_ref().map(|grants| grants.scopes.clone()).unwrap_or_default(),
        }
    }

    /// A task was refused: what builds on it is left out.
    pub(super) fn without(&mut self, refused: &Task) {
        let todo = &mut self.work.todo;
        if let Task::Route { number, account } = refused {
            todo.retain(|task| !matches!(task, Task::Keep(new) if new.number.id == *number));
            // No number of the account is left: nothing of it shall be delivered here.
            if !todo.iter().any(|task| task.keeps_of(account)) {
                todo.retain(|task| *task != Task::Subscribe(account.clone()));
            }
        }
        if let Task::Subscribe(account) = refused {
            todo.retain(|task| !task.keeps_of(account));
        }
        // The old numbers go only when all the new ones are there.
        if matches!(refused, Task::Route { .. } | Task::Subscribe(_) | Task::Keep(_)) {
            todo.retain(|task| !matches!(task, Task::Disconnect(_)));
        }
    }

    pub(super) fn number_kept(&mut self, task: &Task) {
        if let Some(id) = task.number().filter(|id| !self.kept.contains(id)) {
            self.kept.push(id.clone());
        }
    }

    pub(super) fn disconnected(&mut self, notes: Vec<String>) {
        let replaced = std::mem::take(&mut self.replaced);
        let name = |id: &PhoneNumberId| {
            let known = self.connected.iter().find(|known| known.id == *id);
            known.map_or_else(
                || id.0.clone(),
                |known| if known.display_phone_number.is_empty() { known.name.clone() } else { known.display_phone_number.clone() },
            )
        };
        let names: Vec<String> = replaced.iter().map(name).collect();
        self.work.details.push(format!("Disconnected: {}.", names.join(", ")));
        for note in notes {
            self.work.problems.push(Problem::ours(note, "Look at the account in WhatsApp Manager if it still delivers elsewhere.", false));
        }
    }

    pub(super) fn app_webhook_read(&mut self, webhook: AppWebhook) {
        match webhook {
            AppWebhook::Ours => {}
            AppWebhook::Set => self.work.details.push("The Meta app's webhook was set.".to_owned()),
            AppWebhook::Lacks { fields } => self.work.problems.push(Problem::ours(
                format!("The Meta app's webhook lacks the fields {}.", fields.join(", ")),
                "Subscribe to them in Meta's dashboard (WhatsApp → Configuration → Webhook fields), then try this step again.",
                true,
            )),
            AppWebhook::Elsewhere { address } => self.work.problems.push(Problem::ours(
                format!("The webhook of the Meta app leads elsewhere: {address}. Messages arrive there, not here."),
                "If that is not wanted, enter this relay's webhook address in Meta's dashboard (WhatsApp → Configuration), then try this step again.",
                true,
            )),
            AppWebhook::NoAddress => self.work.problems.push(Problem::ours(
                "The relay does not know its public address, so the webhook of the Meta app could not be compared with it.",
                "Start the relay with its public address, or look in Meta's dashboard (WhatsApp → Configuration) whether the webhook leads to it.",
                true,
            )),
            AppWebhook::UnknownApp => self.work.problems.push(Problem::ours(
                "The relay does not have the Meta app of this token, so it can't believe the app's webhooks.",
                "Enter the app's id and secret under Meta apps, then try this step again.",
                true,
            )),
        }
    }

    pub(super) fn settle_webhook(&mut self, turn: &mut Turn) {
        let subscribed = self.kept_numbers().map(FoundNumber::called).collect::<Vec<_>>().join(", ");
        let mut details = vec![format!("Messages to {subscribed} arrive here.")];
        details.append(&mut self.work.details);
        self.settle(!self.kept.is_empty(), Some(details.join(" ")), turn);
    }

    // ---- Only noted ----

    pub(super) fn reading_tasks(&self) -> VecDeque<Task> {
        self.kept_numbers().map(|number| Task::ReadNumber { number: number.id.clone(), account: number.account.clone() }).collect()
    }

    /// The numbers of an account, or one of them once more.
    pub(super) fn numbers_read(&mut self, numbers: Vec<FoundNumber>) {
        for fresh in numbers {
            match self.found.iter_mut().find(|number| number.id == fresh.id) {
                Some(known) => *known = fresh,
                None => self.found.push(fresh),
            }
        }
    }

    pub(super) fn settle_names(&mut self, turn: &mut Turn) {
        let mut problems = Vec::new();
        for number in self.kept_numbers() {
            let (words, fix) = match number.name_status.as_deref() {
                Some("PENDING_REVIEW") => {
                    ("Meta is still reviewing the display name.", "Wait; until then customers may see the number in place of the name.")
                }
                Some("DECLINED") => ("Meta declined the display name.", "Choose another one in WhatsApp Manager (Phone numbers)."),
                Some("EXPIRED") => {
                    ("The approval of the display name has expired.", "Register the number again in WhatsApp Manager, or choose a name anew.")
                }
                Some(_) | None => continue,
            };
            problems.push(Problem::ours(format!("{}: {words}", number.called()), fix, true));
        }
        let names: Vec<&str> = self.kept_numbers().map(|number| number.verified_name.as_str()).filter(|name| !name.is_empty()).collect();
        let detail = Some(names.join(", ")).filter(|names| !names.is_empty());
        self.work.problems.extend(problems);
        self.settle(true, detail, turn);
    }

    pub(super) fn settle_quality(&mut self, turn: &mut Turn) {
        let (mut words, mut problems) = (Vec::new(), Vec::new());
        let several = self.kept.len() > 1;
        for number in self.kept_numbers() {
            let quality = match number.quality.as_deref() {
                Some("GREEN") => "high (GREEN)".to_owned(),
                Some("YELLOW") => "medium (YELLOW)".to_owned(),
                Some("RED") => "low (RED)".to_owned(),
                Some("NA" | "UNKNOWN") | None => "not rated yet".to_owned(),
                Some(other) => other.to_owned(),
            };
            words.push(if several { format!("{}: {quality}", number.called()) } else { quality });
            if let Some(grade @ ("YELLOW" | "RED")) = number.quality.as_deref() {
                problems.push(Problem::ours(
                    format!("{}: the quality is {grade}. Customers block or report its messages.", number.called()),
                    "Send less that customers did not ask for; WhatsApp Manager shows the reasons they give.",
                    true,
                ));
            }
            let registered = number.is_live() || self.registering.is_open(&number.id);
            if let Some(status) = number.status.as_deref().filter(|_| !registered && !self.coexists(number)) {
                problems.push(Problem::ours(
                    format!("{}: Meta's status of the number is {status}, so it may not send.", number.called()),
                    "Look at the number in WhatsApp Manager, then try this step again.",
                    true,
                ));
            }
        }
        self.work.problems.extend(problems);
        self.settle(true, Some(words.join(", ")).filter(|words| !words.is_empty()), turn);
    }

    pub(super) fn template_tasks(&self) -> VecDeque<Task> {
        Self::accounts_of(self.kept_numbers()).into_iter().map(Task::ReadTemplates).collect()
    }

    pub(super) fn templates_read(&mut self, templates: &[Template]) {
        let mut names: Vec<String> = Vec::new();
        for template in templates {
            if !names.contains(&template.name) {
                names.push(template.name.clone());
            }
        }
        let count = match templates.len() {
            0 => "No templates yet".to_owned(),
            1 => "1 template".to_owned(),
            count => format!("{count} templates"),
        };
        let more = names.len().saturating_sub(TEMPLATES_NAMED);
        names.truncate(TEMPLATES_NAMED);
        let list = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        self.work.details.push(format!("{count}{list}{more}."));
    }

    pub(super) fn settle_templates(&mut self, turn: &mut Turn) {
        debug_assert_eq!(self.work.at, StepId::Templates);
        let details = std::mem::take(&mut self.work.details);
        self.settle(true, Some(details.join(" ")).filter(|detail| !detail.is_empty()), turn);
    }
}
