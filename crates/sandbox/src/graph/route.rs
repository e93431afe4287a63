//! From a path to an endpoint.

use axum::http::Method;

use super::send::is_mark_read;
use super::{GraphError, Params};
use crate::knobs::Endpoint;

/// A call's address, taken apart.
pub(crate) struct Route {
    /// `v22.0`; `None`: the path names none, and the app's default serves.
    pub(crate) version: Option<String>,
    pub(crate) endpoint: Endpoint,
    /// The node's id, where the path names one.
    pub(crate) id: String,
    /// What comes after the id.
    pub(crate) edge: String,
    path: String,
}

const OLDEST: u32 = 16;
const NEWEST: u32 = 26;
const DEFAULT: u32 = 22;

pub(crate) fn parse(path: &str, method: &Method, params: &Params) -> Route {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let version = segments
        .first()
        .filter(|first| first.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
        .map(|first| (*first).to_owned());
    if version.is_some() {
        segments.remove(0);
    }
    let id = segments.first().copied().unwrap_or("").to_owned();
    let edge = segments.get(1..).unwrap_or(&[]).join("/");
    let endpoint = match (id.as_str(), edge.as_str()) {
        ("debug_token", "") => Endpoint::DebugToken,
        ("me", "") => Endpoint::Me,
        ("me", "businesses") => Endpoint::MeBusinesses,
        ("oauth", "access_token") => token_endpoint(params),
        (_, "permissions") => Endpoint::Permissions,
        (_, edge) if edge.starts_with("permissions/") => Endpoint::Permissions,
        (_, "messages") if is_mark_read(params) && method == Method::POST => Endpoint::MarkRead,
        (_, "messages") => Endpoint::Messages,
        (_, "register") => Endpoint::Register,
        (_, "deregister") => Endpoint::Deregister,
        (_, "request_code") => Endpoint::RequestCode,
        (_, "verify_code") => Endpoint::VerifyCode,
        (_, "smb_app_data") => Endpoint::SmbAppData,
        (_, "whatsapp_business_profile") => Endpoint::BusinessProfile,
        (_, "phone_numbers") => Endpoint::PhoneNumbers,
        (_, "subscribed_apps") if method == Method::GET => Endpoint::SubscribedApps,
        (_, "subscribed_apps") => Endpoint::Subscribe,
        (_, "owned_whatsapp_business_accounts") => Endpoint::OwnedAccounts,
        (_, "client_whatsapp_business_accounts") => Endpoint::ClientAccounts,
        (_, "message_templates") => Endpoint::Templates,
        (_, "subscriptions") => Endpoint::Subscriptions,
        // Number, account, portfolio or app: told apart once the id has been looked up.
        (_, "") if !id.is_empty() => Endpoint::PhoneNumber,
        (_, _) => Endpoint::Unknown,
    };
    Route { version, endpoint, id, edge, path: path.to_owned() }
}

/// `/oauth/access_token` is three things.
fn token_endpoint(params: &Params) -> Endpoint {
    match params.text("grant_type").as_deref() {
        Some("fb_exchange_token") => Endpoint::TokenExchange,
        Some("client_credentials") => Endpoint::AccessToken,
        Some(_) | None if params.values.contains_key("code") => Endpoint::CodeExchange,
        Some(_) | None => Endpoint::AccessToken,
    }
}

impl Route {
    /// The version's number; without one the app's default serves.
    pub(crate) fn major(&self) -> u32 {
        self.version.as_deref().and_then(|version| version.strip_prefix('v')?.strip_suffix(".0")?.parse().ok()).unwrap_or(DEFAULT)
    }

    pub(crate) fn check_version(&self) -> Result<(), GraphError> {
        let Some(version) = &self.version else { return Ok(()) };
        let known = version
            .strip_prefix('v')
            .and_then(|rest| rest.strip_suffix(".0"))
            .and_then(|major| major.parse::<u32>().ok())
            .is_some_and(|major| (OLDEST..=NEWEST).contains(&major));
        if known { Ok(()) } else { Err(GraphError::unknown_path(&self.path)) }
    }

    pub(crate) fn unknown_path(&self) -> GraphError {
        let rest = match &self.version {
            Some(version) => self.path.trim_start_matches('/').trim_start_matches(version.as_str()),
            None => self.path.as_str(),
        };
        GraphError::unknown_path(rest)
    }
}
