//! What is looked at, and where. Each thing is asked for once and serves every check that needs it.

use std::time::Duration;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::doctor::{self, Addresses, AppSeen, ChallengeAnswer, Check, Handshake, Link, Observed, Outcome, Probe, TokenSeen};
use frontdesk_domain::failure::Failure;
use frontdesk_domain::number::{Seen, Trouble, sentence};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::graph::http_client;
use frontdesk_providers::meta::oauth::WEBHOOK_FIELDS;
use frontdesk_relay_api::{MetaView, SecretText, TokenInfo};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::advice_for;
use crate::connection::Connection;
use crate::desk::Desk;
use crate::numbers::NEEDED_SCOPES;
use crate::relay::AskError;

/// How long the relay's public address may take to answer this computer.
const PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_ANSWER: usize = 64 * 1024;

/// The apps that an account's webhooks go to, with their overrides.
type Apps = Vec<(String, Option<String>)>;

/// One examination under way, with what was found so far.
pub(super) struct Examination<'d> {
    desk: &'d Desk,
    channel: Channel,
    phone: Option<String>,
    meta: Option<Observed<MetaView>>,
    handshake: Option<Observed<Handshake>>,
    app: Option<Observed<AppSeen>>,
    apps: Option<Observed<Apps>>,
    token: Option<Observed<Secret>>,
    token_seen: Option<Observed<TokenSeen>>,
    seen: Option<Observed<Seen>>,
}

/// Something to look at that needs something else first, which was not to be had.
macro_rules! got {
    ($observed:expr) => {
        match $observed {
            Observed::Got(got) => got,
            Observed::Refused { words, fix } => return Observed::Refused { words: words.clone(), fix: fix.clone() },
            Observed::Unknown(why) => return Observed::Unknown(why.clone()),
        }
    };
}

impl<'d> Examination<'d> {
    pub fn new(desk: &'d Desk, channel: Channel, phone: Option<String>) -> Self {
        Self { desk, channel, phone, meta: None, handshake: None, app: None, apps: None, token: None, token_seen: None, seen: None }
    }

    pub fn relay_version(&self) -> Option<&str> {
        match &self.meta {
            Some(Observed::Got(meta)) => Some(&meta.relay_version),
            Some(Observed::Refused { .. } | Observed::Unknown(_)) | None => None,
        }
    }

    pub fn account(&self) -> &str {
        self.channel.waba_id.as_str()
    }

    /// Makes one check.
    pub async fn look(&mut self, check: Check, cancel: &CancellationToken) -> Outcome {
        match check {
            Check::RelayConnected => doctor::relay_connected(&self.link()),
            Check::RelayPublic => {
                let url = self.public_url().await;
                let local = matches!(&url, Observed::Got(Some(url)) if on_this_machine(url));
                doctor::relay_public(&url, local)
            }
            Check::Tls => {
                let local = matches!(self.public_url().await, Observed::Got(Some(url)) if on_this_machine(&url));
                doctor::tls(&self.handshake().await, local)
            }
            Check::Challenge => doctor::challenge(&self.handshake().await),
            Check::Signature => doctor::signature(&self.probes().await),
            Check::AppWebhook => {
                let ours = self.webhook_url().await.unwrap_or_default();
                doctor::app_webhook(&self.app_seen().await, &ours)
            }
            Check::Fields => doctor::fields(&self.app_seen().await, WEBHOOK_FIELDS),
            Check::Subscription => {
                let ours = self.app_id().await;
                doctor::subscription(&self.apps().await, ours.as_deref())
            }
            Check::OverrideUrl => {
                let (ours, our_app) = (self.webhook_url().await.unwrap_or_default(), self.app_id().await);
                doctor::override_url(&self.addresses().await, &self.apps().await, our_app.as_deref(), &ours)
            }
            Check::Token => doctor::token(&self.token_seen().await),
            Check::Scopes => doctor::scopes(&self.token_seen().await, &NEEDED_SCOPES, self.channel.waba_id.as_str()),
            Check::TokenEnd => doctor::token_end(&self.token_seen().await, self.desk.clock.now()),
            Check::NumberStatus => doctor::number_status(&self.seen().await),
            Check::Registration => doctor::registration(&self.seen().await),
            Check::DisplayName => doctor::display_name(&self.seen().await),
            Check::Quality => doctor::quality(&self.seen().await),
            Check::Billing => doctor::billing(&self.seen().await),
            Check::Templates => doctor::templates(&self.templates().await),
            Check::LastWebhook => {
                let (rhythm, listening) = self.desk.rhythm(&self.channel.phone_number_id);
                doctor::last_webhook(&rhythm, self.desk.clock.now(), listening)
            }
            Check::SelfTest => {
                let test = match &self.phone {
                    None => doctor::SelfTest::NotAsked,
                    Some(phone) => self.desk.self_test(&self.channel, phone, cancel).await,
                };
                doctor::self_test(&test)
            }
        }
    }

    fn link(&self) -> Link {
        match self.desk.connection() {
            Connection::Live => Link::Live,
            Connection::CatchingUp { applied, head } => Link::CatchingUp { behind: head.saturating_sub(applied) },
            Connection::Offline { reason, .. } | Connection::Refused { reason } => Link::Down { reason },
            Connection::Idle | Connection::Connecting => Link::Down { reason: "It is being connected.".to_owned() },
        }
    }

    // ---- The relay ----

    async fn meta(&mut self) -> Observed<MetaView> {
        if self.meta.is_none() {
            self.meta = Some(match self.desk.reaches_relay() {
                true => self.desk.requests.meta().await.map_or_else(|error| relay_said(&error), Observed::Got),
                false => relay_said(&AskError::Offline),
            });
        }
        self.meta.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    async fn public_url(&mut self) -> Observed<Option<String>> {
        let meta = self.meta().await;
        Observed::Got(got!(&meta).public_url.clone())
    }

    async fn webhook_url(&mut self) -> Option<String> {
        match self.meta().await {
            Observed::Got(meta) => meta.webhook_url,
            Observed::Refused { .. } | Observed::Unknown(_) => None,
        }
    }

    /// The Meta app that the number's token belongs to, else the only one that the relay knows.
    async fn app_id(&mut self) -> Option<String> {
        if self.channel.app_id.is_some() {
            return self.channel.app_id.clone();
        }
        if let Observed::Got(TokenInfo { app_id: Some(app_id), .. }) = self.inspected().await {
            return Some(app_id);
        }
        match self.meta().await {
            Observed::Got(meta) => match &meta.apps.iter().filter(|app| !app.has_secret_only).collect::<Vec<_>>()[..] {
                [only] => Some(only.id.clone()),
                _ => None,
            },
            Observed::Refused { .. } | Observed::Unknown(_) => None,
        }
    }

    async fn handshake(&mut self) -> Observed<Handshake> {
        if self.handshake.is_none() {
            self.handshake = Some(self.shake_hands().await);
        }
        self.handshake.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    /// Calls the webhook's address as Meta does, from here.
    async fn shake_hands(&mut self) -> Observed<Handshake> {
        let meta = self.meta().await;
        let meta = got!(&meta);
        let Some(url) = meta.webhook_url.as_deref().and_then(|url| Url::parse(url).ok()) else {
            return Observed::Unknown("the relay has no public address, see above.".to_owned());
        };
        let Ok(http) = http_client() else { return Observed::Unknown("the network can't be used. Restart the app.".to_owned()) };
        let right = ask_challenge(&http, &url, meta.verify_token.expose()).await;
        let wrong = ask_challenge(&http, &url, "not-the-verify-token").await;
        Observed::Got(match (right, wrong) {
            (Ok(right), Ok(wrong)) => Handshake::Answered { right, wrong },
            (Err(handshake), _) | (_, Err(handshake)) => handshake,
        })
    }

    async fn probes(&mut self) -> Observed<Vec<Probe>> {
        let url = self.public_url().await;
        if got!(&url).is_none() {
            return Observed::Unknown("the relay has no public address, see above.".to_owned());
        }
        match self.desk.requests.probe_webhook().await {
            Ok(checks) => {
                let probe = |check: frontdesk_relay_api::ProbeCheck| Probe { name: check.check, ok: check.ok, words: check.words };
                Observed::Got(checks.into_iter().map(probe).collect())
            }
            Err(error) => relay_said(&error),
        }
    }

    async fn app_seen(&mut self) -> Observed<AppSeen> {
        if self.app.is_none() {
            self.app = Some(match self.app_id().await {
                _ if !self.desk.reaches_relay() => relay_said(&AskError::Offline),
                None => Observed::Unknown("the relay does not know the Meta app of this number. Enter it under Settings → Integrations.".to_owned()),
                Some(app_id) => match self.desk.requests.app_webhook(app_id).await {
                    Ok(webhook) => Observed::Got(AppSeen { callback_url: webhook.callback_url, active: webhook.active, fields: webhook.fields }),
                    Err(error) => relay_said(&error),
                },
            });
        }
        self.app.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    // ---- Meta ----

    async fn token(&mut self) -> Observed<Secret> {
        if self.token.is_none() {
            let number = &self.channel.phone_number_id;
            self.token = Some(self.desk.token(number).await.map_or_else(
                |error| Observed::Refused {
                    words: format!("This computer has no access token for the number: {error}"),
                    fix: "Connect the number again, or replace its token.".to_owned(),
                },
                Observed::Got,
            ));
        }
        self.token.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    async fn apps(&mut self) -> Observed<Apps> {
        if self.apps.is_none() {
            self.apps = Some(self.subscribed().await);
        }
        self.apps.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    async fn subscribed(&mut self) -> Observed<Apps> {
        let token = self.token().await;
        match self.desk.graph.subscribed_apps(&self.channel.waba_id, got!(&token)).await {
            Ok(apps) => Observed::Got(apps.into_iter().map(|app| (app.id, app.override_callback_uri)).collect()),
            Err(failure) => meta_said(&failure),
        }
    }

    async fn addresses(&mut self) -> Observed<Addresses> {
        let token = self.token().await;
        match self.desk.graph.webhook_addresses(&self.channel.phone_number_id, got!(&token)).await {
            Ok(addresses) => Observed::Got(Addresses { phone_number: addresses.phone_number, account: addresses.account }),
            Err(failure) => meta_said(&failure),
        }
    }

    /// What Meta says about the token itself, through the relay.
    async fn inspected(&mut self) -> Observed<TokenInfo> {
        let token = self.token().await;
        let token = SecretText::from(got!(&token).clone());
        if !self.desk.reaches_relay() {
            return relay_said(&AskError::Offline);
        }
        match self.desk.requests.inspect_token(token, self.channel.app_id.clone()).await {
            Ok(info) => Observed::Got(info),
            Err(error) => relay_said(&error),
        }
    }

    async fn token_seen(&mut self) -> Observed<TokenSeen> {
        if self.token_seen.is_none() {
            self.token_seen = Some(self.look_at_token().await);
        }
        self.token_seen.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    async fn look_at_token(&mut self) -> Observed<TokenSeen> {
        let token = self.token().await;
        got!(&token);
        // Without an app Meta can't be asked about the token, and the relay says why; then reading the number must do.
        if let Observed::Got(info) = self.inspected().await
            && (info.is_valid || !info.scopes.is_empty() || self.channel.app_id.is_some())
        {
            let granted_for = info.granular.into_iter().filter_map(|granted| Some((granted.scope, granted.target_ids?))).collect();
            return Observed::Got(TokenSeen {
                valid: Some(info.is_valid),
                problem: info.problem,
                scopes: info.is_valid.then_some(info.scopes),
                granted_for,
                ends_at: info.is_valid.then_some(info.expires_at),
            });
        }
        let seen = self.seen().await;
        got!(&seen);
        Observed::Got(TokenSeen::default())
    }

    async fn seen(&mut self) -> Observed<Seen> {
        if self.seen.is_none() {
            let token = self.token().await;
            self.seen = Some(match token {
                Observed::Got(token) => match self.desk.graph.number_health(&self.channel.phone_number_id, &token).await {
                    Ok(seen) => Observed::Got(seen),
                    Err(failure) => meta_said(&failure),
                },
                Observed::Refused { words, fix } => Observed::Refused { words, fix },
                Observed::Unknown(why) => Observed::Unknown(why),
            });
        }
        self.seen.clone().unwrap_or_else(|| Observed::Unknown(String::new()))
    }

    async fn templates(&mut self) -> Observed<u32> {
        let token = self.token().await;
        match self.desk.graph.templates(&self.channel.waba_id, got!(&token)).await {
            Ok(templates) => Observed::Got(u32::try_from(templates.len()).unwrap_or(u32::MAX)),
            Err(failure) => meta_said(&failure),
        }
    }
}

fn relay_said<T>(error: &AskError) -> Observed<T> {
    match error {
        AskError::Offline => Observed::Unknown("the relay can't be asked right now, see above.".to_owned()),
        AskError::Refused(refused) => Observed::Refused {
            words: sentence(&refused.to_string()),
            fix: "Do what the relay says, then run the checks again. Its own log has more.".to_owned(),
        },
    }
}

fn meta_said<T>(failure: &Failure) -> Observed<T> {
    let words = sentence(failure.details.as_deref().unwrap_or(&failure.title));
    if Trouble::of(failure) == Trouble::Passing {
        return Observed::Unknown(words);
    }
    let code = failure.code.map(|code| format!(" (code {code})")).unwrap_or_default();
    let fix = advice_for(failure).unwrap_or("Log in with Meta again, and look at the account in WhatsApp Manager.");
    Observed::Refused { words: format!("Meta refused to answer{code}: {words}"), fix: fix.to_owned() }
}

async fn ask_challenge(http: &reqwest::Client, url: &Url, verify_token: &str) -> Result<ChallengeAnswer, Handshake> {
    const CHALLENGE: &str = "1158201444";
    let query = [("hub.mode", "subscribe"), ("hub.challenge", CHALLENGE), ("hub.verify_token", verify_token)];
    let mut response = http.get(url.clone()).query(&query).timeout(PATIENCE).send().await.map_err(|error| not_reached(&error))?;
    let status = response.status().as_u16();
    let is_page = |kind: &reqwest::header::HeaderValue| kind.to_str().is_ok_and(|kind| kind.contains("text/html"));
    let page = response.headers().get(reqwest::header::CONTENT_TYPE).is_some_and(is_page);
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    Ok(ChallengeAnswer { status, echoed: body.trim_ascii() == CHALLENGE.as_bytes(), page })
}

/// reqwest's own words would repeat the address, which has the verify token in it.
fn not_reached(error: &reqwest::Error) -> Handshake {
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        causes.push(source.to_string());
        cause = source.source();
    }
    let innermost = causes.last().map(|words| sentence(words)).unwrap_or_else(|| "no connection came about.".to_owned());
    if causes.iter().any(|words| words.to_ascii_lowercase().contains("certificate")) {
        Handshake::BadCertificate(innermost)
    } else if error.is_timeout() {
        Handshake::NotReached("it did not answer within 15 seconds.".to_owned())
    } else {
        Handshake::NotReached(innermost)
    }
}

fn on_this_machine(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
