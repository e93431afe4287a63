//! What agents do with conversations, the team's labels and replies, and what was deleted.

use std::collections::BTreeSet;

use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{ConversationId, LabelId, MessageId, ReplyId};
use frontdesk_domain::replica::Replica;
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::{Decision, Label, Reply, Status};
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::bulk::{self, hex_list};
use crate::change::Change;
use crate::error::StoreError;

/// `conversation.status`
pub(crate) const OPEN: i64 = 0;
pub(crate) const SNOOZED: i64 = 1;
pub(crate) const CLOSED: i64 = 2;

/// A decided status as its two columns.
pub(crate) fn status(decided: Status) -> (i64, Option<i64>) {
    match decided {
        Status::Open => (OPEN, None),
        Status::Snoozed { until } => (SNOOZED, Some(until.0)),
        Status::Closed => (CLOSED, None),
    }
}

#[derive(sqlx::FromRow)]
struct LabelRow {
    id: Uuid,
    step: u32,
    name: Option<String>,
    colour: Option<String>,
}

impl LabelRow {
    fn decision(self) -> (LabelId, Decision<Option<Label>>) {
        let label = self.name.zip(self.colour).map(|(name, colour)| Label { name, colour });
        (LabelId(self.id), Decision { step: self.step, value: label })
    }
}

#[derive(sqlx::FromRow)]
struct ReplyRow {
    id: Uuid,
    step: u32,
    shortcut: Option<String>,
    title: Option<String>,
    text: Option<String>,
}

impl ReplyRow {
    fn decision(self) -> (ReplyId, Decision<Option<Reply>>) {
        let reply = match (self.shortcut, self.title, self.text) {
            (Some(shortcut), Some(title), Some(text)) => Some(Reply { shortcut, title, text }),
            _ => None,
        };
        (ReplyId(self.id), Decision { step: self.step, value: reply })
    }
}

impl Change {
    pub(crate) async fn load_forgotten(&mut self, replica: &mut Replica, messages: &BTreeSet<MessageId>) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let found: Vec<(Uuid,)> = query_as("SELECT message_id FROM forgotten WHERE message_id IN (SELECT unhex(value) FROM json_each(?))")
            .bind(hex_list(messages.iter().map(|id| id.0)))
            .fetch_all(self.connection())
            .await?;
        replica.forgotten.extend(found.into_iter().map(|(id,)| MessageId(id)));
        Ok(())
    }

    pub(crate) async fn load_deletions(&mut self, replica: &mut Replica, named: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        if named.is_empty() {
            return Ok(());
        }
        let found: Vec<(Uuid, u32)> =
            query_as("SELECT conversation_id, times FROM deletion WHERE conversation_id IN (SELECT unhex(value) FROM json_each(?))")
                .bind(hex_list(named.iter().map(|id| id.0)))
                .fetch_all(self.connection())
                .await?;
        replica.deletions.extend(found.into_iter().map(|(id, times)| (ConversationId(id), times)));
        Ok(())
    }

    pub(crate) async fn load_labels(&mut self, replica: &mut Replica, labels: &BTreeSet<LabelId>) -> Result<(), StoreError> {
        for label in labels {
            let row: Option<LabelRow> =
                query_as("SELECT id, step, name, colour FROM label WHERE id = ?").bind(label.0).fetch_optional(self.connection()).await?;
            replica.labels.extend(row.map(LabelRow::decision));
        }
        Ok(())
    }

    pub(crate) async fn load_replies(&mut self, replica: &mut Replica, replies: &BTreeSet<ReplyId>) -> Result<(), StoreError> {
        for reply in replies {
            let row: Option<ReplyRow> =
                query_as("SELECT id, step, shortcut, title, text FROM reply WHERE id = ?").bind(reply.0).fetch_optional(self.connection()).await?;
            replica.replies.extend(row.map(ReplyRow::decision));
        }
        Ok(())
    }

    pub(crate) async fn save_labels(&mut self, replica: &Replica) -> Result<(), StoreError> {
        for (id, decision) in replica.changes.labels.iter().filter_map(|id| replica.labels.get_key_value(id)) {
            let (name, colour) = decision.value.clone().map(|label| (label.name, label.colour)).unzip();
            query(
                "INSERT INTO label (id, step, name, colour) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (id) DO UPDATE SET step = excluded.step, name = excluded.name, colour = excluded.colour",
            )
            .bind(id.0)
            .bind(decision.step)
            .bind(name)
            .bind(colour)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    pub(crate) async fn save_replies(&mut self, replica: &Replica) -> Result<(), StoreError> {
        for (id, decision) in replica.changes.replies.iter().filter_map(|id| replica.replies.get_key_value(id)) {
            let reply = decision.value.as_ref();
            query(
                "INSERT INTO reply (id, step, shortcut, title, text) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (id) DO UPDATE SET step = excluded.step, shortcut = excluded.shortcut, title = excluded.title, text = excluded.text",
            )
            .bind(id.0)
            .bind(decision.step)
            .bind(reply.map(|reply| reply.shortcut.clone()))
            .bind(reply.map(|reply| reply.title.clone()))
            .bind(reply.map(|reply| reply.text.clone()))
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// What the list sorts and filters by follows from rows of several tables; called once they are written.
    pub(crate) async fn follow_conversations(&mut self, rows: &[&Conversation]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        query(
            "UPDATE conversation SET waiting_since = CASE WHEN last_inbound_at > coalesce(answered_at, -9223372036854775808) THEN \
                (SELECT min(m.at) FROM message m WHERE m.conversation_id = conversation.id AND m.outgoing = 0 AND m.kind <> 'system' \
                 AND m.at > coalesce(conversation.answered_at, -9223372036854775808)) END \
             WHERE id IN (SELECT unhex(value) FROM json_each(?))",
        )
        .bind(hex_list(rows.iter().map(|row| row.id.0)))
        .execute(self.connection())
        .await?;
        let labelled: Vec<&Conversation> = rows.iter().copied().filter(|row| !row.worked.labels.is_empty()).collect();
        if labelled.is_empty() {
            return Ok(());
        }
        query("DELETE FROM conversation_label WHERE conversation_id IN (SELECT unhex(value) FROM json_each(?))")
            .bind(hex_list(labelled.iter().map(|row| row.id.0)))
            .execute(self.connection())
            .await?;
        let labels: Vec<(ConversationId, LabelId)> = labelled.iter().flat_map(|row| row.worked.labels().map(|label| (row.id, label))).collect();
        bulk::write(self.connection(), ("conversation_label (conversation_id, label_id)", 2, ""), &labels, |q, (conversation, label)| {
            Ok(q.bind(conversation.0).bind(label.0))
        })
        .await
    }

    /// Removes everything in a conversation and remembers that it is gone: under its own name, and under those of what moved into it.
    pub(crate) async fn delete_conversation(&mut self, conversation: ConversationId) -> Result<(), StoreError> {
        for sql in [
            "INSERT INTO forgotten (message_id) SELECT id FROM message WHERE conversation_id = ? AND outgoing = 0 ON CONFLICT DO NOTHING",
            "DELETE FROM raw WHERE entry_id IN (SELECT entry_id FROM message WHERE conversation_id = ? AND outgoing = 0)",
            "DELETE FROM message WHERE conversation_id = ?",
            "DELETE FROM outbox WHERE conversation_id = ?",
            "DELETE FROM draft WHERE conversation_id = ?",
            "DELETE FROM conversation_label WHERE conversation_id = ?",
            "DELETE FROM conversation WHERE id = ?",
            "INSERT INTO deletion (conversation_id, times) \
             WITH RECURSIVE gone (id) AS (SELECT ? UNION SELECT m.conversation_id FROM gone JOIN moved m ON m.to_id = gone.id) \
             SELECT id, 1 FROM gone WHERE true ON CONFLICT (conversation_id) DO UPDATE SET times = times + 1",
        ] {
            query(sql).bind(conversation.0).execute(self.connection()).await?;
        }
        Ok(())
    }

    pub(crate) async fn forget(&mut self, messages: &BTreeSet<MessageId>) -> Result<(), StoreError> {
        let messages: Vec<MessageId> = messages.iter().copied().collect();
        bulk::write(self.connection(), ("forgotten (message_id)", 1, "ON CONFLICT DO NOTHING"), &messages, |q, id| Ok(q.bind(id.0))).await
    }
}

impl crate::Store {
    /// The team's labels by name.
    pub async fn labels(&self) -> Result<Vec<(LabelId, Label)>, StoreError> {
        let rows: Vec<LabelRow> = query_as("SELECT id, step, name, colour FROM label WHERE name IS NOT NULL").fetch_all(&self.readers).await?;
        let mut labels: Vec<_> = rows.into_iter().map(LabelRow::decision).filter_map(|(id, label)| Some((id, label.value?))).collect();
        labels.sort_by(|(a_id, a), (b_id, b)| (a.name.to_lowercase(), a_id).cmp(&(b.name.to_lowercase(), b_id)));
        Ok(labels)
    }

    /// The team's replies by shortcut.
    pub async fn replies(&self) -> Result<Vec<(ReplyId, Reply)>, StoreError> {
        let rows: Vec<ReplyRow> =
            query_as("SELECT id, step, shortcut, title, text FROM reply WHERE text IS NOT NULL").fetch_all(&self.readers).await?;
        let mut replies: Vec<_> = rows.into_iter().map(ReplyRow::decision).filter_map(|(id, reply)| Some((id, reply.value?))).collect();
        replies.sort_by(|(a_id, a), (b_id, b)| (&a.shortcut, a_id).cmp(&(&b.shortcut, b_id)));
        Ok(replies)
    }

    /// The snoozed conversations whose time comes after `after` and not after `now`, the first 200 of them.
    pub async fn woken(&self, after: Millis, now: Millis) -> Result<Vec<ConversationId>, StoreError> {
        let rows: Vec<(Uuid,)> = query_as(
            "SELECT id FROM conversation INDEXED BY conversation_by_wake WHERE status = 1 AND snoozed_until > ? AND snoozed_until <= ? LIMIT 200",
        )
        .bind(after.0)
        .bind(now.0)
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// When the next snooze after `now` is over.
    pub async fn next_wake(&self, now: Millis) -> Result<Option<Millis>, StoreError> {
        let (at,): (Option<i64>,) =
            query_as("SELECT min(snoozed_until) FROM conversation INDEXED BY conversation_by_wake WHERE status = 1 AND snoozed_until > ?")
                .bind(now.0)
                .fetch_one(&self.readers)
                .await?;
        Ok(at.map(Millis))
    }
}
