//! The engine in this process: opened once, shared by all that need it, closed in order.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use frontdesk_api::{ApiError, AppConfig, ErrorCode, GraphConfig, SecretsIn, Session, SessionConfig, SystemClock, Windows};
use frontdesk_host::demo::Demo;
use tokio::sync::{Mutex, watch};

use crate::arguments::Arguments;

/// How long quitting may wait for work to end; what is not done by then is resumed at the next start.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(5);

/// The engine, or its opening that is under way.
pub struct Engine {
    opened: watch::Receiver<Option<Result<Opened, ApiError>>>,
}

#[derive(Clone)]
pub struct Opened {
    pub session: Session,
    /// Where the customers' phones are, in a demo that shows them.
    pub phone_url: Option<String>,
    /// What the session talks to; taken when it ends.
    demo: Arc<Mutex<Option<Demo>>>,
}

impl Engine {
    /// Starts to open it; the window need not wait.
    pub fn start(arguments: Arguments, profile: PathBuf, windows: Arc<dyn Windows>) -> Self {
        let (tell, opened) = watch::channel(None);
        // On a thread that may block: opening migrates the database and may wait for the keychain.
        tauri::async_runtime::spawn_blocking(move || {
            let outcome = tauri::async_runtime::block_on(open(arguments, profile, windows));
            if let Err(error) = &outcome {
                tracing::error!(message = %error.message, "the engine did not open");
            }
            // Nobody hears it only when the app has ended meanwhile.
            let _ = tell.send(Some(outcome));
        });
        Self { opened }
    }

    /// The engine, as soon as it is open.
    ///
    /// # Errors
    /// Why it could not be opened, in words for the person before the window.
    pub async fn opened(&self) -> Result<Opened, ApiError> {
        let mut opened = self.opened.clone();
        let outcome = opened.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        outcome.unwrap_or_else(|| Err(ApiError::new(ErrorCode::Internal, "Frontdesk failed while it was starting. Start it again.")))
    }

    /// The person closed the login's window.
    pub async fn login_window_closed(&self) {
        tracing::info!("the login's window was closed");
        if let Ok(opened) = self.opened().await {
            opened.session.login_window_closed().await;
        }
    }

    /// Ends all work in order, as far as that takes no longer than a person waits.
    pub async fn close(&self) {
        let Some(Ok(opened)) = self.opened.borrow().clone() else { return };
        let closing = async {
            match opened.demo.lock().await.take() {
                Some(demo) => demo.stop().await,
                None => opened.session.close().await,
            }
        };
        if tokio::time::timeout(PATIENCE_AT_THE_END, closing).await.is_err() {
            tracing::warn!("some work was still going on at the end");
        }
    }
}

async fn open(arguments: Arguments, profile: PathBuf, windows: Arc<dyn Windows>) -> Result<Opened, ApiError> {
    if arguments.demo {
        let demo = Demo::start(windows).await.map_err(|e| ApiError::new(ErrorCode::Internal, e.to_string()))?;
        let phone_url = (!arguments.no_phones).then(|| demo.phone_url());
        return Ok(Opened { session: demo.session.clone(), phone_url, demo: Arc::new(Mutex::new(Some(demo))) });
    }
    let graph = GraphConfig::new(arguments.graph_url)
        .map_err(|e| ApiError::bad_request(format!("The Graph API's address can't be used ({e}). Start Frontdesk with another --graph-url.")))?;
    let app = AppConfig { data_dir: profile, secrets: SecretsIn::Keychain, clock: Arc::new(SystemClock), graph, windows };
    let session = Session::open(SessionConfig { app, demo: None }).await?;
    Ok(Opened { session, phone_url: None, demo: Arc::default() })
}
