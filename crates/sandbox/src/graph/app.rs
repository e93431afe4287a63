//! Apps.

use axum::http::Method;
use serde_json::{Value, json};

use super::answer::{into_map, unknown_object};
use super::auth::Caller;
use super::{GraphError, Request, fields};
use crate::world::World;

/// `GET /{app}`: an app knows itself.
pub(super) fn node(world: &World, request: &Request, caller: &Caller) -> Result<Value, GraphError> {
    let app = world.app(&request.route.id).filter(|app| request.method == Method::GET && app.config.id == caller.app_id());
    let app = app.ok_or_else(|| unknown_object(request))?;
    let node = into_map(json!({
        "id": app.config.id,
        "name": app.config.name,
        "link": format!("https://www.facebook.com/games/?app_id={}", app.config.id),
        "category": "Business and Pages",
    }));
    fields::select(
        &node,
        "Application",
        &["id", "name", "link", "category"],
        &["category", "link", "name", "id"],
        request.params.text("fields").as_deref(),
    )
}
