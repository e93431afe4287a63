//! The relay calls its own public address as Meta would: what an admin sees when webhooks don't come.

use std::error::Error;
use std::time::Duration;

use frontdesk_relay_api::ProbeCheck;
use reqwest::{RequestBuilder, StatusCode};

use super::Meta;
use crate::http::WEBHOOK_PATH;
use crate::login::random_text;
use crate::public_url::{PublicUrl, is_this_machine};

/// A delivery without an update. A relay that believes its signature answers 200 and keeps nothing.
pub(crate) const EMPTY_DELIVERY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;

const LOOKUP: Duration = Duration::from_secs(10);

/// Longest answer that is looked at, in bytes.
const LONGEST_ANSWER: usize = 4096;

/// In the order in which they build on each other; stops at the first that makes the rest pointless.
pub(crate) async fn probe(meta: &Meta, public_url: &PublicUrl) -> Vec<ProbeCheck> {
    let mut checks = vec![dns(public_url).await];
    if !checks[0].ok {
        return checks;
    }
    let (answered, first) = challenge(meta, public_url).await;
    checks.extend(first);
    if answered {
        checks.push(challenge_refused(meta, public_url).await);
        checks.push(signature(meta, public_url).await);
        checks.push(signature_refused(meta, public_url).await);
    }
    checks
}

fn check(check: &str, ok: bool, words: impl Into<String>) -> ProbeCheck {
    ProbeCheck { check: check.to_owned(), ok, words: words.into() }
}

async fn dns(public_url: &PublicUrl) -> ProbeCheck {
    let url = public_url.as_url();
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let looked_up = tokio::net::lookup_host((host, url.port_or_known_default().unwrap_or(443)));
    let found = match tokio::time::timeout(LOOKUP, looked_up).await {
        Ok(Ok(mut found)) => found.next(),
        Ok(Err(_)) | Err(_) => None,
    };
    match found {
        Some(address) => check("dns", true, format!("{host} leads to {}.", address.ip())),
        None => check("dns", false, format!("The name {host} is not known. Add it to your DNS, and check --public-url for a typing error.")),
    }
}

/// The handshake with the right token, and what it shows about the connection; whether anyone answered at all.
async fn challenge(meta: &Meta, public_url: &PublicUrl) -> (bool, Vec<ProbeCheck>) {
    let expected = random_text().unwrap_or_else(|_| "1158201444".to_owned());
    match send(handshake(meta, public_url, meta.verify_token.expose(), &expected)).await {
        Ok((status, body)) => {
            let answered = status == StatusCode::OK && body == expected.as_bytes();
            let words = match answered {
                true => "The relay confirms its address to whoever knows the verify token.".to_owned(),
                false => format!(
                    "Something else than this relay answers at its address (status {}). Check that the proxy passes {WEBHOOK_PATH} on, unchanged.",
                    status.as_u16()
                ),
            };
            (true, vec![encryption(public_url), check("challenge", answered, words)])
        }
        Err(Unanswered::Tls) => (false, vec![check("tls", false, Unanswered::Tls.words())]),
        Err(unanswered) => {
            let tls = check("tls", false, "No connection came about, so the certificate could not be checked.");
            (false, vec![tls, check("challenge", false, unanswered.words())])
        }
    }
}

fn encryption(public_url: &PublicUrl) -> ProbeCheck {
    let url = public_url.as_url();
    match (url.scheme(), is_this_machine(url)) {
        ("https", _) => check("tls", true, "The certificate is good."),
        (_, true) => check("tls", true, "The address is on this machine: good for trying out, but Meta can't reach it."),
        (_, false) => check("tls", false, "The address is not encrypted. Meta delivers to https only: put a proxy with a certificate in front."),
    }
}

async fn challenge_refused(meta: &Meta, public_url: &PublicUrl) -> ProbeCheck {
    let name = "challenge_refused";
    match send(handshake(meta, public_url, "not-the-verify-token", "1")).await {
        Ok((StatusCode::FORBIDDEN, _)) => check(name, true, "A wrong verify token is refused."),
        Ok((status, _)) => check(name, false, format!("A wrong verify token was answered with status {} instead of 403.", status.as_u16())),
        Err(unanswered) => check(name, false, unanswered.words()),
    }
}

async fn signature(meta: &Meta, public_url: &PublicUrl) -> ProbeCheck {
    let name = "signature";
    let apps = meta.apps.get();
    let Some(key) = apps.signature_keys().first() else {
        return check(name, false, "The relay knows no Meta app yet, so it refuses every webhook. Enter the app first.");
    };
    match send(delivery(meta, public_url, &key.sign(EMPTY_DELIVERY))).await {
        Ok((StatusCode::OK, _)) => check(name, true, "A webhook with a good signature is taken."),
        Ok((status, _)) => check(
            name,
            false,
            format!("A webhook with a good signature was answered with status {}. Check that no proxy changes bodies or headers.", status.as_u16()),
        ),
        Err(unanswered) => check(name, false, unanswered.words()),
    }
}

async fn signature_refused(meta: &Meta, public_url: &PublicUrl) -> ProbeCheck {
    let name = "signature_refused";
    match send(delivery(meta, public_url, &format!("sha256={}", "0".repeat(64)))).await {
        Ok((StatusCode::UNAUTHORIZED, _)) => check(name, true, "A webhook with a wrong signature is refused."),
        Ok((StatusCode::SERVICE_UNAVAILABLE, _)) if meta.apps.get().signature_keys().is_empty() => {
            check(name, true, "Every webhook is refused until a Meta app is entered.")
        }
        Ok((status, _)) => {
            check(name, false, format!("A webhook with a wrong signature was answered with status {} instead of 401.", status.as_u16()))
        }
        Err(unanswered) => check(name, false, unanswered.words()),
    }
}

fn handshake(meta: &Meta, public_url: &PublicUrl, token: &str, challenge: &str) -> RequestBuilder {
    let query = [("hub.mode", "subscribe"), ("hub.verify_token", token), ("hub.challenge", challenge)];
    meta.http.get(public_url.with(WEBHOOK_PATH)).query(&query)
}

fn delivery(meta: &Meta, public_url: &PublicUrl, signature: &str) -> RequestBuilder {
    let request = meta.http.post(public_url.with(WEBHOOK_PATH)).header("X-Hub-Signature-256", signature);
    request.header("Content-Type", "application/json").body(EMPTY_DELIVERY)
}

/// Why there was no answer.
enum Unanswered {
    Tls,
    Connect,
    Slow,
    Broken,
}

impl Unanswered {
    fn words(&self) -> &'static str {
        match self {
            Self::Tls => {
                "No encrypted connection came about: the certificate is not one that Meta accepts, or none is shown. Use one of a public \
                 authority, with its full chain."
            }
            Self::Connect => "Nobody answers at the address. Check that the proxy runs and that the firewall lets it be reached.",
            Self::Slow => "The address did not answer within 10 seconds. Check the proxy, and that the relay can reach its own public address.",
            Self::Broken => "The connection broke before an answer came. Check the proxy.",
        }
    }
}

async fn send(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Unanswered> {
    // reqwest's own words name the address with the verify token in it, so they go nowhere.
    let mut response = request.send().await.map_err(|error| unanswered(&error))?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unanswered(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    Ok((response.status(), body))
}

fn unanswered(error: &reqwest::Error) -> Unanswered {
    if is_of_tls(error) {
        Unanswered::Tls
    } else if error.is_timeout() {
        Unanswered::Slow
    } else if error.is_connect() {
        Unanswered::Connect
    } else {
        Unanswered::Broken
    }
}

/// A failed handshake is rustls's own error, inside one or more I/O errors, which don't name it as their source.
fn is_of_tls(error: &(dyn Error + 'static)) -> bool {
    let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || inside.is_some_and(|inside| is_of_tls(inside)) || error.source().is_some_and(is_of_tls)
}
