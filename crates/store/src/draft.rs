//! Unsent text, one per conversation, on this device only.

use frontdesk_domain::ids::ConversationId;
use frontdesk_domain::time::Millis;
use sqlx::query;

use crate::change::Change;
use crate::error::StoreError;

impl Change {
    /// Keeps a draft; an empty one is forgotten.
    pub async fn save_draft(&mut self, conversation: ConversationId, text: &str, now: Millis) -> Result<(), StoreError> {
        if text.is_empty() {
            query("DELETE FROM draft WHERE conversation_id = ?").bind(conversation.0).execute(self.connection()).await?;
        } else {
            query(
                "INSERT INTO draft (conversation_id, text, saved_at) VALUES (?, ?, ?) \
                 ON CONFLICT (conversation_id) DO UPDATE SET text = excluded.text, saved_at = excluded.saved_at",
            )
            .bind(conversation.0)
            .bind(text.to_owned())
            .bind(now.0)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
