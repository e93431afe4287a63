//! The UI's packages and build.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, bail};

use crate::programs::{command, npm, output, run};
use crate::tree;

/// The oldest Node that the UI's tools accept.
const NODE_MAJOR: u32 = 20;

/// Installs the UI's npm packages exactly as locked, when the lock is newer than what is installed.
///
/// Install scripts stay off: nothing we use needs one, and none of them should run on a developer's machine.
pub fn install() -> anyhow::Result<()> {
    let version = output(command("node").arg("--version"))
        .with_context(|| format!("Node.js {NODE_MAJOR} or newer is needed for the UI. Install it from https://nodejs.org, then run this again."))?;
    if node_major(&version).is_none_or(|major| major < NODE_MAJOR) {
        bail!(
            "Node.js {NODE_MAJOR} or newer is needed for the UI; this is {}. Install it from https://nodejs.org, then run this again.",
            version.trim()
        );
    }
    if changed(&tree::at("ui/node_modules/.package-lock.json")) < changed(&tree::at("ui/package-lock.json")) {
        run(npm().args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}

/// Makes `ui/dist`, which the app embeds and the host serves.
pub fn build() -> anyhow::Result<()> {
    install()?;
    run(npm().args(["run", "--silent", "build"]))
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::node_major;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("something else"), None);
    }
}
