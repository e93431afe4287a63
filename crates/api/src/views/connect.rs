//! Connecting business numbers: what the integration page shows, and the flow step by step.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{NumberCardView, NumberView};

/// Settings → Integrations → WhatsApp, apart from the numbers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct IntegrationView {
    /// Whether this member may connect, change and disconnect numbers.
    pub may_manage: bool,
    /// What the relay said last; `null` while it can't be asked, and then `unreachable` says why.
    pub relay: Option<RelayMetaView>,
    pub unreachable: Option<String>,
    /// Why "Connect WhatsApp" can't be pressed now, in a sentence; `null` when it can.
    pub blocked: Option<String>,
    /// The same for the two ways by Embedded Signup, which need a login configuration besides.
    pub blocked_signup: Option<String>,
    pub prerequisites: Vec<PrerequisiteView>,
    pub rotation: RotationView,
}

/// What the relay is set up with. Its secrets never come here.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct RelayMetaView {
    pub public_url: Option<String>,
    /// The address to enter in Meta's dashboard, for those who set the webhook by hand.
    pub webhook_url: Option<String>,
    /// The text to enter beside it.
    pub verify_token: String,
    /// The webhook fields to subscribe.
    pub fields: Vec<String>,
    /// The address that Meta must have in its list of valid OAuth redirect URIs.
    pub redirect_url: Option<String>,
    pub apps: Vec<MetaAppView>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct MetaAppView {
    pub app_id: Option<String>,
    pub name: Option<String>,
    /// The Facebook Login for Business configuration; Embedded Signup needs one.
    pub config_id: Option<String>,
    /// Entered in the app, so that it can be removed there; else it is in the relay's settings.
    pub entered: bool,
}

/// One thing that must be true before connecting works.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PrerequisiteView {
    pub id: PrerequisiteId,
    pub state: PrerequisiteState,
    /// What was found, or what to do; a sentence.
    pub words: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrerequisiteId {
    /// This device reaches the relay.
    RelayConnected,
    /// The relay knows the https address under which the world reaches it.
    RelayPublic,
    /// The relay has a Meta app id and secret.
    MetaApp,
    /// The app has a login configuration.
    LoginConfiguration,
    /// The person has admin rights on the business portfolio. Only they know.
    BusinessAdmin,
    /// The number can receive an SMS or a call. Only they know.
    NumberReachable,
    /// The number is in no WhatsApp app, or is to be used together with the WhatsApp Business app. Only they know.
    NumberFree,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrerequisiteState {
    Met,
    Unmet,
    Checking,
    /// Only the person can know; the UI shows it as advice.
    Yours,
}

/// How numbers of one business take turns for messages that the business starts (A33). It adds no capacity: Meta's limit is per portfolio.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct RotationView {
    pub enabled: bool,
}

/// A connection being made, or the last one until it is closed. One at a time on a device.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ConnectView {
    pub id: String,
    pub way: ConnectWay,
    pub stage: ConnectStage,
    /// All of them, in order.
    pub steps: Vec<ConnectStepView>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectWay {
    /// Meta's Embedded Signup: choose or create everything in the popup.
    Signup,
    /// As signup, for a number that stays in the WhatsApp Business app.
    Coexistence,
    /// Meta's login dialog, for an account that exists.
    Login,
    /// Ids and a token by hand.
    Manual,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ConnectStage {
    /// The person is at Meta's pages.
    AtMeta {
        /// Where to go on in a browser.
        url: String,
        /// The app's own login window shows it. `false`: closed, or this host has no windows.
        window_open: bool,
        /// The link ends at this time.
        #[ts(type = "number")]
        ends_at_ms: i64,
    },
    /// Steps are running by themselves.
    Working,
    /// A person has to decide something.
    Asking {
        question: ConnectQuestion,
    },
    /// A step failed; it says so itself and can be tried again.
    Failed,
    /// The person left Meta's pages. `words`: where, and what to do.
    Cancelled {
        words: String,
    },
    Done {
        numbers: Vec<NumberCardView>,
    },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum ConnectQuestion {
    /// Which of the numbers that Meta shows shall be connected.
    Numbers {
        found: Vec<FoundNumberView>,
        /// Connected ones that are not among the found: `replace` would disconnect them, `add` keeps them.
        others: Vec<NumberView>,
        /// Those that the person chose at Meta; ticked at first.
        suggested: Vec<String>,
    },
    /// Signed up without a number: open Meta's pages again, or leave it at that.
    NoNumber { account_name: String },
    /// The number has two-step verification: its six-digit PIN. `choose`: it has none yet, and the one entered becomes it. `wrong`: the
    /// last one was not right, in Meta's words.
    Pin { phone_number_id: String, display_phone_number: String, choose: bool, wrong: Option<String> },
    /// The number must be verified: `sent` says how a code was sent, `null` that none was yet. `wrong`: the last code was not right.
    Verification { phone_number_id: String, display_phone_number: String, sent: Option<CodeMethod>, wrong: Option<String> },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CodeMethod {
    Sms,
    Voice,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FoundNumberView {
    pub phone_number_id: String,
    pub waba_id: String,
    pub account_name: String,
    pub display_phone_number: String,
    pub verified_name: String,
    /// Connected already: its name here. Choosing it again renews its token.
    pub connected_as: Option<String>,
    /// Why it can't be connected (banned, another workspace's), in a sentence.
    pub unusable: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct ConnectStepView {
    pub step: ConnectStepId,
    pub state: ConnectStepState,
    /// What came out of it, e.g. the account's name.
    pub detail: Option<String>,
    pub problem: Option<StepProblemView>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectStepId {
    Code,
    Token,
    Scopes,
    Business,
    Account,
    Numbers,
    Webhook,
    Registration,
    DisplayName,
    Quality,
    Templates,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectStepState {
    Waiting,
    Running,
    Asking,
    Done,
    /// Not needed this time; `detail` says why.
    Skipped,
    /// Worked, but something about it should be looked at; `problem` says what.
    Noted,
    Failed,
}

/// What went wrong, in words a person can act on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct StepProblemView {
    /// What happened; a sentence.
    pub words: String,
    /// Meta's own words, as they came.
    pub meta_says: Option<String>,
    #[ts(type = "number | null")]
    pub code: Option<i64>,
    /// What to do; a sentence.
    pub fix: String,
    /// Whether trying the step again can help without starting over.
    pub can_retry: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct CurrentConnect {
    pub connect: Option<ConnectView>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PutMetaApp {
    pub app_id: String,
    /// Goes straight to the relay, and nowhere else.
    pub app_secret: String,
    pub config_id: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneMetaApp {
    pub app_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StartConnect {
    /// Not `manual`: that is `start_manual`.
    pub way: ConnectWay,
    /// Which of the relay's apps; `null` for the first that can log in.
    pub app_id: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct StartManual {
    /// One or several.
    pub phone_number_ids: Vec<String>,
    pub waba_id: String,
    /// A system user's token. Goes straight to the keychain.
    pub access_token: String,
    /// With both, the relay learns the Meta app, too, and believes its webhooks.
    pub app_id: Option<String>,
    pub app_secret: Option<String>,
}

#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum AnswerConnect {
    Numbers {
        phone_number_ids: Vec<String>,
        mode: ConnectMode,
    },
    Pin {
        pin: String,
    },
    SendCode {
        method: CodeMethod,
    },
    Code {
        code: String,
    },
    /// Leave this question; the step is skipped and what is missing is noted.
    Skip,
}

/// What happens to numbers that are connected already and were not chosen now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectMode {
    /// They stay.
    Add,
    /// The choice becomes the whole set: they are disconnected.
    Replace,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RetryStep {
    pub step: ConnectStepId,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetRotation {
    pub enabled: bool,
}
