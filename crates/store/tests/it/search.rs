//! What is found, and that it stays in step with the rows.

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, MessageId};
use frontdesk_domain::inbound::{News, Sender, Update};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::replica::Input;
use frontdesk_domain::search::Query;
use frontdesk_domain::time::Millis;
use frontdesk_store::{FoundPosition, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::Connection;

use crate::desk::{ANA, Desk, NOW, apply, by_both, by_phone, by_user, composed, message_id, wrote_kind};
use crate::world::{Happening, World, happenings};

fn says(wamid: &str, sender: Sender, at: Millis, text: &str) -> Input {
    let Input::Update(Update { line, news: News::Message(mut message) }) = wrote_kind(wamid, sender, at, MessageKind::Text) else {
        unreachable!("a customer's message")
    };
    message.content.text = Some(text.to_owned());
    Input::Update(Update { line, news: News::Message(message) })
}

fn named(mut sender: Sender, name: &str) -> Sender {
    sender.profile_name = Some(name.to_owned());
    sender
}

/// A time of its own for each of many messages: none may be of the future.
fn long_ago(n: i64) -> Millis {
    NOW.plus_ms(-10_000_000 + n * 1_001)
}

async fn texts_in(store: &Store, typed: &str, within: Option<ConversationId>) -> Vec<String> {
    let Some(query) = Query::parse(typed) else { return Vec::new() };
    let found = store.search_messages(&query, within, None, 50).await.expect("an answer");
    found.items.into_iter().filter_map(|item| item.listed.message.content.text).collect()
}

async fn texts(desk: &Desk, typed: &str) -> Vec<String> {
    texts_in(&desk.store, typed, None).await
}

async fn people(desk: &Desk, typed: &str) -> Vec<String> {
    let query = Query::parse(typed).expect("words");
    let found = desk.store.search_people(ANA, &query, 5).await.expect("an answer");
    found.into_iter().map(|row| row.contact.display_name()).collect()
}

#[tokio::test]
async fn newest_first_a_page_at_a_time() {
    let mut desk = Desk::new().await;
    // Not in the order of time, and several at the same time.
    let times = [5, 1, 3, 3, 3, 9, 7, 0, 8, 2];
    desk.apply(
        times
            .iter()
            .enumerate()
            .map(|(i, at)| says(&format!("wamid.{i}"), by_phone("16505551234"), NOW.plus_ms(at * 1_111 + 1), &format!("number {i} of many"))),
    )
    .await;
    let query = Query::parse("man").expect("a word");
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = desk.store.search_messages(&query, None, before, 3).await.expect("a page");
        assert!(page.items.len() <= 3);
        seen.extend(page.items.into_iter().map(|item| (item.listed.message.at, item.listed.message.id)));
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), times.len());
    assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "{seen:?}");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), times.len(), "each once");
}

#[tokio::test]
async fn long_beginnings_are_found_whether_they_are_frequent_or_rare() {
    let mut desk = Desk::new().await;
    // Far more words with the same first five letters than are walked before the exact question is asked.
    desk.apply((0..600).map(|n| {
        let word = match n {
            3 => "understatement",
            _ if n % 2 == 0 => "understanding",
            _ => "underground",
        };
        says(&format!("wamid.{n}"), by_phone("16505551234"), long_ago(n), &format!("{word} {n}"))
    }))
    .await;
    assert_eq!(texts(&desk, "understat").await, ["understatement 3"]);
    assert_eq!(texts(&desk, "understand").await.len(), 50);
    assert_eq!(texts(&desk, "under").await.len(), 50);
    assert_eq!(texts(&desk, "undertow").await, [""; 0]);
    assert_eq!(texts(&desk, "\"understanding 4\"").await, ["understanding 4"]);
}

#[tokio::test]
async fn a_phrase_among_many_of_its_words_is_reached_page_by_page() {
    let mut desk = Desk::new().await;
    let text = |n: i64| if n == 0 { "red house" } else { "house red" };
    for part in 0..5 {
        desk.apply((0..1_000).map(|n| part * 1_000 + n).map(|n| says(&format!("wamid.{n}"), by_phone("16505551234"), long_ago(n), text(n)))).await;
    }
    let query = Query::parse("\"red house\"").expect("words");
    let first = desk.store.search_messages(&query, None, None, 10).await.expect("a page");
    assert!(first.items.is_empty() && first.next.is_some(), "a bounded walk says where it stopped");
    let second = desk.store.search_messages(&query, None, first.next, 10).await.expect("a page");
    assert_eq!((second.items.len(), second.next), (1, None));
}

#[tokio::test]
async fn within_one_conversation_also_after_two_became_one() {
    let mut desk = Desk::new().await;
    desk.apply([
        says("wamid.1", by_phone("16505551234"), NOW, "blue one"),
        says("wamid.2", by_user("US.1"), NOW.plus_ms(1_001), "blue two"),
        says("wamid.3", by_phone("442079460000"), NOW.plus_ms(2_002), "blue three"),
    ])
    .await;
    let all = desk.conversations().await;
    assert_eq!(texts_in(&desk.store, "blue", Some(all[0])).await, ["blue three"]);
    // The second conversation goes over to the first.
    desk.apply([says("wamid.4", by_both("16505551234", "US.1"), NOW.plus_ms(3_003), "green")]).await;
    let merged = desk.conversations().await[0];
    assert_eq!(texts_in(&desk.store, "blue", Some(merged)).await, ["blue two", "blue one"]);
    assert_eq!(texts(&desk, "blue").await, ["blue three", "blue two", "blue one"]);
    desk.restart().await;
    assert_eq!(texts_in(&desk.store, "blue", Some(merged)).await, ["blue two", "blue one"]);
}

#[tokio::test]
async fn what_was_deleted_is_not_found() {
    let mut desk = Desk::new().await;
    desk.apply([says("wamid.1", by_phone("16505551234"), NOW, "secret"), says("wamid.2", by_phone("442079460000"), NOW, "secret too")]).await;
    let conversation = desk.store.messages(&[MessageId::of_wamid(&"wamid.1".into())]).await.expect("read")[0].message.conversation;
    desk.apply([deleted(conversation)]).await;
    assert_eq!(texts(&desk, "secret").await, ["secret too"]);
    assert_eq!(rows_of(&desk, "message_place").await, 1);
}

fn deleted(conversation: ConversationId) -> Input {
    Input::Event(Event::ConversationDeleted { conversation, deletions: 0, member: ANA, at: NOW })
}

async fn rows_of(desk: &Desk, table: &str) -> i64 {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.path());
    let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opened");
    let sql = format!("SELECT count(*) FROM {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.expect("a count")
}

#[tokio::test]
async fn statuses_leave_the_index_alone_and_answers_are_found() {
    let mut desk = Desk::new().await;
    desk.apply([says("wamid.1", by_phone("16505551234"), NOW, "hello")]).await;
    let conversation = desk.only_conversation().await;
    desk.apply([composed(message_id(1), conversation, NOW.plus_ms(5_000))]).await;
    for _ in 0..3 {
        desk.apply([Input::Event(Event::MessageRetried { message: message_id(1), step: 2, at: NOW })]).await;
    }
    assert_eq!(texts(&desk, "an ans").await, ["an answer"]);
    assert_eq!(rows_of(&desk, "message_place").await, 2);
}

#[tokio::test]
async fn people_are_found_by_names_and_numbers_as_they_are_now() {
    let mut desk = Desk::new().await;
    desk.apply([
        says("wamid.1", named(by_phone("16505551234"), "María José López"), NOW, "hi"),
        says("wamid.2", named(by_phone("442079460000"), "Mariam"), NOW.plus_ms(1_001), "hi"),
        says("wamid.3", by_phone("551187654321"), NOW.plus_ms(2_002), "call me at +1 650 555-1234"),
    ])
    .await;
    assert_eq!(people(&desk, "mari").await, ["Mariam", "María José López"]);
    for typed in ["jose", "maria j", "López Mar", "lopez maria"] {
        assert_eq!(people(&desk, typed).await, ["María José López"], "{typed}");
    }
    for typed in ["+1 (650) 555-1234", "650 555 1234", "1234", "0016505551234"] {
        assert_eq!(people(&desk, typed).await, ["María José López"], "{typed}");
    }
    // The ninth digit that Brazil has added.
    assert_eq!(people(&desk, "+55 11 98765-4321").await, ["+551187654321"]);
    assert_eq!(texts(&desk, "(650) 5551234").await, ["call me at +1 650 555-1234"]);
    // Another name, and another number of the same person.
    desk.apply([says("wamid.4", named(by_phone("16505551234"), "Pepa"), NOW.plus_ms(9_009), "hi")]).await;
    assert_eq!(people(&desk, "pep").await, ["Pepa"]);
    assert_eq!(people(&desk, "jose").await, [""; 0]);
    assert_eq!(people(&desk, "650555").await, ["Pepa"]);
    desk.apply([says("wamid.5", named(by_both("16505551234", "US.1"), "Pepa"), NOW.plus_ms(9_999), "hi")]).await;
    assert_eq!(people(&desk, "pepa").await, ["Pepa"]);
}

#[tokio::test]
async fn nothing_that_is_typed_is_an_error() {
    let mut desk = Desk::new().await;
    desk.apply([says("wamid.1", named(by_phone("16505551234"), "AND OR"), NOW, "NOT \"quoted\" NEAR(x) \u{0} a* -b ^c words:d")]).await;
    let conversation = desk.only_conversation().await;
    let long = "ab\"* ".repeat(2_000);
    let words = (0..3_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    for typed in [
        "\"",
        "\"\"\"",
        "AND",
        "OR NOT",
        "a AND",
        "NEAR(",
        "words:",
        "{a b}: c",
        "a*b",
        "-",
        "^a",
        "\0",
        "a\0b",
        "';--",
        "%",
        "_",
        "🎉",
        "\u{F0000}\u{F0001}",
        "((((",
        "+1-+1-+1",
        "\u{202E}abc",
        &long,
        &words,
        "ي",
        "\u{300}",
    ] {
        texts(&desk, typed).await;
        texts_in(&desk.store, typed, Some(conversation)).await;
        if let Some(query) = Query::parse(typed) {
            desk.store.search_people(ANA, &query, 5).await.expect("an answer");
        }
    }
    assert_eq!(texts(&desk, "NEAR not").await.len(), 1);
    assert_eq!(texts(&desk, "and").await.len(), 0);
    assert_eq!(people(&desk, "and or").await, ["AND OR"]);
}

/// Empties the index as if it were from before there was one.
async fn without_index(desk: &Desk) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.path());
    let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opened");
    for sql in [
        "DELETE FROM message_words",
        "DELETE FROM message_place",
        "DELETE FROM person_key",
        "INSERT INTO meta SELECT 'unsearchable_messages', max(rowid) FROM message HAVING max(rowid) IS NOT NULL",
        "INSERT INTO meta SELECT 'unsearchable_people', max(rowid) FROM contact HAVING max(rowid) IS NOT NULL",
    ] {
        sqlx::query(sql).execute(&mut connection).await.expect("emptied");
    }
}

async fn index_all(store: &Store, at_most: u32) {
    while store.unsearchable().await.expect("read") > 0 {
        let mut change = store.change().await.expect("a change");
        change.index_older(at_most).await.expect("indexed");
        change.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn what_was_there_before_the_index_is_indexed_in_parts() {
    let mut desk = Desk::new().await;
    desk.apply((0..25).map(|n| {
        let who = named(by_phone(&format!("1650555{n:04}")), &format!("Customer {n}"));
        says(&format!("wamid.{n}"), who, NOW.plus_ms(n * 1_001), &format!("old news {n}"))
    }))
    .await;
    without_index(&desk).await;
    assert_eq!(texts(&desk, "old").await, [""; 0]);
    assert!(desk.store.unsearchable().await.expect("read") > 0);
    // What comes meanwhile is found at once.
    desk.apply([says("wamid.new", by_phone("442079460000"), NOW.plus_ms(99_999), "old friend")]).await;
    assert_eq!(texts(&desk, "old").await, ["old friend"]);
    index_all(&desk.store, 7).await;
    assert_eq!(texts(&desk, "old").await.len(), 26);
    assert_eq!(people(&desk, "customer 12").await, ["Customer 12"]);
    // Once more changes nothing.
    index_all(&desk.store, 7).await;
    assert_eq!(rows_of(&desk, "message_place").await, 26);
}

/// The places and keys of a database, and what some questions find in it.
async fn answers(desk: &Desk) -> Vec<String> {
    let mut all = Vec::new();
    for typed in ["h", "he", "hello", "answ", "answer 1", "note", "changed th", "1", "5511"] {
        let query = Query::parse(typed).expect("a word");
        let found = desk.store.search_messages(&query, None, Some(FoundPosition(i64::MAX)), 200).await.expect("an answer");
        all.extend(found.items.iter().map(|item| format!("{typed}: {:?} {:?}", item.listed.message.id, item.snippet)));
        let people = desk.store.search_people(ANA, &query, 5).await.expect("an answer");
        all.extend(people.iter().map(|row| format!("{typed}: {:?}", row.conversation.id)));
    }
    all
}

/// However the log came, entry by entry or in one piece, or even before there was an index: the same answers.
#[test]
fn replicas_answer_alike() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let mut runner = TestRunner::new(Config { cases: 16, failure_persistence: None, ..Config::default() });
    let alike = |happenings: Vec<Happening>| async move {
        let world = World::play(&happenings);
        let (lived, fresh) = (Desk::new().await, Desk::new().await);
        for recorded in &world.log {
            apply(&lived.store, std::slice::from_ref(recorded)).await;
        }
        apply(&fresh.store, &world.log).await;
        let expected = answers(&lived).await;
        prop_assert_eq!(&answers(&fresh).await, &expected);
        without_index(&fresh).await;
        index_all(&fresh.store, 5).await;
        prop_assert_eq!(&answers(&fresh).await, &expected);
        Ok(())
    };
    if let Err(error) = runner.run(&happenings(90), |happenings| runtime.block_on(alike(happenings))) {
        panic!("{error}");
    }
}
