//! Tools that cargo itself installs.

use crate::programs::{cargo, output, run};

/// A program from the crate registry, in a version that is known to work here.
pub struct CargoTool {
    package: &'static str,
    /// Any version from this one up to the next major (or, below 1.0, minor) one will do; this is the one that is installed.
    version: &'static str,
    /// Further options of `cargo install`.
    options: &'static [&'static str],
}

// Without its self-updater, which would double the build.
pub const NEXTEST: CargoTool =
    CargoTool { package: "cargo-nextest", version: "0.9.143", options: &["--no-default-features", "--features", "default-no-update"] };
// 3.x drives Tauri 3 only.
pub const TAURI_DRIVER: CargoTool = CargoTool { package: "tauri-driver", version: "2.1.0", options: &[] };

impl CargoTool {
    /// Installs it unless a version that will do is there.
    pub fn install(&self) -> anyhow::Result<()> {
        if self.installed() {
            return Ok(());
        }
        println!("{} {} is needed and not here; building it takes a few minutes.", self.package, self.version);
        run(cargo().args(["install", "--locked", "--force", self.package, "--version", self.version]).args(self.options))
    }

    fn installed(&self) -> bool {
        // nextest may come from a distribution or a prebuilt download, which cargo's own list does not know.
        let told = match self.package.strip_prefix("cargo-") {
            Some(subcommand) => output(cargo().args([subcommand, "--version"]).stderr(std::process::Stdio::null())),
            None => output(cargo().args(["install", "--list"])),
        };
        told.is_ok_and(|text| version_in(&text, self.package).is_some_and(|found| will_do(found, self.version)))
    }
}

/// The version behind the package's name, as both `--version` and `cargo install --list` write it.
fn version_in<'a>(text: &'a str, package: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(package))?;
    let word = line.split_whitespace().nth(1)?;
    Some(word.trim_start_matches('v').trim_end_matches(':'))
}

fn will_do(found: &str, wanted: &str) -> bool {
    let (Some(found), Some(wanted)) = (numbers(found), numbers(wanted)) else { return false };
    let same_line = if wanted[0] == 0 { found[..2] == wanted[..2] } else { found[0] == wanted[0] };
    same_line && found >= wanted
}

fn numbers(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split(['.', '-', '+']).map(str::parse);
    Some([parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?])
}

#[cfg(test)]
mod tests {
    use super::{version_in, will_do};

    #[test]
    fn versions_are_found_in_both_lists() {
        assert_eq!(version_in("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143", "cargo-nextest"), Some("0.9.143"));
        assert_eq!(version_in("ripgrep v14.1.0:\n    rg\ntauri-driver v2.1.0:\n    tauri-driver\n", "tauri-driver"), Some("2.1.0"));
        assert_eq!(version_in("ripgrep v14.1.0:\n    rg\n", "tauri-driver"), None);
    }

    #[test]
    fn a_newer_version_of_the_same_line_will_do() {
        for (found, wanted, will) in [
            ("2.1.0", "2.1.0", true),
            ("2.2.1", "2.1.0", true),
            ("2.0.9", "2.1.0", false),
            ("3.0.0", "2.1.0", false),
            ("0.9.150", "0.9.143", true),
            ("0.10.0", "0.9.143", false),
            ("nonsense", "0.9.143", false),
        ] {
            assert_eq!(will_do(found, wanted), will, "{found} for {wanted}");
        }
    }
}
