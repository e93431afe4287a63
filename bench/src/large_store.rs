//! Figure 3: what opening the app, the list and a thread cost with 1,000,000 messages, against what they cost with one page.

use std::path::{Path, PathBuf};
use std::time::Instant;

use frontdesk_api::views::{ListConversations, ListMessages, Nothing};
use frontdesk_testkit::Device;

use crate::figure::{Bar, Figure, count, short};
use crate::numbers::median;
use crate::quiet::{Patience, Series, Window};
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

/// A store, and what its last turn took, in seconds.
struct Side {
    stage: Stage,
    profile: PathBuf,
    /// In the large store every conversation of the first page is long; in the other one only the first is.
    large: bool,
    last: [f64; STEPS.len()],
}

/// What is measured, in this order.
const STEPS: [&str; 5] =
    ["Opening the app", "First page of the list (50)", "A page of a thread (50)", "The list right after opening", "A thread, each time another one"];

/// Per step, turn by turn.
#[derive(Default)]
struct Turns {
    large: Series,
    empty: Series,
    ratio: Series,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let large = if quick { &LARGE_QUICK } else { &LARGE };
    let patience = if quick { Patience { wanted: 5, most: 8 } } else { Patience { wanted: 40, most: 100 } };
    let mut sides = Vec::new();
    for (name, filling) in [("empty", &ALMOST_EMPTY), ("large", large)] {
        let folder = folder.join(name);
        std::fs::create_dir(&folder)?;
        let stage = Stage::set_up(&folder, None).await?;
        let profile = stage.profile.clone();
        fill(&profile.join("frontdesk.db"), filling).await?;
        println!("  made a store of {} messages in {} conversations", count(filling.messages().into()), count(filling.conversations.into()));
        sides.push(Side { stage, profile, large: name == "large", last: [0.0; STEPS.len()] });
    }
    let mut turns: [Turns; STEPS.len()] = Default::default();
    let mut taken = 0;
    while patience.goes_on(turns[0].ratio.tally()) {
        let window = Window::begin();
        turn(&mut sides, taken % 2 == 1).await?;
        let quiet = window.end().is_little();
        taken += 1;
        for (step, turns) in turns.iter_mut().enumerate() {
            let (empty, full) = (sides[0].last[step], sides[1].last[step]);
            turns.empty.push(empty, quiet);
            turns.large.push(full, quiet);
            turns.ratio.push(full / empty, quiet);
        }
    }
    let size = std::fs::metadata(sides[1].profile.join("frontdesk.db"))?.len();
    println!("  {} messages take {} MB", count(large.messages().into()), size >> 20);
    let figures = STEPS.iter().zip(&turns).enumerate().map(|(step, (name, turns))| Figure {
        name: if step == 0 { format!("{name} ({} messages, {} MB)", count(large.messages().into()), size >> 20) } else { (*name).to_owned() },
        measured: format!("{} ms", short(turns.large.median() * 1e3)),
        compared_with: format!("{} ms almost empty", short(turns.empty.median() * 1e3)),
        value: turns.ratio.median(),
        unit: "×",
        bar: if step < 3 { Bar::AtMost(1.15) } else { Bar::None },
        over_all: turns.ratio.share_of_all(0.5),
        windows: turns.ratio.tally(),
    });
    Ok(figures.collect())
}

/// Both sides once, page by page in turns; whoever comes second finds warmer caches, so that changes from turn to turn.
async fn turn(sides: &mut [Side], reversed: bool) -> anyhow::Result<()> {
    const PAGES: usize = 15;
    let mut order: Vec<&mut Side> = sides.iter_mut().collect();
    if reversed {
        order.reverse();
    }
    let mut open = Vec::new();
    for side in order {
        let began = Instant::now();
        let device = side.stage.open(side.profile.clone()).await;
        device.session.boot(Nothing {}).await.map_err(said)?;
        side.last[0] = began.elapsed().as_secs_f64();
        device.until_live().await;
        side.last[3] = list(&device).await?.0;
        open.push((side, device, [const { Vec::new() }; 3]));
    }
    for page in 0..PAGES {
        for (side, device, [lists, threads, others]) in &mut open {
            let (took, conversations) = list(device).await?;
            lists.push(took);
            threads.push(thread(device, &conversations[0]).await?);
            let other = if side.large { 1 + page } else { 0 };
            others.push(thread(device, &conversations[other]).await?);
        }
    }
    for (side, device, [mut lists, mut threads, mut others]) in open {
        side.last[1] = median(&mut lists);
        side.last[2] = median(&mut threads);
        side.last[4] = median(&mut others);
        device.session.close().await;
    }
    Ok(())
}

fn said(error: frontdesk_api::ApiError) -> anyhow::Error {
    anyhow::anyhow!(error.message)
}

/// Seconds, and the conversations of the page.
async fn list(device: &Device) -> anyhow::Result<(f64, Vec<String>)> {
    let began = Instant::now();
    let page = device.session.list_conversations(ListConversations { limit: PAGE, ..ListConversations::default() }).await.map_err(said)?;
    let took = began.elapsed().as_secs_f64();
    anyhow::ensure!(page.items.len() == PAGE as usize && page.items.iter().all(|item| item.unread == 2), "the list is not as it was made");
    Ok((took, page.items.into_iter().map(|item| item.id).collect()))
}

async fn thread(device: &Device, conversation: &str) -> anyhow::Result<f64> {
    let request = ListMessages { conversation_id: conversation.to_owned(), before: None, limit: PAGE, ..Default::default() };
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
