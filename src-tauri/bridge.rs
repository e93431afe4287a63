//! Between the page and the engine: one command in, one stream of events out.

use frontdesk_api::views::Event;
use frontdesk_api::{ApiError, Session, dispatch};
use serde_json::Value;
use tauri::{AppHandle, Emitter, State};
use tokio::sync::broadcast::error::RecvError;

use crate::engine::Engine;
use crate::windows::INBOX;

/// Runs a command of the list in `frontdesk-api`.
#[tauri::command]
pub async fn call(engine: State<'_, Engine>, command: String, request: Value) -> Result<Value, ApiError> {
    dispatch(&engine.opened().await?.session, &command, request).await
}

/// Passes every event on to the inbox window, until the engine ends.
pub async fn forward_events(app: AppHandle, session: Session) {
    let mut events = session.subscribe();
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            // The window was too slow for some of them; it loads anew.
            Err(RecvError::Lagged(_)) => Event::Resync,
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = app.emit_to(INBOX, "frontdesk", event) {
            tracing::warn!(%error, "an event did not reach the window");
        }
    }
}
