//! Writing the rows that a batch changed.

use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::Contact;
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{AttemptId, ContactId, ConversationId, EntryId};
use frontdesk_domain::message::{Message, Receipts};
use frontdesk_domain::replica::{Attempt, Rearranged, Replica};
use frontdesk_domain::work::Worked;
use sqlx::{AssertSqlSafe, query};

use crate::bulk;
use crate::change::Change;
use crate::error::StoreError;
use crate::rows::{CHANNEL_COLUMNS, MESSAGE_COLUMNS, MessageRow, to_json};
use crate::setting::ROTATION;
use crate::work::status;

impl Change {
    /// Writes everything that the replica's changes name.
    pub async fn save(&mut self, replica: &Replica) -> Result<(), StoreError> {
        let changes = &replica.changes;
        let contacts: Vec<&Contact> = changes.contacts.iter().filter_map(|id| replica.contacts.get(id)).collect();
        bulk::write(
            self.connection(),
            (
                "contact (id, profile_name, username, wa_id, user_id, named_at, merged_into)",
                7,
                "ON CONFLICT (id) DO UPDATE SET profile_name = excluded.profile_name, username = excluded.username, wa_id = excluded.wa_id, \
                 user_id = excluded.user_id, named_at = excluded.named_at, merged_into = excluded.merged_into",
            ),
            &contacts,
            |q, c| {
                Ok(q.bind(c.id.0)
                    .bind(c.profile_name.clone())
                    .bind(c.username.clone())
                    .bind(c.wa_id.as_ref().map(|id| id.0.clone()))
                    .bind(c.user_id.as_ref().map(|id| id.0.clone()))
                    .bind(c.named_at.0)
                    .bind(c.merged_into.map(|id| id.0)))
            },
        )
        .await?;
        let identities: Vec<(String, ContactId)> =
            changes.identities.iter().filter_map(|i| replica.identities.get(i).map(|contact| (i.key(), *contact))).collect();
        bulk::write(
            self.connection(),
            ("identity (key, contact_id)", 2, "ON CONFLICT (key) DO UPDATE SET contact_id = excluded.contact_id"),
            &identities,
            |q, (key, contact)| Ok(q.bind(key.clone()).bind(contact.0)),
        )
        .await?;
        for (gone, stays) in &changes.merged {
            // Handles that the batch did not name lead to the same person.
            query("UPDATE identity SET contact_id = ? WHERE contact_id = ?").bind(stays.0).bind(gone.0).execute(self.connection()).await?;
        }
        for rearranged in &changes.rearranged {
            match rearranged {
                Rearranged::Moved { from, to } => self.move_conversation(*from, *to).await?,
                Rearranged::Deleted { conversation } => self.delete_conversation(*conversation).await?,
            }
        }
        self.forget(&changes.forgotten).await?;
        self.save_messages(changes.messages.iter().filter_map(|id| replica.messages.get(id))).await?;
        self.index_people(&contacts).await?;
        self.index_messages(changes.messages.iter().filter_map(|id| replica.messages.get(id))).await?;
        self.save_conversations(changes.conversations.iter().filter_map(|id| replica.conversations.get(id))).await?;
        let attempts: Vec<(AttemptId, &Attempt)> =
            changes.attempts.iter().filter_map(|id| replica.attempts.get(id).map(|attempt| (*id, attempt))).collect();
        bulk::write(
            self.connection(),
            (
                "attempt (id, message_id, wamid, receipts)",
                4,
                "ON CONFLICT (id) DO UPDATE SET message_id = excluded.message_id, wamid = excluded.wamid, receipts = excluded.receipts",
            ),
            &attempts,
            |q, (id, attempt)| {
                let receipts = if attempt.receipts == Receipts::default() { None } else { Some(to_json(&attempt.receipts)?) };
                Ok(q.bind(id.0).bind(attempt.message.map(|id| id.0)).bind(attempt.wamid.as_ref().map(|id| id.0.clone())).bind(receipts))
            },
        )
        .await?;
        for wamid in &changes.parked {
            match replica.parked.get(wamid) {
                Some(receipts) => {
                    query("INSERT INTO parked (wamid, receipts) VALUES (?, ?) ON CONFLICT (wamid) DO UPDATE SET receipts = excluded.receipts")
                        .bind(wamid.0.clone())
                        .bind(to_json(receipts)?)
                        .execute(self.connection())
                        .await?
                }
                None => query("DELETE FROM parked WHERE wamid = ?").bind(wamid.0.clone()).execute(self.connection()).await?,
            };
        }
        for (conversation, member) in &changes.read_marks {
            if let Some(mark) = replica.read_marks.get(&(*conversation, *member)) {
                query(
                    "INSERT INTO read_mark (conversation_id, member_id, through, step) VALUES (?, ?, ?, ?) \
                     ON CONFLICT (conversation_id, member_id) DO UPDATE SET through = excluded.through, step = excluded.step \
                     WHERE (excluded.step, excluded.through) > (step, through)",
                )
                .bind(conversation.0)
                .bind(member.0)
                .bind(mark.through.0)
                .bind(mark.step)
                .execute(self.connection())
                .await?;
            }
        }
        for member in &changes.members {
            if let Some(name) = replica.members.get(member) {
                query("INSERT INTO member (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                    .bind(member.0)
                    .bind(name.clone())
                    .execute(self.connection())
                    .await?;
            }
        }
        for number in &changes.channels {
            if let Some(channel) = replica.channels.get(number) {
                self.save_channel(channel).await?;
            }
        }
        self.save_labels(replica).await?;
        self.save_replies(replica).await?;
        if let Some(rotation) = replica.rotation.filter(|_| changes.rotation) {
            self.set_setting(ROTATION, &to_json(&rotation.enabled)?, rotation.at).await?;
        }
        bulk::write(self.connection(), ("kept (entry_id, position, subject, received_at)", 4, "ON CONFLICT DO NOTHING"), &changes.kept, |q, kept| {
            Ok(q.bind(kept.entry.0).bind(i64::from(kept.index)).bind(kept.subject.clone()).bind(kept.received_at.0))
        })
        .await
    }

    async fn save_messages<'a>(&mut self, messages: impl Iterator<Item = &'a Message>) -> Result<(), StoreError> {
        let rows = messages.map(MessageRow::try_from).collect::<Result<Vec<_>, _>>()?;
        let into = format!("message ({MESSAGE_COLUMNS})");
        bulk::write(
            self.connection(),
            (
                &into,
                22,
                "ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id, wamid = excluded.wamid, author = excluded.author, \
                 progress = excluded.progress, step = excluded.step, attempt = excluded.attempt, accepted_at = excluded.accepted_at, \
                 sent_at = excluded.sent_at, delivered_at = excluded.delivered_at, read_at = excluded.read_at, \
                 failed_at = excluded.failed_at, failure = excluded.failure, problem = excluded.problem",
            ),
            &rows,
            |q, m| {
                Ok(q.bind(m.id)
                    .bind(m.conversation_id)
                    .bind(m.at)
                    .bind(m.outgoing)
                    .bind(m.kind.clone())
                    .bind(m.text.clone())
                    .bind(m.wamid.clone())
                    .bind(m.reply_to.clone())
                    .bind(m.entry_id)
                    .bind(m.failures.clone())
                    .bind(m.author)
                    .bind(m.progress.clone())
                    .bind(m.step)
                    .bind(m.attempt)
                    .bind(m.accepted_at)
                    .bind(m.sent_at)
                    .bind(m.delivered_at)
                    .bind(m.read_at)
                    .bind(m.failed_at)
                    .bind(m.failure.clone())
                    .bind(m.problem.clone())
                    .bind(m.mentions.clone()))
            },
        )
        .await
    }

    async fn save_conversations<'a>(&mut self, conversations: impl Iterator<Item = &'a Conversation>) -> Result<(), StoreError> {
        let rows: Vec<&Conversation> = conversations.collect();
        bulk::write(
            self.connection(),
            (
                "conversation (id, contact_id, phone_number_id, active_at, last_message_id, last_inbound_at, answered_at, inbound, worked, \
                 status, snoozed_until, pinned)",
                12,
                "ON CONFLICT (id) DO UPDATE SET active_at = excluded.active_at, last_message_id = excluded.last_message_id, \
                 last_inbound_at = excluded.last_inbound_at, answered_at = excluded.answered_at, inbound = excluded.inbound, \
                 worked = excluded.worked, status = excluded.status, snoozed_until = excluded.snoozed_until, pinned = excluded.pinned",
            ),
            &rows,
            |q, c| {
                let (active_at, last) = c.last.map_or((0, None), |(at, id)| (at.0, Some(id.0)));
                let (status, snoozed_until) = status(c.decided());
                let worked = if c.worked == Worked::default() { None } else { Some(to_json(&c.worked)?) };
                Ok(q.bind(c.id.0)
                    .bind(c.contact.0)
                    .bind(c.phone_number_id.0.clone())
                    .bind(active_at)
                    .bind(last)
                    .bind(c.last_inbound_at.map(|at| at.0))
                    .bind(c.answered_at.map(|at| at.0))
                    .bind(c.inbound)
                    .bind(worked)
                    .bind(status)
                    .bind(snoozed_until)
                    .bind(c.worked.pinned.value))
            },
        )
        .await?;
        self.follow_conversations(&rows).await
    }

    async fn save_channel(&mut self, channel: &Channel) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO channel ({CHANNEL_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (phone_number_id) DO UPDATE SET waba_id = excluded.waba_id, inbox_id = excluded.inbox_id, \
             display_phone_number = excluded.display_phone_number, verified_name = excluded.verified_name, \
             account_name = excluded.account_name, business_id = excluded.business_id, app_id = excluded.app_id, \
             coexistence = excluded.coexistence, internal_name = excluded.internal_name, description = excluded.description, \
             running = excluded.running, connected_at = excluded.connected_at, disconnected_at = excluded.disconnected_at, \
             named_at = excluded.named_at, run_at = excluded.run_at"
        );
        query(AssertSqlSafe(sql))
            .bind(channel.phone_number_id.0.clone())
            .bind(channel.waba_id.0.clone())
            .bind(channel.inbox.0)
            .bind(channel.display_phone_number.clone())
            .bind(channel.verified_name.clone())
            .bind(channel.account_name.clone())
            .bind(channel.business_id.clone())
            .bind(channel.app_id.clone())
            .bind(channel.coexistence)
            .bind(channel.internal_name.clone())
            .bind(channel.description.clone())
            .bind(channel.running)
            .bind(channel.decided.connected.0)
            .bind(channel.decided.disconnected.0)
            .bind(channel.decided.names.0)
            .bind(channel.decided.running.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Everything about a conversation moves to another one.
    async fn move_conversation(&mut self, from: ConversationId, to: ConversationId) -> Result<(), StoreError> {
        for sql in [
            "UPDATE message SET conversation_id = ?1 WHERE conversation_id = ?2",
            "UPDATE outbox SET conversation_id = ?1 WHERE conversation_id = ?2",
            // Two drafts: an agent's words are never thrown away, so both stay.
            "INSERT INTO draft (conversation_id, text, saved_at) SELECT ?1, text, saved_at FROM draft WHERE conversation_id = ?2 \
             ON CONFLICT (conversation_id) DO UPDATE SET text = text || char(10) || excluded.text, saved_at = max(saved_at, excluded.saved_at)",
            "DELETE FROM draft WHERE conversation_id = ?2",
            "INSERT INTO read_mark (conversation_id, member_id, through, step) \
             SELECT ?1, member_id, through, step FROM read_mark WHERE conversation_id = ?2 \
             ON CONFLICT (conversation_id, member_id) DO UPDATE SET through = excluded.through, step = excluded.step \
             WHERE (excluded.step, excluded.through) > (step, through)",
            "DELETE FROM read_mark WHERE conversation_id = ?2",
            "DELETE FROM conversation_label WHERE conversation_id = ?2",
            "DELETE FROM conversation WHERE id = ?2",
            "INSERT INTO moved (conversation_id, to_id) VALUES (?2, ?1) ON CONFLICT (conversation_id) DO UPDATE SET to_id = excluded.to_id",
        ] {
            query(sql).bind(to.0).bind(from.0).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Keeps the provider's original bytes of entries.
    pub async fn keep_raw(&mut self, raws: &[(EntryId, Vec<u8>)]) -> Result<(), StoreError> {
        bulk::write(self.connection(), ("raw (entry_id, bytes)", 2, "ON CONFLICT (entry_id) DO NOTHING"), raws, |q, (entry, bytes)| {
            Ok(q.bind(entry.0).bind(bytes.clone()))
        })
        .await
    }
}
