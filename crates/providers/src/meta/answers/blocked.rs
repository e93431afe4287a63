//! The list of customers who may not write to us: `/{phone}/block_users`.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{Bsuid, WaId};
use serde_json::Value;

use crate::meta::errors::from_webhook_error;
use crate::meta::lenient::{list, text};

/// What became of a request to block or unblock, for each customer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BlockOutcome {
    pub added: Vec<BlockedUser>,
    pub removed: Vec<BlockedUser>,
    pub failed: Vec<(BlockedUser, Vec<Failure>)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockedUser {
    /// As we named them.
    pub input: Option<String>,
    pub wa_id: Option<WaId>,
    pub user_id: Option<Bsuid>,
}

impl BlockOutcome {
    /// `None` without an outcome: a list under `block_users` is a request.
    pub fn read(answer: &Value) -> Option<Self> {
        let outcome = answer.get("block_users").filter(|outcome| outcome.is_object())?;
        let users = |key| list(outcome, key).iter().map(BlockedUser::read).collect();
        let failed = list(outcome, "failed_users").iter().map(|user| {
            let failures = list(user, "errors").iter().map(from_webhook_error).collect();
            (BlockedUser::read(user), failures)
        });
        Some(Self { added: users("added_users"), removed: users("removed_users"), failed: failed.collect() })
    }
}

impl BlockedUser {
    pub(crate) fn read(user: &Value) -> Self {
        let input = text(user, "input").or_else(|| text(user, "user"));
        Self { input, wa_id: text(user, "wa_id").map(WaId), user_id: text(user, "user_id").map(Bsuid) }
    }
}
