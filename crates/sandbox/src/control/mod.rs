//! The sandbox's own pages and API: the customers' phones, and what tests in other languages need.

mod api;
mod connecting;
mod live;
mod phone_page;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::running::Running;

pub(crate) fn routes() -> Router<Arc<Running>> {
    Router::new()
        .route("/phone", get(phone_page::page))
        .route("/phone/{asset}", get(phone_page::asset))
        .route("/_sandbox/events", get(live::events))
        .route("/_sandbox/overview", get(api::overview))
        .route("/_sandbox/customers", get(api::customers).post(api::add_customer))
        .route("/_sandbox/customers/{customer}", axum::routing::patch(api::set_customer))
        .route("/_sandbox/chats/{customer}/{number}", get(api::chat))
        .route("/_sandbox/chats/{customer}/{number}/messages", post(api::send))
        .route("/_sandbox/chats/{customer}/{number}/open", post(api::open).delete(api::close))
        .route("/_sandbox/messages", get(api::messages))
        .route("/_sandbox/calls", get(api::calls).delete(api::clear_calls))
        .route("/_sandbox/webhooks", get(api::webhooks))
        .route("/_sandbox/webhooks/retry", post(api::retry_webhooks))
        .route("/_sandbox/webhook-url", post(api::set_webhook))
        .route("/_sandbox/login", get(connecting::overview).patch(connecting::set_login))
        .route("/_sandbox/redirects", post(connecting::allow_redirect))
        .route("/_sandbox/codes", get(connecting::phone_codes).delete(connecting::expire_codes))
        .route("/_sandbox/tokens", get(connecting::tokens))
        .route("/_sandbox/tokens/{label}", axum::routing::patch(connecting::end_token))
        .route("/_sandbox/people/{person}/password", post(connecting::change_password))
        .route("/_sandbox/numbers", get(connecting::numbers))
        .route("/_sandbox/numbers/{number}", axum::routing::patch(connecting::set_number))
        .route("/_sandbox/accounts/{account}/notices", post(connecting::notice))
        .route("/_sandbox/accounts/{account}/partner", delete(connecting::remove_partner))
        .route("/connecting", get(connecting::page))
        .route("/_sandbox/knobs", get(api::rules).post(api::set_rule).delete(api::clear_rules))
        .route("/_sandbox/knobs/{rule}", delete(api::release_rule))
        .route("/_sandbox/clock", post(api::advance_clock))
        .route("/_sandbox/demo", post(api::play_demo))
        .route("/_sandbox/demo/next", post(api::play_next))
}
