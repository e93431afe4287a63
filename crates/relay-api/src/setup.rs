//! `POST /v1/setup`, JSON: turns a fresh relay's one-time code into a workspace with its first device, the owner's.

use frontdesk_domain::ids::{DeviceId, WorkspaceId};
use serde::{Deserialize, Serialize};

use crate::error::RelayError;
use crate::keys::DevicePublicKey;
use crate::registry::ScopeKey;
use frontdesk_domain::ids::LogId;

/// The device chooses all ids. Repeating the same request is safe, in case the answer got lost.
///
/// No `Debug`: the code is a secret until it is used.
#[derive(Clone, Serialize, Deserialize)]
pub struct SetupRequest {
    pub code: String,
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    pub device: DeviceId,
    pub device_name: String,
    pub device_public_key: DevicePublicKey,
    /// The workspace's own key (scope [`crate::Scope::Workspace`]), without which no webhook could be accepted.
    pub workspace_key: ScopeKey,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SetupResponse {
    /// The log of the new workspace.
    pub log: LogId,
}

/// The body of every HTTP answer of the device API that is not 2xx.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    pub error: RelayError,
}
