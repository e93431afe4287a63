//! Measures Frontdesk and prints a table. Nothing here passes or fails a build; a figure that misses its bar says so.

mod catch_up;
mod figure;
mod large_store;
mod load;
mod machine;
mod meta;
mod numbers;
mod paint;
mod peers;
mod quiet;
mod relay;
mod rows;
mod stage;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    Relay,
    Device,
    Ui,
}

#[derive(Parser)]
#[command(name = "frontdesk-bench")]
struct Options {
    /// Only one group of figures
    #[arg(long)]
    only: Option<Group>,
    /// Short runs and small stores: to see that it works, not to quote
    #[arg(long)]
    quick: bool,
    /// Where the page goes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    // Fails only when one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Beside the programs, so that the disk is the one that is built on and not memory.
    let place = std::env::current_exe()?.parent().map(PathBuf::from).unwrap_or_default();
    let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(place)?;
    let machine = machine::Machine::here();
    let whole = quiet::Window::begin();
    if options.quick {
        println!("A quick run: not to be quoted.");
    }
    let wanted = |group| options.only.is_none_or(|only| only == group);
    let sub = |name: &str| -> anyhow::Result<PathBuf> {
        let path = folder.path().join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };
    let mut groups = Vec::new();
    if wanted(Group::Relay) {
        println!("Relay");
        groups.push(("Relay, one core, every acknowledgement synced", relay::measure(&sub("relay")?, options.quick).await?));
    }
    if wanted(Group::Device) {
        println!("Device: catching up");
        groups.push(("Catching up", catch_up::measure(&sub("catch-up")?, options.quick).await?));
        println!("Device: a large store");
        groups.push(("A large store against an almost empty one", large_store::measure(&sub("store")?, options.quick).await?));
    }
    if wanted(Group::Ui) {
        println!("Webhook to paint");
        groups.push(("Webhook to paint", paint::measure(&sub("paint")?, options.quick).await?));
    }
    let notes = [quiet::told(whole.end())];
    println!("\n{}", notes[0]);
    for (title, figures) in &groups {
        println!("\n{title}\n{}", figure::table(figures));
    }
    if let Some(out) = options.out {
        std::fs::write(&out, figure::page(&machine, &notes, &groups))?;
        println!("Written to {}.", out.display());
    }
    Ok(())
}
