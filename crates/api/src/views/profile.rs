//! Who we are and how we are connected.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct BootView {
    pub profile: ProfileView,
    pub connection: ConnectionView,
    pub app_version: String,
}

/// How far this device is set up. The UI shows one screen for each stage.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum ProfileView {
    /// The secrets are closed. `first_time`: there is no keychain on this machine and no passphrase yet, so one is chosen now.
    Locked { first_time: bool, reason: String },
    /// The keychain that holds this device's keys does not open. `unlock` with an empty passphrase tries again.
    KeychainClosed { reason: String },
    /// No workspace on this device yet.
    Setup,
    Ready {
        workspace_name: String,
        member_name: String,
        /// Connected business numbers; none right after set-up.
        numbers: Vec<NumberView>,
        /// The demo: nothing in it is real and nothing outlives it.
        demo: Option<DemoView>,
    },
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DemoView {
    /// The page where one plays the customers' phones.
    pub phone_url: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct NumberView {
    pub phone_number_id: String,
    pub waba_id: String,
    pub display_phone_number: String,
    pub verified_name: String,
}

/// The connection to the relay, in plain states.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ConnectionView {
    /// Nothing to connect to yet.
    Idle,
    Connecting,
    /// `applied` of `head` log entries are here.
    CatchingUp {
        #[ts(type = "number")]
        applied: u64,
        #[ts(type = "number")]
        head: u64,
    },
    Live,
    /// `reason` is a sentence; the next try is at `retry_at_ms`.
    Offline {
        reason: String,
        #[ts(type = "number | null")]
        retry_at_ms: Option<i64>,
    },
    /// Trying again will not help: the device was removed, or the relay is another one. `reason` says what to do.
    Refused {
        reason: String,
    },
}

/// An update that no conversation shows: a field of a newer platform version, trouble with the account, or an entry that can't be opened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct KeptView {
    pub entry_id: String,
    pub position: u32,
    /// The webhook field (`account_update`, ...), or `trouble`, `status`, `unparsed`, `unreadable`.
    pub subject: String,
    #[ts(type = "number")]
    pub received_at_ms: i64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct KeptPage {
    /// Newest first.
    pub items: Vec<KeptView>,
    /// Pass as `before` for older ones; `null` at the end.
    pub next: Option<String>,
}
