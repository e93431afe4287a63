//! `/me`, the portfolios of a person, and the permissions that an app was given.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{success, unknown_object};
use super::auth::Caller;
use super::business::{BUSINESS_DEFAULT, BUSINESS_FIELDS, business_node, client_business};
use super::{GraphError, Request, fields};
use crate::config::{PORTFOLIOS, TokenEnd, TokenHolder};
use crate::running::Running;
use crate::world::World;

/// `GET /me`.
pub(super) fn me(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let mut node = Map::new();
    match caller {
        Caller::App(id) => {
            node.insert("id".into(), json!(id));
            node.insert("name".into(), json!(world.app(id).map(|app| &app.config.name)));
        }
        Caller::Token { token, app_id } => {
            let app = world.app(app_id).map_or("", |app| &app.config.name);
            let name = match &token.holder {
                TokenHolder::Person { id } => world.person(id).map(|person| person.name.clone()).unwrap_or_default(),
                TokenHolder::SystemUser { .. } => format!("{app} system user"),
            };
            node.insert("id".into(), json!(token.user_id()));
            node.insert("name".into(), json!(name));
            if let Some(business) = client_business(world, caller) {
                node.insert("client_business_id".into(), json!(business));
            }
        }
    }
    fields::select(&node, "User", &["id", "name", "client_business_id"], &["name", "id"], request.params.text("fields").as_deref())
}

/// `GET /me/businesses`: the portfolios in which the holder has a role.
pub(super) fn businesses(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let token = caller.token()?;
    if !token.has(PORTFOLIOS) {
        return Err(GraphError::missing_permission(PORTFOLIOS));
    }
    let found = match &token.holder {
        TokenHolder::Person { id } => world.businesses_of(id).into_iter().map(|(business, _)| business).collect(),
        TokenHolder::SystemUser { .. } => client_business(world, caller).and_then(|id| world.business(&id)).into_iter().collect::<Vec<_>>(),
    };
    let wanted = request.params.text("fields");
    let items = found
        .into_iter()
        .map(|business| fields::select(&business_node(business, caller), "Business", BUSINESS_FIELDS, BUSINESS_DEFAULT, wanted.as_deref()))
        .collect::<Result<Vec<Value>, GraphError>>()?;
    fields::page(&items, &request.params, &request.url)
}

/// `/{user}/permissions` and `/{user}/permissions/{permission}`, with the user's token or the app's.
pub(super) fn permissions(sandbox: &Arc<Running>, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let user = match (request.route.id.as_str(), caller) {
        ("me", Caller::Token { token, .. }) => token.user_id(),
        (id, Caller::Token { token, .. }) if id == token.user_id() => id.to_owned(),
        (id, Caller::App(_)) => id.to_owned(),
        (_, Caller::Token { .. }) => return Err(unknown_object(request)),
    };
    let permission = request.route.edge.strip_prefix("permissions/").map(str::to_owned);
    let app_id = caller.app_id();
    sandbox.change(|world| {
        let main = world.main_app_id().to_owned();
        let theirs = |token: &crate::config::TokenConfig| token.user_id() == user && token.app_id.as_deref().unwrap_or(&main) == app_id;
        if !world.tokens.iter().any(theirs) {
            return Err(unknown_object(request));
        }
        if request.method == Method::GET {
            let mut scopes: Vec<&String> =
                world.tokens.iter().filter(|token| theirs(token) && token.ended.is_none()).flat_map(|token| &token.scopes).collect();
            scopes.sort();
            scopes.dedup();
            let data: Vec<Value> = scopes.iter().map(|scope| json!({ "permission": scope, "status": "granted" })).collect();
            return Ok(json!({ "data": data }));
        }
        if request.method != Method::DELETE {
            return Err(unknown_object(request));
        }
        match &permission {
            Some(permission) => {
                world.tokens.iter_mut().filter(|token| theirs(token)).for_each(|token| token.scopes.retain(|scope| scope != permission));
            }
            None => {
                world.end_tokens(TokenEnd::AppRemoved, theirs);
            }
        }
        Ok(success())
    })
}
