//! The Graph API, as far as the inbox needs it: send a text, look at numbers, subscribe to webhooks.
//!
//! Every failure is a [`Failure`] whose class says whether the request may be repeated; for a send, that is the difference
//! between one message and two. The token travels in the `Authorization` header only and appears in no failure.

mod accounts;
mod health;
mod profile;
pub mod registration;
mod subscriptions;
mod templates;

use std::time::Duration;

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{Bsuid, PhoneNumberId, WaId, WabaId, Wamid};
use frontdesk_domain::secret::Secret;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response, redirect, retry};
use serde_json::{Map, Value, json};
use url::Url;

use super::errors::{classify, wait_ms};
use super::lenient::{list, text};

pub use health::EffectiveWebhook;

/// Answers of these calls are a few kilobytes; nothing legitimate comes near.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// Meta's page size times this is far more numbers than an account can have.
const MOST_PAGES: usize = 50;

const PHONE_NUMBER_FIELDS: &str = "id,display_phone_number,verified_name,name_status,quality_rating,\
    code_verification_status,status,platform_type,account_mode,throughput,is_on_biz_app,is_pin_enabled";

/// Where the Graph API is and which version we speak.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GraphConfig {
    pub base_url: Url,
    /// With its `v`.
    pub version: String,
}

impl GraphConfig {
    /// Meta's own address unless another one is given (the sandbox's, say), and the version that we are tested with.
    pub fn new(base_url: Option<Url>) -> Result<Self, url::ParseError> {
        let base_url = base_url.map_or_else(|| Url::parse("https://graph.facebook.com"), Ok)?;
        if base_url.cannot_be_a_base() {
            return Err(url::ParseError::RelativeUrlWithCannotBeABaseBase);
        }
        Ok(Self { base_url, version: "v22.0".to_owned() })
    }
}

/// A client as [`Graph`] wants it: 10 s to connect, 30 s in total, no redirects and nothing repeated behind our back.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        // Connections that a server closed meanwhile are what turns a send into an unknown one.
        .pool_idle_timeout(Duration::from_secs(20))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Whom a message goes to. Meta takes the digits of a user id in the place of a phone for a phone, so the two are apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recipient {
    /// E.164 with `+`: without it Meta may put the business's own country code in front.
    Phone(String),
    User(Bsuid),
}

/// A text to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutgoingText {
    pub to: Recipient,
    pub body: String,
    /// The message that is quoted.
    pub reply_to: Option<Wamid>,
    /// Comes back in every status of this message (`biz_opaque_callback_data`, at most 512 characters).
    pub opaque: String,
}

impl OutgoingText {
    /// The body of the request.
    pub fn request(&self) -> Value {
        let mut request = Map::new();
        request.insert("messaging_product".into(), json!("whatsapp"));
        request.insert("recipient_type".into(), json!("individual"));
        match &self.to {
            Recipient::Phone(phone) => request.insert("to".into(), json!(format!("+{}", phone.trim_start_matches('+')))),
            Recipient::User(id) => request.insert("recipient".into(), json!(id)),
        };
        request.insert("type".into(), json!("text"));
        let mut text = json!({ "body": self.body });
        // As people are used to from their own phone: a link shows its preview.
        if self.body.contains("https://") || self.body.contains("http://") {
            text["preview_url"] = json!(true);
        }
        request.insert("text".into(), text);
        if let Some(wamid) = &self.reply_to {
            request.insert("context".into(), json!({ "message_id": wamid }));
        }
        request.insert("biz_opaque_callback_data".into(), json!(self.opaque));
        Value::Object(request)
    }
}

/// Meta took the message. Not sent yet: statuses tell the rest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    pub wamid: Wamid,
    /// May differ from the number that was given.
    pub wa_id: Option<WaId>,
    pub user_id: Option<Bsuid>,
}

/// A business number as Meta describes it. The words are Meta's; what it left out is `None`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PhoneNumber {
    pub id: PhoneNumberId,
    /// As people write it: `+1 555-000-1111`.
    pub display_phone_number: Option<String>,
    pub verified_name: Option<String>,
    pub name_status: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `NA` or `UNKNOWN`.
    pub quality_rating: Option<String>,
    pub code_verification_status: Option<String>,
    /// `CONNECTED` is needed to send.
    pub status: Option<String>,
    pub platform_type: Option<String>,
    pub account_mode: Option<String>,
    /// `throughput.level`.
    pub throughput: Option<String>,
    /// The number is used in the WhatsApp Business app as well.
    pub is_on_biz_app: Option<bool>,
    /// Two-step verification is on.
    pub is_pin_enabled: Option<bool>,
}

impl PhoneNumber {
    /// `None` without an id.
    fn read(number: &Value) -> Option<Self> {
        let word = |key| text(number, key);
        Some(Self {
            id: PhoneNumberId(word("id")?),
            display_phone_number: word("display_phone_number"),
            verified_name: word("verified_name"),
            name_status: word("name_status"),
            quality_rating: word("quality_rating"),
            code_verification_status: word("code_verification_status"),
            status: word("status"),
            platform_type: word("platform_type").or_else(|| word("host_platform")),
            account_mode: word("account_mode"),
            throughput: number.get("throughput").and_then(|level| text(level, "level")),
            is_on_biz_app: number.get("is_on_biz_app").and_then(Value::as_bool),
            is_pin_enabled: number.get("is_pin_enabled").and_then(Value::as_bool),
        })
    }
}

/// The Graph API under one address. Cheap to clone.
#[derive(Clone)]
pub struct Graph {
    http: reqwest::Client,
    config: GraphConfig,
}

impl Graph {
    /// `http` comes from [`http_client`], or keeps its promises.
    pub fn new(http: reqwest::Client, config: GraphConfig) -> Self {
        Self { http, config }
    }

    /// Sends a text from the number `from`.
    ///
    /// There is no way to take a repeated send for what it is, so everything after the request may have left is
    /// [`FailureClass::Unknown`] unless Meta refused it in so many words.
    pub async fn send_text(&self, from: &PhoneNumberId, token: &Secret, message: &OutgoingText) -> Result<Accepted, Failure> {
        let answer = self.call(Method::POST, &[from.as_str(), "messages"], &[], Some(message.request()), token).await?;
        accepted(&answer).ok_or_else(not_understood)
    }

    /// What Meta knows about one number.
    pub async fn phone_number(&self, id: &PhoneNumberId, token: &Secret) -> Result<PhoneNumber, Failure> {
        let answer = self.call(Method::GET, &[id.as_str()], &[("fields", PHONE_NUMBER_FIELDS)], None, token).await?;
        PhoneNumber::read(&answer).ok_or_else(not_understood)
    }

    /// All numbers of an account.
    pub async fn phone_numbers(&self, waba: &WabaId, token: &Secret) -> Result<Vec<PhoneNumber>, Failure> {
        let mut numbers = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("fields", PHONE_NUMBER_FIELDS), ("limit", "100")];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let answer = self.call(Method::GET, &[waba.as_str(), "phone_numbers"], &query, None, token).await?;
            let page = answer.get("data").and_then(Value::as_array).ok_or_else(not_understood)?;
            numbers.extend(page.iter().filter_map(PhoneNumber::read));
            // `next` itself is not followed: it is a URL with the token in it.
            let paging = answer.get("paging").filter(|paging| text(paging, "next").is_some());
            let cursor = paging.and_then(|paging| text(paging.get("cursors")?, "after"));
            if cursor.is_none() || cursor == after {
                break;
            }
            after = cursor;
        }
        Ok(numbers)
    }

    async fn call(&self, method: Method, path: &[&str], query: &[(&str, &str)], body: Option<Value>, token: &Secret) -> Result<Value, Failure> {
        let mut request = self.http.request(method, self.url(path)?).header(AUTHORIZATION, bearer(token)?);
        if !query.is_empty() {
            request = request.query(query);
        }
        if let Some(body) = &body {
            request = request.json(body);
        }
        let failure = match request.send().await {
            Ok(response) => match read(response).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            },
            Err(error) => unreachable_failure(&error),
        };
        Err(without(failure, token))
    }

    fn url(&self, path: &[&str]) -> Result<Url, Failure> {
        let mut url = self.config.base_url.clone();
        let no_base = || failed(FailureClass::NotSent, "The address of the Graph API can't be used. Check the settings.");
        url.path_segments_mut().map_err(|()| no_base())?.pop_if_empty().push(&self.config.version).extend(path);
        Ok(url)
    }
}

fn bearer(token: &Secret) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|_| failed(FailureClass::Auth, "The access token has characters that no token has. Enter it again."))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The answer as JSON when it is one of success.
async fn read(mut response: Response) -> Result<Value, Failure> {
    let status = response.status();
    let wait = wait_from(response.headers());
    let mut body = Vec::new();
    let mut cut = false;
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_ANSWER => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Ok(Some(_)) | Err(_) => {
                cut = true;
                break;
            }
        }
    }
    if status.is_success() {
        return match serde_json::from_slice::<Value>(&body) {
            Ok(answer) if !cut && answer.get("error").is_none() => Ok(answer),
            Ok(answer) if answer.get("error").is_some() => Err(classify(Some(status.as_u16()), &body, wait)),
            Ok(_) | Err(_) => Err(not_understood()),
        };
    }
    let failure = classify(Some(status.as_u16()), &body, wait);
    let trace = serde_json::from_slice::<Value>(&body).ok();
    let trace = trace.as_ref().and_then(|answer| text(answer.get("error")?, "fbtrace_id"));
    tracing::debug!(status = status.as_u16(), code = failure.code, subcode = failure.subcode, trace, "Meta refused a request");
    Err(failure)
}

fn wait_from(headers: &HeaderMap) -> Option<i64> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    wait_ms(header(RETRY_AFTER.as_str()), header("x-business-use-case-usage"))
}

fn accepted(answer: &Value) -> Option<Accepted> {
    let message = list(answer, "messages").first()?;
    let contact = list(answer, "contacts").first();
    Some(Accepted {
        wamid: Wamid(text(message, "id")?),
        wa_id: contact.and_then(|contact| text(contact, "wa_id")).map(WaId),
        user_id: contact.and_then(|contact| text(contact, "user_id")).map(Bsuid),
    })
}

/// reqwest's own words name the URL; ours name the remedy.
fn unreachable_failure(error: &reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        failed(FailureClass::NotSent, "Meta can't be reached. Check the internet connection.")
    } else if error.is_timeout() {
        failed(FailureClass::Unknown, "Meta did not answer in time.")
    } else {
        failed(FailureClass::Unknown, "The connection to Meta broke before its answer came.")
    }
}

fn not_understood() -> Failure {
    failed(FailureClass::Unknown, "Meta's answer could not be understood.")
}

fn failed(class: FailureClass, title: &str) -> Failure {
    Failure { class, code: None, subcode: None, title: title.to_owned(), details: None }
}

/// Meta's words may quote the token ("Malformed access token ...").
fn without(mut failure: Failure, token: &Secret) -> Failure {
    if !token.expose().is_empty() {
        for words in std::iter::once(&mut failure.title).chain(&mut failure.details) {
            *words = words.replace(token.expose(), "[access token]");
        }
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(base: &str) -> Graph {
        // Building a client needs a TLS provider; a second one is refused, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = GraphConfig::new(Some(Url::parse(base).unwrap())).unwrap();
        Graph::new(http_client().unwrap(), config)
    }

    #[test]
    fn addresses_are_built_from_ids_without_escape() {
        let url = |base: &str, path: &[&str]| graph(base).url(path).unwrap().to_string();
        assert_eq!(url("https://graph.facebook.com", &["106", "messages"]), "https://graph.facebook.com/v22.0/106/messages");
        assert_eq!(url("http://localhost:9/meta/", &["1"]), "http://localhost:9/meta/v22.0/1");
        assert_eq!(url("http://localhost:9", &["../x?y#z", "m"]), "http://localhost:9/v22.0/..%2Fx%3Fy%23z/m");
        assert!(GraphConfig::new(Some(Url::parse("mailto:a@b").unwrap())).is_err());
    }

    #[test]
    fn recipients_keep_to_their_own_key() {
        let request = |to| OutgoingText { to, body: "Hi".into(), reply_to: None, opaque: "o".into() }.request();
        let user = request(Recipient::User("US.1".into()));
        assert_eq!((user.get("to"), &user["recipient"]), (None, &json!("US.1")));
        let phone = request(Recipient::Phone("16505551234".into()));
        assert_eq!((&phone["to"], phone.get("recipient")), (&json!("+16505551234"), None));
        assert_eq!(phone["biz_opaque_callback_data"], "o");
    }

    #[test]
    fn a_token_that_is_none_is_not_sent() {
        let failure = bearer(&Secret::new("a\nb")).unwrap_err();
        assert_eq!(failure.class, FailureClass::Auth);
        assert!(!failure.title.contains("a\nb"));
        assert!(bearer(&Secret::new("EAAG")).unwrap().is_sensitive());
    }
}
