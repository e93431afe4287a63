//! Readers for JSON whose types can't be relied on: numbers come as strings and strings as numbers, lists as single objects,
//! and what is missing may be `null` or empty.

use frontdesk_domain::ids::{Bsuid, WaId};
use serde_json::Value;

/// A string or number without surrounding blanks: for ids, words and names. Empty is missing.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    scalar(object.get(key)?)
}

pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What a person wrote: blanks are theirs and stay. Nothing but blanks is missing.
pub(crate) fn words(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()).cloned(),
        other => scalar(other),
    }
}

pub(crate) fn integer(object: &Value, key: &str) -> Option<i64> {
    match object.get(key)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn flag(object: &Value, key: &str) -> bool {
    match object.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.trim().eq_ignore_ascii_case("true"),
        Some(Value::Number(_) | Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// The elements of a list; a lone object counts as a list of one.
pub(crate) fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    match object.get(key) {
        Some(Value::Array(elements)) => elements,
        Some(one @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(one),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => &[],
    }
}

/// An id of a customer, told apart by its looks: a phone's id and a user id have turned up in each other's places.
pub(crate) enum CustomerId {
    Phone(WaId),
    User(Bsuid),
    Parent(Bsuid),
}

pub(crate) fn customer_id(id: String) -> CustomerId {
    match id.as_bytes() {
        [a, b, b'.', rest @ ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && !rest.is_empty() => {
            if rest.starts_with(b"ENT.") {
                CustomerId::Parent(Bsuid(id))
            } else {
                CustomerId::User(Bsuid(id))
            }
        }
        _ => CustomerId::Phone(wa_id(id)),
    }
}

/// Digits only where there are digits only but for the ways to write a number; anything else stays as it is.
pub(crate) fn wa_id(id: String) -> WaId {
    let writing = |c: char| matches!(c, '+' | '-' | ' ' | '(' | ')' | '.');
    let is_number = id.contains(|c: char| c.is_ascii_digit()) && id.chars().all(|c| c.is_ascii_digit() || writing(c));
    WaId(if is_number { id.chars().filter(char::is_ascii_digit).collect() } else { id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn types_do_not_matter() {
        let object = json!({"s":" 7 ","n":7,"e":"  ","z":null,"b":true,"l":[],"t":" two \n","f":"True"});
        assert_eq!(text(&object, "s").as_deref(), Some("7"));
        assert_eq!(text(&object, "n").as_deref(), Some("7"));
        assert_eq!(integer(&object, "s"), Some(7));
        for key in ["e", "z", "b", "l", "missing"] {
            assert_eq!((text(&object, key), words(&object, key), integer(&object, key)), (None, None, None), "{key}");
        }
        assert_eq!(words(&object, "t").as_deref(), Some(" two \n"));
        assert!(flag(&object, "b") && flag(&object, "f") && !flag(&object, "n"));
        assert!(text(&json!("no object"), "s").is_none());
    }

    #[test]
    fn ids_are_told_apart_by_their_looks() {
        let kind = |id: &str| match customer_id(id.to_owned()) {
            CustomerId::Phone(id) => ("phone", id.0),
            CustomerId::User(id) => ("user", id.0),
            CustomerId::Parent(id) => ("parent", id.0),
        };
        assert_eq!(kind("16505551234"), ("phone", "16505551234".into()));
        assert_eq!(kind("+1 (650) 555-1234"), ("phone", "16505551234".into()));
        assert_eq!(kind("US.1349"), ("user", "US.1349".into()));
        assert_eq!(kind("IN.ENT.908"), ("parent", "IN.ENT.908".into()));
        assert_eq!(kind("PHONE_NUMBER"), ("phone", "PHONE_NUMBER".into()));
        assert_eq!(kind("US."), ("phone", "US.".into()));
    }
}
