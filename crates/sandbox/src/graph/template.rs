//! Message templates of an account, to read (reference 8.1).

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{account_for, into_map, unknown_object};
use super::auth::Caller;
use super::{GraphError, Params, Request, fields};
use crate::config::TemplateConfig;
use crate::world::World;

const TEMPLATE_FIELDS: &[&str] = &[
    "id",
    "name",
    "language",
    "status",
    "category",
    "previous_category",
    "correct_category",
    "sub_category",
    "parameter_format",
    "components",
    "quality_score",
    "rejected_reason",
    "message_send_ttl_seconds",
    "cta_url_link_tracking_opted_out",
    "health_status",
    "library_template_name",
    "last_updated_time",
    "degrees_of_freedom_spec",
];
const TEMPLATE_DEFAULT: &[&str] = &["name", "parameter_format", "components", "language", "status", "category", "id"];

/// `GET /{waba}/message_templates`.
pub(super) fn list(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let all = &account_for(world, request, caller)?.config.templates;
    let wanted = request.params.text("fields");
    let items = all
        .iter()
        .filter(|template| passes(template, &request.params))
        .map(|template| fields::select(&node(template), "WhatsAppBusinessHSM", TEMPLATE_FIELDS, TEMPLATE_DEFAULT, wanted.as_deref()))
        .collect::<Result<Vec<Value>, GraphError>>()?;
    let mut page = fields::page(&items, &request.params, &request.url)?;
    if request.params.values.contains_key("summary") {
        page["summary"] = json!({
            "total_count": items.len(),
            "message_template_count": all.len(),
            "message_template_limit": 6_000,
            "are_translations_complete": true,
        });
    }
    Ok(page)
}

/// Whether every filter lets a template through. Lists are separated by commas.
fn passes(template: &TemplateConfig, params: &Params) -> bool {
    let contains = |filter: &str, texts: &[&str]| {
        params.text(filter).is_none_or(|part| texts.iter().any(|text| text.to_lowercase().contains(&part.to_lowercase())))
    };
    let one_of = |filter: &str, value: &str| {
        params.text(filter).is_none_or(|list| {
            let list = list.replace(['[', ']', '"'], "");
            list.split(',').any(|wanted| wanted.trim().eq_ignore_ascii_case(value))
        })
    };
    contains("name", &[&template.name])
        && contains("content", &[&template.body])
        && contains("name_or_content", &[&template.name, &template.body])
        && one_of("status", &template.status)
        && one_of("category", &template.category)
        && one_of("language", &template.language)
        && one_of("quality_score", &template.quality)
}

fn node(template: &TemplateConfig) -> Map<String, Value> {
    let mut body = json!({ "type": "BODY", "text": template.body });
    let variables = template.body.matches("{{").count();
    if variables > 0 {
        let examples: Vec<String> = (1..=variables).map(|number| format!("example {number}")).collect();
        body["example"] = json!({ "body_text": [examples] });
    }
    into_map(json!({
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "parameter_format": "POSITIONAL",
        "components": [body],
        "quality_score": { "score": template.quality, "date": 1_764_000_000 },
        "rejected_reason": "NONE",
    }))
}
