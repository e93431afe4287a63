//! WhatsApp Business Accounts: the node, and the apps that listen (reference 2.6).

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{account_for, into_map, success, unknown_object};
use super::auth::Caller;
use super::{GraphError, Request, fields, subscriptions};
use crate::running::Running;
use crate::world::{Account, Subscription, World};

pub(super) const NODE: &str = "WhatsAppBusinessAccount";
pub(super) const ACCOUNT_FIELDS: &[&str] = &[
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
    "marketing_messages_onboarding_status",
    "disable_marketing_messages_on_cloud_api",
];
pub(super) const ACCOUNT_DEFAULT: &[&str] = &["id", "name", "timezone_id", "message_template_namespace"];

/// `GET /{waba}`.
pub(super) fn node(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let node = account_node(world, account_for(world, request, caller)?);
    fields::select(&node, NODE, &known_fields(request), ACCOUNT_DEFAULT, request.params.text("fields").as_deref())
}

/// The portfolio's limit can be read from v24 on.
pub(super) fn known_fields(request: &Request) -> Vec<&'static str> {
    let mut known = ACCOUNT_FIELDS.to_vec();
    if request.route.major() >= 24 {
        known.push("whatsapp_business_manager_messaging_limit");
    }
    known
}

/// `/{waba}/subscribed_apps`.
pub(super) async fn subscribed_apps(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    sandbox.read(|world| account_for(world, request, caller).map(|_| ()))?;
    let app_id = caller.app_id().to_owned();
    let subscription = if request.method == Method::GET {
        return sandbox.read(|world| Ok(json!({ "data": listeners(world, account_for(world, request, caller)?) })));
    } else if request.method == Method::POST {
        // Without an address of its own the account goes back to the app's.
        let callback = subscriptions::override_callback(sandbox, &Value::Object(request.params.values.clone())).await?;
        Some(Subscription { app_id: app_id.clone(), callback })
    } else if request.method == Method::DELETE {
        None
    } else {
        return Err(unknown_object(request));
    };
    sandbox.change(|world| {
        if let Some(account) = world.account_mut(&request.route.id) {
            account.subscriptions.retain(|known| known.app_id != app_id);
            account.subscriptions.extend(subscription);
        }
    });
    Ok(success())
}

/// The apps that listen to an account: all of them, not only the caller's.
fn listeners(world: &World, account: &Account) -> Vec<Value> {
    account
        .subscriptions
        .iter()
        .filter_map(|subscription| {
            let app = world.app(&subscription.app_id)?;
            let mut listed = json!({ "whatsapp_business_api_data": {
                "id": app.config.id,
                "link": format!("https://www.facebook.com/games/?app_id={}", app.config.id),
                "name": app.config.name,
            } });
            if let Some(callback) = &subscription.callback {
                listed["override_callback_uri"] = json!(callback.url);
            }
            Some(listed)
        })
        .collect()
}

pub(super) fn account_node(world: &World, account: &Account) -> Map<String, Value> {
    let config = &account.config;
    let business = world.business(&config.business_id);
    let owner = business.map_or(&config.name, |business| &business.name);
    let health = if config.review_status == "APPROVED" { "AVAILABLE" } else { "BLOCKED" };
    into_map(json!({
        "subscribed_apps": { "data": listeners(world, account) },
        "id": config.id,
        "name": config.name,
        "currency": config.currency,
        "timezone_id": "67",
        "country": config.country,
        "account_review_status": config.review_status,
        "business_verification_status": business.map_or("verified", |business| &business.verification_status),
        "ownership_type": "SELF",
        "owner_business_info": { "name": owner, "id": config.business_id },
        "message_template_namespace": format!("ba30dd89_2ebd_41e4_b805_{:0>12}", config.id.chars().take(12).collect::<String>()),
        "status": "ACTIVE",
        "is_enabled_for_insights": true,
        "primary_business_location": config.country,
        "whatsapp_business_manager_messaging_limit": business.map_or("TIER_2K", |business| &business.messaging_limit),
        "health_status": { "can_send_message": health, "entities": [
            { "entity_type": "WABA", "id": config.id, "can_send_message": health },
            { "entity_type": "BUSINESS", "id": config.business_id, "can_send_message": "AVAILABLE" },
        ] },
    }))
}
