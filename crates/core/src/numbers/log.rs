//! The log of the connections.

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{LogLevel, LogLine, redacted};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use frontdesk_store::LogFilter;

use crate::desk::Desk;
use crate::error::CoreError;
use crate::news::News;

impl Desk {
    /// Writes a line about a number. `subject` is the part that speaks: `connect`, `webhook`, `send`, `check`, `token` or `person`.
    /// Tokens never get into it. That it could not be written is no reason to fail what it tells of.
    pub async fn log_number(&self, number: &PhoneNumberId, level: LogLevel, subject: &str, words: &str) {
        self.log_number_at(number, self.clock.now(), level, subject, words).await;
    }

    pub(super) async fn log_number_at(&self, number: &PhoneNumberId, at: Millis, level: LogLevel, subject: &str, words: &str) {
        let words = redacted(words, &self.known_tokens());
        let written = async {
            let mut change = self.store.change().await?;
            change.log_number(number, at, level, subject, &words).await?;
            change.commit().await
        };
        match written.await {
            Ok(()) => self.send(News::NumberLog(number.clone())),
            Err(error) => tracing::warn!(%error, "a line of a number's log could not be written"),
        }
    }

    /// A page of the log, newest first; `before` is the last position of the page before.
    pub async fn number_log(&self, filter: &LogFilter, before: Option<i64>, limit: u32) -> Result<Vec<LogLine>, CoreError> {
        Ok(self.store.number_log(filter, before, limit).await?)
    }

    /// Remembers a token, so that it is recognised wherever it turns up.
    pub(super) fn remember_token(&self, token: &Secret) {
        let mut known = self.numbers.known();
        if !known.tokens.contains(token) {
            known.tokens.push(token.clone());
        }
    }
}
