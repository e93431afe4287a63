//! Connecting a business number with credentials at hand.

use frontdesk_domain::channel::Channel;
use frontdesk_domain::event::Event;
use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{InboxId, PhoneNumberId, WabaId};
use frontdesk_domain::secret::Secret;
use frontdesk_relay_api::{Route, Scope};

use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::profile::save_keys;
use crate::relay::Ask;

pub struct NumberRequest {
    pub phone_number_id: PhoneNumberId,
    pub waba_id: WabaId,
    pub token: Secret,
}

impl Desk {
    /// Checks the credentials against the Graph API, then routes the number's webhooks here. Doing it again renews the token.
    ///
    /// # Errors
    /// Nothing is kept when Meta refuses the credentials or the relay can't be reached.
    pub async fn connect_number(&self, request: NumberRequest) -> Result<Channel, CoreError> {
        let NumberRequest { phone_number_id, waba_id, token } = request;
        let digits = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        if !digits(phone_number_id.as_str()) {
            return Err(CoreError::bad_request("The phone number id is a row of digits; copy it from WhatsApp → API Setup in Meta's dashboard."));
        }
        if !digits(waba_id.as_str()) {
            return Err(CoreError::bad_request("The WhatsApp Business Account id is a row of digits; copy it from Meta's dashboard."));
        }
        let of_account = self.graph.phone_numbers(&waba_id, &token).await.map_err(|f| refused("reading the account's numbers", &f))?;
        let Some(number) = of_account.into_iter().find(|number| number.id == phone_number_id) else {
            return Err(CoreError::new(
                ErrorKind::Refused,
                format!(
                    "The account {} has no number with the id {}. Check both ids in Meta's dashboard.",
                    waba_id.as_str(),
                    phone_number_id.as_str()
                ),
            ));
        };
        let inbox = self.known_channel(&phone_number_id).map_or_else(|| InboxId(fresh_id()), |channel| channel.inbox);
        let scope = Scope::Inbox(inbox);
        let scope_key = self.ensure_keys(scope).await?;
        self.keep_token(&phone_number_id, &token, None, Vec::new()).await?;
        self.requests.ask(Ask::PutScopeKey(scope_key)).await?;
        self.requests.ask(Ask::PutRoute(Route { phone_number_id: phone_number_id.clone(), waba_id: waba_id.clone(), scope })).await?;
        self.graph.subscribe_app(&waba_id, &token).await.map_err(|f| refused("subscribing to the account's webhooks", &f))?;
        let channel = Channel {
            display_phone_number: number.display_phone_number.unwrap_or_default(),
            verified_name: number.verified_name.unwrap_or_default(),
            coexistence: number.is_on_biz_app.unwrap_or(false),
            ..Channel::new(phone_number_id, waba_id, inbox)
        };
        let now = self.clock.now();
        let at = self.known_channel(&channel.phone_number_id).map_or(now, |known| known.next_at(now));
        let mut change = self.store.change().await?;
        let touched = self.record(&mut change, None, vec![Event::NumberConnected { channel: channel.clone(), at }], now).await?;
        change.commit().await?;
        self.tell(touched).await?;
        Ok(channel)
    }

    /// A scope's keys, made and kept if this device has none yet.
    async fn ensure_keys(&self, scope: Scope) -> Result<frontdesk_relay_api::ScopeKey, CoreError> {
        // Loaded anew rather than changed in place: the ring in use stays whole for whoever holds it.
        let mut ring = crate::keys::KeyRing::load(&*self.secrets, &self.key_ring().index()).await?;
        let key = ring.ensure(&*self.secrets, scope).await?;
        let mut change = self.store.change().await?;
        save_keys(&mut change, &ring.index()).await?;
        change.commit().await?;
        *self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(ring);
        Ok(key)
    }
}

fn refused(doing: &str, failure: &Failure) -> CoreError {
    let words = failure.details.as_deref().unwrap_or(&failure.title);
    let code = failure.code.map(|code| format!(" (code {code})")).unwrap_or_default();
    CoreError::new(ErrorKind::Refused, format!("Meta refused {doing}{code}: {words} Check the ids and the token, then try again."))
}
