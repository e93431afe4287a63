//! Counts for Prometheus. Numbers only: nothing here names a customer, a number or a workspace.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// Why a request was turned away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rejection {
    Challenge,
    Signature,
    TooLarge,
    TooSlow,
    Overloaded,
    NoWorkspace,
    NoApp,
    Setup,
    Connect,
    Origin,
    Device,
    Connections,
}

impl Rejection {
    const ALL: [Self; 12] = [
        Self::Challenge,
        Self::Signature,
        Self::TooLarge,
        Self::TooSlow,
        Self::Overloaded,
        Self::NoWorkspace,
        Self::NoApp,
        Self::Setup,
        Self::Connect,
        Self::Origin,
        Self::Device,
        Self::Connections,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Signature => "signature",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::Overloaded => "overloaded",
            Self::NoWorkspace => "no_workspace",
            Self::NoApp => "no_app",
            Self::Setup => "setup",
            Self::Connect => "connect",
            Self::Origin => "origin",
            Self::Device => "device",
            Self::Connections => "connections",
        }
    }
}

/// What became of a login at Meta.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LoginCount {
    Started,
    Exchanged,
    Cancelled,
    Failed,
    Expired,
}

impl LoginCount {
    const ALL: [Self; 5] = [Self::Started, Self::Exchanged, Self::Cancelled, Self::Failed, Self::Expired];

    fn label(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Exchanged => "exchanged",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

const SECONDS: &[f64] = &[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0];
const ROWS: &[f64] = &[1.0, 4.0, 16.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0];

pub(crate) struct Histogram {
    bounds: &'static [f64],
    buckets: Vec<AtomicU64>,
    /// In millionths, so that an integer can hold it.
    sum_micros: AtomicU64,
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, buckets: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(), sum_micros: AtomicU64::new(0) }
    }

    pub fn observe(&self, value: f64) {
        let bucket = self.bounds.iter().position(|bound| value <= *bound).unwrap_or(self.bounds.len());
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add((value * 1e6) as u64, Ordering::Relaxed);
    }

    pub fn observe_time(&self, time: Duration) {
        self.observe(time.as_secs_f64());
    }

    fn write(&self, out: &mut String, name: &str, help: &str) {
        head(out, name, help, "histogram");
        let mut total = 0;
        for (bucket, bound) in self.buckets.iter().zip(self.bounds.iter().map(Some).chain([None])) {
            total += bucket.load(Ordering::Relaxed);
            let bound = bound.map_or("+Inf".to_owned(), f64::to_string);
            line(out, &format!("{name}_bucket{{le=\"{bound}\"}}"), total);
        }
        line(out, &format!("{name}_sum"), self.sum_micros.load(Ordering::Relaxed) as f64 / 1e6);
        line(out, &format!("{name}_count"), total);
    }
}

fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}

/// How far one stream is behind, for as long as it lives.
pub(crate) struct Lag(AtomicU64);

impl Lag {
    pub fn set(&self, entries: u64) {
        self.0.store(entries, Ordering::Relaxed);
    }
}

pub(crate) struct Metrics {
    pub updates: AtomicU64,
    pub duplicates: AtomicU64,
    pub unparsed: AtomicU64,
    pub empty: AtomicU64,
    pub appended: AtomicU64,
    pub batches: AtomicU64,
    pub connections: AtomicI64,
    pub batch_rows: Histogram,
    pub commit_seconds: Histogram,
    pub ack_seconds: Histogram,
    rejected: [AtomicU64; Rejection::ALL.len()],
    logins: [AtomicU64; LoginCount::ALL.len()],
    lags: Mutex<Vec<Weak<Lag>>>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            updates: AtomicU64::new(0),
            duplicates: AtomicU64::new(0),
            unparsed: AtomicU64::new(0),
            empty: AtomicU64::new(0),
            appended: AtomicU64::new(0),
            batches: AtomicU64::new(0),
            connections: AtomicI64::new(0),
            batch_rows: Histogram::new(ROWS),
            commit_seconds: Histogram::new(SECONDS),
            ack_seconds: Histogram::new(SECONDS),
            rejected: std::array::from_fn(|_| AtomicU64::new(0)),
            logins: std::array::from_fn(|_| AtomicU64::new(0)),
            lags: Mutex::default(),
        }
    }
}

impl Metrics {
    pub fn reject(&self, why: Rejection) {
        self.rejected[why as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub fn login(&self, what: LoginCount) {
        self.logins[what as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a stream until the answer is dropped.
    pub fn stream(&self) -> Arc<Lag> {
        let lag = Arc::new(Lag(AtomicU64::new(0)));
        let mut lags = self.lags.lock().unwrap_or_else(PoisonError::into_inner);
        lags.retain(|lag| lag.strong_count() > 0);
        lags.push(Arc::downgrade(&lag));
        lag
    }

    /// The text that Prometheus reads.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let counters = [
            ("frontdesk_relay_updates_total", "Provider updates received with a good signature.", &self.updates),
            ("frontdesk_relay_duplicates_total", "Provider updates that were stored before.", &self.duplicates),
            ("frontdesk_relay_unparsed_total", "Signed bodies that did not parse and were kept as they came.", &self.unparsed),
            ("frontdesk_relay_empty_total", "Signed deliveries of nothing: the relay's own tries of its address.", &self.empty),
            ("frontdesk_relay_appended_total", "Entries that devices appended.", &self.appended),
            ("frontdesk_relay_batches_total", "Commits of the log.", &self.batches),
        ];
        for (name, help, counter) in counters {
            head(&mut out, name, help, "counter");
            line(&mut out, name, counter.load(Ordering::Relaxed));
        }
        self.batch_rows.write(&mut out, "frontdesk_relay_batch_entries", "Entries per commit.");
        self.commit_seconds.write(&mut out, "frontdesk_relay_commit_seconds", "Time of one commit, sync included.");
        self.ack_seconds.write(&mut out, "frontdesk_relay_ack_seconds", "Time from a webhook's last byte to its answer.");
        let lags: Vec<u64> = {
            let lags = self.lags.lock().unwrap_or_else(PoisonError::into_inner);
            lags.iter().filter_map(Weak::upgrade).map(|lag| lag.0.load(Ordering::Relaxed)).collect()
        };
        head(&mut out, "frontdesk_relay_streams", "Devices connected.", "gauge");
        line(&mut out, "frontdesk_relay_streams", lags.len());
        head(&mut out, "frontdesk_relay_stream_lag_entries", "Entries that the slowest connected device is behind.", "gauge");
        line(&mut out, "frontdesk_relay_stream_lag_entries", lags.iter().max().copied().unwrap_or(0));
        head(&mut out, "frontdesk_relay_connections", "Open connections.", "gauge");
        line(&mut out, "frontdesk_relay_connections", self.connections.load(Ordering::Relaxed));
        head(&mut out, "frontdesk_relay_rejected_total", "Requests turned away, by reason.", "counter");
        for (why, count) in Rejection::ALL.iter().zip(&self.rejected) {
            let name = format!("frontdesk_relay_rejected_total{{reason=\"{}\"}}", why.label());
            line(&mut out, &name, count.load(Ordering::Relaxed));
        }
        head(&mut out, "frontdesk_relay_logins_total", "Logins at Meta, by what became of them.", "counter");
        for (what, count) in LoginCount::ALL.iter().zip(&self.logins) {
            let name = format!("frontdesk_relay_logins_total{{outcome=\"{}\"}}", what.label());
            line(&mut out, &name, count.load(Ordering::Relaxed));
        }
        out
    }
}
