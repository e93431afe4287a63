//! What the app talks to: the real relay and the real sandbox, as programs of their own.

use std::path::Path;

use anyhow::Context;
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::program::{Program, free_port, ours};

/// The Meta app that the sandbox knows, and its configuration for Embedded Signup.
const APP_ID: &str = "670843887433847";
const SIGNUP_CONFIG: &str = "1088420015551001";
const APP_SECRET: &str = "an app secret for one test";
const VERIFY_TOKEN: &str = "a verify token for one test";

/// The business number that every story uses, as Meta's pages would show it.
pub struct Business {
    pub phone_number_id: &'static str,
    pub waba_id: &'static str,
    pub access_token: &'static str,
}

pub const BUSINESS: Business = Business { phone_number_id: "106540352242922", waba_id: "102290129340398", access_token: "EAATokenForOneTest" };

/// What there is at Meta at the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beginning {
    /// [`BUSINESS`] works, with its token.
    Number,
    /// People with businesses and numbers, and nothing that is connected: there is no token either.
    People,
}

/// A relay that nobody has set up yet, and a sandbox that plays Meta.
pub struct World {
    pub relay_url: String,
    pub setup_code: String,
    pub graph_url: String,
    http: Client,
    _relay: Program,
    _sandbox: Program,
}

/// Somebody with a phone.
#[derive(Deserialize)]
pub struct Customer {
    id: u32,
    pub name: String,
}

/// What a customer's phone shows of a message from the business.
#[derive(Deserialize, Debug)]
pub struct Received {
    pub text: String,
    pub progress: String,
}

impl World {
    /// `home` takes the relay's data, `logs` what both print.
    pub async fn start(beginning: Beginning, home: &Path, logs: &Path) -> anyhow::Result<Self> {
        let sandbox_port = free_port()?;
        let graph_url = format!("http://127.0.0.1:{sandbox_port}");
        let mut relay = Program::start(
            "relay",
            logs,
            std::process::Command::new(ours("frontdesk-relay")?)
                .args(["--listen", "127.0.0.1:0", "--public-url", "http://127.0.0.1:0", "--data-dir"])
                .arg(home.join("relay"))
                .args(["--graph-url", &graph_url, "--login-url", &graph_url, "--sdk-url", &format!("{graph_url}/en_US/sdk.js")])
                .env("FRONTDESK_RELAY_APP_SECRET", format!("{APP_ID}:{APP_SECRET}:{SIGNUP_CONFIG}"))
                .env("FRONTDESK_RELAY_VERIFY_TOKEN", VERIFY_TOKEN)
                .env("NO_COLOR", "1"),
        )?;
        let after = |mark: &'static str| move |line: &str| Some(line.split_once(mark)?.1.trim().to_owned());
        let relay_url = relay.line("the relay's address", after("Listening on ")).await?;
        let setup_code = relay.line("a setup code", after("Setup code: ")).await?;
        let mut sandbox = std::process::Command::new(ours("frontdesk-sandbox")?);
        sandbox
            .args(["--listen", &format!("127.0.0.1:{sandbox_port}"), "--redirect-uri", &format!("{relay_url}/connect/callback")])
            .env("SANDBOX_APP_SECRET", APP_SECRET)
            .env("SANDBOX_VERIFY_TOKEN", VERIFY_TOKEN)
            .env("SANDBOX_TOKEN", BUSINESS.access_token)
            .env("NO_COLOR", "1");
        match beginning {
            Beginning::Number => sandbox.args(["--seed", "empty", "--webhook-url", &format!("{relay_url}/api/channels/webhook/whatsapp")]),
            Beginning::People => sandbox.args(["--seed", "connect"]),
        };
        let mut sandbox = Program::start("sandbox", logs, &mut sandbox)?;
        let graph_url = sandbox.line("the sandbox's address", after("Graph API at ")).await?;
        Ok(Self { relay_url, setup_code, graph_url, http: Client::new(), _relay: relay, _sandbox: sandbox })
    }

    /// A new customer with this name and number (digits).
    pub async fn customer(&self, name: &str, wa_id: &str) -> anyhow::Result<Customer> {
        let customer = self.post("customers", &json!({ "name": name, "wa_id": wa_id })).await?;
        Ok(serde_json::from_value(customer)?)
    }

    /// The customer writes to the business.
    pub async fn writes(&self, customer: &Customer, text: &str) -> anyhow::Result<()> {
        self.post(&format!("{}/messages", chat(customer)), &json!({ "text": text })).await?;
        Ok(())
    }

    /// The customer has the chat on screen from now on, so what arrives is read.
    pub async fn opens_chat(&self, customer: &Customer) -> anyhow::Result<()> {
        self.post(&format!("{}/open", chat(customer)), &Value::Null).await?;
        Ok(())
    }

    /// What the business wrote to the customer.
    pub async fn received_by(&self, customer: &Customer) -> anyhow::Result<Vec<Received>> {
        let messages = self.get("messages").await?;
        let of_theirs = |message: &&Value| message["customer"] == json!(customer.id) && message["direction"] == "outbound";
        let messages = messages.as_array().context("a list of messages")?;
        messages.iter().filter(of_theirs).map(|message| Ok(serde_json::from_value(message.clone())?)).collect()
    }

    /// How many times the app has asked Meta to send something.
    pub async fn sends_asked(&self) -> anyhow::Result<usize> {
        let calls = self.get("calls").await?;
        let calls = calls.as_array().context("a list of calls")?;
        Ok(calls.iter().filter(|call| call["method"] == "POST" && call["path"].as_str().is_some_and(|path| path.ends_with("/messages"))).count())
    }

    /// How many access tokens Meta has given out.
    pub async fn tokens(&self) -> anyhow::Result<usize> {
        Ok(self.get("tokens").await?.as_array().context("a list of tokens")?.len())
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.http.get(format!("{}/_sandbox/{path}", self.graph_url)).send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}/_sandbox/{path}", self.graph_url)).json(body).send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}

fn chat(customer: &Customer) -> String {
    format!("chats/{}/{}", customer.id, BUSINESS.phone_number_id)
}
