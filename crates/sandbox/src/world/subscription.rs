//! Where webhooks go: the number's own address, else the account's, else the app's (reference 2.6).

use super::World;

/// A verified webhook address.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    pub(crate) url: String,
    pub(crate) verify_token: String,
}

/// Address and signing secret for one update.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) url: String,
    pub(crate) app_secret: String,
}

impl World {
    /// `None`: nobody listens, and Meta keeps nothing for later.
    pub(crate) fn destination(&self, phone_number_id: &str) -> Option<Destination> {
        let number = self.number(phone_number_id)?;
        let account = self.account(&number.account_id)?;
        if !account.subscribed {
            return None;
        }
        let callback = number.callback.as_ref().or(account.callback.as_ref()).or(self.callback.as_ref())?;
        Some(Destination { url: callback.url.clone(), app_secret: self.app.secret.clone() })
    }
}
