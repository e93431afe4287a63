//! The access tokens of this device's numbers: in the keychain and nowhere else.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{Health, LogLevel};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{SealingPrivateKey, SecretText, TokenInfo, sealed_for_device};

use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::secrets::{SecretBytes, SecretError};

/// The name of a number's token in the secret store.
fn token_name(number: &PhoneNumberId) -> String {
    format!("token/{}", number.as_str())
}

/// What a token must be granted.
pub(crate) const NEEDED_SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

impl Desk {
    /// Keeps a number's token in the keychain, in the place of the one before. `ends_at`: `None` when it does not end.
    ///
    /// # Errors
    /// A keychain that does not take it; then the one before is still there.
    pub async fn keep_token(&self, number: &PhoneNumberId, token: &Secret, ends_at: Option<Millis>, scopes: Vec<String>) -> Result<(), CoreError> {
        self.remember_token(token);
        self.secrets.set(&token_name(number), SecretBytes::new(token.expose().as_bytes().to_vec())).await?;
        let now = self.clock.now();
        let kept_at = self.known_channel(number).map_or(now, |channel| channel.next_at(now));
        let learn = |health: &mut Health| {
            health.has_token(ends_at, scopes);
            health.token.kept_at = kept_at;
        };
        self.know(number, learn).await?;
        self.numbers.want_check(number);
        self.tell_number(number);
        Ok(())
    }

    /// A number's token.
    ///
    /// # Errors
    /// [`SecretError::Missing`] when this device has none, others when the keychain does not open.
    pub(crate) async fn token(&self, number: &PhoneNumberId) -> Result<Secret, SecretError> {
        let bytes = self.secrets.get(&token_name(number)).await?;
        let damaged = |_| SecretError::Damaged { why: "a token is no text".to_owned() };
        let token = Secret::new(std::str::from_utf8(&bytes).map_err(damaged)?);
        self.remember_token(&token);
        Ok(token)
    }

    /// Asks what a token may do and until when: only the relay can.
    pub(super) async fn learn_token(&self, number: &PhoneNumberId, token: &Secret) -> Result<(), CoreError> {
        let (now, app_id) = (self.clock.now(), self.channel(number).and_then(|channel| channel.app_id));
        let info = self.inspected(token, app_id).await.filter(|info| info.is_valid);
        self.know(number, |health| {
            health.token.asked_at = Some(now);
            // When nobody can say, using it tells whether it works.
            if let Some(info) = info {
                health.token.ends_at = info.expires_at;
                health.token.scopes = info.scopes;
                health.token.app_id = info.app_id;
                health.token.inspected = true;
            }
        })
        .await?;
        self.tell_number(number);
        Ok(())
    }

    /// What Meta says about a token; `None` when the relay can't be asked, or has no app to ask with.
    async fn inspected(&self, token: &Secret, app_id: Option<String>) -> Option<TokenInfo> {
        if !self.reaches_relay() {
            return None;
        }
        self.requests.inspect_token(SecretText::from(token.clone()), app_id).await.ok()
    }

    /// Removes a number's token from this device.
    pub(super) async fn forget_token(&self, number: &PhoneNumberId) -> Result<(), CoreError> {
        self.secrets.remove(&token_name(number)).await?;
        self.know(number, |health| health.token = Default::default()).await
    }

    /// Replaces a number's token, after Meta has confirmed the new one. Until then the old one stays.
    ///
    /// # Errors
    /// A token that Meta refuses, that is not for this number, or that lacks a permission; nothing is changed then.
    pub async fn replace_token(&self, number: &PhoneNumberId, token: &Secret) -> Result<(), CoreError> {
        self.must_manage()?;
        let channel = self.connected(number)?;
        if token.expose().is_empty() {
            return Err(CoreError::bad_request("Paste the new access token first.").at("access_token"));
        }
        self.remember_token(token);
        let refused = |failure: Failure| {
            let words = crate::advice_for(&failure).map_or_else(|| failure.title.clone(), str::to_owned);
            let kind = if failure.code.is_some() { ErrorKind::Refused } else { ErrorKind::Unreachable };
            let words = format!("Meta did not accept this token for the number: {words} The token from before is still in use.");
            CoreError::new(kind, words).at("access_token")
        };
        self.graph.phone_number(number, token).await.map_err(refused)?;
        let (mut ends_at, mut scopes, mut app_id) = (None, Vec::new(), None);
        match self.inspected(token, channel.app_id).await {
            Some(info) if info.is_valid => {
                if let Some(missing) = NEEDED_SCOPES.iter().find(|scope| !info.scopes.iter().any(|granted| granted == *scope)) {
                    let words = format!("This token lacks the permission {missing}. Make one that has it; the token from before is still in use.");
                    return Err(CoreError::new(ErrorKind::Refused, words).at("access_token"));
                }
                (ends_at, scopes, app_id) = (info.expires_at, info.scopes, info.app_id);
            }
            // It reads the number, so it is good; only what it may do and until when is not known.
            Some(_) | None => {}
        }
        self.keep_token(number, token, ends_at, scopes).await?;
        self.know(number, |health| health.token.app_id = app_id).await?;
        self.log_number(number, LogLevel::Info, "person", "The access token was replaced.").await;
        self.check_number(number).await?;
        Ok(())
    }

    /// Has the relay renew a token that ends soon, and puts the new one in its place.
    pub(super) async fn renew_token(&self, number: &PhoneNumberId) -> Result<(), CoreError> {
        let now = self.clock.now();
        let learnt = self.numbers.known().health.get(number).and_then(|health| health.token.app_id.clone());
        let Some(app_id) = self.channel(number).and_then(|channel| channel.app_id).or(learnt) else { return Ok(()) };
        self.know(number, |health| health.token.renewal_tried_at = Some(now)).await?;
        match self.renewed(number, app_id.clone()).await {
            Ok((token, ends_at)) => {
                let scopes = self.numbers.known().health.get(number).map(|health| health.token.scopes.clone()).unwrap_or_default();
                self.keep_token(number, &token, ends_at, scopes).await?;
                self.know(number, |health| health.token.app_id = Some(app_id)).await?;
                self.log_number(number, LogLevel::Info, "token", "The access token was renewed before it ended.").await;
            }
            Err(why) => {
                let words = format!("The access token could not be renewed: {why} It is tried again tomorrow.");
                self.log_number(number, LogLevel::Warning, "token", &words).await;
            }
        }
        Ok(())
    }

    async fn renewed(&self, number: &PhoneNumberId, app_id: String) -> Result<(Secret, Option<Millis>), String> {
        let token = self.token(number).await.map_err(|error| error.to_string())?;
        let key = SealingPrivateKey::generate();
        let asked = self.requests.renew_token(SecretText::from(token), app_id.clone(), key.public_key()).await;
        let renewed = asked.map_err(|error| CoreError::from(error).to_string())?;
        let opened =
            sealed_for_device::open_token(&key, &app_id, &renewed.sealed).map_err(|_| "the relay's answer could not be opened.".to_owned())?;
        Ok((opened.into(), renewed.expires_at))
    }
}
