//! Finding out which system packages are missing, and getting them: by itself on Debian's family, by telling elsewhere.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::Command;

use anyhow::bail;

use super::family::Family;
use super::packages::{Purpose, Sign, for_purposes};
use crate::programs::{on_path, output, run, succeeds};

/// What may be done about missing packages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Consent {
    Given,
    /// Somebody is there to be asked.
    Ask,
    /// Nobody can be asked, and changing the machine needs a password.
    Tell,
}

pub fn install_missing(purposes: &[Purpose], yes: bool) -> anyhow::Result<()> {
    let family = Family::here();
    let missing = missing(family, purposes);
    if missing.is_empty() {
        return Ok(());
    }
    let command = install_command(family, &missing);
    if family != Family::Debian {
        bail!("Frontdesk needs something that is missing here. Install it, then run this again:\n\n    {command}\n");
    }
    let root = is_root();
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    match consent(yes, root, terminal) {
        Consent::Given => {}
        Consent::Ask => {
            if !asked(&format!("Frontdesk needs these system packages: {}.\nInstall them now? [Y/n] ", missing.join(", ")))? {
                bail!("Nothing was installed. When you want to go on, run this and try again:\n\n    {command}\n");
            }
        }
        Consent::Tell => {
            bail!("Frontdesk needs system packages that are missing here. Run this (or give --yes), then try again:\n\n    {command}\n");
        }
    }
    run(apt_get(root).args(["update", "--quiet"]))?;
    run(apt_get(root).args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&missing))
}

fn consent(yes: bool, root: bool, terminal: bool) -> Consent {
    match (yes, terminal, root) {
        (true, _, _) | (false, false, true) => Consent::Given,
        (false, true, _) => Consent::Ask,
        (false, false, false) => Consent::Tell,
    }
}

fn missing(family: Family, purposes: &[Purpose]) -> Vec<&'static str> {
    match family {
        Family::Debian => {
            let wanted: Vec<_> = for_purposes(purposes).filter_map(|package| package.name(family)).collect();
            let installed = installed_on_debian();
            wanted.into_iter().filter(|name| !installed.iter().any(|have| have == name)).collect()
        }
        Family::Fedora | Family::Suse | Family::Arch => {
            for_purposes(purposes).filter(|package| !present(package.sign)).filter_map(|package| package.name(family)).collect()
        }
        // No names to give: say which library or program it is.
        Family::OtherLinux => for_purposes(purposes)
            .filter(|package| !present(package.sign))
            .filter_map(|package| match package.sign {
                Sign::Program(name) | Sign::Library(name) => Some(name),
                Sign::Unseen => None,
            })
            .collect(),
        Family::MacOs => {
            if succeeds(Command::new("xcode-select").arg("-p")) {
                vec![]
            } else {
                vec!["Xcode Command Line Tools"]
            }
        }
        Family::Windows => {
            if webview2_installed() {
                vec![]
            } else {
                vec!["WebView2"]
            }
        }
    }
}

/// What a person types to install these.
fn install_command(family: Family, missing: &[&str]) -> String {
    let names = missing.join(" ");
    match family {
        Family::Debian => format!("sudo apt-get update && sudo apt-get install --no-install-recommends {names}"),
        Family::Fedora => format!("sudo dnf install {names}"),
        Family::Suse => format!("sudo zypper install {names}"),
        Family::Arch => format!("sudo pacman -S --needed {names}"),
        Family::OtherLinux => format!("your package manager, for: {names}"),
        Family::MacOs => "xcode-select --install".into(),
        Family::Windows => "winget install --exact --id Microsoft.EdgeWebView2Runtime".into(),
    }
}

fn installed_on_debian() -> Vec<String> {
    // `output` fails only where there is no dpkg at all; then everything counts as missing and apt-get has the last word.
    let listed = output(Command::new("dpkg-query").args(["--show", "--showformat", "${db:Status-Abbrev} ${Package}\\n"])).unwrap_or_default();
    listed.lines().filter_map(|line| line.strip_prefix("ii ")).map(|name| name.trim().to_owned()).collect()
}

fn present(sign: Sign) -> bool {
    match sign {
        Sign::Program(name) => on_path(name).is_some(),
        Sign::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
        Sign::Unseen => true,
    }
}

fn webview2_installed() -> bool {
    // The runtime's own registration, for the machine and for the user.
    ["HKLM\\SOFTWARE\\WOW6432Node", "HKCU\\Software"].iter().any(|hive| {
        let key = format!("{hive}\\Microsoft\\EdgeUpdate\\Clients\\{{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}}");
        succeeds(Command::new("reg").args(["query", &key, "/v", "pv"]))
    })
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get(root: bool) -> Command {
    let mut command = if root {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    };
    // Another installation may be going on, as on every freshly started machine.
    command.args(["-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn asked(question: &str) -> anyhow::Result<bool> {
    eprint!("{question}");
    io::stderr().flush()?;
    let mut answer = String::new();
    // An end of input is not a yes.
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        return Ok(false);
    }
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_surprised_by_an_installation() {
        for (yes, root, terminal, expected) in [
            (true, false, false, Consent::Given),
            (true, true, true, Consent::Given),
            (false, true, false, Consent::Given),
            (false, true, true, Consent::Ask),
            (false, false, true, Consent::Ask),
            (false, false, false, Consent::Tell),
        ] {
            assert_eq!(consent(yes, root, terminal), expected, "yes {yes}, root {root}, terminal {terminal}");
        }
    }

    #[test]
    fn every_family_gets_a_command_to_type() {
        for (family, command) in [
            (Family::Debian, "sudo apt-get update && sudo apt-get install --no-install-recommends a b"),
            (Family::Fedora, "sudo dnf install a b"),
            (Family::Suse, "sudo zypper install a b"),
            (Family::Arch, "sudo pacman -S --needed a b"),
            (Family::OtherLinux, "your package manager, for: a b"),
            (Family::MacOs, "xcode-select --install"),
            (Family::Windows, "winget install --exact --id Microsoft.EdgeWebView2Runtime"),
        ] {
            assert_eq!(install_command(family, &["a", "b"]), command);
        }
    }
}
