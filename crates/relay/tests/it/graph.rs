//! Meta's side of a login, small: it answers what the test wants and keeps what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use frontdesk_domain::secret::Secret;
use frontdesk_relay::{App, Settings};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub const APP: &str = "1029384756";
pub const CONFIG: &str = "77001";
pub const SECRET: &str = "app-secret-canary";
pub const TOKEN: &str = "EAAG-token-canary";
pub const CODE: &str = "AQD-code-canary";

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub query: HashMap<String, String>,
    pub bearer: Option<String>,
    pub body: String,
}

struct Inner {
    /// App ids and their secrets.
    apps: HashMap<String, String>,
    code_answer: (u16, Value),
    extend_answer: (u16, Value),
    inspect_answer: (u16, Value),
    subscription: Value,
    asked: Vec<Asked>,
}

/// A Graph on a port of its own.
#[derive(Clone)]
pub struct Graph {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
    /// A code is exchanged only with a permit.
    pub exchanges: Arc<Semaphore>,
}

pub fn refusal(message: &str, code: i64, subcode: i64) -> Value {
    json!({"error": {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "x"}})
}

impl Graph {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inner = Inner {
            apps: HashMap::from([(APP.to_owned(), SECRET.to_owned())]),
            code_answer: (200, json!({"access_token": TOKEN, "token_type": "bearer", "expires_in": 5_183_944})),
            extend_answer: (200, json!({"access_token": format!("{TOKEN}-long"), "token_type": "bearer", "expires_in": 5_184_000})),
            inspect_answer: (
                200,
                json!({"data": {"app_id": APP, "type": "SYSTEM_USER", "expires_at": 1_900_000_000, "data_access_expires_at": 0, "is_valid": true,
                    "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
                    "granular_scopes": [{"scope": "whatsapp_business_management", "target_ids": ["2077"]}], "user_id": "9"}}),
            ),
            subscription: json!({"data": []}),
            asked: Vec::new(),
        };
        let graph = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            inner: Arc::new(Mutex::new(inner)),
            exchanges: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        };
        let router = Router::new().fallback(answer).with_state(graph.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        graph
    }

    /// A relay that knows [`APP`], and Meta here.
    pub fn with_app(&self) -> impl FnOnce(&mut Settings) + use<> {
        let without = self.without_app();
        move |settings| {
            without(settings);
            settings.apps.push(App { id: Some(APP.to_owned()), secret: Secret::new(SECRET), config_id: Some(CONFIG.to_owned()) });
        }
    }

    /// A relay that knows no app yet, and Meta here.
    pub fn without_app(&self) -> impl FnOnce(&mut Settings) + use<> {
        let url = self.url.clone();
        move |settings| {
            settings.apps.clear();
            settings.without_meta_app = true;
            settings.graph_url = url.parse().unwrap();
            settings.login_url = format!("{url}/dialogs").parse().unwrap();
            settings.sdk_url = format!("{url}/sdk.js").parse().unwrap();
        }
    }

    pub fn set_code_answer(&self, status: u16, body: Value) {
        self.inner.lock().unwrap().code_answer = (status, body);
    }

    pub fn set_extend_answer(&self, status: u16, body: Value) {
        self.inner.lock().unwrap().extend_answer = (status, body);
    }

    pub fn set_inspect_answer(&self, status: u16, body: Value) {
        self.inner.lock().unwrap().inspect_answer = (status, body);
    }

    pub fn add_app(&self, id: &str, secret: &str) {
        self.inner.lock().unwrap().apps.insert(id.to_owned(), secret.to_owned());
    }

    /// What was asked at a path that ends like this.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.inner.lock().unwrap().asked.iter().filter(|asked| asked.path.ends_with(path)).cloned().collect()
    }
}

async fn answer(
    State(graph): State<Graph>,
    method: Method,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let asked =
        Asked { method, path: uri.path().to_owned(), query, bearer: bearer.map(str::to_owned), body: String::from_utf8_lossy(&body).into_owned() };
    graph.inner.lock().unwrap().asked.push(asked.clone());
    if asked.path.ends_with("/oauth/access_token") && !asked.query.contains_key("grant_type") {
        drop(graph.exchanges.acquire().await.unwrap());
    }
    let (status, body) = graph.inner.lock().unwrap().answer(&asked);
    (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
}

impl Inner {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        let path = asked.path.strip_prefix("/v22.0/").unwrap_or_default();
        let known = |id: &str, secret: &str| self.apps.get(id).is_some_and(|known| known == secret);
        if path == "oauth/access_token" {
            let param = |name: &str| asked.query.get(name).map(String::as_str).unwrap_or_default();
            if !known(param("client_id"), param("client_secret")) {
                return (400, refusal("Error validating client secret.", 1, 0));
            }
            return match param("grant_type") {
                "client_credentials" => (200, json!({"access_token": "app", "token_type": "bearer"})),
                "fb_exchange_token" => self.extend_answer.clone(),
                _ => self.code_answer.clone(),
            };
        }
        let caller = asked.bearer.as_deref().and_then(|bearer| bearer.split_once('|'));
        let Some((app, _)) = caller.filter(|(id, secret)| known(id, secret)) else {
            return (401, refusal("Invalid OAuth access token.", 190, 0));
        };
        match (&asked.method, path) {
            (_, "debug_token") => self.inspect_answer.clone(),
            (&Method::GET, path) if path == app => (200, json!({"id": app, "name": "Padaria App"})),
            (&Method::GET, path) if path == format!("{app}/subscriptions") => (200, self.subscription.clone()),
            (&Method::POST, path) if path == format!("{app}/subscriptions") => {
                let form: HashMap<String, String> = url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
                let fields: Vec<Value> = form["fields"].split(',').map(|name| json!({"name": name, "version": "v22.0"})).collect();
                self.subscription =
                    json!({"data": [{"object": form["object"], "callback_url": form["callback_url"], "active": true, "fields": fields}]});
                (200, json!({"success": true}))
            }
            _ => (404, refusal("Unknown path components.", 2500, 0)),
        }
    }
}
