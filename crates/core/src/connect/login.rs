//! The login: its window, its news from the relay, and the token that comes sealed.

use std::sync::Arc;

use frontdesk_domain::connecting::{Event, Grants, Granular, LoginNews as Told, Outcome, Signup, SignupEnd, StepId, Trouble, Way};
use frontdesk_domain::ids::{PhoneNumberId, WabaId};
use frontdesk_domain::secret::Secret;
use frontdesk_relay_api::{LoginId, LoginNews, LoginRequest, LoginWay, SealingPrivateKey, SignupEvent, TokenInfo, sealed_for_device};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use super::carry_out::of_relay;
use super::ends_at;
use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::relay::Ask;
use crate::windows::LoginWindow;

/// Where Meta's pages are. Its login leads over several of its hosts.
const META_ORIGINS: [&str; 6] =
    ["https://facebook.com", "https://*.facebook.com", "https://whatsapp.com", "https://*.whatsapp.com", "https://meta.com", "https://*.meta.com"];
const META_GRAPH: &str = "https://graph.facebook.com";

impl Desk {
    /// Hears what the relay says about this flow's logins, until the flow ends.
    pub(super) fn follow_logins(self: &Arc<Self>, flow: Uuid, end: CancellationToken) {
        let mut news = self.requests.logins();
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                let message = tokio::select! {
                    () = end.cancelled() => return,
                    message = news.recv() => message,
                };
                match message {
                    Ok(message) => {
                        if let Some(told) = desk.told(flow, message.login, message.news) {
                            // Only answers can be refused.
                            let _ = desk.happened(flow, Event::Login(told)).await;
                        }
                    }
                    // What was missed is said again when the connection to the relay is made anew; until then the login's own end counts.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }

    /// What news mean for the flow; `None` for news of another login.
    fn told(&self, flow: Uuid, login: LoginId, news: LoginNews) -> Option<Told> {
        let key = self.connects.of(flow, |flow| flow.login.as_ref().filter(|(present, _)| *present == login).map(|(_, key)| key.clone()))??;
        Some(match news {
            LoginNews::Opened => Told::PageOpened,
            LoginNews::SignupEvent { event } => match signup(&event) {
                Some(signup) => Told::SignedUp(signup),
                None => Told::Cancelled { step: event.current_step, words: event.error_message },
            },
            LoginNews::CodeReceived => Told::CodeReceived,
            LoginNews::Exchanged { sealed } => self.exchanged(flow, login, &key, &sealed),
            LoginNews::Cancelled { step, words } => Told::Cancelled { step, words },
            LoginNews::Failed { step, words, code, subcode: _ } => {
                Told::Failed { at: if step == "token" { StepId::Token } else { StepId::Code }, words, code }
            }
            LoginNews::Expired => Told::Expired,
        })
    }

    fn exchanged(&self, flow: Uuid, login: LoginId, key: &SealingPrivateKey, sealed: &[u8]) -> Told {
        let outcome = match sealed_for_device::open_login(key, login, sealed) {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(%error, "what the login gave could not be opened");
                let words = "What the relay sent could not be opened by this device.".to_owned();
                return Told::Failed { at: StepId::Token, words, code: None };
            }
        };
        let mut grants = grants(outcome.info);
        grants.app_id = Some(outcome.app_id);
        grants.ends_at = outcome.expires_at.or(grants.ends_at);
        self.connects.of(flow, |flow| {
            flow.token.get_or_insert_with(|| Secret::from(outcome.access_token));
        });
        Told::Exchanged { grants, signup: outcome.signup.as_ref().and_then(signup) }
    }

    /// Asks the relay for a login with a key made for it only.
    pub(super) async fn start_login(&self, flow: Uuid) -> Result<Outcome, Trouble> {
        let (login, key) = (LoginId(fresh_id()), SealingPrivateKey::generate());
        let sealed_to = key.public_key();
        let begun = self.connects.of(flow, |flow| {
            flow.login = Some((login, key));
            flow.token = None;
            (flow.state.way(), flow.app_id.clone())
        });
        let Some((way, app_id)) = begun else { return Err(Trouble::Device { words: "The connection was closed.".to_owned() }) };
        let (way, coexistence) = match way {
            Way::Signup => (LoginWay::Signup, false),
            Way::Coexistence => (LoginWay::Signup, true),
            Way::Login | Way::Manual => (LoginWay::Login, false),
        };
        let started = self.requests.start_login(LoginRequest { login, way, coexistence, app_id, sealed_to }).await.map_err(of_relay)?;
        Ok(Outcome::LoginStarted { ends_at: ends_at(started.expires_at, self.clock.now()), url: started.url })
    }

    /// Has the relay forget the login. That it can't be reached is fine: the login ends by itself.
    pub(super) fn cancel_login(self: &Arc<Self>, flow: Uuid) {
        let Some((login, _)) = self.connects.of(flow, |flow| flow.login.take()).flatten() else { return };
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = desk.requests.ask(Ask::CancelLogin(login)).await {
                tracing::debug!(%error, "a login could not be taken back");
            }
        });
    }

    pub(super) fn open_window(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        let allowed = self.login_origins(&url);
        self.windows.open_login(LoginWindow { url, allowed })
    }

    pub(super) fn open_browser(&self, url: &str) {
        let opened = Url::parse(url).is_ok_and(|url| self.windows.open_in_browser(&url));
        if !opened {
            tracing::info!("no browser could be opened; the address is shown");
        }
    }

    /// What the login window may show: the relay's pages, Meta's, and those of whatever plays Meta in its place.
    fn login_origins(&self, url: &Url) -> Vec<String> {
        let mut origins = vec![url.origin().ascii_serialization(), self.profile.relay_url.origin().ascii_serialization()];
        origins.dedup();
        origins.extend(META_ORIGINS.map(str::to_owned));
        let graph = self.graph.base_url().origin().ascii_serialization();
        if graph != META_GRAPH && !origins.contains(&graph) {
            origins.push(graph);
        }
        origins
    }
}

/// `None`: the person went away.
fn signup(event: &SignupEvent) -> Option<Signup> {
    let digits = |id: &Option<String>| id.clone().filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
    Some(Signup {
        end: SignupEnd::of_word(&event.event)?,
        phone_number_id: digits(&event.phone_number_id).map(PhoneNumberId),
        waba_id: digits(&event.waba_id).map(WabaId),
        business_id: digits(&event.business_id),
    })
}

pub(super) fn grants(info: TokenInfo) -> Grants {
    Grants {
        app_id: info.app_id,
        valid: info.is_valid,
        ends_at: info.expires_at,
        scopes: info.scopes,
        granular: info.granular.into_iter().map(|granular| Granular { scope: granular.scope, targets: granular.target_ids }).collect(),
        problem: info.problem,
    }
}
