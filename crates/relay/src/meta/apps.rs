//! The Meta apps that the relay knows: those of its settings, and those that owners entered, in a file of their own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::oauth::AppCredentials;
use frontdesk_providers::meta::signature::SignatureKey;
use frontdesk_relay_api::{MetaApp, NewMetaApp, RelayError, SecretText};
use serde::{Deserialize, Serialize};
use tracing::error;
use zeroize::Zeroizing;

use crate::data_dir::write_durably;
use crate::error::StartError;
use crate::settings::App;

/// More apps would only slow down the check of signatures.
const MOST_ENTERED: usize = 20;

/// Longest id and secret, in bytes. Meta's are far shorter.
const LONGEST_ID: usize = 64;
const LONGEST_SECRET: usize = 256;

/// What `meta-apps.toml` holds.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Stored {
    pub verify_token: Option<SecretText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<StoredApp>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StoredApp {
    id: String,
    secret: SecretText,
    config_id: Option<String>,
    name: Option<String>,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("meta-apps.toml")
}

impl Stored {
    /// Empty when there is no file.
    pub fn load(dir: &Path) -> Result<Self, StartError> {
        let path = path(dir);
        let text = match fs::read_to_string(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(Self::default()),
            Err(error) => return Err(StartError::MetaApps { path, why: error.to_string() }),
        };
        // The full message quotes the line, and the line may be a secret.
        let stored: Self = toml::from_str(&text).map_err(|error| StartError::MetaApps { path: path.clone(), why: error.message().to_owned() })?;
        match stored.apps.iter().all(|app| signature_key(&app.secret).is_some()) {
            true => Ok(stored),
            false => Err(StartError::MetaApps { path, why: "an app has no secret".to_owned() }),
        }
    }

    pub fn save(&self, dir: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map(Zeroizing::new).map_err(io::Error::other)?;
        write_durably(dir, &path(dir), text.as_bytes())
    }
}

/// An app as it is in use.
struct KnownApp {
    view: MetaApp,
    secret: Secret,
}

/// All apps at one moment.
#[derive(Default)]
pub(crate) struct AppSet {
    apps: Vec<KnownApp>,
    keys: Vec<SignatureKey>,
}

/// An app that can log in.
pub(crate) struct LoginApp {
    pub credentials: AppCredentials,
    pub config_id: Option<String>,
}

impl AppSet {
    fn new(settings: &[App], entered: &[StoredApp]) -> Self {
        let of_settings = settings.iter().map(|app| KnownApp {
            view: MetaApp {
                id: app.id.clone().unwrap_or_default(),
                name: None,
                config_id: app.config_id.clone(),
                entered: false,
                has_secret_only: app.id.is_none(),
            },
            secret: app.secret.clone(),
        });
        let entered = entered.iter().map(|app| KnownApp {
            view: MetaApp { id: app.id.clone(), name: app.name.clone(), config_id: app.config_id.clone(), entered: true, has_secret_only: false },
            secret: app.secret.clone().into(),
        });
        let apps: Vec<KnownApp> = of_settings.chain(entered).collect();
        let keys = apps.iter().filter_map(|app| SignatureKey::new(&app.secret).ok()).collect();
        Self { apps, keys }
    }

    /// Whose deliveries are believed. Empty: nobody's.
    pub fn signature_keys(&self) -> &[SignatureKey] {
        &self.keys
    }

    pub fn views(&self) -> Vec<MetaApp> {
        self.apps.iter().map(|app| app.view.clone()).collect()
    }

    /// The app of this id.
    pub fn app(&self, id: &str) -> Option<LoginApp> {
        self.find(|view| view.id == id)
    }

    /// The app of this id, or the first; of those, one with a configuration when `with_config`, if there is one.
    pub fn for_login(&self, id: Option<&str>, with_config: bool) -> Option<LoginApp> {
        match id {
            Some(id) => self.app(id),
            None if with_config => self.find(|view| view.config_id.is_some()).or_else(|| self.find(|_| true)),
            None => self.find(|_| true),
        }
    }

    fn find(&self, fits: impl Fn(&MetaApp) -> bool) -> Option<LoginApp> {
        let app = self.apps.iter().find(|app| !app.view.has_secret_only && fits(&app.view))?;
        Some(LoginApp { credentials: AppCredentials { id: app.view.id.clone(), secret: app.secret.clone() }, config_id: app.view.config_id.clone() })
    }
}

/// The current apps, replaced as a whole: a webhook is checked with one set, and the next one with the next.
pub(crate) struct MetaApps {
    current: RwLock<Arc<AppSet>>,
    settings: Vec<App>,
    dir: PathBuf,
    /// What the file holds. Locked from a change's beginning to its end.
    stored: tokio::sync::Mutex<Stored>,
}

impl MetaApps {
    pub fn new(settings: Vec<App>, stored: Stored, dir: PathBuf) -> Self {
        let current = RwLock::new(Arc::new(AppSet::new(&settings, &stored.apps)));
        Self { current, settings, dir, stored: tokio::sync::Mutex::new(stored) }
    }

    pub fn get(&self) -> Arc<AppSet> {
        // The lock only guards a pointer; a panic can't leave it half-written.
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why an app can't be entered, as far as that shows without asking Meta.
    pub fn check(&self, app: &NewMetaApp) -> Result<(), RelayError> {
        self.not_in_settings(&app.id)?;
        let bad = |why: &str| Err(RelayError::BadRequest { why: why.to_owned() });
        if !is_id(&app.id) {
            return bad("an app ID is the number that Meta's dashboard shows");
        }
        if app.config_id.as_deref().is_some_and(|id| !is_id(id)) {
            return bad("a configuration ID is the number that Meta's dashboard shows");
        }
        let secret = app.secret.expose();
        if secret.is_empty() || secret.len() > LONGEST_SECRET || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return bad("an app secret is the text that Meta's dashboard shows under App settings > Basic");
        }
        Ok(())
    }

    /// Keeps an app that Meta knows. When this returns its webhooks are believed and it is on disk.
    pub async fn put(&self, app: NewMetaApp, name: Option<String>) -> Result<(), RelayError> {
        self.change(|apps| {
            apps.retain(|known| known.id != app.id);
            if apps.len() >= MOST_ENTERED {
                return Err(RelayError::BadRequest { why: format!("at most {MOST_ENTERED} apps can be entered") });
            }
            apps.push(StoredApp { id: app.id, secret: app.secret, config_id: app.config_id, name });
            Ok(())
        })
        .await
    }

    /// Forgets an app. When this returns its webhooks are refused and it is off the disk.
    pub async fn remove(&self, id: &str) -> Result<(), RelayError> {
        self.not_in_settings(id)?;
        self.change(|apps| {
            apps.retain(|known| known.id != id);
            Ok(())
        })
        .await
    }

    async fn change(&self, change: impl FnOnce(&mut Vec<StoredApp>) -> Result<(), RelayError>) -> Result<(), RelayError> {
        let mut stored = self.stored.lock().await;
        let mut new = stored.clone();
        change(&mut new.apps)?;
        let (to_save, dir) = (new.clone(), self.dir.clone());
        let saved = tokio::task::spawn_blocking(move || to_save.save(&dir)).await;
        match saved {
            Ok(Ok(())) => {}
            Ok(Err(why)) => {
                error!(%why, "the Meta apps could not be saved");
                return Err(RelayError::Overloaded { retry_after_ms: 1000 });
            }
            Err(_) => return Err(RelayError::Overloaded { retry_after_ms: 1000 }),
        }
        let set = Arc::new(AppSet::new(&self.settings, &new.apps));
        *stored = new;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = set;
        Ok(())
    }

    fn not_in_settings(&self, id: &str) -> Result<(), RelayError> {
        match self.settings.iter().any(|app| app.id.as_deref() == Some(id)) {
            true => Err(RelayError::MetaAppInSettings { app_id: id.to_owned() }),
            false => Ok(()),
        }
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn signature_key(secret: &SecretText) -> Option<SignatureKey> {
    SignatureKey::new(&secret.clone().into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(id: Option<&str>, config_id: Option<&str>) -> App {
        App { id: id.map(str::to_owned), secret: Secret::new("s"), config_id: config_id.map(str::to_owned) }
    }

    fn new_app(id: &str, secret: &str) -> NewMetaApp {
        NewMetaApp { id: id.to_owned(), secret: SecretText::new(secret), config_id: None }
    }

    #[test]
    fn the_app_for_a_login_is_the_one_that_fits() {
        let chosen = |apps: &[App], id, with_config| AppSet::new(apps, &[]).for_login(id, with_config).map(|app| app.credentials.id);
        let apps = [settings(None, None), settings(Some("1"), None), settings(Some("2"), Some("7"))];
        assert_eq!(chosen(&apps, None, false).as_deref(), Some("1"));
        assert_eq!(chosen(&apps, None, true).as_deref(), Some("2"));
        assert_eq!(chosen(&apps, Some("1"), true).as_deref(), Some("1"), "what was asked for");
        assert_eq!(chosen(&apps, Some(""), false), None, "a secret alone can't log in");
        assert_eq!(chosen(&apps[..1], None, false), None);
        assert_eq!(chosen(&apps[..2], None, true).as_deref(), Some("1"));
    }

    #[test]
    fn what_no_app_looks_like_is_refused() {
        let apps = MetaApps::new(vec![settings(Some("9"), None)], Stored::default(), PathBuf::new());
        assert!(apps.check(&new_app("123", "abc")).is_ok());
        assert_eq!(apps.check(&new_app("9", "abc")), Err(RelayError::MetaAppInSettings { app_id: "9".into() }));
        for (id, secret) in [("", "abc"), ("1 2", "abc"), ("1/../2", "abc"), ("1", ""), ("1", "a b"), ("1", "a\nb"), ("1", &"x".repeat(300))] {
            assert_eq!(apps.check(&new_app(id, secret)).unwrap_err().code(), "bad_request", "{id} {secret}");
        }
    }

    #[tokio::test]
    async fn what_was_entered_survives_and_nothing_else_is_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let apps = MetaApps::new(Vec::new(), Stored::default(), dir.path().to_owned());
        assert!(apps.get().signature_keys().is_empty());
        apps.put(new_app("1", "one"), Some("Padaria".into())).await.unwrap();
        apps.put(new_app("2", "two"), None).await.unwrap();
        apps.put(new_app("1", "one again"), None).await.unwrap();
        assert_eq!(apps.get().signature_keys().len(), 2);
        let stored = Stored::load(dir.path()).unwrap();
        assert_eq!(stored.apps.iter().map(|app| (app.id.as_str(), app.secret.expose())).collect::<Vec<_>>(), [("2", "two"), ("1", "one again")]);
        apps.remove("1").await.unwrap();
        apps.remove("3").await.unwrap();
        let text = fs::read_to_string(path(dir.path())).unwrap();
        assert!(!text.contains("one") && text.contains("two"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path(dir.path())).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_file_is_named_without_its_secrets() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["verify-token = hush", "[[apps]]\nid = '1'\nsecret = ''", "[[apps]]\nid = '1'\nsecret = 'hush'\nmood = 'good'"] {
            fs::write(path(dir.path()), text).unwrap();
            let said = Stored::load(dir.path()).err().unwrap().to_string();
            assert!(said.contains("meta-apps.toml") && !said.contains("hush"), "{said}");
        }
    }
}
