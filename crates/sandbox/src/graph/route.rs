//! From a path to an endpoint.

use axum::http::Method;

use super::GraphError;
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

pub(crate) fn parse(path: &str, method: &Method, is_mark_read: bool) -> Route {
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
        ("oauth", "access_token") => Endpoint::AccessToken,
        (_, "messages") if is_mark_read && method == Method::POST => Endpoint::MarkRead,
        (_, "messages") => Endpoint::Messages,
        (_, "register" | "deregister") => Endpoint::Register,
        (_, "whatsapp_business_profile") => Endpoint::BusinessProfile,
        (_, "phone_numbers") => Endpoint::PhoneNumbers,
        (_, "subscribed_apps") => Endpoint::SubscribedApps,
        (_, "message_templates") => Endpoint::Templates,
        (_, "subscriptions") => Endpoint::Subscriptions,
        // Number or account: told apart once the id has been looked up.
        (_, "") if !id.is_empty() => Endpoint::PhoneNumber,
        (_, _) => Endpoint::Unknown,
    };
    Route { version, endpoint, id, edge, path: path.to_owned() }
}

impl Route {
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
