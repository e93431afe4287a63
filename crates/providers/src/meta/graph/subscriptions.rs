//! Which apps an account's webhooks go to.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::WabaId;
use frontdesk_domain::secret::Secret;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Graph, not_understood};
use crate::meta::answers::node::succeeded;
use crate::meta::answers::subscribed_app::SubscribedApp;

impl Graph {
    /// The apps that are subscribed to an account's webhooks: ours and others.
    pub async fn subscribed_apps(&self, waba: &WabaId, token: &Secret) -> Result<Vec<SubscribedApp>, Failure> {
        let answer = self.call(Method::GET, &[waba.as_str(), "subscribed_apps"], &[], None, token).await?;
        let page = answer.get("data").and_then(Value::as_array).ok_or_else(not_understood)?;
        Ok(page.iter().filter_map(SubscribedApp::read).collect())
    }

    /// Has Meta deliver the account's webhooks to our app; without it none arrive. May be repeated, and removes an override.
    pub async fn subscribe_app(&self, waba: &WabaId, token: &Secret) -> Result<(), Failure> {
        self.change_subscription(Method::POST, waba, token).await
    }

    /// Ends the delivery of the account's webhooks to our app. May be repeated.
    pub async fn unsubscribe_app(&self, waba: &WabaId, token: &Secret) -> Result<(), Failure> {
        self.change_subscription(Method::DELETE, waba, token).await
    }

    async fn change_subscription(&self, method: Method, waba: &WabaId, token: &Secret) -> Result<(), Failure> {
        let body = (method == Method::POST).then(|| json!({}));
        let answer = self.call(method, &[waba.as_str(), "subscribed_apps"], &[], body, token).await?;
        if succeeded(&answer) { Ok(()) } else { Err(not_understood()) }
    }
}
