//! What the relay has to do with Meta beside taking its webhooks: it knows the apps and speaks for them.

mod apps;
mod probe;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::graph::GraphConfig;
use frontdesk_providers::meta::oauth::{OAuth, http_client};
use frontdesk_relay_api::{MetaView, RelayError};
use url::Url;

use crate::data_dir;
use crate::error::StartError;
use crate::http::WEBHOOK_PATH;
use crate::login::{LoginBook, random_text};
use crate::public_url::PublicUrl;
use crate::settings::Settings;

pub(crate) use apps::{LoginApp, MetaApps, Stored};
pub(crate) use probe::{EMPTY_DELIVERY, probe};

pub(crate) struct Meta {
    pub apps: MetaApps,
    pub logins: Arc<LoginBook>,
    pub oauth: OAuth,
    pub http: reqwest::Client,
    pub public_url: Option<PublicUrl>,
    pub verify_token: Secret,
    /// Where the login dialog's window comes from.
    pub login_url: Url,
    pub sdk_url: Url,
}

impl Meta {
    /// Whether the settings, with what was entered earlier, are enough to begin with. Changes nothing on disk.
    pub fn check(settings: &Settings) -> Result<Stored, StartError> {
        if settings.apps.iter().any(|app| app.secret.expose().is_empty()) {
            return Err(StartError::NoAppSecret);
        }
        let stored = Stored::load(&settings.data_dir)?;
        if settings.apps.is_empty() && stored.apps.is_empty() && !settings.without_meta_app {
            return Err(StartError::NoAppSecret);
        }
        if settings.verify_token.expose().is_empty() && stored.verify_token.is_none() && !settings.without_meta_app {
            return Err(StartError::NoVerifyToken);
        }
        Ok(stored)
    }

    /// `listening` is the address that the relay really got.
    pub fn new(settings: &Settings, mut stored: Stored, listening: SocketAddr, logins: Arc<LoginBook>) -> Result<Self, StartError> {
        let verify_token = verify_token(settings, &mut stored, &settings.data_dir)?;
        let public_url = match &settings.public_url {
            Some(text) => Some(PublicUrl::new(text, listening).ok_or_else(|| StartError::PublicUrl(text.clone()))?),
            None => None,
        };
        // Without a default the client below would panic. Whoever runs the relay may have chosen one; then it stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = http_client().map_err(|_| StartError::NoAuthorities)?;
        let graph = GraphConfig::new(Some(settings.graph_url.clone())).map_err(StartError::GraphUrl)?;
        Ok(Self {
            apps: MetaApps::new(settings.apps.clone(), stored, settings.data_dir.clone()),
            logins,
            oauth: OAuth::new(http.clone(), graph, settings.login_url.clone()),
            http,
            public_url,
            verify_token,
            login_url: settings.login_url.clone(),
            sdk_url: settings.sdk_url.clone(),
        })
    }

    pub fn view(&self) -> MetaView {
        MetaView {
            public_url: self.public_url.as_ref().map(|url| url.as_str().to_owned()),
            webhook_url: self.webhook_url(),
            verify_token: self.verify_token.clone().into(),
            apps: self.apps.get().views(),
            relay_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    pub fn webhook_url(&self) -> Option<String> {
        self.public_url.as_ref().map(|url| url.with(WEBHOOK_PATH))
    }

    /// An address that a browser may bring a code to.
    pub fn connect_url(&self) -> Result<&PublicUrl, RelayError> {
        self.public_url.as_ref().filter(|url| url.is_confidential()).ok_or(RelayError::NoPublicUrl)
    }

    pub fn app(&self, id: &str) -> Result<LoginApp, RelayError> {
        self.apps.get().app(id).ok_or(RelayError::NoMetaApp)
    }
}

/// The settings' one, or the one that was made at an earlier start, or a new one.
fn verify_token(settings: &Settings, stored: &mut Stored, dir: &Path) -> Result<Secret, StartError> {
    if !settings.verify_token.expose().is_empty() {
        return Ok(settings.verify_token.clone());
    }
    if let Some(token) = &stored.verify_token {
        return Ok(token.clone().into());
    }
    let token = Secret::new(random_text().map_err(StartError::Randomness)?);
    stored.verify_token = Some(token.clone().into());
    stored.save(dir).map_err(|source| data_dir::unusable(dir, source))?;
    Ok(token)
}
