//! Between the app and its relay: passes everything on, and keeps what the relay says.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Ends when it is dropped.
pub struct Recorder {
    /// What the app takes for its relay.
    pub url: String,
    said: Arc<Mutex<Vec<u8>>>,
    _passing: JoinSet<()>,
}

impl Recorder {
    /// Stands before the relay at this address.
    pub async fn before(relay_url: &str) -> anyhow::Result<Self> {
        let relay = relay_url.strip_prefix("http://").context("a relay on this machine")?.trim_end_matches('/').to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let said: Arc<Mutex<Vec<u8>>> = Arc::default();
        let mut passing = JoinSet::new();
        let record = said.clone();
        passing.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((device, _)) = listener.accept().await {
                connections.spawn(pass(device, relay.clone(), record.clone()));
            }
        });
        Ok(Self { url, said, _passing: passing })
    }

    /// All that the relay has said so far: frames of the socket, as they are on the wire.
    pub fn said(&self) -> Vec<u8> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Until either side ends; what is amiss shows in the app.
async fn pass(device: TcpStream, relay: String, record: Arc<Mutex<Vec<u8>>>) {
    let Ok(relay) = TcpStream::connect(relay).await else { return };
    let (mut from_device, mut to_device) = device.into_split();
    let (mut from_relay, mut to_relay) = relay.into_split();
    let up = async { tokio::io::copy(&mut from_device, &mut to_relay).await };
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = from_relay.read(&mut buffer).await?;
            if length == 0 {
                return std::io::Result::Ok(());
            }
            record.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&buffer[..length]);
            to_device.write_all(&buffer[..length]).await?;
        }
    };
    tokio::select! {
        _ = up => {}
        _ = down => {}
    }
}
