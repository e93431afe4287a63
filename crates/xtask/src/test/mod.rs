//! `cargo xtask test`: sets the machine up, then runs every test there is, and says at the end how many passed.

mod count;
mod served_demo;

use clap::{Args, ValueEnum};

use crate::programs::{cargo, command, npm, run as run_program};
use crate::setup::{Purpose, system_packages, test_runner, window_driver};
use crate::{check, tree, ui};
use count::{Count, counted, nextest_summary, node_summary, vitest_report};
use served_demo::ServedDemo;

#[derive(Args)]
pub struct Options {
    /// Install missing system packages without asking
    #[arg(long, short)]
    yes: bool,
    /// Run one part alone
    #[arg(long)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Part {
    /// Format, dependency directions, licences, generated files, UI types
    Checks,
    /// Unit tests, stories over store and relay, user stories across the real parts
    Rust,
    /// The UI's components over a fake transport
    Ui,
    /// The UI in Chromium, against frontdesk-host
    Browser,
    /// The real window, with a real keychain
    Window,
}

impl Part {
    const ALL: &[Self] = &[Self::Checks, Self::Rust, Self::Ui, Self::Browser, Self::Window];

    fn name(self) -> &'static str {
        match self {
            Self::Checks => "checks",
            Self::Rust => "rust",
            Self::Ui => "ui",
            Self::Browser => "browser",
            Self::Window => "window",
        }
    }

    fn purposes(self) -> &'static [Purpose] {
        match self {
            Self::Checks | Self::Ui => &[],
            Self::Rust => &[Purpose::Build],
            Self::Browser => &[Purpose::Build, Purpose::Browser],
            Self::Window => &[Purpose::Build, Purpose::Shell, Purpose::Window],
        }
    }

    /// Gets ready and runs; an error means that it could not even be counted.
    fn run(self, build: Build) -> anyhow::Result<Count> {
        match self {
            Self::Checks => {
                ui::install()?;
                let (checks, failed) = check::cheap();
                Ok(Count { passed: checks - failed.len(), failed: failed.len(), skipped: 0 })
            }
            Self::Rust => match build {
                Build::Whole => nextest(&["--workspace", "--filterset", "not package(frontdesk-window-tests)"]),
                // What needs no WebKit.
                Build::AsNeeded => nextest(&[]),
            },
            Self::Ui => {
                ui::install()?;
                let report = tree::at("test-results/ui.json");
                let mut vitest = npm();
                vitest.args(["test", "--silent", "--", "--reporter=default", "--reporter=json"]);
                vitest.arg(format!("--outputFile.json={}", report.display()));
                // The report has the figures, whatever npm thinks of the outcome.
                let outcome = run_program(&mut vitest);
                vitest_report(&report).or_else(|unreadable| outcome.and(Err(unreadable)))
            }
            Self::Browser => {
                build.programs(&["frontdesk-host"])?;
                let mut total = Count::default();
                for file in test_files("tests/e2e/browser")? {
                    // One each: its address signs in once.
                    let demo = ServedDemo::start()?;
                    let mut node = command("node");
                    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec", &file]);
                    node.env("FRONTDESK_URL", &demo.inbox).env("FRONTDESK_SANDBOX_URL", &demo.phones);
                    total = total + counted(&mut node, node_summary)?;
                }
                Ok(total)
            }
            Self::Window => {
                build.programs(&["frontdesk", "frontdesk-relay", "frontdesk-sandbox"])?;
                nextest(&["--workspace", "--filterset", "package(frontdesk-window-tests)"])
            }
        }
    }
}

/// How far what a part needs is built already.
///
/// cargo compiles libraries anew when another choice of packages asks for other features of them. So everything is built in one
/// go when everything is tested, and every choice is made from the whole workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Build {
    /// The whole workspace, at the start.
    Whole,
    /// Each part builds what it needs.
    AsNeeded,
}

impl Build {
    fn everything() -> anyhow::Result<()> {
        ui::build()?;
        run_program(cargo().args(["build", "--locked", "--workspace", "--all-targets"]))
    }

    fn programs(self, names: &[&str]) -> anyhow::Result<()> {
        match self {
            Self::Whole => Ok(()),
            Self::AsNeeded => {
                ui::build()?;
                run_program(cargo().args(["build", "--locked", "--workspace"]).args(names.iter().flat_map(|name| ["--bin", name])))
            }
        }
    }
}

pub fn test(options: &Options) -> anyhow::Result<()> {
    let parts: Vec<Part> = Part::ALL.iter().copied().filter(|part| options.only.is_none_or(|only| only == *part)).collect();
    let purposes: Vec<Purpose> = parts.iter().flat_map(|part| part.purposes()).copied().collect();
    system_packages(&purposes, options.yes)?;
    if parts.contains(&Part::Rust) || parts.contains(&Part::Window) {
        test_runner()?;
    }
    if parts.contains(&Part::Window) {
        window_driver()?;
    }

    let build = if options.only.is_none() { Build::Whole } else { Build::AsNeeded };
    let mut results = Vec::new();
    for part in parts {
        println!("\n\x1b[1m== {} ==\x1b[0m", part.name());
        let count = part.run(build).unwrap_or_else(|why| {
            println!("{} could not be run: {why:#}", part.name());
            Count { failed: 1, ..Count::default() }
        });
        results.push((part, count));
        if part == Part::Checks && build == Build::Whole {
            // After the quick answers, before all that needs it.
            Build::everything()?;
        }
    }

    println!();
    for (part, count) in &results {
        println!("{}: {count}", part.name());
    }
    let total = results.iter().fold(Count::default(), |sum, (_, count)| sum + *count);
    println!("{total}");
    anyhow::ensure!(total.failed == 0 && total.passed > 0, "Not everything passed.");
    Ok(())
}

fn nextest(choice: &[&str]) -> anyhow::Result<Count> {
    counted(cargo().args(["nextest", "run", "--locked", "--no-fail-fast"]).args(choice), nextest_summary)
}

fn test_files(folder: &str) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(tree::at(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("{folder}/{name}"));
        }
    }
    files.sort();
    anyhow::ensure!(!files.is_empty(), "There are no tests in {folder}.");
    Ok(files)
}
