//! Log entries in, rows out.

use std::collections::BTreeSet;

use frontdesk_domain::ids::{EntryId, WorkspaceId};
use frontdesk_domain::inbound::News as Told;
use frontdesk_domain::replica::{Input, Recorded};
use frontdesk_providers::meta;
use frontdesk_relay_api::{Author, Entry, EntryKind, Scope};

use crate::keys::KeyRing;

/// What messages to a number that is not connected are kept as.
const NOT_CONNECTED: &str = "not_connected";

/// A run of entries, opened and understood as far as this version can.
#[derive(Default)]
pub(crate) struct Opened {
    pub recorded: Vec<Recorded>,
    /// Originals to keep.
    pub raws: Vec<(EntryId, Vec<u8>)>,
    /// Entries that devices made, ours among them.
    pub by_devices: BTreeSet<EntryId>,
    pub last_seq: u64,
}

/// Opens entries; nothing is ever dropped because it could not be understood. Costs microseconds for each, so it runs off the runtime.
pub(crate) fn open(keys: &KeyRing, workspace: WorkspaceId, entries: &[Entry]) -> Opened {
    let mut opened = Opened::default();
    for entry in entries {
        opened.last_seq = entry.seq;
        if let Author::Device(_) = entry.author {
            opened.by_devices.insert(entry.id);
        }
        let body = match keys.open(workspace, entry) {
            Ok(body) => body,
            Err(error) => {
                tracing::warn!(seq = entry.seq, %error, "an entry stays sealed");
                unreadable(&mut opened, entry);
                continue;
            }
        };
        match &entry.kind {
            EntryKind::Webhook => webhook(&mut opened, entry, body),
            EntryKind::Event => match serde_json::from_slice(&body) {
                Ok(event) => push(&mut opened, entry, 0, Input::Event(event)),
                Err(error) => {
                    tracing::warn!(seq = entry.seq, %error, "an event is not readable");
                    unreadable(&mut opened, entry);
                }
            },
            EntryKind::Other(_) => unreadable(&mut opened, entry),
        }
    }
    opened
}

fn webhook(opened: &mut Opened, entry: &Entry, body: Vec<u8>) {
    let mut keep = false;
    for (index, mut update) in meta::parse::parse(&body).into_iter().enumerate() {
        // The relay had no route for the number: nobody has connected it, or somebody has disconnected it. Its account may still deliver
        // to us for the sake of another number; what customers write there is kept, but belongs into no inbox.
        if entry.scope == Scope::Workspace && matches!(update.news, Told::Message(_)) && update.line.phone_number_id.is_some() {
            update.news = Told::Field { field: NOT_CONNECTED.to_owned() };
        }
        // A status is understood whole; everything else may say more than this version shows.
        keep |= !matches!(update.news, Told::Status(_));
        push(opened, entry, u32::try_from(index).unwrap_or(u32::MAX), Input::Update(update));
    }
    if keep {
        opened.raws.push((entry.id, body));
    }
}

fn unreadable(opened: &mut Opened, entry: &Entry) {
    push(opened, entry, 0, Input::Unreadable);
    opened.raws.push((entry.id, entry.sealed_body.to_vec()));
}

fn push(opened: &mut Opened, entry: &Entry, index: u32, input: Input) {
    opened.recorded.push(Recorded { entry: entry.id, index, received_at: entry.received_at, input });
}

#[cfg(test)]
mod tests;
