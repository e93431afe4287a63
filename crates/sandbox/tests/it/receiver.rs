//! What a business runs behind its webhook address, and a client for the Graph API.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, FIRST_NUMBER, Sandbox, SandboxConfig, sign};
use serde_json::{Value, json};
use tokio::sync::watch;

/// One POST as it came.
#[derive(Clone)]
pub struct Post {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Post {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a webhook is JSON")
    }

    pub fn changes(&self) -> Vec<Value> {
        let entries = self.json()["entry"].as_array().cloned().unwrap_or_default();
        entries.iter().flat_map(|entry| entry["changes"].as_array().cloned().unwrap_or_default()).collect()
    }

    /// The items of `messages[]` or `statuses[]`.
    pub fn items(&self, list: &str) -> Vec<Value> {
        self.changes().into_iter().flat_map(|change| change["value"][list].as_array().cloned().unwrap_or_default()).collect()
    }
}

pub struct Receiver {
    pub url: String,
    answers: Arc<Mutex<StatusCode>>,
    posts: watch::Receiver<Vec<Post>>,
}

#[derive(Clone)]
struct Inner {
    secret: &'static str,
    answers: Arc<Mutex<StatusCode>>,
    posts: watch::Sender<Vec<Post>>,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::start_with(DEMO_APP_SECRET).await
    }

    /// One that expects another app's signatures.
    pub async fn start_with(secret: &'static str) -> Self {
        let (sender, posts) = watch::channel(Vec::new());
        let answers = Arc::new(Mutex::new(StatusCode::OK));
        let app = Router::new().route("/hook", get(verify).post(receive)).with_state(Inner { secret, answers: Arc::clone(&answers), posts: sender });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, answers, posts }
    }

    /// From now on it answers this.
    pub fn answers(&self, status: StatusCode) {
        *self.answers.lock().expect("not poisoned") = status;
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.borrow().clone()
    }

    pub async fn wait<T>(&self, mut check: impl FnMut(&[Post]) -> Option<T>) -> T {
        let mut posts = self.posts.clone();
        let looking = async {
            loop {
                if let Some(found) = check(&posts.borrow_and_update()) {
                    return found;
                }
                posts.changed().await.expect("the receiver runs");
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), looking).await.expect("the webhook came")
    }

    /// Waits for a status of a message.
    pub async fn status(&self, wamid: &str, status: &str) -> Value {
        self.wait(|posts| posts.iter().flat_map(|post| post.items("statuses")).find(|item| item["id"] == wamid && item["status"] == status)).await
    }

    /// Waits for a change of another field than `messages`.
    pub async fn change(&self, field: &str) -> Value {
        self.wait(|posts| posts.iter().flat_map(Post::changes).filter(|change| change["field"] == field).last()).await
    }

    /// Waits for a message.
    pub async fn message(&self, wamid: &str) -> Value {
        self.wait(|posts| posts.iter().flat_map(|post| post.items("messages")).find(|item| item["id"] == wamid)).await
    }
}

async fn verify(Query(query): Query<std::collections::HashMap<String, String>>) -> (StatusCode, String) {
    if query.get("hub.mode").is_some_and(|mode| mode == "subscribe") && query.get("hub.verify_token").is_some_and(|token| token == DEMO_VERIFY_TOKEN)
    {
        (StatusCode::OK, query.get("hub.challenge").cloned().unwrap_or_default())
    } else {
        (StatusCode::FORBIDDEN, String::new())
    }
}

async fn receive(State(inner): State<Inner>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok()).unwrap_or("");
    assert_eq!(signature, sign(inner.secret, &body), "every webhook is signed over its bytes");
    inner.posts.send_modify(|posts| posts.push(Post { headers, body }));
    *inner.answers.lock().expect("not poisoned")
}

/// A sandbox, its receiver, and a client of its Graph API.
pub struct Desk {
    pub sandbox: Sandbox,
    pub receiver: Receiver,
    pub http: reqwest::Client,
}

impl Desk {
    pub async fn start() -> Self {
        Self::with(SandboxConfig::test()).await
    }

    pub async fn with(config: SandboxConfig) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let receiver = Receiver::start().await;
        let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
        sandbox.set_webhook(&receiver.url, DEMO_VERIFY_TOKEN).await.expect("the handshake succeeds");
        Self { sandbox, receiver, http: reqwest::Client::builder().no_proxy().build().expect("a client") }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/v22.0/{path}", self.sandbox.base_url())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.http.get(self.url(path)).bearer_auth(DEMO_TOKEN).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.http.post(self.url(path)).bearer_auth(DEMO_TOKEN).json(&body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    pub async fn send(&self, body: Value) -> (u16, Value) {
        self.post(&format!("{FIRST_NUMBER}/messages"), body).await
    }

    pub async fn send_text(&self, to: &str, text: &str) -> (u16, Value) {
        self.send(text_to(to, text)).await
    }

    /// Sends and returns the wamid.
    pub async fn sent(&self, body: Value) -> String {
        let (status, answer) = self.send(body).await;
        assert_eq!(status, 200, "{answer}");
        answer["messages"][0]["id"].as_str().expect("a wamid").to_owned()
    }
}

pub fn text_to(to: &str, text: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "text", "text": { "body": text } })
}

pub fn error_code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or(-1)
}
