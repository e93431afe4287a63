//! People and system users who may work with an account: `GET /{waba}/assigned_users`.

use serde_json::Value;

use super::waba::Business;
use crate::meta::lenient::text;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssignedUser {
    pub id: String,
    pub name: Option<String>,
    /// `BUSINESS_USER` or `SYSTEM_USER`.
    pub user_type: Option<String>,
    pub business: Option<Business>,
}

impl AssignedUser {
    /// `None` without an id.
    pub fn read(user: &Value) -> Option<Self> {
        let business = user.get("business").and_then(Business::read);
        Some(Self { id: text(user, "id")?, name: text(user, "name"), user_type: text(user, "user_type"), business })
    }
}
