//! Authorization codes and access tokens (reference 2.5).

use super::World;
use crate::config::{ConfiguredToken, TokenConfig, TokenEnd, TokenHolder};
use crate::graph::GraphError;
use crate::ids;

/// 60 days in seconds.
const SIXTY_DAYS_S: i64 = 5_184_000;

/// What somebody agreed to on the login pages.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) app_id: String,
    pub(crate) person_id: String,
    pub(crate) business_id: Option<String>,
    pub(crate) accounts: Vec<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) token: ConfiguredToken,
}

/// What can be exchanged for a token, once.
pub(crate) struct Code {
    pub(crate) value: String,
    grant: Grant,
    /// The address that the dialog was given; `None` for Embedded Signup.
    redirect_uri: Option<String>,
    pub(crate) ends_at_ms: i64,
    used: bool,
}

impl World {
    pub(crate) fn token(&self, value: &str) -> Option<&TokenConfig> {
        self.tokens.iter().find(|token| token.value == value)
    }

    /// The app that a token belongs to.
    pub(crate) fn app_of<'a>(&'a self, token: &'a TokenConfig) -> &'a str {
        token.app_id.as_deref().unwrap_or(self.main_app_id())
    }

    pub(crate) fn issue_code(&mut self, grant: Grant, redirect_uri: Option<String>, now_ms: i64) -> String {
        let value = ids::secret("AQ", 96);
        let lives_ms = i64::try_from(self.login.code_lives.as_millis()).unwrap_or(i64::MAX / 2);
        self.codes.push(Code { value: value.clone(), grant, redirect_uri, ends_at_ms: now_ms + lives_ms, used: false });
        value
    }

    /// Exchanges a code: once, in time, by its own app, with the same redirect address.
    pub(crate) fn exchange_code(&mut self, app_id: &str, value: &str, redirect_uri: Option<&str>, now_ms: i64) -> Result<TokenConfig, GraphError> {
        let code = self
            .codes
            .iter_mut()
            .find(|code| code.value == value && code.grant.app_id == app_id)
            .ok_or_else(|| GraphError::worded(100, "Invalid verification code format."))?;
        if code.used {
            return Err(GraphError::worded(100, "This authorization code has been used.").with_subcode(36009));
        }
        if now_ms >= code.ends_at_ms {
            return Err(GraphError::worded(100, "This authorization code has expired.").with_subcode(36007));
        }
        if code.redirect_uri.as_deref() != redirect_uri.filter(|uri| !uri.is_empty()) {
            let words =
                "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request";
            return Err(GraphError::worded(100, words).with_subcode(36008));
        }
        code.used = true;
        let grant = code.grant.clone();
        Ok(self.issue_token(grant, now_ms))
    }

    /// A code's age ends now, for every code that has not been used.
    pub(crate) fn expire_codes(&mut self) {
        self.codes.iter_mut().for_each(|code| code.ends_at_ms = i64::MIN);
    }

    pub(crate) fn issue_token(&mut self, grant: Grant, now_ms: i64) -> TokenConfig {
        let now_s = now_ms / 1_000;
        let user_lives_s = i64::try_from(self.login.user_token_lives.as_secs()).unwrap_or(i64::MAX / 2);
        let (kind, holder, lives_s) = match grant.token {
            ConfiguredToken::User => ("login", TokenHolder::Person { id: grant.person_id }, Some(user_lives_s)),
            ConfiguredToken::SystemUser => ("business", TokenHolder::SystemUser { business_id: grant.business_id }, None),
            ConfiguredToken::SystemUserFor60Days => ("business", TokenHolder::SystemUser { business_id: grant.business_id }, Some(SIXTY_DAYS_S)),
        };
        let token = TokenConfig {
            label: self.next_label(kind),
            value: ids::secret("EAA", 180),
            app_id: Some(grant.app_id),
            holder,
            scopes: grant.scopes,
            accounts: Some(grant.accounts),
            issued_at_s: now_s,
            expires_at_s: lives_s.map(|lives_s| now_s + lives_s),
            ended: None,
        };
        self.tokens.push(token.clone());
        token
    }

    /// `business-1`, `login-2`: a token's number among all that were issued.
    fn next_label(&mut self, kind: &str) -> String {
        self.issued += 1;
        format!("{kind}-{}", self.issued)
    }

    /// A short-lived user token becomes one of 60 days; the short one goes on working until its end.
    pub(crate) fn lengthen_token(&mut self, app_id: &str, value: &str, now_ms: i64) -> Result<TokenConfig, GraphError> {
        let token = self.token(value).ok_or_else(|| GraphError::code(190))?.clone();
        usable(&token, now_ms)?;
        if self.app_of(&token) != app_id {
            return Err(GraphError::worded(190, "Invalid OAuth access token - The access token does not belong to this application."));
        }
        if matches!(token.holder, TokenHolder::SystemUser { .. }) {
            return Err(GraphError::worded(100, "(#100) System user access tokens cannot be exchanged."));
        }
        let now_s = now_ms / 1_000;
        let long = TokenConfig {
            label: self.next_label("long-lived"),
            value: ids::secret("EAA", 180),
            issued_at_s: now_s,
            expires_at_s: Some(now_s + SIXTY_DAYS_S),
            ..token
        };
        self.tokens.push(long.clone());
        Ok(long)
    }

    /// Ends tokens: the ones that `which` names.
    pub(crate) fn end_tokens(&mut self, end: TokenEnd, which: impl Fn(&TokenConfig) -> bool) -> usize {
        let named = self.tokens.iter_mut().filter(|token| which(token) && token.ended.is_none());
        named.map(|token| token.ended = Some(end)).count()
    }

    pub(crate) fn end_tokens_of_person(&mut self, person_id: &str, end: TokenEnd) -> usize {
        self.end_tokens(end, |token| matches!(&token.holder, TokenHolder::Person { id } if id == person_id))
    }

    /// The business tokens of an app for an account's business end, and it no longer listens.
    pub(crate) fn remove_partner(&mut self, account_id: &str, app_id: &str) {
        let main = self.main_app_id().to_owned();
        self.end_tokens(TokenEnd::AppRemoved, |token| {
            token.app_id.as_deref().unwrap_or(&main) == app_id && matches!(token.holder, TokenHolder::SystemUser { .. }) && token.reaches(account_id)
        });
        if let Some(account) = self.account_mut(account_id) {
            account.subscriptions.retain(|subscription| subscription.app_id != app_id);
        }
    }
}

/// Refuses a token that has ended.
pub(crate) fn usable(token: &TokenConfig, now_ms: i64) -> Result<(), GraphError> {
    match token.ended {
        Some(end) => Err(GraphError::worded(190, end.message()).with_subcode(end.subcode())),
        None if token.is_expired(now_ms) => Err(GraphError::expired_token()),
        None => Ok(()),
    }
}
