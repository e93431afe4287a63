//! What the relay answers over HTTP.

mod body;
mod connect;
mod guesses;
mod health;
mod setup;
mod webhook;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{Extensions, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use frontdesk_relay_api::{Refusal, RelayError};
use hyper::body::Incoming;
use sqlx::SqlitePool;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::directory::SharedDirectory;
use crate::meta::Meta;
use crate::metrics::Metrics;
use crate::settings::Limits;
use crate::writer::{Dedupe, Writer};

/// Where Meta sends webhooks to.
pub const WEBHOOK_PATH: &str = "/api/channels/webhook/whatsapp";

/// What every request may need.
pub(crate) struct Shared {
    pub directory: SharedDirectory,
    pub writer: Writer,
    pub readers: SqlitePool,
    pub metrics: Arc<Metrics>,
    pub limits: Limits,
    pub meta: Meta,
    pub dedupe: Dedupe,
    /// Who guessed at setup codes, and who at the addresses of login pages.
    pub setup_guard: Guesses,
    pub connect_guard: Guesses,
    /// One permit per byte of request body in memory.
    pub body_bytes: Arc<Semaphore>,
    /// Streams say goodbye when this is cancelled.
    pub closing: CancellationToken,
    /// The streams that are still saying it.
    pub streams: TaskTracker,
    /// Whether `/metrics` is answered here, to callers on this machine.
    pub metrics_here: bool,
}

pub(crate) use guesses::Guesses;

/// Whom the connection comes from.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// Who answers a connection's requests.
#[derive(Clone)]
pub(crate) struct Service {
    /// Where webhooks are taken.
    webhooks: Option<Arc<Shared>>,
    router: Router,
}

impl Service {
    /// Everything that the world and the devices ask.
    pub fn relay(shared: Arc<Shared>) -> Self {
        Self { router: router(shared.clone()), webhooks: Some(shared) }
    }

    /// The separate metrics address.
    pub fn metrics(shared: Arc<Shared>) -> Self {
        Self { router: Router::new().route("/metrics", get(health::metrics)).with_state(shared), webhooks: None }
    }

    /// `asker` goes to the handlers as extensions of the request.
    pub async fn answer(self, mut request: Request<Incoming>, asker: impl FnOnce(&mut Extensions)) -> Response {
        // Straight to its handler: routing would cost a webhook as much as checking its signature does.
        if let Some(shared) = &self.webhooks
            && request.uri().path() == WEBHOOK_PATH
        {
            return webhook::handle(shared, request).await;
        }
        asker(request.extensions_mut());
        let Ok(response) = self.router.oneshot(request).await;
        response
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/v1/setup", post(setup::handle))
        .route("/v1/stream", get(crate::stream::handle))
        .merge(connect::routes())
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics_for_this_machine))
        .with_state(shared)
}

/// A plain sentence. Never sniffed, so never taken for a page.
fn text(status: StatusCode, body: impl Into<String>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, body.into()).into_response()
}

/// Not now: the provider keeps the update and comes back.
fn later(body: &'static str) -> Response {
    let mut response = text(StatusCode::SERVICE_UNAVAILABLE, body);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// A refusal of the device API.
pub(crate) fn refuse(status: StatusCode, error: RelayError) -> Response {
    (status, axum::Json(Refusal { error })).into_response()
}
