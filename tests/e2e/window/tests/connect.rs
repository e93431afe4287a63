//! Connecting a number through the login's window, from the button to the first message.

use anyhow::ensure;
use frontdesk_window_tests::{Beginning, Recorder, Screen, Shown, Stage, Window, eventually, file_with_token, holds_token, story_from};
use thirtyfour::By;

const INBOX: &str = "tauri:";
const LOGIN: &str = "Connect WhatsApp";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_connected_in_the_login_window() -> anyhow::Result<()> {
    story_from(Beginning::People, "a_number_is_connected_in_the_login_window", async |stage| {
        let recorder = Recorder::before(&stage.world.relay_url).await?;
        let window = stage.open_window_with(&["--drivable-login"]).await?;
        let screen = stage.desktop.screen()?;
        window.driver().set_window_rect(40, 30, 1100, 780).await?;
        stage.make_workspace(&window, &recorder.url).await?;
        window.press("Connect WhatsApp").await?;

        // In the middle of the inbox, and whose page it is comes first.
        let relay_page = format!("{} — {LOGIN}", stage.world.relay_url);
        let login = shown(&screen, &relay_page).await?;
        let inbox = shown(&screen, "Frontdesk").await?;
        ensure!((login.x - inbox.x, login.y - inbox.y) == (190, 10), "{login:?} over {inbox:?}");
        window.shows("It closes by itself").await?;

        // Closed by the person, and opened again.
        screen.close(&login)?;
        window.shows("Meta’s window is closed").await?;
        window.press("Open again").await?;
        shown(&screen, &relay_page).await?;
        // Or somewhere else.
        window.press("Finish in browser").await?;
        let address = format!("{}/connect/", stage.world.relay_url);
        eventually("the page in the browser", async || Ok(stage.desktop.browsed().contains(&address).then_some(()))).await?;
        gone(&screen).await?;
        window.press("Open again").await?;

        // Cancelled at one step.
        at_meta(stage, &window).await?;
        go_on(&window, "log_in").await?;
        step(&window, "permissions").await?;
        window.press("Cancel").await?;
        window.switch_to(INBOX).await?;
        window.shows("Connecting WhatsApp was cancelled").await?;
        window.shows("You left Meta's pages before allowing access.").await?;
        gone(&screen).await?;

        // To the end. The windows close by themselves.
        window.press("Back to Meta’s pages").await?;
        at_meta(stage, &window).await?;
        shown(&screen, &format!("{} — {LOGIN}", stage.world.graph_url)).await?;
        // The driver's context remembers who logged in; the login's own does not.
        for name in ["permissions", "portfolio", "account", "number"] {
            go_on(&window, name).await?;
        }
        window.switch_to(INBOX).await?;
        window.shows("Choose the numbers to connect").await?;
        gone(&screen).await?;
        window.press("Connect 1 number").await?;
        window.shows("Your number is connected").await?;
        ensure!(stage.world.tokens().await? > 0, "Meta gave out no token, so there is nothing to look for");
        nothing_told(stage, &window, &recorder).await?;

        let table = window.find("the table of numbers", By::XPath("//*[@role = 'tab'][contains(., 'Numbers')]")).await?;
        table.click().await?;
        let row = window.find("the number's row", By::XPath("//*[@role = 'row' or self::tr][contains(., 'Casa Verde')]")).await?;
        let words = row.text().await?;
        ensure!(words.contains("910 55 01 10"), "{words}");
        nothing_told(stage, &window, &recorder).await?;

        let rosa = stage.world.customer("Rosa Prieto", "34600111999").await?;
        stage.world.writes(&rosa, "¿Tenéis monstera?").await?;
        window.press("Inbox").await?;
        window.open_conversation("Rosa Prieto").await?;
        window.bubble("¿Tenéis monstera?").await?;
        window.reply("Sí, dos.").await?;
        window.reply_is("Sí, dos.", "Delivered").await?;
        nothing_told(stage, &window, &recorder).await?;
        stage.quit(window).await?;
        ensure!(file_with_token(stage.desktop.logs())?.is_none());
        ensure!(file_with_token(stage.profile())?.is_none());
        Ok(())
    })
    .await
}

/// From the relay's page to Meta's, which opens in a window of its own.
async fn at_meta(stage: &Stage, window: &Window) -> anyhow::Result<()> {
    window.switch_to("/connect/").await?;
    window.find("the way on", By::Css("#start:enabled")).await?;
    window.press("Continue with Meta").await?;
    window.switch_to(&stage.world.graph_url).await
}

/// Takes what is chosen at this step of Meta's pages.
async fn go_on(window: &Window, name: &str) -> anyhow::Result<()> {
    step(window, name).await?;
    window.press("Continue").await
}

async fn step(window: &Window, name: &str) -> anyhow::Result<()> {
    window.find(&format!("Meta's step {name}"), By::Css(format!("main[data-step='{name}']"))).await?;
    Ok(())
}

async fn shown(screen: &Screen, title: &str) -> anyhow::Result<Shown> {
    eventually(&format!("a window {title:?}"), async || screen.window(title)).await
}

/// Waits until the login has no window any more.
async fn gone(screen: &Screen) -> anyhow::Result<()> {
    eventually("the login's windows to go", async || Ok(screen.window(LOGIN)?.is_none().then_some(()))).await
}

/// No access token is anywhere but in the keychain: not in the page, not in what the relay says, not on either disk, not in a log.
async fn nothing_told(stage: &Stage, window: &Window, recorder: &Recorder) -> anyhow::Result<()> {
    ensure!(!holds_token(window.everything().await?.as_bytes()), "a token is in the inbox's page");
    let said = recorder.said();
    ensure!(!said.is_empty(), "nothing of the relay was recorded");
    ensure!(!holds_token(&said), "a token is in a frame of the relay's");
    for folder in [stage.profile(), &stage.desktop.home().join("relay"), stage.desktop.logs()] {
        let holder = file_with_token(folder)?;
        ensure!(holder.is_none(), "a token is in {holder:?}");
    }
    Ok(())
}
