//! Server-sent events: one per change, with nothing but its number. Who cares asks for what it shows.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};

use crate::running::Running;

pub(crate) async fn events(State(running): State<Arc<Running>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let ended = Arc::clone(&running);
    let revisions = stream::unfold((running.revision(), true), |(mut revision, first)| async move {
        if !first {
            revision.changed().await.ok()?;
        }
        let number = *revision.borrow_and_update();
        Some((Ok(Event::default().event("changed").data(number.to_string())), (revision, false)))
    });
    // The stream must not keep a shut-down sandbox alive.
    let until_end = revisions.take_until(async move { ended.ended().await });
    Sse::new(until_end).keep_alive(KeepAlive::default())
}
