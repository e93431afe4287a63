//! Connected business numbers: the table, the log of each, and the doctor.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A row of the numbers table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberCardView {
    pub phone_number_id: String,
    pub waba_id: String,
    /// The WABA's name, once known.
    pub account_name: Option<String>,
    pub display_phone_number: String,
    pub verified_name: String,
    /// Names of ours; customers never see them.
    pub internal_name: Option<String>,
    pub description: Option<String>,
    pub state: NumberState,
    /// Why it is not running, in a sentence with what to do; `null` when all is well.
    pub trouble: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, or another word of Meta's.
    pub quality: Option<String>,
    /// The portfolio's messaging limit in people per day, or Meta's word for it.
    pub messaging_limit: Option<String>,
    /// `STANDARD`, `HIGH`, ...
    pub throughput: Option<String>,
    /// Meta's word: `CONNECTED`, `PENDING`, `BANNED`, ...
    pub meta_status: Option<String>,
    pub name_status: Option<String>,
    /// Used in the WhatsApp Business app as well.
    pub coexistence: bool,
    pub token: TokenView,
    #[ts(type = "number | null")]
    pub last_webhook_at_ms: Option<i64>,
    /// When a customer's first message arrived after the number was connected on this device.
    #[ts(type = "number | null")]
    pub first_message_at_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub checked_at_ms: Option<i64>,
    pub alarms: Vec<AlarmView>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberState {
    /// Being checked after connecting or starting.
    Starting,
    Running,
    Error,
    /// Switched off by a person: nothing is sent, what customers write still arrives.
    Stopped,
}

/// The token, without the token.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct TokenView {
    /// Whether this device has one in its keychain.
    pub here: bool,
    /// `null`: it does not end.
    #[ts(type = "number | null")]
    pub ends_at_ms: Option<i64>,
    /// Meta refused it (expired, revoked, password changed): a new login is needed.
    pub dead: bool,
    pub scopes: Vec<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct AlarmView {
    pub kind: AlarmKind,
    /// What it means and what to do.
    pub words: String,
    #[ts(type = "number")]
    pub since_ms: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    TokenEnding,
    TokenDead,
    /// No webhook for unusually long.
    Silent,
    QualityFell,
    /// Meta no longer lets the number send.
    NotConnected,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberList {
    pub items: Vec<NumberCardView>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OneNumber {
    pub phone_number_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetNumberRunning {
    pub phone_number_id: String,
    pub running: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct EditNumber {
    pub phone_number_id: String,
    /// At most 60 characters; empty removes it.
    pub internal_name: String,
    /// At most 500 characters; empty removes it.
    pub description: String,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ReplaceToken {
    pub phone_number_id: String,
    pub access_token: String,
}

/// What disconnecting did and what was not possible, e.g. Meta could not be reached to unsubscribe.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DisconnectedView {
    pub notes: Vec<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberLogLineView {
    pub id: String,
    pub phone_number_id: String,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub level: LogLevel,
    /// What part spoke: `connect`, `webhook`, `send`, `check`, `token`, `person`.
    pub subject: String,
    pub words: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ListNumberLog {
    /// `null` for all numbers.
    pub phone_number_id: Option<String>,
    /// This and worse; `null` for all.
    pub least: Option<LogLevel>,
    /// Only lines with these words; empty for all.
    pub containing: String,
    /// `next` of the page before; `null` for the newest.
    pub before: Option<String>,
    /// 1 to 200.
    pub limit: u32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberLogPage {
    /// Newest first.
    pub items: Vec<NumberLogLineView>,
    pub next: Option<String>,
}

/// A run of the connection doctor over one number: every check in order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DoctorView {
    pub phone_number_id: String,
    #[ts(type = "number")]
    pub started_at_ms: i64,
    pub running: bool,
    pub checks: Vec<DoctorCheckView>,
    /// All of it as text to pass on, without secrets and without customers' data.
    pub report: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DoctorCheckView {
    pub check: DoctorCheckId,
    pub state: DoctorCheckState,
    /// The result in plain words.
    pub words: String,
    /// What to do, when something is to be done.
    pub fix: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoctorCheckId {
    RelayConnected,
    RelayPublic,
    Tls,
    Challenge,
    Signature,
    AppWebhook,
    Fields,
    Subscription,
    OverrideUrl,
    Token,
    Scopes,
    TokenEnd,
    NumberStatus,
    Registration,
    DisplayName,
    Quality,
    Billing,
    Templates,
    LastWebhook,
    /// A message from the business's number to a phone and its answer back; only when the person names a phone.
    SelfTest,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoctorCheckState {
    Waiting,
    Running,
    Good,
    /// Works, but should be looked at.
    Warning,
    Bad,
    /// Could not be checked, or was not asked for.
    Skipped,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RunDoctor {
    pub phone_number_id: String,
    /// A phone at hand for the self-test, digits with country code; it must have written to the number in the last 24 hours. Empty: no self-test.
    pub test_phone: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct CurrentDoctor {
    pub doctor: Option<DoctorView>,
}

/// The business profile that customers see (platform reference, section 3.2).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct BusinessProfileView {
    /// 1 to 139 characters.
    pub about: String,
    /// Up to 256.
    pub address: String,
    /// Up to 512.
    pub description: String,
    /// Up to 128.
    pub email: String,
    /// Up to two, of up to 256 each.
    pub websites: Vec<String>,
    /// Meta's word, e.g. `RETAIL`.
    pub vertical: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SaveBusinessProfile {
    pub phone_number_id: String,
    pub profile: BusinessProfileView,
}
