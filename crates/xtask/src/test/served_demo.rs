//! The demo, served to a browser for as long as its tests run.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::programs::{command, succeeds};
use crate::tree;

/// A running `frontdesk-host --demo`. Dropping it ends it.
pub struct ServedDemo {
    host: Child,
    /// The page with the customers' phones.
    pub phones: String,
    /// The inbox, with the token that signs in once.
    pub inbox: String,
}

impl ServedDemo {
    /// Starts it and waits for its addresses; its log goes to `test-results/browser/host.log`.
    pub fn start() -> anyhow::Result<Self> {
        let results = tree::at("test-results/browser");
        fs::create_dir_all(&results)?;
        let mut host = command(tree::built("frontdesk-host", false))
            .arg("--demo")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(results.join("host.log"))?)
            .spawn()
            .context("frontdesk-host did not start")?;
        let said = host.stdout.take().context("frontdesk-host has no output")?;
        let mut demo = Self { host, phones: String::new(), inbox: String::new() };
        for line in BufReader::new(said).lines() {
            let line = line?;
            if let Some(address) = line.strip_prefix("Phones:") {
                address.trim().clone_into(&mut demo.phones);
            } else if let Some(address) = line.strip_prefix("Inbox:") {
                address.trim().clone_into(&mut demo.inbox);
                return Ok(demo);
            }
        }
        bail!("frontdesk-host ended before it was ready; see test-results/browser/host.log");
    }
}

impl Drop for ServedDemo {
    fn drop(&mut self) {
        // In order, so that it removes its temporary folder; by force where there is no such signal.
        let asked = cfg!(unix) && succeeds(Command::new("kill").args(["-TERM", &self.host.id().to_string()]));
        if !asked {
            let _ = self.host.kill();
        }
        let _ = self.host.wait();
    }
}
