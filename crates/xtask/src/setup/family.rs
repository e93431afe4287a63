//! Which family of operating systems this is: that decides who installs packages and what they are called.

use std::fs;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// Debian, Ubuntu and what descends from them.
    Debian,
    /// Fedora, RHEL and relatives.
    Fedora,
    Suse,
    Arch,
    OtherLinux,
    MacOs,
    Windows,
}

impl Family {
    /// This machine's.
    pub fn here() -> Self {
        match std::env::consts::OS {
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            _ => of_os_release(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
        }
    }
}

fn of_os_release(text: &str) -> Family {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches('"').to_lowercase()
    };
    // The distribution itself first, then whom it says it is like, nearest first.
    for id in format!("{} {}", field("ID"), field("ID_LIKE")).split_whitespace() {
        match id {
            "debian" | "ubuntu" => return Family::Debian,
            "fedora" | "rhel" | "centos" => return Family::Fedora,
            "suse" | "opensuse" => return Family::Suse,
            "arch" => return Family::Arch,
            _ => {}
        }
    }
    Family::OtherLinux
}

#[cfg(test)]
mod tests {
    use super::{Family, of_os_release};

    #[test]
    fn families_are_known_by_id_or_by_likeness() {
        for (text, family) in [
            ("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n", Family::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Family::Debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Family::Fedora),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", Family::Suse),
            ("ID=manjaro\nID_LIKE=arch\n", Family::Arch),
            ("ID=alpine\n", Family::OtherLinux),
            ("", Family::OtherLinux),
        ] {
            assert_eq!(of_os_release(text), family, "{text}");
        }
    }
}
