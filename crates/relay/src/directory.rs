//! Who and what belongs to which workspace, in memory. Loaded from the database at start and after each change, so that
//! neither a webhook nor an append waits for a query.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use frontdesk_domain::ids::{DeviceId, WorkspaceId};
use frontdesk_relay_api::{DevicePublicKey, KeyId, LogId, Role, Scope, SealingPublicKey};
use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::database::{corrupt, number, scope, uuid};
use crate::tail::Tail;

/// A workspace and the live end of its log.
pub(crate) struct Workspace {
    pub no: i64,
    pub id: WorkspaceId,
    pub log: LogId,
    /// The last committed sequence number. Only the writer sends.
    pub head: watch::Sender<u64>,
    /// The newest entries, for the streams that keep up.
    pub tail: Tail,
    trimmed_through: AtomicU64,
}

impl Workspace {
    /// The first entry that is still kept (or the next one to come).
    pub fn oldest(&self) -> u64 {
        self.trimmed_through.load(Ordering::Acquire) + 1
    }

    pub fn set_trimmed_through(&self, seq: u64) {
        self.trimmed_through.store(seq, Ordering::Release);
    }
}

pub(crate) struct Device {
    pub public_key: DevicePublicKey,
    pub role: Role,
}

#[derive(Clone, Copy)]
pub(crate) struct SealingKey {
    pub id: KeyId,
    pub public: SealingPublicKey,
}

struct Target {
    workspace: i64,
    scope: Scope,
}

type WorkspaceRow = (i64, Vec<u8>, Vec<u8>, i64, i64);
type ScopeKeyRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

#[derive(Default)]
pub(crate) struct Directory {
    workspaces: BTreeMap<i64, Arc<Workspace>>,
    devices: HashMap<(WorkspaceId, DeviceId), Device>,
    keys: HashMap<(i64, Scope), SealingKey>,
    routes: HashMap<String, Target>,
    accounts: HashMap<String, i64>,
}

impl Directory {
    pub async fn load(connection: &mut SqliteConnection, previous: &Self) -> Result<Self, sqlx::Error> {
        let mut new = Self::default();
        let workspaces: Vec<WorkspaceRow> =
            sqlx::query_as("SELECT no, id, log, head, trimmed_through FROM workspace").fetch_all(&mut *connection).await?;
        for (no, id, log, head, trimmed_through) in workspaces {
            let workspace = match previous.workspaces.get(&no) {
                Some(known) => known.clone(),
                None => Arc::new(Workspace {
                    no,
                    id: WorkspaceId(uuid(&id)?),
                    log: LogId(uuid(&log)?),
                    head: watch::Sender::new(number(head)?),
                    tail: Tail::default(),
                    trimmed_through: AtomicU64::new(number(trimmed_through)?),
                }),
            };
            new.workspaces.insert(no, workspace);
        }
        let devices: Vec<(i64, Vec<u8>, Vec<u8>, String)> =
            sqlx::query_as("SELECT workspace, id, public_key, role FROM device").fetch_all(&mut *connection).await?;
        for (no, id, public_key, role) in devices {
            let workspace = new.workspaces.get(&no).ok_or_else(|| corrupt("workspace number"))?.id;
            let public_key = DevicePublicKey::from_bytes(&public_key).map_err(|_| corrupt("device key"))?;
            new.devices.insert((workspace, DeviceId(uuid(&id)?)), Device { public_key, role: role.into() });
        }
        let keys: Vec<ScopeKeyRow> =
            sqlx::query_as("SELECT workspace, inbox, key_id, sealing_public_key FROM scope_key ORDER BY no").fetch_all(&mut *connection).await?;
        for (no, inbox, id, public) in keys {
            let public = SealingPublicKey::from_bytes(&public).map_err(|_| corrupt("sealing key"))?;
            // In order of registration: the newest stays.
            new.keys.insert((no, scope(&inbox)?), SealingKey { id: KeyId(uuid(&id)?), public });
        }
        let routes: Vec<(String, i64, String, Vec<u8>)> =
            sqlx::query_as("SELECT phone_number_id, workspace, waba_id, inbox FROM route ORDER BY phone_number_id")
                .fetch_all(&mut *connection)
                .await?;
        for (phone_number_id, workspace, waba_id, inbox) in routes {
            new.routes.insert(phone_number_id, Target { workspace, scope: scope(&inbox)? });
            new.accounts.entry(waba_id).or_insert(workspace);
        }
        Ok(new)
    }

    pub fn is_empty(&self) -> bool {
        self.workspaces.is_empty()
    }

    pub fn workspaces(&self) -> impl Iterator<Item = &Arc<Workspace>> {
        self.workspaces.values()
    }

    pub fn workspace(&self, id: WorkspaceId) -> Option<&Arc<Workspace>> {
        self.workspaces.values().find(|w| w.id == id)
    }

    pub fn device(&self, workspace: WorkspaceId, device: DeviceId) -> Option<&Device> {
        self.devices.get(&(workspace, device))
    }

    /// The key to which a scope's webhooks are sealed now.
    pub fn sealing_key(&self, workspace: &Workspace, scope: Scope) -> Option<SealingKey> {
        self.keys.get(&(workspace.no, scope)).copied()
    }

    /// The workspace that has a route for this number.
    pub fn route_owner(&self, phone_number_id: &str) -> Option<i64> {
        self.routes.get(phone_number_id).map(|target| target.workspace)
    }

    /// Where an update belongs: the number's route, else the account's workspace, else the first workspace. `None` only
    /// when there is no workspace at all: nothing that was signed is dropped for want of a route.
    pub fn destination(&self, phone_number_id: Option<&str>, waba_id: Option<&str>) -> Option<(&Arc<Workspace>, Scope)> {
        if let Some(target) = phone_number_id.and_then(|id| self.routes.get(id)) {
            return Some((self.workspaces.get(&target.workspace)?, target.scope));
        }
        let of_account = waba_id.and_then(|id| self.accounts.get(id)).and_then(|no| self.workspaces.get(no));
        let workspace = of_account.or_else(|| self.workspaces.values().next())?;
        Some((workspace, Scope::Workspace))
    }
}

/// The current directory, replaced as a whole.
#[derive(Clone, Default)]
pub(crate) struct SharedDirectory(Arc<RwLock<Arc<Directory>>>);

impl SharedDirectory {
    pub fn get(&self) -> Arc<Directory> {
        // The lock only guards a pointer; a panic can't leave it half-written.
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, directory: Directory) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }
}
