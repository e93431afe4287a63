//! The profile that customers see (platform reference, section 3.2).

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::secret::Secret;
use reqwest::Method;
use serde_json::json;

use super::{Graph, not_understood};
use crate::meta::answers::node::succeeded;
use crate::meta::answers::profile::Profile;

const FIELDS: &str = "about,address,description,email,profile_picture_url,websites,vertical";

impl Graph {
    /// The business profile of a number.
    pub async fn business_profile(&self, id: &PhoneNumberId, token: &Secret) -> Result<Profile, Failure> {
        let path = [id.as_str(), "whatsapp_business_profile"];
        let answer = self.call(Method::GET, &path, &[("fields", FIELDS)], None, token).await?;
        Profile::read(&answer).ok_or_else(not_understood)
    }

    /// Changes all texts of the profile; the picture stays.
    pub async fn save_business_profile(&self, id: &PhoneNumberId, token: &Secret, profile: &Profile) -> Result<(), Failure> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut body = json!({
            "messaging_product": "whatsapp",
            "address": text(&profile.address),
            "description": text(&profile.description),
            "email": text(&profile.email),
            "websites": profile.websites,
        });
        // These can't be empty at Meta, so nothing is said about them when they are.
        for (key, value) in [("about", &profile.about), ("vertical", &profile.vertical)] {
            if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
                body[key] = json!(value);
            }
        }
        let answer = self.call(Method::POST, &[id.as_str(), "whatsapp_business_profile"], &[], Some(body), token).await?;
        if succeeded(&answer) { Ok(()) } else { Err(not_understood()) }
    }
}
