//! The engine: everything that has effects. It keeps the replica in step with the relay, runs the outbox, and holds the secrets.
//!
//! [`App`] is the way in. Decisions are made in `frontdesk-domain`, rows are written by `frontdesk-store`; the engine runs what
//! they ask for, and tells listeners after the commit.

mod app;
mod clock;
mod connect;
mod connection;
mod desk;
mod doctor;
mod error;
mod inbound;
mod keys;
mod news;
mod number;
mod numbers;
mod outbox;
mod profile;
mod relay;
mod search;
pub mod secrets;
mod windows;
mod work;

pub use app::{App, AppConfig, SecretsIn, Stage, WorkspaceRequest};
pub use clock::{Clock, SystemClock};
pub use connect::ConnectCard;
pub use connection::Connection;
pub use desk::Desk;
pub use doctor::{CheckState, DoctorRun};
pub use error::{CoreError, ErrorKind};
pub use frontdesk_providers::meta::errors::advice_for;
pub use frontdesk_providers::meta::graph::GraphConfig;
pub use frontdesk_providers::meta::oauth::WEBHOOK_FIELDS;
pub use frontdesk_relay_api::{MetaApp, MetaView, SecretText};
pub use frontdesk_store::{
    ConversationPage, ConversationPosition, ConversationQuery, Counts, FoundMessage, FoundPosition, ListedConversation, ListedMessage, LogFilter,
    Shown, Sort, ThreadPosition, WindowShown,
};
pub use news::{News, Touched};
pub use number::NumberRequest;
pub use numbers::NumberCard;
pub use profile::Profile;
pub use search::{Found, ThreadPage};
pub use windows::{LoginWindow, NoWindows, Windows};
