//! Ids that only the protocol between device and relay needs; the others are in `frontdesk_domain::ids`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! protocol_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

protocol_id! {
    /// One epoch of one scope's keys. Names a key without revealing it, so it may travel and be stored in the clear.
    KeyId,
    /// One incarnation of a workspace's log. A relay that lost its data and starts again gets another one, so that a
    /// cursor into the old log can't be mistaken for one into the new.
    LogId,
}
