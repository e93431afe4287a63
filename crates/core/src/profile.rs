//! Who this device is, once it belongs to a workspace. Kept in the database; nothing in it is secret.

use frontdesk_domain::ids::{DeviceId, MemberId, WorkspaceId};
use frontdesk_store::{Change, Store, StoreError};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::keys::KeyIndex;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    pub device: DeviceId,
    pub member: MemberId,
    pub member_name: String,
    pub relay_url: Url,
}

const PROFILE: &str = "profile";
const KEYS: &str = "keys";

fn unreadable(error: &serde_json::Error) -> StoreError {
    StoreError::Other(format!("a stored setting is not readable: {error}"))
}

impl Profile {
    pub(crate) async fn load(store: &Store) -> Result<Option<(Self, KeyIndex)>, StoreError> {
        let (Some(profile), Some(keys)) = (store.meta(PROFILE).await?, store.meta(KEYS).await?) else { return Ok(None) };
        let profile = serde_json::from_str(&profile).map_err(|e| unreadable(&e))?;
        let keys = serde_json::from_str(&keys).map_err(|e| unreadable(&e))?;
        Ok(Some((profile, keys)))
    }

    pub(crate) async fn save(&self, change: &mut Change) -> Result<(), StoreError> {
        change.set_meta(PROFILE, &serde_json::to_string(self).map_err(|e| unreadable(&e))?).await
    }
}

pub(crate) async fn save_keys(change: &mut Change, keys: &KeyIndex) -> Result<(), StoreError> {
    change.set_meta(KEYS, &serde_json::to_string(keys).map_err(|e| unreadable(&e))?).await
}
