//! The browser's side of a login at Meta: the page that a device opens, what Embedded Signup says to it, and where Meta
//! sends the browser back to. What is in these addresses is never logged.

mod event;
mod page;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::oauth::Dialog;
use frontdesk_relay_api::LoginWay;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::form_urlencoded;

use self::page::{Outcome, SignupPage};
use super::{Peer, Shared, body};
use crate::login::{LoginKey, Stage, finish_with_code, redirect_uri};
use crate::metrics::Rejection;
use crate::settings::Limits;

const LARGEST_POST: usize = 16 * 1024;

/// Longest code, and longest text of Meta's, in bytes.
const LONGEST_CODE: usize = 8 * 1024;
const LONGEST_WORDS: usize = 500;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/connect/app.js", get(page::script))
        .route("/connect/style.css", get(page::style))
        .route("/connect/callback", get(callback))
        .route("/connect/{ticket}", get(open))
        .route("/connect/{ticket}/finish", post(finish))
}

/// The page that the device opened.
async fn open(State(shared): State<Arc<Shared>>, Extension(Peer(peer)): Extension<Peer>, Path(ticket): Path<String>) -> Response {
    let Some(key) = shared.meta.logins.by_ticket(&ticket) else { return unknown(&shared, peer) };
    if let Some(outcome) = outcome(&shared, &key) {
        return page::result(StatusCode::OK, &outcome);
    }
    let asked = shared.meta.logins.read(&key, |login| (login.request.clone(), login.app_id.clone(), login.config_id.clone(), login.state.clone()));
    let Some((request, app_id, config_id, state)) = asked else { return page::result(StatusCode::GONE, &Outcome::Expired) };
    shared.meta.logins.opened(&key);
    match request.way {
        LoginWay::Signup => page::signup(
            &shared.meta,
            &SignupPage { app_id: &app_id, config_id: config_id.as_deref().unwrap_or_default(), coexistence: request.coexistence },
        ),
        LoginWay::Login => dialog(&shared, &key, &app_id, config_id.as_deref(), state.as_deref()),
    }
}

/// To Meta's login dialog.
fn dialog(shared: &Shared, key: &LoginKey, app_id: &str, config_id: Option<&str>, state: Option<&str>) -> Response {
    let (Some(state), Some(public_url)) = (state, &shared.meta.public_url) else {
        return page::result(StatusCode::GONE, &Outcome::Expired);
    };
    let url = redirect_uri(public_url).ok().and_then(|redirect_uri| {
        let dialog = Dialog { app_id, config_id, redirect_uri: &redirect_uri, state };
        shared.meta.oauth.dialog_url(&dialog).ok()
    });
    match url.and_then(|url| HeaderValue::from_str(url.as_str()).ok()) {
        Some(location) => page::guarded((StatusCode::FOUND, [(header::LOCATION, location)]).into_response()),
        None => {
            let words = "The address of Meta's login can't be used. Check the relay's settings login-url and public-url.";
            shared.meta.logins.failed(key, "code", words.to_owned(), None, None);
            page::result(StatusCode::INTERNAL_SERVER_ERROR, &Outcome::Failed { words: words.to_owned() })
        }
    }
}

/// What the page of Embedded Signup has to say; one or both.
#[derive(Deserialize)]
struct Finish {
    code: Option<String>,
    /// `event` and `data` of Meta's message.
    event: Option<Value>,
}

/// How the login stands now, for the page to show.
#[derive(Serialize)]
struct Standing {
    /// Whether there is nothing more to come.
    over: bool,
    title: &'static str,
    text: String,
}

async fn finish(State(shared): State<Arc<Shared>>, Extension(Peer(peer)): Extension<Peer>, Path(ticket): Path<String>, request: Request) -> Response {
    let Some(key) = shared.meta.logins.by_ticket(&ticket) else { return unknown(&shared, peer) };
    if !is_from_our_page(&shared, request.headers()) {
        shared.metrics.reject(Rejection::Origin);
        return page::guarded(super::text(StatusCode::FORBIDDEN, "Only the relay's own page may say this."));
    }
    let (parts, body) = request.into_parts();
    let limits = Limits { max_body_bytes: LARGEST_POST, ..shared.limits.clone() };
    let said = match body::read(&parts.headers, body, &limits, &shared.body_bytes).await {
        Ok(received) => serde_json::from_slice::<Finish>(&received.bytes).ok(),
        Err(_) => None,
    };
    let Some(said) = said else {
        return page::guarded(super::text(StatusCode::BAD_REQUEST, "That is nothing that the relay's page says."));
    };
    if let Some(event) = said.event.as_ref().and_then(event::read) {
        shared.meta.logins.signup_said(&key, event);
    }
    let way = shared.meta.logins.read(&key, |login| login.request.way);
    if let (Some(code), Some(LoginWay::Signup)) = (said.code.filter(|code| is_code(code)), way)
        && shared.meta.logins.code_came(&key)
    {
        finish_with_code(shared.clone(), key, Secret::new(code)).await;
    }
    let standing = match outcome(&shared, &key) {
        Some(outcome) => Standing { over: true, title: outcome.title(), text: outcome.text() },
        None => Standing { over: false, title: page::GOES_ON.0, text: page::GOES_ON.1.to_owned() },
    };
    page::guarded(axum::Json(standing).into_response())
}

/// Another site's page can neither read the ticket nor send JSON here without the browser asking first; this is the rest.
fn is_from_our_page(shared: &Shared, headers: &HeaderMap) -> bool {
    let json = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.starts_with("application/json"));
    let ours = shared.meta.public_url.as_ref().map(|url| url.origin());
    let origins_fit = headers.get_all(header::ORIGIN).iter().all(|origin| ours.as_deref().is_some_and(|ours| origin == ours));
    let sites_fit = headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin");
    json && origins_fit && sites_fit
}

/// What Meta's redirect brings back.
#[derive(Default)]
struct Redirected {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// The best of Meta's words about the error.
    words: Option<String>,
    error_code: Option<i64>,
    /// Something came twice: which one would count is anyone's guess.
    ambiguous: bool,
}

impl Redirected {
    fn read(uri: &Uri) -> Self {
        let mut read = Self::default();
        let mut descriptions = [None, None, None];
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let slot = match name.as_ref() {
                "state" => &mut read.state,
                "code" => &mut read.code,
                "error" => &mut read.error,
                "error_description" => &mut descriptions[0],
                "error_message" => &mut descriptions[1],
                "error_reason" => &mut descriptions[2],
                "error_code" => {
                    read.error_code = value.parse().ok();
                    continue;
                }
                _ => continue,
            };
            read.ambiguous |= slot.is_some();
            *slot = Some(value.into_owned());
        }
        if read.error.is_none() && (read.error_code.is_some() || descriptions.iter().any(Option::is_some)) {
            read.error = Some(String::new());
        }
        read.words = descriptions.into_iter().flatten().find(|words| !words.trim().is_empty()).map(|words| shortened(&words, LONGEST_WORDS));
        read
    }
}

/// Where Meta sends the browser back to.
async fn callback(State(shared): State<Arc<Shared>>, Extension(Peer(peer)): Extension<Peer>, uri: Uri) -> Response {
    let redirected = Redirected::read(&uri);
    let logins = &shared.meta.logins;
    let key = match redirected.state.as_deref() {
        Some(state) if !redirected.ambiguous => logins.take_state(state),
        Some(_) | None => None,
    };
    let Some(key) = key else { return unknown(&shared, peer) };
    match (redirected.error.as_deref(), redirected.code.filter(|code| is_code(code))) {
        (Some("access_denied"), _) => logins.cancelled(&key, redirected.words),
        (Some(_), _) => {
            let words = redirected.words.unwrap_or_else(|| "Meta refused the login without saying why.".to_owned());
            logins.failed(&key, "code", words, redirected.error_code, None);
        }
        (None, None) => logins.failed(&key, "code", "Meta sent the browser back without a code.".to_owned(), None, None),
        (None, Some(code)) => {
            if logins.code_came(&key) {
                finish_with_code(shared.clone(), key, Secret::new(code)).await;
            }
        }
    }
    page::result(StatusCode::OK, &outcome(&shared, &key).unwrap_or(Outcome::Expired))
}

/// What became of a login; `None` while it is open.
fn outcome(shared: &Shared, key: &LoginKey) -> Option<Outcome> {
    let stage = shared.meta.logins.read(key, |login| login.stage().clone());
    match stage {
        Some(Stage::Open) => None,
        Some(Stage::Exchanging | Stage::Exchanged) => Some(Outcome::Done),
        Some(Stage::Cancelled) => Some(Outcome::Cancelled),
        Some(Stage::Failed { words }) => Some(Outcome::Failed { words }),
        Some(Stage::Expired) | None => Some(Outcome::Expired),
    }
}

/// No login has this ticket or state: over, used, or never there; on purpose indistinguishable.
fn unknown(shared: &Shared, peer: IpAddr) -> Response {
    shared.metrics.reject(Rejection::Connect);
    if shared.connect_guard.wait(peer).is_some() {
        return page::result(StatusCode::TOO_MANY_REQUESTS, &Outcome::Expired);
    }
    shared.connect_guard.wrong(peer);
    page::result(StatusCode::GONE, &Outcome::Expired)
}

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_graphic())
}

/// At most `longest` bytes, without cutting a character in two, and without what could fool a terminal or a log.
fn shortened(text: &str, longest: usize) -> String {
    let clean = text.chars().filter(|c| !c.is_control());
    let mut short = String::new();
    for c in clean {
        if short.len() + c.len_utf8() > longest {
            break;
        }
        short.push(c);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Redirected {
        Redirected::read(&format!("/connect/callback?{query}").parse().unwrap())
    }

    #[test]
    fn the_redirect_is_read_as_meta_documents_it() {
        let good = read("code=AQD%2Fx&state=s");
        assert_eq!((good.code.as_deref(), good.state.as_deref(), good.error), (Some("AQD/x"), Some("s"), None));
        let denied = read("error_reason=user_denied&error=access_denied&error_description=Permissions+error&state=s");
        assert_eq!((denied.error.as_deref(), denied.words.as_deref()), (Some("access_denied"), Some("Permissions error")));
        let failed = read("error_code=1349187&error_message=App+not+set+up%0A%1b[31m&state=s");
        assert_eq!((failed.error.as_deref(), failed.error_code, failed.words.as_deref()), (Some(""), Some(1_349_187), Some("App not set up[31m")));
        assert!(read("state=a&state=b&code=c").ambiguous);
        assert!(read("state=a&code=b&code=c").ambiguous);
        assert!(!read("").ambiguous);
    }

    #[test]
    fn words_are_cut_between_characters() {
        assert_eq!(shortened("ação", 3), "aç");
        assert_eq!(shortened("a\u{0}\u{7f}b", 10), "ab");
    }

    #[test]
    fn what_is_no_code_is_not_sent_anywhere() {
        assert!(is_code("AQD-x_#_"));
        for text in ["", "a b", "a\nb", "ção", &"x".repeat(9000)] {
            assert!(!is_code(text), "{text}");
        }
    }
}
