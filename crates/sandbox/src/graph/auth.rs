//! Who calls, and whether they may.

use axum::http::{HeaderMap, header};

use super::GraphError;
use crate::config::TokenConfig;
use crate::world::World;

/// The right to send and to receive messages.
pub(crate) const MESSAGING: &str = "whatsapp_business_messaging";
/// The right to manage accounts, numbers and templates.
pub(crate) const MANAGEMENT: &str = "whatsapp_business_management";

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
    App,
    Token(TokenConfig),
}

pub(crate) fn caller(world: &World, bearer: Option<&str>, now_ms: i64) -> Result<Caller, GraphError> {
    let bearer = bearer.ok_or_else(GraphError::no_token)?;
    if bearer == format!("{}|{}", world.app.id, world.app.secret) {
        return Ok(Caller::App);
    }
    let token = world.token(bearer).ok_or_else(|| GraphError::code(190))?;
    if token.revoked {
        return Err(GraphError::revoked_token());
    }
    if token.expires_at_s.is_some_and(|end| end * 1_000 <= now_ms) {
        return Err(GraphError::expired_token());
    }
    Ok(Caller::Token(token.clone()))
}

impl Caller {
    /// `Ok(true)`: may; `Ok(false)`: has the right, but not on this account.
    pub(crate) fn may(&self, scope: &str, account_id: &str) -> Result<bool, GraphError> {
        match self {
            Self::App => Err(GraphError::code(10)),
            Self::Token(token) if !token.scopes.iter().any(|granted| granted == scope) => Err(GraphError::code(10)),
            Self::Token(token) => Ok(token.accounts.as_ref().is_none_or(|accounts| accounts.iter().any(|granted| granted == account_id))),
        }
    }
}
