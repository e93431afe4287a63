//! Rows go into SQLite and come back as the reducer left them.

use frontdesk_domain::ids::{MemberId, Wamid};
use frontdesk_domain::inbound::Sender;
use frontdesk_domain::replica::Needs;
use frontdesk_store::ConversationQuery;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::desk::{Desk, NOW, apply, by_phone, wrote};
use crate::world::{Rows, World, batches, happenings, replay};

/// Applies the log batch by batch to the database and to the rows in memory, which must agree all the way.
async fn agree(world: &World, sizes: &[usize]) -> Result<(), TestCaseError> {
    let mut desk = Desk::new().await;
    let mut rows = Rows::default();
    for batch in batches(&world.log, sizes) {
        let needs = Needs::of(batch);
        prop_assert_eq!(desk.load(&needs).await, rows.load(&needs), "what a batch is given");
        rows.apply(batch);
        apply(&desk.store, batch).await;
    }
    desk.restart().await;
    prop_assert_eq!(&rows, &replay(&world.log, &[usize::MAX]));
    prop_assert_eq!(desk.load(&rows.all_keys()).await, rows.load(&rows.all_keys()), "all there is");
    let members: Vec<(MemberId, String)> = rows.members.into_iter().collect();
    let mut kept = desk.store.members().await.expect("members");
    kept.sort();
    prop_assert_eq!(kept, members);
    prop_assert_eq!(desk.store.rotation().await.expect("rotation"), rows.rotation);
    prop_assert_eq!(desk.store.channels().await.expect("channels"), rows.channels.into_values().collect::<Vec<_>>());
    let mut listed: Vec<_> = rows.conversations.values().map(|row| (row.worked.pinned.value, row.last.map(|(at, _)| at), row.id)).collect();
    listed.sort_by(|a, b| b.cmp(a));
    prop_assert_eq!(desk.conversations().await, listed.into_iter().map(|(.., id)| id).collect::<Vec<_>>());
    prop_assert_eq!(desk.store.labels().await.expect("labels").len(), rows.labels.values().filter(|label| label.value.is_some()).count());
    prop_assert_eq!(desk.store.replies().await.expect("replies").len(), rows.replies.values().filter(|reply| reply.value.is_some()).count());
    Ok(())
}

#[test]
fn the_database_keeps_what_the_reducer_made() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let sizes = prop::collection::vec(1..40usize, 1..5);
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(happenings(90), sizes), |(happenings, sizes)| runtime.block_on(agree(&World::play(&happenings), &sizes)));
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Whatever customers call themselves.
#[tokio::test]
async fn hostile_names_are_kept_to_the_letter() {
    let mut desk = Desk::new().await;
    let long = "\u{0334}".repeat(70_000);
    for (i, name) in
        ["a\0b", "a\0c", "\"'; DROP TABLE contact; --", "\u{202E}\u{1F469}\u{200D}\u{1F680}", "%_\\", "", "[1]", long.as_str()].iter().enumerate()
    {
        let nobody = || Sender { profile_name: Some((*name).to_owned()), ..Sender::default() };
        let first = wrote(&format!("wamid.\0{i}\""), nobody(), NOW);
        let second = wrote(&format!("wamid.second\0{i}\""), nobody(), NOW);
        let before = desk.conversations().await.len();
        desk.apply([first.clone()]).await;
        desk.apply([second, first]).await;
        let page = desk.store.list_conversations(crate::desk::ANA, &ConversationQuery::all(NOW), None, 100).await.expect("a list").rows;
        assert_eq!(page.len(), before + 1, "{name:?} is one person");
        let found = page.iter().find(|row| row.contact.profile_name.as_deref() == Some(name)).expect("kept to the letter");
        let wamids: Vec<_> = desk.store.list_messages(found.conversation.id, None, 10).await.expect("read");
        assert_eq!(wamids.len(), 2);
        assert!(wamids.iter().any(|row| row.message.wamid == Some(Wamid(format!("wamid.\0{i}\"")))));
    }
}

#[tokio::test]
async fn more_rows_than_one_statement_takes_are_all_written() {
    let mut desk = Desk::new().await;
    for n in [31, 32, 33, 97] {
        desk.apply((0..n).map(|i| wrote(&format!("wamid.{n}.{i}"), by_phone(&format!("1650{n:03}{i:04}")), NOW))).await;
    }
    assert_eq!(desk.conversations().await.len(), 31 + 32 + 33 + 97);
}
