//! Loading the rows that a batch looks at, and writing those it changed.

use std::collections::BTreeSet;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::{Contact, Identity};
use frontdesk_domain::conversation::{Conversation, conversation_id};
use frontdesk_domain::ids::{AttemptId, ContactId, ConversationId, EntryId, MemberId, MessageId, PhoneNumberId, Wamid};
use frontdesk_domain::message::{Direction, Message, Receipts};
use frontdesk_domain::replica::{Needs, ParkedUnder, Replica};
use frontdesk_domain::time::Millis;
use sqlx::{AssertSqlSafe, query, query_as};
use uuid::Uuid;

use crate::bulk::{self, hex_list, text_list};
use crate::change::Change;
use crate::error::StoreError;
use crate::rows::{ChannelRow, ContactRow, ConversationRow, MESSAGE_COLUMNS, MessageRow, from_json, to_json};

fn parked_key(under: &ParkedUnder) -> String {
    match under {
        ParkedUnder::Wamid(wamid) => format!("wamid:{}", wamid.as_str()),
        ParkedUnder::Attempt(attempt) => format!("attempt:{attempt}"),
    }
}

impl Change {
    /// The part of the database that a batch with these needs looks at.
    pub async fn load(&mut self, needs: &Needs) -> Result<Replica, StoreError> {
        let mut replica = Replica::default();
        self.load_contacts(&mut replica, &needs.identities).await?;
        self.load_messages(&mut replica, needs).await?;
        self.load_conversations(&mut replica, &needs.conversations).await?;
        self.load_parked(&mut replica, needs).await?;
        self.load_read_marks(&mut replica, &needs.read_marks).await?;
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
        let mut wanted: BTreeSet<Uuid> = needs.messages.iter().map(|id| id.0).collect();
        if !needs.attempts.is_empty() {
            let found: Vec<(Uuid, Uuid)> = query_as("SELECT id, message_id FROM attempt WHERE id IN (SELECT unhex(value) FROM json_each(?))")
                .bind(hex_list(needs.attempts.iter().map(|id| id.0)))
                .fetch_all(self.connection())
                .await?;
            for (attempt, message) in found {
                replica.attempts.insert(AttemptId(attempt), MessageId(message));
                wanted.insert(message);
            }
        }
        if !needs.wamids.is_empty() {
            let found: Vec<(String, Uuid)> = query_as(
                "SELECT wamid, id FROM message INDEXED BY message_by_wamid \
                 WHERE outgoing = 1 AND wamid IS NOT NULL AND wamid IN (SELECT value FROM json_each(?))",
            )
            .bind(text_list(needs.wamids.iter().map(Wamid::as_str))?)
            .fetch_all(self.connection())
            .await?;
            for (wamid, message) in found {
                replica.wamids.insert(Wamid(wamid), MessageId(message));
                wanted.insert(message);
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT {MESSAGE_COLUMNS} FROM message WHERE id IN (SELECT unhex(value) FROM json_each(?))");
        let rows: Vec<MessageRow> = query_as(AssertSqlSafe(sql)).bind(hex_list(wanted)).fetch_all(self.connection()).await?;
        for row in rows {
            let message = Message::try_from(row)?;
            if message.direction() == Direction::Out
                && let Some(wamid) = &message.wamid
            {
                replica.wamids.insert(wamid.clone(), message.id);
            }
            replica.messages.insert(message.id, message);
        }
        Ok(())
    }

    async fn load_conversations(&mut self, replica: &mut Replica, named: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        let ids = named.iter().map(|id| id.0).chain(replica.messages.values().map(|m| m.conversation.0)).collect::<BTreeSet<_>>();
        let contacts: BTreeSet<Uuid> = replica.contacts.keys().map(|id| id.0).collect();
        for (column, keys) in [("id", ids), ("contact_id", contacts)] {
            if keys.is_empty() {
                continue;
            }
            let sql = format!(
                "SELECT id, contact_id, phone_number_id, active_at, last_message_id, last_inbound_at FROM conversation \
                 WHERE {column} IN (SELECT unhex(value) FROM json_each(?))"
            );
            let rows: Vec<ConversationRow> = query_as(AssertSqlSafe(sql)).bind(hex_list(keys)).fetch_all(self.connection()).await?;
            replica.conversations.extend(rows.into_iter().map(Conversation::from).map(|c| (c.id, c)));
        }
        Ok(())
    }

    async fn load_parked(&mut self, replica: &mut Replica, needs: &Needs) -> Result<(), StoreError> {
        let by_key: std::collections::BTreeMap<String, ParkedUnder> = needs.parked().map(|under| (parked_key(&under), under)).collect();
        if by_key.is_empty() {
            return Ok(());
        }
        let found: Vec<(String, String)> = query_as("SELECT key, receipts FROM parked WHERE key IN (SELECT value FROM json_each(?))")
            .bind(text_list(by_key.keys().map(String::as_str))?)
            .fetch_all(self.connection())
            .await?;
        for (key, receipts) in found {
            if let Some(under) = by_key.get(&key) {
                replica.parked.insert(under.clone(), from_json::<Receipts>(&receipts)?);
            }
        }
        Ok(())
    }

    async fn load_read_marks(&mut self, replica: &mut Replica, marks: &BTreeSet<(ConversationId, MemberId)>) -> Result<(), StoreError> {
        for (conversation, member) in marks {
            let through: Option<(i64,)> = query_as("SELECT through FROM read_mark WHERE conversation_id = ? AND member_id = ?")
                .bind(conversation.0)
                .bind(member.0)
                .fetch_optional(self.connection())
                .await?;
            if let Some((through,)) = through {
                replica.read_marks.insert((*conversation, *member), Millis(through));
            }
        }
        Ok(())
    }

    /// Writes everything that the replica's changes name.
    pub async fn save(&mut self, replica: &Replica) -> Result<(), StoreError> {
        let changes = &replica.changes;
        let contacts: Vec<&Contact> = changes.contacts.iter().filter_map(|id| replica.contacts.get(id)).collect();
        bulk::write(
            self.connection(),
            (
                "INSERT INTO contact (id, profile_name, username, wa_id, user_id, named_at, merged_into)",
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
            ("INSERT INTO identity (key, contact_id)", 2, "ON CONFLICT (key) DO UPDATE SET contact_id = excluded.contact_id"),
            &identities,
            |q, (key, contact)| Ok(q.bind(key.clone()).bind(contact.0)),
        )
        .await?;
        for (gone, stays) in &changes.merged {
            self.move_conversations(*gone, *stays).await?;
        }
        self.save_messages(changes.messages.iter().filter_map(|id| replica.messages.get(id))).await?;
        self.save_conversations(changes.conversations.iter().filter_map(|id| replica.conversations.get(id))).await?;
        let attempts: Vec<(AttemptId, MessageId)> =
            changes.attempts.iter().filter_map(|id| replica.attempts.get(id).map(|message| (*id, *message))).collect();
        bulk::write(
            self.connection(),
            ("INSERT INTO attempt (id, message_id)", 2, "ON CONFLICT (id) DO NOTHING"),
            &attempts,
            |q, (attempt, message)| Ok(q.bind(attempt.0).bind(message.0)),
        )
        .await?;
        for under in &changes.parked {
            match replica.parked.get(under) {
                Some(receipts) => {
                    query("INSERT INTO parked (key, receipts) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET receipts = excluded.receipts")
                        .bind(parked_key(under))
                        .bind(to_json(receipts)?)
                        .execute(self.connection())
                        .await?
                }
                None => query("DELETE FROM parked WHERE key = ?").bind(parked_key(under)).execute(self.connection()).await?,
            };
        }
        for (conversation, member) in &changes.read_marks {
            if let Some(through) = replica.read_marks.get(&(*conversation, *member)) {
                query(
                    "INSERT INTO read_mark (conversation_id, member_id, through) VALUES (?, ?, ?) \
                     ON CONFLICT (conversation_id, member_id) DO UPDATE SET through = max(through, excluded.through)",
                )
                .bind(conversation.0)
                .bind(member.0)
                .bind(through.0)
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
        bulk::write(
            self.connection(),
            ("INSERT INTO kept (entry_id, position, subject, received_at)", 4, "ON CONFLICT DO NOTHING"),
            &changes.kept,
            |q, kept| Ok(q.bind(kept.entry.0).bind(i64::from(kept.index)).bind(kept.subject.clone()).bind(kept.received_at.0)),
        )
        .await
    }

    async fn save_messages<'a>(&mut self, messages: impl Iterator<Item = &'a Message>) -> Result<(), StoreError> {
        let rows = messages.map(MessageRow::try_from).collect::<Result<Vec<_>, _>>()?;
        let head = format!("INSERT INTO message ({MESSAGE_COLUMNS})");
        bulk::write(
            self.connection(),
            (
                &head,
                21,
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
                    .bind(m.problem.clone()))
            },
        )
        .await
    }

    async fn save_conversations<'a>(&mut self, conversations: impl Iterator<Item = &'a Conversation>) -> Result<(), StoreError> {
        let rows: Vec<&Conversation> = conversations.collect();
        bulk::write(
            self.connection(),
            (
                "INSERT INTO conversation (id, contact_id, phone_number_id, active_at, last_message_id, last_inbound_at)",
                6,
                "ON CONFLICT (id) DO UPDATE SET active_at = excluded.active_at, last_message_id = excluded.last_message_id, \
                 last_inbound_at = excluded.last_inbound_at",
            ),
            &rows,
            |q, c| {
                let (active_at, last) = c.last.map_or((0, None), |(at, id)| (at.0, Some(id.0)));
                Ok(q.bind(c.id.0)
                    .bind(c.contact.0)
                    .bind(c.phone_number_id.0.clone())
                    .bind(active_at)
                    .bind(last)
                    .bind(c.last_inbound_at.map(|at| at.0)))
            },
        )
        .await
    }

    async fn save_channel(&mut self, channel: &Channel) -> Result<(), StoreError> {
        query(
            "INSERT INTO channel (phone_number_id, waba_id, inbox_id, display_phone_number, verified_name) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (phone_number_id) DO UPDATE SET waba_id = excluded.waba_id, inbox_id = excluded.inbox_id, \
             display_phone_number = excluded.display_phone_number, verified_name = excluded.verified_name",
        )
        .bind(channel.phone_number_id.0.clone())
        .bind(channel.waba_id.0.clone())
        .bind(channel.inbox.0)
        .bind(channel.display_phone_number.clone())
        .bind(channel.verified_name.clone())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The history of a contact that turned out to be another one moves there.
    async fn move_conversations(&mut self, gone: ContactId, stays: ContactId) -> Result<(), StoreError> {
        query("UPDATE identity SET contact_id = ? WHERE contact_id = ?").bind(stays.0).bind(gone.0).execute(self.connection()).await?;
        let rows: Vec<(Uuid, String)> =
            query_as("SELECT id, phone_number_id FROM conversation WHERE contact_id = ?").bind(gone.0).fetch_all(self.connection()).await?;
        for (old, number) in rows {
            let new = conversation_id(stays, &PhoneNumberId(number)).0;
            for sql in [
                "UPDATE message SET conversation_id = ? WHERE conversation_id = ?",
                "UPDATE outbox SET conversation_id = ? WHERE conversation_id = ?",
                "UPDATE OR IGNORE draft SET conversation_id = ? WHERE conversation_id = ?",
                "UPDATE OR IGNORE read_mark SET conversation_id = ? WHERE conversation_id = ?",
            ] {
                query(sql).bind(new).bind(old).execute(self.connection()).await?;
            }
            query("DELETE FROM conversation WHERE id = ?").bind(old).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Keeps the provider's original bytes of entries.
    pub async fn keep_raw(&mut self, raws: &[(EntryId, Vec<u8>)]) -> Result<(), StoreError> {
        bulk::write(self.connection(), ("INSERT INTO raw (entry_id, bytes)", 2, "ON CONFLICT (entry_id) DO NOTHING"), raws, |q, (entry, bytes)| {
            Ok(q.bind(entry.0).bind(bytes.clone()))
        })
        .await
    }
}

impl crate::Store {
    /// Connected business numbers, in the order of their ids.
    pub async fn channels(&self) -> Result<Vec<Channel>, StoreError> {
        let rows: Vec<ChannelRow> =
            query_as("SELECT phone_number_id, waba_id, inbox_id, display_phone_number, verified_name FROM channel ORDER BY phone_number_id")
                .fetch_all(&self.readers)
                .await?;
        Ok(rows.into_iter().map(Channel::from).collect())
    }

    /// The team's names by member.
    pub async fn members(&self) -> Result<Vec<(MemberId, String)>, StoreError> {
        let rows: Vec<(Uuid, String)> = query_as("SELECT id, name FROM member").fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(|(id, name)| (MemberId(id), name)).collect())
    }

    /// The provider's original bytes of an entry.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none were kept.
    pub async fn raw(&self, entry: EntryId) -> Result<Vec<u8>, StoreError> {
        let (bytes,): (Vec<u8>,) = query_as("SELECT bytes FROM raw WHERE entry_id = ?").bind(entry.0).fetch_one(&self.readers).await?;
        Ok(bytes)
    }
}
