//! The confidential client's side of a Meta login: the dialog's address, exchanging codes and tokens, asking what a token
//! may, and the app's own webhook subscription. Only whoever holds the app secret can do this.
//!
//! Meta documents the token endpoint with GET and query parameters, so secrets travel in the query of an https request; no
//! address is ever logged or put into a failure, and neither are tokens, codes and secrets.

use std::time::Duration;

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use oauth2::basic::BasicClient;
use oauth2::http;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, RedirectUrl, RequestTokenError, Scope,
    TokenResponse, TokenUrl,
};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, redirect, retry};
use serde_json::{Value, json};
use url::Url;

use super::errors::{classify, wait_ms};
use super::graph::GraphConfig;
use super::lenient::{flag, integer, list, scalar, text};

/// What we ask for when the app has no login configuration that says so: messages, templates and account details, and
/// (optional) the business's list of accounts.
pub const SCOPES: &str = "whatsapp_business_messaging,whatsapp_business_management,business_management";

/// What an app subscribes to, so that the inbox learns everything that it can show.
pub const WEBHOOK_FIELDS: &[&str] = &[
    "messages",
    "account_update",
    "account_alerts",
    "account_review_update",
    "business_capability_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "security",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "user_preferences",
    "history",
    "smb_message_echoes",
    "smb_app_state_sync",
];

const WEBHOOK_OBJECT: &str = "whatsapp_business_account";

/// Answers of these calls are a few kilobytes; nothing legitimate comes near.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// A client as [`OAuth`] wants it: 10 s for each call, because a code lives for 30, no redirects and nothing repeated behind
/// our back.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(20))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// A Meta app as its owner knows it. No `Debug`.
#[derive(Clone)]
pub struct AppCredentials {
    pub id: String,
    pub secret: Secret,
}

impl AppCredentials {
    /// The app token, in the form that needs no call.
    fn token(&self) -> Secret {
        Secret::new(format!("{}|{}", self.id, self.secret.expose()))
    }
}

/// The login dialog for an account that exists.
pub struct Dialog<'a> {
    pub app_id: &'a str,
    /// The configuration of Facebook Login for Business; it stands in for [`SCOPES`].
    pub config_id: Option<&'a str>,
    /// Exactly as it is entered at Meta, and as it is given to [`OAuth::exchange_code`].
    pub redirect_uri: &'a Url,
    pub state: &'a str,
}

/// A token that Meta gave. No `Debug`.
#[derive(Clone)]
pub struct TokenGrant {
    pub access_token: Secret,
    /// `None`: never, or Meta did not say.
    pub expires_in_ms: Option<i64>,
}

/// What Meta says about a token.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InspectedToken {
    pub app_id: Option<String>,
    pub is_valid: bool,
    /// `USER`, `SYSTEM_USER`, `PAGE` or `APP`.
    pub kind: Option<String>,
    /// `None`: never.
    pub expires_at: Option<Millis>,
    pub data_access_expires_at: Option<Millis>,
    pub scopes: Vec<String>,
    pub granular: Vec<Granted>,
    pub user_id: Option<String>,
    /// Why it is not valid, in Meta's words.
    pub problem: Option<String>,
}

/// The assets that a scope was granted for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    pub scope: String,
    /// `None`: all of that kind.
    pub target_ids: Option<Vec<String>>,
}

impl InspectedToken {
    fn read(answer: &Value) -> Option<Self> {
        let data = answer.get("data").filter(|data| data.is_object())?;
        // 0 stands for never.
        let time = |key| integer(data, key).filter(|seconds| *seconds > 0).map(Millis::from_secs);
        let granular = list(data, "granular_scopes").iter().filter_map(|granted| {
            let targets = granted.get("target_ids").filter(|targets| !targets.is_null());
            Some(Granted { scope: text(granted, "scope")?, target_ids: targets.map(|_| texts(granted, "target_ids")) })
        });
        Some(Self {
            app_id: text(data, "app_id"),
            is_valid: flag(data, "is_valid"),
            kind: text(data, "type"),
            expires_at: time("expires_at"),
            data_access_expires_at: time("data_access_expires_at"),
            scopes: texts(data, "scopes"),
            granular: granular.collect(),
            user_id: text(data, "user_id"),
            problem: data.get("error").and_then(|error| text(error, "message")),
        })
    }
}

fn texts(object: &Value, key: &str) -> Vec<String> {
    list(object, key).iter().filter_map(scalar).collect()
}

/// An app's webhook subscription.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AppSubscription {
    pub callback_url: Option<String>,
    pub active: bool,
    pub fields: Vec<String>,
}

impl AppSubscription {
    fn read(answer: &Value) -> Option<Self> {
        let ours = list(answer, "data").iter().find(|one| text(one, "object").as_deref() == Some(WEBHOOK_OBJECT))?;
        // Today's form is a list of names with versions, the earlier one a list of names.
        let fields = list(ours, "fields").iter().filter_map(|field| scalar(field).or_else(|| text(field, "name")));
        Some(Self { callback_url: text(ours, "callback_url"), active: flag(ours, "active"), fields: fields.collect() })
    }
}

/// Meta's login and token endpoints. Cheap to clone.
#[derive(Clone)]
pub struct OAuth {
    http: reqwest::Client,
    graph: GraphConfig,
    login_url: Url,
}

impl OAuth {
    /// `http` comes from [`http_client`], or keeps its promises. `login_url` is where the dialog is, without its version.
    pub fn new(http: reqwest::Client, graph: GraphConfig, login_url: Url) -> Self {
        Self { http, graph, login_url }
    }

    /// Where to send the browser.
    pub fn dialog_url(&self, dialog: &Dialog<'_>) -> Result<Url, Failure> {
        let mut address = self.login_url.clone();
        address.path_segments_mut().map_err(|()| bad_address())?.pop_if_empty().extend([self.graph.version.as_str(), "dialog", "oauth"]);
        let client = BasicClient::new(ClientId::new(dialog.app_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(address))
            .set_redirect_uri(RedirectUrl::from_url(dialog.redirect_uri.clone()));
        let state = dialog.state.to_owned();
        let mut request = client.authorize_url(|| CsrfToken::new(state));
        request = match dialog.config_id {
            Some(config_id) => request.add_extra_param("config_id", config_id),
            // Meta separates scopes with commas, the standard with blanks.
            None => request.add_scope(Scope::new(SCOPES.to_owned())),
        };
        let (url, _state) = request.url();
        Ok(url)
    }

    /// Exchanges the code of the dialog (with its `redirect_uri`) or of Embedded Signup (without one). A code works once.
    pub async fn exchange_code(&self, app: &AppCredentials, code: &Secret, redirect_uri: Option<&Url>) -> Result<TokenGrant, Failure> {
        let mut client = BasicClient::new(ClientId::new(app.id.clone()))
            .set_client_secret(ClientSecret::new(app.secret.expose().to_owned()))
            // Meta knows no other way.
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(self.token_endpoint()?));
        if let Some(redirect_uri) = redirect_uri {
            client = client.set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone()));
        }
        let oauth = self.clone();
        let call = move |request: HttpRequest| {
            let oauth = oauth.clone();
            async move { oauth.token_call(request).await }
        };
        let answer = client.exchange_code(AuthorizationCode::new(code.expose().to_owned())).request_async(&call).await;
        match answer {
            Ok(token) => Ok(TokenGrant {
                access_token: Secret::new(token.access_token().secret().as_str()),
                expires_in_ms: token.expires_in().and_then(|time| i64::try_from(time.as_millis()).ok()),
            }),
            Err(RequestTokenError::Request(Refused(failure))) => Err(without(failure, &[(code, "[code]"), (&app.secret, "[app secret]")])),
            Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => Err(not_understood()),
        }
    }

    /// Exchanges a user token for one that lives for about 60 days. An expired one can't be exchanged.
    pub async fn extend(&self, app: &AppCredentials, token: &Secret) -> Result<TokenGrant, Failure> {
        let query = [
            ("grant_type", "fb_exchange_token"),
            ("client_id", app.id.as_str()),
            ("client_secret", app.secret.expose()),
            ("fb_exchange_token", token.expose()),
        ];
        let answer = self.ask(self.http.get(self.token_endpoint()?).query(&query)).await;
        let answer = answer.map_err(|failure| without(failure, &[(token, "[access token]"), (&app.secret, "[app secret]")]))?;
        grant(&answer).ok_or_else(not_understood)
    }

    /// Whether id and secret belong together.
    pub async fn check_app(&self, app: &AppCredentials) -> Result<(), Failure> {
        let query = [("grant_type", "client_credentials"), ("client_id", app.id.as_str()), ("client_secret", app.secret.expose())];
        let answer = self.ask(self.http.get(self.token_endpoint()?).query(&query)).await;
        let answer = answer.map_err(|failure| without(failure, &[(&app.secret, "[app secret]")]))?;
        grant(&answer).map(drop).ok_or_else(not_understood)
    }

    /// What the app is called at Meta.
    pub async fn app_name(&self, app: &AppCredentials) -> Result<Option<String>, Failure> {
        let answer = self.as_app(Method::GET, &[&app.id], app, |request| request.query(&[("fields", "name")])).await?;
        Ok(text(&answer, "name"))
    }

    /// What a token may, and for how long. A token that Meta does not know is an answer, not a failure.
    pub async fn inspect(&self, app: &AppCredentials, token: &Secret) -> Result<InspectedToken, Failure> {
        let answer = self.as_app(Method::GET, &["debug_token"], app, |request| request.query(&[("input_token", token.expose())])).await;
        let answer = answer.map_err(|failure| without(failure, &[(token, "[access token]")]))?;
        let mut inspected = InspectedToken::read(&answer).ok_or_else(not_understood)?;
        inspected.problem = inspected.problem.map(|words| hidden(words, token, "[access token]"));
        Ok(inspected)
    }

    /// Where Meta delivers the app's WhatsApp webhooks to; `None` when nowhere.
    pub async fn subscription(&self, app: &AppCredentials) -> Result<Option<AppSubscription>, Failure> {
        let answer = self.as_app(Method::GET, &[&app.id, "subscriptions"], app, |request| request).await?;
        if !answer.get("data").is_some_and(Value::is_array) {
            return Err(not_understood());
        }
        Ok(AppSubscription::read(&answer))
    }

    /// Has Meta deliver the app's WhatsApp webhooks to `callback_url`. Meta calls that address at once and wants its
    /// challenge answered. May be repeated.
    pub async fn subscribe(&self, app: &AppCredentials, callback_url: &str, verify_token: &Secret, fields: &[&str]) -> Result<(), Failure> {
        let fields = fields.join(",");
        let form = [
            ("object", WEBHOOK_OBJECT),
            ("callback_url", callback_url),
            ("verify_token", verify_token.expose()),
            ("fields", &fields),
            ("include_values", "true"),
        ];
        let answer = self.as_app(Method::POST, &[&app.id, "subscriptions"], app, |request| request.form(&form)).await;
        let answer = answer.map_err(|failure| without(failure, &[(verify_token, "[verify token]")]))?;
        if flag(&answer, "success") { Ok(()) } else { Err(not_understood()) }
    }

    /// With the app's own token.
    async fn as_app(
        &self,
        method: Method,
        path: &[&str],
        app: &AppCredentials,
        fill: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Value, Failure> {
        let token = app.token();
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
            .map_err(|_| failed(FailureClass::Auth, "The app secret has characters that no secret has. Enter it again."))?;
        bearer.set_sensitive(true);
        let request = fill(self.http.request(method, self.address(path)?).header(AUTHORIZATION, bearer));
        self.ask(request).await.map_err(|failure| without(failure, &[(&token, "[app token]"), (&app.secret, "[app secret]")]))
    }

    /// The token endpoint as Meta documents it: the standard's form becomes query parameters of a GET.
    async fn token_call(&self, request: HttpRequest) -> Result<HttpResponse, Refused> {
        let endpoint = self.token_endpoint().map_err(Refused)?;
        let form: Vec<(String, String)> = url::form_urlencoded::parse(request.body())
            .filter(|(name, value)| !(name == "grant_type" && value == "authorization_code"))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let answer = self.ask(self.http.get(endpoint).query(&form)).await.map_err(Refused)?;
        let granted = grant(&answer).ok_or_else(|| Refused(not_understood()))?;
        // Meta leaves the token's type out at times, and spells numbers as text.
        let mut standard = json!({ "access_token": granted.access_token.expose(), "token_type": "bearer" });
        if let Some(expires_in_ms) = granted.expires_in_ms {
            standard["expires_in"] = json!(expires_in_ms / 1000);
        }
        let body = standard.to_string().into_bytes();
        let response = http::Response::builder().header(http::header::CONTENT_TYPE, "application/json").body(body);
        response.map_err(|_| Refused(not_understood()))
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, Failure> {
        match request.send().await {
            Ok(response) => read(response).await,
            Err(error) => Err(unreachable_failure(&error)),
        }
    }

    fn token_endpoint(&self) -> Result<Url, Failure> {
        self.address(&["oauth", "access_token"])
    }

    fn address(&self, path: &[&str]) -> Result<Url, Failure> {
        let mut url = self.graph.base_url.clone();
        url.path_segments_mut().map_err(|()| bad_address())?.pop_if_empty().push(&self.graph.version).extend(path);
        Ok(url)
    }
}

/// A failure on its way through the `oauth2` crate.
#[derive(Debug, thiserror::Error)]
#[error("Meta refused the request")]
struct Refused(Failure);

fn grant(answer: &Value) -> Option<TokenGrant> {
    let access_token = Secret::new(text(answer, "access_token")?);
    let seconds = integer(answer, "expires_in").filter(|seconds| *seconds > 0);
    Some(TokenGrant { access_token, expires_in_ms: seconds.map(|seconds| seconds.saturating_mul(1000)) })
}

/// The answer as JSON when it is one of success.
async fn read(mut response: Response) -> Result<Value, Failure> {
    let status = response.status();
    let wait = wait_from(response.headers());
    let mut body = Vec::new();
    let mut whole = false;
    while let Ok(chunk) = response.chunk().await {
        let Some(chunk) = chunk else {
            whole = true;
            break;
        };
        if body.len() + chunk.len() > LARGEST_ANSWER {
            break;
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_success() {
        return match serde_json::from_slice::<Value>(&body) {
            Ok(answer) if answer.get("error").is_some() => Err(classify(Some(status.as_u16()), &body, wait)),
            Ok(answer) if whole => Ok(answer),
            Ok(_) | Err(_) => Err(not_understood()),
        };
    }
    Err(classify(Some(status.as_u16()), &body, wait))
}

fn wait_from(headers: &HeaderMap) -> Option<i64> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    wait_ms(header(RETRY_AFTER.as_str()), header("x-business-use-case-usage"))
}

/// reqwest's own words name the URL, which has secrets in its query; ours name the remedy.
fn unreachable_failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        failed(FailureClass::NotSent, "Meta can't be reached. Check the relay's internet connection.")
    } else if error.is_timeout() {
        failed(FailureClass::Unknown, "Meta did not answer within 10 seconds. Try again.")
    } else {
        failed(FailureClass::Unknown, "The connection to Meta broke before its answer came. Try again.")
    }
}

fn bad_address() -> Failure {
    failed(FailureClass::NotSent, "The address of Meta can't be used. Check the relay's settings graph-url and login-url.")
}

fn not_understood() -> Failure {
    failed(FailureClass::Unknown, "Meta's answer could not be understood.")
}

fn failed(class: FailureClass, title: &str) -> Failure {
    Failure { class, code: None, subcode: None, title: title.to_owned(), details: None }
}

/// Meta's words may quote what we sent.
fn without(mut failure: Failure, secrets: &[(&Secret, &str)]) -> Failure {
    for (secret, name) in secrets {
        failure.title = hidden(failure.title, secret, name);
        failure.details = failure.details.map(|words| hidden(words, secret, name));
    }
    failure
}

fn hidden(words: String, secret: &Secret, name: &str) -> String {
    if secret.expose().is_empty() { words } else { words.replace(secret.expose(), name) }
}

#[cfg(test)]
mod tests;
