//! Somebody else's pages, which try what they should not be able to do and report how it went.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Json, Query, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What the pages leave behind wherever they can.
pub const CANARY: &str = "canary-of-the-login-window";

/// Three origins: two that the login's window may show, and one that it may not. They end when it is dropped.
pub struct HostileSite {
    pub world: Surroundings,
    seen: Arc<Mutex<Seen>>,
    _serving: JoinSet<()>,
}

/// What the pages are told.
#[derive(Clone, Serialize)]
pub struct Surroundings {
    /// Where the pages start.
    pub home: String,
    /// Another origin that may be shown.
    pub other: String,
    /// The one that may not.
    pub elsewhere: String,
    /// A page on this machine's disk that tells who shows it.
    file: String,
    /// Every command of the app.
    commands: Vec<String>,
    canary: &'static str,
}

/// One attempt of a page.
#[derive(Clone, Deserialize, Debug)]
pub struct Attempt {
    /// `login` or `popup`.
    pub at: String,
    pub kind: String,
    pub attempt: String,
    pub succeeded: bool,
    pub words: String,
}

/// What a page saw that has nothing wrong about it.
#[derive(Clone, Deserialize, Debug)]
pub struct Note {
    pub at: String,
    pub what: String,
    pub words: String,
}

#[derive(Default)]
struct Seen {
    attempts: Vec<Attempt>,
    notes: Vec<Note>,
    /// Requests that reached the origin that may not be shown.
    arrivals: Vec<String>,
}

type Shared = State<(Arc<Mutex<Seen>>, Surroundings)>;

impl HostileSite {
    /// `commands` are the names to try; `folder` takes a page that nobody may see.
    pub async fn open(commands: Vec<String>, folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join("page.html");
        std::fs::write(&file, "<script>for (const near of [parent, opener]) near?.postMessage('a file speaks', '*')</script>")?;
        let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (home, other, elsewhere) = (listen().await?, listen().await?, listen().await?);
        let world = Surroundings {
            home: format!("http://127.0.0.1:{}", home.local_addr()?.port()),
            other: format!("http://localhost:{}", other.local_addr()?.port()),
            elsewhere: format!("http://127.0.0.1:{}", elsewhere.local_addr()?.port()),
            file: format!("file://{}", file.display()),
            commands,
            canary: CANARY,
        };
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let pages = Router::new()
            .route("/", get(Html(include_str!("../pages/hostile.html"))))
            .route("/hostile.js", get(([(CONTENT_TYPE, "text/javascript")], include_str!("../pages/hostile.js"))))
            .route("/world", get(|State((_, world)): Shared| async { Json(world) }))
            .route("/redirect", get(redirect))
            .route("/file", get(([(CONTENT_DISPOSITION, "attachment; filename=canary-file")], CANARY)))
            .route("/tried", post(tried))
            .route("/noted", post(noted))
            .with_state((seen.clone(), world.clone()));
        let elsewheres = Router::new().fallback(arrived).with_state((seen.clone(), world.clone()));
        let mut serving = JoinSet::new();
        for (listener, router) in [(home, pages.clone()), (other, pages), (elsewhere, elsewheres)] {
            serving.spawn(async move {
                // Ends with the test.
                let _ = axum::serve(listener, router).await;
            });
        }
        Ok(Self { world, seen, _serving: serving })
    }

    pub fn attempts(&self) -> Vec<Attempt> {
        locked(&self.seen).attempts.clone()
    }

    /// What the page there noted about this, if it did.
    pub fn noted(&self, at: &str, what: &str) -> Option<String> {
        locked(&self.seen).notes.iter().find(|note| note.at == at && note.what == what).map(|note| note.words.clone())
    }

    /// Who came to the origin that may not be shown.
    pub fn arrivals(&self) -> Vec<String> {
        locked(&self.seen).arrivals.clone()
    }
}

fn locked(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn tried(State((seen, _)): Shared, Json(attempt): Json<Attempt>) {
    locked(&seen).attempts.push(attempt);
}

async fn noted(State((seen, _)): Shared, Json(note): Json<Note>) {
    locked(&seen).notes.push(note);
}

#[derive(Deserialize)]
struct Redirect {
    to: String,
}

async fn redirect(Query(redirect): Query<Redirect>) -> impl IntoResponse {
    (StatusCode::FOUND, [(LOCATION, redirect.to)])
}

async fn arrived(State((seen, _)): Shared, headers: HeaderMap, request: Request) -> Html<&'static str> {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    locked(&seen).arrivals.push(format!("{} {host}{}", request.method(), request.uri()));
    Html("<h1>Elsewhere</h1>")
}
