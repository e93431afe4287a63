//! Fixed ids, so that snapshots stay the same.

use frontdesk_domain::ids::{DeviceId, EntryId, InboxId, WorkspaceId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{Author, Binding, Entry, EntryKind, KeyId, LogId, Scope};
use serde_bytes::ByteBuf;
use uuid::Uuid;

pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub const AT: Millis = Millis(1_767_225_600_123);

pub fn workspace() -> WorkspaceId {
    WorkspaceId(uuid(1))
}
pub fn device() -> DeviceId {
    DeviceId(uuid(2))
}
pub fn inbox() -> InboxId {
    InboxId(uuid(3))
}
pub fn key_id() -> KeyId {
    KeyId(uuid(4))
}
pub fn log() -> LogId {
    LogId(uuid(5))
}
pub fn entry_id(n: u128) -> EntryId {
    EntryId(uuid(100 + n))
}

pub fn webhook(id: EntryId) -> Binding<'static> {
    Binding { workspace: workspace(), id, author: Author::Relay, scope: Scope::Inbox(inbox()), kind: &EntryKind::Webhook, key_id: key_id(), at: AT }
}

pub fn event(id: EntryId) -> Binding<'static> {
    Binding { author: Author::Device(device()), kind: &EntryKind::Event, ..webhook(id) }
}

pub fn entry(binding: &Binding<'_>, sealed_body: Vec<u8>) -> Entry {
    Entry {
        seq: 7,
        id: binding.id,
        author: binding.author,
        scope: binding.scope,
        kind: binding.kind.clone(),
        key_id: binding.key_id,
        at: binding.at,
        received_at: AT,
        sealed_body: ByteBuf::from(sealed_body),
    }
}
