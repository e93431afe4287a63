//! Figure 2: a device that was away for 100,000 updates, against inserting the very rows it ends up with.

use std::path::Path;
use std::time::Instant;

use crate::figure::{Bar, Figure, count, short};
use crate::load;
use crate::meta::Deliveries;
use crate::numbers::median;
use crate::rows::{Copied, Way};
use crate::stage::{Stage, copy};

/// Entries that the engine applies in one transaction; the raw insert gets transactions as large.
const BATCH: usize = 2_000;
/// People who wrote meanwhile.
const CUSTOMERS: u64 = 5_000;

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let (entries, rounds) = if quick { (10_000, 1) } else { (100_000, 3) };
    let stage = Stage::set_up(folder, None).await?;
    let before = stage.metric(UPDATES).await?;
    let mut deliveries = Deliveries::new(CUSTOMERS);
    let requests: Vec<Vec<u8>> = (0..entries / 100).map(|_| deliveries.request(100)).collect();
    let addr = stage.addr;
    tokio::task::spawn_blocking(move || load::all(addr, &requests, 8)).await??;
    let stored = stage.metric(UPDATES).await? - before;
    anyhow::ensure!(stored as usize == entries, "the relay took {stored} updates of {entries}");

    let (mut live, mut single, mut grouped, mut shape) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for round in 0..rounds {
        let profile = folder.join(format!("behind-{round}"));
        copy(&stage.profile, &profile)?;
        let began = Instant::now();
        let device = stage.open(profile.clone()).await;
        device.until_live().await;
        live.push(began.elapsed().as_secs_f64());
        device.session.close().await;

        let copied = Copied::read(&profile.join("frontdesk.db")).await?;
        shape = copied.shape();
        anyhow::ensure!(copied.rows("message") == entries, "{} of {entries} messages arrived", copied.rows("message"));
        let transactions = entries / BATCH;
        for (way, times, name) in [(Way::RowByRow, &mut single, "single"), (Way::Grouped, &mut grouped, "grouped")] {
            times.push(copied.insert(&folder.join(format!("raw-{name}-{round}.db")), transactions, way).await?.as_secs_f64());
        }
        println!(
            "  round {}: live after {} s; raw insert {} s row by row, {} s in groups",
            round + 1,
            short(last(&live)),
            short(last(&single)),
            short(last(&grouped))
        );
        std::fs::remove_dir_all(profile)?;
    }
    let (live, single, grouped) = (median(&mut live), median(&mut single), median(&mut grouped));
    let figure = |name: &str, raw: f64, bar| Figure {
        name: name.to_owned(),
        measured: format!("{} s from opening to live, {} entries/s", short(live), count(entries as f64 / live)),
        compared_with: format!("{} s for the same rows ({shape})", short(raw)),
        value: live / raw,
        unit: "×",
        bar,
    };
    Ok(vec![
        figure(&format!("{} entries vs raw insert, one prepared statement per table", count(entries as f64)), single, Bar::AtMost(2.0)),
        figure("The same vs raw insert, 32 rows in a statement", grouped, Bar::AtMost(2.0)),
    ])
}

const UPDATES: &str = "frontdesk_relay_updates_total";

fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(f64::NAN)
}
