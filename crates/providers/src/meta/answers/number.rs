//! What a business number is allowed and set to do, beyond its own fields.

use serde_json::Value;

use crate::meta::lenient::{flag, integer, list, text};

/// The blue tick: `/{phone}/official_business_account`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficialAccount {
    pub id: String,
    /// `NOT_STARTED`, `PENDING`, ...
    pub status: String,
    pub message: Option<String>,
}

impl OfficialAccount {
    /// The standing, also where it is the answer to an application; `None` without one.
    pub fn read(answer: &Value) -> Option<Self> {
        let standing = answer.get("updated_status").unwrap_or(answer);
        Some(Self { id: text(standing, "id")?, status: text(standing, "oba_status")?, message: text(standing, "status_message") })
    }
}

/// `/{phone}/settings`. Each is `enabled`, `disabled`, or a word of its own; keys that come along are not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberSettings {
    pub calling: Option<String>,
    pub sip: Option<String>,
    pub payload_encryption: Option<String>,
    pub storage: Option<String>,
    /// The country whose storage is used, in lower case.
    pub data_localization_region: Option<String>,
}

impl NumberSettings {
    /// `None` when there is no setting that we know.
    pub fn read(answer: &Value) -> Option<Self> {
        let status = |holder: Option<&Value>| holder.and_then(|holder| text(holder, "status"));
        let calling = answer.get("calling");
        let storage = answer.get("storage_configuration");
        let settings = Self {
            calling: status(calling),
            sip: status(calling.and_then(|calling| calling.get("sip"))),
            payload_encryption: status(answer.get("payload_encryption")),
            storage: status(storage),
            data_localization_region: storage.and_then(|storage| text(storage, "data_localization_region")),
        };
        (settings.calling.is_some() || settings.payload_encryption.is_some() || settings.storage.is_some()).then_some(settings)
    }
}

/// `/{phone}/whatsapp_commerce_settings`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommerceSettings {
    pub id: Option<String>,
    pub is_cart_enabled: bool,
    pub is_catalog_visible: bool,
}

impl CommerceSettings {
    /// One element of the list; `None` without either setting.
    pub fn read(settings: &Value) -> Option<Self> {
        settings.get("is_cart_enabled").or_else(|| settings.get("is_catalog_visible"))?;
        Some(Self {
            id: text(settings, "id"),
            is_cart_enabled: flag(settings, "is_cart_enabled"),
            is_catalog_visible: flag(settings, "is_catalog_visible"),
        })
    }
}

/// Whether a customer may be called: `/{phone}/call_permissions`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallPermission {
    /// `granted`, `denied`, `pending`, ...
    pub status: String,
    /// Unix seconds.
    pub expires_at: Option<i64>,
    pub actions: Vec<CallAction>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallAction {
    pub name: String,
    pub is_allowed: bool,
}

impl CallPermission {
    /// `None` without a permission.
    pub fn read(answer: &Value) -> Option<Self> {
        let permission = answer.get("permission")?;
        let actions = list(answer, "actions")
            .iter()
            .filter_map(|action| Some(CallAction { name: text(action, "action_name")?, is_allowed: flag(action, "can_perform_action") }));
        Some(Self { status: text(permission, "status")?, expires_at: integer(permission, "expiration_time"), actions: actions.collect() })
    }
}

/// The ids of calls that were started: `POST /{phone}/calls`; `None` without a list.
pub fn call_ids(answer: &Value) -> Option<Vec<String>> {
    answer.get("calls")?.as_array()?;
    Some(list(answer, "calls").iter().filter_map(|call| text(call, "id")).collect())
}
