//! Who calls, and whether they may.

use axum::http::{HeaderMap, header};

use super::{GraphError, Params};
use crate::config::TokenConfig;
use crate::webhook::hmac_hex;
use crate::world::{World, usable};

/// The token of `Authorization: Bearer` (or `OAuth`).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth");
    (known && !token.trim().is_empty()).then(|| token.trim().to_owned())
}

/// Who a good token speaks for.
pub(crate) enum Caller {
    /// `{app id}|{secret}`.
    App(String),
    Token {
        token: TokenConfig,
        /// The app that was given it.
        app_id: String,
    },
}

pub(crate) fn caller(world: &World, bearer: Option<&str>, params: &Params, now_ms: i64) -> Result<Caller, GraphError> {
    let bearer = bearer.ok_or_else(GraphError::no_token)?;
    if let Some(app) = world.apps().find(|app| app.config.token() == bearer) {
        return Ok(Caller::App(app.config.id.clone()));
    }
    let token = world.token(bearer).ok_or_else(|| GraphError::code(190))?;
    usable(token, now_ms)?;
    let app_id = world.app_of(token);
    let app = world.app(app_id).ok_or_else(|| GraphError::code(190))?;
    match params.text("appsecret_proof") {
        Some(proof) if proof != hmac_hex(&app.config.secret, bearer.as_bytes()) => {
            return Err(GraphError::worded(100, "Invalid appsecret_proof provided in the API argument"));
        }
        None if app.config.requires_proof => {
            return Err(GraphError::worded(100, "API calls from the server require an appsecret_proof argument"));
        }
        Some(_) | None => {}
    }
    Ok(Caller::Token { token: token.clone(), app_id: app_id.to_owned() })
}

impl Caller {
    pub(crate) fn app_id(&self) -> &str {
        match self {
            Self::App(app_id) | Self::Token { app_id, .. } => app_id,
        }
    }

    /// A person's or a system user's token; an app's is not enough.
    pub(crate) fn token(&self) -> Result<&TokenConfig, GraphError> {
        match self {
            Self::App(_) => Err(GraphError::code(10)),
            Self::Token { token, .. } => Ok(token),
        }
    }

    /// `Ok(true)`: may; `Ok(false)`: has the right, but not on this account.
    pub(crate) fn may(&self, scope: &str, account_id: &str) -> Result<bool, GraphError> {
        let token = self.token()?;
        if token.has(scope) { Ok(token.reaches(account_id)) } else { Err(GraphError::code(10)) }
    }
}
