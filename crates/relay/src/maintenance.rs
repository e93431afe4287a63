//! What happens beside the writer: moving the write-ahead log into the database, and forgetting what is old.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use frontdesk_domain::time::Millis;
use sqlx::{Connection, SqliteConnection};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::clock;
use crate::writer::{CheckpointSignal, Writer};

/// A write-ahead log beyond this many pages (of 4 KiB) makes the writer pause for it.
const LONG_LOG_PAGES: i64 = 16_384;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Meta repeats a delivery for up to seven days.
const SEEN_DAYS: i64 = 8;

const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);

/// Checkpoints on a connection of its own, so that the cost does not fall on one unlucky commit.
pub(crate) async fn checkpoint(mut connection: SqliteConnection, signal: Arc<CheckpointSignal>, closing: CancellationToken) {
    loop {
        tokio::select! {
            () = signal.due.notified() => {}
            () = closing.cancelled() => break,
        }
        let result: Result<(i64, i64, i64), sqlx::Error> = sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(&mut connection).await;
        match result {
            Ok((_, pages, _)) if pages > LONG_LOG_PAGES => signal.pause.store(true, Ordering::Release),
            Ok(_) => {}
            // Nothing is lost: the next checkpoint does this one's work.
            Err(error) => warn!(%error, "a checkpoint did not finish"),
        }
    }
    if let Err(error) = connection.close().await {
        warn!(%error, "the checkpoint connection did not close cleanly");
    }
}

/// Once an hour. `retention_days` 0 keeps every entry.
pub(crate) async fn forget(writer: Writer, retention_days: u32, closing: CancellationToken) {
    let mut every = tokio::time::interval(FORGET_EVERY);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = closing.cancelled() => return,
        }
        let now = clock::now();
        let seen_before = now.plus_ms(-SEEN_DAYS * DAY_MS);
        let entries_before: Option<Millis> = (retention_days > 0).then(|| now.plus_ms(-i64::from(retention_days) * DAY_MS));
        while !closing.is_cancelled() {
            match writer.forget(seen_before, entries_before).await {
                Ok(true) => {}
                Ok(false) | Err(_) => break,
            }
        }
    }
}
