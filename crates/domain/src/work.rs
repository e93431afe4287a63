//! What agents do to a conversation besides answering: close, snooze, pin, label.
//!
//! Several devices may do so at once, and histories may turn out to be one. So each decision counts how many came before it, and the
//! one with the higher count holds; of two with the same count the greater, so that every device ends with the same one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::LabelId;
use crate::time::Millis;

/// A decision that later ones replace. Joining two is taking the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Decision<T> {
    /// How many decisions there were before it, and itself.
    pub step: u32,
    pub value: T,
}

impl<T: Ord + Clone> Decision<T> {
    fn join(&mut self, other: &Self) {
        if *other > *self {
            *self = other.clone();
        }
    }
}

/// Whether a conversation was put aside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "aside", rename_all = "snake_case")]
pub enum Aside {
    #[default]
    Not,
    /// `seen` is how many messages of the customer there were: one more brings the conversation back.
    Snoozed {
        until: Millis,
        seen: u32,
    },
    Closed {
        seen: u32,
    },
}

/// Where a conversation stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    Open,
    Snoozed { until: Millis },
    Closed,
}

/// One thing that an agent did, in the past tense.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    PutAside {
        aside: Decision<Aside>,
    },
    Pinned {
        pinned: Decision<bool>,
    },
    Labelled {
        label: LabelId,
        on: Decision<bool>,
    },
    /// From a newer version; applied after an update.
    #[serde(other)]
    FromTheFuture,
}

/// What has been decided about one conversation.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Worked {
    pub aside: Decision<Aside>,
    pub pinned: Decision<bool>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<LabelId, Decision<bool>>,
}

impl Worked {
    /// Takes a decision into account; in any order, any number of times.
    pub fn apply(&mut self, work: &Work) {
        match work {
            Work::PutAside { aside } => self.aside.join(aside),
            Work::Pinned { pinned } => self.pinned.join(pinned),
            Work::Labelled { label, on } => self.labels.entry(*label).or_default().join(on),
            Work::FromTheFuture => {}
        }
    }

    /// Two histories are one: of each decision the one that holds.
    pub fn join(&mut self, other: &Self) {
        self.aside.join(&other.aside);
        self.pinned.join(&other.pinned);
        for (label, on) in &other.labels {
            self.labels.entry(*label).or_default().join(on);
        }
    }

    /// The labels that it has.
    pub fn labels(&self) -> impl Iterator<Item = LabelId> {
        self.labels.iter().filter(|(_, on)| on.value).map(|(label, _)| *label)
    }

    /// The decision to put it aside, or to take it back with [`Aside::Not`], made now.
    pub fn put_aside(&self, value: Aside) -> Work {
        Work::PutAside { aside: Decision { step: self.aside.step + 1, value } }
    }

    pub fn pin(&self, value: bool) -> Work {
        Work::Pinned { pinned: Decision { step: self.pinned.step + 1, value } }
    }

    pub fn label(&self, label: LabelId, value: bool) -> Work {
        let step = self.labels.get(&label).map_or(0, |on| on.step) + 1;
        Work::Labelled { label, on: Decision { step, value } }
    }
}

/// How far a member has read. The greater one holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReadMark {
    /// How often the member has marked the conversation as unread; after that the mark may be earlier than before.
    pub step: u32,
    pub through: Millis,
}

/// A label's name and colour.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Label {
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// A reply that is written once and used often. See [`crate::reply`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Typed after `/`.
    pub shortcut: String,
    pub title: String,
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const LABEL: LabelId = LabelId(Uuid::from_u128(1));

    #[test]
    fn later_decisions_hold_in_any_order_and_number() {
        let start = Worked::default();
        let closed = start.put_aside(Aside::Closed { seen: 3 });
        let mut after = start.clone();
        after.apply(&closed);
        let reopened = after.put_aside(Aside::Not);
        for order in [[&closed, &reopened, &reopened], [&reopened, &closed, &closed], [&closed, &reopened, &closed]] {
            let mut worked = Worked::default();
            order.iter().for_each(|work| worked.apply(work));
            assert_eq!(worked.aside, Decision { step: 2, value: Aside::Not });
        }
    }

    #[test]
    fn a_label_taken_off_stays_known_so_that_an_older_on_does_not_return() {
        let mut worked = Worked::default();
        let on = worked.label(LABEL, true);
        worked.apply(&on);
        assert_eq!(worked.labels().collect::<Vec<_>>(), [LABEL]);
        worked.apply(&worked.label(LABEL, false));
        worked.apply(&on);
        assert_eq!(worked.labels().count(), 0);
    }

    #[test]
    fn marking_unread_takes_a_mark_back_that_reading_only_moves_forward() {
        let read = ReadMark { step: 0, through: Millis(10) };
        let unread = ReadMark { step: 1, through: Millis(4) };
        let again = ReadMark { step: 1, through: Millis(12) };
        assert!(read < unread && unread < again);
    }
}
