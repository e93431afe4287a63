//! All rows of a device's database, to be inserted into an empty one as fast as plain SQL goes.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef};

use crate::catch_up::Stretches;

/// Rows in one statement of [`Way::Grouped`].
const GROUP: usize = 32;

#[derive(Clone, Copy)]
pub enum Way {
    RowByRow,
    Grouped,
}

enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

struct Table {
    name: String,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

pub struct Copied {
    schema: Vec<String>,
    tables: Vec<Table>,
}

/// As the engine opens its own.
pub async fn open(path: &Path) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16000")
        .statement_cache_capacity(256);
    Ok(options.connect().await?)
}

impl Copied {
    pub async fn read(path: &Path) -> anyhow::Result<Self> {
        let mut connection = open(path).await?;
        let schema: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%' ORDER BY rowid",
        )
        .fetch_all(&mut connection)
        .await?;
        let mut tables = Vec::new();
        for (_, name, _) in schema.iter().filter(|(kind, ..)| kind == "table") {
            // In the order of insertion, as far as the table has one.
            let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {name}"))).fetch_all(&mut connection).await?;
            let Some(first) = rows.first() else { continue };
            let columns = first.columns().iter().map(|column| column.name().to_owned()).collect();
            tables.push(Table { name: name.clone(), columns, rows: rows.iter().map(values).collect::<anyhow::Result<_>>()? });
        }
        connection.close().await?;
        Ok(Self { schema: schema.into_iter().map(|(.., sql)| sql).collect(), tables })
    }

    pub fn rows(&self, table: &str) -> usize {
        self.tables.iter().find(|found| found.name == table).map_or(0, |found| found.rows.len())
    }

    /// The larger tables, in words.
    pub fn shape(&self) -> String {
        let large = self.tables.iter().filter(|table| table.rows.len() >= 100);
        large.map(|table| format!("{} {}", table.rows.len(), table.name)).collect::<Vec<_>>().join(", ")
    }

    /// Makes a database with the same schema and indexes and inserts everything, looked at from the first insert on, each table's rows spread evenly over the transactions.
    pub async fn insert(&self, path: &Path, transactions: usize, way: Way, stretches: &mut Stretches<'_>) -> anyhow::Result<()> {
        let mut connection = open(path).await?;
        for sql in &self.schema {
            sqlx::query(AssertSqlSafe(sql.clone())).execute(&mut connection).await?;
        }
        let statements: Vec<[Arc<str>; 2]> = self.tables.iter().map(|table| [table.sql(1), table.sql(GROUP)]).collect();
        stretches.restart();
        for part in 0..transactions {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await?;
            for (table, [single, group]) in self.tables.iter().zip(&statements) {
                let share = |part: usize| part * table.rows.len() / transactions;
                let mut rows = &table.rows[share(part)..share(part + 1)];
                if let Way::Grouped = way {
                    while let Some((some, rest)) = rows.split_at_checked(GROUP) {
                        insert(&mut connection, group, some).await?;
                        rows = rest;
                    }
                }
                for row in rows {
                    insert(&mut connection, single, std::slice::from_ref(row)).await?;
                }
            }
            sqlx::query("COMMIT").execute(&mut connection).await?;
            stretches.at((part + 1) as f64 / transactions as f64);
        }
        connection.close().await?;
        std::fs::remove_file(path)?;
        Ok(())
    }
}

async fn insert(connection: &mut SqliteConnection, sql: &Arc<str>, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let mut query = sqlx::query(AssertSqlSafe(Arc::clone(sql)));
    for value in rows.iter().flatten() {
        query = match value {
            Value::Null => query.bind(None::<i64>),
            Value::Integer(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.clone()),
            Value::Blob(bytes) => query.bind(bytes.clone()),
        };
    }
    query.execute(connection).await?;
    Ok(())
}

impl Table {
    fn sql(&self, rows: usize) -> Arc<str> {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        format!("INSERT INTO {} ({}) VALUES {}", self.name, self.columns.join(","), vec![row.as_str(); rows].join(",")).into()
    }
}

fn values(row: &SqliteRow) -> anyhow::Result<Vec<Value>> {
    (0..row.len())
        .map(|column| {
            let raw = row.try_get_raw(column)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            let kind = raw.type_info().name().to_owned();
            Ok(match kind.as_str() {
                "INTEGER" => Value::Integer(row.try_get_unchecked(column)?),
                "TEXT" => Value::Text(row.try_get_unchecked(column)?),
                "BLOB" => Value::Blob(row.try_get_unchecked(column)?),
                _ => return Err(anyhow::anyhow!("a column holds a {kind}")),
            })
        })
        .collect::<anyhow::Result<_>>()
        .context("a row of the device's database")
}
