//! Finding people and messages, and showing a hit in its thread.

use std::sync::Arc;

use frontdesk_domain::ids::{ConversationId, MessageId};
use frontdesk_domain::search::Query;
use frontdesk_store::{FoundMessages, FoundPosition, ListedConversation, ListedMessage, StoreError, ThreadPosition};

use crate::desk::Desk;
use crate::error::CoreError;

/// People that are shown before the messages.
const MOST_PEOPLE: u32 = 5;
/// Rows that are indexed in one change: others who want to write wait so long at most.
const INDEXED_AT_ONCE: u32 = 500;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// On the first page of a search through everything only.
    pub people: Vec<ListedConversation>,
    pub messages: FoundMessages,
    /// About how many messages and people from before there was a search are not searched yet.
    pub unsearched: u64,
}

/// A page of a thread with what is on both sides of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThreadPage {
    /// Newest first.
    pub rows: Vec<ListedMessage>,
    pub has_older: bool,
    pub has_newer: bool,
}

/// Until all is indexed that was there before the index, or the desk closes.
pub(crate) async fn run(desk: Arc<Desk>) {
    loop {
        match desk.store.unsearchable().await {
            Ok(0) => return,
            Ok(_) if desk.stop.is_cancelled() => return,
            Ok(_) => {}
            Err(error) => return tracing::error!(%error, "what is searchable could not be read"),
        }
        if let Err(error) = desk.index_older().await {
            // The next start goes on from here.
            return tracing::error!(%error, "older messages could not be made searchable");
        }
        tokio::task::yield_now().await;
    }
}

impl Desk {
    async fn index_older(&self) -> Result<(), StoreError> {
        let mut change = self.store.change().await?;
        change.index_older(INDEXED_AT_ONCE).await?;
        change.commit().await
    }

    /// What a person may mean who typed `text`, in everything or in one conversation. Any text is allowed; one without words finds nothing.
    pub async fn search(&self, text: &str, within: Option<ConversationId>, before: Option<FoundPosition>, limit: u32) -> Result<Found, CoreError> {
        let Some(wanted) = Query::parse(text) else {
            let messages = FoundMessages { items: Vec::new(), next: None };
            return Ok(Found { people: Vec::new(), messages, unsearched: 0 });
        };
        let people = async {
            if within.is_some() || before.is_some() {
                return Ok(Vec::new());
            }
            self.store.search_people(self.profile.member, &wanted, MOST_PEOPLE).await
        };
        let (people, messages, unsearched) =
            tokio::try_join!(people, self.store.search_messages(&wanted, within, before, limit), self.store.unsearchable())?;
        Ok(Found { people, messages, unsearched })
    }

    /// A page of a thread: the newest, or what is older than `before`.
    pub async fn list_messages(&self, conversation: ConversationId, before: Option<ThreadPosition>, limit: u32) -> Result<ThreadPage, CoreError> {
        let rows = self.store.list_messages(conversation, before, limit).await?;
        Ok(ThreadPage { has_older: is_full(&rows, limit), has_newer: before.is_some(), rows })
    }

    /// A page of a thread towards the present.
    pub async fn list_newer_messages(&self, conversation: ConversationId, after: ThreadPosition, limit: u32) -> Result<ThreadPage, CoreError> {
        let rows = self.store.list_newer_messages(conversation, after, limit).await?;
        Ok(ThreadPage { has_older: true, has_newer: is_full(&rows, limit), rows })
    }

    /// The page of a thread with this message in its middle.
    ///
    /// # Errors
    /// Not found, when the message is not (or no longer) in this conversation.
    pub async fn list_messages_around(&self, conversation: ConversationId, message: MessageId, limit: u32) -> Result<ThreadPage, CoreError> {
        let found = self.store.messages(&[message]).await?.pop().filter(|row| row.message.conversation == conversation);
        let found = found.ok_or(StoreError::NotFound)?;
        let position = ThreadPosition { at: found.message.at, id: message };
        let newer_limit = (limit / 2).max(1);
        let older_limit = limit.saturating_sub(newer_limit + 1).max(1);
        let (newer, older) = tokio::try_join!(
            self.store.list_newer_messages(conversation, position, newer_limit),
            self.store.list_messages(conversation, Some(position), older_limit),
        )?;
        let (has_older, has_newer) = (is_full(&older, older_limit), is_full(&newer, newer_limit));
        Ok(ThreadPage { rows: newer.into_iter().chain([found]).chain(older).collect(), has_older, has_newer })
    }
}

fn is_full(rows: &[ListedMessage], limit: u32) -> bool {
    rows.len() == limit as usize
}
