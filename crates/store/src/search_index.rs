//! Keeping what is searched in step with the rows, in the same change.

use std::collections::BTreeMap;

use frontdesk_domain::contact::Contact;
use frontdesk_domain::ids::{ContactId, ConversationId, MessageId};
use frontdesk_domain::message::Message;
use frontdesk_domain::search::{conversation_word, index_words, person_keys};
use frontdesk_domain::time::Millis;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::bulk::{self, hex_list};
use crate::change::Change;
use crate::error::StoreError;
use crate::rows::ContactRow;

/// Places in a millisecond. The table's trigger counts with it, too.
const PLACES: i64 = 16_384;
/// Times further off than this are nonsense and share a place in time, so that places stay numbers.
const LATEST: i64 = 500_000_000_000_000;
/// Places that are looked at together for one message.
const WINDOW: i64 = 64;

/// Rows from before there was an index, counted down to the first.
const MESSAGES: &str = "unsearchable_messages";
const PEOPLE: &str = "unsearchable_people";

/// What the index should have of a message.
struct Entry {
    message: Uuid,
    /// The first place that it may have.
    place: i64,
    /// Empty for what nobody can find.
    words: String,
    print: i64,
}

impl Entry {
    fn of(message: MessageId, conversation: ConversationId, at: Millis, text: Option<&str>) -> Self {
        let mut words = String::new();
        for word in text.map(index_words).unwrap_or_default() {
            words.push_str(&word);
            words.push(' ');
        }
        if !words.is_empty() {
            words.push_str(&conversation_word(conversation));
        }
        // Within a millisecond by the id's last bits, which are random in all our ids, so that every device has the same places.
        let bytes = message.0.as_bytes();
        let bits = i64::from(u16::from_be_bytes([bytes[14], bytes[15]])) % PLACES;
        Self { message: message.0, place: at.0.clamp(0, LATEST) * PLACES + bits, print: print(&words), words }
    }
}

/// FNV-1a, 32 bits.
fn print(words: &str) -> i64 {
    words.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)).into()
}

impl Change {
    /// Brings the index up to what these messages say now. Statuses change messages, too, so most have it already.
    pub(crate) async fn index_messages<'a>(&mut self, messages: impl Iterator<Item = &'a Message>) -> Result<(), StoreError> {
        let entries = messages.map(|m| Entry::of(m.id, m.conversation, m.at, m.content.text.as_deref())).collect();
        self.index(entries).await
    }

    async fn index(&mut self, mut entries: Vec<Entry>) -> Result<(), StoreError> {
        // The index is written in the order of places, or it would be cut into many parts.
        entries.sort_by_key(|entry| (entry.place, entry.message));
        let mut gone = Vec::new();
        let mut fresh = Vec::new();
        let mut turn = 0;
        while !entries.is_empty() {
            let windows = entries.iter().map(|entry| (entry.place + turn * WINDOW).to_string()).collect::<Vec<_>>().join(",");
            let rows: Vec<(i64, Uuid, i64)> = query_as(
                "SELECT p.place, p.message_id, p.print FROM json_each(?) CROSS JOIN message_place p ON p.place >= value AND p.place < value + ?",
            )
            .bind(format!("[{windows}]"))
            .bind(WINDOW)
            .fetch_all(self.connection())
            .await?;
            let mut taken: BTreeMap<i64, (Uuid, i64)> = rows.into_iter().map(|(place, id, print)| (place, (id, print))).collect();
            taken.extend(fresh.iter().map(|(place, entry): &(i64, Entry)| (*place, (entry.message, entry.print))));
            let mut crowded = Vec::new();
            for entry in entries {
                let first = entry.place + turn * WINDOW;
                let known = taken.range(first..first + WINDOW).find(|(_, (id, _))| *id == entry.message).map(|(place, (_, print))| (*place, *print));
                let place = match known {
                    Some((_, print)) if print == entry.print => continue,
                    Some((place, _)) => {
                        gone.push(place);
                        Some(place)
                    }
                    None => (first..first + WINDOW).find(|place| !taken.contains_key(place)),
                };
                match place {
                    Some(_) if entry.words.is_empty() => {}
                    Some(place) => {
                        taken.insert(place, (entry.message, entry.print));
                        fresh.push((place, entry));
                    }
                    None => crowded.push(entry),
                }
            }
            entries = crowded;
            turn += 1;
        }
        for place in gone {
            for sql in ["DELETE FROM message_words WHERE rowid = ?", "DELETE FROM message_place WHERE place = ?"] {
                query(sql).bind(place).execute(self.connection()).await?;
            }
        }
        fresh.sort_by_key(|(place, _)| *place);
        bulk::write(self.connection(), ("message_place (place, message_id, print)", 3, ""), &fresh, |q, (place, entry)| {
            Ok(q.bind(*place).bind(entry.message).bind(entry.print))
        })
        .await?;
        bulk::write(self.connection(), ("message_words (rowid, words)", 2, ""), &fresh, |q, (place, entry)| {
            Ok(q.bind(*place).bind(entry.words.clone()))
        })
        .await
    }

    /// Brings the keys of these people up to date.
    pub(crate) async fn index_people(&mut self, people: &[&Contact]) -> Result<(), StoreError> {
        if people.is_empty() {
            return Ok(());
        }
        query("DELETE FROM person_key WHERE contact_id IN (SELECT unhex(value) FROM json_each(?))")
            .bind(hex_list(people.iter().map(|person| person.id.0)))
            .execute(self.connection())
            .await?;
        let keys: Vec<(String, ContactId)> = people.iter().flat_map(|person| person_keys(person).into_iter().map(|key| (key, person.id))).collect();
        bulk::write(self.connection(), ("person_key (key, contact_id)", 2, ""), &keys, |q, (key, person)| Ok(q.bind(key.clone()).bind(person.0)))
            .await
    }

    /// Indexes some of what was there before the index, newest first.
    pub async fn index_older(&mut self, at_most: u32) -> Result<(), StoreError> {
        if let Some(from) = self.unindexed(PEOPLE).await? {
            let rows: Vec<(i64, Uuid)> = query_as("SELECT rowid, id FROM contact WHERE rowid <= ? ORDER BY rowid DESC LIMIT ?")
                .bind(from)
                .bind(at_most)
                .fetch_all(self.connection())
                .await?;
            let people: Vec<ContactRow> = query_as(
                "SELECT id, profile_name, username, wa_id, user_id, named_at, merged_into FROM contact WHERE id IN \
                 (SELECT unhex(value) FROM json_each(?))",
            )
            .bind(hex_list(rows.iter().map(|(_, id)| *id)))
            .fetch_all(self.connection())
            .await?;
            let people: Vec<Contact> = people.into_iter().map(Contact::from).collect();
            self.index_people(&people.iter().collect::<Vec<_>>()).await?;
            return self.indexed_from(PEOPLE, rows.last().map(|(row, _)| *row)).await;
        }
        if let Some(from) = self.unindexed(MESSAGES).await? {
            let rows: Vec<(i64, Uuid, Uuid, i64, Option<String>)> =
                query_as("SELECT rowid, id, conversation_id, at, text FROM message WHERE rowid <= ? ORDER BY rowid DESC LIMIT ?")
                    .bind(from)
                    .bind(at_most)
                    .fetch_all(self.connection())
                    .await?;
            let last = rows.last().map(|(row, ..)| *row);
            let entry = |(_, id, conversation, at, text): (i64, Uuid, Uuid, i64, Option<String>)| {
                Entry::of(MessageId(id), ConversationId(conversation), Millis(at), text.as_deref())
            };
            self.index(rows.into_iter().map(entry).collect()).await?;
            return self.indexed_from(MESSAGES, last).await;
        }
        Ok(())
    }

    async fn unindexed(&mut self, what: &str) -> Result<Option<i64>, StoreError> {
        let row: Option<(String,)> = query_as("SELECT value FROM meta WHERE key = ?").bind(what.to_owned()).fetch_optional(self.connection()).await?;
        Ok(row.and_then(|(value,)| value.parse().ok()))
    }

    async fn indexed_from(&mut self, what: &str, row: Option<i64>) -> Result<(), StoreError> {
        match row.filter(|row| *row > 1) {
            Some(row) => self.set_meta(what, &(row - 1).to_string()).await,
            None => {
                query("DELETE FROM meta WHERE key = ?").bind(what.to_owned()).execute(self.connection()).await?;
                Ok(())
            }
        }
    }
}

impl crate::Store {
    /// How many messages and people from before the index can't be found yet; about, and 0 only when there are none.
    pub async fn unsearchable(&self) -> Result<u64, StoreError> {
        let mut left = 0;
        for what in [MESSAGES, PEOPLE] {
            left += self.meta(what).await?.and_then(|row| row.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(left)
    }
}
