//! Published payloads with their row of the index: `fixtures/INDEX.tsv` beside them says what each is and where it is from.

use std::path::Path;

use serde_json::{Value, json};

pub struct Fixture {
    pub path: String,
    /// Without the leading `cloud/`: `message-text`, `status-read`, ...
    pub kind: String,
    pub note: String,
    pub bytes: Vec<u8>,
}

impl Fixture {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.path))
    }

    /// The payload as a delivery: some were published without (all of) their envelope.
    pub fn delivery(&self) -> Vec<u8> {
        let inner = String::from_utf8(self.bytes.clone()).expect("fixtures are UTF-8");
        let value = |value: &str| format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{value}}}]}}]}}"#);
        let fragment = self.note.split(';').map(str::trim).find_map(|note| note.strip_prefix("fragment: "));
        match fragment.and_then(|fragment| fragment.split([' ', ';']).next()) {
            Some("value") => value(&inner),
            Some("message") => value(&format!(r#"{{"messages":[{inner}]}}"#)),
            Some("status") => value(&format!(r#"{{"statuses":[{inner}]}}"#)),
            Some("change") => format!(r#"{{"entry":[{{"changes":[{inner}]}}]}}"#),
            Some(other) => panic!("{}: a fragment of what? {other}", self.path),
            None => inner,
        }
        .into_bytes()
    }
}

/// The fixtures whose kind begins with one of `kinds`; never none.
pub fn fixtures(kinds: &[&str]) -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("the index");
    let rows = index.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let found: Vec<_> = rows
        .filter(|row| kinds.iter().any(|kind| row[1].trim_start_matches("cloud/").starts_with(kind)))
        .map(|row| Fixture {
            path: row[0].to_owned(),
            kind: row[1].trim_start_matches("cloud/").to_owned(),
            note: row[5].to_owned(),
            bytes: std::fs::read(folder.join(row[0])).unwrap_or_else(|error| panic!("{}: {error}", row[0])),
        })
        .collect();
    assert!(!found.is_empty(), "{kinds:?}");
    found
}

/// Every payload that arrives by webhook.
pub fn webhooks() -> Vec<Fixture> {
    fixtures(&["message-", "status-", "field-", "batch", "webhook-odd"])
}

/// All elements of `name` in the values of a delivery, read without any of our code.
pub fn elements(delivery: &[u8], name: &str) -> Vec<Value> {
    let delivery: Value = serde_json::from_slice(delivery).expect("valid JSON");
    let mut found = Vec::new();
    for entry in delivery["entry"].as_array().unwrap_or(&Vec::new()) {
        for change in entry["changes"].as_array().unwrap_or(&Vec::new()) {
            if change.get("field").unwrap_or(&json!("messages")) == "messages" {
                found.extend(change["value"][name].as_array().cloned().unwrap_or_default());
            }
        }
    }
    found
}
