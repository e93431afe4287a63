//! Webhook addresses of app, account and number, with Meta's handshake (reference 2.6, 6.1).

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::answer::{success, unknown_object};
use super::auth::Caller;
use super::params::{structured, text_of};
use super::{GraphError, Params, Request};
use crate::running::Running;
use crate::world::{Callback, FIELDS, World};

/// `/{app id}/subscriptions`, with the app token.
pub(super) async fn answer(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let app_id = &request.route.id;
    if sandbox.read(|world| world.app(app_id).is_none()) {
        return Err(unknown_object(request));
    }
    if !matches!(caller, Caller::App(id) if id == app_id) {
        return Err(GraphError::worded(15, "(#15) This method must be called with an app access_token."));
    }
    let params = &request.params;
    if request.method == Method::GET {
        return sandbox.read(|world| Ok(json!({ "data": listed(world, app_id) })));
    }
    let (callback, fields) = if request.method == Method::POST {
        let object = params.text("object").ok_or_else(|| GraphError::required("object"))?;
        if object != "whatsapp_business_account" {
            return Err(GraphError::details(100, format!("Param object \"{object}\" is not known to the sandbox.")));
        }
        let url = params.text("callback_url").ok_or_else(|| GraphError::required("callback_url"))?;
        let verify_token = params.text("verify_token").ok_or_else(|| GraphError::required("verify_token"))?;
        let fields = fields(params)?;
        (Some(verified(sandbox, Callback { url, verify_token }).await?), fields)
    } else if request.method == Method::DELETE {
        (None, FIELDS.iter().map(|field| (*field).to_owned()).collect())
    } else {
        return Err(unknown_object(request));
    };
    sandbox.change(|world| {
        if let Some(app) = world.app_mut(app_id) {
            app.callback = callback;
            app.fields = fields;
        }
    });
    Ok(success())
}

fn listed(world: &World, app_id: &str) -> Vec<Value> {
    let Some(app) = world.app(app_id) else { return Vec::new() };
    let fields: Vec<Value> = app.fields.iter().map(|field| json!({ "name": field, "version": "v24.0" })).collect();
    let subscription =
        |callback: &Callback| json!({ "object": "whatsapp_business_account", "callback_url": callback.url, "active": true, "fields": fields });
    app.callback.iter().map(subscription).collect()
}

/// `fields`, separated by commas or as a JSON list.
fn fields(params: &Params) -> Result<Vec<String>, GraphError> {
    let given = match params.values.get("fields").map(structured) {
        Some(Value::Array(fields)) => fields.iter().filter_map(text_of).collect(),
        Some(value) => text_of(&value).unwrap_or_default().split(',').map(|field| field.trim().to_owned()).collect(),
        None => Vec::new(),
    };
    let given: Vec<String> = given.into_iter().filter(|field| !field.is_empty()).collect();
    if given.is_empty() {
        return Err(GraphError::required("fields"));
    }
    match given.iter().find(|field| !FIELDS.contains(&field.as_str())) {
        Some(odd) => Err(GraphError::details(100, format!("Param fields must be one of {{{}}}: {odd} is not.", FIELDS.join(", ")))),
        None => Ok(given),
    }
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
