//! What agents do with conversations besides answering.

use frontdesk_domain::ids::{LabelId, ReplyId};
use frontdesk_domain::time::Millis;
use frontdesk_domain::when;

use crate::error::ApiError;
use crate::session::{Inner, Session, conversation_views, id, ids, message_view};
use crate::show::work as show;
use crate::views::*;

impl Session {
    pub async fn inbox_counts(&self, _: Nothing) -> Result<InboxCounts, ApiError> {
        Ok(show::counts(self.desk()?.counts().await?))
    }

    pub async fn close_conversations(&self, request: ConversationIds) -> Result<ConversationList, ApiError> {
        let desk = self.desk()?;
        let rows = desk.close_conversations(&ids(&request.conversation_ids)?).await?;
        Ok(ConversationList { items: conversation_views(&desk, &rows).await? })
    }

    pub async fn reopen_conversations(&self, request: ConversationIds) -> Result<ConversationList, ApiError> {
        let desk = self.desk()?;
        let rows = desk.reopen_conversations(&ids(&request.conversation_ids)?).await?;
        Ok(ConversationList { items: conversation_views(&desk, &rows).await? })
    }

    pub async fn snooze_conversations(&self, request: Snooze) -> Result<SnoozedView, ApiError> {
        let (desk, about, until) = (self.desk()?, ids(&request.conversation_ids)?, Millis(request.until_ms));
        let rows = desk.snooze_conversations(&about, until).await?;
        Ok(SnoozedView { items: conversation_views(&desk, &rows).await?, warning: desk.snooze_warning(&about, until).await? })
    }

    pub async fn parse_time(&self, request: ParseTime) -> Result<ParsedTime, ApiError> {
        let (desk, about) = (self.desk()?, ids(&request.conversation_ids)?);
        let found = when::parse(&request.text, desk.now(), request.utc_offset_minutes).map_err(|error| ApiError::bad_request(error.to_string()))?;
        let warning = desk.snooze_warning(&about, found.at).await?;
        Ok(ParsedTime { at_ms: found.at.0, words: found.words, warning })
    }

    pub async fn pin_conversations(&self, request: PinConversations) -> Result<ConversationList, ApiError> {
        let desk = self.desk()?;
        let rows = desk.pin_conversations(&ids(&request.conversation_ids)?, request.pinned).await?;
        Ok(ConversationList { items: conversation_views(&desk, &rows).await? })
    }

    pub async fn label_conversations(&self, request: LabelConversations) -> Result<ConversationList, ApiError> {
        let desk = self.desk()?;
        let rows = desk.label_conversations(&ids(&request.conversation_ids)?, id(&request.label_id)?, request.on).await?;
        Ok(ConversationList { items: conversation_views(&desk, &rows).await? })
    }

    pub async fn mark_unread(&self, request: OneConversation) -> Result<Nothing, ApiError> {
        self.desk()?.mark_unread(id(&request.conversation_id)?).await?;
        Ok(Nothing {})
    }

    pub async fn write_note(&self, request: WriteNote) -> Result<MessageView, ApiError> {
        let WriteNote { conversation_id, note_id, text, mentions } = request;
        let desk = self.desk()?;
        let row = desk.write_note(id(&conversation_id)?, id(&note_id)?, &text, ids(&mentions)?).await?;
        message_view(&desk, row).await
    }

    pub async fn delete_conversation(&self, request: OneConversation) -> Result<Nothing, ApiError> {
        self.desk()?.delete_conversation(id(&request.conversation_id)?).await?;
        Ok(Nothing {})
    }

    pub async fn list_members(&self, _: Nothing) -> Result<MemberList, ApiError> {
        let desk = self.desk()?;
        let items = desk.members().await?.into_iter().map(|(id, name)| MemberRef { id: id.to_string(), name }).collect();
        Ok(MemberList { items, me: desk.profile().member.to_string() })
    }

    pub async fn list_labels(&self, _: Nothing) -> Result<LabelList, ApiError> {
        Ok(LabelList { items: self.desk()?.labels().await?.iter().map(show::label).collect() })
    }

    pub async fn put_label(&self, request: PutLabel) -> Result<LabelView, ApiError> {
        let PutLabel { label_id, name, colour } = request;
        let label: Option<LabelId> = label_id.as_deref().map(id).transpose()?;
        Ok(show::label(&self.desk()?.put_label(label, &name, &colour).await?))
    }

    pub async fn remove_label(&self, request: OneLabel) -> Result<Nothing, ApiError> {
        self.desk()?.remove_label(id(&request.label_id)?).await?;
        Ok(Nothing {})
    }

    pub async fn list_replies(&self, _: Nothing) -> Result<ReplyList, ApiError> {
        Ok(ReplyList { items: self.desk()?.replies().await?.iter().map(show::reply).collect() })
    }

    pub async fn put_reply(&self, request: PutReply) -> Result<ReplyView, ApiError> {
        let PutReply { reply_id, shortcut, title, text } = request;
        let reply: Option<ReplyId> = reply_id.as_deref().map(id).transpose()?;
        Ok(show::reply(&self.desk()?.put_reply(reply, &shortcut, &title, &text).await?))
    }

    pub async fn remove_reply(&self, request: OneReply) -> Result<Nothing, ApiError> {
        self.desk()?.remove_reply(id(&request.reply_id)?).await?;
        Ok(Nothing {})
    }

    pub async fn fill_reply(&self, request: FillReply) -> Result<FilledReply, ApiError> {
        let (text, missing) = self.desk()?.fill_reply(id(&request.reply_id)?, id(&request.conversation_id)?).await?;
        Ok(FilledReply { text, missing: missing.into_iter().map(|variable| variable.word().to_owned()).collect() })
    }
}

impl Inner {
    /// The team's labels, for the windows.
    pub(super) async fn labels(&self) -> Vec<Event> {
        let Ok(desk) = self.app.desk() else { return Vec::new() };
        match desk.labels().await {
            Ok(labels) => vec![Event::Labels { items: labels.iter().map(show::label).collect() }],
            Err(_) => vec![Event::Resync],
        }
    }

    /// The team's replies, for the windows.
    pub(super) async fn replies(&self) -> Vec<Event> {
        let Ok(desk) = self.app.desk() else { return Vec::new() };
        match desk.replies().await {
            Ok(replies) => vec![Event::Replies { items: replies.iter().map(show::reply).collect() }],
            Err(_) => vec![Event::Resync],
        }
    }
}
