//! From a code to what the device gets. A code of Embedded Signup lives for 30 seconds, so it is exchanged at once, and what
//! Embedded Signup says about it may come later.

use std::sync::Arc;

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::oauth::{AppCredentials, InspectedToken, OAuth, TokenGrant};
use frontdesk_relay_api::{GranularScope, LoginOutcome, LoginWay, TokenInfo, sealed_for_device};
use tracing::{info, warn};
use url::Url;

use super::book::LoginKey;
use crate::clock;
use crate::http::Shared;
use crate::public_url::PublicUrl;

const CALLBACK_PATH: &str = "/connect/callback";

/// A token that lives shorter than this is exchanged for a longer one.
const SHORT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Where Meta sends the browser back to; the same text wherever it is needed.
pub(crate) fn redirect_uri(public_url: &PublicUrl) -> Result<Url, url::ParseError> {
    Url::parse(&public_url.with(CALLBACK_PATH))
}

/// Sees a code through, even when the browser that brought it goes away. [`super::LoginBook::code_came`] must have been true.
pub(crate) async fn finish_with_code(shared: Arc<Shared>, key: LoginKey, code: Secret) {
    let task = shared.streams.spawn(exchange(shared.clone(), key, code));
    // The task tells the login itself what became of it.
    let _ = task.await;
}

async fn exchange(shared: Arc<Shared>, key: LoginKey, code: Secret) {
    let meta = &shared.meta;
    let Some((way, app_id, sealed_to)) = meta.logins.read(&key, |login| (login.request.way, login.app_id.clone(), login.request.sealed_to)) else {
        return;
    };
    let failed = |step: &str, failure: &Failure| {
        info!(step, code = failure.code, subcode = failure.subcode, "a login at Meta failed");
        meta.logins.failed(&key, step, words_of(failure), failure.code, failure.subcode);
    };
    let redirect = match (way, &meta.public_url) {
        (LoginWay::Login, Some(public_url)) => redirect_uri(public_url).ok(),
        (LoginWay::Login, None) | (LoginWay::Signup, _) => None,
    };
    let Some(app) = meta.apps.get().app(&app_id) else {
        return failed("code", &ours("The Meta app of this login was removed from the relay. Start the login again."));
    };
    let granted = match token(&meta.oauth, &app.credentials, &code, redirect.as_ref()).await {
        Ok(granted) => granted,
        Err(failure) => return failed("code", &failure),
    };
    let access_token = granted.access_token;
    let info = match meta.oauth.inspect(&app.credentials, &access_token).await {
        Ok(inspected) => token_info(inspected),
        // The token is there all the same; the device can ask again.
        Err(failure) => TokenInfo {
            app_id: None,
            is_valid: false,
            kind: None,
            expires_at: None,
            data_access_expires_at: None,
            scopes: Vec::new(),
            granular: Vec::new(),
            user_id: None,
            problem: Some(words_of(&failure)),
        },
    };
    let expires_at = info.expires_at.or_else(|| granted.expires_in_ms.map(|ms| clock::now().plus_ms(ms)));
    let signup = match way {
        LoginWay::Signup => meta.logins.signup_within(&key, shared.limits.signup_event).await,
        LoginWay::Login => None,
    };
    let outcome = LoginOutcome { access_token: access_token.into(), app_id, expires_at, info, signup };
    match sealed_for_device::seal_login(&sealed_to, key.login, &outcome) {
        Ok(sealed) => {
            info!("a login at Meta succeeded");
            meta.logins.exchanged(&key, sealed);
        }
        Err(error) => failed("token", &ours(&error.to_string())),
    }
}

/// What the code is worth, made to live long.
async fn token(oauth: &OAuth, app: &AppCredentials, code: &Secret, redirect: Option<&Url>) -> Result<TokenGrant, Failure> {
    let mut granted = oauth.exchange_code(app, code, redirect).await;
    if matches!(&granted, Err(failure) if failure.class == FailureClass::NotSent) {
        // Nothing left this machine, so the code is unused.
        granted = oauth.exchange_code(app, code, redirect).await;
    }
    let granted = granted?;
    if granted.expires_in_ms.is_none_or(|ms| ms >= SHORT_MS) {
        return Ok(granted);
    }
    match oauth.extend(app, &granted.access_token).await {
        Ok(longer) => Ok(longer),
        Err(failure) => {
            // A token for an hour is better than none; the device sees how long it lives.
            warn!(code = failure.code, subcode = failure.subcode, "a token could not be exchanged for one that lives longer");
            Ok(granted)
        }
    }
}

fn ours(words: &str) -> Failure {
    Failure { class: FailureClass::Permanent, code: None, subcode: None, title: words.to_owned(), details: None }
}

/// Meta's words as one text.
pub(crate) fn words_of(failure: &Failure) -> String {
    match &failure.details {
        Some(details) if *details != failure.title => format!("{} {details}", failure.title),
        Some(_) | None => failure.title.clone(),
    }
}

pub(crate) fn token_info(inspected: InspectedToken) -> TokenInfo {
    let granular = inspected.granular.into_iter().map(|granted| GranularScope { scope: granted.scope, target_ids: granted.target_ids });
    TokenInfo {
        app_id: inspected.app_id,
        is_valid: inspected.is_valid,
        kind: inspected.kind,
        expires_at: inspected.expires_at,
        data_access_expires_at: inspected.data_access_expires_at,
        scopes: inspected.scopes,
        granular: granular.collect(),
        user_id: inspected.user_id,
        problem: inspected.problem,
    }
}
