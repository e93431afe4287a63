//! Meta apps, and which of them listens to which account.

use super::{Callback, World};
use crate::config::AppConfig;

/// The webhook fields that an app may subscribe to (reference 6.2).
pub(crate) const FIELDS: &[&str] = &[
    "messages",
    "account_update",
    "account_alerts",
    "account_review_update",
    "business_capability_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "security",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "user_preferences",
    "history",
    "smb_message_echoes",
    "smb_app_state_sync",
    "standby",
    "messaging_handovers",
    "business_username_updates",
    "automatic_events",
    "calls",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "partner_solutions",
    "payment_configuration_update",
];

pub(crate) struct App {
    pub(crate) config: AppConfig,
    pub(crate) callback: Option<Callback>,
    /// The webhook fields it wants.
    pub(crate) fields: Vec<String>,
    /// When it onboarded a business by Embedded Signup, and which.
    pub(crate) onboarded: Vec<(i64, String)>,
}

impl App {
    pub(crate) fn new(config: AppConfig) -> Self {
        Self { config, callback: None, fields: FIELDS.iter().map(|field| (*field).to_owned()).collect(), onboarded: Vec::new() }
    }

    pub(crate) fn wants(&self, field: &str) -> bool {
        self.fields.iter().any(|wanted| wanted == field)
    }
}

/// An app that listens to an account.
pub(crate) struct Subscription {
    pub(crate) app_id: String,
    /// The account's own address for this app.
    pub(crate) callback: Option<Callback>,
}

impl World {
    /// Every app; the first is the one that things without an app belong to.
    pub(crate) fn apps(&self) -> impl Iterator<Item = &App> {
        std::iter::once(&self.app).chain(&self.other_apps)
    }

    pub(crate) fn app(&self, id: &str) -> Option<&App> {
        self.apps().find(|app| app.config.id == id)
    }

    pub(crate) fn app_mut(&mut self, id: &str) -> Option<&mut App> {
        std::iter::once(&mut self.app).chain(&mut self.other_apps).find(|app| app.config.id == id)
    }

    pub(crate) fn set_callback(&mut self, app_id: &str, callback: Callback) {
        if let Some(app) = self.app_mut(app_id) {
            app.callback = Some(callback);
        }
    }

    pub(crate) fn main_app(&self) -> &App {
        &self.app
    }

    pub(crate) fn main_app_id(&self) -> &str {
        &self.app.config.id
    }
}
