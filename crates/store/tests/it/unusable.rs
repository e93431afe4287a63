//! Files that can't be opened say why, in words for the person who has to act.

use std::path::Path;

use frontdesk_store::{Store, StoreError};
use sqlx::Connection;

use crate::desk::{Desk, NOW, by_phone, wrote};

async fn why(path: &Path) -> String {
    match Store::open(path).await {
        Err(StoreError::Unusable { path: told, why }) => {
            assert_eq!(told, path.display().to_string());
            why
        }
        Err(other) => panic!("unexpected: {other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    std::fs::write(&path, "This is a shopping list, and a long one. ".repeat(200)).expect("written");
    assert_eq!(why(&path).await, "it is damaged or not a database");
    assert!(std::fs::read(&path).expect("read").starts_with(b"This is a shopping list"), "and it is left alone");
}

#[tokio::test]
async fn a_database_with_a_ruined_page() {
    let mut desk = Desk::new().await;
    desk.apply([wrote("wamid.1", by_phone("16505551234"), NOW)]).await;
    desk.store.close().await;
    let mut bytes = std::fs::read(desk.path()).expect("read");
    bytes[100..4_096].fill(0);
    std::fs::write(desk.path(), bytes).expect("written");
    assert_eq!(why(&desk.path()).await, "it is damaged or not a database");
}

#[tokio::test]
async fn a_folder_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(why(&folder.path().join("nowhere/desk.db")).await, "its folder is missing or may not be written to");
}

#[tokio::test]
async fn a_folder_in_place_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(why(folder.path()).await, "its folder is missing or may not be written to");
}

#[tokio::test]
async fn a_database_of_a_newer_version() {
    let desk = Desk::new().await;
    desk.store.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.path());
    let mut newer = sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opened");
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&mut newer)
        .await
        .expect("added");
    newer.close().await.expect("closed");
    assert!(matches!(Store::open(&desk.path()).await, Err(StoreError::Newer { .. })));
}
