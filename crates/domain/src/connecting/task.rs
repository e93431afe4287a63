//! What the machine asks for, and what it is told.

use super::entered::SixDigits;
use super::facts::{Account, Business, FoundNumber, Grants, Signup, Template};
use super::problem::Trouble;
use super::progress::StepId;
use crate::ids::{PhoneNumberId, WabaId};
use crate::time::Millis;

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    Begun,
    /// From the relay, about the login under way; news of earlier logins must not come here.
    Login(LoginNews),
    /// Whether the login window could be opened.
    WindowOpened(bool),
    /// By the person.
    WindowClosed,
    /// Of [`Effect::Run`] with this number.
    Finished {
        run: u32,
        result: Result<Outcome, Trouble>,
    },
    Answered(Answer),
    Retried(StepId),
    /// The person wants the login window (again).
    WindowWanted,
    /// The person wants to go on in the browser.
    BrowserWanted,
    /// A time that [`Effect::WakeAt`] named has come.
    Woken,
    /// The person ends it.
    Closed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LoginNews {
    /// The relay's page was loaded.
    PageOpened,
    SignedUp(Signup),
    CodeReceived,
    /// The token is there; the engine holds it.
    Exchanged {
        grants: Grants,
        signup: Option<Signup>,
    },
    /// `step`: Meta's word for where.
    Cancelled {
        step: Option<String>,
        words: Option<String>,
    },
    Failed {
        at: StepId,
        words: String,
        code: Option<i64>,
    },
    Expired,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    Numbers { ids: Vec<PhoneNumberId>, mode: Mode },
    Pin(SixDigits),
    SendCode(CodeMethod),
    Code(SixDigits),
    Skip,
}

/// What happens to connected numbers that were not chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// They stay.
    Add,
    /// They are disconnected.
    Replace,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeMethod {
    Sms,
    Voice,
}

/// What to do next, after the new state is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Carry out the task after a pause and report with this number. Tasks may be repeated after a crash, unless [`Task::may_repeat`] says no.
    Run {
        run: u32,
        task: Task,
        after_ms: i64,
    },
    WakeAt(Millis),
    CancelLogin,
    OpenWindow {
        url: String,
    },
    OpenBrowser {
        url: String,
    },
    CloseWindow,
    /// The step settled; it belongs into the log of these numbers.
    Log {
        step: StepId,
        numbers: Vec<PhoneNumberId>,
    },
}

/// One thing to do, each idempotent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// Ask the relay for a login; the one before ends.
    StartLogin,
    /// Give the relay the Meta app that was entered.
    PutApp,
    /// Ask the relay what the token may do.
    ReadGrants,
    /// The named portfolio, or those that the token belongs to.
    ReadBusinesses {
        known: Option<String>,
    },
    ReadAccount(WabaId),
    /// Owned and shared ones.
    ListAccounts {
        business: String,
    },
    ReadNumbers(WabaId),
    /// Key and route, so that nothing arrives that nobody may read.
    Route {
        number: PhoneNumberId,
        account: WabaId,
    },
    Subscribe(WabaId),
    /// Token into the keychain, number into the log.
    Keep(Box<NewNumber>),
    Disconnect(Vec<PhoneNumberId>),
    /// That the app's webhook leads to our relay; sets it when there is none.
    CheckAppWebhook {
        app_id: String,
    },
    RequestCode {
        number: PhoneNumberId,
        method: CodeMethod,
    },
    VerifyCode {
        number: PhoneNumberId,
        code: SixDigits,
    },
    Register {
        number: PhoneNumberId,
        pin: SixDigits,
    },
    ReadNumber {
        number: PhoneNumberId,
        account: WabaId,
    },
    /// Have Meta send the contacts and the history of the WhatsApp Business app. Only within a day after the signup.
    StartSync {
        number: PhoneNumberId,
    },
    ReadTemplates(WabaId),
}

impl Task {
    /// Whether doing it again is harmless when it is not known whether it was done: no second SMS, no attempt at a PIN used up.
    pub fn may_repeat(&self) -> bool {
        !matches!(self, Self::RequestCode { .. } | Self::VerifyCode { .. } | Self::Register { .. })
    }

    /// The number that it is about.
    pub(super) fn number(&self) -> Option<&PhoneNumberId> {
        match self {
            Self::Route { number, .. }
            | Self::RequestCode { number, .. }
            | Self::VerifyCode { number, .. }
            | Self::Register { number, .. }
            | Self::StartSync { number }
            | Self::ReadNumber { number, .. } => Some(number),
            Self::Keep(new) => Some(&new.number.id),
            Self::StartLogin
            | Self::PutApp
            | Self::ReadGrants
            | Self::ReadBusinesses { .. }
            | Self::ReadAccount(_)
            | Self::ListAccounts { .. }
            | Self::ReadNumbers(_)
            | Self::Subscribe(_)
            | Self::Disconnect(_)
            | Self::CheckAppWebhook { .. }
            | Self::ReadTemplates(_) => None,
        }
    }

    /// The account that it is about as a whole.
    pub(super) fn account(&self) -> Option<&WabaId> {
        match self {
            Self::ReadAccount(account) | Self::ReadNumbers(account) | Self::Subscribe(account) | Self::ReadTemplates(account) => Some(account),
            Self::StartLogin
            | Self::PutApp
            | Self::ReadGrants
            | Self::ReadBusinesses { .. }
            | Self::ListAccounts { .. }
            | Self::Route { .. }
            | Self::Keep(_)
            | Self::Disconnect(_)
            | Self::CheckAppWebhook { .. }
            | Self::RequestCode { .. }
            | Self::VerifyCode { .. }
            | Self::Register { .. }
            | Self::StartSync { .. }
            | Self::ReadNumber { .. } => None,
        }
    }

    /// Keeps a number of this account.
    pub(super) fn keeps_of(&self, account: &WabaId) -> bool {
        matches!(self, Self::Keep(new) if new.number.account == *account)
    }
}

/// A number about to be connected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewNumber {
    pub number: FoundNumber,
    pub account_name: Option<String>,
    pub business_id: Option<String>,
    pub app_id: Option<String>,
    pub coexistence: bool,
    pub token_ends_at: Option<Millis>,
    pub scopes: Vec<String>,
}

/// What came of a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    LoginStarted {
        url: String,
        ends_at: Millis,
    },
    /// `None`: the relay has no app that could look into this token.
    Grants(Option<Grants>),
    Businesses(Vec<Business>),
    Accounts(Vec<Account>),
    Numbers(Vec<FoundNumber>),
    /// Of [`Task::PutApp`], [`Task::Route`] and [`Task::Subscribe`]: nothing to tell.
    Done,
    Kept,
    CodeSent,
    Verified,
    Registered,
    SyncStarted,
    /// What was not possible about disconnecting.
    Disconnected {
        notes: Vec<String>,
    },
    AppWebhook(AppWebhook),
    Templates(Vec<Template>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AppWebhook {
    /// It leads to our relay, with all fields.
    Ours,
    /// There was none; now it leads to our relay.
    Set,
    /// It leads to our relay, without these fields.
    Lacks {
        fields: Vec<String>,
    },
    /// The relay does not know under which address the world reaches it.
    NoAddress,
    Elsewhere {
        address: String,
    },
    /// The relay does not have this app, so it can neither look nor believe its webhooks.
    UnknownApp,
}
