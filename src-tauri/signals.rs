//! Being asked to end by the system or from a terminal: the same orderly end as closing the window.

use tauri::AppHandle;

/// Ends the app when it is asked to.
pub async fn end_when_asked(app: AppHandle) {
    asked().await;
    app.exit(0);
}

#[cfg(unix)]
async fn asked() {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::warn!("signals can't be received; the system ends the app at once");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
