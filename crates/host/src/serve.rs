//! Commands over HTTP, events over a WebSocket, and the UI's files.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Json, Router, middleware};
use frontdesk_api::views::Event;
use frontdesk_api::{ApiError, ErrorCode, Session, dispatch};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

use crate::guard::guard;
use crate::token::Doorkeeper;

/// How a host is started.
pub struct HostConfig {
    /// Loopback port; 0 takes any free one.
    pub port: u16,
    /// The built UI (`ui/dist`); without it only the API is served.
    pub ui: Option<PathBuf>,
}

/// A running host. Dropping it stops it; the session goes on.
pub struct Host {
    addr: SocketAddr,
    token: String,
    server: JoinHandle<()>,
}

struct Shared {
    session: Session,
    door: Doorkeeper,
}

/// Largest command.
const LARGEST_REQUEST: usize = 1024 * 1024;
/// For a WebSocket's first frame.
const GREETING: Duration = Duration::from_secs(10);

impl Host {
    /// Serves a session on loopback.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn start(session: Session, config: HostConfig) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let addr = listener.local_addr()?;
        let (door, token) = Doorkeeper::new();
        let shared = Arc::new(Shared { session, door });
        let mut app = Router::new()
            .route("/api/session", post(open))
            .route("/api/call/{command}", post(call))
            .route("/api/events", any(events))
            .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
            .with_state(shared);
        if let Some(ui) = config.ui {
            app = app.fallback_service(ServeDir::new(ui));
        }
        let app = app.layer(middleware::from_fn_with_state(addr.port(), guard));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the host stopped serving");
            }
        });
        Ok(Self { addr, token, server })
    }

    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What to open in a browser, once: the token in it is used up by the first page that loads. It is in the fragment, which
    /// browsers do not send, so it appears in no log.
    pub fn url(&self) -> String {
        format!("http://{}/#token={}", self.addr, self.token)
    }

    pub fn stop(self) {
        self.server.abort();
    }
}

#[derive(Deserialize)]
struct OpenReq {
    token: String,
}

#[derive(Serialize)]
struct OpenView {
    session: String,
}

struct Failed(ApiError);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status = match self.0.code {
            ErrorCode::BadRequest => StatusCode::BAD_REQUEST,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::Locked | ErrorCode::NotSetUp | ErrorCode::Refused => StatusCode::CONFLICT,
            ErrorCode::Unreachable => StatusCode::BAD_GATEWAY,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(self.0)).into_response()
    }
}

fn stranger() -> Response {
    let error = ApiError::new(ErrorCode::Refused, "This page's link was used already. Start Frontdesk again for a new one.");
    (StatusCode::UNAUTHORIZED, Json(error)).into_response()
}

async fn open(State(shared): State<Arc<Shared>>, Json(request): Json<OpenReq>) -> Response {
    match shared.door.admit(&request.token) {
        Some(session) => Json(OpenView { session }).into_response(),
        None => stranger(),
    }
}

async fn call(
    State(shared): State<Arc<Shared>>,
    Path(command): Path<String>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Result<Json<Value>, Response> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    if !bearer.is_some_and(|session| shared.door.knows(session)) {
        return Err(stranger());
    }
    dispatch(&shared.session, &command, request).await.map(Json).map_err(|error| Failed(error).into_response())
}

async fn events(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(4 * 1024).on_upgrade(move |socket| tell(shared, socket))
}

#[derive(Deserialize)]
struct Greeting {
    session: String,
}

/// Sends every event from now on; the first frame must show the session.
async fn tell(shared: Arc<Shared>, mut socket: WebSocket) {
    let greeting = match tokio::time::timeout(GREETING, socket.recv()).await {
        Ok(Some(Ok(Message::Text(text)))) => serde_json::from_str::<Greeting>(&text).ok(),
        _ => None,
    };
    if !greeting.is_some_and(|greeting| shared.door.knows(&greeting.session)) {
        return;
    }
    let mut events = shared.session.subscribe();
    // What happened while the page was connecting is not in the stream.
    let mut next = Some(Event::Resync);
    loop {
        if let Some(event) = next.take() {
            let Ok(text) = serde_json::to_string(&event) else { return };
            if socket.send(Message::Text(text.into())).await.is_err() {
                return;
            }
        }
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => next = Some(event),
                Err(RecvError::Lagged(_)) => next = Some(Event::Resync),
                Err(RecvError::Closed) => return,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
            },
        }
    }
}
