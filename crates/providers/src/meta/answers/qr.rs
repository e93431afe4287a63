//! QR codes and short links that open a conversation: `/{phone}/message_qrdls`.

use serde_json::Value;

use super::page::Page;
use crate::meta::lenient::{integer, text, words};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QrCode {
    pub code: String,
    pub prefilled_message: Option<String>,
    pub deep_link_url: Option<String>,
    /// Where the picture can be fetched, where it was asked for.
    pub qr_image_url: Option<String>,
    /// Unix seconds, where it was asked for.
    pub creation_time: Option<i64>,
}

impl QrCode {
    /// `None` without a code.
    pub fn read(code: &Value) -> Option<Self> {
        Some(Self {
            code: text(code, "code")?,
            prefilled_message: words(code, "prefilled_message"),
            deep_link_url: text(code, "deep_link_url"),
            qr_image_url: text(code, "qr_image_url"),
            creation_time: integer(code, "creation_time"),
        })
    }

    /// Answers of one code and answers of many.
    pub fn read_all(answer: &Value) -> Option<Vec<Self>> {
        Page::read(answer, Self::read).map(|page| page.items).or_else(|| Some(vec![Self::read(answer)?]))
    }
}
