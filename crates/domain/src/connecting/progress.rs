//! The eleven steps, and how far each is.

use super::problem::Problem;

/// In the order in which they happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StepId {
    /// Meta answered.
    Code,
    /// The answer became a token.
    Token,
    Scopes,
    Business,
    Account,
    Numbers,
    Webhook,
    Registration,
    DisplayName,
    Quality,
    Templates,
}

impl StepId {
    pub const ALL: [Self; 11] = [
        Self::Code,
        Self::Token,
        Self::Scopes,
        Self::Business,
        Self::Account,
        Self::Numbers,
        Self::Webhook,
        Self::Registration,
        Self::DisplayName,
        Self::Quality,
        Self::Templates,
    ];

    pub(super) fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    Waiting,
    Running,
    Asking,
    Done,
    /// Not needed this time.
    Skipped,
    /// Worked, but something about it should be looked at.
    Noted,
    Failed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub id: StepId,
    pub state: StepState,
    /// What came out of it, or why it was not needed.
    pub detail: Option<String>,
    pub problem: Option<Problem>,
}

/// All steps of one connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Steps([Step; 11]);

impl Steps {
    pub fn new() -> Self {
        Self(StepId::ALL.map(|id| Step { id, state: StepState::Waiting, detail: None, problem: None }))
    }

    pub fn all(&self) -> &[Step] {
        &self.0
    }

    pub fn state(&self, id: StepId) -> StepState {
        self.0[id as usize].state
    }

    pub fn set(&mut self, id: StepId, state: StepState, detail: Option<String>, problem: Option<Problem>) {
        self.0[id as usize] = Step { id, state, detail, problem };
    }

    /// The step and all after it are yet to come.
    pub fn reset_from(&mut self, id: StepId) {
        for step in &mut self.0[id as usize..] {
            *step = Step { id: step.id, state: StepState::Waiting, detail: None, problem: None };
        }
    }

    pub fn failed(&self) -> Option<StepId> {
        self.0.iter().find(|step| step.state == StepState::Failed).map(|step| step.id)
    }
}
