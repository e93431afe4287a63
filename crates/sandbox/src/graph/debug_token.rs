//! `GET /debug_token`: what a token is good for (reference 2.5).

use serde_json::{Value, json};

use super::auth::Caller;
use super::{GraphError, Params};
use crate::config::{DebugTokenForm, PORTFOLIOS, TokenConfig, TokenHolder};
use crate::world::{World, usable};

/// 90 days in seconds: how long an app may read a person's data after a login.
const DATA_ACCESS_S: i64 = 7_776_000;

pub(super) fn answer(world: &World, params: &Params, caller: &Caller, now_ms: i64) -> Result<Value, GraphError> {
    let input = params
        .text("input_token")
        .filter(|token| !token.is_empty())
        .ok_or_else(|| GraphError::worded(100, "(#100) You must provide an input token"))?;
    if let Some(app) = world.apps().find(|app| app.config.token() == input) {
        return Ok(json!({ "data": {
            "app_id": app.config.id, "type": "APP", "application": app.config.name, "is_valid": true, "scopes": [],
        } }));
    }
    let Some(token) = world.token(&input) else {
        return Ok(invalid(190, "Invalid OAuth access token - Cannot parse access token"));
    };
    let app_id = world.app_of(token);
    if caller.app_id() != app_id {
        return Ok(invalid(100, "(#100) The App_id in the input_token did not match the Viewing App"));
    }
    let problem = usable(token, now_ms).err();
    let person = matches!(token.holder, TokenHolder::Person { .. });
    let mut data = json!({
        "app_id": app_id,
        "type": if person { "USER" } else { "SYSTEM_USER" },
        "application": world.app(app_id).map(|app| &app.config.name),
        "data_access_expires_at": if person { token.issued_at_s + DATA_ACCESS_S } else { 0 },
        "expires_at": token.expires_at_s.unwrap_or(0),
        "is_valid": problem.is_none(),
        "issued_at": token.issued_at_s,
        "scopes": token.scopes,
        "granular_scopes": granular(world, token),
        "user_id": token.user_id(),
    });
    if let Some(problem) = problem {
        data["error"] = problem.short();
    }
    Ok(json!({ "data": data }))
}

fn invalid(code: u32, message: &str) -> Value {
    json!({ "data": { "error": { "code": code, "message": message }, "is_valid": false, "scopes": [] } })
}

fn granular(world: &World, token: &TokenConfig) -> Vec<Value> {
    let with_targets = world.login.debug_token == DebugTokenForm::WithTargets;
    token
        .scopes
        .iter()
        .filter_map(|scope| match (&token.holder, &token.accounts) {
            _ if scope.starts_with("whatsapp_business") => Some(match &token.accounts {
                Some(accounts) if with_targets => json!({ "scope": scope, "target_ids": accounts }),
                Some(_) | None => json!({ "scope": scope }),
            }),
            (TokenHolder::SystemUser { business_id: Some(business) }, _) if scope == PORTFOLIOS => {
                Some(json!({ "scope": scope, "target_ids": [business] }))
            }
            (TokenHolder::SystemUser { .. } | TokenHolder::Person { .. }, _) => None,
        })
        .collect()
}
