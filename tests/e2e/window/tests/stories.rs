//! What a person does in the real window, told from outside.

use anyhow::{Context, ensure};
use frontdesk_window_tests::{BUSINESS, eventually, file_with, story};
use serde_json::Value;
use thirtyfour::{By, Key};

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_message_arrives() -> anyhow::Result<()> {
    story("a_customers_message_arrives", async |stage| {
        let window = stage.open_window().await?;
        stage.set_up(&window).await?;
        let ana = stage.world.customer("Ana García", "34612345678").await?;
        stage.world.writes(&ana, "¿Tenéis monstera?").await?;
        let screen = stage.desktop.screen()?;
        eventually("the unread conversation in the title", async || screen.window("(1) Frontdesk")).await?;
        window.open_conversation("Ana García").await?;
        let bubble = window.bubble("¿Tenéis monstera?").await?;
        ensure!(bubble.is_displayed().await?, "the bubble is there but not to be seen");
        // A second one, with the thread open.
        stage.world.writes(&ana, "Y macetas de barro").await?;
        window.bubble("Y macetas de barro").await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_goes_out_once_and_gets_its_ticks() -> anyhow::Result<()> {
    story("a_reply_goes_out_once_and_gets_its_ticks", async |stage| {
        let window = stage.open_window().await?;
        window.watch_policy().await?;
        stage.set_up(&window).await?;
        let emma = stage.world.customer("Emma Clarke", "447700900123").await?;
        stage.world.writes(&emma, "Are you open on Sunday?").await?;
        window.open_conversation("Emma Clarke").await?;
        window.bubble("Are you open on Sunday?").await?;

        window.reply("Yes, from 10 to 14.").await?;
        let arrived = eventually("the reply on Emma's phone", async || {
            let received = stage.world.received_by(&emma).await?;
            Ok(received.iter().any(|message| message.progress == "delivered").then_some(received))
        });
        ensure!(arrived.await?.iter().map(|message| message.text.as_str()).eq(["Yes, from 10 to 14."]));
        window.reply_is("Yes, from 10 to 14.", "Delivered").await?;

        stage.world.opens_chat(&emma).await?;
        window.reply_is("Yes, from 10 to 14.", "Read").await?;
        ensure!(stage.world.sends_asked().await? == 1, "Meta was asked to send {} times", stage.world.sends_asked().await?);
        ensure!(stage.world.received_by(&emma).await?.len() == 1);
        // Nothing of the app itself needs what the policy forbids.
        ensure!(window.forbidden().await?.is_empty(), "{:?}", window.forbidden().await?);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_everything() -> anyhow::Result<()> {
    story("a_restart_keeps_everything", async |stage| {
        let window = stage.open_window().await?;
        stage.set_up(&window).await?;
        let nico = stage.world.customer("Nico", "16505551234").await?;
        stage.world.writes(&nico, "My fern looks sad").await?;
        window.open_conversation("Nico").await?;
        window.bubble("My fern looks sad").await?;
        window.composer().await?.send_keys("Is it near a heater?").await?;
        window.driver().set_window_rect(0, 0, 1100, 720).await?;
        // Leaves the composer, as one does before quitting.
        window.composer().await?.send_keys(Key::Escape).await?;
        stage.quit(window).await?;

        // Written while nobody was looking.
        stage.world.writes(&nico, "It lost a leaf").await?;
        ensure!(stage.desktop.keychain_items()?.contains("object path"), "nothing is in the keychain");
        for secret in [BUSINESS.access_token, stage.world.setup_code.as_str()] {
            let holder = file_with(stage.profile(), secret)?;
            ensure!(holder.is_none(), "a secret is in {holder:?}");
        }

        let window = stage.open_window().await?;
        window.open_conversation("Nico").await?;
        window.bubble("My fern looks sad").await?;
        window.bubble("It lost a leaf").await?;
        let draft = eventually("the draft", async || Ok(window.composer().await?.value().await?.filter(|text| !text.is_empty())));
        ensure!(draft.await? == "Is it near a heater?");

        let size = window.driver().get_window_rect().await?;
        ensure!((size.width, size.height) == (1100, 720), "the window came back as {size:?}");

        // The token came back from the keychain, or this could not leave.
        window.composer().await?.send_keys(Key::Enter).await?;
        window.reply_is("Is it near a heater?", "Delivered").await?;
        ensure!(stage.world.received_by(&nico).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nothing() -> anyhow::Result<()> {
    story("a_crash_loses_nothing", async |stage| {
        let window = stage.open_window().await?;
        stage.set_up(&window).await?;
        let sofi = stage.world.customer("Sofi", "5215512345678").await?;
        stage.world.writes(&sofi, "Which cactus for someone forgetful?").await?;
        window.open_conversation("Sofi").await?;
        window.reply("A golden barrel.").await?;
        window.reply_is("A golden barrel.", "Delivered").await?;
        drop(window);

        let window = stage.open_window().await?;
        window.open_conversation("Sofi").await?;
        window.bubble("Which cactus for someone forgetful?").await?;
        window.reply_is("A golden barrel.", "Delivered").await?;
        ensure!(stage.world.received_by(&sofi).await?.len() == 1, "the reply went out twice");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_can_do_nothing_but_its_work() -> anyhow::Result<()> {
    story("the_page_can_do_nothing_but_its_work", async |stage| {
        let window = stage.open_window().await?;
        window.shows("Set up Frontdesk").await?;
        let page = window.driver();
        let before = page.current_url().await?;

        let opened = page.execute("return window.open('https://example.com/') === null", vec![]).await?;
        ensure!(opened.json() == &Value::Bool(true), "a page could open a window");
        page.execute("window.location.href = 'https://example.com/'", vec![]).await?;
        window.shows("Set up Frontdesk").await?;
        ensure!(page.current_url().await? == before, "the window went elsewhere");

        let reached = page.execute("return typeof window.__TAURI__", vec![]).await?;
        ensure!(reached.json() == "undefined", "the shell's whole interface lies open");
        for command in ["plugin:window|close", "plugin:event|emit", "plugin:path|resolve_directory", "plugin:window-state|save_window_state"] {
            let script = "const [command, done] = arguments; \
                window.__TAURI_INTERNALS__.invoke(command, {}).then(() => done('allowed'), (e) => done(String(e)))";
            let answer = page.execute_async(script, vec![command.into()]).await?;
            let words = answer.json().as_str().context("words")?;
            ensure!(words.contains("not allowed"), "{command}: {words}");
        }

        // The policy is really there: what it forbids does not run.
        let script = "const done = arguments[0]; \
            const element = document.createElement('script'); element.textContent = 'window.ran = true'; document.body.append(element); \
            fetch('https://example.com/').then(() => done('fetched'), () => done(window.ran === true ? 'ran' : 'neither'))";
        ensure!(page.execute_async(script, vec![]).await?.json() == "neither", "the content security policy is not in force");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_opens_with_lively_conversations() -> anyhow::Result<()> {
    story("the_demo_opens_with_lively_conversations", async |stage| {
        let window = frontdesk_window_tests::Window::open(&stage.desktop, &["--demo", "--no-phones"]).await?;
        let rows = eventually("a handful of conversations", async || {
            let rows = window.driver().find_all(By::Css("[role='row'], [role='option']")).await?;
            Ok((rows.len() >= 5).then_some(rows))
        });
        rows.await?;
        window.open_conversation("Ana García").await?;
        window.reply("¡Claro que sí!").await?;
        window.reply_is("¡Claro que sí!", "Delivered").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_it_again_shows_the_one_that_runs() -> anyhow::Result<()> {
    story("starting_it_again_shows_the_one_that_runs", async |stage| {
        // Something of the app's own lies above the inbox.
        let window = stage.open_window_with(&["--login-page", &stage.world.graph_url]).await?;
        window.shows("Set up Frontdesk").await?;
        let screen = stage.desktop.screen()?;
        let on_top = |title: &str| Ok(screen.windows()?.last().is_some_and(|top| top.title.ends_with(title)).then_some(()));
        eventually("the login above the inbox", async || on_top("Connect WhatsApp")).await?;

        let again = stage.start_again()?;
        ensure!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        eventually("the inbox above the login", async || on_top("Frontdesk")).await?;
        window.shows("Set up Frontdesk").await?;
        Ok(())
    })
    .await
}
