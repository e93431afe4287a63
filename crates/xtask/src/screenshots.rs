//! Pictures of the real window for the README.

use clap::Args;

use crate::programs::{cargo, command, run};
use crate::setup::{Purpose, system_packages, window_driver};
use crate::{tree, ui};

#[derive(Args)]
pub struct Options {
    /// Install missing system packages without asking
    #[arg(long, short)]
    yes: bool,
}

pub fn screenshots(options: &Options) -> anyhow::Result<()> {
    system_packages(&[Purpose::Build, Purpose::Shell, Purpose::Window], options.yes)?;
    window_driver()?;
    ui::build()?;
    run(cargo().args(["build", "--locked", "--workspace", "--bin", "frontdesk", "--bin", "screenshots"]))?;
    run(command(tree::built("screenshots", false)).arg(tree::at("docs/screenshots")))
}
