//! What makes a number one of ours: its key and route at the relay, its token in the keychain, the decision in the log.

use std::sync::Arc;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::connecting::{NewNumber, Outcome, Problem, Step, StepId, StepState, Trouble, Way};
use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{InboxId, PhoneNumberId, WabaId};
use frontdesk_domain::number::LogLevel;
use frontdesk_domain::secret::Secret;
use frontdesk_relay_api::{RelayError, Route, Scope, ScopeKey};
use uuid::Uuid;

use super::carry_out::{of_device, of_relay};
use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::CoreError;
use crate::keys::KeyRing;
use crate::profile::save_keys;
use crate::relay::{Ask, AskError};

impl Desk {
    /// The inbox that a number has, or shall have.
    fn inbox_for(&self, flow: Uuid, number: &PhoneNumberId) -> InboxId {
        if let Some(known) = self.known_channel(number) {
            return known.inbox;
        }
        let fresh = InboxId(fresh_id());
        self.connects.of(flow, |flow| *flow.inboxes.entry(number.clone()).or_insert(fresh)).unwrap_or(fresh)
    }

    pub(super) async fn route(&self, flow: Uuid, number: &PhoneNumberId, account: &WabaId) -> Result<Outcome, Trouble> {
        let inbox = self.inbox_for(flow, number);
        let key = self.ensure_keys(Scope::Inbox(inbox)).await.map_err(of_device)?;
        self.requests.ask(Ask::PutScopeKey(key)).await.map_err(of_device)?;
        match self.requests.put_route(route(number, account, inbox)).await {
            Ok(()) => Ok(Outcome::Done),
            Err(AskError::Refused(taken @ RelayError::NumberTaken)) => Err(Trouble::RelayRefused { words: taken.to_string() }),
            Err(error) => Err(of_relay(error)),
        }
    }

    /// Has the relay send a number's webhooks here, sealed for its inbox. May be repeated.
    pub(crate) async fn route_number(&self, number: &PhoneNumberId, account: &WabaId, inbox: InboxId) -> Result<(), CoreError> {
        let key = self.ensure_keys(Scope::Inbox(inbox)).await?;
        self.requests.ask(Ask::PutScopeKey(key)).await?;
        self.requests.put_route(route(number, account, inbox)).await?;
        Ok(())
    }

    pub(super) async fn keep(&self, flow: Uuid, new: &NewNumber, token: &Secret) -> Result<(), CoreError> {
        let NewNumber { number, account_name, business_id, app_id, coexistence, token_ends_at, scopes } = new;
        let inbox = self.inbox_for(flow, &number.id);
        self.keep_token(&number.id, token, *token_ends_at, scopes.clone()).await?;
        self.await_first_message(&number.id).await?;
        self.record_number(Channel {
            display_phone_number: number.display_phone_number.clone(),
            verified_name: number.verified_name.clone(),
            account_name: account_name.clone(),
            business_id: business_id.clone(),
            app_id: app_id.clone(),
            coexistence: *coexistence,
            ..Channel::new(number.id.clone(), number.account.clone(), inbox)
        })
        .await
    }

    /// Tells everyone that a number is connected, perhaps again.
    pub(crate) async fn record_number(&self, channel: Channel) -> Result<(), CoreError> {
        let now = self.clock.now();
        let at = self.known_channel(&channel.phone_number_id).map_or(now, |known| known.next_at(now));
        let mut change = self.store.change().await?;
        let touched = self.record(&mut change, None, vec![Event::NumberConnected { channel, at }], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    /// A scope's keys, made and kept if this device has none yet.
    async fn ensure_keys(&self, scope: Scope) -> Result<ScopeKey, CoreError> {
        // Loaded anew rather than changed in place: the ring in use stays whole for whoever holds it.
        let mut ring = KeyRing::load(&*self.secrets, &self.key_ring().index()).await?;
        let key = ring.ensure(&*self.secrets, scope).await?;
        let mut change = self.store.change().await?;
        save_keys(&mut change, &ring.index()).await?;
        change.commit().await?;
        *self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(ring);
        Ok(key)
    }

    /// Writes how a step ended into the log of the numbers.
    pub(super) fn log_step(self: &Arc<Self>, flow: Uuid, step: StepId, numbers: Vec<PhoneNumberId>) {
        let seen = self.connects.of(flow, |flow| (flow.state.way(), flow.state.steps().iter().find(|present| present.id == step).cloned()));
        let Some((way, Some(step))) = seen else { return };
        let Some((level, words)) = line(way, &step) else { return };
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            for number in &numbers {
                desk.log_number(number, level, "connect", &words).await;
            }
        });
    }
}

fn route(number: &PhoneNumberId, account: &WabaId, inbox: InboxId) -> Route {
    Route { phone_number_id: number.clone(), waba_id: account.clone(), scope: Scope::Inbox(inbox) }
}

fn line(way: Way, step: &Step) -> Option<(LogLevel, String)> {
    let said = |problem: &Problem| {
        let meta = problem.meta_says.as_ref().map(|words| format!(" Meta says: {words}")).unwrap_or_default();
        let code = problem.code.map(|code| format!(" (code {code})")).unwrap_or_default();
        format!("{}{meta}{code} {}", problem.words, problem.fix)
    };
    match (step.state, &step.problem) {
        (StepState::Failed, Some(problem)) => Some((LogLevel::Error, said(problem))),
        (StepState::Noted, Some(problem)) => Some((LogLevel::Warning, said(problem))),
        (StepState::Done, _) if step.id == StepId::Webhook => {
            let how = match way {
                Way::Signup | Way::Coexistence | Way::Login => "Connected by a login at Meta.",
                Way::Manual => "Connected with ids and a token entered by hand.",
            };
            Some((LogLevel::Info, how.to_owned()))
        }
        (StepState::Done, _) if step.id == StepId::Registration => Some((LogLevel::Info, "Registered for sending.".to_owned())),
        (
            StepState::Done | StepState::Waiting | StepState::Running | StepState::Asking | StepState::Skipped | StepState::Noted | StepState::Failed,
            _,
        ) => None,
    }
}
