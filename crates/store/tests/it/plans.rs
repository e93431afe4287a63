//! No query gets slower as the inbox fills. Every statement that the store runs is caught on its way to SQLite, and SQLite is asked how
//! it would find the rows.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use frontdesk_domain::channel::Channel;
use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{AttemptId, DeviceId, EntryId, InboxId, LabelId, MessageId, PhoneNumberId, ReplyId};
use frontdesk_domain::inbound::{Line, News, StatusUpdate, StatusWord, Update};
use frontdesk_domain::number::{Health, LogLevel};
use frontdesk_domain::outbox::Item;
use frontdesk_domain::replica::Input;
use frontdesk_domain::search::Query;
use frontdesk_domain::work::{Aside, Decision, Label, Worked};
use frontdesk_store::{ConversationQuery, Cursor, LogFilter, Shown, Sort, ThreadPosition, WindowShown};
use sqlx::{AssertSqlSafe, Connection, Row};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

use crate::desk::{ANA, Desk, NOW, by_both, by_phone, by_user, composed, message_id, read, wrote};

const LABEL: LabelId = LabelId(Uuid::from_u128(0x1A));

/// Tables that stay small whatever the inbox holds.
const SMALL: &[&str] = &["channel", "number_health", "member", "outbox", "o", "e", "mb", "pending_entry", "label", "reply"];

/// Statements as sqlx logs them.
#[derive(Clone, Default)]
struct Caught(Arc<Mutex<BTreeSet<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Caught {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Sql(String, String);
        impl tracing::field::Visit for Sql {
            fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn Debug) {}
            fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
                match field.name() {
                    "summary" => self.0 = value.to_owned(),
                    "db.statement" => self.1 = value.trim().to_owned(),
                    _ => {}
                }
            }
        }
        if event.metadata().target() == "sqlx::query" {
            let mut sql = Sql(String::new(), String::new());
            event.record(&mut sql);
            // The whole statement is told apart only when it is longer than its summary.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(if sql.1.is_empty() { sql.0 } else { sql.1 });
        }
    }
}

/// Everything that the store can do, at least once.
async fn everything(desk: &mut Desk) {
    let attempt = AttemptId(Uuid::from_u128(0x11));
    desk.apply([wrote("wamid.1", by_phone("16505551234"), NOW.plus_ms(-3_000)), wrote("wamid.2", by_user("US.1"), NOW.plus_ms(-2_000))]).await;
    let both = desk.conversations().await;
    let status = |opaque: Option<AttemptId>, wamid: &str| {
        let status = StatusUpdate {
            wamid: Some(wamid.into()),
            word: StatusWord::Delivered,
            at: Some(NOW),
            opaque: opaque.map(|id| id.to_string()),
            recipient_wa_id: None,
            recipient_user_id: None,
            failures: vec![],
        };
        Input::Update(Update { line: Line::default(), news: News::Status(status) })
    };
    let number = PhoneNumberId::from("100");
    let channel = Channel::new(number.clone(), "9".into(), InboxId(Uuid::from_u128(5)));
    desk.apply([
        Input::Event(Event::MemberJoined { member: ANA, device: DeviceId(ANA.0), name: "Ana".to_owned() }),
        Input::Event(Event::NumberConnected { channel, at: NOW }),
        Input::Event(Event::NumberStopped { number: number.clone(), at: NOW }),
        Input::Event(Event::RotationSet { enabled: true, at: NOW }),
        composed(message_id(1), both[0], NOW),
        read(both[0], ANA, NOW),
        Input::Event(Event::SendStarted { message: message_id(1), step: 1, attempt, at: NOW }),
        status(None, "wamid.parked"),
        Input::Unreadable,
    ])
    .await;
    desk.apply([status(Some(attempt), "wamid.parked"), status(Some(attempt), "wamid.parked")]).await;
    desk.apply([wrote("wamid.3", by_both("16505551234", "US.1"), NOW)]).await;
    let worked = |work| Input::Event(Event::Worked { conversation: both[0], deletions: 0, member: ANA, at: NOW, work });
    desk.apply([
        Input::Event(Event::LabelDecided {
            label: LABEL,
            decision: Decision { step: 1, value: Some(Label { name: "VIP".to_owned(), colour: "#112233".to_owned() }) },
        }),
        Input::Event(Event::ReplyDecided { reply: ReplyId(Uuid::from_u128(1)), decision: Decision { step: 1, value: None } }),
        worked(Worked::default().label(LABEL, true)),
        worked(Worked::default().put_aside(Aside::Snoozed { until: NOW, seen: 9 })),
        Input::Event(Event::ConversationDeleted { conversation: both[1], deletions: 0, member: ANA, at: NOW }),
    ])
    .await;
    desk.apply((0..40).map(|n| wrote(&format!("wamid.many.{n}"), by_phone(&format!("1650555{n:04}")), NOW))).await;

    let conversation = both[0];
    let mut change = desk.store.change().await.expect("a change");
    change.put_outbox(&Item::queued(message_id(1), conversation, 0, NOW)).await.expect("put");
    change.outbox().await.expect("read");
    change.outbox_is_empty().await.expect("read");
    change.outbox_item(message_id(1)).await.expect("read");
    change.outbox_of(conversation).await.expect("read");
    change.outbox_due(NOW, 10).await.expect("read");
    change.remove_outbox(message_id(1)).await.expect("removed");
    change.save_draft(conversation, "text", NOW).await.expect("saved");
    change.save_draft(conversation, "", NOW).await.expect("forgotten");
    change.add_pending(EntryId(Uuid::from_u128(1)), None, NOW, b"").await.expect("added");
    change.settle_pending(&BTreeSet::from([EntryId(Uuid::from_u128(1))])).await.expect("settled");
    change.keep_raw(&[(EntryId(Uuid::from_u128(1)), vec![1])]).await.expect("kept");
    change.set_cursor(Cursor { log: None, seq: 1 }).await.expect("set");
    change.put_health(&number, &Health::default()).await.expect("put");
    change.log_number(&number, NOW, LogLevel::Info, "check", "all is well").await.expect("logged");
    // As after an update that brings the search.
    for what in ["unsearchable_people", "unsearchable_messages"] {
        change.set_meta(what, "40").await.expect("set");
        change.index_older(10).await.expect("indexed");
        change.index_older(1_000).await.expect("indexed");
    }
    change.commit().await.expect("committed");

    let store = &desk.store;
    store.healths().await.expect("read");
    store.rotation().await.expect("read");
    for number in [None, Some(number)] {
        for containing in ["", "well"] {
            let filter = LogFilter { number: number.clone(), least: Some(LogLevel::Info), containing: containing.to_owned() };
            store.number_log(&filter, None, 10).await.expect("read");
        }
    }
    store.cursor().await.expect("read");
    store.outbox_next_due().await.expect("read");
    store.pending_after(0, 10).await.expect("read");
    store.channels().await.expect("read");
    store.members().await.expect("read");
    store.raw(EntryId(Uuid::from_u128(1))).await.expect("read");
    for shown in [Shown::Open, Shown::Snoozed, Shown::Closed, Shown::All] {
        for sort in [Sort::Newest, Sort::LongestWaiting, Sort::ClosingSoon] {
            for window in [WindowShown::Any, WindowShown::Open, WindowShown::Closing, WindowShown::Closed] {
                for (unread_only, labels, numbers) in [(false, vec![], vec![]), (true, vec![LABEL], vec![PhoneNumberId::from("100")])] {
                    let wanted = ConversationQuery { now: NOW, shown, unread_only, labels, numbers, window, sort };
                    let page = store.list_conversations(ANA, &wanted, None, 2).await.expect("read");
                    store.list_conversations(ANA, &wanted, page.next, 2).await.expect("read");
                }
            }
        }
    }
    store.counts(ANA, NOW).await.expect("read");
    store.labels().await.expect("read");
    store.replies().await.expect("read");
    store.woken(NOW, NOW.plus_ms(1)).await.expect("read");
    store.next_wake(NOW).await.expect("read");
    store.conversations(ANA, &[conversation]).await.expect("read");
    store.list_messages(conversation, None, 10).await.expect("read");
    store.list_newer_messages(conversation, ThreadPosition { at: NOW, id: message_id(1) }, 10).await.expect("read");
    for typed in ["text of wam", "\"text of\"", "answering", "+1 650 555 12"] {
        let query = Query::parse(typed).expect("words");
        store.search_people(ANA, &query, 5).await.expect("read");
        for within in [None, Some(conversation)] {
            store.search_messages(&query, within, None, 10).await.expect("read");
        }
    }
    store.unsearchable().await.expect("read");
    store.list_messages(conversation, Some(ThreadPosition { at: NOW, id: message_id(1) }), 10).await.expect("read");
    store.list_kept(None, 10).await.expect("read");
    store.messages(&[MessageId::of_wamid(&"wamid.1".into())]).await.expect("read");
}

/// What is wrong with a plan, if anything.
fn complaint(sql: &str, plan: &[String]) -> Option<String> {
    let scanned = plan.iter().find(|line| {
        let Some(table) = line.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next()) else { return false };
        // The rows and keys that we pass in ourselves, and what a subquery found, whose own plan is among the lines.
        let found = plan.iter().any(|line| line.strip_prefix("CO-ROUTINE ") == Some(table));
        // The word index is always asked for a word or a place, which its plan tells after the colon.
        let asked = table == "message_words" && line.split_once("VIRTUAL TABLE INDEX ").is_some_and(|(_, how)| !how.ends_with(':'));
        let ours = found || asked || table == "CONSTANT" || table == "json_each" || table.starts_with('(') || line.ends_with("-ROW VALUES CLAUSE");
        !ours && !SMALL.contains(&table)
    });
    let sorted = plan.iter().find(|line| line.contains("TEMP B-TREE FOR ORDER BY") || line.contains("TEMP B-TREE FOR LAST"));
    let small = SMALL.iter().any(|table| sql.contains(&format!("FROM {table} ")));
    scanned.cloned().or_else(|| sorted.filter(|_| !small).cloned())
}

#[tokio::test]
async fn every_query_finds_its_rows_by_an_index() {
    let caught = Caught::default();
    tracing_subscriber::registry().with(caught.clone()).init();
    let mut desk = Desk::new().await;
    everything(&mut desk).await;

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.path());
    let mut connection = sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opened");
    let statements = caught.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (mut looked_at, mut complaints) = (0, Vec::new());
    for sql in statements {
        let rows = ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word));
        if !rows || sql.contains("_sqlx_migrations") || sql.contains("sqlite_") {
            continue;
        }
        looked_at += 1;
        let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut connection).await.expect("a plan");
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        complaints.extend(complaint(&sql, &plan).map(|why| format!("{why}\n    in {sql}\n    {}", plan.join("\n    "))));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    // Fewer would mean that the catching no longer works.
    assert!(looked_at >= 50, "only {looked_at} statements were caught");
}

#[test]
fn a_full_scan_is_complained_about() {
    let plan = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(complaint("SELECT * FROM message", &plan(&["SCAN message"])).is_some());
    assert!(complaint("SELECT * FROM message m ORDER BY at", &plan(&["SEARCH m USING INDEX x", "USE TEMP B-TREE FOR ORDER BY"])).is_some());
    assert!(complaint("SELECT * FROM message_words", &plan(&["SCAN message_words VIRTUAL TABLE INDEX 0:"])).is_some());
    assert!(complaint("SELECT * FROM message_words", &plan(&["SCAN message_words VIRTUAL TABLE INDEX 0:M1"])).is_none());
    assert!(complaint("SELECT * FROM message", &plan(&["SEARCH message USING INDEX message_by_thread (conversation_id=?)"])).is_none());
}
