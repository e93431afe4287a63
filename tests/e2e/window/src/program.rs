//! Programs that a test starts, and ends with everything they started.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::eventually;

/// A running program with its output in a file. Dropping it ends it at once.
pub struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it in a process group of its own; what it prints goes to `<logs>/<name>.log`.
    pub fn start(name: &str, logs: &Path, command: &mut Command) -> anyhow::Result<Self> {
        let log = logs.join(format!("{name}.log"));
        let output = File::create(&log)?;
        command.stdout(output.try_clone()?).stderr(output).process_group(0);
        let child = command
            .spawn()
            .with_context(|| format!("{:?} did not start: is it installed? `cargo xtask setup` installs it", command.get_program()))?;
        Ok(Self { name: name.into(), child, log })
    }

    pub fn printed(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.log)?).into_owned())
    }

    /// Waits until some line of its output gives an answer; fails at once when the program has ended.
    pub async fn line<T>(&mut self, what: &str, mut read: impl FnMut(&str) -> Option<T>) -> anyhow::Result<T> {
        let found = eventually(what, async || {
            let printed = self.printed()?;
            if let Some(answer) = printed.lines().find_map(&mut read) {
                return Ok(Some(Ok(answer)));
            }
            Ok(self.child.try_wait()?.map(Err))
        });
        match found.await? {
            Ok(answer) => Ok(answer),
            Err(status) => bail!("{} ended ({status}) before {what}:\n{}", self.name, self.printed()?),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // The whole group: a driver's browser must not outlive the test. Nothing is left to do when it is already gone.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// One of our programs, where `cargo build` left it.
pub fn ours(name: &str) -> anyhow::Result<PathBuf> {
    let folder = match std::env::var_os("FRONTDESK_PROGRAMS") {
        Some(folder) => PathBuf::from(folder),
        // This test program is in target/<profile>/deps, the programs are beside that folder.
        None => {
            let here = std::env::current_exe()?;
            here.ancestors().find(|folder| folder.join(name).is_file()).map(Path::to_path_buf).unwrap_or_default()
        }
    };
    let program = folder.join(name);
    if !program.is_file() {
        bail!("{name} is not built. Run `cargo xtask test --only window`, which builds it first.");
    }
    Ok(program)
}

/// A port that nothing listens on right now.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
