//! Parameters of a Graph call: query, JSON body and form body are one set to Meta.

use serde_json::{Map, Value};

use super::GraphError;

/// The parameters, without the access token.
pub(crate) struct Params {
    pub(crate) values: Map<String, Value>,
    /// A token given as a parameter.
    pub(crate) access_token: Option<String>,
}

impl Params {
    pub(crate) fn parse(query: &str, content_type: &str, body: &[u8]) -> Result<Self, GraphError> {
        let mut values = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            values.insert(name.into_owned(), Value::String(value.into_owned()));
        }
        let content_type = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if content_type == "application/x-www-form-urlencoded" {
            for (name, value) in url::form_urlencoded::parse(body) {
                values.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        } else if !body.trim_ascii().is_empty() {
            match serde_json::from_slice::<Value>(body) {
                Ok(Value::Object(object)) => values.extend(object),
                // A client without content type may still send JSON; anything else that isn't an object is not.
                Ok(_) | Err(_) if content_type.is_empty() || content_type == "application/json" => {
                    return Err(GraphError::worded(100, "(#100) The request body is not valid JSON: expected an object of parameters."));
                }
                Ok(_) | Err(_) => {}
            }
        }
        let access_token = match values.remove("access_token") {
            Some(Value::String(token)) if !token.is_empty() => Some(token),
            _ => None,
        };
        Ok(Self { values, access_token })
    }

    /// A parameter as text; numbers and booleans count as their spelling.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        text_of(self.values.get(name)?)
    }
}

/// A scalar as text.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Meta takes an object or array also as a string of JSON; some clients rely on it.
pub(crate) fn structured(value: &Value) -> Value {
    match value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => value.clone(),
    }
}
