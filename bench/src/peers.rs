//! What the relay is measured against.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use frontdesk_sandbox::DEMO_APP_SECRET;
use frontdesk_testkit::Program;

use crate::machine;
use crate::meta::WEBHOOK_PATH;

/// A running server; killed when dropped.
pub struct Peer {
    pub addr: SocketAddr,
    _program: Program,
}

/// Express with better-sqlite3: the obvious receiver.
pub fn express(folder: &Path, core: usize) -> anyhow::Result<Peer> {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/express/server.js");
    let mut command = machine::pinned(core, "node");
    command.arg(server).env("NODE_ENV", "production").env("APP_SECRET", DEMO_APP_SECRET).env("DATABASE", folder.join("express.db"));
    let mut program = Program::start(command);
    let url = program.line(|line| line.strip_prefix("Listening on http://").map(str::to_owned));
    Ok(Peer { addr: url.parse().context("Express's address")?, _program: program })
}

/// nginx with one worker, which answers 200 and stores nothing.
#[expect(clippy::disallowed_methods, reason = "nginx does not say when it is ready")]
pub fn nginx(folder: &Path, core: usize) -> anyhow::Result<Peer> {
    // nginx can't be asked for a free port, so one is found for it.
    let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let here = folder.display();
    let config = format!(
        "daemon off;\nmaster_process off;\nworker_processes 1;\npid {here}/nginx.pid;\nerror_log {here}/nginx.log;\n\
         events {{ worker_connections 2048; }}\n\
         http {{\n  access_log off;\n  keepalive_requests 1000000000;\n  client_max_body_size 4m;\n  client_body_temp_path {here}/nginx-body;\n  \
         proxy_temp_path {here}/nginx-proxy;\n  fastcgi_temp_path {here}/nginx-fastcgi;\n  uwsgi_temp_path {here}/nginx-uwsgi;\n  \
         scgi_temp_path {here}/nginx-scgi;\n  server {{ listen {addr}; location / {{ return 200; }} }}\n}}\n"
    );
    let path = folder.join("nginx.conf");
    std::fs::write(&path, config)?;
    let mut command = machine::pinned(core, "nginx");
    command.arg("-c").arg(&path).arg("-e").arg(folder.join("nginx.log"));
    let program = Program::start(command);
    let began = Instant::now();
    while TcpStream::connect(addr).is_err() {
        ensure!(began.elapsed() < Duration::from_secs(10), "nginx did not start; see {}", folder.join("nginx.log").display());
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(Peer { addr, _program: program })
}

/// Requests per second by wrk, to see that our own generator does not hold a server back.
pub fn wrk(addr: SocketAddr, core: usize, folder: &Path, connections: usize, time: Duration, body: &[u8]) -> anyhow::Result<f64> {
    let script = folder.join("post.lua");
    let text = String::from_utf8_lossy(body).replace("]]", "] ]");
    std::fs::write(&script, format!("wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = [[{text}]]\n"))?;
    let mut command: Command = machine::pinned(core, "wrk");
    command.args(["-t1", &format!("-c{connections}"), &format!("-d{}s", time.as_secs().max(1))]).arg("-s").arg(&script);
    let output = command.arg(format!("http://{addr}{WEBHOOK_PATH}")).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:")).and_then(|rate| rate.trim().parse().ok());
    rate.with_context(|| format!("wrk said: {said}"))
}
