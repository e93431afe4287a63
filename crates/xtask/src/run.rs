//! `cargo xtask run`: from a fresh checkout to the demo on the screen.

use clap::Args;

use crate::programs::{cargo, command, run as run_program};
use crate::setup::{Purpose, system_packages};
use crate::{tree, ui};

#[derive(Args)]
pub struct Options {
    /// Install missing system packages without asking
    #[arg(long, short)]
    yes: bool,
    /// Build with optimisation: slower to build, faster to use
    #[arg(long)]
    release: bool,
}

pub fn run(options: &Options) -> anyhow::Result<()> {
    let display = has_display(std::env::consts::OS, |name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !display {
        println!("This machine has no display, so the demo is served to a browser instead of a window.");
    }
    let purposes: &[Purpose] = if display { &[Purpose::Build, Purpose::Shell] } else { &[Purpose::Build] };
    system_packages(purposes, options.yes)?;
    ui::build()?;
    let program = if display { "frontdesk" } else { "frontdesk-host" };
    let mut build = cargo();
    // From the whole workspace, so that its libraries are the same builds that the tests use.
    build.args(["build", "--locked", "--workspace", "--bin", program]);
    if options.release {
        build.arg("--release");
    }
    run_program(&mut build)?;
    run_program(command(tree::built(program, options.release)).arg("--demo"))
}

fn has_display(os: &str, is_set: impl Fn(&str) -> bool) -> bool {
    match os {
        "macos" | "windows" => true,
        _ => is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
    }
}

#[cfg(test)]
mod tests {
    use super::has_display;

    #[test]
    fn a_display_is_recognised() {
        assert!(has_display("linux", |name| name == "DISPLAY"));
        assert!(has_display("linux", |name| name == "WAYLAND_DISPLAY"));
        assert!(!has_display("linux", |_| false));
        assert!(has_display("macos", |_| false));
    }
}
