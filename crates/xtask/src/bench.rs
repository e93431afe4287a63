//! `cargo xtask bench`: builds everything as it is shipped, gets what it is measured against, and measures.

use clap::{Args, ValueEnum};

use crate::programs::{cargo, command, npm, run};
use crate::setup::{Purpose, system_packages};
use crate::{tree, ui};

#[derive(Args)]
pub struct Options {
    /// Only one group of figures
    #[arg(long, value_enum)]
    only: Option<Group>,
    /// Short runs: to see that it works, not to quote
    #[arg(long)]
    quick: bool,
    /// Install missing system packages without asking
    #[arg(long, short)]
    yes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    Relay,
    Device,
    Ui,
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Device => "device",
            Self::Ui => "ui",
        }
    }
}

pub fn bench(options: &Options) -> anyhow::Result<()> {
    let wanted = |group| options.only.is_none_or(|only| only == group);
    system_packages(&[Purpose::Build, Purpose::Bench, Purpose::Browser], options.yes)?;
    if wanted(Group::Relay) {
        express()?;
    }
    if wanted(Group::Ui) {
        ui::build()?;
    }
    run(cargo().args(["build", "--locked", "--release", "--package", "frontdesk-relay", "--package", "frontdesk-bench", "--bins"]))?;
    let mut measure = command(tree::built("frontdesk-bench", true));
    if let Some(only) = options.only {
        measure.args(["--only", only.name()]);
    }
    if options.quick {
        measure.arg("--quick");
    }
    // Part of the figures, or hurried ones, are no page to keep.
    if options.only.is_none() && !options.quick {
        measure.arg("--out").arg(tree::at("docs/BENCH.md"));
    }
    run(&mut measure)
}

/// The Express receiver's packages; better-sqlite3 compiles itself, so install scripts are on here and only here.
fn express() -> anyhow::Result<()> {
    let folder = tree::at("bench/peers/express");
    let changed = |path: &str| folder.join(path).metadata().and_then(|file| file.modified()).ok();
    if changed("node_modules/.package-lock.json") < changed("package-lock.json") {
        run(npm().current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}
