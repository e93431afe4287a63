//! What only the relay can do, and how to ask it.

use std::time::Duration;

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{
    AppWebhook, DeviceFrame, LoginId, LoginNews, LoginRequest, MetaView, NewMetaApp, ProbeCheck, RelayError, RelayFrame, Route, ScopeKey,
    SealingPublicKey, SecretText, TokenInfo,
};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::error::{CoreError, ErrorKind};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The same when the relay asks Meta first, several times perhaps.
const PATIENCE_WITH_META: Duration = Duration::from_secs(75);

/// News of logins that may wait for a slow follower; a login has a handful.
const LOGIN_NEWS: usize = 64;

/// Something that is done when the relay says so. What has an answer of its own has a method of [`Requests`].
pub(crate) enum Ask {
    PutScopeKey(ScopeKey),
    PutRoute(Route),
    RemoveRoute(PhoneNumberId),
    GetMeta,
    PutMetaApp(NewMetaApp),
    RemoveMetaApp { app_id: String },
    StartLogin(LoginRequest),
    CancelLogin(LoginId),
    InspectToken { token: SecretText, app_id: Option<String> },
    RenewToken { token: SecretText, app_id: String, sealed_to: SealingPublicKey },
    SetAppWebhook { app_id: String },
    GetAppWebhook { app_id: String },
    ProbeWebhook,
}

impl Ask {
    pub(super) fn into_frame(self, request: u64) -> DeviceFrame {
        match self {
            Self::PutScopeKey(key) => DeviceFrame::PutScopeKey { request, key },
            Self::PutRoute(route) => DeviceFrame::PutRoute { request, route },
            Self::RemoveRoute(phone_number_id) => DeviceFrame::RemoveRoute { request, phone_number_id },
            Self::GetMeta => DeviceFrame::GetMeta { request },
            Self::PutMetaApp(app) => DeviceFrame::PutMetaApp { request, app },
            Self::RemoveMetaApp { app_id } => DeviceFrame::RemoveMetaApp { request, app_id },
            Self::StartLogin(login) => DeviceFrame::StartLogin { request, login },
            Self::CancelLogin(login) => DeviceFrame::CancelLogin { request, login },
            Self::InspectToken { token, app_id } => DeviceFrame::InspectToken { request, token, app_id },
            Self::RenewToken { token, app_id, sealed_to } => DeviceFrame::RenewToken { request, token, app_id, sealed_to },
            Self::SetAppWebhook { app_id } => DeviceFrame::SetAppWebhook { request, app_id },
            Self::GetAppWebhook { app_id } => DeviceFrame::GetAppWebhook { request, app_id },
            Self::ProbeWebhook => DeviceFrame::ProbeWebhook { request },
        }
    }

    fn patience(&self) -> Duration {
        match self {
            Self::PutScopeKey(_)
            | Self::PutRoute(_)
            | Self::RemoveRoute(_)
            | Self::GetMeta
            | Self::RemoveMetaApp { .. }
            | Self::StartLogin(_)
            | Self::CancelLogin(_) => PATIENCE,
            Self::PutMetaApp(_)
            | Self::InspectToken { .. }
            | Self::RenewToken { .. }
            | Self::SetAppWebhook { .. }
            | Self::GetAppWebhook { .. }
            | Self::ProbeWebhook => PATIENCE_WITH_META,
        }
    }
}

/// What the relay answers.
pub(crate) enum Answer {
    Done,
    Meta(MetaView),
    LoginStarted(StartedLogin),
    TokenInfo(TokenInfo),
    TokenRenewed(RenewedToken),
    AppWebhook(AppWebhook),
    Probed(Vec<ProbeCheck>),
}

impl Answer {
    /// Which request a frame answers, and how; `None` for a frame that answers none.
    pub fn read(frame: RelayFrame) -> Option<(u64, Result<Self, RelayError>)> {
        Some(match frame {
            RelayFrame::Appended { request, .. } | RelayFrame::Done { request } => (request, Ok(Self::Done)),
            RelayFrame::Refused { request, error } => (request?, Err(error)),
            RelayFrame::Meta { request, meta } => (request, Ok(Self::Meta(meta))),
            RelayFrame::LoginStarted { request, url, expires_at } => (request, Ok(Self::LoginStarted(StartedLogin { url, expires_at }))),
            RelayFrame::TokenInfo { request, info } => (request, Ok(Self::TokenInfo(info))),
            RelayFrame::TokenRenewed { request, sealed, expires_at } => {
                (request, Ok(Self::TokenRenewed(RenewedToken { sealed: sealed.into_vec(), expires_at })))
            }
            RelayFrame::AppWebhook { request, webhook } => (request, Ok(Self::AppWebhook(webhook))),
            RelayFrame::Probed { request, checks } => (request, Ok(Self::Probed(checks))),
            RelayFrame::Challenge { .. } | RelayFrame::Welcome { .. } | RelayFrame::Entries { .. } | RelayFrame::Login { .. } => return None,
        })
    }
}

/// Where the login window begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StartedLogin {
    pub url: String,
    /// By the relay's clock.
    pub expires_at: Millis,
}

/// A token that lives longer, as `frontdesk_relay_api::sealed_for_device::open_token` opens it.
pub(crate) struct RenewedToken {
    pub sealed: Vec<u8>,
    pub expires_at: Option<Millis>,
}

/// News of one of this device's logins. After a reconnection the relay says them all again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LoginMessage {
    pub login: LoginId,
    pub news: LoginNews,
}

pub(crate) struct Request {
    pub ask: Ask,
    pub answer: oneshot::Sender<Result<Answer, RelayError>>,
}

/// The way to ask the relay while it is connected, and to hear of logins.
#[derive(Clone)]
pub(crate) struct Requests {
    requests: mpsc::Sender<Request>,
    logins: broadcast::Sender<LoginMessage>,
}

/// The other end of [`Requests`].
pub(crate) struct Asked {
    pub requests: mpsc::Receiver<Request>,
    pub logins: broadcast::Sender<LoginMessage>,
}

/// Why an ask came to nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum AskError {
    /// Not connected, or no answer in time.
    Offline,
    Refused(RelayError),
}

impl From<AskError> for CoreError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Offline => Self::new(ErrorKind::Unreachable, "The relay can't be reached right now. Check that it runs, then try again."),
            AskError::Refused(refused) => Self::new(ErrorKind::Refused, refused.to_string()),
        }
    }
}

impl Requests {
    pub fn channel() -> (Self, Asked) {
        let (sender, requests) = mpsc::channel(8);
        let logins = broadcast::Sender::new(LOGIN_NEWS);
        (Self { requests: sender, logins: logins.clone() }, Asked { requests, logins })
    }

    /// News of this device's logins from now on. Subscribe before the login is started.
    pub fn logins(&self) -> broadcast::Receiver<LoginMessage> {
        self.logins.subscribe()
    }

    /// Returns when it is done.
    pub async fn ask(&self, ask: Ask) -> Result<(), CoreError> {
        self.answer(ask).await?;
        Ok(())
    }

    pub async fn put_route(&self, route: Route) -> Result<(), AskError> {
        self.answer(Ask::PutRoute(route)).await?;
        Ok(())
    }

    pub async fn meta(&self) -> Result<MetaView, AskError> {
        self.answer(Ask::GetMeta).await?.meta()
    }

    pub async fn put_meta_app(&self, app: NewMetaApp) -> Result<MetaView, AskError> {
        self.answer(Ask::PutMetaApp(app)).await?.meta()
    }

    pub async fn remove_meta_app(&self, app_id: String) -> Result<MetaView, AskError> {
        self.answer(Ask::RemoveMetaApp { app_id }).await?.meta()
    }

    pub async fn start_login(&self, login: LoginRequest) -> Result<StartedLogin, AskError> {
        match self.answer(Ask::StartLogin(login)).await? {
            Answer::LoginStarted(started) => Ok(started),
            other => Err(other.unexpected()),
        }
    }

    pub async fn inspect_token(&self, token: SecretText, app_id: Option<String>) -> Result<TokenInfo, AskError> {
        match self.answer(Ask::InspectToken { token, app_id }).await? {
            Answer::TokenInfo(info) => Ok(info),
            other => Err(other.unexpected()),
        }
    }

    pub async fn renew_token(&self, token: SecretText, app_id: String, sealed_to: SealingPublicKey) -> Result<RenewedToken, AskError> {
        match self.answer(Ask::RenewToken { token, app_id, sealed_to }).await? {
            Answer::TokenRenewed(renewed) => Ok(renewed),
            other => Err(other.unexpected()),
        }
    }

    pub async fn set_app_webhook(&self, app_id: String) -> Result<AppWebhook, AskError> {
        self.answer(Ask::SetAppWebhook { app_id }).await?.app_webhook()
    }

    pub async fn app_webhook(&self, app_id: String) -> Result<AppWebhook, AskError> {
        self.answer(Ask::GetAppWebhook { app_id }).await?.app_webhook()
    }

    pub async fn probe_webhook(&self) -> Result<Vec<ProbeCheck>, AskError> {
        match self.answer(Ask::ProbeWebhook).await? {
            Answer::Probed(checks) => Ok(checks),
            other => Err(other.unexpected()),
        }
    }

    async fn answer(&self, ask: Ask) -> Result<Answer, AskError> {
        let (answer, answered) = oneshot::channel();
        let patience = ask.patience();
        let asked = async {
            self.requests.send(Request { ask, answer }).await.map_err(|_| AskError::Offline)?;
            answered.await.map_err(|_| AskError::Offline)
        };
        match tokio::time::timeout(patience, asked).await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(refused))) => Err(AskError::Refused(refused)),
            Ok(Err(offline)) => Err(offline),
            Err(_) => Err(AskError::Offline),
        }
    }
}

impl Answer {
    fn meta(self) -> Result<MetaView, AskError> {
        match self {
            Self::Meta(meta) => Ok(meta),
            other => Err(other.unexpected()),
        }
    }

    fn app_webhook(self) -> Result<AppWebhook, AskError> {
        match self {
            Self::AppWebhook(webhook) => Ok(webhook),
            other => Err(other.unexpected()),
        }
    }

    /// The relay answered another question than it was asked.
    fn unexpected(&self) -> AskError {
        let what = match self {
            Self::Done => "done",
            Self::Meta(_) => "the Meta apps",
            Self::LoginStarted(_) => "a login",
            Self::TokenInfo(_) => "a token's details",
            Self::TokenRenewed(_) => "a token",
            Self::AppWebhook(_) => "a webhook",
            Self::Probed(_) => "a probe",
        };
        tracing::error!(what, "the relay answered something else than it was asked");
        AskError::Refused(RelayError::BadRequest { why: "the relay answered something else than it was asked".to_owned() })
    }
}
