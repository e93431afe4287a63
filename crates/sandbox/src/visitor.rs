//! A person with a browser, for tests that have none. It sends what the pages' forms would send.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::header;
use serde_json::{Value, json};

use crate::running::Running;
use crate::sandbox::SandboxError;
use crate::world::{Choice, Dialog, DialogStep, NumberChoice, Way};

/// What the person chooses on the pages.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The portfolio.
    pub business: Pick,
    /// The WhatsApp account. A plain login takes all of the portfolio for [`Pick::First`].
    pub account: Pick,
    /// The number of Embedded Signup.
    pub number: NumberPick,
    /// Permissions to leave out, where that is possible.
    pub declines: Vec<String>,
    /// Where to leave, and how; `None`: goes through.
    pub leaves: Option<(Page, Leaving)>,
}

impl Default for Choices {
    fn default() -> Self {
        Self { business: Pick::First, account: Pick::First, number: NumberPick::First, declines: Vec::new(), leaves: None }
    }
}

/// One of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The first that can be chosen; a new one if there is none.
    First,
    /// This one (id).
    Existing(String),
    /// A new one with this name.
    New(String),
}

/// Which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberPick {
    /// The account's first number; a new one if there is none.
    First,
    /// This one (id).
    Existing(String),
    /// A new one: number with country code, and the name that customers will see.
    New {
        /// For example `+34 910 55 01 77`.
        phone_number: String,
        /// Display name.
        name: String,
    },
    /// Finishes without a number.
    None,
}

/// A page of the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Log in.
    LogIn,
    /// The permissions.
    Permissions,
    /// Portfolio and accounts of a plain login.
    Assets,
    /// The portfolio of Embedded Signup.
    Portfolio,
    /// Its account.
    Account,
    /// Its number.
    Number,
    /// The code.
    Verification,
    /// Name, category, description.
    Profile,
}

impl Page {
    fn is(self, step: DialogStep) -> bool {
        matches!(
            (self, step),
            (Self::LogIn, DialogStep::LogIn)
                | (Self::Permissions, DialogStep::Permissions)
                | (Self::Assets, DialogStep::Assets)
                | (Self::Portfolio, DialogStep::Portfolio)
                | (Self::Account, DialogStep::Account)
                | (Self::Number, DialogStep::Number)
                | (Self::Verification, DialogStep::Verification)
                | (Self::Profile, DialogStep::Profile)
        )
    }
}

/// How to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Presses Cancel.
    Cancels,
    /// Reports a problem.
    Reports,
    /// Closes the window.
    Closes,
}

/// A call of `FB.login` for Embedded Signup.
#[derive(Clone, Debug)]
pub struct SignupCall {
    /// The app.
    pub app_id: String,
    /// Its configuration.
    pub config_id: String,
    /// Origin of the page that calls.
    pub origin: String,
    /// `featureType: whatsapp_business_app_onboarding`.
    pub coexistence: bool,
}

/// What the calling page gets to hear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignupEnd {
    /// The messages in their order, as text. Empty: the window was closed.
    pub messages: Vec<String>,
    /// The `WA_EMBEDDED_SIGNUP` event, if there was one.
    pub event: Option<Value>,
    /// `authResponse.code`.
    pub code: Option<String>,
}

/// A person with a browser.
pub struct Visitor {
    running: Arc<Running>,
    person: String,
    cookie: Mutex<Option<String>>,
}

impl Visitor {
    pub(crate) fn new(running: Arc<Running>, person: &str) -> Self {
        Self { running, person: person.to_owned(), cookie: Mutex::new(None) }
    }

    /// Goes through a dialog at this address. Returns the address that the browser is sent to in the end, which has to be
    /// called by the test; `None`: the window was closed.
    ///
    /// # Errors
    /// [`SandboxError::Login`] with the page's words if it does not go on.
    pub async fn logs_in(&self, dialog_url: &str, choices: &Choices) -> Result<Option<String>, SandboxError> {
        let Some(id) = self.goes_through(dialog_url, choices).await? else { return Ok(None) };
        match self.get(&format!("/dialog/{id}")).await? {
            Answer { location: Some(address), .. } => Ok(Some(address)),
            Answer { page, .. } => Err(login_error("done", &page)),
        }
    }

    /// Goes through Embedded Signup as the SDK's popup does.
    ///
    /// # Errors
    /// [`SandboxError::Login`] with the page's words if it does not go on.
    pub async fn signs_up(&self, call: &SignupCall, choices: &Choices) -> Result<SignupEnd, SandboxError> {
        let feature = if call.coexistence { "whatsapp_business_app_onboarding" } else { "" };
        let extras = json!({ "setup": {}, "featureType": feature, "sessionInfoVersion": "3" }).to_string();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", &call.app_id)
            .append_pair("sdk", "joey")
            .append_pair("display", "popup")
            .append_pair("origin", &call.origin)
            .append_pair("cb", "f0")
            .append_pair("config_id", &call.config_id)
            .append_pair("response_type", "code")
            .append_pair("override_default_response_type", "true")
            .append_pair("extras", &extras);
        let Some(id) = self.goes_through(&format!("/v22.0/dialog/oauth?{}", query.finish()), choices).await? else {
            return Ok(SignupEnd::default());
        };
        let messages = self.running.read(|world| {
            let dialog = world.dialog(&id)?;
            match (&dialog.outcome, &dialog.request.way) {
                (Some(outcome), Way::Popup { origin, callback }) => Some(crate::login::messages(outcome, callback, origin, world.login.signup_order)),
                (_, _) => None,
            }
        });
        let messages = messages.unwrap_or_default();
        let event = messages.iter().find_map(|message| serde_json::from_str::<Value>(message).ok());
        let code = messages
            .iter()
            .find_map(|message| url::form_urlencoded::parse(message.as_bytes()).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()));
        Ok(SignupEnd { messages, event, code })
    }

    /// `None`: the window was closed.
    async fn goes_through(&self, dialog_url: &str, choices: &Choices) -> Result<Option<String>, SandboxError> {
        let opened = self.get(dialog_url).await?;
        let Some(id) = opened.location.as_deref().and_then(|location| location.strip_prefix("/dialog/")).map(str::to_owned) else {
            return Err(login_error("open", &opened.page));
        };
        // More pages than there are, in case one comes again.
        for _ in 0..12 {
            let now = self.running.read(|world| world.dialog(&id).map(|dialog| (dialog.step, self.fills_in(world, dialog, choices))));
            let Some((step, mut form)) = now else { return Err(login_error("open", "The login is gone.")) };
            if step == DialogStep::Done {
                return Ok(Some(id));
            }
            if let Some((_, how)) = choices.leaves.filter(|(page, _)| page.is(step)) {
                match how {
                    Leaving::Cancels => form = vec![("action", "cancel".to_owned())],
                    Leaving::Reports => form = vec![("action", "report".to_owned())],
                    Leaving::Closes => return Ok(None),
                }
            }
            form.push(("step", step.word().to_owned()));
            self.post(&format!("/dialog/{id}"), &form).await?;
            let trouble = self.running.read(|world| world.dialog(&id).and_then(|dialog| dialog.trouble.clone()));
            if let Some(words) = trouble {
                return Err(SandboxError::Login { page: step.word().to_owned(), words });
            }
        }
        Err(login_error("open", "It went round in circles."))
    }

    fn fills_in(&self, world: &crate::world::World, dialog: &Dialog, choices: &Choices) -> Vec<(&'static str, String)> {
        let mut form = vec![("action", "continue".to_owned())];
        match dialog.step {
            DialogStep::LogIn => form.push(("person", self.person.clone())),
            DialogStep::Permissions => {
                let agreed = dialog.request.scopes.iter().filter(|scope| !choices.declines.contains(scope));
                form.extend(agreed.map(|scope| ("scope", scope.clone())));
            }
            DialogStep::Assets => {
                let business = match &choices.business {
                    Pick::Existing(id) => id.clone(),
                    Pick::First | Pick::New(_) => {
                        world.businesses_run_by(&self.person).first().map(|business| business.id.clone()).unwrap_or_default()
                    }
                };
                match &choices.account {
                    Pick::Existing(id) => form.push(("account", id.clone())),
                    Pick::First | Pick::New(_) => form.extend(world.accounts_open_to(&business).into_iter().map(|id| ("account", id))),
                }
                form.push(("business", business));
            }
            DialogStep::Portfolio => {
                let known = world.businesses_run_by(&self.person).first().map(|business| business.id.clone());
                push_pick(&mut form, "business", "business_name", &choices.business, known);
            }
            DialogStep::Account => {
                let known = match &dialog.business {
                    Some(Choice::Existing(business)) => world.accounts_open_to(business).first().cloned(),
                    Some(Choice::New { .. }) | None => None,
                };
                push_pick(&mut form, "account", "account_name", &choices.account, known);
            }
            DialogStep::Number => self.picks_number(world, dialog, choices, &mut form),
            DialogStep::Verification => {
                let code = match &dialog.number {
                    Some(NumberChoice::New(number)) => number.code.clone(),
                    Some(NumberChoice::Existing(id)) => {
                        world.number(id).and_then(|number| number.sent_code(self.running.now_ms())).unwrap_or_default().to_owned()
                    }
                    None => String::new(),
                };
                form.push(("code", code));
            }
            DialogStep::Profile => {
                let name = match &choices.number {
                    NumberPick::New { name, .. } => name.as_str(),
                    NumberPick::First | NumberPick::Existing(_) | NumberPick::None => "New shop",
                };
                form.extend([("display_name", name.to_owned()), ("category", "RETAIL".to_owned()), ("description", "We sell plants.".to_owned())]);
            }
            DialogStep::Done => {}
        }
        form
    }

    fn picks_number(&self, world: &crate::world::World, dialog: &Dialog, choices: &Choices, form: &mut Vec<(&'static str, String)>) {
        let first = match &dialog.account {
            Some(Choice::Existing(account)) if !dialog.request.coexistence => {
                world.numbers_of(account).next().map(|number| number.config.phone_number_id.clone())
            }
            Some(_) | None => None,
        };
        let new = |phone_number: &str| {
            [("number", "new"), ("phone_number", phone_number), ("code_method", "SMS"), ("shares_history", "yes")]
                .map(|(name, value)| (name, value.to_owned()))
        };
        match (&choices.number, first) {
            (NumberPick::First, Some(id)) => form.push(("number", id)),
            (NumberPick::First, None) => form.extend(new("+34 910 55 01 99")),
            (NumberPick::Existing(id), _) => form.push(("number", id.clone())),
            (NumberPick::New { phone_number, .. }, _) => form.extend(new(phone_number)),
            (NumberPick::None, _) => *form = vec![("action", "skip".to_owned())],
        }
    }

    async fn get(&self, address: &str) -> Result<Answer, SandboxError> {
        self.sends(self.running.client().get(self.absolute(address))).await
    }

    async fn post(&self, address: &str, form: &[(&'static str, String)]) -> Result<Answer, SandboxError> {
        self.sends(self.running.client().post(self.absolute(address)).form(form)).await
    }

    fn absolute(&self, address: &str) -> String {
        if address.starts_with('/') { format!("{}{address}", self.running.base_url()) } else { address.to_owned() }
    }

    async fn sends(&self, request: reqwest::RequestBuilder) -> Result<Answer, SandboxError> {
        let cookie = self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let request = match cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        };
        let failed = |error: reqwest::Error| login_error("open", &error.without_url().to_string());
        let response = request.send().await.map_err(failed)?;
        let text_of = |name| response.headers().get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok()).map(str::to_owned);
        if let Some(set) = text_of(header::SET_COOKIE) {
            *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = set.split(';').next().map(str::to_owned);
        }
        let location = text_of(header::LOCATION);
        Ok(Answer { location, page: response.text().await.map_err(failed)? })
    }
}

struct Answer {
    location: Option<String>,
    page: String,
}

fn push_pick(form: &mut Vec<(&'static str, String)>, field: &'static str, name_field: &'static str, pick: &Pick, first: Option<String>) {
    match (pick, first) {
        (Pick::Existing(id), _) => form.push((field, id.clone())),
        (Pick::First, Some(id)) => form.push((field, id)),
        (Pick::New(name), _) => form.extend([(field, "new".to_owned()), (name_field, name.clone())]),
        (Pick::First, None) => form.extend([(field, "new".to_owned()), (name_field, "New shop".to_owned())]),
    }
}

fn login_error(page: &str, words: &str) -> SandboxError {
    // A refusal is a page: its paragraph says it.
    let reason = words.split_once("role=\"alert\">").and_then(|(_, rest)| rest.split_once('<')).map_or(words, |(reason, _)| reason);
    SandboxError::Login { page: page.to_owned(), words: reason.to_owned() }
}
