//! A device that is killed while it catches up.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use frontdesk_sandbox::{DEMO_APP_SECRET, DEMO_TOKEN, FIRST_NUMBER, WABA};
use frontdesk_testkit::{PATIENCE, Program, World, program};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Row, query};

const PASSPHRASE: &str = "correct horse battery";
const CUSTOMERS: usize = 40;
const MESSAGES: usize = 12_000;

/// A real `frontdesk-host`, spoken to like a browser does.
struct HostProcess {
    program: Program,
    base: String,
    session: String,
    http: reqwest::Client,
}

impl HostProcess {
    async fn start(profile: &Path, ui: &Path, graph_url: &str) -> Self {
        let mut command = Command::new(program("frontdesk-host"));
        command.arg("--profile-dir").arg(profile).arg("--ui").arg(ui).args(["--graph-url", graph_url]);
        // Nothing there: this machine has no keychain, so a passphrase protects the keys.
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").env("RUST_LOG", "warn");
        let (program, url) = tokio::task::spawn_blocking(move || {
            let mut program = Program::start(command);
            let url = program.line(|line| line.strip_prefix("Inbox:").map(|url| url.trim().to_owned()));
            (program, url)
        })
        .await
        .expect("started");
        let (base, token) = url.split_once("/#token=").expect("a token");
        let http = reqwest::Client::new();
        let opened = http.post(format!("{base}/api/session")).json(&json!({ "token": token })).send().await.expect("an answer");
        let session = opened.json::<Value>().await.expect("json")["session"].as_str().expect("a session").to_owned();
        Self { program, base: base.to_owned(), session, http }
    }

    async fn call(&self, command: &str, request: Value) -> Value {
        let url = format!("{}/api/call/{command}", self.base);
        let answer = self.http.post(url).bearer_auth(&self.session).json(&request).send().await.expect("an answer");
        let status = answer.status();
        let body: Value = answer.json().await.expect("json");
        assert!(status.is_success(), "{command}: {body}");
        body
    }

    async fn unlock(&self) {
        self.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    }
}

/// One signed delivery with messages `from..to`, as Meta batches them when there is a backlog.
fn delivery(from: usize, to: usize) -> Vec<u8> {
    let customer = |n: usize| format!("44770090{:04}", n % CUSTOMERS);
    let contacts: Vec<Value> =
        (from..to).map(|n| json!({ "profile": { "name": format!("Customer {}", n % CUSTOMERS) }, "wa_id": customer(n) })).collect();
    let messages: Vec<Value> = (from..to)
        .map(|n| {
            json!({ "from": customer(n), "id": format!("wamid.crash{n}"), "timestamp": (1_790_000_000 + n).to_string(), "type": "text",
                    "text": { "body": format!("message {n}") } })
        })
        .collect();
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "34910550110", "phone_number_id": FIRST_NUMBER },
        "contacts": contacts,
        "messages": messages,
    });
    let change = json!({ "field": "messages", "value": value });
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": WABA, "changes": [change] }] }).to_string().into_bytes()
}

async fn database(profile: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(profile.join("frontdesk.db")).connect().await.expect("the database opens")
}

/// The cursor and how many messages there are, read at one moment.
async fn cursor_and_messages(profile: &Path) -> (u64, u64) {
    let sql = "SELECT coalesce((SELECT value FROM meta WHERE key = 'cursor'), '- 0'), (SELECT count(*) FROM message)";
    let row = query(sql).fetch_one(&mut database(profile).await).await.expect("readable");
    let cursor: String = row.get(0);
    let seq = cursor.split_once(' ').expect("log and number").1.parse().expect("a number");
    (seq, u64::try_from(row.get::<i64, _>(1)).expect("not negative"))
}

/// Looks again and again, without a fixed pause longer than the condition needs.
async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE * 2, looking).await.is_ok(), "gave up waiting until {what}");
}

#[tokio::test]
async fn killed_again_and_again_while_catching_up_nothing_is_applied_twice_or_skipped() {
    let world = World::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (profile, ui) = (folder.path().join("profile"), folder.path().join("ui"));
    std::fs::create_dir(&ui).expect("made");
    std::fs::write(ui.join("index.html"), "").expect("written");

    let mut host = HostProcess::start(&profile, &ui, world.sandbox.base_url()).await;
    host.unlock().await;
    let code = world.setup_code().expect("a fresh relay");
    let request = json!({ "relay_url": world.relay_url(), "setup_code": code, "workspace_name": "Casa Verde", "member_name": "Ana" });
    host.call("create_workspace", request).await;
    host.call("connect_number", json!({ "phone_number_id": FIRST_NUMBER, "waba_id": WABA, "access_token": DEMO_TOKEN })).await;
    until("our own events came back", async || {
        let pending = query("SELECT count(*) FROM pending_entry").fetch_one(&mut database(&profile).await).await.expect("readable");
        pending.get::<i64, _>(0) == 0
    })
    .await;
    host.program.kill();
    let (before, none) = cursor_and_messages(&profile).await;
    assert_eq!(none, 0);

    let http = reqwest::Client::new();
    for from in (0..MESSAGES).step_by(500) {
        let body = delivery(from, from + 500);
        let signature = frontdesk_sandbox::sign(DEMO_APP_SECRET, &body);
        let post = http.post(world.webhook_url()).header("x-hub-signature-256", signature).body(body);
        assert_eq!(post.send().await.expect("an answer").status(), 200);
    }

    let (mut kills, mut mid_way) = (0, 0);
    loop {
        let (start, _) = cursor_and_messages(&profile).await;
        let mut host = HostProcess::start(&profile, &ui, world.sandbox.base_url()).await;
        host.unlock().await;
        // As soon as it has moved, at a moment that differs from cycle to cycle.
        until("it catches up", async || cursor_and_messages(&profile).await.0 > start).await;
        let pause = tokio::time::Instant::now() + Duration::from_micros(kills * 7_919 % 60_000);
        until("the moment has come", async || tokio::time::Instant::now() >= pause).await;
        host.program.kill();
        kills += 1;
        let (seq, messages) = cursor_and_messages(&profile).await;
        assert_eq!(messages, seq - before, "after kill {kills} the cursor and the data must agree");
        let whole = usize::try_from(messages).expect("fits") == MESSAGES;
        mid_way += u64::from(!whole);
        if whole || kills == 25 {
            break;
        }
    }
    assert!(mid_way >= 1, "no kill hit the catching up");

    let host = HostProcess::start(&profile, &ui, world.sandbox.base_url()).await;
    host.unlock().await;
    until("everything is here", async || usize::try_from(cursor_and_messages(&profile).await.1).expect("fits") == MESSAGES).await;
    let page = host.call("list_conversations", json!({ "after": null, "limit": 200 })).await;
    let conversations = page["items"].as_array().expect("a list");
    assert_eq!(conversations.len(), CUSTOMERS);
    for conversation in conversations {
        // 300 each, shown as "99+".
        assert_eq!(conversation["unread"], 100);
        let mut seen = 0;
        let mut before = Value::Null;
        loop {
            let page = host.call("list_messages", json!({ "conversation_id": conversation["id"], "before": before, "limit": 200 })).await;
            seen += page["items"].as_array().expect("a list").len();
            before = page["next"].clone();
            if before.is_null() {
                break;
            }
        }
        assert_eq!(seen, MESSAGES / CUSTOMERS);
    }
    println!("kills {kills}, of them mid-way {mid_way}; sent {MESSAGES}, applied {MESSAGES}, twice 0, lost 0");
}
