//! What the figures were measured on.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

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

fn said(command: &mut Command) -> String {
    command.output().map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The median time, in seconds, of appending one page to a file in `folder` and syncing it, `times` times.
pub fn fdatasync(folder: &Path, times: usize) -> anyhow::Result<f64> {
    let path = folder.join("fdatasync.probe");
    let mut file = File::create(&path)?;
    let mut seconds = Vec::new();
    for _ in 0..times {
        file.write_all(&[7; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        seconds.push(began.elapsed().as_secs_f64());
    }
    fs::remove_file(path)?;
    Ok(median(&mut seconds))
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
