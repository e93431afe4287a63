//! Meta's side: deliveries as whole HTTP requests, signed, each update new.

use std::fmt::Write;

use frontdesk_sandbox::{DEMO_APP_SECRET, FIRST_NUMBER, WABA};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub const WEBHOOK_PATH: &str = "/api/channels/webhook/whatsapp";

/// Writes requests; no two updates of one writer are the same.
pub struct Deliveries {
    mac: Hmac<Sha256>,
    next: u64,
    /// Different people who write, one after the other.
    customers: u64,
    /// Of the first update, in seconds; each next one is a millisecond later.
    began: i64,
}

impl Deliveries {
    #[expect(clippy::disallowed_methods, reason = "messages come in the hour before they are sent")]
    pub fn new(customers: u64) -> Self {
        let began = jiff::Timestamp::now().as_second() - 3600;
        Self { mac: Hmac::new_from_slice(DEMO_APP_SECRET.as_bytes()).expect("HMAC takes keys of any length"), next: 0, customers, began }
    }

    /// A request with this many messages.
    pub fn request(&mut self, updates: usize) -> Vec<u8> {
        self.with(updates, |n| format!("Is order {n} still on its way? I would be glad to have it by Friday."))
    }

    pub fn with(&mut self, updates: usize, text: impl Fn(u64) -> String) -> Vec<u8> {
        let (mut contacts, mut messages) = (String::new(), String::new());
        for n in self.next..self.next + updates as u64 {
            let comma = if messages.is_empty() { "" } else { "," };
            let customer = 5_511_900_000_000 + n % self.customers;
            let seconds = self.began + i64::try_from(n / 1000).unwrap_or(0);
            let _ = write!(contacts, r#"{comma}{{"profile":{{"name":"Customer {}"}},"wa_id":"{customer}"}}"#, n % self.customers);
            let _ = write!(
                messages,
                r#"{comma}{{"from":"{customer}","id":"wamid.HBgNNTUxMTk5OTk5MDAwMBUCABIYFD{n:016X}AA==","timestamp":"{seconds}","text":{{"body":"{}"}},"type":"text"}}"#,
                text(n)
            );
        }
        self.next += updates as u64;
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{WABA}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550783881","phone_number_id":"{FIRST_NUMBER}"}},"contacts":[{contacts}],"messages":[{messages}]}},"field":"messages"}}]}}]}}"#
        );
        let signature = hex::encode(self.mac.clone().chain_update(&body).finalize().into_bytes());
        format!(
            "POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\nContent-Type: application/json\r\n\
             X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    /// As many requests as a server can take in a while, up to a share of memory.
    pub fn pool(&mut self, updates: usize, requests: usize) -> Vec<Vec<u8>> {
        const MOST_BYTES: usize = 600 << 20;
        let mut bytes = 0;
        let mut pool = Vec::with_capacity(requests);
        while pool.len() < requests && bytes < MOST_BYTES {
            let request = self.request(updates);
            bytes += request.len();
            pool.push(request);
        }
        pool
    }
}
