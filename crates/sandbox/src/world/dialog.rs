//! A login under way: who, what was asked for, and the step it is at (reference 2.2, 2.4).

use serde_json::{Value, json};

use super::signup::{Choice, NumberChoice};
use super::{Effect, Grant, World};
use crate::config::{AppMode, ConfiguredToken, LoginConfiguration, MANAGEMENT, MESSAGING, PORTFOLIOS};
use crate::ids;

/// What a dialog was opened with, after its parameters have been checked.
#[derive(Clone, Debug)]
pub(crate) struct DialogRequest {
    pub(crate) app_id: String,
    pub(crate) way: Way,
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) configuration: Option<LoginConfiguration>,
    /// `response_type=token`: no code but the token itself.
    pub(crate) gives_token: bool,
    /// The number stays in the WhatsApp Business app.
    pub(crate) coexistence: bool,
    /// Words for the name of a new portfolio or account.
    pub(crate) suggested_name: String,
}

/// How the dialog's end is told.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// The browser goes there.
    Redirect { uri: String },
    /// The SDK's popup tells the page that opened it.
    Popup {
        /// Origin of that page.
        origin: String,
        /// The SDK's name for this call.
        callback: String,
    },
}

/// The pages, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    LogIn,
    Permissions,
    /// Of a plain login: which existing accounts.
    Assets,
    Portfolio,
    Account,
    Number,
    Verification,
    Profile,
    Done,
}

impl Step {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::Permissions => "permissions",
            Self::Assets => "assets",
            Self::Portfolio => "portfolio",
            Self::Account => "account",
            Self::Number => "number",
            Self::Verification => "verification",
            Self::Profile => "profile",
            Self::Done => "done",
        }
    }

    /// `current_step` of a `CANCEL` event. Logging in comes before Embedded Signup and has none.
    fn signup_word(self) -> Option<&'static str> {
        match self {
            Self::Permissions => Some("PERMISSIONS"),
            Self::Portfolio => Some("BUSINESS_ACCOUNT_SELECTION"),
            Self::Account => Some("WABA_PHONE_PROFILE_PICKER"),
            Self::Number => Some("PHONE_NUMBER_SETUP"),
            Self::Verification => Some("PHONE_NUMBER_VERIFICATION"),
            Self::Profile => Some("WHATSAPP_BUSINESS_PROFILE_SETUP"),
            Self::LogIn | Self::Assets | Self::Done => None,
        }
    }
}

pub(crate) struct Dialog {
    pub(crate) request: DialogRequest,
    pub(crate) step: Step,
    pub(crate) person: Option<String>,
    /// What the person agreed to.
    pub(crate) granted: Vec<String>,
    pub(crate) business: Option<Choice>,
    pub(crate) account: Option<Choice>,
    pub(crate) number: Option<NumberChoice>,
    /// What is wrong with the last answer, for the page.
    pub(crate) trouble: Option<String>,
    pub(crate) outcome: Option<Outcome>,
}

impl Dialog {
    pub(crate) fn is_signup(&self) -> bool {
        self.request.configuration.as_ref().is_some_and(|configuration| configuration.signup)
    }
}

/// How it ended.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// `WA_EMBEDDED_SIGNUP`.
    pub(crate) event: Option<Value>,
    pub(crate) result: DialogResult,
}

#[derive(Clone, Debug)]
pub(crate) enum DialogResult {
    Code(String),
    Token { value: String, lives_s: i64, user_id: String },
    Cancelled,
}

/// A posted form.
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// What is wrong with an answer, in words for the page.
pub(crate) type Trouble = String;

impl World {
    /// Opens the pages. Somebody who is signed in already need not log in.
    pub(crate) fn open_dialog(&mut self, request: DialogRequest, signed_in: Option<String>) -> String {
        let id = ids::dialog_id();
        let person = signed_in.filter(|person| self.person(person).is_some() && self.may_use(&request.app_id, person));
        let step = if person.is_some() { Step::Permissions } else { Step::LogIn };
        let dialog = Dialog { request, step, person, granted: Vec::new(), business: None, account: None, number: None, trouble: None, outcome: None };
        self.dialogs.insert(id.clone(), dialog);
        id
    }

    pub(crate) fn dialog(&self, id: &str) -> Option<&Dialog> {
        self.dialogs.get(id)
    }

    pub(crate) fn dialogs(&self) -> impl Iterator<Item = &Dialog> {
        self.dialogs.values()
    }

    /// Takes the answer of a page. `None`: there is no such dialog.
    pub(crate) fn answer_dialog(&mut self, id: &str, form: &Form, now_ms: i64) -> Option<Vec<Effect>> {
        let mut dialog = self.dialogs.remove(id)?;
        // A page that was left open, or sent twice, changes nothing.
        let current = dialog.outcome.is_none() && form.get("step") == dialog.step.word();
        let mut effects = Vec::new();
        if current {
            dialog.trouble = None;
            match self.take_answer(&mut dialog, form, now_ms) {
                Ok(told) => effects = told,
                Err(trouble) => dialog.trouble = Some(trouble),
            }
        }
        self.dialogs.insert(id.to_owned(), dialog);
        Some(effects)
    }

    fn take_answer(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        match (form.get("action"), dialog.step) {
            ("cancel", _) => {
                let event = dialog.step.signup_word().filter(|_| dialog.is_signup());
                dialog.end(event.map(|step| signup_event("CANCEL", &json!({ "current_step": step }))), DialogResult::Cancelled);
                Ok(Vec::new())
            }
            ("report", _) => {
                let event = dialog.is_signup().then(|| {
                    signup_event(
                        "CANCEL",
                        &json!({
                            "error_message": "Your verified name violates WhatsApp guidelines. Please edit your verified name and try again.",
                            "error_id": "524126",
                            "session_id": ids::request_id(),
                            "timestamp": (now_ms / 1_000).to_string(),
                        }),
                    )
                });
                dialog.end(event, DialogResult::Cancelled);
                Ok(Vec::new())
            }
            ("switch", _) => {
                dialog.person = None;
                dialog.step = Step::LogIn;
                Ok(Vec::new())
            }
            (_, Step::LogIn) => self.log_in(dialog, form),
            (_, Step::Permissions) => self.permit(dialog, form, now_ms),
            (_, Step::Assets) => self.choose_assets(dialog, form, now_ms),
            (_, Step::Portfolio) => self.choose_portfolio(dialog, form, now_ms),
            (_, Step::Account) => self.choose_account(dialog, form),
            ("skip", Step::Number) => self.finish_signup(dialog, now_ms),
            (_, Step::Number) => self.choose_number(dialog, form, now_ms),
            ("resend", Step::Verification) => self.send_code_again(dialog, now_ms),
            (_, Step::Verification) => self.verify_number(dialog, form, now_ms),
            (_, Step::Profile) => self.describe_business(dialog, form, now_ms),
            (_, Step::Done) => Ok(Vec::new()),
        }
    }

    fn log_in(&mut self, dialog: &mut Dialog, form: &Form) -> Result<Vec<Effect>, Trouble> {
        let person = self.person(form.get("person")).ok_or("Choose who logs in.")?.id.clone();
        if !self.may_use(&dialog.request.app_id, &person) {
            return Err("App not active: this app is in development mode, and this person has no role on it.".into());
        }
        dialog.person = Some(person);
        dialog.step = Step::Permissions;
        Ok(Vec::new())
    }

    /// Whether an app serves this person.
    fn may_use(&self, app_id: &str, person: &str) -> bool {
        self.app(app_id).is_some_and(|app| match &app.config.mode {
            AppMode::Live => true,
            AppMode::Development { role_holders } => role_holders.iter().any(|holder| holder == person),
        })
    }

    fn permit(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        dialog.granted = if dialog.request.configuration.is_some() {
            dialog.request.scopes.clone()
        } else {
            let agreed = |scope: &&String| *scope == "public_profile" || form.all("scope").any(|given| given == scope.as_str());
            dialog.request.scopes.iter().filter(agreed).cloned().collect()
        };
        let about_business = |scope: &String| [MANAGEMENT, MESSAGING, PORTFOLIOS].contains(&scope.as_str());
        if dialog.is_signup() {
            dialog.step = Step::Portfolio;
        } else if dialog.granted.iter().any(about_business) {
            dialog.step = Step::Assets;
        } else {
            self.finish_login(dialog, None, Vec::new(), now_ms);
        }
        Ok(Vec::new())
    }

    fn choose_assets(&mut self, dialog: &mut Dialog, form: &Form, now_ms: i64) -> Result<Vec<Effect>, Trouble> {
        let business = self.business_of_choice(dialog, form.get("business"))?;
        let open: Vec<String> = self.accounts_open_to(&business);
        let chosen: Vec<String> = form.all("account").filter(|account| open.iter().any(|known| known == account)).map(str::to_owned).collect();
        if chosen.is_empty() && !open.is_empty() {
            return Err("Choose at least one WhatsApp account of this portfolio.".into());
        }
        self.finish_login(dialog, Some(business), chosen, now_ms);
        Ok(Vec::new())
    }

    /// Accounts that a portfolio owns or was given.
    pub(crate) fn accounts_open_to(&self, business_id: &str) -> Vec<String> {
        let open = |config: &crate::config::AccountConfig| {
            config.business_id == business_id || config.shared_with.iter().any(|business| business == business_id)
        };
        self.accounts.iter().filter(|account| open(&account.config)).map(|account| account.config.id.clone()).collect()
    }

    /// A portfolio that the person runs.
    pub(super) fn business_of_choice(&self, dialog: &Dialog, chosen: &str) -> Result<String, Trouble> {
        let person = dialog.person.as_deref().unwrap_or("");
        match self.businesses_run_by(person).iter().find(|business| business.id == chosen) {
            Some(business) => Ok(business.id.clone()),
            None if self.business(chosen).is_some() => Err("You need full control of this portfolio to connect it.".into()),
            None => Err("Choose a business portfolio.".into()),
        }
    }

    fn finish_login(&mut self, dialog: &mut Dialog, business_id: Option<String>, accounts: Vec<String>, now_ms: i64) {
        let result = self.grant(dialog, business_id, accounts, now_ms);
        dialog.end(None, result);
    }

    /// Gives what was agreed to, as a code or as a token.
    pub(super) fn grant(&mut self, dialog: &Dialog, business_id: Option<String>, accounts: Vec<String>, now_ms: i64) -> DialogResult {
        let request = &dialog.request;
        let grant = Grant {
            app_id: request.app_id.clone(),
            person_id: dialog.person.clone().unwrap_or_default(),
            business_id,
            accounts,
            scopes: dialog.granted.clone(),
            token: request.configuration.as_ref().map_or(ConfiguredToken::User, |configuration| configuration.token),
        };
        if request.gives_token {
            let token = self.issue_token(grant, now_ms);
            let lives_s = token.expires_at_s.map_or(0, |end_s| end_s - now_ms / 1_000);
            return DialogResult::Token { user_id: token.user_id(), value: token.value, lives_s };
        }
        let redirect_uri = match &request.way {
            Way::Redirect { uri } => Some(uri.clone()),
            Way::Popup { .. } => None,
        };
        DialogResult::Code(self.issue_code(grant, redirect_uri, now_ms))
    }
}

impl Dialog {
    pub(super) fn end(&mut self, event: Option<Value>, result: DialogResult) {
        self.step = Step::Done;
        self.outcome = Some(Outcome { event, result });
    }
}

/// The envelope of a session-info event (reference 2.4).
pub(super) fn signup_event(event: &str, data: &Value) -> Value {
    json!({ "type": "WA_EMBEDDED_SIGNUP", "event": event, "version": 3, "data": data })
}
