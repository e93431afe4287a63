//! Stays connected: catches up, follows the log, and brings our own events into it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use frontdesk_relay_api::wire::{DeviceFrame, MAX_DEVICE_FRAME_BYTES, RelayFrame};
use frontdesk_relay_api::{Author, Binding, Entry, EntryKind, NewEntry, RelayError};
use frontdesk_store::{Cursor, PendingEntry};
use serde_bytes::ByteBuf;
use tokio::sync::{broadcast, mpsc, oneshot};

use super::ask::{Answer, Asked, LoginMessage, Request};
use super::socket::{self, Ended, Sink, Socket, Source};
use crate::clock::jitter;
use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::CoreError;
use crate::inbound;

/// Entries applied in one transaction at most: few enough that the UI's reads and the agent's actions get their turn.
const BATCH: usize = 2_000;
/// Further behind than this is worth saying.
const FAR_BEHIND: u64 = 200;
const FIRST_PAUSE_MS: u64 = 500;
const LONGEST_PAUSE_MS: u64 = 30_000;
/// Our events in one frame at most.
const APPEND_AT_ONCE: u32 = 64;

/// Until the desk closes.
pub(crate) async fn run(desk: Arc<Desk>, asked: Asked) {
    let Asked { mut requests, logins } = asked;
    let mut failures = 0u32;
    loop {
        let began = tokio::time::Instant::now();
        let ended = tokio::select! {
            () = desk.stop.cancelled() => return,
            ended = session(&desk, &mut requests, &logins) => ended,
        };
        if began.elapsed() > Duration::from_secs(60) {
            failures = 0;
        }
        let reason = match ended {
            Ended::Lost(reason) => reason,
            Ended::Refused(error) => {
                let reason = error.to_string();
                if !may_pass(&error) {
                    tracing::error!(code = error.code(), "the relay refuses this device");
                    desk.set_connection(Connection::Refused { reason });
                    // Only a person can change this; answer requests instead of leaving them hanging.
                    loop {
                        tokio::select! {
                            () = desk.stop.cancelled() => return,
                            request = requests.recv() => match request {
                                Some(request) => { let _ = request.answer.send(Err(error.clone())); }
                                None => return,
                            }
                        }
                    }
                }
                reason
            }
        };
        let pause_ms = (FIRST_PAUSE_MS << failures.min(6)).min(LONGEST_PAUSE_MS);
        let pause_ms = pause_ms / 2 + pause_ms / 2 * u64::from(jitter()) / 1000;
        failures += 1;
        let retry_at = desk.clock.now().plus_ms(i64::try_from(pause_ms).unwrap_or(0));
        desk.set_connection(Connection::Offline { reason, retry_at: Some(retry_at) });
        tokio::select! {
            () = desk.stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_millis(pause_ms)) => {}
        }
    }
}

/// Whether trying again may help.
fn may_pass(error: &RelayError) -> bool {
    match error {
        RelayError::Overloaded { .. } | RelayError::TooSlow | RelayError::ShuttingDown { .. } | RelayError::SetupThrottled { .. } => true,
        RelayError::CursorTooOld { .. }
        | RelayError::CursorFromFuture { .. }
        | RelayError::CursorOfAnotherLog { .. }
        | RelayError::UnknownDevice
        | RelayError::BadSignature
        | RelayError::Forbidden { .. }
        | RelayError::TooLarge { .. }
        | RelayError::ProtocolTooOld { .. }
        | RelayError::ProtocolTooNew { .. }
        | RelayError::BadRequest { .. }
        | RelayError::SetupCodeWrong
        | RelayError::Meta { .. }
        | RelayError::NoMetaApp
        | RelayError::NoLoginConfiguration
        | RelayError::NoPublicUrl
        | RelayError::MetaAppInSettings { .. }
        | RelayError::TooManyLogins
        | RelayError::NumberTaken
        | RelayError::Other { .. } => false,
    }
}

/// One connection, from dialling to its end.
async fn session(desk: &Arc<Desk>, requests: &mut mpsc::Receiver<Request>, logins: &broadcast::Sender<LoginMessage>) -> Ended {
    if !matches!(desk.connection(), Connection::Offline { .. }) {
        desk.set_connection(Connection::Connecting);
    }
    let cursor = match desk.store.cursor().await {
        Ok(cursor) => cursor,
        Err(error) => return Ended::Lost(CoreError::from(error).to_string()),
    };
    let wire_cursor = frontdesk_relay_api::Cursor { log: cursor.log.map(frontdesk_relay_api::LogId), seq: cursor.seq };
    let socket = match socket::connect(&desk.profile, &desk.key_ring().signing, wire_cursor).await {
        Ok(socket) => socket,
        Err(ended) => return ended,
    };
    let Socket { sink, source, head, log, role } = socket;
    desk.role.send_replace(Some(role));
    let cursor = Cursor { log: Some(log.0), seq: cursor.seq };
    // Frames wait here while the batch before them is written; the credit bounds how many.
    let (frames, arrived) = mpsc::channel::<RelayFrame>(64);
    let (applied, applied_up_to) = mpsc::channel::<u64>(64);
    let (answers, answered) = mpsc::channel::<RelayFrame>(16);
    tokio::select! {
        ended = receive(source, frames, answers, logins) => ended,
        ended = apply(desk, arrived, applied, cursor, head) => ended,
        ended = send(desk, sink, requests, applied_up_to, answered) => ended,
    }
}

/// Sorts what arrives: entries to the applier, answers to the sender, a login's news to whoever follows it.
async fn receive(
    mut source: Source,
    entries: mpsc::Sender<RelayFrame>,
    answers: mpsc::Sender<RelayFrame>,
    logins: &broadcast::Sender<LoginMessage>,
) -> Ended {
    let gone = || Ended::Lost("The connection was given up.".to_owned());
    loop {
        let frame = match source.next().await {
            Ok(frame) => frame,
            Err(ended) => return ended,
        };
        let sent = match frame {
            RelayFrame::Entries { .. } => entries.send(frame).await,
            RelayFrame::Refused { request: None, error } => return Ended::Refused(error),
            RelayFrame::Login { login, news } => {
                // Nobody may follow it any more; the relay says it again after a reconnection.
                let _ = logins.send(LoginMessage { login, news });
                Ok(())
            }
            RelayFrame::Appended { .. }
            | RelayFrame::Done { .. }
            | RelayFrame::Refused { .. }
            | RelayFrame::Meta { .. }
            | RelayFrame::LoginStarted { .. }
            | RelayFrame::TokenInfo { .. }
            | RelayFrame::TokenRenewed { .. }
            | RelayFrame::AppWebhook { .. }
            | RelayFrame::Probed { .. } => answers.send(frame).await,
            RelayFrame::Challenge { .. } | RelayFrame::Welcome { .. } => Ok(()),
        };
        if sent.is_err() {
            return gone();
        }
    }
}

/// Applies entries in batches, each in one transaction with the cursor.
async fn apply(desk: &Arc<Desk>, mut arrived: mpsc::Receiver<RelayFrame>, applied: mpsc::Sender<u64>, mut cursor: Cursor, mut head: u64) -> Ended {
    let gone = || Ended::Lost("The connection was given up.".to_owned());
    let mut was_live = false;
    let mut waiting: VecDeque<Entry> = VecDeque::new();
    // The next batch is opened on another core while this one is written.
    let mut opening: Option<(u64, tokio::task::JoinHandle<inbound::Opened>)> = None;
    loop {
        if cursor.seq >= head {
            desk.set_connection(Connection::Live);
            if !was_live {
                was_live = true;
                if let Err(error) = crate::outbox::back_online(desk).await {
                    return Ended::Lost(error.to_string());
                }
            }
        } else if head - cursor.seq > FAR_BEHIND {
            desk.set_connection(Connection::CatchingUp { applied: cursor.seq, head });
        }
        while let Ok(frame) = arrived.try_recv() {
            take(frame, &mut waiting, &mut head);
        }
        if waiting.is_empty() && opening.is_none() {
            match arrived.recv().await {
                Some(frame) => take(frame, &mut waiting, &mut head),
                None => return gone(),
            }
        }
        let next = next_batch(&mut waiting);
        let ready = opening.take();
        opening = next.map(|entries| {
            let (keys, workspace) = (desk.key_ring(), desk.profile.workspace);
            let first = entries.first().map_or(0, |entry| entry.seq);
            (first, tokio::task::spawn_blocking(move || inbound::open(&keys, workspace, &entries)))
        });
        let Some((first, task)) = ready else { continue };
        let Ok(opened) = task.await else { return Ended::Lost("Opening entries failed.".to_owned()) };
        if first != cursor.seq + 1 {
            // A gap would be a lost entry: ask again from where we are.
            return Ended::Lost(format!("The relay skipped from entry {} to {first}.", cursor.seq));
        }
        cursor.seq = opened.last_seq;
        if let Err(error) = desk.apply_log(cursor, opened).await {
            return Ended::Lost(error.to_string());
        }
        if applied.send(cursor.seq).await.is_err() {
            return gone();
        }
    }
}

fn take(frame: RelayFrame, waiting: &mut VecDeque<Entry>, head: &mut u64) {
    if let RelayFrame::Entries { entries, head: newest } = frame {
        waiting.extend(entries);
        *head = newest.max(*head);
    }
}

fn next_batch(waiting: &mut VecDeque<Entry>) -> Option<Vec<Entry>> {
    if waiting.is_empty() {
        return None;
    }
    let batch: Vec<Entry> = waiting.drain(..waiting.len().min(BATCH)).collect();
    Some(batch)
}

/// Sends acknowledgements, requests, and our events in the order they were made.
async fn send(
    desk: &Arc<Desk>,
    mut sink: Sink,
    requests: &mut mpsc::Receiver<Request>,
    mut applied: mpsc::Receiver<u64>,
    mut answered: mpsc::Receiver<RelayFrame>,
) -> Ended {
    let gone = || Ended::Lost("The connection was given up.".to_owned());
    let mut number = 0u64;
    let mut asked: BTreeMap<u64, oneshot::Sender<Result<Answer, RelayError>>> = BTreeMap::new();
    // The append under way, and up to which position it goes.
    let mut appending: Option<(u64, i64)> = None;
    let mut sent_up_to = 0i64;
    loop {
        if appending.is_none() {
            match next_append(desk, sent_up_to).await {
                Ok(Some((entries, up_to))) => {
                    number += 1;
                    if let Err(ended) = sink.send(&DeviceFrame::Append { request: number, entries }).await {
                        return ended;
                    }
                    appending = Some((number, up_to));
                }
                Ok(None) => {}
                Err(error) => return Ended::Lost(error.to_string()),
            }
        }
        let frame = tokio::select! {
            () = desk.stop.cancelled() => {
                sink.close().await;
                return gone();
            }
            () = desk.pending_wake.notified() => continue,
            up_to = applied.recv() => match up_to {
                Some(seq) => DeviceFrame::Applied { seq },
                None => return gone(),
            },
            request = requests.recv() => match request {
                Some(Request { ask, answer }) => {
                    number += 1;
                    asked.insert(number, answer);
                    ask.into_frame(number)
                }
                None => return gone(),
            },
            answer = answered.recv() => {
                let Some(frame) = answer else { return gone() };
                let Some((request, result)) = Answer::read(frame) else { continue };
                if let Some(answer) = asked.remove(&request) {
                    let _ = answer.send(result);
                } else if appending.is_some_and(|(under_way, _)| under_way == request) {
                    match result {
                        Ok(_) => sent_up_to = appending.take().map_or(sent_up_to, |(_, up_to)| up_to),
                        Err(error) => return Ended::Refused(error),
                    }
                }
                continue;
            }
        };
        if let Err(ended) = sink.send(&frame).await {
            return ended;
        }
    }
}

/// The next of our events, sealed, as many as fit into a frame.
async fn next_append(desk: &Desk, after: i64) -> Result<Option<(Vec<NewEntry>, i64)>, CoreError> {
    let pending = desk.store.pending_after(after, APPEND_AT_ONCE).await?;
    let (mut entries, mut up_to, mut bytes) = (Vec::new(), after, 0);
    for event in pending {
        let position = event.position;
        let Some(entry) = seal(desk, event) else { break };
        bytes += entry.sealed_body.len() + 256;
        if !entries.is_empty() && bytes > MAX_DEVICE_FRAME_BYTES / 2 {
            break;
        }
        up_to = position;
        entries.push(entry);
    }
    Ok((!entries.is_empty()).then_some((entries, up_to)))
}

fn seal(desk: &Desk, event: PendingEntry) -> Option<NewEntry> {
    let keys = desk.key_ring();
    let (scope, key_id) = keys.key_for(event.inbox)?;
    let binding = Binding {
        workspace: desk.profile.workspace,
        id: event.id,
        author: Author::Device(desk.profile.device),
        scope,
        kind: &EntryKind::Event,
        key_id,
        at: event.made_at,
    };
    match keys.seal(&binding, &event.body)? {
        Ok(sealed) => Some(NewEntry { id: event.id, scope, kind: EntryKind::Event, key_id, at: event.made_at, sealed_body: ByteBuf::from(sealed) }),
        Err(error) => {
            tracing::error!(%error, "an event could not be sealed");
            None
        }
    }
}
