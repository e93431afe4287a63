//! The run as text to pass on.

use super::{Check, Outcome, Verdict};
use crate::number::redacted;
use crate::secret::Secret;

/// What the report says about the world around the checks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report<'a> {
    pub app_version: &'a str,
    pub relay_version: Option<&'a str>,
    pub graph_version: &'a str,
    /// When the run began, as text in UTC.
    pub started_at: &'a str,
    pub phone_number_id: &'a str,
    pub waba_id: &'a str,
}

/// Everything as text, without secrets and without customers' data: ids of Meta's, words about the connection, nothing else.
pub fn report(about: &Report<'_>, outcomes: &[(Check, Option<Outcome>)], secrets: &[Secret]) -> String {
    let Report { app_version, relay_version, graph_version, started_at, phone_number_id, waba_id } = about;
    let mut text = format!(
        "Frontdesk connection doctor\nApp {app_version}, relay {}, Graph API {graph_version}\nStarted {started_at}\nNumber id {phone_number_id}, \
         account id {waba_id}\n",
        relay_version.unwrap_or("unknown")
    );
    for (check, outcome) in outcomes {
        let Some(Outcome { verdict, words, fix }) = outcome else {
            text.push_str(&format!("\n[    ] {}: not run", check.title()));
            continue;
        };
        let mark = match verdict {
            Verdict::Good => "good",
            Verdict::Warning => "look",
            Verdict::Bad => "BAD ",
            Verdict::Skipped => "skip",
        };
        text.push_str(&format!("\n[{mark}] {}: {words}", check.title()));
        if let Some(fix) = fix {
            text.push_str(&format!("\n       To do: {fix}"));
        }
    }
    text.push('\n');
    redacted(&text, secrets)
}
