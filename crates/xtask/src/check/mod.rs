//! `cargo xtask check`: what a reviewer should not have to look for.

mod arrows;
mod licences;
mod metadata;
mod sources;

use clap::Args;

use crate::programs::{cargo, npm, run};
use crate::setup::{Purpose, system_packages};
use crate::{generate, ui};

#[derive(Args)]
pub struct Options {
    /// Install missing system packages without asking
    #[arg(long, short)]
    yes: bool,
    /// Leave out the desktop shell, which needs WebKit
    #[arg(long)]
    no_shell: bool,
}

pub fn check(options: &Options) -> anyhow::Result<()> {
    let purposes: &[Purpose] = if options.no_shell { &[Purpose::Build] } else { &[Purpose::Build, Purpose::Shell] };
    system_packages(purposes, options.yes)?;
    ui::install()?;
    let (_, mut failures) = cheap();
    failures.extend(failure("UI tests", run(npm().args(["test", "--silent"]))));
    let mut clippy = cargo();
    clippy.args(["clippy", "--quiet", "--locked", "--all-targets"]);
    if !options.no_shell {
        // The shell embeds the UI, so that has to be there.
        failures.extend(failure("UI build", ui::build()));
        clippy.arg("--workspace");
    }
    failures.extend(failure("clippy", run(clippy.args(["--", "--deny", "warnings"]))));
    anyhow::ensure!(failures.is_empty(), "Not in order: {}.", failures.join(", "));
    println!("All in order.");
    Ok(())
}

struct Check(&'static str, fn() -> anyhow::Result<()>);

/// Those that compile next to nothing.
const CHEAP: &[Check] = &[
    Check("format", || run(cargo().args(["fmt", "--all", "--check", "--", "-l"]))),
    Check("dependency directions", arrows::check),
    Check("licences and sources of dependencies", licences::check),
    Check("source rules", sources::check),
    Check("UI lint and types", || run(npm().args(["run", "--silent", "check"]))),
    Check("generated files", generate::check),
];

/// Makes the checks that compile next to nothing: how many there are, and the names of those that failed.
pub fn cheap() -> (usize, Vec<&'static str>) {
    let failed = CHEAP.iter().filter_map(|Check(name, check)| failure(name, check())).collect();
    (CHEAP.len(), failed)
}

fn failure(name: &'static str, outcome: anyhow::Result<()>) -> Option<&'static str> {
    match outcome {
        Ok(()) => {
            println!("ok  {name}");
            None
        }
        Err(why) => {
            println!("BAD {name}: {why:#}");
            Some(name)
        }
    }
}
