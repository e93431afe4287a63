//! To the device: how its logins at Meta go on. A new connection hears everything again, because what the earlier one was
//! told may not have arrived.

use std::convert::Infallible;

use frontdesk_relay_api::RelayFrame;

use super::{End, Session};
use crate::login::Seen;

pub(super) async fn tell(session: &Session) -> Result<Infallible, End> {
    let logins = &session.shared.meta.logins;
    let mut changes = logins.changes();
    let mut seen = Seen::default();
    loop {
        changes.borrow_and_update();
        for (login, news) in logins.news(session.workspace.id, session.device, &mut seen) {
            session.send(&RelayFrame::Login { login, news }).await?;
        }
        changes.changed().await.map_err(|_| End::Gone)?;
    }
}
