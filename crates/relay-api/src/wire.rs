//! The frames on `GET /v1/stream`: each binary WebSocket message is one frame in MessagePack with named fields. Unknown
//! fields are ignored; a frame of an unknown kind is reported as such and must not end the connection.
//!
//! The relay opens with [`RelayFrame::Challenge`]; the device answers with [`DeviceFrame::Hello`] within ten seconds; the
//! relay says [`RelayFrame::Welcome`] (or [`RelayFrame::Refused`] and closes), then sends every entry after the cursor, first
//! the stored ones, then the new ones as they are committed. Requests carry a number that the answer repeats.

use std::fmt;

use frontdesk_domain::ids::{DeviceId, EntryId, PhoneNumberId, WorkspaceId};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use crate::auth::{NONCE_LEN, SIGNATURE_LEN};
use crate::entry::{Entry, NewEntry};
use crate::error::RelayError;
use crate::keys::SealingPublicKey;
use crate::meta::{AppWebhook, LoginId, LoginNews, LoginRequest, MetaView, NewMetaApp, ProbeCheck, TokenInfo};
use crate::registry::{Role, Route, ScopeKey};
use crate::secret::SecretText;
use frontdesk_domain::ids::LogId;
use frontdesk_domain::time::Millis;

/// The version that this crate speaks.
pub const PROTOCOL: u16 = 1;

/// The largest message a relay accepts, in bytes.
pub const MAX_DEVICE_FRAME_BYTES: usize = 256 * 1024;

/// The largest message a device must accept, in bytes: one webhook of the largest accepted size, sealed, with room to spare.
pub const MAX_RELAY_FRAME_BYTES: usize = 8 * 1024 * 1024;

/// A place in a log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    /// The log that `seq` belongs to; `None` on a device that has not seen one yet, and then `seq` is 0.
    pub log: Option<LogId>,
    /// The last entry that the device has applied; 0 for none.
    pub seq: u64,
}

/// From the relay to a device. Its `Debug` names the kind only: some frames carry secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayFrame {
    /// First frame of a connection.
    Challenge {
        nonce: ByteArray<NONCE_LEN>,
        protocol: u16,
    },
    /// The device is authenticated and its cursor is good. `oldest` is the first entry still kept (`head + 1` when none is).
    Welcome {
        log: LogId,
        head: u64,
        oldest: u64,
        role: Role,
    },
    /// Entries in order, without gaps. `head` is the log's end, so that a device knows how far behind it is.
    Entries {
        entries: Vec<Entry>,
        head: u64,
    },
    /// All entries of an append are on disk. An entry that was there before keeps its first `seq`.
    Appended {
        request: u64,
        results: Vec<AppendedEntry>,
    },
    /// Another request was carried out.
    Done {
        request: u64,
    },
    /// A request was refused, or (without a number) the connection; then the relay closes it.
    Refused {
        request: Option<u64>,
        error: RelayError,
    },
    /// Answers [`DeviceFrame::GetMeta`], and tells how things are after a change of the apps.
    Meta {
        request: u64,
        meta: MetaView,
    },
    /// Open `url` in a browser window before `expires_at`, by the relay's clock.
    LoginStarted {
        request: u64,
        url: String,
        expires_at: Millis,
    },
    /// Unasked: how a login of this device goes on.
    Login {
        login: LoginId,
        news: LoginNews,
    },
    TokenInfo {
        request: u64,
        info: TokenInfo,
    },
    /// `sealed` opens with [`crate::sealed_for_device::open_token`].
    TokenRenewed {
        request: u64,
        sealed: ByteBuf,
        expires_at: Option<Millis>,
    },
    AppWebhook {
        request: u64,
        webhook: AppWebhook,
    },
    Probed {
        request: u64,
        checks: Vec<ProbeCheck>,
    },
}

/// Where an appended entry is in the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppendedEntry {
    pub id: EntryId,
    pub seq: u64,
}

/// From a device to the relay. Its `Debug` names the kind only: some frames carry secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceFrame {
    /// Answers the challenge; see [`crate::auth`]. `credit` is how many entries the device is ready to hold unapplied; the
    /// relay never has more under way than that.
    Hello {
        protocol: u16,
        workspace: WorkspaceId,
        device: DeviceId,
        signature: ByteArray<SIGNATURE_LEN>,
        cursor: Cursor,
        credit: u32,
    },
    /// Everything up to `seq` is applied: gives back the credit. Saying so now and then is enough.
    Applied {
        seq: u64,
    },
    /// All or nothing; at most [`MAX_DEVICE_FRAME_BYTES`] together.
    Append {
        request: u64,
        entries: Vec<NewEntry>,
    },
    /// Owners only. A number has one route; a later one replaces it, unless it belongs to another workspace.
    PutRoute {
        request: u64,
        route: Route,
    },
    /// Owners only.
    RemoveRoute {
        request: u64,
        phone_number_id: PhoneNumberId,
    },
    /// Owners only. From now on webhooks of this scope are sealed to this key.
    PutScopeKey {
        request: u64,
        key: ScopeKey,
    },
    /// Owners only, as is everything below.
    GetMeta {
        request: u64,
    },
    /// Kept only when Meta says that id and secret belong together; replaces an entered app of the same id. From then on its
    /// webhooks are believed. Answered with [`RelayFrame::Meta`].
    PutMetaApp {
        request: u64,
        app: NewMetaApp,
    },
    /// From then on its webhooks are refused. Answered with [`RelayFrame::Meta`].
    RemoveMetaApp {
        request: u64,
        app_id: String,
    },
    /// The same login may be asked for again, in case the answer got lost.
    StartLogin {
        request: u64,
        login: LoginRequest,
    },
    /// The relay forgets the login and what came of it: also the way to say that the outcome has arrived.
    CancelLogin {
        request: u64,
        login: LoginId,
    },
    /// What Meta says about this token, asked with the app `app_id`, or with the first.
    InspectToken {
        request: u64,
        token: SecretText,
        app_id: Option<String>,
    },
    /// Exchanges a user token for one that lives longer.
    RenewToken {
        request: u64,
        token: SecretText,
        app_id: String,
        sealed_to: SealingPublicKey,
    },
    /// Has Meta deliver the app's webhooks to this relay. Answered with what Meta then says about it.
    SetAppWebhook {
        request: u64,
        app_id: String,
    },
    GetAppWebhook {
        request: u64,
        app_id: String,
    },
    /// The relay calls its own public address as Meta would.
    ProbeWebhook {
        request: u64,
    },
}

/// A frame that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecodeError {
    /// A kind of frame from a newer version: skip it.
    #[error("The frame is of a kind that this version does not know: {0}.")]
    UnknownKind(String),
    #[error("The frame is not readable.")]
    Malformed,
}

/// What [`decode`] must know about a frame type to tell an unknown kind from garbage.
pub trait Frame: Serialize + DeserializeOwned {
    const KINDS: &'static [&'static str];

    /// This frame's kind, as it is on the wire.
    fn kind(&self) -> &'static str;
}

impl Frame for RelayFrame {
    const KINDS: &'static [&'static str] = &[
        "challenge",
        "welcome",
        "entries",
        "appended",
        "done",
        "refused",
        "meta",
        "login_started",
        "login",
        "token_info",
        "token_renewed",
        "app_webhook",
        "probed",
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Challenge { .. } => "challenge",
            Self::Welcome { .. } => "welcome",
            Self::Entries { .. } => "entries",
            Self::Appended { .. } => "appended",
            Self::Done { .. } => "done",
            Self::Refused { .. } => "refused",
            Self::Meta { .. } => "meta",
            Self::LoginStarted { .. } => "login_started",
            Self::Login { .. } => "login",
            Self::TokenInfo { .. } => "token_info",
            Self::TokenRenewed { .. } => "token_renewed",
            Self::AppWebhook { .. } => "app_webhook",
            Self::Probed { .. } => "probed",
        }
    }
}

impl Frame for DeviceFrame {
    const KINDS: &'static [&'static str] = &[
        "hello",
        "applied",
        "append",
        "put_route",
        "remove_route",
        "put_scope_key",
        "get_meta",
        "put_meta_app",
        "remove_meta_app",
        "start_login",
        "cancel_login",
        "inspect_token",
        "renew_token",
        "set_app_webhook",
        "get_app_webhook",
        "probe_webhook",
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Applied { .. } => "applied",
            Self::Append { .. } => "append",
            Self::PutRoute { .. } => "put_route",
            Self::RemoveRoute { .. } => "remove_route",
            Self::PutScopeKey { .. } => "put_scope_key",
            Self::GetMeta { .. } => "get_meta",
            Self::PutMetaApp { .. } => "put_meta_app",
            Self::RemoveMetaApp { .. } => "remove_meta_app",
            Self::StartLogin { .. } => "start_login",
            Self::CancelLogin { .. } => "cancel_login",
            Self::InspectToken { .. } => "inspect_token",
            Self::RenewToken { .. } => "renew_token",
            Self::SetAppWebhook { .. } => "set_app_webhook",
            Self::GetAppWebhook { .. } => "get_app_webhook",
            Self::ProbeWebhook { .. } => "probe_webhook",
        }
    }
}

impl fmt::Debug for RelayFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // What goes wrong is worth seeing, and holds no secret.
            Self::Refused { request, error } => f.debug_struct("refused").field("request", request).field("error", error).finish(),
            other => f.write_str(other.kind()),
        }
    }
}

impl fmt::Debug for DeviceFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// The bytes of one WebSocket message.
pub fn encode<F: Frame>(frame: &F) -> Vec<u8> {
    rmp_serde::to_vec_named(frame).expect("frames have no maps with odd keys and no failing serializers")
}

/// Reads one WebSocket message.
pub fn decode<F: Frame>(bytes: &[u8]) -> Result<F, DecodeError> {
    rmp_serde::from_slice(bytes).map_err(|_| match rmp_serde::from_slice::<Kind>(bytes) {
        Ok(Kind(kind)) if !F::KINDS.contains(&kind.as_str()) => DecodeError::UnknownKind(kind),
        Ok(_) | Err(_) => DecodeError::Malformed,
    })
}

/// Only the name of a frame's kind, whatever follows it.
struct Kind(String);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KindVisitor;
        impl<'de> Visitor<'de> for KindVisitor {
            type Value = Kind;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a frame")
            }
            fn visit_str<E: serde::de::Error>(self, kind: &str) -> Result<Kind, E> {
                Ok(Kind(kind.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
                let Some((kind, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? else {
                    return Err(serde::de::Error::custom("an empty frame"));
                };
                Ok(Kind(kind))
            }
        }
        deserializer.deserialize_any(KindVisitor)
    }
}
