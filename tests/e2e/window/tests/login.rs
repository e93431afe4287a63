//! The login's window: other people's pages, which reach nothing of the app.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use frontdesk_window_tests::{Attempt, CANARY, HostileSite, Stage, Window, eventually, file_with, story};

const LOGIN: &str = "Connect WhatsApp";
/// Every way in that the pages try, in the login's own window and in one that it opened.
const WAYS: &[&str] = &["interface", "command", "plugin", "with the key", "message", "frame", "read", "permission", "navigation", "download"];

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_reaches_nothing() -> anyhow::Result<()> {
    story("a_hostile_page_reaches_nothing", async |stage| {
        let commands = commands()?;
        ensure!(commands.len() > 20, "the list of commands was not read: {commands:?}");
        let site = HostileSite::open(commands.clone(), stage.desktop.home()).await?;
        let window = open_login(stage, &site).await?;
        let screen = stage.desktop.screen()?;

        // The same call from the inbox is answered: what fails below fails because of where it comes from.
        let call = "const done = arguments[0]; \
            window.__TAURI_INTERNALS__.invoke('call', { command: 'boot', request: {} }).then(() => done('answered'), (e) => done(JSON.stringify(e)))";
        ensure!(window.driver().execute_async(call, vec![]).await?.json() == "answered");

        noted(&site, "login", "done").await?;
        let login = eventually("the login's window", async || screen.window(LOGIN)).await?;
        ensure!(login.title == format!("{} — {LOGIN}", site.world.home), "the title is {:?}", login.title);
        screen.click(&login)?;

        // What Meta's JavaScript needs works: a popup on another origin, and a word from it to the page that opened it.
        noted(&site, "popup", "done").await?;
        ensure!(site.noted("login", "opened a popup").as_deref() == Some("true"));
        ensure!(noted(&site, "login", "heard from the popup").await? == format!("{} hello", site.world.other));
        noted(&site, "login", "the popup is closed").await?;
        // The window goes where it may, and says so.
        noted(&site, "elsewhere", "arrived").await?;
        let title = format!("{} — {LOGIN}", site.world.other);
        let login = eventually("the other origin in the title", async || screen.window(&title)).await?;
        eventually("the popup to go", async || Ok((count(stage)? == 1).then_some(()))).await?;

        let attempts = site.attempts();
        let succeeded: Vec<&Attempt> = attempts.iter().filter(|attempt| attempt.succeeded).collect();
        ensure!(succeeded.is_empty(), "{succeeded:#?}");
        ensure!(site.arrivals().is_empty(), "{:?}", site.arrivals());
        for at in ["login", "popup"] {
            let of_kind = |kind: &str| attempts.iter().filter(|attempt| attempt.at == at && attempt.kind == kind).collect::<Vec<_>>();
            for way in WAYS {
                ensure!(!of_kind(way).is_empty(), "nothing was tried by {way} in the {at}");
            }
            let asked: HashSet<&str> = of_kind("command").iter().map(|attempt| attempt.attempt.as_str()).collect();
            let all: HashSet<&str> = commands.iter().map(String::as_str).collect();
            ensure!(asked == all, "not every command was tried in the {at}");
            for attempt in of_kind("command") {
                ensure!(attempt.words.contains("not allowed"), "{attempt:?}");
            }
            ensure!(site.noted(at, "key").as_deref() == Some("stolen"), "the {at} had no key to try");
        }
        ensure!(attempts.iter().any(|attempt| attempt.kind == "window"), "no window was opened");
        println!("{} attempts, {} succeeded", attempts.len(), succeeded.len());

        // However many windows a page opens, only a few are.
        screen.click(&login)?;
        let crowd: usize = noted(&site, "elsewhere", "windows of a crowd").await?.parse()?;
        ensure!(crowd == 4, "{crowd} windows were opened");
        // Closed by the person, with all that it opened.
        let login = eventually("the login's window", async || screen.window(&title)).await?;
        screen.close(&login)?;
        eventually("the login to go", async || Ok((count(stage)? == 0).then_some(()))).await?;

        window.shows("Set up Frontdesk").await?;
        stage.quit(window).await?;
        for folder in [stage.profile(), stage.desktop.home()] {
            let left = file_with(folder, CANARY)?;
            ensure!(left.is_none(), "the login left something in {left:?}");
        }
        let log = log(stage.profile())?;
        ensure!(log.matches("the login's window was closed").count() == 1, "{log}");
        Ok(())
    })
    .await
}

/// Starts the app with the hostile pages in its login's window.
async fn open_login(stage: &Stage, site: &HostileSite) -> anyhow::Result<Window> {
    let page = format!("{}/?at=login", site.world.home);
    let window = stage.open_window_with(&["--login-page", &page, "--login-origin", &site.world.other]).await?;
    window.shows("Set up Frontdesk").await?;
    Ok(window)
}

async fn noted(site: &HostileSite, at: &str, what: &str) -> anyhow::Result<String> {
    let heard = eventually(&format!("{what:?} from the {at}"), async || Ok(site.noted(at, what))).await;
    heard.with_context(|| format!("the last attempt was {:#?}", site.attempts().last()))
}

/// How many windows belong to the login.
fn count(stage: &Stage) -> anyhow::Result<usize> {
    Ok(stage.desktop.screen()?.windows()?.iter().filter(|window| window.title.contains(LOGIN)).count())
}

/// Every command that a page of the app may call, as its own UI knows them.
fn commands() -> anyhow::Result<Vec<String>> {
    let list = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/api/generated.ts"))?;
    let (_, list) = list.split_once("export interface Commands {").context("a list of commands")?;
    let (list, _) = list.split_once("\n}").context("an end of the list")?;
    Ok(list.lines().filter_map(|line| line.trim().split_once(": { request:")).map(|(name, _)| name.to_owned()).collect())
}

/// The app's own log.
fn log(profile: &Path) -> anyhow::Result<String> {
    let mut log = String::new();
    for entry in fs::read_dir(profile.join("logs"))? {
        log += &fs::read_to_string(entry?.path())?;
    }
    Ok(log)
}
