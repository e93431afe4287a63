//! What a person does to a number: start, stop, name, disconnect.

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::LogLevel;
use frontdesk_domain::rotation::Rotation;

use super::NumberCard;
use crate::desk::Desk;
use crate::error::CoreError;
use crate::relay::{Ask, AskError};

/// The longest name of ours for a number, in characters.
const LONGEST_NAME: usize = 60;
const LONGEST_DESCRIPTION: usize = 500;

impl Desk {
    /// Starts or stops a number without disconnecting it.
    pub async fn set_number_running(&self, number: &PhoneNumberId, running: bool) -> Result<NumberCard, CoreError> {
        self.must_manage()?;
        let channel = self.connected(number)?;
        if channel.running == running {
            return self.number(number);
        }
        let at = channel.next_at(self.clock.now());
        let number = number.clone();
        let (event, words) = if running {
            (Event::NumberStarted { number: number.clone(), at }, "Started by a person.")
        } else {
            (Event::NumberStopped { number: number.clone(), at }, "Stopped by a person: nothing is sent until it is started again.")
        };
        self.know(&number, |health| health.starting = running).await?;
        self.decide(event).await?;
        self.log_number(&number, LogLevel::Info, "person", words).await;
        self.review(&number).await;
        if running {
            self.numbers.want_check(&number);
        }
        self.number(&number)
    }

    /// Gives a number a name and a description that only the team sees; empty ones remove them.
    ///
    /// # Errors
    /// Texts that are too long.
    pub async fn edit_number(&self, number: &PhoneNumberId, internal_name: &str, description: &str) -> Result<NumberCard, CoreError> {
        self.must_manage()?;
        let channel = self.connected(number)?;
        let text = |field: &'static str, what: &str, text: &str, longest: usize| {
            let text = text.trim();
            let length = text.chars().count();
            if length > longest {
                let words = format!("The {what} can have at most {longest} characters; this has {length}. Shorten it.");
                return Err(CoreError::bad_request(words).at(field));
            }
            Ok((!text.is_empty()).then(|| text.to_owned()))
        };
        let internal_name = text("internal_name", "name", internal_name, LONGEST_NAME)?;
        let description = text("description", "description", description, LONGEST_DESCRIPTION)?;
        if (&internal_name, &description) != (&channel.internal_name, &channel.description) {
            let at = channel.next_at(self.clock.now());
            self.decide(Event::NumberEdited { number: number.clone(), internal_name, description, at }).await?;
            self.log_number(number, LogLevel::Info, "person", "Its name or description for the team was changed.").await;
        }
        self.number(number)
    }

    /// Disconnects a number: new messages no longer come, its token is forgotten, its history stays. What could not be done comes back
    /// as sentences.
    ///
    /// # Errors
    /// A relay that can't be asked: then nothing was changed.
    pub async fn disconnect_number(&self, number: &PhoneNumberId) -> Result<Vec<String>, CoreError> {
        self.must_manage()?;
        let channel = self.connected(number)?;
        // First what stops new messages, and without which the rest would be a half measure.
        if !self.reaches_relay() {
            return Err(AskError::Offline.into());
        }
        self.requests.ask(Ask::RemoveRoute(number.clone())).await?;
        let mut notes = Vec::new();
        let shared = self.channels().values().any(|other| other.waba_id == channel.waba_id && other.phone_number_id != *number);
        if !shared {
            let revoke = "To end the access for good, remove the app in Meta Business Settings → Integrations → Connected apps.";
            match self.token(number).await {
                Ok(token) => {
                    if let Err(failure) = self.graph.unsubscribe_app(&channel.waba_id, &token).await {
                        notes.push(format!("Meta did not end the delivery of webhooks: {} {revoke}", failure.title.trim()));
                    }
                }
                Err(_) => notes.push(format!("Without a token Meta could not be asked to end the delivery of webhooks. {revoke}")),
            }
        }
        if let Err(error) = self.forget_token(number).await {
            notes.push(format!("The access token is still in this computer's keychain: {error}"));
        }
        let at = channel.next_at(self.clock.now());
        self.decide(Event::NumberDisconnected { number: number.clone(), at }).await?;
        self.log_number(number, LogLevel::Info, "connect", "Disconnected by a person. Its history stays.").await;
        for note in &notes {
            self.log_number(number, LogLevel::Warning, "connect", note).await;
        }
        self.numbers.known().told.remove(number);
        Ok(notes)
    }

    /// Whether numbers of one business take turns when the business starts a conversation.
    pub async fn rotation(&self) -> Result<bool, CoreError> {
        Ok(self.store.rotation().await?.is_some_and(|rotation| rotation.enabled))
    }

    pub async fn set_rotation(&self, enabled: bool) -> Result<(), CoreError> {
        self.must_manage()?;
        let at = Rotation::next_at(self.store.rotation().await?, self.clock.now());
        self.decide(Event::RotationSet { enabled, at }).await
    }

    async fn decide(&self, event: Event) -> Result<(), CoreError> {
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let touched = self.record(&mut change, None, vec![event], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }
}
