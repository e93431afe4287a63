//! The messages of a conversation, newest first.

use frontdesk_domain::ids::{ConversationId, MessageId};
use frontdesk_domain::time::Millis;
use sqlx::{AssertSqlSafe, query};
use uuid::Uuid;

use crate::bulk::hex_list;
use crate::error::StoreError;
use crate::inbox::{LISTED_MESSAGE, ListedMessage, listed_message};

/// Where a page of the thread ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ThreadPosition {
    pub at: Millis,
    pub id: MessageId,
}

impl crate::Store {
    /// A page of the thread: what is older than `before`.
    pub async fn list_messages(
        &self,
        conversation: ConversationId,
        before: Option<ThreadPosition>,
        limit: u32,
    ) -> Result<Vec<ListedMessage>, StoreError> {
        let (at, id) = before.map_or((i64::MAX, Uuid::max()), |position| (position.at.0, position.id.0));
        let sql = format!("{LISTED_MESSAGE} WHERE m.conversation_id = ? AND (m.at, m.id) < (?, ?) ORDER BY m.at DESC, m.id DESC LIMIT ?");
        let rows = query(AssertSqlSafe(sql)).bind(conversation.0).bind(at).bind(id).bind(limit).fetch_all(&self.readers).await?;
        rows.iter().map(listed_message).collect()
    }

    /// A page of the thread towards the present: what is newer than `after`, newest first.
    pub async fn list_newer_messages(
        &self,
        conversation: ConversationId,
        after: ThreadPosition,
        limit: u32,
    ) -> Result<Vec<ListedMessage>, StoreError> {
        let sql = format!("{LISTED_MESSAGE} WHERE m.conversation_id = ? AND (m.at, m.id) > (?, ?) ORDER BY m.at, m.id LIMIT ?");
        let rows = query(AssertSqlSafe(sql)).bind(conversation.0).bind(after.at.0).bind(after.id.0).bind(limit).fetch_all(&self.readers).await?;
        rows.iter().rev().map(listed_message).collect()
    }

    /// The named messages that exist, in no particular order.
    pub async fn messages(&self, ids: &[MessageId]) -> Result<Vec<ListedMessage>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("{LISTED_MESSAGE} WHERE m.id IN (SELECT unhex(value) FROM json_each(?))");
        let rows = query(AssertSqlSafe(sql)).bind(hex_list(ids.iter().map(|id| id.0))).fetch_all(&self.readers).await?;
        rows.iter().map(listed_message).collect()
    }
}
