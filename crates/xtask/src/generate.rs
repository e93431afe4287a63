//! The UI's TypeScript, made from the one list of commands in `crates/api`.

use std::fs;

use anyhow::{Context, bail};
use clap::Args;

use crate::programs::{cargo, command, output, run};
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

// In a process of its own, so that `cargo xtask` itself builds without the engine; chosen from the whole workspace, so that the
// libraries are the same builds that the tests use.
fn current() -> anyhow::Result<String> {
    run(cargo().args(["build", "--quiet", "--locked", "--workspace", "--example", "typescript"]))?;
    output(&mut command(tree::built("examples/typescript", false)))
}
