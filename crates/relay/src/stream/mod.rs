//! `GET /v1/stream`: a device's connection to its workspace's log.

mod greeting;
mod logins;
mod meta;
mod pump;
mod requests;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use frontdesk_domain::ids::DeviceId;
use frontdesk_relay_api::wire::{self, MAX_DEVICE_FRAME_BYTES};
use frontdesk_relay_api::{RelayError, RelayFrame};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tracing::{debug, info};

use crate::directory::Workspace;
use crate::http::{Shared, refuse};
use crate::metrics::{Lag, Rejection};
use crate::server::Place;

/// Frames that wait for the socket, so that one slow device holds little memory.
const OUTGOING: usize = 4;

const GOODBYE: Duration = Duration::from_secs(2);

/// Only our own app, or a program that is no browser, may open a stream: a web page can't use a visitor's relay.
const ORIGINS: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

pub(crate) async fn handle(
    State(shared): State<Arc<Shared>>,
    Extension(place): Extension<Arc<Place>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let foreign = headers.get_all(header::ORIGIN).iter().any(|origin| !ORIGINS.iter().any(|ours| origin == ours));
    if foreign {
        shared.metrics.reject(Rejection::Origin);
        let what = "open a stream from a web page".to_owned();
        return refuse(StatusCode::FORBIDDEN, RelayError::Forbidden { what });
    }
    if shared.closing.is_cancelled() {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, RelayError::ShuttingDown { retry_after_ms: 1000 });
    }
    let alive = shared.streams.token();
    upgrade.max_message_size(MAX_DEVICE_FRAME_BYTES).max_frame_size(MAX_DEVICE_FRAME_BYTES).on_upgrade(move |socket| async move {
        run(socket, shared).await;
        drop((alive, place));
    })
}

/// Why a stream ended.
enum End {
    /// The device went, or its connection broke.
    Gone,
    Refused(RelayError),
}

/// An authenticated device's stream.
struct Session {
    shared: Arc<Shared>,
    workspace: Arc<Workspace>,
    device: DeviceId,
    /// The last entry that the device had when it connected.
    cursor: u64,
    /// Entries that may be under way unapplied.
    credit: u64,
    outgoing: mpsc::Sender<Vec<u8>>,
    /// The last entry that was sent, and the last that the device says it applied.
    sent: watch::Sender<u64>,
    applied: watch::Sender<u64>,
    lag: Arc<Lag>,
}

impl Session {
    /// Queues a frame; waits when the device is slow to take the earlier ones.
    async fn send(&self, frame: &RelayFrame) -> Result<(), End> {
        self.outgoing.send(wire::encode(frame)).await.map_err(|_| End::Gone)
    }
}

async fn run(mut socket: WebSocket, shared: Arc<Shared>) {
    let greeted = tokio::select! {
        greeted = greeting::greet(&mut socket, &shared) => greeted,
        () = shared.closing.cancelled() => Err(shutting_down()),
    };
    let (mut sink, mut stream) = socket.split();
    let welcomed = match greeted {
        Ok(welcomed) => welcomed,
        Err(end) => return say_goodbye(&mut sink, &shared, end).await,
    };
    let (outgoing, mut waiting) = mpsc::channel(OUTGOING);
    let session = Session {
        lag: shared.metrics.stream(),
        sent: watch::Sender::new(welcomed.cursor),
        applied: watch::Sender::new(welcomed.cursor),
        workspace: welcomed.workspace,
        device: welcomed.device,
        cursor: welcomed.cursor,
        credit: welcomed.credit,
        outgoing,
        shared: shared.clone(),
    };
    info!(device = %session.device, behind = *session.workspace.head.borrow() - session.cursor, "a device connected");
    let ended: Result<Infallible, End> = tokio::select! {
        ended = requests::receive(&session, &mut stream) => ended,
        ended = pump::pump(&session) => ended,
        ended = logins::tell(&session) => ended,
        ended = write(&shared, &mut sink, &mut waiting) => ended,
        () = shared.closing.cancelled() => Err(shutting_down()),
    };
    let device = session.device;
    drop(session);
    let Err(end) = ended;
    debug!(%device, "a device disconnected");
    // Answers that are ready go out before the goodbye.
    let flush = async {
        while let Ok(frame) = waiting.try_recv() {
            if sink.send(Message::Binary(frame.into())).await.is_err() {
                break;
            }
        }
    };
    if timeout(GOODBYE, flush).await.is_ok() {
        say_goodbye(&mut sink, &shared, end).await;
    }
}

/// Writes queued frames, and a ping now and then. A device that takes nothing for too long is cut off.
async fn write(shared: &Shared, sink: &mut SplitSink<WebSocket, Message>, waiting: &mut mpsc::Receiver<Vec<u8>>) -> Result<Infallible, End> {
    let mut ping = tokio::time::interval(shared.limits.ping);
    ping.reset();
    loop {
        let message = tokio::select! {
            frame = waiting.recv() => match frame {
                Some(frame) => Message::Binary(frame.into()),
                None => return Err(End::Gone),
            },
            _ = ping.tick() => Message::Ping(Vec::new().into()),
        };
        match timeout(shared.limits.stalled, sink.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(End::Gone),
            Err(_) => return Err(End::Refused(RelayError::TooSlow)),
        }
    }
}

fn shutting_down() -> End {
    End::Refused(RelayError::ShuttingDown { retry_after_ms: 1000 })
}

/// Tells the device why, as a frame and as a close code. It may be gone; then nobody minds.
async fn say_goodbye(sink: &mut SplitSink<WebSocket, Message>, shared: &Shared, end: End) {
    let End::Refused(error) = end else { return };
    let code = match &error {
        RelayError::ShuttingDown { .. } => close_code::RESTART,
        RelayError::Overloaded { .. } | RelayError::TooSlow => close_code::AGAIN,
        _ => {
            shared.metrics.reject(Rejection::Device);
            close_code::POLICY
        }
    };
    let reason = error.code().to_owned();
    let frame = wire::encode(&RelayFrame::Refused { request: None, error });
    let goodbye = async {
        sink.send(Message::Binary(frame.into())).await?;
        sink.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await
    };
    let _ = timeout(GOODBYE, goodbye).await;
}
