//! Soon.
use crate::error::ApiError;
use crate::views::*;
pub struct Session;
impl Session {
    pub async fn boot(&self, _: Nothing) -> Result<BootView, ApiError> { unreachable!() }
    pub async fn unlock(&self, _: Unlock) -> Result<BootView, ApiError> { unreachable!() }
    pub async fn create_workspace(&self, _: CreateWorkspace) -> Result<BootView, ApiError> { unreachable!() }
    pub async fn connect_number(&self, _: ConnectNumber) -> Result<NumberView, ApiError> { unreachable!() }
    pub async fn list_conversations(&self, _: ListConversations) -> Result<ConversationPage, ApiError> { unreachable!() }
    pub async fn conversation(&self, _: OneConversation) -> Result<ConversationView, ApiError> { unreachable!() }
    pub async fn list_messages(&self, _: ListMessages) -> Result<MessagePage, ApiError> { unreachable!() }
    pub async fn send_text(&self, _: SendText) -> Result<MessageView, ApiError> { unreachable!() }
    pub async fn retry_message(&self, _: OneMessage) -> Result<MessageView, ApiError> { unreachable!() }
    pub async fn cancel_message(&self, _: OneMessage) -> Result<MessageView, ApiError> { unreachable!() }
    pub async fn save_draft(&self, _: SaveDraft) -> Result<Nothing, ApiError> { unreachable!() }
    pub async fn mark_read(&self, _: MarkRead) -> Result<Nothing, ApiError> { unreachable!() }
    pub async fn raw_message(&self, _: OneMessage) -> Result<RawView, ApiError> { unreachable!() }
}
#[cfg(test)]
mod tests { #[test] fn p() { println!("{}", crate::typescript()); } }
