//! The GET handshake with which Meta checks that a callback URL is ours.

use frontdesk_domain::secret::Secret;
use serde::Deserialize;

use super::signature::SignatureKey;

/// The query of the handshake. Deserialises from `hub.mode`, `hub.verify_token` and `hub.challenge`.
#[derive(Clone, Default, Deserialize)]
pub struct Handshake {
    #[serde(rename = "hub.mode")]
    pub mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    pub verify_token: Option<String>,
    #[serde(rename = "hub.challenge")]
    pub challenge: Option<String>,
}

/// Why the handshake is refused. The answer to the caller is 403 in each case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ChallengeError {
    #[error("no verify token is set, so no callback URL can be confirmed")]
    NoToken,
    #[error("hub.mode is not subscribe")]
    Mode,
    #[error("hub.verify_token is not ours")]
    Token,
    #[error("hub.challenge is missing or empty")]
    Challenge,
}

impl Handshake {
    /// The challenge to send back as the plain body of a 200, when the caller knows our verify token.
    pub fn answer(&self, ours: &Secret) -> Result<&str, ChallengeError> {
        // Comparing authentication codes takes the same time wherever the tokens differ.
        let key = SignatureKey::new(ours).map_err(|_| ChallengeError::NoToken)?;
        let given = self.verify_token.as_deref().unwrap_or_default();
        if !key.same(ours.expose().as_bytes(), given.as_bytes()) {
            return Err(ChallengeError::Token);
        }
        if self.mode.as_deref() != Some("subscribe") {
            return Err(ChallengeError::Mode);
        }
        self.challenge.as_deref().filter(|challenge| !challenge.is_empty()).ok_or(ChallengeError::Challenge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shake(mode: &str, token: &str, challenge: &str) -> Result<String, ChallengeError> {
        let given = Handshake { mode: Some(mode.into()), verify_token: Some(token.into()), challenge: Some(challenge.into()) };
        given.answer(&Secret::new("our token")).map(str::to_owned)
    }

    #[test]
    fn only_our_token_is_answered() {
        assert_eq!(shake("subscribe", "our token", "1158201444"), Ok("1158201444".into()));
        assert_eq!(shake("subscribe", "our toke", "1"), Err(ChallengeError::Token));
        assert_eq!(shake("subscribe", "our token\0", "1"), Err(ChallengeError::Token));
        assert_eq!(shake("subscribe", "", "1"), Err(ChallengeError::Token));
        assert_eq!(shake("unsubscribe", "our token", "1"), Err(ChallengeError::Mode));
        assert_eq!(shake("subscribe", "our token", ""), Err(ChallengeError::Challenge));
        assert_eq!(Handshake::default().answer(&Secret::new("our token")), Err(ChallengeError::Token));
    }

    #[test]
    fn an_unset_token_matches_nothing() {
        let given = Handshake { mode: Some("subscribe".into()), verify_token: Some(String::new()), challenge: Some("1".into()) };
        assert_eq!(given.answer(&Secret::new("")), Err(ChallengeError::NoToken));
    }
}
