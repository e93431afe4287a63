//! Many rows in few statements. Each statement costs a trip to SQLite's thread, so rows travel in fixed-size groups, whose SQL is
//! the same every time and stays prepared.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection};

use crate::error::StoreError;

/// Rows in one statement.
const GROUP: usize = 32;

pub(crate) type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Runs `INSERT INTO {into} VALUES (?,...),(?,...) {tail}` over all rows; `bind` binds one row's `columns` values.
///
/// `OR FAIL`, because a row that can't be inserted ends the whole change: without it, SQLite would keep a journal for each statement, so
/// that it could take back the statement's first rows alone.
pub(crate) async fn write<T>(
    connection: &mut SqliteConnection,
    (into, columns, tail): (&str, usize, &str),
    rows: &[T],
    bind: impl for<'q> Fn(Statement<'q>, &T) -> Result<Statement<'q>, StoreError>,
) -> Result<(), StoreError> {
    let values = format!("({})", vec!["?"; columns].join(","));
    let sql = |rows: usize| format!("INSERT OR FAIL INTO {into} VALUES {} {tail}", vec![values.as_str(); rows].join(","));
    let (whole, single): (Arc<str>, Arc<str>) = (sql(GROUP).into(), sql(1).into());
    let mut groups = rows.chunks_exact(GROUP);
    for group in &mut groups {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&whole)));
        for row in group {
            query = bind(query, row)?;
        }
        query.execute(&mut *connection).await?;
    }
    for row in groups.remainder() {
        bind(sqlx::query(AssertSqlSafe(Arc::clone(&single))), row)?.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Blob keys as a JSON list of hex strings, for `IN (SELECT unhex(value) FROM json_each(?))`.
pub(crate) fn hex_list(ids: impl IntoIterator<Item = uuid::Uuid>) -> String {
    let mut list = String::from("[");
    for (i, id) in ids.into_iter().enumerate() {
        if i > 0 {
            list.push(',');
        }
        list.push('"');
        list.push_str(id.simple().encode_lower(&mut uuid::Uuid::encode_buffer()));
        list.push('"');
    }
    list.push(']');
    list
}

/// Text keys as a JSON list, for `IN (SELECT value FROM json_each(?))`.
pub(crate) fn text_list<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<String, StoreError> {
    Ok(serde_json::to_string(&keys.into_iter().collect::<Vec<_>>())?)
}
