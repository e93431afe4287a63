//! What Embedded Signup says to the page that opened it.

use frontdesk_relay_api::SignupEvent;
use serde_json::Value;

use super::{LONGEST_WORDS, shortened};

const LONGEST_ID: usize = 64;

/// `{"event": "FINISH", "data": {...}}`. It passed through a browser, so nothing in it is believed to be short or of the right
/// type; whether the ids are right is for the device to find out with the token.
pub(super) fn read(message: &Value) -> Option<SignupEvent> {
    let name = shortened(message.get("event")?.as_str()?, LONGEST_ID);
    if name.is_empty() {
        return None;
    }
    let data = message.get("data").unwrap_or(&Value::Null);
    let field = |key: &str, longest| {
        let text = match data.get(key)? {
            Value::String(text) => shortened(text.trim(), longest),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    Some(SignupEvent {
        event: name,
        phone_number_id: field("phone_number_id", LONGEST_ID),
        waba_id: field("waba_id", LONGEST_ID),
        business_id: field("business_id", LONGEST_ID),
        current_step: field("current_step", LONGEST_ID),
        error_message: field("error_message", LONGEST_WORDS),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_read_whatever_their_types() {
        let event = read(&json!({"event": "FINISH", "data": {"phone_number_id": 106, "waba_id": "102 ", "business_id": ["x"]}})).unwrap();
        assert_eq!((event.event.as_str(), event.phone_number_id.as_deref(), event.waba_id.as_deref()), ("FINISH", Some("106"), Some("102")));
        assert_eq!(event.business_id, None);
        let cancel = read(&json!({"event": "CANCEL", "data": {"current_step": "PERMISSIONS"}})).unwrap();
        assert_eq!(cancel.current_step.as_deref(), Some("PERMISSIONS"));
        assert_eq!(read(&json!({"event": "CANCEL"})).unwrap().current_step, None);
        let long = read(&json!({"event": "CANCEL", "data": {"error_message": "x".repeat(10_000)}})).unwrap();
        assert_eq!(long.error_message.map(|words| words.len()), Some(LONGEST_WORDS));
        for nothing in [json!({}), json!({"event": 1}), json!({"event": ""}), json!("FINISH"), json!(null)] {
            assert_eq!(read(&nothing), None, "{nothing}");
        }
    }
}
