//! Who may talk to us. We listen on loopback, but every web page in the user's browser can reach loopback too.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses requests under a foreign name (DNS rebinding) or from a foreign page, and keeps our own pages to themselves.
pub async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    if !ours(request.headers(), port) {
        return (StatusCode::FORBIDDEN, "This address only serves Frontdesk's own pages on this computer.").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The desktop shell's policy, as far as a browser has the same parts.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn ours(headers: &HeaderMap, port: u16) -> bool {
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    if !names.iter().any(|name| name == host) {
        return false;
    }
    match headers.get(header::ORIGIN) {
        // Only requests that no page made by itself come without one.
        None => true,
        Some(origin) => origin.to_str().is_ok_and(|origin| origin == format!("http://{host}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages() {
        let headers = |host: &'static str, origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            headers
        };
        let table = [
            ("127.0.0.1:7000", None, true),
            ("127.0.0.1:7000", Some("http://127.0.0.1:7000"), true),
            ("localhost:7000", Some("http://localhost:7000"), true),
            ("127.0.0.1:7000", Some("http://127.0.0.1:7001"), false),
            ("127.0.0.1:7000", Some("https://evil.example"), false),
            ("127.0.0.1:7000", Some("null"), false),
            ("evil.example:7000", None, false),
            ("127.0.0.1", None, false),
        ];
        for (host, origin, allowed) in table {
            assert_eq!(ours(&headers(host, origin), 7000), allowed, "{host} {origin:?}");
        }
        assert!(!ours(&HeaderMap::new(), 7000));
    }
}
