//! The pages. Small and still: all text of others is escaped, nothing is inline, nobody may frame them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::meta::Meta;

const SCRIPT: &str = include_str!("app.js");
const STYLE: &str = include_str!("style.css");

/// While something is still to come.
pub(super) const GOES_ON: (&str, &str) = ("Connect WhatsApp", "Go on in Meta's window.");

/// How a login ended, as the page says it. These are all the sentences that can be shown here, so that they can be translated
/// in one place.
pub(super) enum Outcome {
    Done,
    Cancelled,
    Failed { words: String },
    Expired,
}

impl Outcome {
    pub fn title(&self) -> &'static str {
        match self {
            Self::Done => "Meta has said yes",
            Self::Cancelled => "Nothing was connected",
            Self::Failed { .. } => "Meta refused the login",
            Self::Expired => "This link is no longer good",
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Done => "You can close this window. Frontdesk goes on by itself.".to_owned(),
            Self::Cancelled => "The login was cancelled. Close this window, and start again in Frontdesk when you like.".to_owned(),
            Self::Failed { words } => format!("{words} Close this window; Frontdesk shows what to do."),
            Self::Expired => "It has expired or was used already. Close this window, and choose Connect WhatsApp in Frontdesk again.".to_owned(),
        }
    }
}

/// Embedded Signup for one login.
pub(super) struct SignupPage<'a> {
    pub app_id: &'a str,
    pub config_id: &'a str,
    pub coexistence: bool,
}

/// The page that starts Embedded Signup. Its script opens Meta's window only when the button is pressed, as browsers demand.
pub(super) fn signup(meta: &Meta, page: &SignupPage<'_>) -> Response {
    let feature = if page.coexistence { "whatsapp_business_app_onboarding" } else { "" };
    let (sdk, dialog) = (meta.sdk_url.as_str(), meta.login_url.origin().ascii_serialization());
    let body = format!(
        r#"<main id="signup" data-app-id="{app_id}" data-config-id="{config_id}" data-feature-type="{feature}" data-sdk="{sdk}" data-dialog-origin="{dialog}">
<h1 id="title">Connect WhatsApp</h1>
<p id="text" role="status" aria-live="polite">Meta opens a window where you log in and choose your business and number.</p>
<p id="trouble" role="alert" hidden>Meta's login could not be loaded. Switch off content blockers for this page, check the internet connection, and load the page again.</p>
<button id="start" type="button" disabled>Continue with Meta</button>
<noscript><p>This page needs JavaScript. Switch it on, and load the page again.</p></noscript>
</main>
<script src="app.js"></script>"#,
        app_id = escaped(page.app_id),
        config_id = escaped(page.config_id),
        sdk = escaped(sdk),
        dialog = escaped(&dialog),
    );
    let policy = format!(
        "default-src 'none'; script-src 'self' {}; style-src 'self'; connect-src 'self'; frame-src {dialog} https://*.facebook.com; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        meta.sdk_url.origin().ascii_serialization(),
    );
    html(StatusCode::OK, "Connect WhatsApp", &body, &policy)
}

/// The page that tells how it ended.
pub(super) fn result(status: StatusCode, outcome: &Outcome) -> Response {
    let (title, text) = (outcome.title(), outcome.text());
    let body = format!("<main>\n<h1>{}</h1>\n<p role=\"status\">{}</p>\n</main>", escaped(title), escaped(&text));
    html(status, title, &body, "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
}

fn html(status: StatusCode, title: &str, body: &str, policy: &str) -> Response {
    // The addresses are relative: the relay may be behind a proxy that gives it a folder.
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{} - Frontdesk</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n</head>\n\
         <body>\n{body}\n</body>\n</html>\n",
        escaped(title)
    );
    let mut response = (status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], page).into_response();
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    guarded(response)
}

pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT)
}

pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    guarded(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response())
}

/// What holds for every answer here: nothing is kept, nothing is told to others, nobody guesses types.
pub(super) fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Meta's window must be able to talk to the page that opened it.
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped(r#"<a href='x' b="y">&"#), "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
    }

    #[test]
    fn every_outcome_is_a_sentence_with_something_to_do() {
        for outcome in [Outcome::Done, Outcome::Cancelled, Outcome::Failed { words: "No.".into() }, Outcome::Expired] {
            assert!(outcome.text().ends_with('.') && outcome.text().to_lowercase().contains("close this window"), "{}", outcome.text());
        }
    }
}
