//! Meta's login pages: the dialog, Embedded Signup, and the JavaScript SDK that opens them (reference 2.2, 2.4).
//!
//! They are plain forms. Everything is decided by the server, so that a browser, WebDriver and a test that only posts
//! see the same.

mod assets;
mod forms;
mod page;
mod request;
mod result;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::graph;
use crate::knobs::Endpoint;
use crate::running::Running;
use crate::wire::Wire;
use crate::world::{Form, Way};

pub(crate) use page::{Table, table_page};
pub(crate) use result::messages;

/// Who is signed in at the sandbox, in this browser.
const COOKIE: &str = "sandbox_person";

pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<Arc<Running>> {
    Router::new()
        .route("/dialog/oauth", get(open))
        .route("/{version}/dialog/oauth", get(open))
        .route("/dialog/{id}", get(show).post(answer))
        .route("/dialog-assets/{name}", get(assets::asset))
        .route("/{locale}/sdk.js", get(sdk))
}

/// Checks the parameters and goes to the first page.
async fn open(State(sandbox): State<Arc<Running>>, ConnectInfo(wire): ConnectInfo<Wire>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let opened = || {
        let params: Vec<(String, String)> =
            url::form_urlencoded::parse(uri.query().unwrap_or("").as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let signed_in = signed_in(&headers);
        let checked = sandbox.read(|world| request::check(world, &Form(params)));
        match checked {
            Ok(request) => {
                let id = sandbox.change(|world| world.open_dialog(request, signed_in));
                to(StatusCode::FOUND, &format!("/dialog/{id}"))
            }
            Err(refusal) => html(StatusCode::BAD_REQUEST, page::refusal(&refusal)),
        }
    };
    graph::page_call(&sandbox, &wire, &method, &uri, &headers, Endpoint::Dialog, opened).await
}

async fn show(State(sandbox): State<Arc<Running>>, Path(id): Path<String>) -> Response {
    let now_ms = sandbox.now_ms();
    sandbox.read(|world| match world.dialog(&id) {
        None => html(StatusCode::NOT_FOUND, page::gone()),
        Some(dialog) => match (&dialog.outcome, &dialog.request.way) {
            (None, _) => html(StatusCode::OK, page::step(world, &id, dialog, now_ms)),
            (Some(outcome), Way::Redirect { uri }) => match result::address(uri, dialog.request.state.as_deref(), outcome) {
                Some(address) => to(StatusCode::FOUND, &address),
                None => html(StatusCode::BAD_REQUEST, page::gone()),
            },
            (Some(outcome), Way::Popup { origin, callback }) => {
                let told = messages(outcome, callback, origin, world.login.signup_order);
                html(StatusCode::OK, page::done(outcome, origin, &told))
            }
        },
    })
}

async fn answer(State(sandbox): State<Arc<Running>>, Path(id): Path<String>, body: Bytes) -> Response {
    let form = Form(url::form_urlencoded::parse(&body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
    let now_ms = sandbox.now_ms();
    let known = sandbox.act(|world| world.answer_dialog(&id, &form, now_ms).map(|effects| ((), effects)).ok_or(()));
    if known.is_err() {
        return html(StatusCode::NOT_FOUND, page::gone());
    }
    let person = sandbox.read(|world| world.dialog(&id).and_then(|dialog| dialog.person.clone()));
    let cookie = match person {
        Some(person) => format!("{COOKIE}={person}; Path=/; HttpOnly; SameSite=Lax"),
        None => format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
    };
    let mut response = to(StatusCode::SEE_OTHER, &format!("/dialog/{id}"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn sdk(State(sandbox): State<Arc<Running>>, ConnectInfo(wire): ConnectInfo<Wire>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let script = || assets::sdk(sandbox.read(|world| world.login.closed_window));
    graph::page_call(&sandbox, &wire, &method, &uri, &headers, Endpoint::Sdk, script).await
}

fn signed_in(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('=').map(str::to_owned)).filter(|person| !person.is_empty())
}

fn html(status: StatusCode, page: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, page).into_response()
}

fn to(status: StatusCode, address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (status, [(header::LOCATION, location)]).into_response(),
        Err(_) => html(StatusCode::BAD_REQUEST, page::gone()),
    }
}
