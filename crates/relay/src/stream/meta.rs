//! What owners ask about Meta: the apps, a login, a token, the webhook.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::oauth::{AppCredentials, AppSubscription, WEBHOOK_FIELDS};
use frontdesk_relay_api::{
    AppWebhook, LoginId, LoginRequest, LoginWay, NewMetaApp, RelayError, RelayFrame, SealingPublicKey, SecretText, sealed_for_device,
};
use serde_bytes::ByteBuf;
use tracing::info;

use super::Session;
use super::requests::owner;
use crate::clock;
use crate::login::{LoginKey, token_info, words_of};
use crate::meta::{Meta, probe};

/// Longest token, in bytes: Meta names no limit, so this is only against nonsense.
const LONGEST_TOKEN: usize = 16 * 1024;

const WHAT: &str = "connect WhatsApp";

fn meta(session: &Session) -> Result<&Meta, RelayError> {
    owner(session, WHAT)?;
    Ok(&session.shared.meta)
}

/// Meta's words, for the person who asked.
fn refused(failure: &Failure) -> RelayError {
    RelayError::Meta { words: words_of(failure), code: failure.code }
}

pub(super) fn view(session: &Session, request: u64) -> Result<RelayFrame, RelayError> {
    Ok(RelayFrame::Meta { request, meta: meta(session)?.view() })
}

/// Only what Meta confirms is kept.
pub(super) async fn put_app(session: &Session, request: u64, app: NewMetaApp) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    meta.apps.check(&app)?;
    let credentials = AppCredentials { id: app.id.clone(), secret: app.secret.clone().into() };
    meta.oauth.check_app(&credentials).await.map_err(|failure| refused(&failure))?;
    // A name is nice to have.
    let name = meta.oauth.app_name(&credentials).await.ok().flatten();
    // Asking took a while: the device may have lost its role.
    owner(session, WHAT)?;
    meta.apps.put(app, name).await?;
    info!(app = credentials.id, device = %session.device, "an owner entered a Meta app");
    view(session, request)
}

pub(super) async fn remove_app(session: &Session, request: u64, app_id: &str) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    meta.apps.remove(app_id).await?;
    info!(device = %session.device, "an owner removed a Meta app");
    view(session, request)
}

pub(super) fn start_login(session: &Session, request: u64, login: LoginRequest) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let public_url = meta.connect_url()?;
    if !sealed_for_device::is_usable(&login.sealed_to) {
        return Err(RelayError::BadRequest { why: "nothing can be sealed to the key of this login".to_owned() });
    }
    let signup = login.way == LoginWay::Signup;
    let app = meta.apps.get().for_login(login.app_id.as_deref(), signup).ok_or(RelayError::NoMetaApp)?;
    if signup && app.config_id.is_none() {
        return Err(RelayError::NoLoginConfiguration);
    }
    let key = key(session, login.login);
    let (ticket, expires_at) = meta.logins.start(key, login, app.credentials.id, app.config_id)?;
    info!(device = %session.device, "a login at Meta begins");
    Ok(RelayFrame::LoginStarted { request, url: public_url.with(&format!("/connect/{ticket}")), expires_at })
}

pub(super) fn cancel_login(session: &Session, request: u64, login: LoginId) -> Result<RelayFrame, RelayError> {
    meta(session)?.logins.cancel(&key(session, login));
    Ok(RelayFrame::Done { request })
}

fn key(session: &Session, login: LoginId) -> LoginKey {
    LoginKey { workspace: session.workspace.id, device: session.device, login }
}

pub(super) async fn inspect_token(session: &Session, request: u64, token: SecretText, app_id: Option<&str>) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let token = checked(token)?;
    let app = meta.apps.get().for_login(app_id, false).ok_or(RelayError::NoMetaApp)?;
    let inspected = meta.oauth.inspect(&app.credentials, &token).await.map_err(|failure| refused(&failure))?;
    Ok(RelayFrame::TokenInfo { request, info: token_info(inspected) })
}

pub(super) async fn renew_token(
    session: &Session,
    request: u64,
    token: SecretText,
    app_id: &str,
    sealed_to: &SealingPublicKey,
) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let token = checked(token)?;
    let app = meta.app(app_id)?;
    let granted = meta.oauth.extend(&app.credentials, &token).await.map_err(|failure| refused(&failure))?;
    let expires_at = match meta.oauth.inspect(&app.credentials, &granted.access_token).await {
        Ok(inspected) if inspected.is_valid => inspected.expires_at,
        Ok(_) | Err(_) => granted.expires_in_ms.map(|ms| clock::now().plus_ms(ms)),
    };
    let sealed = sealed_for_device::seal_token(sealed_to, app_id, &granted.access_token.into())
        .map_err(|_| RelayError::BadRequest { why: "nothing can be sealed to the key of this request".to_owned() })?;
    Ok(RelayFrame::TokenRenewed { request, sealed: ByteBuf::from(sealed), expires_at })
}

fn checked(token: SecretText) -> Result<Secret, RelayError> {
    let text = token.expose();
    if text.is_empty() || text.len() > LONGEST_TOKEN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(RelayError::BadRequest { why: "the token has characters that no token has, or is too long".to_owned() });
    }
    Ok(token.into())
}

pub(super) async fn set_app_webhook(session: &Session, request: u64, app_id: &str) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let app = meta.app(app_id)?;
    let url = meta.webhook_url().ok_or(RelayError::NoPublicUrl)?;
    meta.oauth.subscribe(&app.credentials, &url, &meta.verify_token, WEBHOOK_FIELDS).await.map_err(|failure| refused(&failure))?;
    info!(app = app_id, device = %session.device, "an app's webhook was pointed at this relay");
    subscription(meta, request, &app.credentials).await
}

pub(super) async fn app_webhook(session: &Session, request: u64, app_id: &str) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let app = meta.app(app_id)?;
    subscription(meta, request, &app.credentials).await
}

async fn subscription(meta: &Meta, request: u64, app: &AppCredentials) -> Result<RelayFrame, RelayError> {
    let found = meta.oauth.subscription(app).await.map_err(|failure| refused(&failure))?;
    let webhook = found.map_or_else(AppWebhook::default, |found| {
        let AppSubscription { callback_url, active, fields } = found;
        AppWebhook { callback_url, active, fields }
    });
    Ok(RelayFrame::AppWebhook { request, webhook })
}

pub(super) async fn probe_webhook(session: &Session, request: u64) -> Result<RelayFrame, RelayError> {
    let meta = meta(session)?;
    let public_url = meta.public_url.as_ref().ok_or(RelayError::NoPublicUrl)?;
    Ok(RelayFrame::Probed { request, checks: probe(meta, public_url).await })
}
