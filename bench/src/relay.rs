//! Figure 1: one relay core against the obvious receiver and against nginx, which stores nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::figure::{Bar, Figure, count, short};
use crate::load::{self, Outcome};
use crate::machine;
use crate::meta::Deliveries;
use crate::numbers::{median, percentile};
use crate::peers;
use crate::stage::Stage;

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;
const CONNECTIONS: usize = 256;
/// Updates in a POST. Meta sends one at a time on a quiet day and up to 1,000 after an outage.
const SHAPES: [usize; 3] = [1, 16, 100];
/// More than any of the servers answers in a second, for one update in a POST.
const ENOUGH_PER_SECOND: f64 = 60_000.0;

/// Rates per second of each round.
#[derive(Default)]
struct Rounds {
    relay: Vec<f64>,
    express: Vec<f64>,
    nginx: Vec<f64>,
    updates_per_sync: Vec<f64>,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let (rounds, time) = if quick { (1, Duration::from_secs(2)) } else { (3, Duration::from_secs(5)) };
    let stage = Stage::set_up(folder, Some(SERVER_CORE)).await?;
    let express = peers::express(folder, SERVER_CORE)?;
    let nginx = peers::nginx(folder, SERVER_CORE)?;
    let mut deliveries = Deliveries::new(5_000);
    let mut shapes: BTreeMap<usize, Rounds> = BTreeMap::new();
    let (mut wrk, mut syncs, mut p50, mut p99, mut half) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0.0);

    for round in 0..rounds {
        for updates in SHAPES {
            let measured = shapes.entry(updates).or_default();
            let enough = (ENOUGH_PER_SECOND * time.as_secs_f64() / updates as f64) as usize + CONNECTIONS;
            let requests = deliveries.pool(updates, enough);
            let before = (stage.metric(UPDATES).await?, stage.metric(BATCHES).await?);
            let (outcome, requests) = run(requests, move |r| load::closed(stage.addr, r, r.len(), CONNECTIONS, time)).await?;
            let after = (stage.metric(UPDATES).await?, stage.metric(BATCHES).await?);
            measured.relay.push(outcome.per_second());
            measured.updates_per_sync.push((after.0 - before.0) / (after.1 - before.1));
            let addr = express.addr;
            let (outcome, requests) = run(requests, move |r| load::closed(addr, r, r.len(), CONNECTIONS, time)).await?;
            measured.express.push(outcome.per_second());
            let addr = nginx.addr;
            let (outcome, requests) = run(requests, move |r| load::closed(addr, r, usize::MAX, CONNECTIONS, time)).await?;
            measured.nginx.push(outcome.per_second());
            if updates == 1 {
                let body = requests[0].windows(4).position(|four| four == b"\r\n\r\n").map_or(&[][..], |end| &requests[0][end + 4..]);
                wrk.push(peers::wrk(addr, LOAD_CORE, folder, CONNECTIONS, time, body)?);
            }
            println!(
                "  round {}, {updates} per POST: relay {}/s, Express {}/s, nginx {}/s",
                round + 1,
                count(last(&measured.relay)),
                count(last(&measured.express)),
                count(last(&measured.nginx))
            );
        }
        syncs.push(machine::fdatasync(folder)?.as_secs_f64());
        half = median(&mut shapes.entry(1).or_default().relay.clone()) / 2.0;
        let requests = deliveries.pool(1, (half * time.as_secs_f64()) as usize);
        let (mut outcome, _) = run(requests, move |r| load::open(stage.addr, r, CONNECTIONS, half)).await?;
        p50.push(percentile(&mut outcome.latencies, 0.5));
        p99.push(percentile(&mut outcome.latencies, 0.99));
        println!("  round {}, half load: p50 {} ms, p99 {} ms", round + 1, short(last(&p50) * 1e3), short(last(&p99) * 1e3));
    }

    Ok(figures(shapes, median(&mut wrk), median(&mut syncs), half, median(&mut p50), median(&mut p99)))
}

const UPDATES: &str = "frontdesk_relay_updates_total";
const BATCHES: &str = "frontdesk_relay_batches_total";

fn figures(shapes: BTreeMap<usize, Rounds>, wrk: f64, sync: f64, half: f64, p50: f64, p99: f64) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (updates, mut rounds) in shapes {
        let relay = median(&mut rounds.relay);
        let (express, nginx) = (median(&mut rounds.express), median(&mut rounds.nginx));
        // Whoever drives nginx harder is right.
        let nginx = if updates == 1 { nginx.max(wrk) } else { nginx };
        let rate = |posts: f64| match updates {
            1 => format!("{} updates/s", count(posts)),
            _ => format!("{} updates/s ({} POSTs/s)", count(posts * updates as f64), count(posts)),
        };
        let shape = if updates == 1 { "1 update a POST".to_owned() } else { format!("{updates} updates a POST") };
        let promised = |bar| if updates == 1 { bar } else { Bar::None };
        figures.push(Figure {
            name: format!("Relay vs Express, {shape}"),
            measured: rate(relay),
            compared_with: format!("Express + better-sqlite3: {}", rate(express)),
            value: relay / express,
            unit: "×",
            bar: Bar::AtLeast(20.0),
        });
        figures.push(Figure {
            name: format!("Relay vs nginx, {shape}"),
            measured: format!("{} POSTs/s", count(relay)),
            compared_with: format!("nginx, static 200: {} POSTs/s", count(nginx)),
            value: relay / nginx,
            unit: "×",
            bar: promised(Bar::AtLeast(0.25)),
        });
        figures.push(Figure {
            name: format!("Updates in one sync, {shape}"),
            measured: "mean at saturation".to_owned(),
            compared_with: String::new(),
            value: median(&mut rounds.updates_per_sync),
            unit: "",
            bar: Bar::AtLeast(64.0),
        });
    }
    figures.push(Figure {
        name: "Time to 200 at half load, p99".to_owned(),
        measured: format!("{} POSTs/s offered, p50 {} ms", count(half), short(p50 * 1e3)),
        compared_with: format!("2 ms + 10 × fdatasync ({} ms)", short(sync * 1e3)),
        value: p99 * 1e3,
        unit: " ms",
        bar: Bar::AtMost(2.0 + 10.0 * sync * 1e3),
    });
    figures
}

fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(f64::NAN)
}

/// Runs a load on a thread, and core, of its own; gives the requests back.
async fn run(
    requests: Vec<Vec<u8>>,
    load: impl FnOnce(&[Vec<u8>]) -> anyhow::Result<Outcome> + Send + 'static,
) -> anyhow::Result<(Outcome, Vec<Vec<u8>>)> {
    let thread = std::thread::spawn(move || {
        machine::pin(LOAD_CORE)?;
        load(&requests).map(|outcome| (outcome, requests))
    });
    // Nothing else of this program has work to do meanwhile.
    thread.join().map_err(|_| anyhow::anyhow!("the load generator panicked"))?
}
