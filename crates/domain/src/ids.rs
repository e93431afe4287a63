//! Our ids are UUID newtypes from one macro; ids that a provider gave are strings of other types, so the two can't be mixed up.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

macro_rules! our_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that every device derives from the same log entry, as a UUIDv8 (RFC 9562 section 5.8). `what` keeps apart
            /// the several things that one entry may create.
            pub fn derived(entry: EntryId, what: &str) -> Self {
                Self(hashed(&[stringify!($name).as_bytes(), entry.0.as_bytes(), what.as_bytes()]))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

our_id! {
    /// A business on a relay: one log, one set of keys.
    WorkspaceId,
    /// One installation of the app, with keys of its own.
    DeviceId,
    /// A person of the team; may have several devices.
    MemberId,
    /// A group of numbers with one key: who has the key may read it. An entry's scope.
    InboxId,
    /// One epoch of one scope's keys. Names a key without revealing it, so it may travel and be stored in the clear.
    KeyId,
    /// One incarnation of a workspace's log. A relay that lost its data and starts again gets another one, so that a
    /// cursor into the old log can't be mistaken for one into the new.
    LogId,
    /// One entry of the log; also the key that makes appending it idempotent.
    EntryId,
    /// A customer.
    ContactId,
    /// What one customer and one business number write to each other.
    ConversationId,
    /// A message in either direction.
    MessageId,
    /// A word and a colour that the team puts on conversations.
    LabelId,
    /// A reply that is written once and used often.
    ReplyId,
    /// One attempt to send a message; travels as `biz_opaque_callback_data` and comes back in every status.
    AttemptId,
}

macro_rules! provider_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(s: &str) -> Self {
                Self(s.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(s: String) -> Self {
                Self(s)
            }
        }
    )*};
}

provider_id! {
    /// WhatsApp Business Account id; `entry[].id` in webhooks.
    WabaId,
    /// Meta's node id of a business number (not the number itself).
    PhoneNumberId,
    /// A user's WhatsApp id: digits without `+`, often but not always the phone number.
    WaId,
    /// Business-scoped user id (`US.1349...`), one per user and business portfolio.
    Bsuid,
    /// Meta's message id, opaque and unbounded. Contains the other party's number in base64: never log it.
    Wamid,
}

impl MessageId {
    /// An inbound message is the same one however often it comes.
    pub fn of_wamid(wamid: &Wamid) -> Self {
        Self(hashed(&[b"wamid", wamid.as_str().as_bytes()]))
    }
}

/// SHA-256 of length-prefixed parts as a UUIDv8.
pub(crate) fn hashed(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
