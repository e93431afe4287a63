//! Business portfolios and the WhatsApp accounts they own or were given (reference 2.6).

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{into_map, unknown_object};
use super::auth::Caller;
use super::{GraphError, Request, account, fields};
use crate::config::{BusinessConfig, MANAGEMENT, PORTFOLIOS, TokenHolder};
use crate::knobs::Endpoint;
use crate::world::{World, role};

pub(super) const BUSINESS_FIELDS: &[&str] = &[
    "id",
    "name",
    "verification_status",
    "permitted_roles",
    "created_time",
    "timezone_id",
    "link",
    "primary_page",
    "whatsapp_business_manager_messaging_limit",
];
pub(super) const BUSINESS_DEFAULT: &[&str] = &["id", "name"];

/// `GET /{business}`.
pub(super) fn node(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let business = business_for(world, request, caller)?;
    fields::select(&business_node(business, caller), "Business", BUSINESS_FIELDS, BUSINESS_DEFAULT, request.params.text("fields").as_deref())
}

/// `GET /{business}/owned_whatsapp_business_accounts` and `client_whatsapp_business_accounts`: those that the token may see.
pub(super) fn accounts(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    if request.method != Method::GET {
        return Err(unknown_object(request));
    }
    let business = business_for(world, request, caller)?;
    let token = caller.token()?;
    if !token.has(MANAGEMENT) {
        return Err(GraphError::missing_permission(MANAGEMENT));
    }
    let owned = request.route.endpoint == Endpoint::OwnedAccounts;
    let (known, wanted) = (account::known_fields(request), request.params.text("fields"));
    let items = world
        .accounts
        .iter()
        .filter(|account| match owned {
            true => account.config.business_id == business.id,
            false => account.config.shared_with.contains(&business.id),
        })
        .filter(|account| token.reaches(&account.config.id))
        .map(|found| fields::select(&account::account_node(world, found), account::NODE, &known, account::ACCOUNT_DEFAULT, wanted.as_deref()))
        .collect::<Result<Vec<Value>, GraphError>>()?;
    fields::page(&items, &request.params, &request.url)
}

/// The portfolio that the path names, if the token's holder has a role in it.
fn business_for<'a>(world: &'a World, request: &Request, caller: &Caller) -> Result<&'a BusinessConfig, GraphError> {
    let token = caller.token()?;
    let business = world.business(&request.route.id).ok_or_else(|| unknown_object(request))?;
    if !token.has(PORTFOLIOS) {
        return Err(GraphError::missing_permission(PORTFOLIOS));
    }
    match &token.holder {
        TokenHolder::Person { id } if role(business, id).is_none() => Err(unknown_object(request)),
        TokenHolder::SystemUser { .. } if client_business(world, caller).as_deref() != Some(&business.id) => Err(unknown_object(request)),
        TokenHolder::Person { .. } | TokenHolder::SystemUser { .. } => Ok(business),
    }
}

/// The business whose system user a token speaks for.
pub(super) fn client_business(world: &World, caller: &Caller) -> Option<String> {
    match &caller.token().ok()?.holder {
        TokenHolder::SystemUser { business_id: Some(id) } => Some(id.clone()),
        TokenHolder::SystemUser { business_id: None } => world.accounts.first().map(|account| account.config.business_id.clone()),
        TokenHolder::Person { .. } => None,
    }
}

pub(super) fn business_node(business: &BusinessConfig, caller: &Caller) -> Map<String, Value> {
    let role = match caller.token().map(|token| &token.holder) {
        Ok(TokenHolder::Person { id }) => role(business, id).unwrap_or("EMPLOYEE"),
        Ok(TokenHolder::SystemUser { .. }) | Err(_) => "ADMIN",
    };
    into_map(json!({
        "id": business.id,
        "name": business.name,
        "verification_status": business.verification_status,
        "permitted_roles": [role],
        "created_time": "2024-02-11T10:20:30+0000",
        "timezone_id": 67,
        "link": format!("https://www.facebook.com/{}", business.id),
        "whatsapp_business_manager_messaging_limit": business.messaging_limit,
    }))
}
