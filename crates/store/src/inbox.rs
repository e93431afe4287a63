//! The list of conversations.

use crate::bulk::hex_list;
use crate::error::StoreError;
use crate::rows::{ContactRow, ConversationRow, MessageRow, from_json};
use frontdesk_domain::contact::Contact;
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{ConversationId, MemberId};
use frontdesk_domain::message::Message;
use frontdesk_domain::outbox::State;
use frontdesk_domain::time::Millis;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Row, query};

/// A row of the list with everything it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedConversation {
    pub conversation: Conversation,
    pub contact: Contact,
    pub last: Option<ListedMessage>,
    /// Inbound messages after the member's read mark, counted up to 100.
    pub unread: u32,
    /// Empty when there is none.
    pub draft: String,
    /// The first message of the customer that nobody has answered.
    pub waiting_since: Option<Millis>,
}

/// A message with what the outbox of this device knows of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedMessage {
    pub message: Message,
    pub outbox: Option<State>,
    pub author_name: Option<String>,
}

pub(crate) const LISTED_COLUMNS: &str = "c.id, c.contact_id, c.phone_number_id, c.active_at, c.last_message_id, c.last_inbound_at, \
    c.answered_at, c.inbound, c.worked, c.waiting_since, ct.profile_name, ct.username, ct.wa_id, ct.user_id, ct.named_at, ct.merged_into, \
    (SELECT count(*) FROM (SELECT 1 FROM message u WHERE u.conversation_id = c.id AND u.outgoing = 0 AND u.kind <> 'system' \
        AND u.at > coalesce(rm.through, -9223372036854775808) LIMIT 100)) AS unread, \
    coalesce(d.text, '') AS draft";

pub(crate) const LISTED_WITH: &str = "JOIN contact ct ON ct.id = c.contact_id \
    LEFT JOIN read_mark rm ON rm.conversation_id = c.id AND rm.member_id = ?1 \
    LEFT JOIN draft d ON d.conversation_id = c.id";

pub(crate) const LISTED_MESSAGE: &str = "SELECT m.*, o.state AS outbox_state, mb.name AS author_name FROM message m \
    LEFT JOIN outbox o ON o.message_id = m.id LEFT JOIN member mb ON mb.id = m.author";

pub(crate) fn listed_message(row: &SqliteRow) -> Result<ListedMessage, StoreError> {
    let outbox: Option<String> = row.try_get("outbox_state")?;
    Ok(ListedMessage {
        message: Message::try_from(MessageRow::from_row(row)?)?,
        outbox: outbox.as_deref().map(from_json).transpose()?,
        author_name: row.try_get("author_name")?,
    })
}

pub(crate) fn listed(row: &SqliteRow) -> Result<ListedConversation, StoreError> {
    let contact = ContactRow {
        id: row.try_get("contact_id")?,
        profile_name: row.try_get("profile_name")?,
        username: row.try_get("username")?,
        wa_id: row.try_get("wa_id")?,
        user_id: row.try_get("user_id")?,
        named_at: row.try_get("named_at")?,
        merged_into: row.try_get("merged_into")?,
    };
    Ok(ListedConversation {
        conversation: ConversationRow::from_row(row)?.try_into()?,
        contact: contact.into(),
        last: None,
        unread: row.try_get("unread")?,
        draft: row.try_get("draft")?,
        waiting_since: row.try_get::<Option<i64>, _>("waiting_since")?.map(Millis),
    })
}

impl crate::Store {
    /// The named conversations that exist, in no particular order.
    pub async fn conversations(&self, reader: MemberId, ids: &[ConversationId]) -> Result<Vec<ListedConversation>, StoreError> {
        let sql = format!("SELECT {LISTED_COLUMNS} FROM conversation c {LISTED_WITH} WHERE c.id IN (SELECT unhex(value) FROM json_each(?2))");
        let rows = query(AssertSqlSafe(sql)).bind(reader.0).bind(hex_list(ids.iter().map(|id| id.0))).fetch_all(&self.readers).await?;
        self.with_last(rows.iter().map(listed).collect::<Result<_, _>>()?).await
    }

    pub(crate) async fn with_last(&self, mut items: Vec<ListedConversation>) -> Result<Vec<ListedConversation>, StoreError> {
        let last = |item: &ListedConversation| item.conversation.last.map(|(_, id)| id);
        let ids: Vec<_> = items.iter().filter_map(last).collect();
        let mut messages: std::collections::BTreeMap<_, _> =
            self.messages(&ids).await?.into_iter().map(|listed| (listed.message.id, listed)).collect();
        for item in &mut items {
            item.last = last(item).and_then(|id| messages.remove(&id));
        }
        Ok(items)
    }
}
