//! A desktop of its own for one test: display, session bus, unlocked keychain, empty home.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::eventually;
use crate::program::Program;
use crate::screen::Screen;

/// Dropping it closes everything, keychain last.
pub struct Desktop {
    // Dropped in this order: the display before the bus that its programs talk on.
    _display: Program,
    _keychain: Program,
    _bus: Program,
    environment: Vec<(&'static str, String)>,
    home: TempDir,
    logs: PathBuf,
}

impl Desktop {
    /// `size` in pixels; `logs` is where its programs' output goes.
    pub async fn open(size: (u32, u32), logs: &Path) -> anyhow::Result<Self> {
        let home = TempDir::new()?;
        let folder = |name: &str| -> anyhow::Result<String> {
            let path = home.path().join(name);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, Permissions::from_mode(0o700))?;
            Ok(path.to_string_lossy().into_owned())
        };
        let mut environment = vec![
            ("HOME", home.path().to_string_lossy().into_owned()),
            ("XDG_RUNTIME_DIR", folder("runtime")?),
            ("XDG_DATA_HOME", folder("data")?),
            ("XDG_CONFIG_HOME", folder("config")?),
            ("XDG_CACHE_HOME", folder("cache")?),
            ("XDG_STATE_HOME", folder("state")?),
            // What a killed program leaves behind goes with the desktop.
            ("TMPDIR", folder("temporary")?),
            ("XDG_CURRENT_DESKTOP", String::new()),
            ("LC_ALL", "C.UTF-8".into()),
            ("LANG", "en_US.UTF-8".into()),
            // No accessibility bus: without one, the driver waits for it at every start.
            ("NO_AT_BRIDGE", "1".into()),
            ("GDK_BACKEND", "x11".into()),
            ("PATH", path_with_browser(home.path())?),
        ];

        let (width, height) = size;
        let mut display = Program::start(
            "display",
            logs,
            Command::new("Xvfb").args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")]),
        )?;
        let number: u32 = display.line("a display number", |line| line.trim().parse().ok()).await?;
        environment.push(("DISPLAY", format!(":{number}")));

        let mut bus = Program::start(
            "bus",
            logs,
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
                .arg(format!("--address=unix:dir={}", home.path().join("runtime").display()))
                .envs(environment.clone()),
        )?;
        let address = bus.line("a bus address", |line| line.starts_with("unix:").then(|| line.trim().to_owned())).await?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address));

        // A new keychain, unlocked with the empty password, as a login would do.
        let password = home.path().join("password");
        fs::write(&password, "\n")?;
        let keychain = Program::start(
            "keychain",
            logs,
            Command::new("gnome-keyring-daemon")
                .args(["--foreground", "--unlock", "--components=secrets"])
                .envs(environment.clone())
                .stdin(Stdio::from(fs::File::open(&password)?)),
        )?;
        let desktop = Self { _display: display, _keychain: keychain, _bus: bus, environment, home, logs: logs.into() };
        eventually("a keychain on the bus", async || Ok(desktop.has_keychain()?.then_some(()))).await?;
        Ok(desktop)
    }

    /// The same desktop with one more environment variable for its programs.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// A command that runs on this desktop.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_remove("WAYLAND_DISPLAY").envs(self.environment.clone());
        command
    }

    pub fn logs(&self) -> &Path {
        &self.logs
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The addresses that were opened in the system's browser, a line each.
    pub fn browsed(&self) -> String {
        // There is no such file before the first.
        fs::read_to_string(self.home.path().join("browsed")).unwrap_or_default()
    }

    /// Takes pictures of this display.
    pub fn camera(&self) -> Camera {
        Camera { display: self.display() }
    }

    /// Looks at this display, and clicks on it.
    pub fn screen(&self) -> anyhow::Result<Screen> {
        Screen::of(&self.display())
    }

    fn display(&self) -> String {
        self.environment.iter().find(|(name, _)| *name == "DISPLAY").map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The labels of what the keychain holds; the secrets themselves are not read.
    pub fn keychain_items(&self) -> anyhow::Result<String> {
        self.ask_bus(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        ])
    }

    fn has_keychain(&self) -> anyhow::Result<bool> {
        let answer = self.ask_bus(&[
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ])?;
        Ok(answer.contains("boolean true"))
    }

    fn ask_bus(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.command("dbus-send").args(["--session", "--print-reply"]).args(arguments).output()?;
        ensure!(output.status.success(), "dbus-send: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Takes pictures of a whole display, from X itself: the driver's own screenshots time out with Debian's WebKitGTK.
pub struct Camera {
    display: String,
}

impl Camera {
    /// Writes a PNG.
    pub fn take(&self, to: &Path) -> anyhow::Result<()> {
        let status = Command::new("import")
            .args(["-window", "root"])
            .arg(to)
            .env("DISPLAY", &self.display)
            .status()
            .context("ImageMagick's import did not start")?;
        ensure!(status.success(), "import failed ({status})");
        Ok(())
    }
}

/// Puts a browser first that only writes down what it is to open.
fn path_with_browser(home: &Path) -> anyhow::Result<String> {
    let folder = home.join("programs");
    fs::create_dir(&folder)?;
    let browser = folder.join("xdg-open");
    fs::write(&browser, format!("#!/bin/sh\necho \"$1\" >> '{}'\n", home.join("browsed").display()))?;
    fs::set_permissions(&browser, Permissions::from_mode(0o755))?;
    Ok(format!("{}:{}", folder.display(), std::env::var("PATH")?))
}
