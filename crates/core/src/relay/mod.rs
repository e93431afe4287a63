//! The device's end of the relay.

mod client;
mod setup;
mod socket;

use frontdesk_relay_api::{RelayError, Route, ScopeKey};
use tokio::sync::{mpsc, oneshot};

use crate::error::{CoreError, ErrorKind};

pub(crate) use client::run;
pub(crate) use setup::set_up;

/// Something that only the relay can do, and says when it is done.
pub(crate) enum Ask {
    PutScopeKey(ScopeKey),
    PutRoute(Route),
}

pub(crate) struct Request {
    ask: Ask,
    answer: oneshot::Sender<Result<(), RelayError>>,
}

/// The way to ask the relay while it is connected.
#[derive(Clone)]
pub(crate) struct Requests(mpsc::Sender<Request>);

/// How long an answer may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);

impl Requests {
    pub fn channel() -> (Self, mpsc::Receiver<Request>) {
        let (sender, receiver) = mpsc::channel(8);
        (Self(sender), receiver)
    }

    pub async fn ask(&self, ask: Ask) -> Result<(), CoreError> {
        let (answer, answered) = oneshot::channel();
        let offline = || CoreError::new(ErrorKind::Unreachable, "The relay can't be reached right now. Check that it runs, then try again.");
        let asked = async {
            self.0.send(Request { ask, answer }).await.map_err(|_| offline())?;
            answered.await.map_err(|_| offline())
        };
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(refused))) => Err(CoreError::new(ErrorKind::Refused, refused.to_string())),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(offline()),
        }
    }
}
