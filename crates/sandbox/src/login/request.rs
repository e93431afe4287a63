//! The parameters of a dialog, checked as Meta checks them: what is wrong is shown, and never sent to the address in
//! question (reference 2.2, 2.3).

use serde_json::Value;

use crate::config::{AppConfig, AppMode, ConfiguredToken, LoginConfiguration};
use crate::world::{DialogRequest, Form, Way, World};

/// A page that says why there will be no login.
pub(super) struct Refusal {
    pub(super) title: &'static str,
    pub(super) text: String,
}

fn refused<T>(title: &'static str, text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { title, text: text.into() })
}

pub(super) fn check(world: &World, params: &Form) -> Result<DialogRequest, Refusal> {
    let Some(app) = world.app(params.get("client_id")) else {
        return refused("Invalid App ID", "The provided app ID does not look like a valid app ID.");
    };
    let app = &app.config;
    let way = if params.get("sdk").is_empty() { redirect(app, params)? } else { popup(app, params)? };
    let configuration = configuration(app, params)?;
    let gives_token = gives_token(&way, configuration.as_ref(), params)?;
    let scopes = match &configuration {
        Some(configuration) => with_public_profile(&configuration.permissions),
        None => scopes(app, params.get("scope"))?,
    };
    let extras: Value = serde_json::from_str(params.get("extras")).unwrap_or_default();
    Ok(DialogRequest {
        app_id: app.id.clone(),
        way,
        state: params.0.iter().find(|(name, _)| name == "state").map(|(_, state)| state.clone()),
        scopes,
        configuration,
        gives_token,
        coexistence: extras["featureType"] == "whatsapp_business_app_onboarding",
        suggested_name: extras["setup"]["business"]["name"].as_str().unwrap_or("").to_owned(),
    })
}

fn redirect(app: &AppConfig, params: &Form) -> Result<Way, Refusal> {
    let uri = params.get("redirect_uri");
    if uri.is_empty() {
        return refused("Missing redirect_uri parameter", "The parameter redirect_uri is required.");
    }
    if is_local_development(app, uri) {
        return Ok(Way::Redirect { uri: uri.to_owned() });
    }
    if app.enforces_https && !uri.starts_with("https://") {
        return refused(
            "Insecure Login Blocked",
            "You can't get an access token or log in to this app from an insecure page. Try re-loading the page as https://",
        );
    }
    if app.redirect_uris.iter().any(|listed| listed == uri) { Ok(Way::Redirect { uri: uri.to_owned() }) } else { url_blocked() }
}

fn url_blocked<T>() -> Result<T, Refusal> {
    refused(
        "URL Blocked",
        "This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings. Make sure that the client and \
         web OAuth logins are on and add all your app domains as valid OAuth redirect URIs.",
    )
}

/// Needs no entry in the list, and only while the app is in development.
fn is_local_development(app: &AppConfig, uri: &str) -> bool {
    let local = url::Url::parse(uri).is_ok_and(|url| url.scheme() == "http" && url.host_str() == Some("localhost"));
    local && matches!(app.mode, AppMode::Development { .. })
}

fn popup(app: &AppConfig, params: &Form) -> Result<Way, Refusal> {
    let origin = params.get("origin");
    if !is_local_development(app, origin) {
        if !app.sdk_origins.iter().any(|listed| listed == origin) {
            return refused(
                "JSSDK Unknown Host domain",
                "The domain you are hosting the JavaScript SDK on is not in your app's JavaScript SDK host domain list. Please add your host \
                 domain in your app settings.",
            );
        }
        // Meta wants the page's domain in both lists.
        if !app.redirect_uris.iter().any(|listed| listed.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))) {
            return url_blocked();
        }
    }
    Ok(Way::Popup { origin: origin.to_owned(), callback: params.get("cb").to_owned() })
}

fn configuration(app: &AppConfig, params: &Form) -> Result<Option<LoginConfiguration>, Refusal> {
    let id = params.get("config_id");
    if id.is_empty() {
        return Ok(None);
    }
    let Some(found) = app.configurations.iter().find(|configuration| configuration.id == id) else {
        return refused("Invalid configuration", "The configuration (config_id) does not exist, or does not belong to this app.");
    };
    let for_person = found.token == ConfiguredToken::User;
    if !for_person && !params.get("scope").is_empty() {
        return refused("Invalid Scopes", format!("Invalid Scopes: {}. The configuration names the permissions.", params.get("scope")));
    }
    if for_person && params.get("override_default_response_type") == "true" {
        return refused("Sorry, something went wrong", "This content isn't available right now: the configuration gives a user access token.");
    }
    Ok(Some(found.clone()))
}

/// The default is a code by address, and a token by SDK.
fn gives_token(way: &Way, configuration: Option<&LoginConfiguration>, params: &Form) -> Result<bool, Refusal> {
    let by_sdk = matches!(way, Way::Popup { .. });
    let given = params.get("response_type");
    if configuration.is_some_and(|configuration| configuration.token != ConfiguredToken::User) {
        let overrides = !by_sdk || params.get("override_default_response_type") == "true";
        if given != "code" || !overrides {
            return refused(
                "Invalid parameter",
                "System user access tokens are given for a code only: response_type must be code, and override_default_response_type true.",
            );
        }
        return Ok(false);
    }
    match given {
        "code" => Ok(false),
        "token" => Ok(true),
        "" => Ok(by_sdk),
        other => refused("Invalid parameter", format!("response_type {other} is not known to the sandbox.")),
    }
}

fn scopes(app: &AppConfig, given: &str) -> Result<Vec<String>, Refusal> {
    let asked: Vec<String> = given.split([',', ' ']).map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    let odd: Vec<&str> = asked.iter().filter(|scope| !app.permissions.contains(scope)).map(String::as_str).collect();
    if odd.is_empty() {
        return Ok(with_public_profile(&asked));
    }
    refused("Invalid Scopes", format!("Invalid Scopes: {}. This message is only shown to developers.", odd.join(", ")))
}

fn with_public_profile(scopes: &[String]) -> Vec<String> {
    let mut all = scopes.to_vec();
    if !all.iter().any(|scope| scope == "public_profile") {
        all.push("public_profile".to_owned());
    }
    all
}
