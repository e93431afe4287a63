//! Meta's webhooks. Nothing is parsed before its signature is checked, and 200 means: it is on disk.

use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::extract::Query;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use frontdesk_providers::meta::challenge::Handshake;
use frontdesk_providers::meta::signature;
use frontdesk_providers::meta::split::{self, Piece, Split};
use hyper::body::Incoming;
use tracing::{info, warn};

use super::body::{self, BodyError};
use super::{Shared, later, text};
use crate::directory::Directory;
use crate::meta::EMPTY_DELIVERY;
use crate::metrics::Rejection;
use crate::writer::{Unavailable, Update};

const SIGNATURE_HEADER: &str = "x-hub-signature-256";

/// `sha256=` and 64 digits. Anything else is refused before its body takes any memory.
const SIGNATURE_LEN: usize = 71;

pub(super) async fn handle(shared: &Shared, request: Request<Incoming>) -> Response {
    match *request.method() {
        Method::GET => challenge(shared, request.uri()),
        Method::POST => deliver(shared, request).await,
        _ => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are answered here.");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
            response
        }
    }
}

/// Meta asks once, when the address is entered in its dashboard. The answer is the challenge and nothing else.
fn challenge(shared: &Shared, uri: &Uri) -> Response {
    let answer =
        Query::<Handshake>::try_from_uri(uri).ok().and_then(|Query(handshake)| handshake.answer(&shared.meta.verify_token).map(str::to_owned).ok());
    match answer {
        Some(challenge) => text(StatusCode::OK, challenge),
        None => {
            shared.metrics.reject(Rejection::Challenge);
            info!("a webhook challenge was refused");
            text(StatusCode::FORBIDDEN, "The verify token is not this relay's.")
        }
    }
}

async fn deliver(shared: &Shared, request: Request<Incoming>) -> Response {
    if shared.meta.apps.get().signature_keys().is_empty() {
        shared.metrics.reject(Rejection::NoApp);
        return later("This relay knows no Meta app yet. Enter one in Frontdesk under Settings > Integrations.");
    }
    let (parts, body) = request.into_parts();
    let mut signatures = parts.headers.get_all(SIGNATURE_HEADER).iter();
    // Of two signatures, which one would count is anyone's guess: neither does.
    let signature = match (signatures.next(), signatures.next()) {
        (Some(one), None) if one.len() == SIGNATURE_LEN => one.as_bytes().to_vec(),
        (Some(_) | None, _) => return unsigned(shared),
    };
    let received = match body::read(&parts.headers, body, &shared.limits, &shared.body_bytes).await {
        Ok(received) => received,
        Err(error) => return unreadable(shared, error),
    };
    let started = Instant::now();
    // The apps as they are now: one that was removed while the body came is not believed any more.
    if signature::verify_with(shared.meta.apps.get().signature_keys(), &received.bytes, Some(&signature)).is_err() {
        return unsigned(shared);
    }
    if received.bytes == EMPTY_DELIVERY {
        shared.metrics.empty.fetch_add(1, Ordering::Relaxed);
        return StatusCode::OK.into_response();
    }
    let Some(updates) = updates(shared, &received.bytes) else {
        shared.metrics.reject(Rejection::NoWorkspace);
        return later("This relay has no workspace yet. Set it up first.");
    };
    let stored = shared.writer.webhook(updates).await;
    drop(received.share);
    match stored {
        Ok(()) => {
            shared.metrics.ack_seconds.observe_time(started.elapsed());
            StatusCode::OK.into_response()
        }
        Err(Unavailable) => {
            shared.metrics.reject(Rejection::Overloaded);
            later("The relay can't store this now.")
        }
    }
}

/// Every update of a delivery with its destination; `None` when there is no workspace.
fn updates(shared: &Shared, body: &[u8]) -> Option<Vec<Update>> {
    let directory = shared.directory.get();
    if directory.is_empty() {
        return None;
    }
    let split = split::split(body);
    if let Split::Unparsed(_) = split {
        shared.metrics.unparsed.fetch_add(1, Ordering::Relaxed);
        warn!(bytes = body.len(), "a signed webhook did not parse and is kept as it came");
    }
    split.into_pieces().into_iter().map(|piece| update(shared, &directory, piece)).collect()
}

fn update(shared: &Shared, directory: &Directory, piece: Piece) -> Option<Update> {
    let (workspace, scope) = directory.destination(piece.phone_number_id.as_deref(), piece.waba_id.as_deref())?;
    Some(Update { workspace: workspace.clone(), scope, dedupe: shared.dedupe.hash(&piece.dedupe_key), raw: piece.raw })
}

fn unsigned(shared: &Shared) -> Response {
    shared.metrics.reject(Rejection::Signature);
    text(StatusCode::UNAUTHORIZED, "The signature is missing or wrong.")
}

fn unreadable(shared: &Shared, error: BodyError) -> Response {
    match error {
        BodyError::TooLarge => {
            shared.metrics.reject(Rejection::TooLarge);
            text(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
        }
        BodyError::TooSlow => {
            shared.metrics.reject(Rejection::TooSlow);
            let mut response = text(StatusCode::REQUEST_TIMEOUT, "The body took too long.");
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
        BodyError::Overloaded => {
            shared.metrics.reject(Rejection::Overloaded);
            later("The relay is busy.")
        }
        BodyError::Broken => text(StatusCode::BAD_REQUEST, "The body broke off."),
    }
}
