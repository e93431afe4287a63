//! The GET by which Meta checks a webhook address (reference 6.1).

use std::time::Duration;

use crate::running::Running;
use crate::world::Callback;

impl Running {
    /// `Err` holds Meta's words for what went wrong.
    pub(crate) async fn handshake(&self, callback: &Callback) -> Result<(), String> {
        let mut url = url::Url::parse(&callback.url).map_err(|_| "The URL is not valid.".to_owned())?;
        let challenge = format!("{}", 1_000_000_000 + self.now_ms() % 1_000_000_000);
        url.query_pairs_mut()
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.challenge", &challenge)
            .append_pair("hub.verify_token", &callback.verify_token);
        let unreachable = |_| "The URL couldn't be validated. Response does not match challenge.".to_owned();
        let answer = self
            .client()
            .get(url)
            .timeout(Duration::from_secs(10))
            .send()
            .await
            .map_err(|error| format!("Curl Error: {}", if error.is_timeout() { "Operation timed out" } else { "Couldn't connect to server" }))?;
        let status = answer.status();
        if status.as_u16() != 200 {
            return Err(format!("HTTP Status Code = {}; HTTP Message = {}", status.as_u16(), status.canonical_reason().unwrap_or("")));
        }
        let body = answer.text().await.map_err(unreachable)?;
        if body.trim() == challenge { Ok(()) } else { Err("The URL couldn't be validated. Response does not match challenge.".to_owned()) }
    }
}
