//! The first exchange: who is there, and where it left off.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket};
use frontdesk_domain::ids::DeviceId;
use frontdesk_relay_api::auth::NONCE_LEN;
use frontdesk_relay_api::wire::{self, PROTOCOL};
use frontdesk_relay_api::{Cursor, DecodeError, DeviceFrame, RelayError, RelayFrame, auth};
use serde_bytes::ByteArray;
use tokio::time::timeout;

use super::End;
use crate::directory::Workspace;
use crate::http::Shared;

/// Bounds on the credit that a device may ask for.
const LEAST_CREDIT: u32 = 1;
const MOST_CREDIT: u32 = 10_000;

pub(super) struct Welcomed {
    pub workspace: Arc<Workspace>,
    pub device: DeviceId,
    pub cursor: u64,
    pub credit: u64,
}

/// Challenges the device and checks its answer.
pub(super) async fn greet(socket: &mut WebSocket, shared: &Shared) -> Result<Welcomed, End> {
    let mut nonce = [0u8; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|_| End::Refused(RelayError::Overloaded { retry_after_ms: 1000 }))?;
    send(socket, shared, &RelayFrame::Challenge { nonce: ByteArray::new(nonce), protocol: PROTOCOL }).await?;
    let hello = timeout(shared.limits.hello, receive(socket)).await.map_err(|_| bad("no hello came in time"))??;
    let DeviceFrame::Hello { protocol, workspace, device, signature, cursor, credit } = hello else {
        return Err(bad("the first frame must be a hello"));
    };
    if protocol < PROTOCOL {
        return Err(End::Refused(RelayError::ProtocolTooOld { oldest: u64::from(PROTOCOL) }));
    }
    if protocol > PROTOCOL {
        return Err(End::Refused(RelayError::ProtocolTooNew { newest: u64::from(PROTOCOL) }));
    }
    let directory = shared.directory.get();
    let (Some(found), Some(known)) = (directory.workspace(workspace), directory.device(workspace, device)) else {
        return Err(End::Refused(RelayError::UnknownDevice));
    };
    if !auth::verify(&known.public_key, protocol, workspace, device, &nonce, &signature) {
        return Err(End::Refused(RelayError::BadSignature));
    }
    check_cursor(cursor, found).map_err(End::Refused)?;
    let head = *found.head.borrow();
    let welcome = RelayFrame::Welcome { log: found.log, head, oldest: found.oldest(), role: known.role.clone() };
    send(socket, shared, &welcome).await?;
    let credit = u64::from(credit.clamp(LEAST_CREDIT, MOST_CREDIT));
    Ok(Welcomed { workspace: found.clone(), device, cursor: cursor.seq, credit })
}

/// Never skips silently: a cursor is exact, or it is refused with the reason.
fn check_cursor(cursor: Cursor, workspace: &Workspace) -> Result<(), RelayError> {
    let of_this_log = match cursor.log {
        Some(log) => log == workspace.log,
        None => cursor.seq == 0,
    };
    if !of_this_log {
        return Err(RelayError::CursorOfAnotherLog { log: workspace.log });
    }
    let head = *workspace.head.borrow();
    if cursor.seq > head {
        return Err(RelayError::CursorFromFuture { head });
    }
    let oldest = workspace.oldest();
    if cursor.seq + 1 < oldest {
        return Err(RelayError::CursorTooOld { oldest });
    }
    Ok(())
}

async fn send(socket: &mut WebSocket, shared: &Shared, frame: &RelayFrame) -> Result<(), End> {
    let message = Message::Binary(wire::encode(frame).into());
    match timeout(shared.limits.stalled, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

async fn receive(socket: &mut WebSocket) -> Result<DeviceFrame, End> {
    loop {
        match socket.recv().await {
            None | Some(Err(_)) | Some(Ok(Message::Close(_))) => return Err(End::Gone),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_))) => return Err(bad("frames are binary messages")),
            Some(Ok(Message::Binary(bytes))) => match wire::decode(&bytes) {
                Ok(frame) => return Ok(frame),
                Err(DecodeError::UnknownKind(_)) => {}
                Err(DecodeError::Malformed) => return Err(bad("the frame is not readable")),
            },
        }
    }
}

pub(super) fn bad(why: &str) -> End {
    End::Refused(RelayError::BadRequest { why: why.to_owned() })
}
