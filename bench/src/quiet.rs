//! Whether the machine was ours while something was measured.
//!
//! A virtual machine shares its cores with others that it can't see, and a developer's machine builds things meanwhile. Both show in
//! `/proc`: time the hypervisor took (steal), and processor time of programs that are not ours. So everything is measured in short
//! windows; one in which too much was lost is set aside and tried again, up to a limit. What all windows together say is told as well.

use std::collections::HashMap;
use std::fs;
use std::time::{Duration, Instant};

use crate::figure::short;
use crate::numbers::percentile;

/// The kernel counts processor time in ticks of this length.
const TICK: Duration = Duration::from_millis(10);
/// A window with more lost than this is set aside: of any core's time to the hypervisor, of all cores' time to other programs.
const MOST_STOLEN: f64 = 0.021;
const MOST_OTHERS: f64 = 0.05;

/// Ticks that the hypervisor has taken since the start, core by core.
#[derive(Clone, PartialEq, Eq)]
pub struct Stolen(Vec<u64>);

impl Stolen {
    pub fn now() -> Self {
        let text = fs::read_to_string("/proc/stat").unwrap_or_default();
        let cores = text.lines().filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "));
        Self(cores.map(|line| line.split_whitespace().nth(8).and_then(|ticks| ticks.parse().ok()).unwrap_or(0)).collect())
    }

    /// Ticks of the core that lost most.
    pub fn since(&self, before: &Self) -> u64 {
        self.0.iter().zip(&before.0).map(|(now, before)| now.saturating_sub(*before)).max().unwrap_or(0)
    }
}

/// A window that has begun.
pub struct Window {
    began: Instant,
    stolen: Stolen,
    others: u64,
}

/// What a window lost, as shares of a core's and of all cores' time.
#[derive(Clone, Copy)]
pub struct Lost {
    pub stolen: f64,
    pub others: f64,
}

impl Window {
    pub fn begin() -> Self {
        Self { stolen: Stolen::now(), others: others(), began: Instant::now() }
    }

    pub fn end(self) -> Lost {
        let ticks = self.began.elapsed().as_secs_f64() / TICK.as_secs_f64();
        let others = others().saturating_sub(self.others) as f64;
        let stolen = Stolen::now();
        Lost { stolen: stolen.since(&self.stolen) as f64 / ticks, others: others / ticks / stolen.0.len().max(1) as f64 }
    }
}

impl Lost {
    pub fn is_little(self) -> bool {
        // One tick in a short window says only that a tick ended in it.
        self.stolen <= MOST_STOLEN && self.others_did_little()
    }

    pub fn others_did_little(self) -> bool {
        self.others <= MOST_OTHERS
    }
}

/// Ticks of programs that are neither ours nor the kernel's, their finished children included.
fn others() -> u64 {
    let me = std::process::id();
    let mut parents = HashMap::new();
    let mut ticks = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // The name is in brackets and may hold anything.
        let Some((_, rest)) = stat.rsplit_once(')') else { continue };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        parents.insert(process, u32::try_from(number(1)).unwrap_or(0));
        ticks.insert(process, number(11) + number(12) + number(13) + number(14));
    }
    let ours = |process: u32| {
        let mut at = process;
        loop {
            // Process 2 is the parent of the kernel's threads.
            match at {
                _ if at == me => return true,
                2 => return true,
                0 => return false,
                _ => at = parents.get(&at).copied().unwrap_or(0),
            }
        }
    };
    ticks.iter().filter(|(process, _)| !ours(**process)).map(|(_, ticks)| ticks).sum()
}

/// What the windows of a measurement gave: all of them, and those that count.
#[derive(Clone, Default)]
pub struct Series {
    all: Vec<f64>,
    quiet: Vec<f64>,
}

impl Series {
    pub fn push(&mut self, value: f64, quiet: bool) {
        self.all.push(value);
        if quiet {
            self.quiet.push(value);
        }
    }

    pub fn tally(&self) -> Tally {
        Tally { counted: self.quiet.len(), set_aside: self.all.len() - self.quiet.len() }
    }

    /// Of the windows that count; of all where none does.
    pub fn median(&self) -> f64 {
        self.share(0.5)
    }

    pub fn share(&self, share: f64) -> f64 {
        let values = if self.quiet.is_empty() { &self.all } else { &self.quiet };
        percentile(&mut values.clone(), share)
    }

    pub fn share_of_all(&self, share: f64) -> f64 {
        percentile(&mut self.all.clone(), share)
    }
}

/// How many windows counted, and how many did not.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub counted: usize,
    pub set_aside: usize,
}

impl Tally {
    pub fn add(&mut self, quiet: bool) {
        match quiet {
            true => self.counted += 1,
            false => self.set_aside += 1,
        }
    }
}

/// How long to go on: until enough windows count, or too many did not.
#[derive(Clone, Copy)]
pub struct Patience {
    pub wanted: usize,
    pub most: usize,
}

impl Patience {
    pub fn goes_on(self, tally: Tally) -> bool {
        tally.counted < self.wanted && tally.counted + tally.set_aside < self.most
    }
}

/// The whole run, in words.
pub fn told(lost: Lost) -> String {
    format!(
        "while it ran the hypervisor took {} % of the busier core's time, and other programs {} % of all",
        short(lost.stolen * 100.0),
        short(lost.others * 100.0)
    )
}
