//! Figure 1: one relay core against the obvious receiver and against nginx, which stores nothing.

use std::path::Path;
use std::time::Duration;

use crate::figure::{Bar, Figure, count, short};
use crate::load;
use crate::machine;
use crate::meta::Deliveries;
use crate::peers::{self, Peer};
use crate::quiet::{Patience, Series, Tally, Window};
use crate::stage::Stage;

const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;
const CONNECTIONS: usize = 256;
/// Updates in a POST. Meta sends one at a time on a quiet day and up to 1,000 after an outage.
const SHAPES: [usize; 3] = [1, 16, 100];
/// More than any of the servers that store something answers in a second, for one update in a POST.
const ENOUGH_PER_SECOND: f64 = 60_000.0;
/// At saturation. Long enough for a few dozen commits.
const TURN: Duration = Duration::from_secs(1);
/// At half load. Short, because whatever is taken from a core in one spoils it.
const DUE_TOGETHER: Duration = Duration::from_millis(500);
/// Half load goes on for so many windows at a time, with the disk alone measured in between.
const WINDOWS_AT_ONCE: u32 = 8;

const UPDATES: &str = "frontdesk_relay_updates_total";
const BATCHES: &str = "frontdesk_relay_batches_total";

/// What one shape of delivery gave, turn by turn; rates in POSTs per second.
#[derive(Default)]
struct Turns {
    relay: Series,
    express: Series,
    nginx: Series,
    /// Ratios within a turn.
    to_express: Series,
    to_nginx: Series,
    updates_per_sync: Series,
}

/// Who takes turns.
struct Bench<'a> {
    folder: &'a Path,
    stage: Stage,
    express: Peer,
    nginx: Peer,
    deliveries: Deliveries,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let patience = if quick { Patience { wanted: 2, most: 3 } } else { Patience { wanted: 9, most: 20 } };
    let stage = Stage::set_up(folder, Some(SERVER_CORE)).await?;
    let (express, nginx) = (peers::express(folder, SERVER_CORE)?, peers::nginx(folder, SERVER_CORE)?);
    let mut bench = Bench { folder, stage, express, nginx, deliveries: Deliveries::new(5_000) };
    let mut figures = Vec::new();
    let mut half = 0.0;
    for updates in SHAPES {
        let mut turns = Turns::default();
        while patience.goes_on(turns.to_nginx.tally()) {
            bench.turn(updates, &mut turns).await?;
        }
        if updates == 1 {
            half = turns.relay.median() / 2.0;
        }
        figures.extend(at_saturation(updates, &turns));
    }
    let patience = if quick { Patience { wanted: 8, most: 16 } } else { Patience { wanted: 60, most: 160 } };
    figures.push(bench.at_half_load(half, patience)?);
    Ok(figures)
}

impl Bench<'_> {
    /// Each server for one window.
    async fn turn(&mut self, updates: usize, turns: &mut Turns) -> anyhow::Result<()> {
        let enough = (ENOUGH_PER_SECOND * TURN.as_secs_f64() / updates as f64) as usize + CONNECTIONS;
        let requests = self.deliveries.pool(updates, enough);
        let relay = self.stage.addr;
        let before = (self.stage.metric(UPDATES).await?, self.stage.metric(BATCHES).await?);
        let (relay, relay_quiet, requests) = saturate(requests, move |r| load::closed(relay, r, r.len(), CONNECTIONS, TURN))?;
        let after = (self.stage.metric(UPDATES).await?, self.stage.metric(BATCHES).await?);
        let express = self.express.addr;
        let (express, express_quiet, requests) = saturate(requests, move |r| load::closed(express, r, r.len(), CONNECTIONS, TURN))?;
        let addr = self.nginx.addr;
        let (mut nginx, mut nginx_quiet, requests) = saturate(requests, move |r| load::closed(addr, r, usize::MAX, CONNECTIONS, TURN))?;
        if updates == 1 {
            // Whoever drives nginx harder is right.
            let body = requests[0].windows(4).position(|four| four == b"\r\n\r\n").map_or(&[][..], |end| &requests[0][end + 4..]);
            let window = Window::begin();
            let wrk = peers::wrk(addr, LOAD_CORE, self.folder, CONNECTIONS, TURN, body)?;
            nginx_quiet &= window.end().is_little();
            nginx = nginx.max(wrk);
        }
        turns.relay.push(relay, relay_quiet);
        turns.express.push(express, express_quiet);
        turns.nginx.push(nginx, nginx_quiet);
        turns.to_express.push(relay / express, relay_quiet && express_quiet);
        turns.to_nginx.push(relay / nginx, relay_quiet && nginx_quiet);
        turns.updates_per_sync.push((after.0 - before.0) / (after.1 - before.1), relay_quiet);
        let aside = |quiet: bool| if quiet { "" } else { " (set aside)" };
        println!(
            "  {updates} per POST: relay {}/s{}, Express {}/s{}, nginx {}/s{}",
            count(relay),
            aside(relay_quiet),
            count(express),
            aside(express_quiet),
            count(nginx),
            aside(nginx_quiet)
        );
        Ok(())
    }

    fn at_half_load(&mut self, per_second: f64, patience: Patience) -> anyhow::Result<Figure> {
        let (mut latencies, mut sync, mut windows) = (Series::default(), Series::default(), Tally::default());
        let seconds = DUE_TOGETHER.as_secs_f64() * f64::from(WINDOWS_AT_ONCE + 1);
        while patience.goes_on(windows) {
            let window = Window::begin();
            let one = machine::fdatasync(self.folder, 500)?;
            sync.push(one, window.end().is_little());
            let requests = self.deliveries.pool(1, (per_second * seconds) as usize);
            let addr = self.stage.addr;
            let window = Window::begin();
            let (due, _) = on_the_other_core(requests, move |r| load::open(addr, r, CONNECTIONS, per_second, DUE_TOGETHER))?;
            // Stolen time was looked at window by window.
            let undisturbed = window.end().others_did_little();
            let mut counted = Series::default();
            for due in due {
                let quiet = due.quiet && undisturbed;
                windows.add(quiet);
                for latency in due.latencies {
                    latencies.push(latency, quiet);
                    counted.push(latency, quiet);
                }
            }
            println!(
                "  half load: p50 {} ms, p99 {} ms; {} of {} windows count so far; one fdatasync {} ms",
                short(counted.median() * 1e3),
                short(counted.share(0.99) * 1e3),
                windows.counted,
                windows.counted + windows.set_aside,
                short(one * 1e3)
            );
        }
        let sync_ms = sync.median() * 1e3;
        Ok(Figure {
            name: "Time to 200 at half load, p99".to_owned(),
            measured: format!(
                "{} POSTs/s offered, p50 {} ms, p99.9 {} ms",
                count(per_second),
                short(latencies.median() * 1e3),
                short(latencies.share(0.999) * 1e3)
            ),
            compared_with: format!("2 ms + 10 × fdatasync ({} ms)", short(sync_ms)),
            value: latencies.share(0.99) * 1e3,
            unit: " ms",
            bar: Bar::AtMost(2.0 + 10.0 * sync_ms),
            over_all: latencies.share_of_all(0.99) * 1e3,
            windows,
        })
    }
}

fn at_saturation(updates: usize, turns: &Turns) -> [Figure; 3] {
    let rate = |posts: f64| match updates {
        1 => format!("{} updates/s", count(posts)),
        _ => format!("{} updates/s ({} POSTs/s)", count(posts * updates as f64), count(posts)),
    };
    let shape = if updates == 1 { "1 update a POST".to_owned() } else { format!("{updates} updates a POST") };
    let figure = |name: String, measured, compared_with, series: &Series, unit, bar| Figure {
        name,
        measured,
        compared_with,
        value: series.median(),
        unit,
        bar,
        over_all: series.share_of_all(0.5),
        windows: series.tally(),
    };
    [
        figure(
            format!("Relay vs Express, {shape}"),
            rate(turns.relay.median()),
            format!("Express + better-sqlite3: {}", rate(turns.express.median())),
            &turns.to_express,
            "×",
            Bar::AtLeast(20.0),
        ),
        figure(
            format!("Relay vs nginx, {shape}"),
            format!("{} POSTs/s", count(turns.relay.median())),
            format!("nginx, static 200: {} POSTs/s", count(turns.nginx.median())),
            &turns.to_nginx,
            "×",
            // A POST of many updates is many times the work for the relay and none for nginx.
            if updates == 1 { Bar::AtLeast(0.25) } else { Bar::None },
        ),
        figure(
            format!("Updates in one sync, {shape}"),
            "mean at saturation".to_owned(),
            String::new(),
            &turns.updates_per_sync,
            "",
            Bar::AtLeast(64.0),
        ),
    ]
}

/// A rate, whether its window counts, and the requests again.
fn saturate(
    requests: Vec<Vec<u8>>,
    load: impl FnOnce(&[Vec<u8>]) -> anyhow::Result<f64> + Send + 'static,
) -> anyhow::Result<(f64, bool, Vec<Vec<u8>>)> {
    let window = Window::begin();
    let (rate, requests) = on_the_other_core(requests, load)?;
    Ok((rate, window.end().is_little(), requests))
}

/// Runs a load on a thread, and core, of its own; gives the requests back.
fn on_the_other_core<T: Send + 'static>(
    requests: Vec<Vec<u8>>,
    load: impl FnOnce(&[Vec<u8>]) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<(T, Vec<Vec<u8>>)> {
    let thread = std::thread::spawn(move || {
        machine::pin(LOAD_CORE)?;
        load(&requests).map(|outcome| (outcome, requests))
    });
    // Nothing else of this program has work to do meanwhile.
    thread.join().map_err(|_| anyhow::anyhow!("the load generator panicked"))?
}
