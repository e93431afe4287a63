//! Embedded Signup: portfolio, account, number, code, profile (reference 2.4).

use serde_json::json;

use super::dialog::{Dialog, Form, Step, Trouble, signup_event};
use super::{Effect, World};
use crate::config::{AccountConfig, NumberConfig};
use crate::ids;

const WEEK_MS: i64 = 7 * 86_400_000;
const CODE_LIVES_MS: i64 = 600_000;
const WRONG_CODES: u32 = 5;

/// Something that exists, or is to be made at the end.
#[derive(Clone, Debug)]
pub(crate) enum Choice {
    Existing(String),
    New { name: String },
}

#[derive(Clone, Debug)]
pub(crate) enum NumberChoice {
    Existing(String),
    New(NewNumber),
}

/// A number on its way in.
#[derive(Clone, Debug)]
pub(crate) struct NewNumber {
    /// As Meta will show it.
    pub(crate) display: String,
    /// What its phone shows.
    pub(crate) code: String,
    /// `SMS` or `VOICE`.
    pub(crate) method: String,
    ends_at_ms: i64,
    wrong: u32,
    shares_history: bool,
    name: String,
    category: String,
    description: String,
}

impl World {
    pub(super) fn choose_portfolio(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let choice = match form.get("business") {
            "new" => Choice::New { name: named(form.get("business_name"), "Give the business a name.")? },
            chosen => Choice::Existing(self.business_of_choice(dialog, chosen)?),
        };
        if !self.may_onboard(&dialog.request.app_id, &choice, now_ms) {
            return Err("Sorry, something went wrong: this app has reached its limit of new customers for these seven days. Try again later.".into());
        }
        dialog.business = Some(choice);
        dialog.account = None;
        dialog.step = Step::Account;
        Ok(Vec::new())
    }

    /// A customer who came before does not count again.
    fn may_onboard(&self, app_id: &str, choice: &Choice, now_ms: i64) -> bool {
        let Some(app) = self.app(app_id) else { return false };
        let known = matches!(choice, Choice::Existing(id) if app.onboarded.iter().any(|(_, business)| business == id));
        let recent = app.onboarded.iter().filter(|(at_ms, _)| *at_ms > now_ms - WEEK_MS).count();
        known || recent < app.config.onboardings_per_week as usize
    }

    pub(super) fn choose_account(&mut self, dialog: &mut Dialog, form: &Form) -> Result<Vec<Effect>, Trouble> {
        dialog.account = Some(match (form.get("account"), &dialog.business) {
            ("new", _) => Choice::New { name: named(form.get("account_name"), "Give the account a name.")? },
            (chosen, Some(Choice::Existing(business))) if self.accounts_open_to(business).iter().any(|id| id == chosen) => {
                Choice::Existing(chosen.to_owned())
            }
            (_, _) => return Err("Choose an account, or make a new one.".into()),
        });
        dialog.step = Step::Number;
        Ok(Vec::new())
    }

    pub(super) fn choose_number(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let chosen = form.get("number");
        if chosen == "new" {
            dialog.number = Some(NumberChoice::New(self.new_number(dialog, form, now_ms)?));
            dialog.step = Step::Verification;
            return Ok(Vec::new());
        }
        let owned = |id: &str| matches!(&dialog.account, Some(Choice::Existing(account)) if account == id);
        let number = self.number(chosen).filter(|number| owned(&number.account_id)).ok_or("Choose a number, or add a new one.")?;
        let verified = number.config.verified;
        dialog.number = Some(NumberChoice::Existing(chosen.to_owned()));
        if verified {
            return self.finish_signup(dialog, now_ms);
        }
        dialog.step = Step::Verification;
        self.send_code_again(dialog, now_ms)
    }

    fn new_number(&self, dialog: &Dialog, form: &Form, now_ms: i64) -> Result<NewNumber, Trouble> {
        let digits: String = form.get("phone_number").chars().filter(char::is_ascii_digit).collect();
        if !(7..=15).contains(&digits.len()) {
            return Err("Give the number with its country code, 7 to 15 digits.".into());
        }
        if let Some(taken) = self.numbers.iter().find(|number| number.digits() == digits) {
            let own = matches!(&dialog.account, Some(Choice::Existing(account)) if *account == taken.account_id);
            return Err(if own {
                "This number is in this account already: choose it from the list.".into()
            } else {
                "This number is registered with another WhatsApp Business Account. Remove it there first, or use another.".into()
            });
        }
        if let Some(Choice::Existing(business)) = &dialog.business {
            let used = self.accounts_owned_by(business).map(|account| self.numbers_of(&account.config.id).count()).sum::<usize>();
            let most = self.business(business).map_or(2, |business| business.max_numbers);
            if used >= most {
                return Err(format!("This portfolio has reached its limit of {most} phone numbers."));
            }
        }
        Ok(NewNumber {
            display: displayed(&digits),
            code: ids::six_digits(),
            method: if form.get("code_method") == "VOICE" { "VOICE" } else { "SMS" }.into(),
            ends_at_ms: now_ms + CODE_LIVES_MS,
            wrong: 0,
            shares_history: form.get("shares_history") == "yes",
            name: String::new(),
            category: String::new(),
            description: String::new(),
        })
    }

    pub(super) fn send_code_again(&mut self, dialog: &mut Dialog, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        match &mut dialog.number {
            Some(NumberChoice::New(number)) => {
                number.code = ids::six_digits();
                number.ends_at_ms = now_ms + CODE_LIVES_MS;
                number.wrong = 0;
                Ok(Vec::new())
            }
            Some(NumberChoice::Existing(id)) => {
                let id = id.clone();
                let number = self.number_mut(&id).ok_or("This number is gone.")?;
                number.request_code(now_ms).map(|()| Vec::new()).map_err(|_| "Too many codes were asked for. Try again later.".into())
            }
            None => Err("Choose a number first.".into()),
        }
    }

    pub(super) fn verify_number(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let code: String = form.get("code").chars().filter(char::is_ascii_digit).collect();
        let wrong = "This code is wrong or too old. Check it, or ask for a new one.";
        match &mut dialog.number {
            Some(NumberChoice::New(number)) => {
                if number.wrong >= WRONG_CODES {
                    return Err("Too many wrong codes. Ask for a new one.".into());
                }
                if number.code != code || now_ms >= number.ends_at_ms {
                    number.wrong += 1;
                    return Err(wrong.into());
                }
                if dialog.request.coexistence {
                    return self.finish_signup(dialog, now_ms);
                }
                dialog.step = Step::Profile;
                Ok(Vec::new())
            }
            Some(NumberChoice::Existing(id)) => {
                let id = id.clone();
                self.number_mut(&id).ok_or("This number is gone.")?.verify(&code, now_ms).map_err(|_| wrong)?;
                self.finish_signup(dialog, now_ms)
            }
            None => Err("Choose a number first.".into()),
        }
    }

    pub(super) fn describe_business(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let Some(NumberChoice::New(number)) = &mut dialog.number else { return Err("Choose a number first.".into()) };
        number.name = named(form.get("display_name"), "Give the name that customers will see.")?;
        if number.name.chars().count() < 3 {
            return Err("The display name needs at least three characters.".into());
        }
        number.category = form.get("category").to_owned();
        number.description = form.get("description").chars().take(512).collect();
        self.finish_signup(dialog, now_ms)
    }

    /// Makes what is new, lets the app in, and tells it.
    pub(super) fn finish_signup(&mut self, dialog: &mut Dialog, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let person = dialog.person.clone().unwrap_or_default();
        let business_id = match dialog.business.clone().ok_or("Choose a business portfolio first.")? {
            Choice::Existing(id) => id,
            Choice::New { name } => self.found_business(&name, &person),
        };
        let account_id = match dialog.account.clone().ok_or("Choose an account first.")? {
            Choice::Existing(id) => id,
            Choice::New { name } => self.open_account(&name, &business_id, dialog),
        };
        let number_id = dialog.number.clone().map(|number| match number {
            NumberChoice::Existing(id) => id,
            NumberChoice::New(number) => self.add_number(&account_id, number, dialog.request.coexistence),
        });
        if let Some(number) = number_id.as_deref().and_then(|id| self.number_mut(id)) {
            number.onboarded_at_ms = Some(now_ms);
            number.synced.clear();
        }
        let effects = self.let_in(&dialog.request.app_id, &business_id, &account_id, now_ms);
        let (event, data) = match (number_id, dialog.request.coexistence) {
            (Some(_), true) => ("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", json!({ "waba_id": account_id })),
            (Some(number), false) => ("FINISH", json!({ "phone_number_id": number, "waba_id": account_id, "business_id": business_id })),
            (None, _) => ("FINISH_ONLY_WABA", json!({ "waba_id": account_id, "business_id": business_id })),
        };
        let result = self.grant(dialog, Some(business_id), vec![account_id], now_ms);
        dialog.end(Some(signup_event(event, &data)), result);
        Ok(effects)
    }

    fn open_account(&mut self, name: &str, business_id: &str, dialog: &Dialog) -> String {
        let id = ids::node_id();
        let digits = match &dialog.number {
            Some(NumberChoice::New(number)) => number.display.chars().filter(char::is_ascii_digit).collect(),
            Some(NumberChoice::Existing(_)) | None => String::new(),
        };
        self.add_account(AccountConfig::new(&id, name, business_id, ids::country_of(&digits).unwrap_or("US")));
        id
    }

    fn add_number(&mut self, account_id: &str, number: NewNumber, coexistence: bool) -> String {
        let id = ids::node_id();
        let name = if coexistence { self.account(account_id).map(|account| account.config.name.clone()).unwrap_or_default() } else { number.name };
        let mut added = super::Number::new(
            NumberConfig {
                registered: coexistence,
                on_biz_app: coexistence,
                shares_history: number.shares_history,
                quality: "NA".into(),
                name_status: if coexistence { "APPROVED" } else { "AVAILABLE_WITHOUT_REVIEW" }.into(),
                ..NumberConfig::new(&id, &number.display, &name)
            },
            account_id,
        );
        if !number.category.is_empty() {
            added.profile.insert("vertical".into(), json!(number.category));
        }
        if !number.description.is_empty() {
            added.profile.insert("description".into(), json!(number.description));
        }
        self.numbers.push(added);
        id
    }

    /// The app becomes a partner of the account's business.
    fn let_in(&mut self, app_id: &str, business_id: &str, account_id: &str, now_ms: i64) -> Vec<Effect> {
        let Some(app) = self.app_mut(app_id) else { return Vec::new() };
        if !app.onboarded.iter().any(|(_, known)| known == business_id) {
            app.onboarded.push((now_ms, business_id.to_owned()));
        }
        let partner = app.config.business_id.clone();
        if let Some(account) = self.account_mut(account_id)
            && !account.config.shared_with.contains(&partner)
        {
            account.config.shared_with.push(partner.clone());
        }
        let value = json!({ "event": "PARTNER_ADDED", "waba_info": { "waba_id": account_id, "owner_business_id": business_id } });
        vec![self.notice_to(app_id, &partner, "account_update", value, now_ms)]
    }
}

fn named(given: &str, otherwise: &str) -> Result<String, Trouble> {
    let name: String = given.chars().take(100).collect();
    if name.is_empty() { Err(otherwise.into()) } else { Ok(name) }
}

/// `+34 910 550 130`: a calling code, then groups of three.
fn displayed(digits: &str) -> String {
    let code = ids::country_of(digits).and_then(ids::dial_code_of).unwrap_or("");
    let mut shown = format!("+{code}");
    for (at, digit) in digits.get(code.len()..).unwrap_or("").chars().enumerate() {
        if at % 3 == 0 && !(code.is_empty() && at == 0) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_groups() {
        assert_eq!(displayed("34910550130"), "+34 910 550 130");
        assert_eq!(displayed("99912345"), "+999 123 45");
    }
}
