//! `cargo xtask`: everything a developer, or a person who only wants to try the app, does with this repository.

mod bench;
mod check;
mod generate;
mod programs;
mod run;
mod screenshots;
mod setup;
mod test;
mod tree;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up, runs, checks and tests Frontdesk", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what this machine lacks to build, run and test Frontdesk
    Setup(setup::Options),
    /// Builds the app and opens the demo: the inbox beside the customers' phones
    Run(run::Options),
    /// Writes ui/src/api/generated.ts from the command list in crates/api
    Generate(generate::Options),
    /// Format, lints, dependency directions, licences, generated files, UI types
    Check(check::Options),
    /// Sets up, then runs every test: Rust, UI, browser, real window
    Test(test::Options),
    /// Measures Frontdesk against its promises and writes docs/BENCH.md
    Bench(bench::Options),
    /// Takes the README's pictures of the real window, light and dark
    Screenshots(screenshots::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Setup(options) => setup::everything(&options),
        Task::Run(options) => run::run(&options),
        Task::Generate(options) => generate::generate(&options),
        Task::Check(options) => check::check(&options),
        Task::Test(options) => test::test(&options),
        Task::Bench(options) => bench::bench(&options),
        Task::Screenshots(options) => screenshots::screenshots(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why:#}");
            ExitCode::FAILURE
        }
    }
}
