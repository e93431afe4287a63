//! Waiting for something to become true.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How long anything here may take before it counts as not happening; generous, because a busy machine is not a failure.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(40);

/// Asks again and again until the answer is `Some`. `what` names it in the error.
///
/// An error counts as "not yet": windows and servers come up in their own time. The last one is told when patience ends.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        let answer = ask().await;
        match answer {
            Ok(Some(value)) => return Ok(value),
            Ok(None) if start.elapsed() > PATIENCE => bail!("{what}: not within {PATIENCE:?}"),
            Err(why) if start.elapsed() > PATIENCE => return Err(why.context(format!("{what}: not within {PATIENCE:?}"))),
            Ok(None) | Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
