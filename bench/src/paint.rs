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
use crate::quiet::{Patience, Series, Tally, Window};
use crate::stage::Stage;

const PREFIX: &str = "paint probe";
/// A little more than three frames of 60 Hz, and no multiple of one: messages come at every moment of a frame.
const PAUSE: Duration = Duration::from_millis(57);
/// Messages in a window of about a second.
const TOGETHER: usize = 17;

#[derive(Deserialize)]
struct Painted {
    drift_ms: f64,
    painted: Vec<Bubble>,
}

#[derive(Deserialize)]
struct Bubble {
    number: usize,
    inserted_ms: f64,
    painted_ms: f64,
}

/// Milliseconds from the relay's 200.
#[derive(Default)]
struct Measured {
    inserted: Series,
    painted: Series,
    windows: Tally,
}

pub async fn measure(folder: &Path, quick: bool) -> anyhow::Result<Vec<Figure>> {
    let patience = if quick { Patience { wanted: 2, most: 4 } } else { Patience { wanted: 25, most: 50 } };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let stage = Stage::set_up(folder, None).await?;
    let device = stage.open(stage.profile.clone()).await;
    let mut deliveries = Deliveries::new(1);
    let addr = stage.addr;
    let first = vec![deliveries.with(1, |_| "Good morning!".to_owned())];
    tokio::task::spawn_blocking(move || load::all(addr, &first, 1)).await??;
    device
        .until("the first message is there", |session| async move {
            let page = session.list_conversations(ListConversations { limit: 1, ..ListConversations::default() }).await.ok()?;
            (page.items.len() == 1).then_some(())
        })
        .await;
    let host = Host::start(device.session.clone(), HostConfig { port: 0, ui: Some(root.join("ui/dist")) }).await?;
    let mut command = Command::new("node");
    command.arg(root.join("bench/ui/paint.mjs")).args([&host.url(), "Customer 0", PREFIX, &TOGETHER.to_string()]);
    let measured = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let mut page = Program::start(command);
        page.line(|line| (line == "ready").then_some(()));
        let mut measured = Measured::default();
        while patience.goes_on(measured.windows) {
            window(addr, &mut deliveries, &mut page, &mut measured)?;
        }
        Ok(measured)
    })
    .await??;
    host.stop();
    device.session.close().await;

    let painted = &measured.painted;
    Ok(vec![Figure {
        name: "Webhook accepted to bubble painted, p99".to_owned(),
        measured: format!(
            "{} messages, p50 {} ms, of which {} ms until it is in the page; slowest {} ms",
            (measured.windows.counted + measured.windows.set_aside) * TOGETHER,
            short(painted.median()),
            short(measured.inserted.median()),
            short(painted.share(1.0))
        ),
        compared_with: "headless Chromium; the frame it is painted in is waited for (16.7 ms each)".to_owned(),
        value: painted.share(0.99),
        unit: " ms",
        bar: Bar::AtMost(50.0),
        over_all: painted.share_of_all(0.99),
        windows: measured.windows,
    }])
}

/// Some messages, one after the other, and what the page says about them.
fn window(addr: SocketAddr, deliveries: &mut Deliveries, page: &mut Program, measured: &mut Measured) -> anyhow::Result<()> {
    let first = (measured.windows.counted + measured.windows.set_aside) * TOGETHER;
    let requests: Vec<Vec<u8>> = (first..first + TOGETHER).map(|number| deliveries.with(1, |_| format!("{PREFIX} {number}."))).collect();
    let window = Window::begin();
    let accepted = deliver(addr, &requests)?;
    let Painted { drift_ms, painted } = page.line(|line| serde_json::from_str(line).ok());
    let quiet = window.end().is_little();
    anyhow::ensure!(drift_ms.abs() < 5.0, "the browser's clock is {drift_ms} ms off");
    for bubble in painted {
        let accepted = bubble.number.checked_sub(first).and_then(|number| accepted.get(number)).context("a message that nobody sent")?;
        measured.inserted.push(bubble.inserted_ms - accepted, quiet);
        measured.painted.push(bubble.painted_ms - accepted, quiet);
    }
    measured.windows.add(quiet);
    Ok(())
}

/// Posts one after the other; when each 200 was read, in epoch milliseconds.
#[expect(clippy::disallowed_methods, reason = "the browser's clock is the system's, and messages come at a steady pace")]
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
