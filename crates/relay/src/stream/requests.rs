//! From the device: what it appends, registers and applied.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use frontdesk_relay_api::wire::{self, MAX_DEVICE_FRAME_BYTES};
use frontdesk_relay_api::{DecodeError, DeviceFrame, EntryKind, NewEntry, RelayError, RelayFrame, Role};
use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, SplitStream};
use tokio::time::{Instant, timeout, timeout_at};

use super::greeting::bad;
use super::{End, Session, meta};
use crate::writer::{Change, Unavailable};

const MOST_ENTRIES: usize = 1000;

/// Questions to Meta that a device may have open at once.
const MOST_SLOW: usize = 8;

/// Longest accepted provider id, in bytes.
const LONGEST_ID: usize = 64;

/// How long a request may wait for its turn to be written.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn receive(session: &Session, stream: &mut SplitStream<WebSocket>) -> Result<Infallible, End> {
    // A device answers pings; one that is silent for three of them is gone.
    let silence = session.shared.limits.ping * 3;
    let mut heard = Instant::now();
    // What takes a while, because Meta is asked, goes on beside the rest.
    let mut slow = FuturesUnordered::new();
    loop {
        let message = tokio::select! {
            message = timeout_at(heard + silence, stream.next()) => message,
            Some(done) = slow.next() => {
                done?;
                continue;
            }
        };
        heard = Instant::now();
        let message = match message {
            Err(_) | Ok(None) => return Err(End::Gone),
            // The only message that a well-behaved device can't send is one beyond the limit.
            Ok(Some(Err(_))) => return Err(End::Refused(RelayError::TooLarge { limit: MAX_DEVICE_FRAME_BYTES as u64 })),
            Ok(Some(Ok(message))) => message,
        };
        match message {
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return Err(End::Gone),
            Message::Text(_) => return Err(bad("frames are binary messages")),
            Message::Binary(bytes) => match wire::decode(&bytes) {
                Ok(frame) if !asks_meta(&frame) => handle(session, frame).await?,
                Ok(frame) if slow.len() < MOST_SLOW => slow.push(handle(session, frame)),
                // It has several questions open; the next one waits its turn here, and with it all that follows.
                Ok(frame) => handle(session, frame).await?,
                Err(DecodeError::UnknownKind(_)) => {}
                Err(DecodeError::Malformed) => return Err(bad("the frame is not readable")),
            },
        }
    }
}

/// Whether Meta, or the relay's own public address, is asked before there is an answer.
fn asks_meta(frame: &DeviceFrame) -> bool {
    match frame {
        DeviceFrame::PutMetaApp { .. }
        | DeviceFrame::InspectToken { .. }
        | DeviceFrame::RenewToken { .. }
        | DeviceFrame::SetAppWebhook { .. }
        | DeviceFrame::GetAppWebhook { .. }
        | DeviceFrame::ProbeWebhook { .. } => true,
        DeviceFrame::Hello { .. }
        | DeviceFrame::Applied { .. }
        | DeviceFrame::Append { .. }
        | DeviceFrame::PutRoute { .. }
        | DeviceFrame::RemoveRoute { .. }
        | DeviceFrame::PutScopeKey { .. }
        | DeviceFrame::GetMeta { .. }
        | DeviceFrame::RemoveMetaApp { .. }
        | DeviceFrame::StartLogin { .. }
        | DeviceFrame::CancelLogin { .. } => false,
    }
}

async fn handle(session: &Session, frame: DeviceFrame) -> Result<(), End> {
    let workspace = session.workspace.no;
    let (request, answer) = match frame {
        DeviceFrame::Hello { .. } => return Err(bad("this device has said hello already")),
        DeviceFrame::Applied { seq } => return applied(session, seq),
        DeviceFrame::Append { request, entries } => (request, append(session, request, entries).await),
        DeviceFrame::PutRoute { request, route } => {
            let fits = [route.phone_number_id.as_str(), route.waba_id.as_str()].iter().all(|id| !id.is_empty() && id.len() <= LONGEST_ID);
            if fits {
                (request, change(session, request, Change::PutRoute { workspace, route }).await)
            } else {
                (request, Err(RelayError::BadRequest { why: "an id of the route is empty or too long".to_owned() }))
            }
        }
        DeviceFrame::RemoveRoute { request, phone_number_id } => {
            let phone_number_id = phone_number_id.0;
            (request, change(session, request, Change::RemoveRoute { workspace, phone_number_id }).await)
        }
        DeviceFrame::PutScopeKey { request, key } => (request, change(session, request, Change::PutScopeKey { workspace, key }).await),
        DeviceFrame::GetMeta { request } => (request, meta::view(session, request)),
        DeviceFrame::PutMetaApp { request, app } => (request, meta::put_app(session, request, app).await),
        DeviceFrame::RemoveMetaApp { request, app_id } => (request, meta::remove_app(session, request, &app_id).await),
        DeviceFrame::StartLogin { request, login } => (request, meta::start_login(session, request, login)),
        DeviceFrame::CancelLogin { request, login } => (request, meta::cancel_login(session, request, login)),
        DeviceFrame::InspectToken { request, token, app_id } => (request, meta::inspect_token(session, request, token, app_id.as_deref()).await),
        DeviceFrame::RenewToken { request, token, app_id, sealed_to } => {
            (request, meta::renew_token(session, request, token, &app_id, &sealed_to).await)
        }
        DeviceFrame::SetAppWebhook { request, app_id } => (request, meta::set_app_webhook(session, request, &app_id).await),
        DeviceFrame::GetAppWebhook { request, app_id } => (request, meta::app_webhook(session, request, &app_id).await),
        DeviceFrame::ProbeWebhook { request } => (request, meta::probe_webhook(session, request).await),
    };
    match answer {
        Ok(frame) => session.send(&frame).await,
        // Removed while connected: this device has nothing to say here any more.
        Err(RelayError::UnknownDevice) => Err(End::Refused(RelayError::UnknownDevice)),
        Err(error) => session.send(&RelayFrame::Refused { request: Some(request), error }).await,
    }
}

fn applied(session: &Session, seq: u64) -> Result<(), End> {
    if seq > *session.sent.borrow() {
        return Err(bad("an entry can't be applied before it was sent"));
    }
    session.applied.send_if_modified(|applied| {
        let further = seq > *applied;
        *applied = seq.max(*applied);
        further
    });
    Ok(())
}

/// What the device may do now, not when it connected.
fn role(session: &Session) -> Result<Role, RelayError> {
    let directory = session.shared.directory.get();
    let device = directory.device(session.workspace.id, session.device).ok_or(RelayError::UnknownDevice)?;
    Ok(device.role.clone())
}

/// What only owners may; `what` completes "This device may not".
pub(super) fn owner(session: &Session, what: &str) -> Result<(), RelayError> {
    match role(session)? {
        Role::Owner => Ok(()),
        Role::Other(_) => Err(RelayError::Forbidden { what: what.to_owned() }),
    }
}

async fn append(session: &Session, request: u64, entries: Vec<NewEntry>) -> Result<RelayFrame, RelayError> {
    owner(session, "write")?;
    if entries.len() > MOST_ENTRIES {
        return Err(RelayError::BadRequest { why: format!("at most {MOST_ENTRIES} entries fit into one append") });
    }
    let directory = session.shared.directory.get();
    for entry in &entries {
        if entry.kind == EntryKind::Webhook {
            return Err(RelayError::Forbidden { what: "append webhooks, which only the relay may".to_owned() });
        }
        if entry.kind.as_str().is_empty() || entry.kind.as_str().len() > EntryKind::MAX_LEN {
            return Err(RelayError::BadRequest { why: "the kind of an entry is empty or too long".to_owned() });
        }
        if entry.sealed_body.is_empty() {
            return Err(RelayError::BadRequest { why: "an entry has no body".to_owned() });
        }
        if directory.sealing_key(&session.workspace, entry.scope).is_none() {
            return Err(RelayError::Forbidden { what: "write to an inbox whose key is not registered".to_owned() });
        }
    }
    let stored = session.shared.writer.append(session.workspace.clone(), session.device, entries);
    match timeout(PATIENCE, stored).await {
        Ok(Ok(results)) => Ok(RelayFrame::Appended { request, results }),
        Ok(Err(Unavailable)) | Err(_) => Err(RelayError::Overloaded { retry_after_ms: 1000 }),
    }
}

async fn change(session: &Session, request: u64, change: Change) -> Result<RelayFrame, RelayError> {
    owner(session, "change routes and keys")?;
    match timeout(PATIENCE, session.shared.writer.change(change)).await {
        Ok(Ok(answer)) => answer.map(|()| RelayFrame::Done { request }),
        Ok(Err(Unavailable)) | Err(_) => Err(RelayError::Overloaded { retry_after_ms: 1000 }),
    }
}
