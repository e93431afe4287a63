//! Figure 3: what opening the app, the list and a thread cost with 1,000,000 messages, against what they cost with one page.

use std::path::{Path, PathBuf};
use std::time::Instant;

use frontdesk_api::views::{ListConversations, ListMessages, Nothing};
use frontdesk_testkit::Device;

use crate::figure::{Bar, Figure, count, short};
use crate::numbers::median;
use crate::rows;
use crate::stage::Stage;

/// Rows of a page, in both stores.
const PAGE: u32 = 50;

/// How a store is filled: few conversations are long, most are short; in each the customer's last two messages are unread.
struct Filling {
    conversations: u32,
    /// The first ones have `long` messages, the others `short`.
    long_ones: u32,
    long: u32,
    short: u32,
}

impl Filling {
    fn messages(&self) -> u32 {
        self.long_ones * self.long + (self.conversations - self.long_ones) * self.short
    }
}

const ALMOST_EMPTY: Filling = Filling { conversations: PAGE, long_ones: 1, long: PAGE, short: 9 };
const LARGE: Filling = Filling { conversations: 100_000, long_ones: 1_000, long: 109, short: 9 };
const LARGE_QUICK: Filling = Filling { conversations: 5_000, long_ones: 50, long: 109, short: 9 };

/// A store and what was measured with it, in seconds.
struct Side {
    stage: Stage,
    profile: PathBuf,
    open: Vec<f64>,
    first_list: Vec<f64>,
    list: Vec<f64>,
    thread: Vec<f64>,
    other_threads: Vec<f64>,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let large = if quick { &LARGE_QUICK } else { &LARGE };
    let (openings, pages) = if quick { (5, 20) } else { (40, 25) };
    let mut sides = Vec::new();
    for (name, filling) in [("empty", &ALMOST_EMPTY), ("large", large)] {
        let folder = folder.join(name);
        std::fs::create_dir(&folder)?;
        let stage = Stage::set_up(&folder, None).await?;
        let profile = stage.profile.clone();
        fill(&profile.join("frontdesk.db"), filling).await?;
        println!("  made a store of {} messages in {} conversations", count(filling.messages().into()), count(filling.conversations.into()));
        sides.push(Side { stage, profile, open: vec![], first_list: vec![], list: vec![], thread: vec![], other_threads: vec![] });
    }
    for opening in 0..openings {
        // Whoever comes second finds warmer caches: they take turns.
        let mut order: Vec<&mut Side> = sides.iter_mut().collect();
        if opening % 2 == 1 {
            order.reverse();
        }
        let mut open = Vec::new();
        for side in order {
            let began = Instant::now();
            let device = side.stage.open(side.profile.clone()).await;
            device.session.boot(Nothing {}).await.map_err(said)?;
            side.open.push(began.elapsed().as_secs_f64());
            device.until_live().await;
            let (took, _) = list(&device).await?;
            side.first_list.push(took);
            open.push((side, device));
        }
        for _ in 0..pages {
            for (side, device) in &mut open {
                let (took, conversations) = list(device).await?;
                side.list.push(took);
                side.thread.push(thread(device, &conversations[0]).await?);
            }
        }
        for number in 0..PAGE as usize {
            for (side, device) in &mut open {
                let (_, conversations) = list(device).await?;
                // In the large store every one of the page is long.
                let which = if side.stage.profile.parent().is_some_and(|parent| parent.ends_with("large")) { number } else { 0 };
                side.other_threads.push(thread(device, &conversations[which]).await?);
            }
        }
        for (_, device) in open {
            device.session.close().await;
        }
    }
    let [mut empty, mut full] = <[Side; 2]>::try_from(sides).map_err(|_| anyhow::anyhow!("two stores"))?;
    let size = std::fs::metadata(full.profile.join("frontdesk.db"))?.len();
    let mut figure = |name: &str, times: fn(&mut Side) -> &mut Vec<f64>, bar| {
        let (large, small) = (median(times(&mut full)), median(times(&mut empty)));
        Figure {
            name: name.to_owned(),
            measured: format!("{} ms", short(large * 1e3)),
            compared_with: format!("{} ms almost empty", short(small * 1e3)),
            value: large / small,
            unit: "×",
            bar,
        }
    };
    let promised = Bar::AtMost(1.15);
    let store = format!("{} messages, {} MB", count(large.messages().into()), size >> 20);
    Ok(vec![
        figure(&format!("Opening the app ({store})"), |side| &mut side.open, promised),
        figure("First page of the list (50)", |side| &mut side.list, promised),
        figure("A page of a thread (50)", |side| &mut side.thread, promised),
        figure("The list right after opening", |side| &mut side.first_list, Bar::None),
        figure("A thread, each time another one", |side| &mut side.other_threads, Bar::None),
    ])
}

fn said(error: frontdesk_api::ApiError) -> anyhow::Error {
    anyhow::anyhow!(error.message)
}

/// Seconds, and the conversations of the page.
async fn list(device: &Device) -> anyhow::Result<(f64, Vec<String>)> {
    let began = Instant::now();
    let page = device.session.list_conversations(ListConversations { after: None, limit: PAGE }).await.map_err(said)?;
    let took = began.elapsed().as_secs_f64();
    anyhow::ensure!(page.items.len() == PAGE as usize && page.items.iter().all(|item| item.unread == 2), "the list is not as it was made");
    Ok((took, page.items.into_iter().map(|item| item.id).collect()))
}

async fn thread(device: &Device, conversation: &str) -> anyhow::Result<f64> {
    let request = ListMessages { conversation_id: conversation.to_owned(), before: None, limit: PAGE };
    let began = Instant::now();
    let page = device.session.list_messages(request).await.map_err(said)?;
    let took = began.elapsed().as_secs_f64();
    anyhow::ensure!(page.items.len() == PAGE as usize, "the thread has {} messages", page.items.len());
    Ok(took)
}

/// Fills a closed device's database; messages in the order in which they would have come.
async fn fill(path: &Path, filling: &Filling) -> anyhow::Result<()> {
    let mut connection = rows::open(path).await?;
    let statements = [
        "CREATE TEMP TABLE c AS WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?1) \
         SELECT n, randomblob(16) AS id, randomblob(16) AS contact, iif(n < ?2, ?3, ?4) AS messages, \
         unixepoch() * 1000 - 60000 - n * 20000 AS last_at FROM n",
        "INSERT INTO contact (id, profile_name, wa_id, named_at) SELECT contact, 'Customer ' || n, '55119' || (10000000 + n), last_at FROM c",
        "INSERT INTO identity (key, contact_id) SELECT 'phone:55119' || (10000000 + n), contact FROM c ORDER BY n",
        // An hour between the messages of a conversation.
        "CREATE TEMP TABLE m AS WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < max(?3, ?4)) \
         SELECT randomblob(16) AS id, c.id AS conversation, last_at - n.n * 3600000 AS at, n.n AS age, c.n AS owner \
         FROM c JOIN n ON n.n < c.messages ORDER BY at",
        "INSERT INTO message (id, conversation_id, at, outgoing, kind, text, wamid, entry_id) SELECT id, conversation, at, 0, 'text', \
         'Message ' || age || ': is the order still on its way? I would be glad to have it by Friday.', \
         'wamid.HBgNNTUxMTk5OTk5MDAwMBUCABIYFD' || hex(id), id FROM m ORDER BY m.rowid",
        "INSERT INTO conversation (id, contact_id, phone_number_id, active_at, last_message_id, last_inbound_at) \
         SELECT c.id, c.contact, (SELECT phone_number_id FROM channel ORDER BY 1 LIMIT 1), m.at, m.id, m.at \
         FROM m JOIN c ON c.n = m.owner WHERE m.age = 0 ORDER BY c.n DESC",
        "INSERT INTO read_mark (conversation_id, member_id, through) \
         SELECT conversation, (SELECT id FROM member LIMIT 1), at FROM m WHERE age = 2",
        "DROP TABLE m",
        "DROP TABLE c",
    ];
    for sql in statements {
        let mut query = sqlx::query(sql);
        if sql.contains("?1") || sql.contains("?3") {
            for number in [filling.conversations, filling.long_ones, filling.long, filling.short] {
                query = query.bind(number);
            }
        }
        query.execute(&mut connection).await?;
    }
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    sqlx::Connection::close(connection).await?;
    Ok(())
}
