//! What customers see of a number: `GET /{phone}/whatsapp_business_profile`.

use serde_json::Value;

use crate::meta::lenient::{list, scalar, text, words};

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    pub about: Option<String>,
    pub address: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub profile_picture_url: Option<String>,
    pub websites: Vec<String>,
    /// `RETAIL`, `EDU`, ...; `UNDEFINED` when nobody chose one.
    pub vertical: Option<String>,
}

impl Profile {
    /// The only element of the answer's list; `None` without one.
    pub fn read(answer: &Value) -> Option<Self> {
        let element = list(answer, "data").first()?;
        // The published description has one level more than recorded answers.
        let profile = element.get("business_profile").unwrap_or(element);
        profile.as_object()?;
        Some(Self {
            about: words(profile, "about"),
            address: words(profile, "address"),
            description: words(profile, "description"),
            email: text(profile, "email"),
            profile_picture_url: text(profile, "profile_picture_url"),
            websites: list(profile, "websites").iter().filter_map(scalar).collect(),
            vertical: text(profile, "vertical"),
        })
    }
}
