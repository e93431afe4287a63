//! What happened to the connections, newest first.

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{LogLevel, LogLine};
use frontdesk_domain::time::Millis;
use sqlx::{AssertSqlSafe, query, query_as};

use crate::change::Change;
use crate::error::StoreError;

/// Lines kept for each number.
pub const LONGEST_LOG: u32 = 5_000;

/// Which lines a page is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LogFilter {
    /// `None` for all numbers.
    pub number: Option<PhoneNumberId>,
    /// This and worse.
    pub least: Option<LogLevel>,
    /// Only lines with these words, upper and lower case alike; empty for all.
    pub containing: String,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    position: i64,
    phone_number_id: String,
    at: i64,
    level: i64,
    subject: String,
    words: String,
}

fn rank(level: LogLevel) -> i64 {
    match level {
        LogLevel::Info => 0,
        LogLevel::Warning => 1,
        LogLevel::Error => 2,
    }
}

impl From<LineRow> for LogLine {
    fn from(row: LineRow) -> Self {
        let level = match row.level {
            0 => LogLevel::Info,
            1 => LogLevel::Warning,
            _ => LogLevel::Error,
        };
        Self { position: row.position, number: PhoneNumberId(row.phone_number_id), at: Millis(row.at), level, subject: row.subject, words: row.words }
    }
}

impl Change {
    /// Adds a line, and forgets the oldest one of the number when it has too many.
    pub async fn log_number(&mut self, number: &PhoneNumberId, at: Millis, level: LogLevel, subject: &str, words: &str) -> Result<(), StoreError> {
        query("INSERT INTO number_log (phone_number_id, at, level, subject, words) VALUES (?, ?, ?, ?, ?)")
            .bind(number.0.clone())
            .bind(at.0)
            .bind(rank(level))
            .bind(subject.to_owned())
            .bind(words.to_owned())
            .execute(self.connection())
            .await?;
        query(
            "DELETE FROM number_log WHERE phone_number_id = ?1 AND position <= ( \
                 SELECT position FROM number_log WHERE phone_number_id = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?2)",
        )
        .bind(number.0.clone())
        .bind(LONGEST_LOG)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl crate::Store {
    /// A page of the log, newest first, older than `before`.
    pub async fn number_log(&self, filter: &LogFilter, before: Option<i64>, limit: u32) -> Result<Vec<LogLine>, StoreError> {
        let of_number = if filter.number.is_some() { "phone_number_id = ? AND " } else { "" };
        let with_words = if filter.containing.is_empty() { "" } else { " AND (instr(lower(words), ?) > 0 OR instr(lower(subject), ?) > 0)" };
        let sql = format!(
            "SELECT position, phone_number_id, at, level, subject, words FROM number_log \
             WHERE {of_number}position < ? AND level >= ?{with_words} ORDER BY position DESC LIMIT ?"
        );
        let mut lines = query_as::<_, LineRow>(AssertSqlSafe(sql));
        if let Some(number) = &filter.number {
            lines = lines.bind(number.0.clone());
        }
        lines = lines.bind(before.unwrap_or(i64::MAX)).bind(filter.least.map_or(0, rank));
        if !filter.containing.is_empty() {
            // SQLite's lower() knows ASCII only, and so must this.
            let words = filter.containing.to_ascii_lowercase();
            lines = lines.bind(words.clone()).bind(words);
        }
        Ok(lines.bind(limit).fetch_all(&self.readers).await?.into_iter().map(LogLine::from).collect())
    }
}
