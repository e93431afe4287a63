//! Messages that have not settled.

use frontdesk_domain::ids::{ConversationId, MessageId};
use frontdesk_domain::outbox::{Item, State};
use frontdesk_domain::time::Millis;
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::change::Change;
use crate::error::StoreError;
use crate::rows::{from_json, to_json};

#[derive(sqlx::FromRow)]
struct ItemRow {
    message_id: Uuid,
    conversation_id: Uuid,
    state: String,
    tries: i64,
    step: i64,
    queued_at: i64,
}

impl TryFrom<ItemRow> for Item {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self, StoreError> {
        Ok(Self {
            message: MessageId(row.message_id),
            conversation: ConversationId(row.conversation_id),
            state: from_json(&row.state)?,
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            step: u32::try_from(row.step).unwrap_or(u32::MAX),
            queued_at: Millis(row.queued_at),
        })
    }
}

fn word(state: &State) -> &'static str {
    match state {
        State::Queued { .. } => "queued",
        State::Sending { .. } => "sending",
        State::Held => "held",
        State::Stopped => "stopped",
    }
}

impl Change {
    pub async fn outbox_item(&mut self, message: MessageId) -> Result<Option<Item>, StoreError> {
        let row: Option<ItemRow> = query_as("SELECT message_id, conversation_id, state, tries, step, queued_at FROM outbox WHERE message_id = ?")
            .bind(message.0)
            .fetch_optional(self.connection())
            .await?;
        row.map(Item::try_from).transpose()
    }

    /// All items of a conversation, oldest first.
    pub async fn outbox_of(&mut self, conversation: ConversationId) -> Result<Vec<Item>, StoreError> {
        let rows: Vec<ItemRow> = query_as(
            "SELECT message_id, conversation_id, state, tries, step, queued_at FROM outbox \
             WHERE conversation_id = ? ORDER BY queued_at, message_id",
        )
        .bind(conversation.0)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Item::try_from).collect()
    }

    /// Everything in the outbox; it is small.
    pub async fn outbox(&mut self) -> Result<Vec<Item>, StoreError> {
        let rows: Vec<ItemRow> =
            query_as("SELECT message_id, conversation_id, state, tries, step, queued_at FROM outbox ORDER BY queued_at, message_id")
                .fetch_all(self.connection())
                .await?;
        rows.into_iter().map(Item::try_from).collect()
    }

    /// Whether anything is in the outbox at all.
    pub async fn outbox_is_empty(&mut self) -> Result<bool, StoreError> {
        let (any,): (bool,) = query_as("SELECT EXISTS (SELECT 1 FROM outbox)").fetch_one(self.connection()).await?;
        Ok(!any)
    }

    /// Items whose turn it is: due, and the oldest of their conversation. Messages of one conversation leave one after the other.
    pub async fn outbox_due(&mut self, now: Millis, limit: u32) -> Result<Vec<Item>, StoreError> {
        let rows: Vec<ItemRow> = query_as(
            "SELECT o.message_id, o.conversation_id, o.state, o.tries, o.step, o.queued_at FROM outbox o \
             WHERE o.due_at IS NOT NULL AND o.due_at <= ? AND NOT EXISTS ( \
                 SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id \
                 AND (e.queued_at, e.message_id) < (o.queued_at, o.message_id)) \
             ORDER BY o.due_at LIMIT ?",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Item::try_from).collect()
    }

    pub async fn put_outbox(&mut self, item: &Item) -> Result<(), StoreError> {
        query(
            "INSERT INTO outbox (message_id, conversation_id, state, word, due_at, tries, step, queued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (message_id) DO UPDATE SET conversation_id = excluded.conversation_id, state = excluded.state, \
             word = excluded.word, due_at = excluded.due_at, tries = excluded.tries, step = excluded.step",
        )
        .bind(item.message.0)
        .bind(item.conversation.0)
        .bind(to_json(&item.state)?)
        .bind(word(&item.state))
        .bind(item.due_at().map(|at| at.0))
        .bind(i64::from(item.tries))
        .bind(i64::from(item.step))
        .bind(item.queued_at.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub async fn remove_outbox(&mut self, message: MessageId) -> Result<(), StoreError> {
        query("DELETE FROM outbox WHERE message_id = ?").bind(message.0).execute(self.connection()).await?;
        Ok(())
    }
}

impl crate::Store {
    /// When the next item's turn comes, if any waits for a time.
    pub async fn outbox_next_due(&self) -> Result<Option<Millis>, StoreError> {
        let (at,): (Option<i64>,) = query_as(
            "SELECT min(o.due_at) FROM outbox o WHERE o.due_at IS NOT NULL AND NOT EXISTS ( \
                 SELECT 1 FROM outbox e WHERE e.conversation_id = o.conversation_id \
                 AND (e.queued_at, e.message_id) < (o.queued_at, o.message_id))",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(at.map(Millis))
    }
}
