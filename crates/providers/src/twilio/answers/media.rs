//! The files of a message: `GET /Messages/{sid}/Media.json`.

use serde_json::Value;

use crate::meta::lenient::{list, text};
use crate::twilio::sid::MessageSid;

/// One file. Its bytes are at the address without `.json`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MediaFile {
    /// `ME..`.
    pub sid: String,
    pub message: Option<MessageSid>,
    pub content_type: Option<String>,
    /// Relative to the API's address.
    pub path: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MediaPage {
    pub files: Vec<MediaFile>,
    /// Relative to the API's address; `None` on the last page.
    pub next: Option<String>,
}

impl MediaPage {
    /// `None` without a list.
    pub fn read(answer: &Value) -> Option<Self> {
        answer.get("media_list")?.as_array()?;
        let files = list(answer, "media_list").iter().filter_map(|file| {
            Some(MediaFile {
                sid: text(file, "sid")?,
                message: text(file, "parent_sid").map(MessageSid),
                content_type: text(file, "content_type"),
                path: text(file, "uri"),
            })
        });
        Some(Self { files: files.collect(), next: text(answer, "next_page_uri") })
    }
}
