//! Frames over the WebSocket.

use std::time::Duration;

use frontdesk_relay_api::auth;
use frontdesk_relay_api::wire::{self, DecodeError, DeviceFrame, Frame, MAX_RELAY_FRAME_BYTES, PROTOCOL, RelayFrame};
use frontdesk_relay_api::{Cursor, DeviceSigningKey, RelayError};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_bytes::ByteArray;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use url::Url;

use crate::profile::Profile;

/// Entries that may be on their way to us unapplied.
const CREDIT: u32 = 20_000;
/// From dialling to the first entry.
const CONNECT_PATIENCE: Duration = Duration::from_secs(15);
/// The relay pings every 20 seconds; silence for longer means that the connection is dead without knowing it.
const SILENCE: Duration = Duration::from_secs(50);

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why a connection did not come about or ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// Try again.
    Lost(String),
    /// The relay said no.
    Refused(RelayError),
}

pub(super) struct Socket {
    pub sink: Sink,
    pub source: Source,
    /// The log's end at the time of the welcome.
    pub head: u64,
    pub log: frontdesk_relay_api::LogId,
    /// What the relay lets this device do.
    pub role: frontdesk_relay_api::Role,
}

pub(super) struct Sink(SplitSink<Stream, Message>);
pub(super) struct Source(SplitStream<Stream>);

/// `wss://relay/v1/stream` for `https://relay/`.
fn stream_url(relay: &Url) -> Result<Url, Ended> {
    let bad = || Ended::Lost(format!("{relay} is not the address of a relay"));
    let mut url = relay.join("v1/stream").map_err(|_| bad())?;
    let scheme = match url.scheme() {
        "https" => "wss",
        "http" => "ws",
        _ => return Err(bad()),
    };
    url.set_scheme(scheme).map_err(|()| bad())?;
    Ok(url)
}

/// Dials, proves who we are, and waits for the welcome.
pub(super) async fn connect(profile: &Profile, key: &DeviceSigningKey, cursor: Cursor) -> Result<Socket, Ended> {
    match tokio::time::timeout(CONNECT_PATIENCE, dial(profile, key, cursor)).await {
        Ok(result) => result,
        Err(_) => Err(Ended::Lost("The relay did not answer within 15 seconds.".to_owned())),
    }
}

async fn dial(profile: &Profile, key: &DeviceSigningKey, cursor: Cursor) -> Result<Socket, Ended> {
    let url = stream_url(&profile.relay_url)?;
    let config = WebSocketConfig::default().max_message_size(Some(MAX_RELAY_FRAME_BYTES)).max_frame_size(Some(MAX_RELAY_FRAME_BYTES));
    let (stream, _) =
        connect_async_with_config(url.as_str(), Some(config), true).await.map_err(|e| Ended::Lost(format!("The relay can't be reached: {e}.")))?;
    let (sink, source) = stream.split();
    let (mut sink, mut source) = (Sink(sink), Source(source));
    let nonce = match source.next().await? {
        RelayFrame::Challenge { nonce, protocol: _ } => nonce.into_array(),
        RelayFrame::Refused { error, .. } => return Err(Ended::Refused(error)),
        other => return Err(Ended::Lost(format!("The relay began with an unexpected frame ({}).", other.kind()))),
    };
    let signature = auth::sign(key, PROTOCOL, profile.workspace, profile.device, &nonce);
    sink.send(&DeviceFrame::Hello {
        protocol: PROTOCOL,
        workspace: profile.workspace,
        device: profile.device,
        signature: ByteArray::new(signature),
        cursor,
        credit: CREDIT,
    })
    .await?;
    match source.next().await? {
        RelayFrame::Welcome { log, head, role, .. } => Ok(Socket { sink, source, head, log, role }),
        RelayFrame::Refused { error, .. } => Err(Ended::Refused(error)),
        other => Err(Ended::Lost(format!("The relay welcomed us with an unexpected frame ({}).", other.kind()))),
    }
}

impl Sink {
    pub async fn send(&mut self, frame: &DeviceFrame) -> Result<(), Ended> {
        self.0.send(Message::Binary(wire::encode(frame).into())).await.map_err(|e| Ended::Lost(format!("The connection broke: {e}.")))
    }

    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(1), self.0.close()).await;
    }
}

impl Source {
    /// The next frame that this version knows.
    pub async fn next(&mut self) -> Result<RelayFrame, Ended> {
        loop {
            let message = match tokio::time::timeout(SILENCE, self.0.next()).await {
                Err(_) => return Err(Ended::Lost("The relay has gone silent.".to_owned())),
                Ok(None) => return Err(Ended::Lost("The relay closed the connection.".to_owned())),
                Ok(Some(Err(error))) => return Err(Ended::Lost(format!("The connection broke: {error}."))),
                Ok(Some(Ok(message))) => message,
            };
            match message {
                Message::Binary(bytes) => match wire::decode(&bytes) {
                    Ok(frame) => return Ok(frame),
                    Err(DecodeError::UnknownKind(kind)) => tracing::info!(kind, "the relay speaks of something newer"),
                    Err(DecodeError::Malformed) => return Err(Ended::Lost("The relay sent something unreadable.".to_owned())),
                },
                Message::Close(_) => return Err(Ended::Lost("The relay closed the connection.".to_owned())),
                // Pongs are sent by the library.
                Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }
}
