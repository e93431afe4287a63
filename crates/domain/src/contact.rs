//! Customers. A contact is keyed by whatever ids the provider gives, never by a phone number alone.

use serde::{Deserialize, Serialize};

use crate::ids::{Bsuid, ContactId, WaId};
use crate::inbound::Sender;
use crate::phone;
use crate::time::Millis;

/// A handle under which a provider knows somebody. Several may lead to one contact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Identity {
    /// Canonical digits (see [`phone::canonical`]).
    Phone(String),
    /// Business-scoped user id, also a parent one.
    User(Bsuid),
    /// A group is filed like a contact.
    Group(String),
    /// Neither number nor id came with the message: everything such a message says about its sender.
    Nobody(String),
}

impl Identity {
    /// A stable text for the database: kind, colon, value.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(digits) => format!("phone:{digits}"),
            Self::User(id) => format!("user:{}", id.as_str()),
            Self::Group(id) => format!("group:{id}"),
            Self::Nobody(name) => format!("nobody:{name}"),
        }
    }

    pub fn phone(wa_id: &WaId) -> Self {
        Self::Phone(phone::canonical(wa_id))
    }

    /// All handles in a message's sender, strongest first.
    pub fn of_sender(sender: &Sender, group: Option<&str>) -> Vec<Self> {
        if let Some(group) = group {
            return vec![Self::Group(group.to_owned())];
        }
        let mut all = Vec::with_capacity(3);
        all.extend(sender.user_id.clone().map(Self::User));
        all.extend(sender.wa_id.as_ref().map(Self::phone));
        all.extend(sender.parent_user_id.clone().map(Self::User));
        if all.is_empty() {
            all.push(Self::Nobody(sender.profile_name.clone().or_else(|| sender.username.clone()).unwrap_or_default()));
        }
        all
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    pub id: ContactId,
    pub profile_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// As the provider writes it; what Graph's `to` accepts.
    pub wa_id: Option<WaId>,
    pub user_id: Option<Bsuid>,
    /// When the message was sent that the names come from: an older message arriving late does not bring an old name back.
    pub named_at: Millis,
    /// Found to be the same person as another contact; history has moved there.
    pub merged_into: Option<ContactId>,
}

impl Contact {
    pub fn new(id: ContactId) -> Self {
        Self { id, profile_name: None, username: None, wa_id: None, user_id: None, named_at: Millis(i64::MIN), merged_into: None }
    }

    /// Takes what a message says about its sender, if it is newer than what is known. Ids are only ever added or renewed.
    pub fn learn(&mut self, sender: &Sender, at: Millis) {
        if self.wa_id.is_none() || (sender.wa_id.is_some() && at >= self.named_at) {
            self.wa_id = sender.wa_id.clone().or_else(|| self.wa_id.take());
        }
        if self.user_id.is_none() || (sender.user_id.is_some() && at >= self.named_at) {
            self.user_id = sender.user_id.clone().or_else(|| self.user_id.take());
        }
        if at >= self.named_at {
            if sender.profile_name.is_some() {
                self.profile_name.clone_from(&sender.profile_name);
            }
            if sender.username.is_some() {
                self.username.clone_from(&sender.username);
            }
            if sender.profile_name.is_some() || sender.username.is_some() {
                self.named_at = at;
            }
        } else {
            self.profile_name = self.profile_name.take().or_else(|| sender.profile_name.clone());
            self.username = self.username.take().or_else(|| sender.username.clone());
        }
    }

    /// What to call them: profile name, else number, else username. Never empty.
    pub fn display_name(&self) -> String {
        let named = self.profile_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        match (named, &self.wa_id, &self.username) {
            (Some(name), _, _) => name.to_owned(),
            (None, Some(wa_id), _) => phone::e164(wa_id),
            (None, None, Some(username)) => format!("@{username}"),
            (None, None, None) => "Unknown customer".to_owned(),
        }
    }
}
