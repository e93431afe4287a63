//! Figure 2: a device that was away for 100,000 updates, against inserting the very rows it ends up with.
//!
//! Both take seconds, so their windows are stretches of the work: what was done in each is counted, and the time for all of it is what it
//! would have taken at the pace of the windows that count.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::{Connection, SqliteConnection};

use crate::figure::{Bar, Figure, count, short};
use crate::load;
use crate::meta::Deliveries;
use crate::quiet::{Tally, Window};
use crate::rows::{self, Copied, Way};
use crate::stage::{Stage, copy};

/// Entries that the engine applies in one transaction; the raw insert gets transactions as large.
const BATCH: usize = 2_000;
/// People who wrote meanwhile.
const CUSTOMERS: u64 = 5_000;
/// How long a stretch is at least.
const STRETCH: Duration = Duration::from_millis(400);
/// How often a device is asked how far it is.
const LOOK: Duration = Duration::from_millis(20);

const UPDATES: &str = "frontdesk_relay_updates_total";

/// How fast something went on.
#[derive(Default)]
pub struct Pace {
    quiet_seconds: f64,
    quiet_done: f64,
    seconds: f64,
    done: f64,
    windows: Tally,
}

/// A piece of work under way, looked at stretch by stretch.
pub struct Stretches<'a> {
    pace: &'a mut Pace,
    window: Option<Window>,
    began: Instant,
    done: f64,
}

impl<'a> Stretches<'a> {
    pub fn begin(pace: &'a mut Pace) -> Self {
        Self { pace, window: Some(Window::begin()), began: Instant::now(), done: 0.0 }
    }

    /// What was prepared until now is no part of it.
    pub fn restart(&mut self) {
        self.window = Some(Window::begin());
        self.began = Instant::now();
    }

    /// `done` so far, of a whole of 1.
    pub fn at(&mut self, done: f64) {
        let enough = self.began.elapsed() >= STRETCH && done > self.done;
        if done < 1.0 && !enough {
            return;
        }
        let (seconds, more) = (self.began.elapsed().as_secs_f64(), done - self.done);
        let quiet = self.window.take().is_some_and(|window| window.end().is_little());
        self.pace.windows.add(quiet);
        self.pace.seconds += seconds;
        self.pace.done += more;
        if quiet {
            self.pace.quiet_seconds += seconds;
            self.pace.quiet_done += more;
        }
        self.done = done;
        self.restart();
    }
}

impl Pace {
    /// Seconds for the whole.
    fn seconds(&self) -> f64 {
        if self.windows.counted == 0 { self.seconds_of_all() } else { self.quiet_seconds / self.quiet_done }
    }

    fn seconds_of_all(&self) -> f64 {
        self.seconds / self.done
    }
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let (entries, rounds) = if quick { (10_000, 1) } else { (100_000, 4) };
    let stage = Stage::set_up(folder, None).await?;
    let before = stage.metric(UPDATES).await?;
    let mut deliveries = Deliveries::new(CUSTOMERS);
    let requests: Vec<Vec<u8>> = (0..entries / 100).map(|_| deliveries.request(100)).collect();
    let addr = stage.addr;
    tokio::task::spawn_blocking(move || load::all(addr, &requests, 8)).await??;
    let stored = stage.metric(UPDATES).await? - before;
    anyhow::ensure!(stored as usize == entries, "the relay took {stored} updates of {entries}");

    let (mut live, mut single, mut grouped, mut shape) = (Pace::default(), Pace::default(), Pace::default(), String::new());
    for round in 0..rounds {
        let profile = folder.join(format!("behind-{round}"));
        copy(&stage.profile, &profile)?;
        catch_up(&stage, &profile, entries, &mut live).await?;
        let copied = Copied::read(&profile.join("frontdesk.db")).await?;
        shape = copied.shape();
        anyhow::ensure!(copied.rows("message") == entries, "{} of {entries} messages arrived", copied.rows("message"));
        let transactions = entries / BATCH;
        for (way, pace, name) in [(Way::RowByRow, &mut single, "single"), (Way::Grouped, &mut grouped, "grouped")] {
            copied.insert(&folder.join(format!("raw-{name}-{round}.db")), transactions, way, &mut Stretches::begin(pace)).await?;
        }
        println!(
            "  {} rounds: live after {} s ({} over all); raw insert {} s ({}) row by row, {} s ({}) in groups",
            round + 1,
            short(live.seconds()),
            short(live.seconds_of_all()),
            short(single.seconds()),
            short(single.seconds_of_all()),
            short(grouped.seconds()),
            short(grouped.seconds_of_all())
        );
        std::fs::remove_dir_all(profile)?;
    }
    let figure = |name: String, raw: &Pace| Figure {
        name,
        measured: format!("{} s from opening to live, {} entries/s", short(live.seconds()), count(entries as f64 / live.seconds())),
        compared_with: format!("{} s for the same rows ({shape})", short(raw.seconds())),
        value: live.seconds() / raw.seconds(),
        unit: "×",
        bar: Bar::AtMost(2.0),
        over_all: live.seconds_of_all() / raw.seconds_of_all(),
        windows: if live.windows.counted < raw.windows.counted { live.windows } else { raw.windows },
    };
    Ok(vec![
        figure(format!("{} entries vs raw insert, one prepared statement per table", count(entries as f64)), &single),
        figure("The same vs raw insert, 32 rows in a statement".to_owned(), &grouped),
    ])
}

/// From opening the profile until the device is live.
async fn catch_up(stage: &Stage, profile: &Path, entries: usize, pace: &mut Pace) -> anyhow::Result<()> {
    let mut reader = rows::open(&profile.join("frontdesk.db")).await?;
    let first = applied(&mut reader).await?;
    let mut stretches = Stretches::begin(pace);
    let device = stage.open(profile.to_owned()).await;
    let mut looks = tokio::time::interval(LOOK);
    let live = device.until_live();
    tokio::pin!(live);
    loop {
        tokio::select! {
            biased;
            () = &mut live => break,
            _ = looks.tick() => stretches.at(((applied(&mut reader).await? - first) / entries as f64).min(0.999)),
        }
    }
    stretches.at(1.0);
    reader.close().await?;
    device.session.close().await;
    Ok(())
}

/// Up to which entry a device's database is.
async fn applied(connection: &mut SqliteConnection) -> anyhow::Result<f64> {
    let cursor: String = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'cursor'").fetch_one(connection).await?;
    Ok(cursor.rsplit(' ').next().unwrap_or_default().parse()?)
}
