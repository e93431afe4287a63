//! From a call to its answer.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::auth::{self, Caller};
use super::send::{self, Request as MessagesRequest};
use super::{GraphError, Request, account, app, business, debug_token, number, oauth, person, registration, subscriptions, template};
use crate::config::{MANAGEMENT, MESSAGING};
use crate::knobs::Endpoint;
use crate::running::Running;
use crate::world::{Account, Number, World};

pub(super) async fn answer(sandbox: &Arc<Running>, request: &Request, bearer: Option<&str>, fails_with: Option<u32>) -> Result<Value, GraphError> {
    let now_ms = sandbox.now_ms();
    let endpoint = request.route.endpoint;
    if matches!(endpoint, Endpoint::AccessToken | Endpoint::CodeExchange | Endpoint::TokenExchange) {
        return oauth::access_token(sandbox, request, now_ms);
    }
    let caller = sandbox.read(|world| auth::caller(world, bearer, &request.params, now_ms))?;
    match endpoint {
        Endpoint::AccessToken | Endpoint::CodeExchange | Endpoint::TokenExchange | Endpoint::Dialog | Endpoint::Sdk => {
            Err(request.route.unknown_path())
        }
        Endpoint::DebugToken => sandbox.read(|world| debug_token::answer(world, &request.params, &caller, now_ms)),
        Endpoint::Me => sandbox.read(|world| person::me(world, request, &caller)),
        Endpoint::MeBusinesses => sandbox.read(|world| person::businesses(world, request, &caller)),
        Endpoint::Permissions => person::permissions(sandbox, request, &caller),
        Endpoint::Messages | Endpoint::MarkRead => messages(sandbox, request, &caller, fails_with, now_ms),
        Endpoint::PhoneNumber => number::answer(sandbox, request, &caller).await,
        Endpoint::BusinessProfile => number::profile(sandbox, request, &caller),
        Endpoint::Register | Endpoint::Deregister | Endpoint::RequestCode | Endpoint::VerifyCode | Endpoint::SmbAppData => {
            registration::answer(sandbox, request, &caller, now_ms)
        }
        Endpoint::Account => sandbox.read(|world| account::node(world, request, &caller)),
        Endpoint::PhoneNumbers => sandbox.read(|world| number::list(world, request, &caller)),
        Endpoint::Templates => sandbox.read(|world| template::list(world, request, &caller)),
        Endpoint::SubscribedApps | Endpoint::Subscribe => account::subscribed_apps(sandbox, request, &caller).await,
        Endpoint::Business => sandbox.read(|world| business::node(world, request, &caller)),
        Endpoint::OwnedAccounts | Endpoint::ClientAccounts => sandbox.read(|world| business::accounts(world, request, &caller)),
        Endpoint::App => sandbox.read(|world| app::node(world, request, &caller)),
        Endpoint::Subscriptions => subscriptions::answer(sandbox, request, &caller).await,
        Endpoint::Unknown => sandbox.read(|world| Err(unknown(world, request))),
    }
}

fn unknown(world: &World, request: &Request) -> GraphError {
    let Request { method, route, .. } = request;
    let node_type = if world.number(&route.id).is_some() {
        "WhatsAppBusinessPhoneNumber"
    } else if world.account(&route.id).is_some() {
        "WhatsAppBusinessAccount"
    } else if route.edge.is_empty() || !route.id.chars().all(|c| c.is_ascii_digit()) {
        return route.unknown_path();
    } else {
        return unknown_object(request);
    };
    if method == Method::GET {
        GraphError::worded(100, format!("(#100) Tried accessing nonexisting field ({}) on node type ({node_type})", route.edge))
    } else {
        unknown_object(request)
    }
}

pub(super) fn unknown_object(request: &Request) -> GraphError {
    GraphError::unknown_object(&request.method.as_str().to_ascii_lowercase(), &request.route.id)
}

pub(super) fn success() -> Value {
    json!({ "success": true })
}

/// The number that the path names, if the caller may use it.
pub(super) fn number_for<'a>(world: &'a World, request: &Request, caller: &Caller, scope: &str) -> Result<&'a Number, GraphError> {
    let number = world.number(&request.route.id).ok_or_else(|| unknown_object(request))?;
    match caller.may(scope, &number.account_id)? {
        true => Ok(number),
        false if request.method == Method::GET => Err(unknown_object(request)),
        false => Err(GraphError::code(200)),
    }
}

/// The account that the path names, if the caller may manage it.
pub(super) fn account_for<'a>(world: &'a World, request: &Request, caller: &Caller) -> Result<&'a Account, GraphError> {
    let account = world.account(&request.route.id).ok_or_else(|| unknown_object(request))?;
    match caller.may(MANAGEMENT, &account.config.id)? {
        true => Ok(account),
        false if request.method == Method::GET => Err(unknown_object(request)),
        false => Err(GraphError::worded(200, "(#200) You do not have permission to access this WhatsApp Business Account")),
    }
}

fn messages(sandbox: &Arc<Running>, request: &Request, caller: &Caller, fails_with: Option<u32>, now_ms: i64) -> Result<Value, GraphError> {
    if request.method != Method::POST {
        return Err(unknown_object(request));
    }
    sandbox.act(|world| {
        let account_id = number_for(world, request, caller, MESSAGING)?.account_id.clone();
        match send::parse(&request.params, world, &account_id)? {
            MessagesRequest::Send(draft) => world.business_sends(&request.route.id, *draft, fails_with, now_ms),
            MessagesRequest::Read { wamid, typing } => {
                if !world.business_reads(&request.route.id, &wamid) {
                    return Err(GraphError::details(131009, "Param message_id is not a message that this number received."));
                }
                if typing {
                    world.business_types(&request.route.id, &wamid, now_ms);
                }
                Ok((success(), Vec::new()))
            }
        }
    })
}

pub(super) fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
