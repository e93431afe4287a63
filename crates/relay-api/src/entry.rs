//! What the log holds.

use frontdesk_domain::ids::{DeviceId, EntryId, InboxId, WorkspaceId};
use frontdesk_domain::time::Millis;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use frontdesk_domain::ids::KeyId;

/// One entry of a workspace's log, as every device receives it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the log: starts at 1, without gaps, in commit order. The relay's word, not sealed.
    pub seq: u64,
    /// Makes appending idempotent. Chosen by the author.
    pub id: EntryId,
    pub author: Author,
    pub scope: Scope,
    pub kind: EntryKind,
    /// Which key opens `sealed_body`.
    pub key_id: KeyId,
    /// When the author made it: a device's clock for device entries, the relay's clock for webhooks. Sealed in.
    pub at: Millis,
    /// When the relay stored it, by the relay's clock. Equals `at` for webhooks. The relay's word, not sealed.
    pub received_at: Millis,
    /// See [`crate::sealing`].
    pub sealed_body: ByteBuf,
}

/// An entry as a device appends it. Its author is the device that authenticated; the relay adds `seq` and `received_at`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewEntry {
    pub id: EntryId,
    pub scope: Scope,
    pub kind: EntryKind,
    pub key_id: KeyId,
    /// When the device made it, by the device's clock.
    pub at: Millis,
    pub sealed_body: ByteBuf,
}

/// Who put an entry into the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The relay itself, for a provider's webhook.
    Relay,
    Device(DeviceId),
}

/// Whose keys an entry is sealed with, and thereby who may read it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every device of the workspace.
    Workspace,
    /// The devices that may see this inbox.
    Inbox(InboxId),
}

/// What `sealed_body` holds once opened. A string on the wire, so that a new kind passes through old software.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum EntryKind {
    /// The provider's original bytes of one update.
    Webhook,
    /// What a device tells the others.
    Event,
    /// From a newer version than this one.
    Other(String),
}

impl EntryKind {
    /// Longest accepted name, in bytes.
    pub const MAX_LEN: usize = 64;

    pub fn as_str(&self) -> &str {
        match self {
            Self::Webhook => "webhook",
            Self::Event => "event",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for EntryKind {
    fn from(name: String) -> Self {
        match name.as_str() {
            "webhook" => Self::Webhook,
            "event" => Self::Event,
            _ => Self::Other(name),
        }
    }
}

impl From<EntryKind> for String {
    fn from(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Webhook | EntryKind::Event => kind.as_str().to_owned(),
            EntryKind::Other(name) => name,
        }
    }
}

/// Everything that is bound to a sealed body as associated data: none of it can be changed without the body failing to
/// open. `seq` and `received_at` are not here because the author can't know them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding<'a> {
    pub workspace: WorkspaceId,
    pub id: EntryId,
    pub author: Author,
    pub scope: Scope,
    pub kind: &'a EntryKind,
    pub key_id: KeyId,
    pub at: Millis,
}

impl<'a> Binding<'a> {
    /// What a stored entry is bound to.
    pub fn of(workspace: WorkspaceId, entry: &'a Entry) -> Self {
        Self { workspace, id: entry.id, author: entry.author, scope: entry.scope, kind: &entry.kind, key_id: entry.key_id, at: entry.at }
    }

    /// The canonical bytes. Each part has a fixed length or carries its length, so two different bindings never encode alike:
    /// `"frontdesk-entry-v1"`, workspace (16), id (16), author (`0`, or `1` and 16), scope (`0`, or `1` and 16), kind
    /// (u32 little endian length and UTF-8), key id (16), `at` (i64 little endian).
    pub fn associated_data(&self) -> Vec<u8> {
        let kind = self.kind.as_str().as_bytes();
        let mut out = Vec::with_capacity(128 + kind.len());
        out.extend_from_slice(b"frontdesk-entry-v1");
        out.extend_from_slice(self.workspace.0.as_bytes());
        out.extend_from_slice(self.id.0.as_bytes());
        match self.author {
            Author::Relay => out.push(0),
            Author::Device(device) => {
                out.push(1);
                out.extend_from_slice(device.0.as_bytes());
            }
        }
        match self.scope {
            Scope::Workspace => out.push(0),
            Scope::Inbox(inbox) => {
                out.push(1);
                out.extend_from_slice(inbox.0.as_bytes());
            }
        }
        out.extend_from_slice(&(kind.len() as u32).to_le_bytes());
        out.extend_from_slice(kind);
        out.extend_from_slice(self.key_id.0.as_bytes());
        out.extend_from_slice(&self.at.0.to_le_bytes());
        out
    }
}
