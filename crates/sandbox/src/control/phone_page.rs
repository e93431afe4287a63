//! The page on which one plays the customers: a few files, nothing from elsewhere.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

const PAGE: &str = include_str!("../phone/index.html");

/// Name, type and text of each file.
const ASSETS: &[(&str, &str, &str)] = &[
    ("phone.css", "text/css; charset=utf-8", include_str!("../phone/phone.css")),
    ("app.js", "text/javascript; charset=utf-8", include_str!("../phone/app.js")),
    ("server.js", "text/javascript; charset=utf-8", include_str!("../phone/server.js")),
    ("draw.js", "text/javascript; charset=utf-8", include_str!("../phone/draw.js")),
    ("icon.svg", "image/svg+xml", include_str!("../phone/icon.svg")),
    ("format.js", "text/javascript; charset=utf-8", include_str!("../phone/format.js")),
];

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'";

pub(crate) async fn page() -> Response {
    serve("text/html; charset=utf-8", PAGE)
}

pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(known, _, _)| *known == name) {
        Some((_, kind, text)) => serve(kind, text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn serve(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
    ];
    (headers, text).into_response()
}
