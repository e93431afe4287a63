//! `POST /v1/setup`: the owner claims a fresh relay.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use frontdesk_relay_api::{RelayError, SetupRequest, SetupResponse};
use tracing::warn;

use super::body::{self, BodyError};
use super::{Peer, Shared, refuse};
use crate::metrics::Rejection;
use crate::settings::Limits;

const LARGEST_REQUEST: usize = 16 * 1024;

pub(super) async fn handle(State(shared): State<Arc<Shared>>, Extension(Peer(peer)): Extension<Peer>, request: Request) -> Response {
    if let Some(wait) = shared.setup_guard.wait(peer) {
        shared.metrics.reject(Rejection::Setup);
        let retry_after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        return refuse(StatusCode::TOO_MANY_REQUESTS, RelayError::SetupThrottled { retry_after_ms });
    }
    let (parts, body) = request.into_parts();
    let limits = Limits { max_body_bytes: LARGEST_REQUEST, ..shared.limits.clone() };
    let received = match body::read(&parts.headers, body, &limits, &shared.body_bytes).await {
        Ok(received) => received,
        Err(error) => return unreadable(error),
    };
    let request: SetupRequest = match serde_json::from_slice(&received.bytes) {
        Ok(request) => request,
        Err(error) => {
            // serde's sentence names the field; it never repeats a whole value of ours.
            let why = format!("the body is not a setup request (line {}, column {})", error.line(), error.column());
            return refuse(StatusCode::BAD_REQUEST, RelayError::BadRequest { why });
        }
    };
    match shared.writer.setup(request).await {
        Ok(Ok(log)) => axum::Json(SetupResponse { log }).into_response(),
        Ok(Err(error)) => {
            if error == RelayError::SetupCodeWrong {
                shared.setup_guard.wrong(peer);
                shared.metrics.reject(Rejection::Setup);
                warn!(%peer, "a wrong setup code was given");
                return refuse(StatusCode::FORBIDDEN, error);
            }
            refuse(StatusCode::BAD_REQUEST, error)
        }
        Err(crate::writer::Unavailable) => refuse(StatusCode::SERVICE_UNAVAILABLE, RelayError::Overloaded { retry_after_ms: 1000 }),
    }
}

fn unreadable(error: BodyError) -> Response {
    match error {
        BodyError::TooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE, RelayError::TooLarge { limit: LARGEST_REQUEST as u64 }),
        BodyError::TooSlow => refuse(StatusCode::REQUEST_TIMEOUT, RelayError::BadRequest { why: "the body took too long".to_owned() }),
        BodyError::Overloaded => refuse(StatusCode::SERVICE_UNAVAILABLE, RelayError::Overloaded { retry_after_ms: 1000 }),
        BodyError::Broken => refuse(StatusCode::BAD_REQUEST, RelayError::BadRequest { why: "the body broke off".to_owned() }),
    }
}
