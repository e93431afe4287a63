//! The system packages, by what they are for and by how each family of operating systems calls them.

use super::family::Family;

/// Why a package is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Compiling anything of ours: SQLite is C.
    Build,
    /// Compiling and showing the desktop window.
    Shell,
    /// Tests in a browser.
    Browser,
    /// Tests in the real window, on a display of their own with a keychain of their own.
    Window,
    /// What `cargo xtask bench` measures against and with.
    Bench,
}

/// How to see that a package is there where we do not ask the package manager.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A program on `PATH`.
    Program(&'static str),
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// Nothing that is worth looking for: never missed.
    Unseen,
}

/// One need and its names; an empty name means that the family needs no package for it.
#[derive(Debug)]
pub struct Package {
    pub purpose: Purpose,
    pub sign: Sign,
    debian: &'static str,
    fedora: &'static str,
    suse: &'static str,
    arch: &'static str,
}

impl Package {
    pub fn name(&self, family: Family) -> Option<&'static str> {
        let name = match family {
            Family::Debian => self.debian,
            Family::Fedora => self.fedora,
            Family::Suse => self.suse,
            Family::Arch => self.arch,
            Family::OtherLinux | Family::MacOs | Family::Windows => "",
        };
        (!name.is_empty()).then_some(name)
    }
}

const fn package(purpose: Purpose, sign: Sign, [debian, fedora, suse, arch]: [&'static str; 4]) -> Package {
    Package { purpose, sign, debian, fedora, suse, arch }
}

use Purpose::{Bench, Browser, Build, Shell, Window};
use Sign::{Library, Program, Unseen};

#[rustfmt::skip]
pub const PACKAGES: &[Package] = &[
    package(Build, Program("cc"), ["build-essential", "gcc", "gcc", "base-devel"]),
    package(Build, Program("pkg-config"), ["pkg-config", "pkgconf-pkg-config", "pkg-config", "pkgconf"]),
    // Whoever the system trusts, our clients trust; without any list they do not even start.
    package(Build, Unseen, ["ca-certificates", "ca-certificates", "ca-certificates", "ca-certificates"]),

    package(Shell, Library("webkit2gtk-4.1"), ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk3-devel", "webkit2gtk-4.1"]),
    package(Shell, Library("gtk+-3.0"), ["libgtk-3-dev", "gtk3-devel", "gtk3-devel", "gtk3"]),
    package(Shell, Library("dbus-1"), ["libdbus-1-dev", "dbus-devel", "dbus-1-devel", "dbus"]),
    // Customers write emoji; without a font for them every one is an empty box.
    package(Shell, Unseen, ["fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-coloremoji-fonts", "noto-fonts-emoji"]),

    package(Browser, Program("chromium"), ["chromium", "chromium", "chromium", "chromium"]),

    package(Window, Program("Xvfb"), ["xvfb", "xorg-x11-server-Xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"]),
    package(Window, Program("dbus-daemon"), ["dbus", "dbus-daemon", "dbus-1-daemon", "dbus"]),
    package(Window, Program("gnome-keyring-daemon"), ["gnome-keyring", "gnome-keyring", "gnome-keyring", "gnome-keyring"]),
    package(Window, Program("WebKitWebDriver"), ["webkit2gtk-driver", "webkit2gtk-driver", "webkit2gtk-driver", ""]),
    package(Window, Program("import"), ["imagemagick", "ImageMagick", "ImageMagick", "imagemagick"]),

    package(Bench, Program("nginx"), ["nginx-light", "nginx", "nginx", "nginx"]),
    package(Bench, Program("wrk"), ["wrk", "wrk", "wrk", "wrk"]),
    // Compiles SQLite for Node.
    package(Bench, Program("python3"), ["python3", "python3", "python3", "python"]),
];

/// Those for the given purposes.
pub fn for_purposes(purposes: &[Purpose]) -> impl Iterator<Item = &'static Package> {
    PACKAGES.iter().filter(|package| purposes.contains(&package.purpose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_debian_package() {
        for package in PACKAGES {
            assert!(package.name(Family::Debian).is_some(), "{package:?}");
        }
    }

    #[test]
    fn purposes_select() {
        let names: Vec<_> = for_purposes(&[Build]).filter_map(|p| p.name(Family::Debian)).collect();
        assert_eq!(names, ["build-essential", "pkg-config", "ca-certificates"]);
    }
}
