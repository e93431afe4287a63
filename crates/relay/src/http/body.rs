//! Reading a request's body without trusting its sender: not too much, not too slowly, not too many at once.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::settings::Limits;

/// Before the least acceptable rate counts: a lost packet takes a second or two to be sent again.
const GRACE: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BodyError {
    TooLarge,
    TooSlow,
    /// Too many bytes of other requests are in memory.
    Overloaded,
    /// The connection broke off.
    Broken,
}

/// A body, and its share of the memory that all bodies may take together.
pub(super) struct Received {
    pub bytes: Vec<u8>,
    pub share: Option<OwnedSemaphorePermit>,
}

pub(super) async fn read<B: Body<Data = Bytes> + Unpin>(
    headers: &HeaderMap,
    mut body: B,
    limits: &Limits,
    memory: &Arc<Semaphore>,
) -> Result<Received, BodyError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.max_body_bytes as u64) {
        return Err(BodyError::TooLarge);
    }
    let started = Instant::now();
    let mut bytes = Vec::new();
    let mut share: Option<OwnedSemaphorePermit> = None;
    loop {
        // Fast enough from the beginning, but with time for a lost packet; and done in time, however large.
        let at_rate = Duration::from_secs_f64(bytes.len() as f64 / limits.body_bytes_per_second.max(1) as f64);
        let frame = match timeout_at(started + limits.body.min(GRACE + at_rate), body.frame()).await {
            Err(_) => return Err(BodyError::TooSlow),
            Ok(None) => return Ok(Received { bytes, share }),
            Ok(Some(Err(_))) => return Err(BodyError::Broken),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limits.max_body_bytes {
            return Err(BodyError::TooLarge);
        }
        let permits = u32::try_from(data.len()).map_err(|_| BodyError::TooLarge)?;
        let more = memory.clone().try_acquire_many_owned(permits).map_err(|_| BodyError::Overloaded)?;
        match &mut share {
            Some(share) => share.merge(more),
            None => share = Some(more),
        }
        if bytes.is_empty() {
            // Reserve what the sender announced only after it began to send.
            bytes.reserve_exact(announced.and_then(|n| usize::try_from(n).ok()).unwrap_or(0).max(data.len()));
        }
        bytes.extend_from_slice(&data);
    }
}
