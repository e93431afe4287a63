//! kill -9 of the real relay, again and again, under load. What was acknowledged must be there, once, in one order.

use std::collections::{HashMap, HashSet};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use frontdesk_relay::WEBHOOK_PATH;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::binary::{Process, with_secrets};
use crate::device::Owner;
use crate::meta::{delivery, message, message_id, signature};
use crate::world::{APP_SECRET, PATIENCE, http};

const SENDERS: usize = 8;
const UPDATES_PER_POST: usize = 3;

/// What the senders share with whoever kills.
struct Load {
    /// The relay's address while it is up; senders wait for it.
    up: watch::Sender<Option<String>>,
    stop: AtomicBool,
    posts: AtomicU64,
    acked: AtomicU64,
    in_flight: AtomicUsize,
    progress: watch::Sender<u64>,
}

/// Sends deliveries of new updates, each until it is acknowledged; returns the ids of all its updates.
async fn sender(number: usize, load: Arc<Load>) -> Vec<String> {
    let client = http();
    let mut up = load.up.subscribe();
    let mut acked = Vec::new();
    for post in 0.. {
        if load.stop.load(Ordering::Relaxed) {
            break;
        }
        let ids: Vec<String> = (0..UPDATES_PER_POST).map(|n| format!("wamid.{number}.{post}.{n}")).collect();
        let body = delivery(ids.iter().map(|id| message(id, "hello")).collect());
        let signature = signature(APP_SECRET, &body);
        loop {
            let url = up.wait_for(Option::is_some).await.unwrap().clone().unwrap();
            load.posts.fetch_add(1, Ordering::Relaxed);
            load.in_flight.fetch_add(1, Ordering::Relaxed);
            let request = client.post(format!("{url}{WEBHOOK_PATH}")).header("X-Hub-Signature-256", &signature);
            let answer = request.body(body.clone()).send().await;
            load.in_flight.fetch_sub(1, Ordering::Relaxed);
            match answer {
                Ok(answer) if answer.status() == 200 => break,
                // Killed at some point between accepting and answering: nobody knows whether it is stored. Again.
                Ok(_) | Err(_) => tokio::task::yield_now().await,
            }
        }
        acked.extend(ids);
        let total = load.acked.fetch_add(UPDATES_PER_POST as u64, Ordering::Relaxed) + UPDATES_PER_POST as u64;
        load.progress.send_replace(total);
    }
    acked
}

fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % below
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_it_loses_nothing_and_doubles_nothing() {
    let cycles: usize = std::env::var("RELAY_KILL_CYCLES").ok().map_or(15, |n| n.parse().expect("a number of cycles"));
    let dir = tempfile::tempdir().unwrap();
    let start = || {
        let mut command = with_secrets(dir.path());
        command.stderr(Stdio::null());
        Process::start(command)
    };
    let mut relay = start();
    let mut owner = Owner::new();
    owner.set_up(&relay.url, relay.setup_code.as_deref().unwrap()).await.unwrap();

    let load = Arc::new(Load {
        up: watch::Sender::new(Some(relay.url.clone())),
        stop: AtomicBool::new(false),
        posts: AtomicU64::new(0),
        acked: AtomicU64::new(0),
        in_flight: AtomicUsize::new(0),
        progress: watch::Sender::new(0),
    });
    let senders: Vec<_> = (0..SENDERS).map(|number| tokio::spawn(sender(number, load.clone()))).collect();
    let mut progress = load.progress.subscribe();
    let (mut kills, mut cut_off) = (0, 0);
    for _ in 0..cycles {
        // A random moment, counted in acknowledgements so that each life of the relay does some work.
        let enough = load.acked.load(Ordering::Relaxed) + 1 + random(400);
        timeout(PATIENCE, progress.wait_for(|acked| *acked >= enough)).await.expect("the senders make progress").unwrap();
        for _ in 0..random(2000) {
            std::hint::spin_loop();
        }
        let cut = load.in_flight.load(Ordering::Relaxed);
        load.up.send_replace(None);
        relay.child.kill().unwrap();
        relay.child.wait().unwrap();
        kills += 1;
        cut_off += usize::from(cut > 0);
        relay = tokio::task::block_in_place(start);
        load.up.send_replace(Some(relay.url.clone()));
    }
    load.stop.store(true, Ordering::Relaxed);
    let mut acked = HashSet::new();
    for sender in senders {
        acked.extend(timeout(PATIENCE, sender).await.expect("every delivery is acknowledged in the end").unwrap());
    }

    let (mut one, mut other) = (owner.connect(&relay.url, 0).await, owner.connect(&relay.url, 0).await);
    let head = usize::try_from(one.head).unwrap();
    let (entries, again) = tokio::join!(one.entries(head), other.entries(head));
    assert_eq!(entries, again, "both readers see the same order");
    assert!(entries.iter().enumerate().all(|(n, entry)| entry.seq == n as u64 + 1), "without gaps");
    let mut stored: HashMap<String, usize> = HashMap::new();
    for entry in &entries {
        *stored.entry(message_id(&owner.open(entry))).or_default() += 1;
    }
    let duplicated = stored.values().filter(|times| **times > 1).count();
    let lost = acked.iter().filter(|id| !stored.contains_key(*id)).count();
    let phantoms = stored.keys().filter(|id| !acked.contains(*id)).count();
    println!("kills {kills}, {cut_off} of them with requests under way");
    println!("|   sent |  acked | stored |   seen | duplicated | lost |");
    println!(
        "| {:6} | {:6} | {:6} | {:6} | {duplicated:10} | {lost:4} |",
        load.posts.load(Ordering::Relaxed) * UPDATES_PER_POST as u64,
        acked.len(),
        stored.len(),
        entries.len(),
    );
    assert_eq!((duplicated, lost, phantoms), (0, 0, 0));
    assert_eq!(acked.len(), entries.len());
    assert!(kills == cycles && cut_off * 2 >= cycles, "the kills hit requests under way: {cut_off} of {kills}");
    let retried = load.posts.load(Ordering::Relaxed) as usize * UPDATES_PER_POST > acked.len();
    assert!(cycles == 0 || retried, "at least one delivery had to be repeated");
}
