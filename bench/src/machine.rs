//! What the figures were measured on.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::numbers::median;

pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub kernel: String,
    pub revision: String,
}

impl Machine {
    pub fn here() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor =
            cpuinfo.lines().find_map(|line| line.strip_prefix("model name")).map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
        Self {
            processor: processor.to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            kernel: said(Command::new("uname").arg("-sr")),
            revision: said(Command::new("git").args(["describe", "--always", "--dirty"])),
        }
    }
}

/// Work of others on this machine in the last minute, in cores.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

fn said(command: &mut Command) -> String {
    command.output().map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The median time of appending one page to a file in `folder` and syncing it.
pub fn fdatasync(folder: &Path) -> anyhow::Result<Duration> {
    let path = folder.join("fdatasync.probe");
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..300 {
        file.write_all(&[7; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64());
    }
    fs::remove_file(path)?;
    Ok(Duration::from_secs_f64(median(&mut times)))
}

/// Lets a process, or the calling thread when `None`, run on one core only.
pub fn pin(core: usize) -> anyhow::Result<()> {
    let thread = fs::read_link("/proc/thread-self")?;
    let id = thread.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let status = Command::new("taskset").args(["-cp", &core.to_string(), &id]).stdout(std::process::Stdio::null()).status()?;
    anyhow::ensure!(status.success(), "taskset could not pin the load generator to core {core}");
    Ok(())
}

/// A command that runs on one core only.
pub fn pinned(core: usize, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]).arg(program);
    command
}
