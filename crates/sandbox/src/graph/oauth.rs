//! Tokens: who they are for (reference 2.5).

use serde_json::{Map, Value, json};

use super::auth::Caller;
use super::{GraphError, Params, fields};
use crate::config::TokenConfig;
use crate::world::World;

/// `GET /oauth/access_token`: the app token.
pub(super) fn access_token(world: &World, params: &Params) -> Result<Value, GraphError> {
    let id = params.text("client_id").ok_or_else(|| GraphError::worded(101, "Missing client_id parameter."))?;
    if id != world.app.id {
        return Err(GraphError::worded(101, "Error validating application. Cannot get application info due to a system error."));
    }
    match params.text("client_secret") {
        Some(secret) if secret == world.app.secret => {}
        Some(_) | None => return Err(GraphError::worded(1, "Error validating client secret.")),
    }
    match params.text("grant_type").as_deref() {
        Some("client_credentials") => Ok(json!({ "access_token": format!("{}|{}", world.app.id, world.app.secret), "token_type": "bearer" })),
        Some(_) | None => Err(GraphError::worded(100, "Invalid verification code format.")),
    }
}

/// `GET /debug_token`.
pub(super) fn debug_token(world: &World, params: &Params, caller: &Caller, now_ms: i64) -> Result<Value, GraphError> {
    let input = params
        .text("input_token")
        .filter(|token| !token.is_empty())
        .ok_or_else(|| GraphError::worded(100, "(#100) You must provide an input token"))?;
    if input == format!("{}|{}", world.app.id, world.app.secret) {
        return Ok(json!({ "data": {
            "app_id": world.app.id, "type": "APP", "application": world.app.name, "is_valid": true, "scopes": [],
        } }));
    }
    let Some(token) = world.token(&input) else {
        return Ok(json!({ "data": {
            "error": { "code": 190, "message": "Invalid OAuth access token - Cannot parse access token" },
            "is_valid": false,
            "scopes": [],
        } }));
    };
    // A user's token may look at itself; looking at others takes the app's.
    if let Caller::Token(own) = caller
        && own.value != token.value
        && own.revoked
    {
        return Err(GraphError::code(10));
    }
    let expired = token.expires_at_s.is_some_and(|end| end * 1_000 <= now_ms);
    let mut data = json!({
        "app_id": world.app.id,
        "type": "SYSTEM_USER",
        "application": world.app.name,
        "data_access_expires_at": 0,
        "expires_at": token.expires_at_s.unwrap_or(0),
        "is_valid": !expired && !token.revoked,
        "issued_at": 1_764_000_000,
        "scopes": token.scopes,
        "granular_scopes": granular(token),
        "user_id": user_id(token),
    });
    if expired {
        data["error"] = json!({ "code": 190, "message": "Error validating access token: Session has expired.", "subcode": 463 });
    } else if token.revoked {
        data["error"] = json!({ "code": 190, "message": "Error validating access token: The session has been invalidated.", "subcode": 460 });
    }
    Ok(json!({ "data": data }))
}

fn granular(token: &TokenConfig) -> Vec<Value> {
    token
        .scopes
        .iter()
        .filter(|scope| scope.starts_with("whatsapp_business"))
        .map(|scope| match &token.accounts {
            Some(accounts) => json!({ "scope": scope, "target_ids": accounts }),
            None => json!({ "scope": scope }),
        })
        .collect()
}

/// A system user's id, stable per label.
fn user_id(token: &TokenConfig) -> String {
    let sum = token.label.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!("1222{:011}", sum % 100_000_000_000)
}

/// `GET /me`.
pub(super) fn me(world: &World, wanted: Option<String>, caller: &Caller) -> Result<Value, GraphError> {
    let mut node = Map::new();
    match caller {
        Caller::App => {
            node.insert("id".into(), json!(world.app.id));
            node.insert("name".into(), json!(world.app.name));
        }
        Caller::Token(token) => {
            node.insert("id".into(), json!(user_id(token)));
            node.insert("name".into(), json!(format!("{} system user", world.app.name)));
            if let Some(account) = world.accounts.first() {
                node.insert("client_business_id".into(), json!(account.config.business_id));
            }
        }
    }
    fields::select(&node, "User", &["id", "name", "client_business_id"], &["name", "id"], wanted.as_deref())
}
