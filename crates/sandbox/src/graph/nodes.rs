//! What each endpoint answers.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::auth::{self, Caller, MANAGEMENT, MESSAGING};
use super::params::structured;
use super::send::{self, Request as MessagesRequest};
use super::{GraphError, Request, fields};
use crate::knobs::Endpoint;
use crate::running::Running;
use crate::world::{Account, Callback, Number, World};

const PHONE_FIELDS: &[&str] = &[
    "id",
    "display_phone_number",
    "verified_name",
    "name_status",
    "new_name_status",
    "new_display_name",
    "quality_rating",
    "quality_score",
    "code_verification_status",
    "status",
    "platform_type",
    "account_mode",
    "throughput",
    "whatsapp_business_manager_messaging_limit",
    "messaging_limit_tier",
    "is_official_business_account",
    "is_pin_enabled",
    "is_on_biz_app",
    "is_preverified_number",
    "last_onboarded_time",
    "search_visibility",
    "certificate",
    "new_certificate",
    "country_code",
    "country_dial_code",
    "conversational_automation",
    "webhook_configuration",
    "health_status",
    "username",
    "eligibility_for_api_business_global_search",
    "host_platform",
];
const PHONE_DEFAULT: &[&str] = &[
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "last_onboarded_time",
    "webhook_configuration",
    "id",
];
const ACCOUNT_FIELDS: &[&str] = &[
    "id",
    "name",
    "currency",
    "timezone_id",
    "country",
    "account_review_status",
    "business_verification_status",
    "ownership_type",
    "owner_business_info",
    "on_behalf_of_business_info",
    "health_status",
    "message_template_namespace",
    "status",
    "is_enabled_for_insights",
    "primary_business_location",
    "marketing_messages_lite_api_status",
    "primary_funding_id",
    "phone_numbers",
    "subscribed_apps",
    "message_templates",
    "business_type",
    "whatsapp_business_manager_messaging_limit",
    "marketing_messages_onboarding_status",
    "disable_marketing_messages_on_cloud_api",
];
const ACCOUNT_DEFAULT: &[&str] = &["id", "name", "timezone_id", "message_template_namespace"];
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

const PROFILE_FIELDS: &[&str] = &["about", "address", "description", "email", "profile_picture_url", "websites", "vertical", "messaging_product"];

pub(super) async fn answer(sandbox: &Arc<Running>, request: &Request, bearer: Option<&str>, fails_with: Option<u32>) -> Result<Value, GraphError> {
    if request.route.endpoint == Endpoint::AccessToken {
        return sandbox.read(|world| super::oauth::access_token(world, &request.params));
    }
    let now_ms = sandbox.now_ms();
    let caller = sandbox.read(|world| auth::caller(world, bearer, now_ms))?;
    match request.route.endpoint {
        Endpoint::AccessToken => Err(request.route.unknown_path()),
        Endpoint::DebugToken => sandbox.read(|world| super::oauth::debug_token(world, &request.params, &caller, now_ms)),
        Endpoint::Me => sandbox.read(|world| super::oauth::me(world, request.params.text("fields"), &caller)),
        Endpoint::Messages | Endpoint::MarkRead => messages(sandbox, request, &caller, fails_with, now_ms),
        Endpoint::PhoneNumber | Endpoint::Account => node(sandbox, request, &caller).await,
        Endpoint::Register => register(sandbox, request, &caller),
        Endpoint::BusinessProfile => business_profile(sandbox, request, &caller),
        Endpoint::PhoneNumbers => {
            account_list(sandbox, request, &caller, PHONE_FIELDS, PHONE_LIST_DEFAULT, "WhatsAppBusinessPhoneNumber", |world, account| {
                world.numbers.iter().filter(|number| number.account_id == account.config.id).map(|number| number_node(world, number)).collect()
            })
        }
        Endpoint::Templates => account_list(sandbox, request, &caller, TEMPLATE_FIELDS, TEMPLATE_DEFAULT, "WhatsAppBusinessHSM", |_, account| {
            account.config.templates.iter().map(template_node).collect()
        }),
        Endpoint::SubscribedApps => subscribed_apps(sandbox, request, &caller).await,
        Endpoint::Subscriptions => super::subscriptions::answer(sandbox, request, &caller).await,
        Endpoint::Unknown => sandbox.read(|world| Err(unknown(world, request))),
    }
}

const PHONE_LIST_DEFAULT: &[&str] =
    &["verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput", "id"];

fn unknown(world: &World, request: &Request) -> GraphError {
    let Request { method, route, .. } = request;
    let node_type = if world.number(&route.id).is_some() {
        "WhatsAppBusinessPhoneNumber"
    } else if world.account(&route.id).is_some() {
        "WhatsAppBusinessAccount"
    } else if route.edge.is_empty() || !route.id.chars().all(|c| c.is_ascii_digit()) {
        return route.unknown_path();
    } else {
        return unknown_object(request);
    };
    if method == Method::GET {
        GraphError::worded(100, format!("(#100) Tried accessing nonexisting field ({}) on node type ({node_type})", route.edge))
    } else {
        unknown_object(request)
    }
}

pub(super) fn unknown_object(request: &Request) -> GraphError {
    GraphError::unknown_object(&request.method.as_str().to_ascii_lowercase(), &request.route.id)
}

/// The number that the path names, if the caller may use it.
fn number<'a>(world: &'a World, request: &Request, caller: &Caller, scope: &str) -> Result<&'a Number, GraphError> {
    let number = world.number(&request.route.id).ok_or_else(|| unknown_object(request))?;
    match caller.may(scope, &number.account_id)? {
        true => Ok(number),
        false if request.method == Method::GET => Err(unknown_object(request)),
        false => Err(GraphError::code(200)),
    }
}

fn account<'a>(world: &'a World, request: &Request, caller: &Caller) -> Result<&'a Account, GraphError> {
    let account = world.account(&request.route.id).ok_or_else(|| unknown_object(request))?;
    match caller.may(MANAGEMENT, &account.config.id)? {
        true => Ok(account),
        false if request.method == Method::GET => Err(unknown_object(request)),
        false => Err(GraphError::worded(200, "(#200) You do not have permission to access this WhatsApp Business Account")),
    }
}

fn messages(sandbox: &Arc<Running>, request: &Request, caller: &Caller, fails_with: Option<u32>, now_ms: i64) -> Result<Value, GraphError> {
    if request.method != Method::POST {
        return Err(unknown_object(request));
    }
    sandbox.act(|world| {
        let account_id = number(world, request, caller, MESSAGING)?.account_id.clone();
        match send::parse(&request.params, world, &account_id)? {
            MessagesRequest::Send(draft) => world.business_sends(&request.route.id, *draft, fails_with, now_ms),
            MessagesRequest::Read { wamid, typing } => {
                if !world.business_reads(&request.route.id, &wamid) {
                    return Err(GraphError::details(131009, "Param message_id is not a message that this number received."));
                }
                if typing {
                    world.business_types(&request.route.id, &wamid, now_ms);
                }
                Ok((json!({ "success": true }), Vec::new()))
            }
        }
    })
}

/// `/{id}` is a number or an account.
async fn node(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let is_number = sandbox.read(|world| world.number(&request.route.id).is_some());
    let wanted = request.params.text("fields");
    if is_number && request.method == Method::POST {
        sandbox.read(|world| number(world, request, caller, MANAGEMENT).map(|_| ()))?;
        return set_number(sandbox, request).await;
    }
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    sandbox.read(|world| {
        if is_number {
            // Either right lets a caller look at a number.
            let found = number(world, request, caller, MANAGEMENT).or_else(|_| number(world, request, caller, MESSAGING))?;
            let node = number_node(world, found);
            fields::select(&node, "WhatsAppBusinessPhoneNumber", PHONE_FIELDS, PHONE_DEFAULT, wanted.as_deref())
        } else {
            let node = account_node(world, account(world, request, caller)?);
            fields::select(&node, "WhatsAppBusinessAccount", ACCOUNT_FIELDS, ACCOUNT_DEFAULT, wanted.as_deref())
        }
    })
}

/// A number's own webhook address; the two-step PIN needs no more than a yes.
async fn set_number(sandbox: &Arc<Running>, request: &Request) -> Result<Value, GraphError> {
    if let Some(configuration) = request.params.values.get("webhook_configuration").map(structured) {
        let callback = super::subscriptions::override_callback(sandbox, &configuration).await?;
        sandbox.act(|world| {
            if let Some(number) = world.number_mut(&request.route.id) {
                number.callback = callback;
            }
            Ok::<_, GraphError>(((), Vec::new()))
        })?;
    }
    Ok(json!({ "success": true }))
}

fn register(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::POST {
        return Err(unknown_object(request));
    }
    let registering = request.route.edge == "register";
    sandbox.act(|world| {
        number(world, request, caller, MESSAGING)?;
        if registering {
            let pin = request.params.text("pin").ok_or_else(|| GraphError::required("pin"))?;
            if pin.len() != 6 || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(GraphError::details(100, "Param pin must be 6 digits."));
            }
        }
        if let Some(number) = world.number_mut(&request.route.id) {
            number.registered = registering;
        }
        Ok((json!({ "success": true }), Vec::new()))
    })
}

/// Without `fields` only the product comes back, as with Meta.
fn business_profile(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    sandbox.act(|world| {
        number(world, request, caller, MESSAGING)?;
        let Some(number) = world.number_mut(&request.route.id) else { return Err(unknown_object(request)) };
        if request.method == Method::GET {
            let wanted = request.params.text("fields");
            let mut profile = fields::select(&number.profile, "WhatsAppBusinessProfile", PROFILE_FIELDS, &[], wanted.as_deref())?;
            profile["messaging_product"] = json!("whatsapp");
            return Ok((json!({ "data": [profile] }), Vec::new()));
        }
        request.params.text("messaging_product").ok_or_else(|| GraphError::required("messaging_product"))?;
        for (name, value) in &request.params.values {
            if PROFILE_FIELDS.contains(&name.as_str()) {
                number.profile.insert(name.clone(), structured(value));
            }
        }
        Ok((json!({ "success": true }), Vec::new()))
    })
}

fn account_list(
    sandbox: &Arc<Running>,
    request: &Request,
    caller: &Caller,
    known: &[&str],
    default: &[&str],
    node_type: &str,
    nodes: impl Fn(&World, &Account) -> Vec<Map<String, Value>>,
) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let wanted = request.params.text("fields");
    sandbox.read(|world| {
        let account = account(world, request, caller)?;
        let items = nodes(world, account)
            .iter()
            .map(|node| fields::select(node, node_type, known, default, wanted.as_deref()))
            .collect::<Result<Vec<Value>, GraphError>>()?;
        let mut page = fields::page(&items, &request.params, &request.url)?;
        if request.params.values.contains_key("summary") {
            page["summary"] = json!({
                "total_count": items.len(),
                "message_template_count": items.len(),
                "message_template_limit": 6_000,
                "are_translations_complete": true,
            });
        }
        Ok(page)
    })
}

async fn subscribed_apps(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    sandbox.read(|world| account(world, request, caller).map(|_| ()))?;
    if request.method == Method::GET {
        return sandbox.read(|world| {
            let account = account(world, request, caller)?;
            Ok(json!({ "data": subscriptions(world, account) }))
        });
    }
    let (subscribed, callback): (bool, Option<Callback>) = if request.method == Method::POST {
        (true, super::subscriptions::override_callback(sandbox, &Value::Object(request.params.values.clone())).await?)
    } else if request.method == Method::DELETE {
        (false, None)
    } else {
        return Err(unknown_object(request));
    };
    sandbox.act(|world| {
        if let Some(account) = world.account_mut(&request.route.id) {
            account.subscribed = subscribed;
            account.callback = callback;
        }
        Ok((json!({ "success": true }), Vec::new()))
    })
}

/// The apps that listen to an account: ours, or none.
fn subscriptions(world: &World, account: &Account) -> Vec<Value> {
    if !account.subscribed {
        return Vec::new();
    }
    let mut app = json!({ "whatsapp_business_api_data": {
        "id": world.app.id,
        "link": format!("https://www.facebook.com/games/?app_id={}", world.app.id),
        "name": world.app.name,
    } });
    if let Some(callback) = &account.callback {
        app["override_callback_uri"] = json!(callback.url);
    }
    vec![app]
}

fn number_node(world: &World, number: &Number) -> Map<String, Value> {
    let country = world.account(&number.account_id).map(|account| account.config.country.clone()).unwrap_or_default();
    let test_number = number.config.allowed_recipients.is_some();
    let mut webhooks = Map::new();
    if let Some(callback) = &number.callback {
        webhooks.insert("phone_number".into(), json!(callback.url));
    }
    if let Some(callback) = world.account(&number.account_id).and_then(|account| account.callback.as_ref()) {
        webhooks.insert("whatsapp_business_account".into(), json!(callback.url));
    }
    if let Some(callback) = &world.callback {
        webhooks.insert("application".into(), json!(callback.url));
    }
    let node = json!({
        "id": number.config.phone_number_id,
        "display_phone_number": number.config.display_phone_number,
        "verified_name": number.config.verified_name,
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "quality_rating": "GREEN",
        "quality_score": { "score": "GREEN" },
        "code_verification_status": "VERIFIED",
        "status": if number.registered { "CONNECTED" } else { "DISCONNECTED" },
        "platform_type": if number.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "host_platform": if number.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "account_mode": if test_number { "SANDBOX" } else { "LIVE" },
        "throughput": { "level": "STANDARD" },
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "messaging_limit_tier": "TIER_2K",
        "is_official_business_account": false,
        "is_pin_enabled": true,
        "is_on_biz_app": false,
        "is_preverified_number": false,
        "last_onboarded_time": "2026-03-02T09:14:07+0000",
        "search_visibility": "VISIBLE",
        "country_code": country,
        "country_dial_code": crate::ids::dial_code_of(&country).unwrap_or("1"),
        "health_status": { "can_send_message": "AVAILABLE", "entities": [
            { "entity_type": "PHONE_NUMBER", "id": number.config.phone_number_id, "can_send_message": "AVAILABLE" },
            { "entity_type": "WABA", "id": number.account_id, "can_send_message": "AVAILABLE" },
            { "entity_type": "APP", "id": world.app.id, "can_send_message": "AVAILABLE" },
        ] },
        "webhook_configuration": webhooks,
    });
    into_map(node)
}

fn account_node(world: &World, account: &Account) -> Map<String, Value> {
    let config = &account.config;
    into_map(json!({
        "subscribed_apps": { "data": subscriptions(world, account) },
        "id": config.id,
        "name": config.name,
        "currency": config.currency,
        "timezone_id": "67",
        "country": config.country,
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "owner_business_info": { "name": config.name, "id": config.business_id },
        "message_template_namespace": format!("ba30dd89_2ebd_41e4_b805_{:0>12}", config.id.chars().take(12).collect::<String>()),
        "status": "ACTIVE",
        "is_enabled_for_insights": true,
        "primary_business_location": config.country,
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "health_status": { "can_send_message": "AVAILABLE", "entities": [
            { "entity_type": "WABA", "id": config.id, "can_send_message": "AVAILABLE" },
        ] },
    }))
}

fn template_node(template: &crate::config::TemplateConfig) -> Map<String, Value> {
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
        "status": "APPROVED",
        "category": template.category,
        "parameter_format": "POSITIONAL",
        "components": [body],
        "quality_score": { "score": "UNKNOWN", "date": 1_764_000_000 },
        "rejected_reason": "NONE",
    }))
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
