//! Loading the rows that a batch looks at.

use std::collections::BTreeSet;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::{Contact, Identity};
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{AttemptId, ContactId, ConversationId, MemberId, MessageId, PhoneNumberId, Wamid};
use frontdesk_domain::message::{Message, Receipts};
use frontdesk_domain::replica::{Attempt, Needs, Replica};
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::ReadMark;
use sqlx::{AssertSqlSafe, query_as};
use uuid::Uuid;

use crate::bulk::{hex_list, text_list};
use crate::change::Change;
use crate::error::StoreError;
use crate::rows::{
    AttemptRow, CHANNEL_COLUMNS, CONVERSATION_COLUMNS, ChannelRow, ContactRow, ConversationRow, MESSAGE_COLUMNS, MessageRow, from_json,
};

impl Change {
    /// The part of the database that a batch with these needs looks at.
    pub async fn load(&mut self, needs: &Needs) -> Result<Replica, StoreError> {
        let mut replica = Replica::default();
        self.load_contacts(&mut replica, &needs.identities).await?;
        self.load_messages(&mut replica, needs).await?;
        self.load_forgotten(&mut replica, &needs.messages).await?;
        self.load_moved(&mut replica, &needs.conversations).await?;
        self.load_deletions(&mut replica, &needs.conversations).await?;
        self.load_conversations(&mut replica, &needs.conversations).await?;
        self.load_parked(&mut replica, &needs.wamids).await?;
        self.load_read_marks(&mut replica, &needs.read_marks).await?;
        self.load_channels(&mut replica, &needs.channels).await?;
        self.load_labels(&mut replica, &needs.labels).await?;
        self.load_replies(&mut replica, &needs.replies).await?;
        if needs.rotation {
            replica.rotation = self.rotation().await?;
        }
        Ok(replica)
    }

    async fn load_contacts(&mut self, replica: &mut Replica, identities: &BTreeSet<Identity>) -> Result<(), StoreError> {
        if identities.is_empty() {
            return Ok(());
        }
        let by_key: std::collections::BTreeMap<String, &Identity> = identities.iter().map(|i| (i.key(), i)).collect();
        let found: Vec<(String, Uuid)> = query_as("SELECT key, contact_id FROM identity WHERE key IN (SELECT value FROM json_each(?))")
            .bind(text_list(by_key.keys().map(String::as_str))?)
            .fetch_all(self.connection())
            .await?;
        let mut wanted: BTreeSet<Uuid> = BTreeSet::new();
        for (key, contact) in found {
            if let Some(identity) = by_key.get(&key) {
                replica.identities.insert((*identity).clone(), ContactId(contact));
                wanted.insert(contact);
            }
        }
        // Merged contacts point to the one that stays, so it is needed too.
        while !wanted.is_empty() {
            let rows: Vec<ContactRow> = query_as(
                "SELECT id, profile_name, username, wa_id, user_id, named_at, merged_into FROM contact \
                 WHERE id IN (SELECT unhex(value) FROM json_each(?))",
            )
            .bind(hex_list(wanted.iter().copied()))
            .fetch_all(self.connection())
            .await?;
            wanted.clear();
            for row in rows {
                let contact = Contact::from(row);
                if let Some(next) = contact.merged_into
                    && !replica.contacts.contains_key(&next)
                {
                    wanted.insert(next.0);
                }
                replica.contacts.insert(contact.id, contact);
            }
        }
        Ok(())
    }

    async fn load_messages(&mut self, replica: &mut Replica, needs: &Needs) -> Result<(), StoreError> {
        self.load_attempts(replica, needs).await?;
        let of_attempts = replica.attempts.values().filter_map(|attempt| attempt.message);
        let wanted: BTreeSet<Uuid> = needs.messages.iter().copied().chain(of_attempts).map(|id| id.0).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT {MESSAGE_COLUMNS} FROM message WHERE id IN (SELECT unhex(value) FROM json_each(?))");
        let rows: Vec<MessageRow> = query_as(AssertSqlSafe(sql)).bind(hex_list(wanted)).fetch_all(self.connection()).await?;
        for row in rows {
            let message = Message::try_from(row)?;
            replica.messages.insert(message.id, message);
        }
        Ok(())
    }

    async fn load_attempts(&mut self, replica: &mut Replica, needs: &Needs) -> Result<(), StoreError> {
        if !needs.attempts.is_empty() {
            let rows: Vec<AttemptRow> =
                query_as("SELECT id, message_id, wamid, receipts FROM attempt WHERE id IN (SELECT unhex(value) FROM json_each(?))")
                    .bind(hex_list(needs.attempts.iter().map(|id| id.0)))
                    .fetch_all(self.connection())
                    .await?;
            know_attempts(replica, rows)?;
        }
        if !needs.wamids.is_empty() {
            let rows: Vec<AttemptRow> = query_as(
                "SELECT id, message_id, wamid, receipts FROM attempt INDEXED BY attempt_by_wamid \
                 WHERE wamid IS NOT NULL AND wamid IN (SELECT value FROM json_each(?))",
            )
            .bind(text_list(needs.wamids.iter().map(Wamid::as_str))?)
            .fetch_all(self.connection())
            .await?;
            know_attempts(replica, rows)?;
        }
        Ok(())
    }

    /// Where conversations have moved, up to where they are now.
    async fn load_moved(&mut self, replica: &mut Replica, named: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        let mut wanted: BTreeSet<Uuid> = named.iter().map(|id| id.0).collect();
        while !wanted.is_empty() {
            let rows: Vec<(Uuid, Uuid)> =
                query_as("SELECT conversation_id, to_id FROM moved WHERE conversation_id IN (SELECT unhex(value) FROM json_each(?))")
                    .bind(hex_list(wanted))
                    .fetch_all(self.connection())
                    .await?;
            wanted = rows.iter().map(|(_, to)| *to).collect();
            replica.moved.extend(rows.into_iter().map(|(from, to)| (ConversationId(from), ConversationId(to))));
        }
        Ok(())
    }

    async fn load_conversations(&mut self, replica: &mut Replica, named: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        let of_messages = replica.messages.values().map(|m| m.conversation);
        let ids: BTreeSet<Uuid> = named.iter().copied().chain(replica.moved.values().copied()).chain(of_messages).map(|id| id.0).collect();
        let contacts: BTreeSet<Uuid> = replica.contacts.keys().map(|id| id.0).collect();
        for (column, keys) in [("id", ids), ("contact_id", contacts)] {
            if keys.is_empty() {
                continue;
            }
            let sql = format!(
                "SELECT {CONVERSATION_COLUMNS} FROM conversation \
                 WHERE {column} IN (SELECT unhex(value) FROM json_each(?))"
            );
            let rows: Vec<ConversationRow> = query_as(AssertSqlSafe(sql)).bind(hex_list(keys)).fetch_all(self.connection()).await?;
            for row in rows {
                let conversation = Conversation::try_from(row)?;
                replica.conversations.insert(conversation.id, conversation);
            }
        }
        Ok(())
    }

    async fn load_parked(&mut self, replica: &mut Replica, wamids: &BTreeSet<Wamid>) -> Result<(), StoreError> {
        if wamids.is_empty() {
            return Ok(());
        }
        let found: Vec<(String, String)> = query_as("SELECT wamid, receipts FROM parked WHERE wamid IN (SELECT value FROM json_each(?))")
            .bind(text_list(wamids.iter().map(Wamid::as_str))?)
            .fetch_all(self.connection())
            .await?;
        for (wamid, receipts) in found {
            replica.parked.insert(Wamid(wamid), from_json::<Receipts>(&receipts)?);
        }
        Ok(())
    }

    async fn load_channels(&mut self, replica: &mut Replica, numbers: &BTreeSet<PhoneNumberId>) -> Result<(), StoreError> {
        if numbers.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT {CHANNEL_COLUMNS} FROM channel WHERE phone_number_id IN (SELECT value FROM json_each(?))");
        let keys = text_list(numbers.iter().map(PhoneNumberId::as_str))?;
        let rows: Vec<ChannelRow> = query_as(AssertSqlSafe(sql)).bind(keys).fetch_all(self.connection()).await?;
        replica.channels.extend(rows.into_iter().map(Channel::from).map(|channel| (channel.phone_number_id.clone(), channel)));
        Ok(())
    }

    async fn load_read_marks(&mut self, replica: &mut Replica, marks: &BTreeSet<(ConversationId, MemberId)>) -> Result<(), StoreError> {
        let present = |conversation: &ConversationId| std::iter::successors(Some(*conversation), |at| replica.moved.get(at).copied()).last();
        let marks: BTreeSet<_> = marks.iter().filter_map(|(named, member)| Some((present(named)?, *member))).collect();
        for (conversation, member) in marks {
            let mark: Option<(u32, i64)> = query_as("SELECT step, through FROM read_mark WHERE conversation_id = ? AND member_id = ?")
                .bind(conversation.0)
                .bind(member.0)
                .fetch_optional(self.connection())
                .await?;
            if let Some((step, through)) = mark {
                replica.read_marks.insert((conversation, member), ReadMark { step, through: Millis(through) });
            }
        }
        Ok(())
    }
}

fn know_attempts(replica: &mut Replica, rows: Vec<AttemptRow>) -> Result<(), StoreError> {
    for row in rows {
        let id = AttemptId(row.id);
        let attempt = Attempt {
            message: row.message_id.map(MessageId),
            wamid: row.wamid.map(Wamid),
            receipts: row.receipts.as_deref().map(from_json).transpose()?.unwrap_or_default(),
        };
        if let Some(wamid) = &attempt.wamid {
            replica.wamids.insert(wamid.clone(), id);
        }
        replica.attempts.insert(id, attempt);
    }
    Ok(())
}
