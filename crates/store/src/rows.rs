//! Rows as SQLite has them, and their way to and from the domain's types.

use frontdesk_domain::channel::{Channel, Decided};
use frontdesk_domain::contact::Contact;
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{AttemptId, Bsuid, ContactId, ConversationId, EntryId, InboxId, MemberId, MessageId, PhoneNumberId, WaId, WabaId, Wamid};
use frontdesk_domain::message::{Content, Message, MessageKind, Outgoing, Progress, Receipts, Way};
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::Worked;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::StoreError;

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    Ok(serde_json::from_str(text)?)
}

/// An enum that serialises to one word, as that word.
pub(crate) fn to_word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(StoreError::Other(format!("{other} is not a word"))),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    Ok(serde_json::from_value(serde_json::Value::String(word.to_owned()))?)
}

#[derive(sqlx::FromRow)]
pub(crate) struct ContactRow {
    pub id: Uuid,
    pub profile_name: Option<String>,
    pub username: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub named_at: i64,
    pub merged_into: Option<Uuid>,
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        Self {
            id: ContactId(row.id),
            profile_name: row.profile_name,
            username: row.username,
            wa_id: row.wa_id.map(WaId),
            user_id: row.user_id.map(Bsuid),
            named_at: Millis(row.named_at),
            merged_into: row.merged_into.map(ContactId),
        }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct ConversationRow {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub phone_number_id: String,
    pub active_at: i64,
    pub last_message_id: Option<Uuid>,
    pub last_inbound_at: Option<i64>,
    pub answered_at: Option<i64>,
    pub inbound: u32,
    pub worked: Option<String>,
}

pub(crate) const CONVERSATION_COLUMNS: &str =
    "id, contact_id, phone_number_id, active_at, last_message_id, last_inbound_at, answered_at, inbound, worked";

impl TryFrom<ConversationRow> for Conversation {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ConversationId(row.id),
            contact: ContactId(row.contact_id),
            phone_number_id: PhoneNumberId(row.phone_number_id),
            last: row.last_message_id.map(|id| (Millis(row.active_at), MessageId(id))),
            last_inbound_at: row.last_inbound_at.map(Millis),
            answered_at: row.answered_at.map(Millis),
            inbound: row.inbound,
            worked: row.worked.as_deref().map_or_else(|| Ok(Worked::default()), from_json)?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct ChannelRow {
    phone_number_id: String,
    waba_id: String,
    inbox_id: Uuid,
    display_phone_number: String,
    verified_name: String,
    account_name: Option<String>,
    business_id: Option<String>,
    app_id: Option<String>,
    coexistence: bool,
    internal_name: Option<String>,
    description: Option<String>,
    running: bool,
    connected_at: i64,
    disconnected_at: i64,
    named_at: i64,
    run_at: i64,
}

pub(crate) const CHANNEL_COLUMNS: &str = "phone_number_id, waba_id, inbox_id, display_phone_number, verified_name, account_name, business_id, app_id, \
     coexistence, internal_name, description, running, connected_at, disconnected_at, named_at, run_at";

impl From<ChannelRow> for Channel {
    fn from(row: ChannelRow) -> Self {
        Self {
            phone_number_id: PhoneNumberId(row.phone_number_id),
            waba_id: WabaId(row.waba_id),
            inbox: InboxId(row.inbox_id),
            display_phone_number: row.display_phone_number,
            verified_name: row.verified_name,
            account_name: row.account_name,
            business_id: row.business_id,
            app_id: row.app_id,
            coexistence: row.coexistence,
            internal_name: row.internal_name,
            description: row.description,
            running: row.running,
            decided: Decided {
                connected: Millis(row.connected_at),
                disconnected: Millis(row.disconnected_at),
                names: Millis(row.named_at),
                running: Millis(row.run_at),
            },
        }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct AttemptRow {
    pub id: Uuid,
    pub message_id: Option<Uuid>,
    pub wamid: Option<String>,
    pub receipts: Option<String>,
}

/// All columns of `message`, in the order of [`MESSAGE_COLUMNS`].
#[derive(sqlx::FromRow)]
pub(crate) struct MessageRow {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub at: i64,
    pub outgoing: bool,
    pub kind: String,
    pub text: Option<String>,
    pub wamid: Option<String>,
    pub reply_to: Option<String>,
    pub entry_id: Option<Uuid>,
    pub failures: Option<String>,
    pub author: Option<Uuid>,
    pub progress: Option<String>,
    pub step: i64,
    pub attempt: Option<Uuid>,
    pub accepted_at: Option<i64>,
    pub sent_at: Option<i64>,
    pub delivered_at: Option<i64>,
    pub read_at: Option<i64>,
    pub failed_at: Option<i64>,
    pub failure: Option<String>,
    pub problem: Option<String>,
    pub mentions: Option<String>,
}

pub(crate) const MESSAGE_COLUMNS: &str = "id, conversation_id, at, outgoing, kind, text, wamid, reply_to, entry_id, failures, author, progress, step, attempt, \
     accepted_at, sent_at, delivered_at, read_at, failed_at, failure, problem, mentions";

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;

    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let content = Content { kind: MessageKind::from_word(&row.kind), text: row.text };
        let note = row.author.filter(|_| row.outgoing && row.progress.is_none());
        let way = if let Some(author) = note {
            let mentions: Vec<Uuid> = row.mentions.as_deref().map_or(Ok(Vec::new()), from_json)?;
            Way::Note { author: MemberId(author), mentions: mentions.into_iter().map(MemberId).collect() }
        } else if row.outgoing {
            Way::Out(Outgoing {
                author: row.author.map(MemberId),
                progress: row.progress.as_deref().map_or(Ok(Progress::Queued), from_word)?,
                attempt: row.attempt.map(AttemptId),
                step: u32::try_from(row.step).unwrap_or(u32::MAX),
                accepted_at: row.accepted_at.map(Millis),
                receipts: Receipts {
                    sent_at: row.sent_at.map(Millis),
                    delivered_at: row.delivered_at.map(Millis),
                    read_at: row.read_at.map(Millis),
                    failed_at: row.failed_at.map(Millis),
                    failure: row.failure.as_deref().map(from_json).transpose()?,
                },
                problem: row.problem.as_deref().map(from_json).transpose()?,
            })
        } else {
            Way::In { failures: row.failures.as_deref().map_or(Ok(Vec::new()), from_json)? }
        };
        Ok(Self {
            id: MessageId(row.id),
            conversation: ConversationId(row.conversation_id),
            content,
            at: Millis(row.at),
            wamid: row.wamid.map(Wamid),
            reply_to: row.reply_to.map(Wamid),
            entry: row.entry_id.map(EntryId),
            way,
        })
    }
}

impl TryFrom<&Message> for MessageRow {
    type Error = StoreError;

    fn try_from(message: &Message) -> Result<Self, StoreError> {
        let mut row = Self {
            id: message.id.0,
            conversation_id: message.conversation.0,
            at: message.at.0,
            outgoing: false,
            kind: message.content.kind.word().to_owned(),
            text: message.content.text.clone(),
            wamid: message.wamid.clone().map(|id| id.0),
            reply_to: message.reply_to.clone().map(|id| id.0),
            entry_id: message.entry.map(|id| id.0),
            failures: None,
            author: None,
            progress: None,
            step: 0,
            attempt: None,
            accepted_at: None,
            sent_at: None,
            delivered_at: None,
            read_at: None,
            failed_at: None,
            failure: None,
            problem: None,
            mentions: None,
        };
        match &message.way {
            Way::In { failures } => row.failures = if failures.is_empty() { None } else { Some(to_json(failures)?) },
            Way::Note { author, mentions } => {
                row.outgoing = true;
                row.author = Some(author.0);
                row.mentions = if mentions.is_empty() { None } else { Some(to_json(mentions)?) };
            }
            Way::Out(out) => {
                row.outgoing = true;
                row.author = out.author.map(|id| id.0);
                row.progress = Some(to_word(&out.progress)?);
                row.step = out.step.into();
                row.attempt = out.attempt.map(|id| id.0);
                row.accepted_at = out.accepted_at.map(|at| at.0);
                row.sent_at = out.receipts.sent_at.map(|at| at.0);
                row.delivered_at = out.receipts.delivered_at.map(|at| at.0);
                row.read_at = out.receipts.read_at.map(|at| at.0);
                row.failed_at = out.receipts.failed_at.map(|at| at.0);
                row.failure = out.receipts.failure.as_ref().map(to_json).transpose()?;
                row.problem = out.problem.as_ref().map(to_json).transpose()?;
            }
        }
        Ok(row)
    }
}
