//! `/_sandbox/...` for logins, tokens and numbers, and the page that shows them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::api::{Answer, App, done};
use crate::config::{ClosedWindow, DebugTokenForm, SignupOrder, TokenEnd};
use crate::connecting;
use crate::login::{self, Table};
use crate::running::Running;
use crate::sandbox::SandboxError;
use crate::world::World;

/// Who can log in, to what, with which app, and how the pages behave.
pub(crate) async fn overview(State(running): App) -> Json<Value> {
    running.read(|world| {
        let people: Vec<Value> = world
            .people
            .iter()
            .map(|person| {
                let roles = world.businesses_of(&person.id).into_iter().map(|(business, role)| (business.id.clone(), json!(role)));
                json!({ "id": person.id, "name": person.name, "roles": Value::Object(roles.collect()) })
            })
            .collect();
        let businesses: Vec<Value> = world.businesses.iter().map(|business| json!({ "id": business.id, "name": business.name })).collect();
        let accounts: Vec<Value> = world
            .accounts
            .iter()
            .map(|account| json!({ "id": account.config.id, "name": account.config.name, "business_id": account.config.business_id }))
            .collect();
        let apps: Vec<Value> = world
            .apps()
            .map(|app| {
                let configurations =
                    app.config.configurations.iter().map(|known| json!({ "id": known.id, "name": known.name, "signup": known.signup }));
                json!({
                    "id": app.config.id,
                    "name": app.config.name,
                    "redirect_uris": app.config.redirect_uris,
                    "sdk_origins": app.config.sdk_origins,
                    "configurations": configurations.collect::<Vec<_>>(),
                    "webhook_url": app.callback.as_ref().map(|callback| &callback.url),
                    "webhook_fields": app.fields,
                })
            })
            .collect();
        Json(json!({
            "people": people,
            "businesses": businesses,
            "accounts": accounts,
            "apps": apps,
            "signup_order": world.login.signup_order,
            "closed_window": world.login.closed_window,
            "debug_token": world.login.debug_token,
        }))
    })
}

#[derive(Deserialize)]
pub(crate) struct LoginChange {
    signup_order: Option<SignupOrder>,
    closed_window: Option<ClosedWindow>,
    debug_token: Option<DebugTokenForm>,
}

pub(crate) async fn set_login(State(running): App, Json(change): Json<LoginChange>) -> Json<Value> {
    running.change(|world| {
        let login = &mut world.login;
        login.signup_order = change.signup_order.unwrap_or(login.signup_order);
        login.closed_window = change.closed_window.unwrap_or(login.closed_window);
        login.debug_token = change.debug_token.unwrap_or(login.debug_token);
    });
    done()
}

#[derive(Deserialize)]
pub(crate) struct Redirect {
    uri: String,
}

pub(crate) async fn allow_redirect(State(running): App, Json(redirect): Json<Redirect>) -> Json<Value> {
    running.change(|world| {
        let app_id = world.main_app_id().to_owned();
        if let Some(app) = world.app_mut(&app_id) {
            connecting::allow(&mut app.config, &redirect.uri);
        }
    });
    done()
}

pub(crate) async fn phone_codes(State(running): App) -> Json<Value> {
    let now_ms = running.now_ms();
    Json(json!(running.read(|world| connecting::phone_codes(world, now_ms))))
}

pub(crate) async fn expire_codes(State(running): App) -> Json<Value> {
    running.change(World::expire_codes);
    done()
}

/// Labels, rights and ends; never the tokens themselves.
pub(crate) async fn tokens(State(running): App) -> Json<Value> {
    Json(json!(running.read(connecting::token_views)))
}

#[derive(Deserialize)]
pub(crate) struct TokenChange {
    /// Until when it is good, Unix seconds.
    expires_at_s: Option<i64>,
    /// Why it ends: 458, 459, 460 or 467.
    ended_with: Option<u32>,
}

pub(crate) async fn end_token(State(running): App, Path(label): Path<String>, Json(change): Json<TokenChange>) -> Answer {
    let end = match change.ended_with {
        None => None,
        Some(subcode) => {
            let known = [TokenEnd::AppRemoved, TokenEnd::Checkpoint, TokenEnd::PasswordChanged, TokenEnd::Revoked];
            Some(known.into_iter().find(|end| end.subcode() == subcode).ok_or_else(|| SandboxError::NoSuch(subcode.to_string()))?)
        }
    };
    running.change(|world| {
        let mut found = false;
        for token in world.tokens.iter_mut().filter(|token| token.label == label) {
            found = true;
            token.expires_at_s = change.expires_at_s.or(token.expires_at_s);
            token.ended = end.or(token.ended);
        }
        if found { Ok(done()) } else { Err(SandboxError::NoSuch(label).into()) }
    })
}

pub(crate) async fn change_password(State(running): App, Path(person): Path<String>) -> Json<Value> {
    let ended = running.change(|world| world.end_tokens_of_person(&person, TokenEnd::PasswordChanged));
    Json(json!({ "ended": ended }))
}

pub(crate) async fn numbers(State(running): App) -> Json<Value> {
    running.read(|world| {
        let numbers: Vec<Value> = world
            .numbers
            .iter()
            .map(|number| {
                json!({
                    "phone_number_id": number.config.phone_number_id,
                    "account_id": number.account_id,
                    "display_phone_number": number.config.display_phone_number,
                    "verified_name": number.config.verified_name,
                    "status": number.status(),
                    "quality": number.config.quality,
                    "on_biz_app": number.config.on_biz_app,
                })
            })
            .collect();
        Json(json!(numbers))
    })
}

#[derive(Deserialize)]
pub(crate) struct NumberChange {
    quality: Option<String>,
    /// `STANDARD` or `HIGH`.
    throughput: Option<String>,
    /// Empty: as its registration says.
    status: Option<String>,
    /// Decides about the name that was asked for.
    name_approved: Option<bool>,
}

pub(crate) async fn set_number(State(running): App, Path(number): Path<String>, Json(change): Json<NumberChange>) -> Answer {
    let now_ms = running.now_ms();
    running.act(|world| {
        let missing = || SandboxError::NoSuchNumber(number.clone());
        let mut effects = Vec::new();
        if let Some(quality) = &change.quality {
            effects.extend(world.set_quality(&number, quality, now_ms).ok_or_else(missing)?);
        }
        if let Some(approved) = change.name_approved {
            effects.extend(world.decide_name(&number, approved, now_ms).ok_or_else(missing)?);
        }
        let found = world.number_mut(&number).ok_or_else(missing)?;
        if let Some(throughput) = change.throughput {
            found.throughput = throughput;
        }
        if let Some(status) = change.status {
            found.status = Some(status).filter(|status| !status.is_empty());
        }
        Ok::<_, SandboxError>(((), effects))
    })?;
    Ok(done())
}

#[derive(Deserialize)]
pub(crate) struct Notice {
    field: String,
    value: Value,
}

pub(crate) async fn notice(State(running): App, Path(account): Path<String>, Json(notice): Json<Notice>) -> Answer {
    let now_ms = running.now_ms();
    running.act(|world| {
        if world.account(&account).is_none() {
            return Err(SandboxError::NoSuch(account.clone()));
        }
        Ok(((), vec![world.notice(&account, &notice.field, notice.value, now_ms)]))
    })?;
    Ok(done())
}

pub(crate) async fn remove_partner(State(running): App, Path(account): Path<String>) -> Answer {
    let now_ms = running.now_ms();
    running.act(|world| {
        let app_id = world.main_app_id().to_owned();
        let effects = world.partner_leaves(&account, &app_id, false, now_ms);
        effects.map(|effects| ((), effects)).ok_or_else(|| SandboxError::NoSuch(account.clone()))
    })?;
    Ok(done())
}

/// Verification codes and tokens at a glance, for people.
pub(crate) async fn page(State(running): State<Arc<Running>>) -> Response {
    let now_ms = running.now_ms();
    let (codes, tokens) = running.read(|world| (connecting::phone_codes(world, now_ms), connecting::token_views(world)));
    let codes = codes.iter().map(|code| [code.display_phone_number.clone(), code.code.clone()].to_vec());
    let tokens = tokens.iter().map(|token| {
        let end = match (token.ended_with, token.expires_at_s) {
            (Some(subcode), _) => format!("ended (190/{subcode})"),
            (None, Some(at_s)) if at_s * 1_000 <= now_ms => "expired".to_owned(),
            (None, Some(at_s)) => format!("{} min left", (at_s - now_ms / 1_000) / 60),
            (None, None) => "never ends".to_owned(),
        };
        [token.label.clone(), token.scopes.join(", "), end].to_vec()
    });
    let html = login::table_page(
        "Codes and tokens",
        &[
            Table { heading: "Verification codes", columns: &["Phone", "Code"], rows: codes.collect() },
            Table { heading: "Access tokens", columns: &["Label", "Permissions", "End"], rows: tokens.collect() },
        ],
    );
    (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, login::POLICY), (header::CACHE_CONTROL, "no-store")],
        html,
    )
        .into_response()
}
