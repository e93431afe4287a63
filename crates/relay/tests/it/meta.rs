//! Meta's side: bodies and signatures, made here and not by the product's own code.

use frontdesk_relay::WEBHOOK_PATH;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::world::{APP_SECRET, World};

pub const NUMBER: &str = "106540352242922";
pub const ACCOUNT: &str = "102290129340398";

pub fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

pub fn message(id: &str, text: &str) -> Value {
    json!({"from": "5511999990000", "id": id, "timestamp": "1767225600", "type": "text", "text": {"body": text}})
}

pub fn status(id: &str, status: &str) -> Value {
    json!({"id": id, "status": status, "timestamp": "1767225601", "recipient_id": "5511999990000"})
}

/// One delivery with these messages and statuses for one number.
pub fn delivery_for(account: &str, number: &str, messages: Vec<Value>, statuses: Vec<Value>) -> Vec<u8> {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number},
    });
    if !messages.is_empty() {
        value["contacts"] = json!([{"profile": {"name": "Ana Conceição"}, "wa_id": "5511999990000"}]);
        value["messages"] = Value::Array(messages);
    }
    if !statuses.is_empty() {
        value["statuses"] = Value::Array(statuses);
    }
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": account, "changes": [{"value": value, "field": "messages"}]}],
    });
    serde_json::to_vec(&body).unwrap()
}

pub fn delivery(messages: Vec<Value>) -> Vec<u8> {
    delivery_for(ACCOUNT, NUMBER, messages, Vec::new())
}

/// The message id inside an opened webhook entry.
pub fn message_id(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap();
    value["entry"][0]["changes"][0]["value"]["messages"][0]["id"].as_str().unwrap().to_owned()
}

impl World {
    pub async fn post(&self, body: Vec<u8>, signature: Option<String>) -> Response {
        let mut request = self.http.post(format!("{}{WEBHOOK_PATH}", self.relay.url())).body(body);
        if let Some(signature) = signature {
            request = request.header("X-Hub-Signature-256", signature);
        }
        request.send().await.unwrap()
    }

    /// Delivers with a good signature; the relay's status.
    pub async fn deliver(&self, body: Vec<u8>) -> StatusCode {
        let signature = signature(APP_SECRET, &body);
        self.post(body, Some(signature)).await.status()
    }
}
