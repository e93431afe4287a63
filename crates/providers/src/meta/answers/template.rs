//! Message templates: `/{waba}/message_templates`, `/{template id}`.

use serde_json::Value;

use super::node::Quality;
use crate::meta::lenient::{list, text, words};

/// A template in one language. What was not asked for is `None` or empty.
#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    pub id: String,
    pub name: Option<String>,
    /// Must be used for sending exactly as it is here.
    pub language: Option<String>,
    pub status: Option<TemplateStatus>,
    pub category: Option<TemplateCategory>,
    /// Meta moved it from there.
    pub previous_category: Option<String>,
    pub sub_category: Option<String>,
    /// `None` is positional.
    pub parameter_format: Option<String>,
    pub components: Vec<Component>,
    pub quality: Option<Quality>,
    pub rejected_reason: Option<String>,
}

impl Template {
    /// `None` without an id.
    pub fn read(template: &Value) -> Option<Self> {
        let word = |key| text(template, key);
        let score = ["quality_score_category", "qualityScoreCategory"].into_iter().find_map(word);
        Some(Self {
            id: word("id")?,
            name: word("name"),
            language: word("language"),
            status: word("status").map(TemplateStatus::from_word),
            category: word("category").map(TemplateCategory::from_word),
            previous_category: word("previous_category"),
            sub_category: word("sub_category"),
            parameter_format: word("parameter_format").map(|format| format.to_ascii_uppercase()),
            components: list(template, "components").iter().map(Component::read).collect(),
            quality: template.get("quality_score").and_then(Quality::read).or(score.map(|score| Quality { score, date: None })),
            rejected_reason: word("rejected_reason").filter(|reason| reason != "NONE"),
        })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TemplateStatus {
    /// The only one that may be sent.
    Approved,
    Pending,
    Rejected,
    Paused,
    Disabled,
    InAppeal,
    PendingDeletion,
    Deleted,
    LimitExceeded,
    Other(String),
}

impl TemplateStatus {
    fn from_word(word: String) -> Self {
        match word.as_str() {
            "APPROVED" => Self::Approved,
            "PENDING" => Self::Pending,
            "REJECTED" => Self::Rejected,
            "PAUSED" => Self::Paused,
            "DISABLED" => Self::Disabled,
            "IN_APPEAL" => Self::InAppeal,
            "PENDING_DELETION" => Self::PendingDeletion,
            "DELETED" => Self::Deleted,
            "LIMIT_EXCEEDED" => Self::LimitExceeded,
            _ => Self::Other(word),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TemplateCategory {
    Marketing,
    Utility,
    Authentication,
    Other(String),
}

impl TemplateCategory {
    fn from_word(word: String) -> Self {
        match word.as_str() {
            "MARKETING" => Self::Marketing,
            "UTILITY" => Self::Utility,
            "AUTHENTICATION" => Self::Authentication,
            _ => Self::Other(word),
        }
    }
}

/// A part of a template, with its variables still in it.
#[derive(Clone, PartialEq, Debug)]
pub enum Component {
    Header(Header),
    Body {
        text: Option<String>,
        examples: Vec<Example>,
    },
    Footer {
        text: Option<String>,
    },
    Buttons(Vec<Button>),
    /// A carousel, a limited offer, or something new.
    Other {
        kind: Option<String>,
        raw: Value,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub enum Header {
    Text { text: Option<String>, examples: Vec<Example> },
    Image,
    Video,
    Document,
    Gif,
    Location,
    Other(String),
}

/// What a variable may look like. Positional ones have no name: their order counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    pub name: Option<String>,
    pub value: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Button {
    pub kind: ButtonKind,
    pub text: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ButtonKind {
    QuickReply,
    /// May end in a variable.
    Url(Option<String>),
    PhoneNumber(Option<String>),
    CopyCode,
    Otp,
    Flow,
    Other(String),
}

impl Component {
    fn read(component: &Value) -> Self {
        let kind = text(component, "type").map(|kind| kind.to_ascii_uppercase());
        let example = component.get("example").unwrap_or(&Value::Null);
        match kind.as_deref() {
            Some("HEADER") => Self::Header(Header::read(component, example)),
            Some("BODY") => Self::Body { text: words(component, "text"), examples: Example::list(example, "body_text") },
            Some("FOOTER") => Self::Footer { text: words(component, "text") },
            Some("BUTTONS") => Self::Buttons(list(component, "buttons").iter().map(Button::read).collect()),
            Some(_) | None => Self::Other { kind, raw: component.clone() },
        }
    }
}

impl Header {
    fn read(header: &Value, example: &Value) -> Self {
        match text(header, "format").unwrap_or_default().to_ascii_uppercase().as_str() {
            "TEXT" => Self::Text { text: words(header, "text"), examples: Example::list(example, "header_text") },
            "IMAGE" => Self::Image,
            "VIDEO" => Self::Video,
            "DOCUMENT" => Self::Document,
            "GIF" => Self::Gif,
            "LOCATION" => Self::Location,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl Example {
    /// `header_text` is a list, `body_text` a list of lists, and named ones stand under a name of their own.
    fn list(example: &Value, key: &str) -> Vec<Self> {
        let named = list(example, &format!("{key}_named_params"));
        if !named.is_empty() {
            let read = |param: &Value| Some(Self { name: text(param, "param_name"), value: words(param, "example")? });
            return named.iter().filter_map(read).collect();
        }
        let first = list(example, key);
        let values = first.first().and_then(Value::as_array).map_or(first, Vec::as_slice);
        values.iter().filter_map(|value| Some(Self { name: None, value: value.as_str()?.to_owned() })).collect()
    }
}

impl Button {
    fn read(button: &Value) -> Self {
        let kind = match text(button, "type").unwrap_or_default().to_ascii_uppercase().as_str() {
            "QUICK_REPLY" => ButtonKind::QuickReply,
            "URL" => ButtonKind::Url(text(button, "url")),
            "PHONE_NUMBER" => ButtonKind::PhoneNumber(text(button, "phone_number")),
            "COPY_CODE" => ButtonKind::CopyCode,
            "OTP" => ButtonKind::Otp,
            "FLOW" => ButtonKind::Flow,
            other => ButtonKind::Other(other.to_owned()),
        };
        Self { kind, text: words(button, "text") }
    }
}
