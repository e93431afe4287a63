//! The login window's pages, as a browser shows them: the relay's page, Meta's, and the way back.

use frontdesk_sandbox::{Choices, SandboxError, SignupCall};
use frontdesk_testkit::World;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

/// A browser that shows where it is sent instead of going there.
pub fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().expect("a browser")
}

/// Goes through Embedded Signup: opens the page, presses its button, and lets its script say what Meta's window said.
pub async fn signs_up(world: &World, url: &str, person: &str, choices: &Choices) -> Result<(), SandboxError> {
    let page = get(url).await;
    let data = |name: &str| {
        let from = page.find(&format!("{name}=\"")).expect("the page has it") + name.len() + 2;
        page[from..].split('"').next().unwrap_or_default().to_owned()
    };
    let call = SignupCall {
        app_id: data("data-app-id"),
        config_id: data("data-config-id"),
        origin: world.relay_url(),
        coexistence: !data("data-feature-type").is_empty(),
    };
    let end = world.sandbox.visitor(person).signs_up(&call, choices).await?;
    let mut over = end.messages.is_empty() || end.code.is_some();
    for message in &end.messages {
        match serde_json::from_str::<Value>(message) {
            Ok(event) => {
                over |= event["event"] == "CANCEL";
                say(url, json!({ "event": event })).await;
            }
            Err(_) => {
                if let Some(code) = &end.code {
                    say(url, json!({ "code": code })).await;
                }
            }
        }
    }
    // As the script: an answer with nothing in it, and no word about where.
    if !over {
        say(url, json!({ "event": { "event": "CANCEL", "data": null } })).await;
    }
    Ok(())
}

/// What the page's script says to the relay.
pub async fn say(url: &str, what: Value) {
    let answer = browser().post(format!("{url}/finish")).json(&what).send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
}

/// Goes through the login dialog and back. The last page; `None` when the window was closed.
pub async fn logs_in(world: &World, url: &str, person: &str, choices: &Choices) -> Result<Option<String>, SandboxError> {
    let Some(back) = comes_back(world, url, person, choices).await? else { return Ok(None) };
    Ok(Some(get(&back).await))
}

/// The same up to the address that Meta sends the browser back to.
pub async fn comes_back(world: &World, url: &str, person: &str, choices: &Choices) -> Result<Option<String>, SandboxError> {
    let answer = browser().get(url).send().await.expect("an answer");
    let dialog = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).expect("to Meta's dialog").to_owned();
    world.sandbox.visitor(person).logs_in(&dialog, choices).await
}

pub async fn get(url: &str) -> String {
    browser().get(url).send().await.expect("an answer").text().await.expect("a page")
}
