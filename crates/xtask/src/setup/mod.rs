//! What a machine needs before it can build, run or test Frontdesk, and getting it there.

mod cargo_tools;
mod family;
mod packages;
mod system;

pub use packages::Purpose;

use clap::Args;

use crate::ui;

#[derive(Args)]
pub struct Options {
    /// Install without asking
    #[arg(long, short)]
    pub yes: bool,
}

/// Everything, for working on Frontdesk.
pub fn everything(options: &Options) -> anyhow::Result<()> {
    system_packages(&[Purpose::Build, Purpose::Shell, Purpose::Browser, Purpose::Window, Purpose::Bench], options.yes)?;
    test_runner()?;
    window_driver()?;
    ui::install()?;
    println!("This machine is ready. Try `cargo xtask run`.");
    Ok(())
}

/// The operating system's packages for these purposes.
pub fn system_packages(purposes: &[Purpose], yes: bool) -> anyhow::Result<()> {
    system::install_missing(purposes, yes)
}

/// `cargo nextest`.
pub fn test_runner() -> anyhow::Result<()> {
    cargo_tools::NEXTEST.install()
}

/// `tauri-driver`, which hands WebDriver commands to the real window.
pub fn window_driver() -> anyhow::Result<()> {
    cargo_tools::TAURI_DRIVER.install()
}
