//! From the log to the device: everything after its cursor, in order, as fast as it gives back credit.

use std::convert::Infallible;
use std::sync::Arc;

use frontdesk_relay_api::{RelayError, RelayFrame};
use tokio::time::timeout;
use tracing::error;

use super::{End, Session};
use crate::reader;

/// A frame holds no more than this, or a single entry.
const FRAME_ENTRIES: u64 = 1000;
const FRAME_BYTES: usize = 512 * 1024;

pub(super) async fn pump(session: &Session) -> Result<Infallible, End> {
    let mut heads = session.workspace.head.subscribe();
    let mut applied = session.applied.subscribe();
    let mut sent = session.cursor;
    loop {
        let head = *heads.borrow_and_update();
        let done = *applied.borrow_and_update();
        session.lag.set(head.saturating_sub(done));
        if sent >= head {
            tokio::select! {
                changed = heads.changed() => changed.map_err(|_| End::Gone)?,
                changed = applied.changed() => changed.map_err(|_| End::Gone)?,
            }
            continue;
        }
        let room = session.credit.saturating_sub(sent - done).min(FRAME_ENTRIES);
        if room == 0 {
            match timeout(session.shared.limits.stalled, applied.changed()).await {
                Ok(Ok(())) => continue,
                Ok(Err(_)) => return Err(End::Gone),
                Err(_) => return Err(End::Refused(RelayError::TooSlow)),
            }
        }
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let entries = reader::entries_after(&session.shared.readers, &session.workspace, sent, room, FRAME_BYTES).await.map_err(|error| {
            error!(%error, "the log could not be read");
            End::Refused(RelayError::Overloaded { retry_after_ms: 1000 })
        })?;
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
            return Err(missing(session, sent));
        };
        if first.seq != sent + 1 {
            return Err(missing(session, sent));
        }
        sent = last.seq;
        // Before the frame goes out, because the device may be quicker to say that it applied it.
        session.sent.send_replace(sent);
        let entries = entries.into_iter().map(Arc::unwrap_or_clone).collect();
        session.send(&RelayFrame::Entries { entries, head }).await?;
    }
}

/// The next entry is not there. Trimming is the only way that happens.
fn missing(session: &Session, sent: u64) -> End {
    let oldest = session.workspace.oldest();
    if oldest <= sent + 1 {
        error!("an entry of the log is missing");
    }
    End::Refused(RelayError::CursorTooOld { oldest })
}
