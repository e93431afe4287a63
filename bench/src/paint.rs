//! Figure 4: from the relay's 200 to the bubble on screen, in a browser on this machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use frontdesk_api::views::ListConversations;
use frontdesk_host::{Host, HostConfig};
use frontdesk_testkit::Program;
use serde::Deserialize;

use crate::figure::{Bar, Figure, short};
use crate::load;
use crate::meta::Deliveries;
use crate::numbers::{median, percentile};
use crate::stage::Stage;

const PREFIX: &str = "paint probe";
/// A little more than three frames of 60 Hz, and no multiple of one: messages come at every moment of a frame.
const PAUSE: Duration = Duration::from_millis(57);

#[derive(Deserialize)]
struct Painted {
    drift_ms: f64,
    painted: Vec<(usize, f64)>,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let messages = if quick { 30 } else { 200 };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let stage = Stage::set_up(folder, None).await?;
    let device = stage.open(stage.profile.clone()).await;
    let mut deliveries = Deliveries::new(1);
    let addr = stage.addr;
    let first = vec![deliveries.with(1, |_| "Good morning!".to_owned())];
    tokio::task::spawn_blocking(move || load::all(addr, &first, 1)).await??;
    device
        .until("the first message is there", |session| async move {
            let page = session.list_conversations(ListConversations { after: None, limit: 1 }).await.ok()?;
            (page.items.len() == 1).then_some(())
        })
        .await;
    let host = Host::start(device.session.clone(), HostConfig { port: 0, ui: Some(root.join("ui/dist")) }).await?;
    let mut command = Command::new("node");
    command.arg(root.join("bench/ui/paint.mjs")).args([&host.url(), "Customer 0", PREFIX, &messages.to_string()]);
    let requests: Vec<Vec<u8>> = (0..messages).map(|number| deliveries.with(1, |_| format!("{PREFIX} {number}."))).collect();
    let (accepted, painted) = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let mut page = Program::start(command);
        page.line(|line| (line == "ready").then_some(()));
        let accepted = deliver(addr, &requests)?;
        let painted = page.line(|line| serde_json::from_str::<Painted>(line).ok());
        Ok((accepted, painted))
    })
    .await??;
    host.stop();
    device.session.close().await;

    let mut times: Vec<f64> = painted
        .painted
        .iter()
        .map(|(number, at_ms)| accepted.get(*number).map(|accepted_ms| at_ms - accepted_ms).context("a message that nobody sent"))
        .collect::<anyhow::Result<_>>()?;
    anyhow::ensure!(times.len() == messages && painted.drift_ms.abs() < 5.0, "the browser's clock is {} ms off", painted.drift_ms);
    let p50 = median(&mut times);
    Ok(vec![Figure {
        name: "Webhook accepted to bubble painted, p99".to_owned(),
        measured: format!("{messages} messages, p50 {} ms, slowest {} ms", short(p50), short(percentile(&mut times, 1.0))),
        compared_with: "headless Chromium, end of the second frame (16.7 ms each)".to_owned(),
        value: percentile(&mut times, 0.99),
        unit: " ms",
        bar: Bar::AtMost(50.0),
    }])
}

/// Posts one after the other; when each 200 was read, in epoch milliseconds.
fn deliver(addr: SocketAddr, requests: &[Vec<u8>]) -> anyhow::Result<Vec<f64>> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_nodelay(true)?;
    let mut accepted = Vec::new();
    for request in requests {
        stream.write_all(request)?;
        let mut answer = [0; 1024];
        let count = stream.read(&mut answer)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        anyhow::ensure!(answer[..count].starts_with(b"HTTP/1.1 200"), "the relay did not take a message");
        accepted.push(now.as_secs_f64() * 1e3);
        std::thread::sleep(PAUSE);
    }
    Ok(accepted)
}
