//! For operators: is it alive, does it work, what does it count.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Peer, Shared, text};

const DATABASE_ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// The process runs.
pub(super) async fn live() -> Response {
    text(StatusCode::OK, "ok\n")
}

/// The writer takes requests and the database answers.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if shared.closing.is_cancelled() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "shutting down\n");
    }
    if !shared.writer.is_alive() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "the writer has stopped\n");
    }
    let question = sqlx::query("SELECT head FROM workspace LIMIT 1").execute(&shared.readers);
    match tokio::time::timeout(DATABASE_ANSWERS_WITHIN, question).await {
        Ok(Ok(_)) => text(StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => text(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], shared.metrics.render()).into_response()
}

/// On the public address only for programs on this machine, and not through a proxy.
pub(super) async fn metrics_for_this_machine(shared: State<Arc<Shared>>, Extension(Peer(peer)): Extension<Peer>, headers: HeaderMap) -> Response {
    let proxied = ["x-forwarded-for", "forwarded", "via", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
    if !shared.metrics_here || !peer.to_canonical().is_loopback() || proxied {
        return text(StatusCode::NOT_FOUND, "Not found.");
    }
    metrics(shared).await
}
