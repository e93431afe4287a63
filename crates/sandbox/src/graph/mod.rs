//! The Graph API: paths, versions, tokens, answers.

mod account;
pub(crate) mod address;
mod answer;
mod app;
mod auth;
mod business;
mod debug_token;
mod error;
mod fields;
mod number;
mod oauth;
mod params;
mod person;
mod registration;
mod route;
mod send;
mod subscriptions;
mod template;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::calls::Call;
use crate::ids;
use crate::knobs::{Endpoint, GraphFault, RuleId};
use crate::running::Running;
use crate::wire::Wire;
use crate::world::World;

pub(crate) use error::{GraphError, webhook_error};
pub(crate) use params::Params;
use params::structured;
use route::Route;

/// What a handler of a Graph endpoint needs to know of the request.
struct Request {
    method: Method,
    route: Route,
    params: Params,
    /// Absolute address of this call without query, for `paging.next`.
    url: String,
}

/// Every path that is not ours belongs to the Graph API.
pub(crate) async fn handle(
    State(sandbox): State<Arc<Running>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let parsed = Params::parse(uri.query().unwrap_or(""), content_type, &body);
    let (params, malformed) = match parsed {
        Ok(params) => (params, None),
        Err(error) => (Params { values: serde_json::Map::new(), access_token: None }, Some(error)),
    };
    let mut route = route::parse(uri.path(), &method, &params);
    if route.endpoint == Endpoint::PhoneNumber {
        route.endpoint = sandbox.read(|world| kind_of(world, &route.id));
    }
    // Given both, Meta takes the parameter: clients send the app token beside their own header.
    let bearer = params.access_token.clone().or_else(|| auth::bearer(&headers));
    let seq = log_call(&sandbox, &method, &uri, &headers, &route, &params, bearer.as_deref());
    let fault = sandbox.knobs(|knobs| knobs.take_graph_fault(route.endpoint));

    let version = route.version.clone().unwrap_or_else(|| "v22.0".into());
    let endpoint = route.endpoint;
    let fault = match fault {
        Some((rule, fault)) if !fault.after_accept() => {
            sandbox.knobs(|knobs| knobs.struck(rule));
            return strike(&sandbox, &wire, seq, fault, None, &version).await;
        }
        other => other,
    };
    let request = Request { method, url: format!("{}{}", sandbox.base_url(), uri.path()), route, params };
    let outcome = match malformed {
        Some(error) => Err(error),
        None => answer(&sandbox, &request, bearer.as_deref(), fault.as_ref()).await,
    };
    match (outcome, fault) {
        (Ok(body), Some((rule, fault))) => {
            sandbox.knobs(|knobs| knobs.struck(rule));
            strike(&sandbox, &wire, seq, fault, Some(body), &version).await
        }
        (Ok(body), None) => finish(&sandbox, seq, StatusCode::OK, body, &version, endpoint),
        (Err(error), fault) => {
            if let Some((rule, _)) = fault {
                sandbox.knobs(|knobs| knobs.give_back(rule));
            }
            finish(&sandbox, seq, error.status, error.body(), &version, endpoint)
        }
    }
}

/// What `/{id}` is.
fn kind_of(world: &World, id: &str) -> Endpoint {
    if world.account(id).is_some() {
        Endpoint::Account
    } else if world.business(id).is_some() {
        Endpoint::Business
    } else if world.app(id).is_some() {
        Endpoint::App
    } else {
        Endpoint::PhoneNumber
    }
}

/// A call of something that is no Graph endpoint, yet logged and failing on demand as one.
pub(crate) async fn page_call(
    sandbox: &Arc<Running>,
    wire: &Wire,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    endpoint: Endpoint,
    answer: impl FnOnce() -> Response,
) -> Response {
    let params = Params::parse(uri.query().unwrap_or(""), "", b"").unwrap_or_else(|_| Params { values: serde_json::Map::new(), access_token: None });
    let mut route = route::parse(uri.path(), method, &params);
    route.endpoint = endpoint;
    let seq = log_call(sandbox, method, uri, headers, &route, &params, None);
    let version = route.version.clone().unwrap_or_else(|| "v22.0".into());
    match sandbox.knobs(|knobs| knobs.take_graph_fault(endpoint)) {
        Some((rule, GraphFault::Slow { ms })) => {
            sandbox.knobs(|knobs| knobs.struck(rule));
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
        Some((rule, fault)) => {
            sandbox.knobs(|knobs| knobs.struck(rule));
            return strike(sandbox, wire, seq, fault, None, &version).await;
        }
        None => {}
    }
    let response = answer();
    sandbox.log_edit(seq, |call| call.status = Some(response.status().as_u16()));
    response
}

async fn answer(sandbox: &Arc<Running>, request: &Request, bearer: Option<&str>, fault: Option<&(RuleId, GraphFault)>) -> Result<Value, GraphError> {
    request.route.check_version()?;
    let fails_with = match fault {
        Some((_, GraphFault::FailsLater { code })) => Some(*code),
        Some(_) | None => None,
    };
    answer::answer(sandbox, request, bearer, fails_with).await
}

/// Lets a fault happen. `accepted` is the answer that a call would have had.
async fn strike(sandbox: &Arc<Running>, wire: &Wire, seq: u64, fault: GraphFault, accepted: Option<Value>, version: &str) -> Response {
    sandbox.log_edit(seq, |call| call.fault = Some(fault.clone()));
    let ok = accepted.unwrap_or_else(|| json!({}));
    match fault {
        GraphFault::TimeoutBeforeAccept | GraphFault::TimeoutAfterAccept => {
            // Until the client gives up, or the sandbox ends.
            sandbox.ended().await;
            wire.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        GraphFault::ResetBeforeAccept | GraphFault::ResetAfterAccept => {
            wire.cut();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        GraphFault::Http { status, body, .. } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            sandbox.log_edit(seq, |call| {
                call.status = Some(status.as_u16());
                call.answer = body.clone().map(Value::String);
            });
            (status, body.unwrap_or_default()).into_response()
        }
        GraphFault::TooManyRequests => {
            let body = GraphError::code(4).body();
            finish(sandbox, seq, StatusCode::TOO_MANY_REQUESTS, body, version, Endpoint::Unknown)
        }
        GraphFault::MetaError { code } => {
            let error = GraphError::code(code);
            finish(sandbox, seq, error.status, error.body(), version, Endpoint::Unknown)
        }
        GraphFault::WordedError { code, subcode, message } => {
            let error = GraphError::worded(code, message);
            let error = match subcode {
                Some(subcode) => error.with_subcode(subcode),
                None => error,
            };
            finish(sandbox, seq, error.status, error.body(), version, Endpoint::Unknown)
        }
        GraphFault::FailsLater { .. } => finish(sandbox, seq, StatusCode::OK, ok, version, Endpoint::Messages),
        GraphFault::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            finish(sandbox, seq, StatusCode::OK, ok, version, Endpoint::Unknown)
        }
    }
}

fn finish(sandbox: &Arc<Running>, seq: u64, status: StatusCode, body: Value, version: &str, endpoint: Endpoint) -> Response {
    let bytes = body.to_string();
    let failed = !status.is_success();
    sandbox.log_edit(seq, |call| {
        call.status = Some(status.as_u16());
        call.answer = Some(without_secrets(body));
    });
    let mut response = (status, bytes).into_response();
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("content-type", "application/json; charset=UTF-8");
    set("facebook-api-version", version);
    set("cache-control", "private, no-cache, no-store, must-revalidate");
    set("x-fb-request-id", &ids::request_id());
    set("x-fb-trace-id", &ids::request_id());
    set("x-fb-rev", "1021000000");
    set("x-app-usage", r#"{"call_count":1,"total_cputime":0,"total_time":0}"#);
    if failed {
        set("www-authenticate", r#"OAuth "Facebook Platform" "invalid_request" "See the body.""#);
    }
    if matches!(endpoint, Endpoint::Account | Endpoint::PhoneNumbers | Endpoint::SubscribedApps | Endpoint::Subscribe | Endpoint::Templates) {
        set(
            "x-business-use-case-usage",
            r#"{"0":[{"type":"whatsapp_business_management","call_count":1,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}"#,
        );
    }
    response
}

/// Parameters that are secrets, and never logged.
const SECRET: &[&str] = &["client_secret", "input_token", "pin", "fb_exchange_token", "code", "appsecret_proof", "state"];
/// Keys that are secrets wherever they occur.
const SECRET_ANYWHERE: &[&str] = &["access_token", "verify_token"];

/// The same without what must not be logged.
fn without_secrets(value: Value) -> Value {
    match structured(&value) {
        Value::Object(object) => {
            let hide = |(key, value): (String, Value)| {
                let shown = if SECRET_ANYWHERE.contains(&key.as_str()) { json!("(hidden)") } else { without_secrets(value) };
                (key, shown)
            };
            Value::Object(object.into_iter().map(hide).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_secrets).collect()),
        plain @ (Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null) => plain,
    }
}

fn log_call(sandbox: &Arc<Running>, method: &Method, uri: &Uri, headers: &HeaderMap, route: &Route, params: &Params, bearer: Option<&str>) -> u64 {
    let mut body = params.values.clone();
    for name in SECRET {
        if let Some(value) = body.get_mut(*name) {
            *value = json!("(hidden)");
        }
    }
    let body = without_secrets(Value::Object(body));
    let headers = headers
        .iter()
        .map(|(name, value)| {
            let value = value.to_str().unwrap_or("(not text)");
            let shown = match name.as_str() {
                "authorization" => format!("{} (hidden)", value.split(' ').next().unwrap_or("")),
                "cookie" => "(hidden)".to_owned(),
                _ => value.to_owned(),
            };
            (name.to_string(), shown)
        })
        .collect();
    let token = bearer.and_then(|bearer| sandbox.read(|world| world.token(bearer).map(|token| token.label.clone())));
    sandbox.log_call(Call {
        seq: 0,
        at_ms: sandbox.now_ms(),
        method: method.to_string(),
        path: uri.path().to_owned(),
        endpoint: route.endpoint,
        headers,
        body,
        token,
        status: None,
        answer: None,
        fault: None,
    })
}
