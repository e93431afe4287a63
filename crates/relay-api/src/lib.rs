//! The versioned protocol between a device and its relay: log entries and how they are sealed, device authentication, and
//! the frames on the wire. Pure: no sockets, no clock, no storage; both ends use these types and nothing else.
//!
//! Start with [`entry`] (what the log holds), then [`sealing`] (who can read it) and [`wire`] (how it travels).
//! [`meta`] is the login at Meta, which the relay does for the device.

pub mod auth;
pub mod entry;
pub mod error;
pub mod keys;
pub mod meta;
pub mod registry;
pub mod sealed_for_device;
pub mod sealing;
pub mod secret;
pub mod setup;
pub mod wire;

pub use entry::{Author, Binding, Entry, EntryKind, NewEntry, Scope};
pub use error::RelayError;
pub use frontdesk_domain::ids::{KeyId, LogId};
pub use keys::{DevicePublicKey, DeviceSigningKey, InvalidKey, SealingPrivateKey, SealingPublicKey, SymmetricKey};
pub use meta::{
    AppWebhook, GranularScope, LoginId, LoginNews, LoginOutcome, LoginRequest, LoginWay, MetaApp, MetaView, NewMetaApp, ProbeCheck, SignupEvent,
    TokenInfo,
};
pub use registry::{Role, Route, ScopeKey};
pub use sealing::{BatchSealer, OpenError, Opener, SealError, seal_symmetric};
pub use secret::SecretText;
pub use setup::{Refusal, SetupRequest, SetupResponse};
pub use wire::{AppendedEntry, Cursor, DecodeError, DeviceFrame, RelayFrame};
