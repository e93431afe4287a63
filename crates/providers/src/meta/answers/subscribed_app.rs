//! Apps that an account's webhooks go to: `GET /{waba}/subscribed_apps`.

use serde_json::Value;

use crate::meta::lenient::text;

/// Ours, or another one that the business uses as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubscribedApp {
    pub id: String,
    pub name: Option<String>,
    pub link: Option<String>,
    /// Where this account's webhooks go instead of the app's own address.
    pub override_callback_uri: Option<String>,
}

impl SubscribedApp {
    /// `None` without an app id.
    pub fn read(subscription: &Value) -> Option<Self> {
        let app = subscription.get("whatsapp_business_api_data")?;
        Some(Self {
            id: text(app, "id")?,
            name: text(app, "name"),
            link: text(app, "link"),
            override_callback_uri: text(subscription, "override_callback_uri"),
        })
    }
}
