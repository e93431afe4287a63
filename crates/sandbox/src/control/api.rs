//! `/_sandbox/...`: JSON for the phone page and for tests.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::CustomerConfig;
use crate::customer_phone::Phone;
use crate::knobs::{RuleId, RuleSpec};
use crate::running::Running;
use crate::sandbox::SandboxError;
use crate::world::{Callback, InboundContent};

pub(super) type App = State<Arc<Running>>;

/// An error with a sentence in it.
pub(crate) struct ApiError(pub(super) StatusCode, pub(super) String);

impl From<SandboxError> for ApiError {
    fn from(error: SandboxError) -> Self {
        let status = match &error {
            SandboxError::NoSuchCustomer(_) | SandboxError::NoSuchNumber(_) | SandboxError::NoSuch(_) => StatusCode::NOT_FOUND,
            SandboxError::Handshake { .. } | SandboxError::Login { .. } => StatusCode::BAD_GATEWAY,
            SandboxError::Listen { .. } | SandboxError::Client(_) | SandboxError::TimedOut { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "message": self.1 }))).into_response()
    }
}

pub(super) type Answer = Result<Json<Value>, ApiError>;

pub(super) fn done() -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// Customers by the sandbox's id.
fn phone(running: &Arc<Running>, customer: u32, number: &str) -> Result<Phone, ApiError> {
    let who = running
        .read(|world| world.customer(crate::world::CustomerId(customer)).map(|customer| customer.user_id.clone()))
        .ok_or_else(|| SandboxError::NoSuchCustomer(customer.to_string()))?;
    Ok(Phone::new(Arc::clone(running), who).on(number))
}

/// What the phone page's list shows: numbers, customers, and of each chat the last message and the unseen count.
pub(crate) async fn overview(State(running): App) -> Json<Value> {
    let now_ms = running.now_ms();
    running.read(|world| {
        let numbers: Vec<Value> = world
            .numbers
            .iter()
            .map(|number| {
                json!({
                    "phone_number_id": number.config.phone_number_id,
                    "display_phone_number": number.config.display_phone_number,
                    "verified_name": number.config.verified_name,
                })
            })
            .collect();
        let customers: Vec<Value> = world
            .customers()
            .iter()
            .map(|customer| {
                let chats: Vec<Value> = world
                    .numbers
                    .iter()
                    .map(|number| {
                        let chat = world.chat_view(customer.id, &number.config.phone_number_id, now_ms);
                        json!({
                            "phone_number_id": chat.phone_number_id,
                            "unseen": chat.unseen,
                            "typing": chat.business_is_typing,
                            "last": chat.messages.last(),
                        })
                    })
                    .collect();
                json!({ "customer": customer, "chats": chats })
            })
            .collect();
        Json(json!({
            "numbers": numbers,
            "customers": customers,
            "webhook_url": world.main_app().callback.as_ref().map(|callback| &callback.url),
        }))
    })
}

pub(crate) async fn customers(State(running): App) -> Json<Value> {
    Json(json!(running.read(|world| world.customers().to_vec())))
}

pub(crate) async fn add_customer(State(running): App, Json(mut config): Json<CustomerConfig>) -> Answer {
    config.name = config.name.trim().to_owned();
    config.wa_id.retain(|character| character.is_ascii_digit());
    if config.name.is_empty() {
        return Err(ApiError(StatusCode::UNPROCESSABLE_ENTITY, "Give the customer a name.".into()));
    }
    if !(7..=15).contains(&config.wa_id.len()) {
        return Err(ApiError(StatusCode::UNPROCESSABLE_ENTITY, "Give the number with its country code, 7 to 15 digits.".into()));
    }
    if running.read(|world| world.customers().iter().any(|customer| customer.wa_id == config.wa_id)) {
        return Err(ApiError(StatusCode::CONFLICT, "A customer with this number exists. Choose another number.".into()));
    }
    let customer = running.change(|world| {
        let id = world.add_customer(config);
        world.customer(id).cloned()
    });
    Ok(Json(json!(customer)))
}

#[derive(Deserialize)]
pub(crate) struct CustomerChange {
    online: Option<bool>,
    read_receipts: Option<bool>,
}

pub(crate) async fn set_customer(State(running): App, Path(customer): Path<u32>, Json(change): Json<CustomerChange>) -> Answer {
    let phone = phone(&running, customer, "")?;
    if let Some(online) = change.online {
        phone.set_online(online)?;
    }
    if let Some(shown) = change.read_receipts {
        phone.shows_read_receipts(shown)?;
    }
    Ok(Json(json!(phone.customer()?)))
}

pub(crate) async fn chat(State(running): App, Path((customer, number)): Path<(u32, String)>) -> Answer {
    Ok(Json(json!(phone(&running, customer, &number)?.chat()?)))
}

/// Either `text`, or `type` and `content`.
#[derive(Deserialize)]
pub(crate) struct Send {
    text: Option<String>,
    r#type: Option<String>,
    content: Option<Value>,
    quotes: Option<String>,
    /// Unix seconds; now if missing.
    at_s: Option<i64>,
}

pub(crate) async fn send(State(running): App, Path((customer, number)): Path<(u32, String)>, Json(send): Json<Send>) -> Answer {
    let at_s = send.at_s.unwrap_or(running.now_ms() / 1_000);
    let mut content = match (send.text, send.r#type, send.content) {
        (Some(text), None, None) if !text.trim().is_empty() => InboundContent::text(&text, at_s),
        (shown, Some(kind), Some(content)) => {
            let text = shown.unwrap_or_else(|| format!("({kind})"));
            InboundContent { kind, content, text, quotes: None, at_s }
        }
        (_, _, _) => {
            return Err(ApiError(StatusCode::UNPROCESSABLE_ENTITY, "Give a text, or a type with its content.".into()));
        }
    };
    content.quotes = send.quotes;
    let wamid = phone(&running, customer, &number)?.sends_content(content)?;
    Ok(Json(json!({ "wamid": wamid })))
}

pub(crate) async fn open(State(running): App, Path((customer, number)): Path<(u32, String)>) -> Answer {
    phone(&running, customer, &number)?.opens_chat()?;
    Ok(done())
}

pub(crate) async fn close(State(running): App, Path((customer, number)): Path<(u32, String)>) -> Answer {
    phone(&running, customer, &number)?.closes_chat()?;
    Ok(done())
}

pub(crate) async fn messages(State(running): App) -> Json<Value> {
    Json(json!(running.read(|world| world.messages().to_vec())))
}

pub(crate) async fn calls(State(running): App) -> Json<Value> {
    Json(json!(running.calls(|log| log.all())))
}

pub(crate) async fn clear_calls(State(running): App) -> Json<Value> {
    running.calls(|log| log.clear());
    done()
}

pub(crate) async fn webhooks(State(running): App) -> Json<Value> {
    Json(json!(running.webhooks().log()))
}

pub(crate) async fn retry_webhooks(State(running): App) -> Json<Value> {
    running.webhooks().retry_now();
    done()
}

#[derive(Deserialize)]
pub(crate) struct WebhookUrl {
    url: String,
    verify_token: String,
}

pub(crate) async fn set_webhook(State(running): App, Json(wanted): Json<WebhookUrl>) -> Answer {
    let callback = Callback { url: wanted.url.clone(), verify_token: wanted.verify_token };
    running.handshake(&callback).await.map_err(|reason| SandboxError::Handshake { url: wanted.url, reason })?;
    running.change(|world| {
        let app_id = world.main_app_id().to_owned();
        world.set_callback(&app_id, callback);
    });
    Ok(done())
}

pub(crate) async fn rules(State(running): App) -> Json<Value> {
    Json(json!(running.knobs(|knobs| knobs.views())))
}

#[derive(Deserialize)]
pub(crate) struct NewRule {
    #[serde(flatten)]
    rule: RuleSpec,
    times: Option<u32>,
}

pub(crate) async fn set_rule(State(running): App, Json(new): Json<NewRule>) -> Json<Value> {
    Json(json!({ "id": running.knobs(|knobs| knobs.set(new.rule, new.times)) }))
}

pub(crate) async fn release_rule(State(running): App, Path(rule): Path<u32>) -> Json<Value> {
    let updates = running.knobs(|knobs| knobs.release(RuleId(rule)));
    running.enqueue(updates);
    done()
}

pub(crate) async fn clear_rules(State(running): App) -> Json<Value> {
    let updates = running.knobs(|knobs| knobs.clear());
    running.enqueue(updates);
    done()
}

#[derive(Deserialize)]
pub(crate) struct Advance {
    by_ms: u32,
}

pub(crate) async fn advance_clock(State(running): App, Json(advance): Json<Advance>) -> Json<Value> {
    running.clock().advance(i64::from(advance.by_ms));
    running.changed();
    done()
}

pub(crate) async fn play_demo(State(running): App) -> Answer {
    crate::demo::play(&running)?;
    Ok(done())
}

pub(crate) async fn play_next(State(running): App) -> Answer {
    Ok(Json(json!({ "who": crate::demo::play_next(&running)? })))
}
