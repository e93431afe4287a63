//! What happened to the connections, in lines for people.

use serde::{Deserialize, Serialize};

use crate::ids::PhoneNumberId;
use crate::secret::Secret;
use crate::time::Millis;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// Order of making on this device.
    pub position: i64,
    pub number: PhoneNumberId,
    pub at: Millis,
    pub level: LogLevel,
    /// What part spoke: `connect`, `webhook`, `send`, `check`, `token`, `person`.
    pub subject: String,
    pub words: String,
}

/// Runs of letters and digits of this length are tokens, signatures or message ids, and none of them belongs into a log.
const LONGEST_WORD: usize = 32;

/// `words` without secrets: the known ones wherever they are, and whatever else looks like one.
pub fn redacted(words: &str, known: &[Secret]) -> String {
    let mut clean = words.to_owned();
    for secret in known.iter().filter(|secret| !secret.expose().trim().is_empty()) {
        clean = clean.replace(secret.expose(), HIDDEN);
    }
    let mut out = String::with_capacity(clean.len());
    let mut run = String::new();
    for c in clean.chars().map(Some).chain([None]) {
        match c {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '|' | '=' | '+') => run.push(c),
            other => {
                // Meta's tokens begin with EAA; ids of Meta are digits only and stay.
                let secret = run.len() >= LONGEST_WORD || (run.starts_with("EAA") && run.len() >= 12);
                out.push_str(if secret { HIDDEN } else { &run });
                run.clear();
                out.extend(other);
            }
        }
    }
    out
}

const HIDDEN: &str = "[hidden]";

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nothing_secret("Meta refused (code 190): Error validating access token.", "Meta refused (code 190): Error validating access token.")]
    #[case::known("token sandbox-canary is bad", "token [hidden] is bad")]
    #[case::known_inside("x=sandbox-canary&y", "x=[hidden]&y")]
    #[case::metas_own("Malformed access token EAAGm0PX4ZCps0BA", "Malformed access token [hidden]")]
    #[case::unknown_and_long("0123456789abcdef0123456789abcdef", "[hidden]")]
    #[case::ids_stay("number 106540352242922 of 102290129340398", "number 106540352242922 of 102290129340398")]
    #[case::our_ids_stay("01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057")]
    #[case::other_alphabets("Größe 漢字 EAAAAAAAAAAAAAAA!", "Größe 漢字 [hidden]!")]
    fn secrets_do_not_get_into_words(#[case] words: &str, #[case] clean: &str) {
        assert_eq!(redacted(words, &[Secret::new("sandbox-canary"), Secret::new("")]), clean);
    }
}
