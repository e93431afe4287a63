//! The body of a webhook POST (reference 6.3), written the way Meta writes JSON: pure ASCII, with `\/`.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::world::{Update, UpdateKind};

/// One body for any number of updates. Updates of one account share an entry; consecutive ones of one number and
/// kind share a change.
pub(crate) fn body(updates: &[Update]) -> String {
    let mut entries: Vec<(String, Vec<Change>)> = Vec::new();
    let mut notices = Vec::new();
    for update in updates {
        if update.kind == UpdateKind::Notice {
            // Only these entries carry a time.
            let change = json!({ "value": update.item, "field": update.field });
            notices.push(json!({ "id": update.account_id, "time": update.at_s, "changes": [change] }));
            continue;
        }
        let position = entries.iter().position(|(account, _)| *account == update.account_id);
        let position = position.unwrap_or_else(|| {
            entries.push((update.account_id.clone(), Vec::new()));
            entries.len() - 1
        });
        let Some((_, changes)) = entries.get_mut(position) else { continue };
        match changes.last_mut() {
            Some(change) if change.takes(update) => change.add(update),
            Some(_) | None => {
                let mut change = Change::of(update);
                change.add(update);
                changes.push(change);
            }
        }
    }
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|(account, changes)| {
            let changes: Vec<Value> = changes.into_iter().map(Change::into_json).collect();
            json!({ "id": account, "changes": changes })
        })
        .chain(notices)
        .collect();
    ascii(&json!({ "object": "whatsapp_business_account", "entry": entries }).to_string())
}

struct Change {
    phone_number_id: String,
    display_phone_number: String,
    is_message: bool,
    items: Vec<Value>,
    contacts: Vec<Value>,
}

impl Change {
    fn of(update: &Update) -> Self {
        Self {
            phone_number_id: update.phone_number_id.clone(),
            display_phone_number: update.display_phone_number.clone(),
            is_message: update.kind == UpdateKind::Message,
            items: Vec::new(),
            contacts: Vec::new(),
        }
    }

    fn takes(&self, update: &Update) -> bool {
        self.phone_number_id == update.phone_number_id && self.is_message == (update.kind == UpdateKind::Message)
    }

    fn add(&mut self, update: &Update) {
        self.items.push(update.item.clone());
        // One contact per user.
        if let Some(contact) = &update.contact
            && !self.contacts.iter().any(|known| known["user_id"] == contact["user_id"])
        {
            self.contacts.push(contact.clone());
        }
    }

    fn into_json(self) -> Value {
        let mut value = Map::new();
        value.insert("messaging_product".into(), json!("whatsapp"));
        value.insert("metadata".into(), json!({ "display_phone_number": self.display_phone_number, "phone_number_id": self.phone_number_id }));
        if !self.contacts.is_empty() {
            value.insert("contacts".into(), Value::Array(self.contacts));
        }
        value.insert(if self.is_message { "messages" } else { "statuses" }.into(), Value::Array(self.items));
        json!({ "value": value, "field": "messages" })
    }
}

/// Escapes all that is not ASCII as `\uXXXX`, and every slash: neither occurs outside of strings in JSON.
fn ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + json.len() / 8);
    for character in json.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            _ if character.is_ascii() => escaped.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a String does not fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn json_is_escaped_as_meta_does() {
        assert_eq!(super::ascii(r#"{"a":"ä/😀\n\\"}"#), r#"{"a":"\u00e4\/\ud83d\ude00\n\\"}"#);
    }
}
