//! Settings: one struct, three sources. A flag wins over the environment, the environment over the file.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{CommandFactory, Parser};
use frontdesk_domain::secret::Secret;
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::public_url::{PublicUrl, is_this_machine};

const ENV_PREFIX: &str = "FRONTDESK_RELAY_";
const ENV_APP_SECRET: &str = "FRONTDESK_RELAY_APP_SECRET";
const ENV_VERIFY_TOKEN: &str = "FRONTDESK_RELAY_VERIFY_TOKEN";

const GRAPH_URL: &str = "https://graph.facebook.com";
const LOGIN_URL: &str = "https://www.facebook.com";
const SDK_URL: &str = "https://connect.facebook.net/en_US/sdk.js";

/// One of the addresses above.
fn address(text: &str) -> Url {
    Url::parse(text).expect("our own constants are addresses")
}

/// Everything a relay can be told.
#[derive(Clone)]
pub struct Settings {
    /// Where webhooks and devices connect to. Port 0 picks a free one.
    pub listen: SocketAddr,
    /// A separate address for `/metrics`; without one it is on `listen`, for programs on this machine only.
    pub metrics_listen: Option<SocketAddr>,
    pub data_dir: PathBuf,
    /// The https address under which the world reaches this relay; logins at Meta need it. Port 0, on this machine, stands for
    /// the port that the relay listens on.
    pub public_url: Option<String>,
    /// The Meta apps whose webhooks are believed. Several serve rotation, too. Owners may enter more.
    pub apps: Vec<App>,
    /// Start although no app is known; an owner enters one later. Until then no webhook is believed.
    pub without_meta_app: bool,
    /// What Meta must know to confirm the webhook address. Empty: the one that was made earlier, or now for `without_meta_app`.
    pub verify_token: Secret,
    /// Meta's Graph API, login dialog and JavaScript SDK; other ones for the sandbox.
    pub graph_url: Url,
    pub login_url: Url,
    pub sdk_url: Url,
    /// How long entries are kept; 0 keeps them for ever.
    pub retention_days: u32,
    pub limits: Limits,
}

/// A Meta app.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct App {
    /// The app id, so that people can tell the secrets apart.
    #[serde(default)]
    pub id: Option<String>,
    #[serde(deserialize_with = "secret")]
    pub secret: Secret,
    /// The configuration of Facebook Login for Business. Embedded Signup needs one.
    #[serde(default)]
    pub config_id: Option<String>,
}

/// What one sender may take of the relay's time and memory.
#[derive(Clone, Debug)]
pub struct Limits {
    /// For a request's head, and for an idle connection.
    pub header: Duration,
    /// For a request's body, which must also come at the rate below, after a grace of three seconds.
    pub body: Duration,
    pub body_bytes_per_second: u64,
    pub max_body_bytes: usize,
    /// Bytes of all bodies in memory together.
    pub max_inflight_bytes: usize,
    pub max_connections: usize,
    pub max_connections_per_ip: usize,
    /// Addresses without the limit per address: this machine and reverse proxies.
    pub trusted_proxies: Vec<IpAddr>,
    /// For a device to answer the challenge.
    pub hello: Duration,
    /// For a device to take, or to apply, what waits for it.
    pub stalled: Duration,
    /// Between pings to a device.
    pub ping: Duration,
    /// For open requests when the relay stops.
    pub shutdown: Duration,
    /// For a login at Meta, from its start to its outcome, and for the outcome to be fetched.
    pub login: Duration,
    /// How long a finished login waits for what Embedded Signup says about it.
    pub signup_event: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(5),
            body: Duration::from_secs(10),
            body_bytes_per_second: 10_000,
            max_body_bytes: 4 * 1024 * 1024,
            max_inflight_bytes: 64 * 1024 * 1024,
            max_connections: 8192,
            max_connections_per_ip: 512,
            trusted_proxies: vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)],
            hello: Duration::from_secs(10),
            stalled: Duration::from_secs(30),
            ping: Duration::from_secs(20),
            shutdown: Duration::from_secs(10),
            login: Duration::from_secs(10 * 60),
            signup_event: Duration::from_secs(3),
        }
    }
}

impl Settings {
    /// For a relay inside another program: on a free port of this machine, with everything else as usual.
    pub fn on_this_machine(data_dir: impl Into<PathBuf>, app_secret: Secret, verify_token: Secret) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            metrics_listen: None,
            data_dir: data_dir.into(),
            public_url: Some("http://127.0.0.1:0".to_owned()),
            apps: vec![App { id: None, secret: app_secret, config_id: None }],
            without_meta_app: false,
            verify_token,
            graph_url: address(GRAPH_URL),
            login_url: address(LOGIN_URL),
            sdk_url: address(SDK_URL),
            retention_days: 0,
            limits: Limits::default(),
        }
    }
}

/// A setting that can't be used, or one that does not exist.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A flag, or `--help`: clap has its own words for it.
    #[error("{0}")]
    Flag(#[from] clap::Error),
    #[error("The settings file {} can't be read: {source}.", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("The settings file {} is not right: {}", path.display(), message.trim_end())]
    File { path: PathBuf, message: String },
    #[error("The environment variable {0} is no setting of the relay. Remove it, or see --help for the right name.")]
    UnknownVariable(String),
    #[error("The environment variable {0} is not readable text.")]
    UnreadableVariable(&'static str),
    #[error("The setting {name} is {value}, but must be {wanted}.")]
    Value { name: &'static str, value: String, wanted: &'static str },
}

/// Frontdesk's relay: receives webhooks, keeps them sealed in order, and streams them to the team's devices.
///
/// Every setting may come as a flag, as an environment variable or from a TOML file (the flag's name without the dashes in
/// front); a flag wins over the environment, the environment over the file. Two settings are secrets and never flags,
/// because any user of the machine can read another program's flags:
///
///   FRONTDESK_RELAY_APP_SECRET    the Meta app's secret; several with commas, each optionally as APP_ID:SECRET or
///                                 APP_ID:SECRET:CONFIG_ID (logins need the id, Embedded Signup the configuration)
///   FRONTDESK_RELAY_VERIFY_TOKEN  the text that Meta sends to confirm the webhook address
///
/// or in the file:
///
///   verify-token = "..."
///   [[app-secrets]]
///   id = "1234567890"
///   secret = "..."
///   config-id = "..."
///
/// Or start with --without-meta-app, and an owner enters the app from the desktop. What owners enter is kept in
/// meta-apps.toml in the data folder, apart from the database and readable for the relay's user only.
#[derive(Parser, Deserialize, Default)]
#[command(name = "frontdesk-relay", version, verbatim_doc_comment)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    /// Settings file (TOML).
    #[arg(long, env = "FRONTDESK_RELAY_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,

    /// Address for webhooks and devices [default: 127.0.0.1:8080].
    #[arg(long, env = "FRONTDESK_RELAY_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,

    /// Separate address for Prometheus; without it /metrics is on --listen, for programs on this machine only.
    #[arg(long, env = "FRONTDESK_RELAY_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,

    /// Folder for the database; it is created, readable for the relay's user only [default: ./relay-data].
    #[arg(long, env = "FRONTDESK_RELAY_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,

    /// The https address under which Meta and the devices reach this relay; without it nobody can log in with Meta. An http
    /// address of this machine is good for trying out, with port 0 for the one that the relay listens on.
    #[arg(long, env = "FRONTDESK_RELAY_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Start although no Meta app is configured: an owner enters it from the desktop. Until then every webhook is refused.
    #[arg(long, env = "FRONTDESK_RELAY_WITHOUT_META_APP", value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    without_meta_app: Option<bool>,

    /// Meta's Graph API [default: https://graph.facebook.com].
    #[arg(long, env = "FRONTDESK_RELAY_GRAPH_URL", value_name = "URL")]
    graph_url: Option<Url>,

    /// Meta's login dialog [default: https://www.facebook.com].
    #[arg(long, env = "FRONTDESK_RELAY_LOGIN_URL", value_name = "URL")]
    login_url: Option<Url>,

    /// Meta's JavaScript SDK, for Embedded Signup [default: https://connect.facebook.net/en_US/sdk.js].
    #[arg(long, env = "FRONTDESK_RELAY_SDK_URL", value_name = "URL")]
    sdk_url: Option<Url>,

    /// Delete entries after this many days; 0 keeps them for ever [default: 0].
    #[arg(long, env = "FRONTDESK_RELAY_RETENTION_DAYS", value_name = "DAYS")]
    retention_days: Option<u32>,

    /// Addresses of reverse proxies, which get no limit per address [default: 127.0.0.1,::1].
    #[arg(long, env = "FRONTDESK_RELAY_TRUSTED_PROXIES", value_name = "IPS", value_delimiter = ',')]
    trusted_proxies: Option<Vec<IpAddr>>,

    /// Open connections, all together [default: 8192].
    #[arg(long, env = "FRONTDESK_RELAY_MAX_CONNECTIONS", value_name = "COUNT")]
    max_connections: Option<usize>,

    /// Open connections from one address [default: 512].
    #[arg(long, env = "FRONTDESK_RELAY_MAX_CONNECTIONS_PER_IP", value_name = "COUNT")]
    max_connections_per_ip: Option<usize>,

    /// Largest accepted request body [default: 4194304].
    #[arg(long, env = "FRONTDESK_RELAY_MAX_BODY_BYTES", value_name = "BYTES")]
    max_body_bytes: Option<usize>,

    /// Request bodies held in memory, all together [default: 67108864].
    #[arg(long, env = "FRONTDESK_RELAY_MAX_INFLIGHT_BYTES", value_name = "BYTES")]
    max_inflight_bytes: Option<usize>,

    /// Time for a request's head, and for an idle connection [default: 5].
    #[arg(long, env = "FRONTDESK_RELAY_HEADER_SECONDS", value_name = "SECONDS")]
    header_seconds: Option<u64>,

    /// Time for a request's body, which must also come at 10 KB/s or more [default: 10].
    #[arg(long, env = "FRONTDESK_RELAY_BODY_SECONDS", value_name = "SECONDS")]
    body_seconds: Option<u64>,

    /// Time for a device to take what waits for it, before it is cut off [default: 30].
    #[arg(long, env = "FRONTDESK_RELAY_STALLED_SECONDS", value_name = "SECONDS")]
    stalled_seconds: Option<u64>,

    #[arg(skip)]
    app_secrets: Option<Vec<App>>,

    #[arg(skip)]
    #[serde(deserialize_with = "some_secret")]
    verify_token: Option<Secret>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

fn some_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    secret(deserializer).map(Some)
}

/// The settings of this process: its flags, its environment and the file that they name. Missing secrets are found out by
/// [`crate::Relay::start`].
pub fn from_process() -> Result<Settings, SettingsError> {
    check_variables()?;
    let flags = Sources::try_parse()?;
    let file = match &flags.config {
        Some(path) => read_file(path)?,
        None => Sources::default(),
    };
    let apps = match variable(ENV_APP_SECRET)? {
        Some(list) => Some(list.split(',').map(str::trim).filter(|app| !app.is_empty()).map(app).collect()),
        None => file.app_secrets,
    };
    let verify_token = variable(ENV_VERIFY_TOKEN)?.map(Secret::new).or(file.verify_token);
    let usual = Limits::default();
    let seconds = |flag: Option<u64>, file: Option<u64>, usual: Duration| flag.or(file).map_or(usual, Duration::from_secs);
    let settings = Settings {
        listen: flags.listen.or(file.listen).unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
        metrics_listen: flags.metrics_listen.or(file.metrics_listen),
        data_dir: flags.data_dir.or(file.data_dir).unwrap_or_else(|| PathBuf::from("relay-data")),
        public_url: flags.public_url.or(file.public_url),
        apps: apps.unwrap_or_default(),
        without_meta_app: flags.without_meta_app.or(file.without_meta_app).unwrap_or(false),
        graph_url: flags.graph_url.or(file.graph_url).unwrap_or_else(|| address(GRAPH_URL)),
        login_url: flags.login_url.or(file.login_url).unwrap_or_else(|| address(LOGIN_URL)),
        sdk_url: flags.sdk_url.or(file.sdk_url).unwrap_or_else(|| address(SDK_URL)),
        verify_token: verify_token.unwrap_or_else(|| Secret::new("")),
        retention_days: flags.retention_days.or(file.retention_days).unwrap_or(0),
        limits: Limits {
            header: seconds(flags.header_seconds, file.header_seconds, usual.header),
            body: seconds(flags.body_seconds, file.body_seconds, usual.body),
            stalled: seconds(flags.stalled_seconds, file.stalled_seconds, usual.stalled),
            max_body_bytes: flags.max_body_bytes.or(file.max_body_bytes).unwrap_or(usual.max_body_bytes),
            max_inflight_bytes: flags.max_inflight_bytes.or(file.max_inflight_bytes).unwrap_or(usual.max_inflight_bytes),
            max_connections: flags.max_connections.or(file.max_connections).unwrap_or(usual.max_connections),
            max_connections_per_ip: flags.max_connections_per_ip.or(file.max_connections_per_ip).unwrap_or(usual.max_connections_per_ip),
            trusted_proxies: flags.trusted_proxies.or(file.trusted_proxies).unwrap_or(usual.trusted_proxies),
            body_bytes_per_second: usual.body_bytes_per_second,
            hello: usual.hello,
            ping: usual.ping,
            shutdown: usual.shutdown,
            login: usual.login,
            signup_event: usual.signup_event,
        },
    };
    check(&settings)?;
    Ok(settings)
}

fn check(settings: &Settings) -> Result<(), SettingsError> {
    let positive = [
        ("header-seconds", settings.limits.header.as_secs()),
        ("body-seconds", settings.limits.body.as_secs()),
        ("stalled-seconds", settings.limits.stalled.as_secs()),
        ("max-connections", settings.limits.max_connections as u64),
        ("max-connections-per-ip", settings.limits.max_connections_per_ip as u64),
        ("max-body-bytes", settings.limits.max_body_bytes as u64),
    ];
    for (name, value) in positive {
        if value == 0 {
            return Err(SettingsError::Value { name, value: "0".to_owned(), wanted: "at least 1" });
        }
    }
    let most = tokio::sync::Semaphore::MAX_PERMITS.min(u32::MAX as usize);
    for (name, value) in [("max-inflight-bytes", settings.limits.max_inflight_bytes), ("max-connections", settings.limits.max_connections)] {
        if value > most {
            return Err(SettingsError::Value { name, value: value.to_string(), wanted: "smaller" });
        }
    }
    if settings.limits.max_inflight_bytes < settings.limits.max_body_bytes {
        return Err(SettingsError::Value {
            name: "max-inflight-bytes",
            value: settings.limits.max_inflight_bytes.to_string(),
            wanted: "at least max-body-bytes, or the largest body could never be received",
        });
    }
    if let Some(url) = &settings.public_url
        && PublicUrl::new(url, settings.listen).is_none()
    {
        return Err(SettingsError::Value {
            name: "public-url",
            value: url.clone(),
            wanted: "an address that begins with https://, without a question mark or a hash",
        });
    }
    for (name, url) in [("graph-url", &settings.graph_url), ("login-url", &settings.login_url), ("sdk-url", &settings.sdk_url)] {
        // The app secret goes to the first, people's passwords to the second, and the third one's code sees the login.
        if url.scheme() != "https" && !(url.scheme() == "http" && is_this_machine(url)) {
            return Err(SettingsError::Value { name, value: url.to_string(), wanted: "an address that begins with https://" });
        }
    }
    Ok(())
}

/// A misspelt variable would be ignored silently, and a limit or an address would not be what the operator thinks.
fn check_variables() -> Result<(), SettingsError> {
    let command = Sources::command();
    let known: Vec<&str> =
        command.get_arguments().filter_map(|argument| argument.get_env()?.to_str()).chain([ENV_APP_SECRET, ENV_VERIFY_TOKEN]).collect();
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with(ENV_PREFIX) && !known.contains(&name.as_ref()) {
            return Err(SettingsError::UnknownVariable(name.into_owned()));
        }
    }
    Ok(())
}

/// An empty variable counts as unset: that is how containers and units spell "none".
fn variable(name: &'static str) -> Result<Option<String>, SettingsError> {
    match std::env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(SettingsError::UnreadableVariable(name)),
    }
}

fn read_file(path: &Path) -> Result<Sources, SettingsError> {
    let text = std::fs::read_to_string(path).map_err(|source| SettingsError::Unreadable { path: path.to_owned(), source })?;
    // The full message quotes the line, and the line may be a secret: only what is wrong and where.
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
        let line = line.map_or(String::new(), |line| format!(" (near line {line})"));
        SettingsError::File { path: path.to_owned(), message: format!("{}{line}", error.message()) }
    })
}

fn app(text: &str) -> App {
    let Some((id, rest)) = text.split_once(':') else {
        return App { id: None, secret: Secret::new(text), config_id: None };
    };
    let (secret, config_id) = match rest.split_once(':') {
        Some((secret, config_id)) => (secret, Some(config_id.trim()).filter(|id| !id.is_empty())),
        None => (rest, None),
    };
    App { id: Some(id.trim().to_owned()), secret: Secret::new(secret.trim()), config_id: config_id.map(str::to_owned) }
}
