//! Where a file can be fetched: `GET /{media id}`.

use serde_json::Value;

use crate::meta::lenient::{integer, text};

/// The address works for five minutes, and only with the access token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MediaLocation {
    pub id: Option<String>,
    pub url: String,
    pub mime_type: Option<String>,
    /// Of the bytes, in hex or base64.
    pub sha256: Option<String>,
    /// Bytes.
    pub file_size: Option<u64>,
}

impl MediaLocation {
    /// `None` without an address.
    pub fn read(answer: &Value) -> Option<Self> {
        Some(Self {
            id: text(answer, "id"),
            url: text(answer, "url")?,
            mime_type: text(answer, "mime_type"),
            sha256: text(answer, "sha256"),
            file_size: integer(answer, "file_size").and_then(|size| size.try_into().ok()),
        })
    }
}
