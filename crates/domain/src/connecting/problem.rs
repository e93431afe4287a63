//! What went wrong, in words a person can act on.

use super::Way;
use super::task::Task;
use crate::failure::{Failure, FailureClass};

/// A step's trouble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What happened; a sentence.
    pub words: String,
    /// Meta's own words, as they came.
    pub meta_says: Option<String>,
    pub code: Option<i64>,
    /// What to do; a sentence.
    pub fix: String,
    /// Whether trying the step again can help without starting over.
    pub can_retry: bool,
}

impl Problem {
    /// In our words only.
    pub fn ours(words: impl Into<String>, fix: impl Into<String>, can_retry: bool) -> Self {
        Self { words: words.into(), meta_says: None, code: None, fix: fix.into(), can_retry }
    }

    pub(super) fn about(mut self, name: &str) -> Self {
        self.words = format!("{name}: {}", self.words);
        self
    }
}

/// Why a task did not succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    Meta(Failure),
    /// The relay can't be reached right now; a sentence.
    RelayAway {
        words: String,
    },
    /// The relay said no; a sentence.
    RelayRefused {
        words: String,
    },
    /// Meta said no to the relay.
    MetaToRelay {
        words: String,
        code: Option<i64>,
    },
    /// The keychain or the database of this device; a sentence.
    Device {
        words: String,
    },
}

/// Pauses before a task is tried again by itself, milliseconds.
const PAUSES_MS: [i64; 3] = [1_000, 3_000, 8_000];
/// Nobody watches a step for longer than this, milliseconds.
const LONGEST_WAIT_MS: i64 = 30_000;

impl Trouble {
    /// How long to wait before the task is tried again by itself, when it failed `tries` times before. Refusals are never tried again.
    pub(super) fn pause_ms(&self, task: &Task, tries: usize) -> Option<i64> {
        let pause = *PAUSES_MS.get(tries)?;
        let asked = match self {
            Self::Meta(failure) => match failure.class {
                FailureClass::NotSent => 0,
                FailureClass::Transient { retry_after_ms } | FailureClass::RateLimited { retry_after_ms, only_this_recipient: _ } => {
                    retry_after_ms.unwrap_or(0)
                }
                FailureClass::Unknown if task.may_repeat() => 0,
                FailureClass::Unknown | FailureClass::Auth | FailureClass::Window | FailureClass::Permanent => return None,
            },
            Self::RelayAway { .. } => 0,
            Self::RelayRefused { .. } | Self::MetaToRelay { .. } | Self::Device { .. } => return None,
        };
        Some(pause.max(asked)).filter(|pause| *pause <= LONGEST_WAIT_MS)
    }

    /// About this one account or number: others may still succeed.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Meta(failure) => match failure.class {
                FailureClass::Permanent | FailureClass::Window => true,
                FailureClass::Auth => failure.code.is_some_and(|code| !dead(code)),
                FailureClass::NotSent | FailureClass::Transient { .. } | FailureClass::RateLimited { .. } | FailureClass::Unknown => false,
            },
            Self::RelayRefused { .. } | Self::MetaToRelay { .. } => true,
            Self::RelayAway { .. } | Self::Device { .. } => false,
        }
    }

    pub(super) fn code(&self) -> Option<i64> {
        match self {
            Self::Meta(failure) => failure.code,
            Self::MetaToRelay { code, .. } => *code,
            Self::RelayAway { .. } | Self::RelayRefused { .. } | Self::Device { .. } => None,
        }
    }

    /// Meta's words, or ours where Meta said nothing.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Meta(failure) => failure.details.as_deref().unwrap_or(&failure.title),
            Self::RelayAway { words } | Self::RelayRefused { words } | Self::MetaToRelay { words, .. } | Self::Device { words } => words,
        }
    }

    pub(super) fn problem(&self, task: &Task, way: Way) -> Problem {
        match self {
            Self::Meta(failure) => match failure.code {
                Some(code) => by_code(code, self.words(), task, way),
                // Without a code the words are ours.
                None => match failure.class {
                    FailureClass::Permanent | FailureClass::Auth | FailureClass::Window => Problem {
                        meta_says: Some(self.words().to_owned()),
                        ..Problem::ours(refused(task), "Read Meta's words, change what they name, then try this step again.", true)
                    },
                    FailureClass::NotSent | FailureClass::Transient { .. } | FailureClass::RateLimited { .. } | FailureClass::Unknown => {
                        Problem::ours(self.words(), "Check the internet connection, then try this step again.", true)
                    }
                },
            },
            Self::MetaToRelay { words, code: Some(code) } => by_code(*code, words, task, way),
            Self::MetaToRelay { words, code: None } => Problem {
                meta_says: Some(words.clone()),
                ..Problem::ours(refused(task), "Read Meta's words, change what they name, then try this step again.", true)
            },
            Self::RelayAway { words } => {
                Problem::ours(words, "Check that the relay runs and that this computer is online, then try this step again.", true)
            }
            Self::RelayRefused { words } if matches!(task, Task::Route { .. }) => {
                Problem::ours(words, "Disconnect it where it is connected now, then try this step again.", true)
            }
            Self::RelayRefused { words } => Problem::ours(words, "Change what the relay names, then try this step again.", true),
            Self::Device { words } => Problem::ours(words, "Then try this step again.", true),
        }
    }
}

/// The token itself is dead, so nothing else can succeed with it.
fn dead(code: i64) -> bool {
    matches!(code, 0 | 102 | 104 | 190)
}

fn refused(task: &Task) -> String {
    format!("Meta refused {}.", doing(task))
}

fn doing(task: &Task) -> &'static str {
    match task {
        Task::StartLogin => "starting the login",
        Task::PutApp => "the app id and secret",
        Task::ReadGrants => "looking into the token",
        Task::ReadBusinesses { .. } => "reading the business portfolio",
        Task::ReadAccount(_) | Task::ListAccounts { .. } => "reading the WhatsApp account",
        Task::ReadNumbers(_) => "reading the account's numbers",
        Task::Route { .. } => "the way of the number's messages",
        Task::Subscribe(_) => "subscribing to the account's webhooks",
        Task::Keep(_) => "connecting the number",
        Task::Disconnect(_) => "disconnecting",
        Task::CheckAppWebhook { .. } => "the webhook of the Meta app",
        Task::RequestCode { .. } => "sending a code",
        Task::VerifyCode { .. } => "the code",
        Task::Register { .. } => "registering the number",
        Task::StartSync { .. } => "sending the contacts and the history of the WhatsApp Business app",
        Task::ReadNumber { .. } => "reading the number",
        Task::ReadTemplates(_) => "reading the templates",
    }
}

/// What a code means here and what to do about it (platform reference, section 1.6). Ranges are in order.
fn by_code(code: i64, meta_says: &str, task: &Task, way: Way) -> Problem {
    let app = matches!(task, Task::PutApp | Task::StartLogin | Task::CheckAppWebhook { .. });
    let (words, fix, can_retry) = match code {
        _ if app && (dead(code) || matches!(code, 1 | 100 | 101)) => {
            (refused(task), "Check the app id and the app secret in Meta's dashboard (App settings → Basic) and enter them again.", false)
        }
        _ if dead(code) => (
            "Meta no longer accepts the token.".to_owned(),
            match way {
                Way::Manual => "Make a new token for the system user in Meta Business Settings, then start over with it.",
                Way::Signup | Way::Coexistence | Way::Login => "Start over and log in with Meta again.",
            },
            false,
        ),
        1 | 2 | 131_000 | 131_016 | 131_057 | 133_004 => {
            ("Meta has a problem at the moment.".to_owned(), "Wait a few minutes, then try this step again.", true)
        }
        4 | 17 | 613 | 80_007 | 130_429 => (
            "Meta asks to slow down: too many requests were made for this account or app.".to_owned(),
            "Wait an hour, then try this step again.",
            true,
        ),
        3 => (
            "The Meta app may not do this yet.".to_owned(),
            "Whoever looks after the Meta app must ask for the permission in its dashboard (App Review); then try this step again.",
            true,
        ),
        10 | 200..=299 | 131_005 => (
            format!("The login may not do this: Meta refused {}.", doing(task)),
            match way {
                Way::Manual => {
                    "In Meta Business Settings give the system user full control of the WhatsApp account (Accounts → WhatsApp accounts → Add people), \
                     then try this step again."
                }
                Way::Signup | Way::Coexistence | Way::Login => {
                    "In Meta Business Settings give the person who logged in full control of the WhatsApp account, then try this step again."
                }
            },
            true,
        ),
        33 | 100 => match (task, way) {
            (Task::ReadAccount(_) | Task::ReadNumbers(_) | Task::Subscribe(_), Way::Manual) => (
                "Meta does not know this WhatsApp Business Account, or the token may not see it.".to_owned(),
                "Check the account id, and that the system user has access to the account; then start over.",
                true,
            ),
            _ => (
                refused(task),
                "Look at the WhatsApp account in WhatsApp Manager: does it and its number still exist? Then try this step again.",
                true,
            ),
        },
        368 => (
            "Meta has blocked this account for a while because of its rules.".to_owned(),
            "Open the account's quality page in WhatsApp Manager and follow it; then try this step again.",
            true,
        ),
        131_031 => (
            "Meta has locked this account.".to_owned(),
            "Open WhatsApp Manager: it says why and how to ask for a review. Then try this step again.",
            true,
        ),
        131_042 | 131_044 => {
            ("Meta can't charge this account.".to_owned(), "Add or mend the payment method in WhatsApp Manager, then try this step again.", true)
        }
        131_045 | 133_010 => ("The number is not registered.".to_owned(), "Try this step again; it registers the number.", true),
        133_000 => ("The last time this number was taken off, it did not finish.".to_owned(), "Wait a few minutes, then try this step again.", true),
        133_005 => ("The PIN is wrong.".to_owned(), "Enter it again, or reset it in WhatsApp Manager (two-step verification).", true),
        133_006 => ("The number must be verified again.".to_owned(), "Ask for a code by SMS or call and enter it.", true),
        133_008 | 133_009 => (
            "There were too many attempts with the PIN.".to_owned(),
            "Wait as long as Meta says, then try this step again. The PIN can be reset in WhatsApp Manager.",
            true,
        ),
        133_015 => ("This number was taken off a moment ago.".to_owned(), "Wait five minutes, then try this step again.", true),
        133_016 => (
            "This number was registered or taken off too often: Meta allows ten times in three days.".to_owned(),
            "Wait three days, then try this step again. Messages already arrive; only sending has to wait.",
            true,
        ),
        136_024 => {
            ("Meta could not send the code.".to_owned(), "Check that the number can receive it, wait a while, then ask for another one.", true)
        }
        136_025 => ("The code is wrong or too old.".to_owned(), "Ask for a new code and enter it.", true),
        _ => (refused(task), "Read Meta's words, change what they name, then try this step again.", true),
    };
    Problem { words, meta_says: Some(meta_says.to_owned()), code: Some(code), fix: fix.to_owned(), can_retry }
}
