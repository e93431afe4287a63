//! Which updates came in the last days. All of them in memory, some thirty bytes each: an index on disk would have to change one page
//! at random for nearly every update, which is most of what would be written. The table behind it is only appended to.

use std::collections::HashSet;

use frontdesk_domain::time::Millis;
use futures_util::TryStreamExt;
use sqlx::SqliteConnection;

use super::DedupeHash;
use crate::database::corrupt;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeenRow {
    pub workspace: i64,
    pub hash: DedupeHash,
}

impl TryFrom<(i64, Vec<u8>)> for SeenRow {
    type Error = sqlx::Error;

    fn try_from((workspace, hash): (i64, Vec<u8>)) -> Result<Self, sqlx::Error> {
        Ok(Self { workspace, hash: hash.try_into().map_err(|_| corrupt("hash"))? })
    }
}

/// The writer's memory. It may be ahead of the disk only inside a commit, and a commit that fails is the writer's last.
#[derive(Default)]
pub(crate) struct Seen(HashSet<SeenRow>);

impl Seen {
    pub async fn load(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let mut seen = Self::default();
        let mut rows = sqlx::query_as::<_, (i64, Vec<u8>)>("SELECT workspace, hash FROM seen").fetch(connection);
        while let Some(row) = rows.try_next().await? {
            seen.0.insert(row.try_into()?);
        }
        Ok(seen)
    }

    /// Whether this update is new; from now on it is not.
    pub(super) fn is_new(&mut self, row: SeenRow) -> bool {
        self.0.insert(row)
    }

    /// Forgets some of what was seen before; how many.
    pub(super) async fn forget(&mut self, connection: &mut SqliteConnection, before: Millis, most: i64) -> Result<usize, sqlx::Error> {
        let gone: Vec<(i64, Vec<u8>)> = sqlx::query_as(
            "DELETE FROM seen WHERE no IN (SELECT no FROM (SELECT no, seen_at FROM seen ORDER BY no LIMIT ?1) WHERE seen_at < ?2) \
             RETURNING workspace, hash",
        )
        .bind(most)
        .bind(before.0)
        .fetch_all(connection)
        .await?;
        let count = gone.len();
        for row in gone {
            self.0.remove(&row.try_into()?);
        }
        Ok(count)
    }
}
