//! Where webhooks go: the number's own address, else the account's, else the app's (reference 2.6).

use super::{Update, World};

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
    /// One for each app that listens. Nobody listens: Meta keeps nothing for later.
    pub(crate) fn destinations(&self, update: &Update) -> Vec<Destination> {
        let listeners: Vec<&str> = match &update.only_to {
            Some(app_id) => vec![app_id],
            None => match self.account(&update.account_id) {
                Some(account) => account.subscriptions.iter().map(|subscription| subscription.app_id.as_str()).collect(),
                None => Vec::new(),
            },
        };
        listeners.into_iter().filter_map(|app_id| self.destination(update, app_id)).collect()
    }

    fn destination(&self, update: &Update, app_id: &str) -> Option<Destination> {
        let app = self.app(app_id)?;
        if !app.wants(&update.field) {
            return None;
        }
        // Numbers and accounts redirect their messages and nothing else.
        let own = if update.field == "messages" {
            let of_number = self.number(&update.phone_number_id).and_then(|number| number.callback(app_id));
            of_number.or_else(|| self.account(&update.account_id)?.subscription(app_id)?.callback.as_ref())
        } else {
            None
        };
        let callback = own.or(app.callback.as_ref())?;
        Some(Destination { url: callback.url.clone(), app_secret: app.config.secret.clone() })
    }
}
