//! `/oauth/access_token`: codes, longer tokens, the app's own (reference 2.5).

use std::sync::Arc;

use serde_json::{Value, json};

use super::{GraphError, Request};
use crate::config::TokenConfig;
use crate::knobs::Endpoint;
use crate::running::Running;

pub(super) fn access_token(sandbox: &Arc<Running>, request: &Request, now_ms: i64) -> Result<Value, GraphError> {
    let params = &request.params;
    let id = params.text("client_id").ok_or_else(|| GraphError::worded(101, "Missing client_id parameter."))?;
    sandbox.change(|world| {
        let Some(app) = world.app(&id) else {
            return Err(GraphError::worded(101, "Error validating application. Cannot get application info due to a system error."));
        };
        match params.text("client_secret") {
            Some(secret) if secret == app.config.secret => {}
            Some(_) => return Err(GraphError::worded(1, "Error validating client secret.")),
            None => return Err(GraphError::worded(1, "Missing client_secret parameter.")),
        }
        match request.route.endpoint {
            Endpoint::CodeExchange => {
                let code = params.text("code").unwrap_or_default();
                let token = world.exchange_code(&id, &code, params.text("redirect_uri").as_deref(), now_ms)?;
                Ok(told(&token, now_ms))
            }
            Endpoint::TokenExchange => {
                let short = params.text("fb_exchange_token").ok_or_else(|| GraphError::worded(100, "fb_exchange_token parameter not specified"))?;
                Ok(told(&world.lengthen_token(&id, &short, now_ms)?, now_ms))
            }
            _ if params.text("grant_type").as_deref() == Some("client_credentials") => {
                Ok(json!({ "access_token": app.config.token(), "token_type": "bearer" }))
            }
            _ => Err(GraphError::worded(100, "Invalid verification code format.")),
        }
    })
}

/// A token that never ends comes without `expires_in`.
fn told(token: &TokenConfig, now_ms: i64) -> Value {
    let mut answer = json!({ "access_token": token.value, "token_type": "bearer" });
    if let Some(end_s) = token.expires_at_s {
        answer["expires_in"] = json!(end_s - now_ms / 1_000);
    }
    answer
}
