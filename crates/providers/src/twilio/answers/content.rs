//! The Content API: templates, and WhatsApp's verdict on them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::meta::lenient::{list, scalar, text, words};

/// What came back.
#[derive(Clone, PartialEq, Debug)]
pub enum ContentAnswer {
    Template(Template),
    Page(TemplatePage),
    /// To a request for approval, and to a question about it.
    Approval(Approval),
}

impl ContentAnswer {
    /// `None` when it is none of these; errors go to [`errors::classify`](crate::twilio::errors::classify).
    pub fn read(answer: &Value) -> Option<Self> {
        if answer.get("contents").is_some() {
            return TemplatePage::read(answer).map(Self::Page);
        }
        if let Some(approval) = answer.get("whatsapp").and_then(Approval::read) {
            return Some(Self::Approval(approval));
        }
        Template::read(answer).map(Self::Template).or_else(|| Approval::read(answer).map(Self::Approval))
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct TemplatePage {
    pub templates: Vec<Template>,
    /// Elements that are no templates.
    pub skipped: usize,
    /// The whole address; `None` on the last page.
    pub next: Option<String>,
}

impl TemplatePage {
    /// `None` without a list.
    pub fn read(answer: &Value) -> Option<Self> {
        let elements = answer.get("contents")?.as_array()?;
        let templates: Vec<_> = elements.iter().filter_map(Template::read).collect();
        let skipped = elements.len() - templates.len();
        Some(Self { templates, skipped, next: answer.get("meta").and_then(|meta| text(meta, "next_page_url")) })
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    /// `HX..`.
    pub sid: String,
    pub friendly_name: Option<String>,
    pub language: Option<String>,
    /// Examples by the variable's name.
    pub variables: BTreeMap<String, String>,
    /// One for each way to show it, by channel and client.
    pub faces: Vec<Face>,
    /// In lists that ask for it (`ContentAndApprovals`).
    pub approval: Option<Approval>,
}

impl Template {
    /// `None` without an id and types.
    pub fn read(answer: &Value) -> Option<Self> {
        let types = answer.get("types")?.as_object()?;
        let variables = answer.get("variables").and_then(Value::as_object).into_iter().flatten();
        Some(Self {
            sid: text(answer, "sid")?,
            friendly_name: text(answer, "friendly_name"),
            language: text(answer, "language"),
            variables: variables.filter_map(|(name, example)| Some((name.clone(), scalar(example)?))).collect(),
            faces: types.iter().map(|(kind, face)| Face::read(kind, face)).collect(),
            approval: answer.get("approval_requests").and_then(Approval::read),
        })
    }
}

/// A template in one of its types.
#[derive(Clone, PartialEq, Debug)]
pub struct Face {
    /// `twilio/text`, `twilio/quick-reply`, `whatsapp/card`, ...
    pub kind: String,
    pub title: Option<String>,
    pub body: Option<String>,
    pub footer: Option<String>,
    /// What can be tapped, as labelled: buttons, or the rows of a list.
    pub choices: Vec<String>,
    /// Addresses, with variables in them.
    pub media: Vec<String>,
    /// The cards of a carousel.
    pub cards: Vec<Face>,
    /// As it came.
    pub raw: Value,
}

impl Face {
    fn read(kind: &str, face: &Value) -> Self {
        let labels = |list_key, label| list(face, list_key).iter().filter_map(move |choice: &Value| words(choice, label));
        let copy_code = labels("actions", "copy_code_text");
        Self {
            kind: kind.to_owned(),
            title: words(face, "title").or_else(|| words(face, "header_text")).or_else(|| words(face, "label")),
            body: words(face, "body"),
            footer: words(face, "subtitle").or_else(|| words(face, "footer")),
            choices: labels("actions", "title").chain(copy_code).chain(labels("items", "item")).collect(),
            media: list(face, "media").iter().filter_map(scalar).collect(),
            cards: list(face, "cards").iter().map(|card| Self::read(kind, card)).collect(),
            raw: face.clone(),
        }
    }
}

/// WhatsApp's verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approval {
    pub name: String,
    pub category: Option<String>,
    pub content_type: Option<String>,
    pub status: ApprovalStatus,
    pub rejection_reason: Option<String>,
}

impl Approval {
    /// `None` without a name and a status.
    pub fn read(approval: &Value) -> Option<Self> {
        Some(Self {
            name: text(approval, "name")?,
            category: text(approval, "category"),
            content_type: text(approval, "content_type"),
            status: ApprovalStatus::from_word(&text(approval, "status")?),
            rejection_reason: words(approval, "rejection_reason"),
        })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApprovalStatus {
    Unsubmitted,
    Received,
    Pending,
    /// The only one that may be sent outside the 24 hours.
    Approved,
    Rejected,
    Paused,
    Disabled,
    Other(String),
}

impl ApprovalStatus {
    /// In whatever case.
    pub fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "unsubmitted" => Self::Unsubmitted,
            "received" => Self::Received,
            "pending" => Self::Pending,
            "approved" => Self::Approved,
            "rejected" => Self::Rejected,
            "paused" => Self::Paused,
            "disabled" => Self::Disabled,
            _ => Self::Other(word.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_approval_comes_alone_or_along() {
        let verdict = json!({"name":"n","category":"UTILITY","content_type":"twilio/text","status":"Rejected","rejection_reason":"why"});
        let Some(ContentAnswer::Approval(alone)) = ContentAnswer::read(&verdict) else { panic!() };
        assert_eq!((&alone.status, alone.rejection_reason.as_deref()), (&ApprovalStatus::Rejected, Some("why")));
        let listed = json!({"contents":[{"sid":"HX1","types":{},"approval_requests":verdict}, 7],"meta":{"next_page_url":null}});
        let Some(ContentAnswer::Page(page)) = ContentAnswer::read(&listed) else { panic!() };
        assert_eq!((page.templates[0].approval.as_ref(), page.skipped, page.next), (Some(&alone), 1, None));
        assert_eq!(ContentAnswer::read(&json!({"code":20404,"message":"gone","status":404})), None);
    }
}
