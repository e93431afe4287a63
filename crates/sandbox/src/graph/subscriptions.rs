//! Webhook addresses of app, account and number, with Meta's handshake (reference 2.6, 6.1).

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::auth::Caller;
use super::params::text_of;
use super::{GraphError, Request, nodes};
use crate::running::Running;
use crate::world::Callback;

/// `/{app id}/subscriptions`, with the app token.
pub(super) async fn answer(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if sandbox.read(|world| world.app.id != request.route.id) {
        return Err(nodes::unknown_object(request));
    }
    if !matches!(caller, Caller::App) {
        return Err(GraphError::worded(15, "(#15) This method must be called with an app access_token."));
    }
    let params = &request.params;
    if request.method == Method::GET {
        return sandbox.read(|world| {
            let data: Vec<Value> = world
                .callback
                .iter()
                .map(|callback| {
                    json!({
                        "object": "whatsapp_business_account",
                        "callback_url": callback.url,
                        "active": true,
                        "fields": [{ "name": "messages", "version": "v24.0" }],
                    })
                })
                .collect();
            Ok(json!({ "data": data }))
        });
    }
    let callback = if request.method == Method::POST {
        let object = params.text("object").ok_or_else(|| GraphError::required("object"))?;
        if object != "whatsapp_business_account" {
            return Err(GraphError::details(100, format!("Param object \"{object}\" is not known to the sandbox.")));
        }
        let url = params.text("callback_url").ok_or_else(|| GraphError::required("callback_url"))?;
        let verify_token = params.text("verify_token").ok_or_else(|| GraphError::required("verify_token"))?;
        Some(verified(sandbox, Callback { url, verify_token }).await?)
    } else if request.method == Method::DELETE {
        None
    } else {
        return Err(nodes::unknown_object(request));
    };
    sandbox.act(|world| {
        world.callback = callback;
        Ok((json!({ "success": true }), Vec::new()))
    })
}

/// `override_callback_uri` and `verify_token` of a body; none, or an empty address, clears the override.
pub(super) async fn override_callback(sandbox: &Arc<Running>, body: &Value) -> Result<Option<Callback>, GraphError> {
    let Some(url) = body.get("override_callback_uri").and_then(text_of).filter(|url| !url.is_empty()) else {
        return Ok(None);
    };
    if url.chars().count() > 200 {
        return Err(GraphError::details(100, "Param override_callback_uri must be at most 200 characters long."));
    }
    let verify_token = body.get("verify_token").and_then(text_of).ok_or_else(|| GraphError::required("verify_token"))?;
    verified(sandbox, Callback { url, verify_token }).await.map(Some)
}

async fn verified(sandbox: &Arc<Running>, callback: Callback) -> Result<Callback, GraphError> {
    match sandbox.handshake(&callback).await {
        Ok(()) => Ok(callback),
        Err(reason) => Err(GraphError::worded(2200, format!("(#2200) Callback verification failed with the following errors: {reason}"))),
    }
}
