//! Finding messages and people, and the thread around a hit.

use frontdesk_core::{FoundPosition, ThreadPosition};
use frontdesk_domain::ids::{ConversationId, MessageId};

use crate::error::ApiError;
use crate::session::{Session, conversation_views, id, message_views, page_size, position};
use crate::show;
use crate::views::*;

impl Session {
    pub async fn search(&self, request: Search) -> Result<SearchPage, ApiError> {
        let desk = self.desk()?;
        let Search { text, conversation_id, before, limit } = request;
        let within = conversation_id.as_deref().map(id::<ConversationId>).transpose()?;
        let bad = |_| ApiError::bad_request("That is not the end of a page. Search again.");
        let before = before.as_deref().map(str::parse).transpose().map_err(bad)?.map(FoundPosition);
        let found = desk.search(&text, within, before, page_size(limit)?).await?;
        let people = conversation_views(&desk, &found.people).await?;
        let (items, next) = (found.messages.items, found.messages.next);
        let (rows, about): (Vec<_>, Vec<_>) = items.into_iter().map(|item| (item.listed, (item.contact, item.phone_number_id, item.snippet))).unzip();
        let channels = desk.known_channels();
        let conversations: Vec<_> = rows.iter().map(|row| row.message.conversation).collect();
        let messages = message_views(&desk, &rows)
            .await?
            .into_iter()
            .zip(conversations)
            .zip(about)
            .map(|((message, conversation), (contact, number, snippet))| FoundMessageView {
                message,
                conversation: FoundConversationView {
                    id: conversation.to_string(),
                    contact: show::contact(&contact),
                    number: show::number_ref(&number, &channels),
                },
                snippet: snippet.into_iter().map(|part| SnippetPartView { text: part.text, hit: part.hit }).collect(),
            })
            .collect();
        Ok(SearchPage { people, messages, next: next.map(|end| end.0.to_string()), unsearched: found.unsearched })
    }

    pub async fn list_messages(&self, request: ListMessages) -> Result<MessagePage, ApiError> {
        let desk = self.desk()?;
        let ListMessages { conversation_id, before, around, after, limit } = request;
        let (conversation, limit) = (id::<ConversationId>(&conversation_id)?, page_size(limit)?);
        let thread_position = |text: &str| position::<MessageId>(text).map(|(at, id)| ThreadPosition { at, id });
        let page = match (before, around, after) {
            (before, None, None) => desk.list_messages(conversation, before.as_deref().map(thread_position).transpose()?, limit).await?,
            (None, Some(message), None) => desk.list_messages_around(conversation, id(&message)?, limit).await?,
            (None, None, Some(after)) => desk.list_newer_messages(conversation, thread_position(&after)?, limit).await?,
            _ => return Err(ApiError::bad_request("Ask for what is before, around or after a message: one of them.")),
        };
        let end = |row: &frontdesk_core::ListedMessage| format!("{}:{}", row.message.at.0, row.message.id);
        let next = page.rows.last().filter(|_| page.has_older).map(end);
        let newer = page.rows.first().filter(|_| page.has_newer).map(end);
        Ok(MessagePage { items: message_views(&desk, &page.rows).await?, next, newer })
    }
}
