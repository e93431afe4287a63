//! Why a relay does not start, in sentences that say what to do.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "No Meta app secret is set, so no webhook could be believed. Set FRONTDESK_RELAY_APP_SECRET, or `app-secrets` in the \
         settings file, to the secret shown under App settings > Basic in Meta's dashboard. Or start with --without-meta-app, \
         and enter the app from the desktop later."
    )]
    NoAppSecret,
    #[error(
        "No verify token is set, so Meta could not confirm the webhook address. Set FRONTDESK_RELAY_VERIFY_TOKEN, or \
         `verify-token` in the settings file, to a long random text, and enter the same one in Meta's dashboard."
    )]
    NoVerifyToken,
    #[error("The public address {0} can't be used. Set --public-url to an address that begins with https://.")]
    PublicUrl(String),
    #[error("No secure connection could be made to Meta, because this machine knows no authorities. Install the package ca-certificates.")]
    NoAuthorities,
    #[error("The address of Meta's Graph API can't be used: {0}. Set --graph-url to an address that begins with https://.")]
    GraphUrl(url::ParseError),
    #[error("The file {} is not right: {why}. Mend it, or remove it and enter the Meta apps again.", path.display())]
    MetaApps { path: PathBuf, why: String },
    #[error("The data folder {} can't be used: {source}. Choose another one with --data-dir.", path.display())]
    DataDir { path: PathBuf, source: std::io::Error },
    #[error("The operating system gives no randomness: {0}.")]
    Randomness(getrandom::Error),
    #[error("Another relay is using the data folder {}. Stop it, or choose another folder with --data-dir.", path.display())]
    DataDirInUse { path: PathBuf },
    #[error("The address {address} can't be listened on: {source}. Choose another one with --{setting}.")]
    Listen { setting: &'static str, address: std::net::SocketAddr, source: std::io::Error },
    #[error("SQLite {found} is too old: the relay needs 3.51.3 or later, because earlier ones can lose data at a checkpoint.")]
    SqliteTooOld { found: String },
    #[error("The database does not keep the setting {pragma} (wanted {wanted}, got {got}), so nothing could be promised to be on disk.")]
    NotDurable { pragma: &'static str, wanted: &'static str, got: String },
    #[error("The database in the data folder can't be opened: {0}.")]
    Database(#[from] sqlx::Error),
    #[error("The database in the data folder can't be brought up to date: {0}. Was it written by a newer relay?")]
    Migration(#[from] sqlx::migrate::MigrateError),
}
