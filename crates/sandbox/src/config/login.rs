//! How the login pages and the tokens behave.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How login pages, codes and tokens behave.
#[derive(Clone, Copy, Debug)]
pub struct LoginPages {
    /// How long a code can be exchanged (reference 2.5: 30 s).
    pub code_lives: Duration,
    /// How long a short user token lives (1 to 2 hours).
    pub user_token_lives: Duration,
    /// In which order Embedded Signup tells what it has to tell.
    pub signup_order: SignupOrder,
    /// What the SDK does when somebody closes the window.
    pub closed_window: ClosedWindow,
    /// How `debug_token` tells about WhatsApp accounts.
    pub debug_token: DebugTokenForm,
}

impl Default for LoginPages {
    fn default() -> Self {
        Self {
            code_lives: Duration::from_secs(30),
            user_token_lives: Duration::from_secs(5_400),
            signup_order: SignupOrder::EventFirst,
            closed_window: ClosedWindow::Answers,
            debug_token: DebugTokenForm::WithTargets,
        }
    }
}

/// Session event and code arrive in either order (reference 2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignupOrder {
    /// The session event, then the code.
    EventFirst,
    /// The code, then the session event.
    CodeFirst,
    /// The code only.
    NoEvent,
}

/// A closed window gives no session event. The SDK notices and answers with nothing in it, or was not looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedWindow {
    /// `FB.login` calls back with `authResponse: null`.
    Answers,
    /// Nothing happens.
    Silent,
}

/// Two forms of `granular_scopes` were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebugTokenForm {
    /// WhatsApp permissions name their accounts in `target_ids`, unless all are meant.
    WithTargets,
    /// The newer form: WhatsApp permissions come without `target_ids`.
    WithoutTargets,
}
