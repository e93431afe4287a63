//! Phone numbers: the node, its profile, the list of an account (reference 3).

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{account_for, into_map, number_for, success, unknown_object};
use super::auth::Caller;
use super::params::{structured, text_of};
use super::{GraphError, Request, fields, subscriptions};
use crate::config::{MANAGEMENT, MESSAGING};
use crate::running::Running;
use crate::world::{Number, World};

const NODE: &str = "WhatsAppBusinessPhoneNumber";
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
const PHONE_LIST_DEFAULT: &[&str] =
    &["verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput", "id"];

const PROFILE_FIELDS: &[&str] = &["about", "address", "description", "email", "profile_picture_url", "websites", "vertical", "messaging_product"];

/// Longest texts of a profile (reference 3.2).
const PROFILE_LIMITS: &[(&str, usize)] = &[("about", 139), ("address", 256), ("description", 512), ("email", 128)];
const VERTICALS: &[&str] = &[
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "NOT_A_BIZ",
    "UNDEFINED",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
];

/// The fields of a number: the portfolio's limit can be read from v24 on.
fn known_fields(request: &Request) -> Vec<&'static str> {
    let mut known = PHONE_FIELDS.to_vec();
    if request.route.major() >= 24 {
        known.push("whatsapp_business_manager_messaging_limit");
    }
    known
}

/// `/{phone}`.
pub(super) async fn answer(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method == Method::POST {
        sandbox.read(|world| number_for(world, request, caller, MANAGEMENT).map(|_| ()))?;
        return set(sandbox, request, caller).await;
    }
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    sandbox.read(|world| {
        // Either right lets a caller look at a number.
        let found = number_for(world, request, caller, MANAGEMENT).or_else(|_| number_for(world, request, caller, MESSAGING))?;
        let node = node(world, found, caller, request.route.major());
        fields::select(&node, NODE, &known_fields(request), PHONE_DEFAULT, request.params.text("fields").as_deref())
    })
}

/// A number's own webhook address, its two-step PIN, its name.
async fn set(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let id = &request.route.id;
    let app_id = caller.app_id();
    if let Some(configuration) = request.params.values.get("webhook_configuration").map(structured) {
        let callback = subscriptions::override_callback(sandbox, &configuration).await?;
        sandbox.change(|world| {
            if let Some(number) = world.number_mut(id) {
                number.set_callback(app_id, callback);
            }
        });
    }
    sandbox.change(|world| {
        if let Some(pin) = request.params.text("pin") {
            world.set_pin(id, &pin)?;
        }
        if let Some(name) = request.params.text("new_display_name") {
            world.ask_for_name(id, name.trim())?;
        }
        Ok(success())
    })
}

/// `/{waba}/phone_numbers`.
pub(super) fn list(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let account = account_for(world, request, caller)?;
    let (known, wanted) = (known_fields(request), request.params.text("fields"));
    let items = world
        .numbers_of(&account.config.id)
        .map(|number| fields::select(&node(world, number, caller, request.route.major()), NODE, &known, PHONE_LIST_DEFAULT, wanted.as_deref()))
        .collect::<Result<Vec<Value>, GraphError>>()?;
    fields::page(&items, &request.params, &request.url)
}

/// `/{phone}/whatsapp_business_profile`. Without `fields` only the product comes back, as with Meta.
pub(super) fn profile(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    sandbox.change(|world| {
        number_for(world, request, caller, MESSAGING).or_else(|_| number_for(world, request, caller, MANAGEMENT))?;
        let Some(number) = world.number_mut(&request.route.id) else { return Err(unknown_object(request)) };
        if request.method == Method::GET {
            let wanted = request.params.text("fields");
            let mut profile = fields::select(&number.profile, "WhatsAppBusinessProfile", PROFILE_FIELDS, &[], wanted.as_deref())?;
            profile["messaging_product"] = json!("whatsapp");
            return Ok(json!({ "data": [profile] }));
        }
        request.params.text("messaging_product").ok_or_else(|| GraphError::required("messaging_product"))?;
        for (name, value) in &request.params.values {
            check_profile(name, &structured(value))?;
        }
        for (name, value) in &request.params.values {
            if PROFILE_FIELDS.contains(&name.as_str()) {
                number.profile.insert(name.clone(), structured(value));
            }
        }
        Ok(success())
    })
}

fn check_profile(name: &str, value: &Value) -> Result<(), GraphError> {
    let length = text_of(value).map_or(0, |text| text.chars().count());
    if let Some((_, most)) = PROFILE_LIMITS.iter().find(|(limited, _)| *limited == name)
        && length > *most
    {
        return Err(GraphError::details(100, format!("Param {name} must be at most {most} characters long.")));
    }
    if name == "about" && length == 0 {
        return Err(GraphError::details(100, "Param about must be at least 1 character long."));
    }
    if name == "vertical" && !VERTICALS.contains(&text_of(value).unwrap_or_default().as_str()) {
        return Err(GraphError::details(100, format!("Param vertical must be one of {{{}}}.", VERTICALS.join(", "))));
    }
    let websites = if name == "websites" { value.as_array().map_or(&[] as &[Value], Vec::as_slice) } else { &[] };
    if websites.len() > 2 || websites.iter().any(|site| text_of(site).is_none_or(|site| site.chars().count() > 256)) {
        return Err(GraphError::details(100, "Param websites must have at most 2 addresses of at most 256 characters."));
    }
    Ok(())
}

/// Whether a number, account or portfolio can send, worst of all.
pub(super) fn health_of_number(number: &Number) -> &'static str {
    match number.status() {
        "CONNECTED" => "AVAILABLE",
        "RESTRICTED" | "RATE_LIMITED" | "FLAGGED" => "LIMITED",
        _ => "BLOCKED",
    }
}

/// RFC 3339 without colons in the offset, as Meta writes it.
fn last_onboarded(number: &Number) -> String {
    let Some(at_ms) = number.onboarded_at_ms else { return "2026-03-02T09:14:07+0000".to_owned() };
    let (days, seconds) = (at_ms.div_euclid(86_400_000), at_ms.div_euclid(1_000).rem_euclid(86_400));
    // Howard Hinnant's days-to-date, for days after 1970.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+0000", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn node(world: &World, number: &Number, caller: &Caller, major: u32) -> Map<String, Value> {
    let account = world.account(&number.account_id);
    let country = account.map(|account| account.config.country.clone()).unwrap_or_default();
    let business = account.map(|account| account.config.business_id.clone()).unwrap_or_default();
    let app_id = caller.app_id();
    let test_number = number.config.allowed_recipients.is_some();
    let mut webhooks = Map::new();
    if let Some(callback) = number.callback(app_id) {
        webhooks.insert("phone_number".into(), json!(callback.url));
    }
    if let Some(callback) = account.and_then(|account| account.subscription(app_id)?.callback.as_ref()) {
        webhooks.insert("whatsapp_business_account".into(), json!(callback.url));
    }
    if let Some(callback) = world.app(app_id).and_then(|app| app.callback.as_ref()) {
        webhooks.insert("application".into(), json!(callback.url));
    }
    let limit = world.limit_of(number);
    let platform = if number.config.registered { "CLOUD_API" } else { "NOT_APPLICABLE" };
    let health = health_of_number(number);
    let mut of_number = json!({ "entity_type": "PHONE_NUMBER", "id": number.config.phone_number_id, "can_send_message": health });
    if health == "BLOCKED" {
        of_number["errors"] = json!([{
            "error_code": 141_000,
            "error_description": "The phone number is not registered, so it cannot send messages.",
            "possible_solution": "Register the phone number.",
        }]);
    }
    let node = json!({
        "id": number.config.phone_number_id,
        "display_phone_number": number.config.display_phone_number,
        "verified_name": number.config.verified_name,
        "name_status": number.config.name_status,
        "new_name_status": number.new_name.as_ref().map_or("NONE", |(_, status)| status),
        "quality_rating": number.config.quality,
        "quality_score": { "score": number.config.quality },
        "code_verification_status": if number.config.verified { "VERIFIED" } else { "NOT_VERIFIED" },
        "status": number.status(),
        "platform_type": platform,
        "host_platform": platform,
        "account_mode": if test_number { "SANDBOX" } else { "LIVE" },
        "throughput": { "level": if number.config.registered { number.throughput.as_str() } else { "NOT_APPLICABLE" } },
        "whatsapp_business_manager_messaging_limit": limit,
        // Before v24 the tiers were others.
        "messaging_limit_tier": if major < 24 && limit == "TIER_2K" { "TIER_1K" } else { limit.as_str() },
        "is_official_business_account": false,
        "is_pin_enabled": number.config.pin.is_some(),
        "is_on_biz_app": number.config.on_biz_app,
        "is_preverified_number": false,
        "last_onboarded_time": last_onboarded(number),
        "search_visibility": "VISIBLE",
        "country_code": country,
        "country_dial_code": crate::ids::dial_code_of(&country).unwrap_or("1"),
        "health_status": { "can_send_message": health, "entities": [
            of_number,
            { "entity_type": "WABA", "id": number.account_id, "can_send_message": "AVAILABLE" },
            { "entity_type": "BUSINESS", "id": business, "can_send_message": "AVAILABLE" },
            { "entity_type": "APP", "id": app_id, "can_send_message": "AVAILABLE" },
        ] },
        "webhook_configuration": webhooks,
    });
    let mut node = into_map(node);
    if let Some((name, _)) = &number.new_name {
        node.insert("new_display_name".into(), json!(name));
    }
    node
}
