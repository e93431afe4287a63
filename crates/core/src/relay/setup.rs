//! Making this device the first of a new workspace.

use frontdesk_relay_api::{Refusal, SetupRequest, SetupResponse};
use url::Url;

use crate::error::{CoreError, ErrorKind};

/// Trades a setup code for a workspace.
///
/// # Errors
/// A relay that can't be reached, is none, or refuses the code.
pub(crate) async fn set_up(http: &reqwest::Client, relay: &Url, request: &SetupRequest) -> Result<SetupResponse, CoreError> {
    let url =
        relay.join("v1/setup").map_err(|_| CoreError::bad_request("That is not the address of a relay. It looks like https://relay.example.com."))?;
    let unreachable = |why: String| {
        CoreError::new(ErrorKind::Unreachable, format!("No relay answered at {relay} ({why}). Check the address and that the relay runs."))
    };
    let answer = http.post(url).json(request).send().await.map_err(|e| unreachable(reason(&e)))?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(|e| unreachable(reason(&e)))?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| unreachable("something else answered there".to_owned()));
    }
    match serde_json::from_slice::<Refusal>(&body) {
        Ok(refusal) => Err(CoreError::new(ErrorKind::Refused, refusal.error.to_string())),
        Err(_) => Err(unreachable(format!("it answered with HTTP {status}"))),
    }
}

/// The innermost cause in plain words; reqwest's own text would repeat the address.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
