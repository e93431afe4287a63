//! The UI's TypeScript, made from the one list of commands in `crates/api`.

use std::fs;

use anyhow::{Context, bail};
use clap::Args;

use crate::programs::{cargo, output};
use crate::tree;

const GENERATED: &str = "ui/src/api/generated.ts";

#[derive(Args)]
pub struct Options {
    /// Only compare: fail when the committed file is not what the list gives
    #[arg(long)]
    check: bool,
}

pub fn generate(options: &Options) -> anyhow::Result<()> {
    if options.check {
        return check();
    }
    fs::write(tree::at(GENERATED), current()?).with_context(|| format!("{GENERATED} could not be written"))?;
    println!("{GENERATED} is up to date.");
    Ok(())
}

/// Fails when the committed file is not what the list gives.
pub fn check() -> anyhow::Result<()> {
    let committed = fs::read_to_string(tree::at(GENERATED)).unwrap_or_default();
    if committed.replace("\r\n", "\n") != current()? {
        bail!("{GENERATED} is not what crates/api gives. Run `cargo xtask generate` and commit the result.");
    }
    Ok(())
}

// In a process of its own, so that `cargo xtask` itself builds without the engine.
fn current() -> anyhow::Result<String> {
    output(cargo().args(["run", "--quiet", "--locked", "--package", "frontdesk-api", "--example", "typescript"]))
}
