//! The shape of `POST /{phone}/messages` bodies (reference 4).

use serde_json::{Map, Value};

use super::params::{structured, text_of};
use super::{GraphError, Params};
use crate::world::{Draft, Recipient, World};

/// What a `messages` body asks for.
pub(crate) enum Request {
    Send(Box<Draft>),
    Read { wamid: String, typing: bool },
}

const MEDIA_WITH_CAPTION: &[&str] = &["image", "video", "document"];
const TEXT_LIMIT: usize = 4_096;
const CAPTION_LIMIT: usize = 1_024;
const CALLBACK_DATA_LIMIT: usize = 512;

/// Whether a body marks something read rather than sends: endpoints for knobs are told apart by it.
pub(crate) fn is_mark_read(params: &Params) -> bool {
    params.values.contains_key("status")
}

pub(crate) fn parse(params: &Params, world: &World, account_id: &str) -> Result<Request, GraphError> {
    match params.text("messaging_product") {
        None => return Err(GraphError::required("messaging_product")),
        Some(product) if product != "whatsapp" => {
            return Err(GraphError::worded(100, format!("(#100) Param messaging_product must be one of {{WHATSAPP}} - got \"{product}\".")));
        }
        Some(_) => {}
    }
    if is_mark_read(params) {
        return parse_read(params);
    }
    if let Some(kind) = params.text("recipient_type")
        && !kind.eq_ignore_ascii_case("individual")
    {
        let details = if kind.eq_ignore_ascii_case("group") {
            "Groups are only available to numbers with an Official Business Account.".to_owned()
        } else {
            format!("Param recipient_type must be one of {{INDIVIDUAL, GROUP}} - got \"{kind}\".")
        };
        return Err(GraphError::details(100, details));
    }
    let recipient = recipient(params)?;
    let kind = params.text("type").filter(|kind| !kind.is_empty()).unwrap_or_else(|| "text".into()).to_ascii_lowercase();
    let content = params.values.get(&kind).map(structured);
    let callback_data = params.text("biz_opaque_callback_data");
    if callback_data.as_ref().is_some_and(|data| data.chars().count() > CALLBACK_DATA_LIMIT) {
        return Err(too_long("biz_opaque_callback_data", CALLBACK_DATA_LIMIT));
    }
    let quotes = match params.values.get("context").map(structured) {
        None | Some(Value::Null) => None,
        Some(context) => Some(
            context.get("message_id").and_then(text_of).filter(|id| !id.is_empty()).ok_or_else(|| GraphError::required("context['message_id']"))?,
        ),
    };
    let (text, category) = check(&kind, content.as_ref(), world, account_id)?;
    Ok(Request::Send(Box::new(Draft { recipient, content: content.unwrap_or(Value::Null), kind, text, quotes, callback_data, category })))
}

fn parse_read(params: &Params) -> Result<Request, GraphError> {
    let status = params.text("status").unwrap_or_default();
    if status != "read" {
        return Err(GraphError::details(100, format!("Param status must be one of {{READ}} - got \"{status}\".")));
    }
    let wamid = params.text("message_id").filter(|id| !id.is_empty()).ok_or_else(|| GraphError::required("message_id"))?;
    let typing = match params.values.get("typing_indicator").map(structured) {
        None | Some(Value::Null) => false,
        Some(indicator) => match indicator.get("type").and_then(text_of).as_deref() {
            Some("text") => true,
            Some(other) => {
                return Err(GraphError::details(100, format!("Param typing_indicator['type'] must be one of {{TEXT}} - got \"{other}\".")));
            }
            None => return Err(GraphError::required("typing_indicator['type']")),
        },
    };
    Ok(Request::Read { wamid, typing })
}

/// If both are given, `to` wins.
fn recipient(params: &Params) -> Result<Recipient, GraphError> {
    if let Some(to) = params.text("to").filter(|to| !to.trim().is_empty()) {
        if !to.contains(|character: char| character.is_ascii_digit()) {
            return Err(GraphError::details(131009, format!("Param to is not a phone number: \"{to}\".")));
        }
        return Ok(Recipient::Phone(to));
    }
    match params.text("recipient").filter(|recipient| !recipient.trim().is_empty()) {
        Some(user_id) if is_bsuid(&user_id) => Ok(Recipient::UserId(user_id)),
        Some(other) => Err(GraphError::details(131009, format!("Param recipient is not a business-scoped user ID: \"{other}\"."))),
        None => Err(GraphError::required("to")),
    }
}

/// `CC.` or `CC.ENT.`, then 1 to 128 alphanumerics.
fn is_bsuid(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn too_long(parameter: &str, limit: usize) -> GraphError {
    GraphError::details(100, format!("Param {parameter} must be at most {limit} characters long."))
}

/// The object that a type needs, with one of its members.
fn object<'a>(kind: &str, content: Option<&'a Value>) -> Result<&'a Map<String, Value>, GraphError> {
    match content {
        None | Some(Value::Null) => Err(GraphError::details(131008, format!("Parameter '{kind}' is mandatory for type '{kind}'."))),
        Some(Value::Object(object)) => Ok(object),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(GraphError::details(100, format!("Param {kind} must be a JSON object.")))
        }
    }
}

fn member(object: &Map<String, Value>, kind: &str, name: &str) -> Result<String, GraphError> {
    object.get(name).and_then(text_of).ok_or_else(|| GraphError::details(131008, format!("Parameter '{name}' is mandatory for type '{kind}'.")))
}

/// Checks a type's object; returns what the phone shows and the category that prices it.
fn check(kind: &str, content: Option<&Value>, world: &World, account_id: &str) -> Result<(String, String), GraphError> {
    let service = |text: String| Ok((text, "service".to_owned()));
    match kind {
        "text" => {
            let text = object(kind, content)?;
            let body = text.get("body").and_then(text_of).ok_or_else(|| GraphError::worded(100, "(#100) The parameter text['body'] is required."))?;
            if body.trim().is_empty() {
                return Err(GraphError::details(131009, "Param text['body'] must not be empty."));
            }
            if body.chars().count() > TEXT_LIMIT {
                return Err(too_long("text['body']", TEXT_LIMIT));
            }
            if let Some(preview) = text.get("preview_url")
                && !matches!(text_of(preview).as_deref(), Some("true" | "false"))
            {
                return Err(GraphError::details(100, "Param text['preview_url'] must be a boolean."));
            }
            service(body)
        }
        "image" | "video" | "audio" | "document" | "sticker" => {
            let media = object(kind, content)?;
            if media.get("id").and_then(text_of).is_none() && media.get("link").and_then(text_of).is_none() {
                return Err(GraphError::details(131008, format!("Parameter 'id' or 'link' is mandatory for type '{kind}'.")));
            }
            let caption = media.get("caption").and_then(text_of).unwrap_or_default();
            if !caption.is_empty() && !MEDIA_WITH_CAPTION.contains(&kind) {
                return Err(GraphError::details(100, format!("Unexpected key \"caption\" on param \"{kind}\".")));
            }
            if caption.chars().count() > CAPTION_LIMIT {
                return Err(too_long(&format!("{kind}['caption']"), CAPTION_LIMIT));
            }
            let name = media.get("filename").and_then(text_of).unwrap_or_default();
            service(placeholder(kind, &[name, caption]))
        }
        "location" => {
            let location = object(kind, content)?;
            for (name, bound) in [("latitude", 90.0), ("longitude", 180.0)] {
                let degrees: f64 = member(location, kind, name)?
                    .parse()
                    .map_err(|_| GraphError::details(131009, format!("Param location['{name}'] must be a number.")))?;
                if !(-bound..=bound).contains(&degrees) {
                    return Err(GraphError::details(131009, format!("Param location['{name}'] is out of range.")));
                }
            }
            let named = ["name", "address"].map(|name| location.get(name).and_then(text_of).unwrap_or_default());
            service(placeholder(kind, &named))
        }
        "contacts" => {
            let Some(Value::Array(cards)) = content else {
                return Err(GraphError::details(131008, "Parameter 'contacts' is mandatory for type 'contacts'."));
            };
            if cards.is_empty() || cards.len() > 257 {
                return Err(GraphError::details(131009, "Param contacts must hold 1 to 257 contacts."));
            }
            let mut names = Vec::new();
            for card in cards {
                let name = card
                    .pointer("/name/formatted_name")
                    .and_then(text_of)
                    .ok_or_else(|| GraphError::details(131008, "Parameter 'name.formatted_name' is mandatory for type 'contacts'."))?;
                names.push(name);
            }
            service(placeholder(kind, &names))
        }
        "reaction" => {
            let reaction = object(kind, content)?;
            let target = member(reaction, kind, "message_id")?;
            let emoji = member(reaction, kind, "emoji")?;
            match world.message(&target) {
                Some(message) if message.kind != "reaction" => {}
                Some(_) | None => {
                    return Err(GraphError::details(131009, "The message to react to does not exist or cannot be reacted to."));
                }
            }
            service(if emoji.is_empty() { "Reaction removed".into() } else { emoji })
        }
        "interactive" => {
            let interactive = object(kind, content)?;
            let variant = member(interactive, kind, "type")?;
            if interactive.get("action").map(structured).is_none_or(|action| !action.is_object()) {
                return Err(GraphError::required("interactive['action']"));
            }
            let body = interactive.get("body").map(structured);
            let body = body.as_ref().and_then(|body| body.get("text")).and_then(text_of).unwrap_or_default();
            if body.is_empty() && !matches!(variant.as_str(), "product" | "catalog_message") {
                return Err(GraphError::required("interactive['body']"));
            }
            if body.chars().count() > TEXT_LIMIT {
                return Err(too_long("interactive['body']['text']", TEXT_LIMIT));
            }
            service(placeholder(&variant, &[body]))
        }
        "template" => {
            let template = object(kind, content)?;
            check_template(template, world, account_id)
        }
        _ => Err(GraphError::code(131051)),
    }
}

fn check_template(template: &Map<String, Value>, world: &World, account_id: &str) -> Result<(String, String), GraphError> {
    let name = member(template, "template", "name")?;
    let language = match template.get("language").map(structured) {
        Some(Value::Object(language)) => member(&language, "template", "code")?,
        Some(_) | None => return Err(GraphError::details(131008, "Parameter 'language' is mandatory for type 'template'.")),
    };
    let known =
        world.account(account_id).and_then(|account| account.config.templates.iter().find(|known| known.name == name && known.language == language));
    let Some(known) = known else {
        return Err(GraphError::details(132001, format!("template name ({name}) does not exist in {language}")));
    };
    match known.status.as_str() {
        "APPROVED" => {}
        "PAUSED" => return Err(GraphError::code(132015)),
        "DISABLED" => return Err(GraphError::code(132016)),
        _ => return Err(GraphError::code(132001)),
    }
    let components = template.get("components").map(structured);
    let given: Vec<String> = components
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|part| part.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("body")))
        .filter_map(|part| part.get("parameters").and_then(Value::as_array))
        .flatten()
        .map(|parameter| parameter.get("text").and_then(text_of).unwrap_or_default())
        .collect();
    let expected = known.body.matches("{{").count();
    if given.len() != expected {
        return Err(GraphError::details(
            132000,
            format!("body: number of localizable_params ({}) does not match the expected number of params ({expected})", given.len()),
        ));
    }
    let mut text = known.body.clone();
    for (index, value) in given.iter().enumerate() {
        text = text.replace(&format!("{{{{{}}}}}", index + 1), value);
    }
    Ok((text, known.category.to_ascii_lowercase()))
}

/// Words for what the phone page does not draw.
fn placeholder(kind: &str, words: &[String]) -> String {
    let label = match kind {
        "image" => "Photo",
        "video" => "Video",
        "audio" => "Voice message",
        "document" => "Document",
        "sticker" => "Sticker",
        "location" => "Location",
        "contacts" => "Contact",
        _ => "",
    };
    let mut parts: Vec<&str> = Vec::new();
    if !label.is_empty() {
        parts.push(label);
    }
    parts.extend(words.iter().map(String::as_str).filter(|word| !word.is_empty()));
    parts.join(" · ")
}
