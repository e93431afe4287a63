//! The app's window, through tauri-driver.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::json;
use thirtyfour::common::capabilities::desiredcapabilities::Capabilities;
use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::desktop::{Camera, Desktop};
use crate::eventually;
use crate::program::{Program, free_port, ours};

/// A running app with one window. Dropping it ends the app as a crash would; [`Window::quit`] ends it in order.
pub struct Window {
    driver: WebDriver,
    camera: Camera,
    /// What was to be seen at the end, for whoever wonders why a story failed.
    last_picture: PathBuf,
    // Ends the app when dropped.
    _driving: Program,
}

impl Window {
    /// Starts the app with these arguments and waits for its page.
    pub async fn open(desktop: &Desktop, arguments: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let driving = Program::start(
            "driver",
            desktop.logs(),
            desktop
                .command(tauri_driver())
                .args(["--port", &port.to_string(), "--native-port", &free_port()?.to_string(), "--native-driver", "/usr/bin/WebKitWebDriver"])
                .env("FRONTDESK_LOG", "debug"),
        )?;
        let address = format!("http://127.0.0.1:{port}");
        // Answered by the native driver behind tauri-driver, so both are there.
        let status = format!("{address}/status");
        eventually("the driver", async || Ok(reqwest::get(&status).await?.error_for_status().map(Some)?)).await?;

        let mut wanted = Capabilities::new();
        wanted.set("tauri:options", json!({ "application": ours("frontdesk")?, "args": arguments }))?;
        let driver = tokio::time::timeout(Duration::from_secs(60), WebDriver::new(&address, wanted)).await.context("the window did not open")??;
        let last_picture = desktop.logs().join("at-the-end.png");
        let window = Self { driver, camera: desktop.camera(), last_picture, _driving: driving };
        eventually("the page", async || Ok(window.driver.find(By::Css("#root > *")).await.map(Some)?)).await?;
        Ok(window)
    }

    /// Asks the app to end, as the desktop does when its person logs out, and waits for its end.
    ///
    /// Closing the window through the driver would not do: that kills the app.
    pub async fn quit(self, profile: &Path) -> anyhow::Result<()> {
        let profile = profile.to_string_lossy().into_owned();
        let app = running_with(&profile)?.context("the app is not running")?;
        ensure!(Command::new("kill").args(["-TERM", &app.to_string()]).status()?.success(), "the app could not be asked to end");
        eventually("the app to end", async || Ok(running_with(&profile)?.is_none().then_some(()))).await
    }

    /// The input that a label names.
    pub async fn field(&self, label: &str) -> anyhow::Result<WebElement> {
        let by = format!("//*[@id = //label[normalize-space() = '{label}']/@for] | //*[@aria-label = '{label}' and (self::input or self::textarea)]");
        self.find(&format!("a field {label:?}"), By::XPath(by)).await
    }

    /// Types into the field that a label names.
    pub async fn type_into(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let field = self.field(label).await?;
        field.click().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Opens the conversation with this customer.
    pub async fn open_conversation(&self, name: &str) -> anyhow::Result<()> {
        let row = By::XPath(format!("//*[@role = 'row' or @role = 'option'][contains(., '{name}')]"));
        self.find(&format!("a conversation with {name}"), row).await?.click().await?;
        self.composer().await?;
        Ok(())
    }

    /// Where the reply is written.
    pub async fn composer(&self) -> anyhow::Result<WebElement> {
        self.find("the composer", By::XPath("//textarea[starts-with(@aria-label, 'Message to')]")).await
    }

    /// Writes a reply and sends it.
    pub async fn reply(&self, text: &str) -> anyhow::Result<()> {
        let composer = self.composer().await?;
        composer.send_keys(text).await?;
        composer.send_keys(Key::Enter).await?;
        Ok(())
    }

    /// Waits until what is on the page is on the screen, too.
    pub async fn painted(&self) -> anyhow::Result<()> {
        let script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300)))";
        self.driver.execute_async(script, vec![]).await?;
        Ok(())
    }

    /// What of the thread shows this text: the bubble, its time and its ticks.
    pub async fn bubble(&self, text: &str) -> anyhow::Result<WebElement> {
        self.find(&format!("a bubble {text:?}"), By::XPath(format!("//*[@role = 'listitem'][contains(., '{text}')]"))).await
    }

    /// Waits until the ticks of this reply of ours say this.
    pub async fn reply_is(&self, text: &str, state: &str) -> anyhow::Result<()> {
        let by = format!("//*[@role = 'listitem'][contains(., '{text}')]//button[@aria-label = '{state}']");
        self.find(&format!("{text:?} as {state}"), By::XPath(by)).await?;
        Ok(())
    }

    /// From now on means the window whose address has this in it; the inbox has `tauri:`.
    pub async fn switch_to(&self, address: &str) -> anyhow::Result<()> {
        eventually(&format!("a window at {address:?}"), async || {
            for handle in self.driver.windows().await? {
                self.driver.switch_to_window(handle).await?;
                if self.driver.current_url().await?.as_str().contains(address) {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Everything that the page holds, to search for what it must not hold.
    pub async fn everything(&self) -> anyhow::Result<String> {
        let script = "const kept = (store) => JSON.stringify(Object.entries(store)); \
            const typed = [...document.querySelectorAll('input, textarea')].map((field) => field.value); \
            return [document.documentElement.outerHTML, kept(localStorage), kept(sessionStorage), document.cookie, ...typed].join('\\n')";
        Ok(self.driver.execute(script, vec![]).await?.convert()?)
    }

    /// Presses the button with this name.
    pub async fn press(&self, name: &str) -> anyhow::Result<()> {
        let by = format!("//button[normalize-space() = '{name}' or @aria-label = '{name}']");
        self.find(&format!("a button {name:?}"), By::XPath(by)).await?.click().await?;
        Ok(())
    }

    /// Waits until this is on the page.
    pub async fn find(&self, what: &str, by: By) -> anyhow::Result<WebElement> {
        eventually(what, async || Ok(self.driver.find_all(by.clone()).await?.into_iter().next())).await
    }

    /// Waits until the page shows this text somewhere.
    pub async fn shows(&self, text: &str) -> anyhow::Result<()> {
        let looked = eventually(&format!("the text {text:?}"), async || Ok(self.text().await?.contains(text).then_some(()))).await;
        match looked {
            Ok(()) => Ok(()),
            Err(why) => bail!("{why:#}. The page says:\n{}", self.text().await?),
        }
    }

    /// From now on keeps what the content security policy forbids; [`Window::forbidden`] tells.
    pub async fn watch_policy(&self) -> anyhow::Result<()> {
        let script = "window.forbidden = []; \
            document.addEventListener('securitypolicyviolation', (e) => window.forbidden.push(e.violatedDirective + ' ' + e.blockedURI))";
        self.driver.execute(script, vec![]).await?;
        Ok(())
    }

    /// What the policy has forbidden since [`Window::watch_policy`].
    pub async fn forbidden(&self) -> anyhow::Result<Vec<String>> {
        Ok(self.driver.execute("return window.forbidden", vec![]).await?.convert()?)
    }

    /// All text on the page.
    pub async fn text(&self) -> anyhow::Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Only a help: no story fails for want of a picture.
        let _ = self.camera.take(&self.last_picture);
    }
}

fn tauri_driver() -> PathBuf {
    // Cargo's own folder of programs is not on every PATH.
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    cargo.map(|folder| folder.join("bin/tauri-driver")).filter(|program| program.is_file()).unwrap_or_else(|| "tauri-driver".into())
}

/// The process whose command line holds this argument, if one is running.
fn running_with(argument: &str) -> anyhow::Result<Option<u32>> {
    for entry in std::fs::read_dir("/proc")? {
        let entry = entry?;
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // Processes end while one looks.
        let Ok(line) = std::fs::read(entry.path().join("cmdline")) else { continue };
        let mut words = line.split(|byte| *byte == 0);
        let program = words.next().unwrap_or_default();
        if program.ends_with(b"/frontdesk") && words.any(|word| word == argument.as_bytes()) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
