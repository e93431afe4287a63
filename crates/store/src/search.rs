//! Finding messages by their words and people by their names and numbers.
//!
//! The places of messages in the index are their places in time, so the newest hits are the last rows of it and a page costs a page, however
//! much there is. What the index finds is checked against the text: it knows neither the order of words nor long beginnings.

use frontdesk_domain::contact::Contact;
use frontdesk_domain::ids::{ContactId, ConversationId, MemberId, PhoneNumberId};
use frontdesk_domain::search::{Query, SnippetPart, conversation_word};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row, query, query_as};
use uuid::Uuid;

use crate::bulk::hex_list;
use crate::error::StoreError;
use crate::inbox::{ListedConversation, ListedMessage, listed_message};
use crate::rows::ContactRow;

/// People whose keys fit that are looked at to find those who were active last.
const PEOPLE_LOOKED_AT: u32 = 64;
/// The same where words of the name were left out.
const PEOPLE_CHECKED: u32 = 500;
/// What the index finds too much is walked this far; by then it is certain that the exact question finds little, and can be asked.
const WALK: usize = 200;
/// Where a page ends, whether or not it is full.
const LONGEST_WALK: usize = 4_000;

/// A message that was found, with what it takes to show whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundMessage {
    pub listed: ListedMessage,
    pub contact: Contact,
    pub phone_number_id: PhoneNumberId,
    pub snippet: Vec<SnippetPart>,
}

/// Where a page of hits ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FoundPosition(pub i64);

/// A page of hits, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundMessages {
    pub items: Vec<FoundMessage>,
    /// `None` when there are no more. A page may have fewer than were asked for and still not be the last.
    pub next: Option<FoundPosition>,
}

const CANDIDATES: &str = "SELECT s.place, m.*, o.state AS outbox_state, mb.name AS author_name, c.phone_number_id, \
    ct.id AS contact_id, ct.profile_name, ct.username, ct.wa_id, ct.user_id, ct.named_at, ct.merged_into \
    FROM (SELECT rowid AS place FROM message_words WHERE message_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) s \
    LEFT JOIN message_place p ON p.place = s.place LEFT JOIN message m ON m.id = p.message_id \
    LEFT JOIN conversation c ON c.id = m.conversation_id LEFT JOIN contact ct ON ct.id = c.contact_id \
    LEFT JOIN outbox o ON o.message_id = m.id LEFT JOIN member mb ON mb.id = m.author";

fn found(row: &SqliteRow, wanted: &Query, within: Option<ConversationId>) -> Result<Option<FoundMessage>, StoreError> {
    // A message whose conversation is not known is nowhere to be shown.
    if row.try_get::<Option<Uuid>, _>("contact_id")?.is_none() {
        return Ok(None);
    }
    let text: Option<String> = row.try_get("text")?;
    let Some(snippet) = text.as_deref().and_then(|text| wanted.snippet(text)) else { return Ok(None) };
    let listed = listed_message(row)?;
    if within.is_some_and(|conversation| conversation != listed.message.conversation) {
        return Ok(None);
    }
    let contact = ContactRow {
        id: row.try_get("contact_id")?,
        profile_name: row.try_get("profile_name")?,
        username: row.try_get("username")?,
        wa_id: row.try_get("wa_id")?,
        user_id: row.try_get("user_id")?,
        named_at: row.try_get("named_at")?,
        merged_into: row.try_get("merged_into")?,
    };
    let phone_number_id = PhoneNumberId(row.try_get("phone_number_id")?);
    Ok(Some(FoundMessage { listed, contact: contact.into(), phone_number_id, snippet }))
}

impl crate::Store {
    /// A page of the messages that have what is wanted, newest first, in one conversation or in all.
    pub async fn search_messages(
        &self,
        wanted: &Query,
        within: Option<ConversationId>,
        before: Option<FoundPosition>,
        limit: u32,
    ) -> Result<FoundMessages, StoreError> {
        let scope = match within {
            Some(conversation) => format!(" AND ({})", self.words_of(conversation).await?),
            None => String::new(),
        };
        let limit = limit as usize;
        let (mut items, mut walked) = (Vec::new(), 0);
        let mut end = before.map_or(i64::MAX, |position| position.0);
        let mut cut = wanted.is_cut();
        loop {
            let expression = format!("{}{scope}", wanted.expression(cut));
            // One more than is wanted tells whether there are more.
            let chunk = (limit + 1).saturating_sub(items.len()).max(if walked == 0 { 0 } else { WALK });
            let rows = query(CANDIDATES).bind(expression).bind(end).bind(i64::try_from(chunk).unwrap_or(i64::MAX)).fetch_all(&self.readers).await?;
            let mut places: Vec<(i64, &SqliteRow)> = rows.iter().map(|row| Ok((row.try_get("place")?, row))).collect::<Result<_, StoreError>>()?;
            places.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
            walked += places.len();
            let last = places.len() < chunk;
            for (place, row) in places {
                if items.len() == limit {
                    return Ok(FoundMessages { items, next: Some(FoundPosition(end)) });
                }
                items.extend(found(row, wanted, within)?);
                end = place;
            }
            if last {
                return Ok(FoundMessages { items, next: None });
            }
            if walked >= LONGEST_WALK {
                return Ok(FoundMessages { items, next: Some(FoundPosition(end)) });
            }
            cut = cut && walked < WALK;
        }
    }

    /// The question for a conversation's messages, also those that came to it from others.
    async fn words_of(&self, conversation: ConversationId) -> Result<String, StoreError> {
        let moved: Vec<(Uuid,)> = query_as(
            "WITH RECURSIVE one(id) AS (VALUES (?) UNION SELECT v.conversation_id FROM one JOIN moved v ON v.to_id = one.id) SELECT id FROM one",
        )
        .bind(conversation.0)
        .fetch_all(&self.readers)
        .await?;
        let words: Vec<String> = moved.into_iter().map(|(id,)| format!("\"{}\"", conversation_word(ConversationId(id)))).collect();
        Ok(words.join(" OR "))
    }

    /// Conversations with the people who are meant, active last first.
    pub async fn search_people(&self, reader: MemberId, wanted: &Query, limit: u32) -> Result<Vec<ListedConversation>, StoreError> {
        let mut found: Vec<(i64, ConversationId)> = Vec::new();
        for start in wanted.person_starts() {
            let rows: Vec<(i64, Uuid)> = query_as(
                "SELECT c.active_at, c.id FROM (SELECT DISTINCT contact_id FROM person_key WHERE key >= ?1 AND key < ?1 || char(1114111) LIMIT ?2) k \
                 JOIN conversation c ON c.contact_id = k.contact_id",
            )
            .bind(start)
            .bind(PEOPLE_LOOKED_AT)
            .fetch_all(&self.readers)
            .await?;
            found.extend(rows.into_iter().map(|(at, id)| (at, ConversationId(id))));
        }
        if let Some(word) = wanted.longest_word().filter(|_| found.len() < limit as usize) {
            let rows = query(
                "SELECT ct.id, ct.profile_name, ct.username, ct.wa_id, ct.user_id, ct.named_at, ct.merged_into FROM contact ct WHERE ct.id IN \
                 (SELECT contact_id FROM person_key WHERE key >= ?1 AND key < ?1 || char(1114111) LIMIT ?2)",
            )
            .bind(word.to_owned())
            .bind(PEOPLE_CHECKED)
            .fetch_all(&self.readers)
            .await?;
            let people = rows.iter().map(|row| Ok(Contact::from(ContactRow::from_row(row)?))).collect::<Result<Vec<_>, StoreError>>()?;
            let meant: Vec<ContactId> = people.iter().filter(|person| wanted.means(person)).map(|person| person.id).collect();
            let rows: Vec<(i64, Uuid)> =
                query_as("SELECT active_at, id FROM conversation WHERE contact_id IN (SELECT unhex(value) FROM json_each(?))")
                    .bind(hex_list(meant.iter().map(|id| id.0)))
                    .fetch_all(&self.readers)
                    .await?;
            found.extend(rows.into_iter().map(|(at, id)| (at, ConversationId(id))));
        }
        found.sort_by(|a, b| b.cmp(a));
        found.dedup();
        found.truncate(limit as usize);
        let ids: Vec<ConversationId> = found.into_iter().map(|(_, id)| id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut people = self.conversations(reader, &ids).await?;
        people.sort_by_key(|row| ids.iter().position(|id| *id == row.conversation.id));
        Ok(people)
    }
}
