use frontdesk_domain::ids::EntryId;
use frontdesk_relay::{Relay, StartError};
use frontdesk_relay_api::RelayError;
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use crate::meta::{delivery, message, message_id};
use crate::world::{World, settings};

#[tokio::test]
async fn a_restart_keeps_everything() {
    let (world, owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    world.deliver(delivery(vec![message("wamid.1", "hello")])).await;
    stream.append(vec![owner.new_entry(EntryId(Uuid::now_v7()), b"reply")]).await.unwrap();
    let before = stream.entries(2).await;

    let world = world.restart().await;
    world.deliver(delivery(vec![message("wamid.2", "more")])).await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let after = stream.entries(3).await;
    assert_eq!(after[..2], before[..]);
    assert_eq!((after[2].seq, message_id(&owner.open(&after[2]))), (3, "wamid.2".to_owned()));
}

#[tokio::test]
async fn shutting_down_says_goodbye() {
    let (world, owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    let url = world.relay.url();
    let (end, ()) = tokio::join!(stream.end(), world.relay.shutdown());
    assert_eq!(end, (Some(RelayError::ShuttingDown { retry_after_ms: 1000 }), Some(1012)));
    assert!(world.http.get(format!("{url}/healthz")).send().await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn two_relays_do_not_share_a_folder() {
    let world = World::fresh().await;
    let second = Relay::start(settings(world.dir.path())).await.err();
    assert!(matches!(second, Some(StartError::DataDirInUse { .. })), "{second:?}");
}

#[tokio::test]
async fn nothing_readable_is_on_disk() {
    let (world, owner) = World::claimed().await;
    let mut stream = owner.connect(&world.relay.url(), 0).await;
    for n in 0..50 {
        let body = delivery(vec![message(&format!("wamid.CANARY-{n}"), &format!("CANARY-text-{n}"))]);
        assert_eq!(world.deliver(body).await, 200);
        stream.append(vec![owner.new_entry(EntryId(Uuid::now_v7()), b"CANARY-reply")]).await.unwrap();
    }
    world.deliver(b"CANARY unparsable".to_vec()).await;
    let mut searched = 0;
    let search = |searched: &mut usize| {
        for file in std::fs::read_dir(world.dir.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            *searched += bytes.len();
            for canary in [&b"CANARY"[..], b"5511999990000", "Conceição".as_bytes(), b"wamid", b"an-app-secret", b"a-verify-token"] {
                assert!(!bytes.windows(canary.len()).any(|w| w == canary), "{} in {}", String::from_utf8_lossy(canary), path.display());
            }
        }
    };
    search(&mut searched);
    assert!(searched > 20_000, "the write-ahead log was among what was searched");
    world.relay.shutdown().await;
    search(&mut searched);
}

#[tokio::test]
async fn a_device_that_was_away_for_too_long_is_told() {
    let (world, owner) = World::claimed().await;
    for n in 1..=5 {
        world.deliver(delivery(vec![message(&format!("wamid.{n}"), "hello")])).await;
    }
    let World { dir, relay, http } = world;
    relay.shutdown().await;
    let mut database = SqliteConnection::connect(dir.path().join("relay.db").to_str().unwrap()).await.unwrap();
    sqlx::query("UPDATE entry SET received_at = received_at - 3 * 86400000 WHERE seq <= 3").execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    let mut settings = settings(dir.path());
    settings.retention_days = 2;
    let world = World { relay: Relay::start(settings).await.unwrap(), dir, http };
    let url = world.relay.url();
    // The trimming happens beside everything else.
    while owner.connect_at(&url, owner.cursor(2), 10).await.is_ok() {}
    for cursor in [0, 1, 2] {
        let refused = owner.connect_at(&url, owner.cursor(cursor), 10).await.err();
        assert_eq!(refused, Some(RelayError::CursorTooOld { oldest: 4 }), "{cursor}");
    }
    let mut stream = owner.connect(&url, 3).await;
    assert_eq!((stream.head, stream.oldest), (5, 4));
    assert_eq!(stream.entries(2).await[0].seq, 4);
}
