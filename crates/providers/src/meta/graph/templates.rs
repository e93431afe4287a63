//! The message templates of an account.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::WabaId;
use frontdesk_domain::secret::Secret;

use super::Graph;
use crate::meta::answers::template::Template;

const FIELDS: &str = "id,name,language,status,category";

impl Graph {
    /// All templates of an account, without their contents.
    pub async fn templates(&self, waba: &WabaId, token: &Secret) -> Result<Vec<Template>, Failure> {
        self.all(&[waba.as_str(), "message_templates"], FIELDS, token, Template::read).await
    }
}
