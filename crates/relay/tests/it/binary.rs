//! The real binary: how it starts, refuses to, and stops.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use frontdesk_relay::WEBHOOK_PATH;

use crate::device::Owner;
use crate::meta::{delivery, message, message_id, signature};
use crate::world::{APP_SECRET, VERIFY_TOKEN, http};

/// Without anything of this process's environment.
pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk-relay"));
    command.env_clear().current_dir(dir).args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(dir.join("data"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
    command
}

pub fn with_secrets(dir: &Path) -> Command {
    let mut command = command(dir);
    command.env("FRONTDESK_RELAY_APP_SECRET", APP_SECRET).env("FRONTDESK_RELAY_VERIFY_TOKEN", VERIFY_TOKEN);
    command
}

/// A relay as a process of its own; killed when dropped.
pub struct Process {
    pub child: Child,
    pub url: String,
    pub setup_code: Option<String>,
}

impl Process {
    /// Returns when it says that it listens.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut setup_code = None;
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            if let Some(code) = line.strip_prefix("Setup code: ") {
                setup_code = Some(code.to_owned());
            }
            if let Some(url) = line.strip_prefix("Listening on ") {
                return Self { child, url: url.to_owned(), setup_code };
            }
        }
        panic!("it did not start: {:?}", child.wait_with_output())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What it says when it does not start.
fn refusal(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn without_its_secrets_it_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    let no_secret = refusal(command(dir.path()));
    assert!(no_secret.contains("Set FRONTDESK_RELAY_APP_SECRET"), "{no_secret}");
    assert!(no_secret.contains("--without-meta-app"), "both ways are named: {no_secret}");
    let mut empty = with_secrets(dir.path());
    empty.env("FRONTDESK_RELAY_APP_SECRET", "  ");
    assert!(refusal(empty).contains("Set FRONTDESK_RELAY_APP_SECRET"));
    let mut no_token = with_secrets(dir.path());
    no_token.env_remove("FRONTDESK_RELAY_VERIFY_TOKEN");
    assert!(refusal(no_token).contains("Set FRONTDESK_RELAY_VERIFY_TOKEN"));
    let mut nameless = with_secrets(dir.path());
    nameless.env("FRONTDESK_RELAY_APP_SECRET", "123:");
    assert!(refusal(nameless).contains("Set FRONTDESK_RELAY_APP_SECRET"), "an app without a secret");
    assert!(!dir.path().join("data").exists(), "and nothing was made");
}

#[test]
fn a_setting_that_does_not_exist_or_fit_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("relay.toml");
    let with_file = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let mut command = with_secrets(dir.path());
        command.arg("--config").arg(&path);
        refusal(command)
    };
    for (file, expected) in [
        ("lisen = '127.0.0.1:1'", "lisen"),
        ("retention-days = -3", "line 1"),
        ("max-body-bytes = 1000\nretention-days = 'ever'", "line 2"),
        ("app-secret = 'x'", "app-secret"),
        ("[[app-secrets]]\nid = '1'", "secret"),
        ("body-seconds = 0", "body-seconds is 0, but must be at least 1"),
        ("max-inflight-bytes = 10", "max-inflight-bytes is 10"),
        ("public-url = 'relay.example.com'", "public-url is relay.example.com"),
        ("public-url = 'https://relay.example.com/?a=b'", "public-url is"),
        ("graph-url = 'http://graph.example.com'", "graph-url is http://graph.example.com/, but must be an address that begins with https://"),
        ("login-url = 'javascript:alert(1)'", "login-url is"),
        ("sdk-url = 'sdk.js'", "line 1"),
        ("[[app-secrets]]\nid = '1'\nsecret = 'hush'\nconfig = '7'", "config"),
        ("verify-token = hush-hush", "line 1"),
    ] {
        let message = with_file(file);
        assert!(message.contains(expected), "{file}: {message}");
        assert!(!message.contains("hush"), "a secret is not repeated: {message}");
    }
    let mut variable = with_secrets(dir.path());
    variable.env("FRONTDESK_RELAY_LISTENN", "127.0.0.1:1");
    assert!(refusal(variable).contains("FRONTDESK_RELAY_LISTENN is no setting"));
    let mut value = with_secrets(dir.path());
    value.env("FRONTDESK_RELAY_RETENTION_DAYS", "ever");
    assert!(refusal(value).contains("--retention-days"));
    let mut flag = with_secrets(dir.path());
    flag.args(["--app-secret", "x"]);
    assert!(refusal(flag).contains("--app-secret"), "secrets are no flags");
    let mut missing = with_secrets(dir.path());
    missing.args(["--config", "nowhere.toml"]);
    assert!(refusal(missing).contains("nowhere.toml can't be read"));
}

#[test]
fn help_explains_every_setting() {
    let dir = tempfile::tempdir().unwrap();
    let mut help = command(dir.path());
    let output = help.arg("--help").output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for word in [
        "--listen",
        "FRONTDESK_RELAY_DATA_DIR",
        "FRONTDESK_RELAY_APP_SECRET",
        "FRONTDESK_RELAY_VERIFY_TOKEN",
        "--retention-days",
        "[default: 8192]",
        "--without-meta-app",
        "--graph-url",
        "--login-url",
        "--sdk-url",
        "config-id",
        "meta-apps.toml",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[tokio::test]
async fn settings_come_from_flags_then_environment_then_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("relay.toml");
    std::fs::write(
        &file,
        "verify-token = 'from-the-file'\nmax-body-bytes = 100\nheader-seconds = 7\n[[app-secrets]]\nid = '1'\nsecret = 'file-secret'\n",
    )
    .unwrap();
    let mut command = command(dir.path());
    command.env("FRONTDESK_RELAY_CONFIG", &file).env("FRONTDESK_RELAY_MAX_BODY_BYTES", "50").args(["--max-body-bytes", "20"]);
    let relay = Process::start(command);
    let url = format!("{}{WEBHOOK_PATH}", relay.url);
    let challenge = http().get(format!("{url}?hub.mode=subscribe&hub.verify_token=from-the-file&hub.challenge=7")).send();
    assert_eq!(challenge.await.unwrap().text().await.unwrap(), "7");
    let post = |size: usize| {
        let body = vec![b' '; size];
        let signature = signature("file-secret", &body);
        http().post(&url).header("X-Hub-Signature-256", signature).body(body).send()
    };
    assert_eq!(post(21).await.unwrap().status(), 413, "the flag's limit");
    assert_eq!(post(20).await.unwrap().status(), 503, "believed, but there is no workspace yet");
}

#[tokio::test]
async fn without_a_meta_app_it_starts_when_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut bare = command(dir.path());
    bare.arg("--without-meta-app");
    let relay = Process::start(bare);
    let url = format!("{}{WEBHOOK_PATH}", relay.url);
    let body = b"{}".to_vec();
    let signature = signature(APP_SECRET, &body);
    let refused = http().post(&url).header("X-Hub-Signature-256", signature).body(body).send().await.unwrap();
    assert_eq!(refused.status(), 503);
    let token = |dir: &Path| std::fs::read_to_string(dir.join("data/meta-apps.toml")).unwrap();
    let made = token(dir.path());
    assert!(made.starts_with("verify-token = \""), "{made}");
    drop(relay);
    let mut by_variable = command(dir.path());
    by_variable.env("FRONTDESK_RELAY_WITHOUT_META_APP", "true");
    let _relay = Process::start(by_variable);
    assert_eq!(token(dir.path()), made, "made once");
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_when_told_to() {
    let dir = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let mut relay = Process::start(with_secrets(dir.path()));
        let told = Command::new("kill").arg(signal).arg(relay.child.id().to_string()).status().unwrap();
        assert!(told.success());
        let status = tokio::task::spawn_blocking(move || relay.child.wait().unwrap()).await.unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn its_files_are_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let _relay = Process::start(with_secrets(dir.path()));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("data")), 0o700);
    assert_eq!(mode(&dir.path().join("data/dedupe.key")), 0o600);
}

/// Files can't grow beyond half a megabyte, so a write of the log fails in the middle of the load.
#[cfg(unix)]
#[tokio::test]
async fn when_a_write_fails_nothing_is_acknowledged_and_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut limited = Command::new("sh");
    // Without the trap the signal would kill it, and the failing write would not be seen.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""]).arg(env!("CARGO_BIN_EXE_frontdesk-relay"));
    let whole = with_secrets(dir.path());
    limited.args(whole.get_args()).env_clear().envs(whole.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).current_dir(dir.path());
    let mut relay = Process::start(limited);
    let mut owner = Owner::new();
    owner.set_up(&relay.url, relay.setup_code.as_deref().unwrap()).await.unwrap();
    let client = http();
    let post = |url: String, n: usize| {
        let body = delivery(vec![message(&format!("wamid.{n}"), &"x".repeat(5000))]);
        let signature = signature(APP_SECRET, &body);
        client.post(format!("{url}{WEBHOOK_PATH}")).header("X-Hub-Signature-256", signature).body(body).send()
    };
    let mut acked = 0;
    while matches!(post(relay.url.clone(), acked).await, Ok(answer) if answer.status() == 200) {
        acked += 1;
        assert!(acked < 1000, "the write must fail at some point");
    }
    assert!(acked > 0);
    let mut stderr = relay.child.stderr.take().unwrap();
    let status = tokio::task::spawn_blocking(move || relay.child.wait().unwrap()).await.unwrap();
    assert_eq!(status.code(), Some(1));
    let mut why = String::new();
    stderr.read_to_string(&mut why).unwrap();
    assert!(why.contains("Nothing that was acknowledged is lost"), "{why}");

    let relay = Process::start(with_secrets(dir.path()));
    assert_eq!(post(relay.url.clone(), acked).await.unwrap().status(), 200, "the refused one comes again");
    let mut stream = owner.connect(&relay.url, 0).await;
    let stored: Vec<String> = stream.entries(acked + 1).await.iter().map(|entry| message_id(&owner.open(entry))).collect();
    assert_eq!(stored, (0..=acked).map(|n| format!("wamid.{n}")).collect::<Vec<_>>());
    assert_eq!(stream.head, acked as u64 + 1);
}
