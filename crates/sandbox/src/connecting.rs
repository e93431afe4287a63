//! What a test does to logins, tokens and numbers, in place of the people and of Meta.

use crate::config::{AppConfig, ClosedWindow, DebugTokenForm, SignupOrder, TokenEnd};
use crate::sandbox::{Sandbox, SandboxError};
use crate::visitor::Visitor;
use crate::world::{App, Callback, NumberChoice, World};

/// A token as lists show it: everything but the token.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TokenView {
    /// Its name: `business-1`, `login-2`, `long-lived-3` for those that were issued.
    pub label: String,
    /// The app it was given to.
    pub app_id: String,
    /// Whom it speaks for.
    pub user_id: String,
    /// Granted permissions.
    pub scopes: Vec<String>,
    /// WABAs it may touch; `None` = all.
    pub accounts: Option<Vec<String>>,
    /// Unix seconds; `None` = never.
    pub expires_at_s: Option<i64>,
    /// The subcode with which calls are refused, if something ended it.
    pub ended_with: Option<u32>,
}

/// A verification code that a phone shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PhoneCode {
    /// The number's id; `None`: Embedded Signup is still adding it.
    pub phone_number_id: Option<String>,
    /// The number as Meta shows it.
    pub display_phone_number: String,
    /// Six digits.
    pub code: String,
}

impl Sandbox {
    /// A person (Facebook user id) with a browser of their own, for tests that have none.
    pub fn visitor(&self, person_id: &str) -> Visitor {
        Visitor::new(std::sync::Arc::clone(&self.running), person_id)
    }

    /// Adds an address to the main app's list of redirect addresses, and its origin to the SDK's allowed domains.
    pub fn allow_redirect(&self, uri: &str) {
        self.change_app(None, |config| allow(config, uri));
    }

    /// Changes an app's settings; `None`: the main app's.
    pub fn change_app(&self, app_id: Option<&str>, change: impl FnOnce(&mut AppConfig)) {
        self.running.change(|world| {
            if let Some(app) = app_of(world, app_id) {
                change(&mut app.config);
            }
        });
    }

    /// Sets an app's webhook address with Meta's GET handshake.
    ///
    /// # Errors
    /// [`SandboxError::Handshake`] if it does not echo the challenge.
    pub async fn set_webhook_of(&self, app_id: &str, url: &str, verify_token: &str) -> Result<(), SandboxError> {
        let callback = Callback { url: url.to_owned(), verify_token: verify_token.to_owned() };
        self.running.handshake(&callback).await.map_err(|reason| SandboxError::Handshake { url: url.to_owned(), reason })?;
        self.running.change(|world| world.set_callback(app_id, callback));
        Ok(())
    }

    /// The order of session event and code at the end of Embedded Signup.
    pub fn set_signup_order(&self, order: SignupOrder) {
        self.running.change(|world| world.login.signup_order = order);
    }

    /// What the SDK does when the popup is closed.
    pub fn set_closed_window(&self, closed: ClosedWindow) {
        self.running.change(|world| world.login.closed_window = closed);
    }

    /// How `debug_token` tells about WhatsApp accounts.
    pub fn set_debug_token_form(&self, form: DebugTokenForm) {
        self.running.change(|world| world.login.debug_token = form);
    }

    /// Codes that were not exchanged yet are too old from now on.
    pub fn expire_codes(&self) {
        self.running.change(World::expire_codes);
    }

    /// All tokens, oldest first.
    pub fn tokens(&self) -> Vec<TokenView> {
        self.running.read(token_views)
    }

    /// A token itself, for tests that look for it where it must not be.
    pub fn token_value(&self, label: &str) -> Option<String> {
        self.running.read(|world| world.tokens.iter().find(|token| token.label == label).map(|token| token.value.clone()))
    }

    /// The codes that were issued, for tests that look for them where they must not be.
    pub fn issued_codes(&self) -> Vec<String> {
        self.running.read(|world| world.codes.iter().map(|code| code.value.clone()).collect())
    }

    /// Ends the tokens with this label: from now on they get 190.
    pub fn revoke_token(&self, label: &str) {
        self.end_token(label, TokenEnd::Revoked);
    }

    /// The same for another reason.
    pub fn end_token(&self, label: &str, end: TokenEnd) {
        self.running.change(|world| world.end_tokens(end, |token| token.label == label));
    }

    /// The tokens with this label were good until now: from now on they get 190 with 463.
    pub fn expire_token(&self, label: &str) {
        let now_s = self.running.now_ms() / 1_000;
        self.expires_token_at(label, now_s);
    }

    /// The tokens with this label are good until then (Unix seconds).
    pub fn expires_token_at(&self, label: &str, at_s: i64) {
        self.running.change(|world| {
            world.tokens.iter_mut().filter(|token| token.label == label).for_each(|token| token.expires_at_s = Some(at_s));
        });
    }

    /// A person changes their password: their tokens get 190 with 460. Those of system users go on.
    pub fn changes_password(&self, person_id: &str) {
        self.running.change(|world| world.end_tokens_of_person(person_id, TokenEnd::PasswordChanged));
    }

    /// The verification codes that phones show now.
    pub fn phone_codes(&self) -> Vec<PhoneCode> {
        let now_ms = self.running.now_ms();
        self.running.read(|world| phone_codes(world, now_ms))
    }

    /// Sets a number's quality (`GREEN`, `YELLOW`, `RED`, `NA`) and tells the apps that something changed.
    ///
    /// # Errors
    /// [`SandboxError::NoSuchNumber`].
    pub fn set_quality(&self, phone_number_id: &str, quality: &str) -> Result<(), SandboxError> {
        let now_ms = self.running.now_ms();
        self.running.act(|world| {
            let effects = world.set_quality(phone_number_id, quality, now_ms);
            effects.map(|effects| ((), effects)).ok_or_else(|| SandboxError::NoSuchNumber(phone_number_id.to_owned()))
        })
    }

    /// Decides about the name that a number asked for, and tells the apps.
    ///
    /// # Errors
    /// [`SandboxError::NoSuchNumber`].
    pub fn decide_name(&self, phone_number_id: &str, approved: bool) -> Result<(), SandboxError> {
        let now_ms = self.running.now_ms();
        self.running.act(|world| {
            let effects = world.decide_name(phone_number_id, approved, now_ms);
            effects.map(|effects| ((), effects)).ok_or_else(|| SandboxError::NoSuchNumber(phone_number_id.to_owned()))
        })
    }

    /// Sets a number's `status`, for example `RESTRICTED`; `None`: as its registration says.
    ///
    /// # Errors
    /// [`SandboxError::NoSuchNumber`].
    pub fn set_number_status(&self, phone_number_id: &str, status: Option<&str>) -> Result<(), SandboxError> {
        self.running.change(|world| {
            let number = world.number_mut(phone_number_id).ok_or_else(|| SandboxError::NoSuchNumber(phone_number_id.to_owned()))?;
            number.status = status.map(str::to_owned);
            Ok(())
        })
    }

    /// Sets a portfolio's messaging limit, for example `TIER_10K`.
    ///
    /// # Errors
    /// [`SandboxError::NoSuch`].
    pub fn set_messaging_limit(&self, business_id: &str, limit: &str) -> Result<(), SandboxError> {
        self.running.change(|world| {
            let business = world.businesses.iter_mut().find(|business| business.id == business_id);
            business.ok_or_else(|| SandboxError::NoSuch(business_id.to_owned()))?.messaging_limit = limit.to_owned();
            Ok(())
        })
    }

    /// Tells the apps that listen to an account something under any webhook field.
    pub fn notify(&self, account_id: &str, field: &str, value: serde_json::Value) {
        let now_ms = self.running.now_ms();
        // Nothing in there fails.
        let _ = self.running.act(|world| Ok::<_, SandboxError>(((), vec![world.notice(account_id, field, value, now_ms)])));
    }

    /// The client takes its account away from the main app (`PARTNER_REMOVED`), or removes the app altogether
    /// (`PARTNER_APP_UNINSTALLED`). Its business tokens end with 458 and its subscription is gone.
    ///
    /// # Errors
    /// [`SandboxError::NoSuch`].
    pub fn partner_leaves(&self, account_id: &str, uninstalled: bool) -> Result<(), SandboxError> {
        let now_ms = self.running.now_ms();
        self.running.act(|world| {
            let app_id = world.main_app_id().to_owned();
            let effects = world.partner_leaves(account_id, &app_id, uninstalled, now_ms);
            effects.map(|effects| ((), effects)).ok_or_else(|| SandboxError::NoSuch(account_id.to_owned()))
        })
    }
}

fn app_of<'a>(world: &'a mut World, app_id: Option<&str>) -> Option<&'a mut App> {
    let id = app_id.unwrap_or(world.main_app_id()).to_owned();
    world.app_mut(&id)
}

/// Fills both lists of an app for one redirect address.
pub(crate) fn allow(config: &mut AppConfig, uri: &str) {
    config.redirect_uris.push(uri.to_owned());
    if let Ok(url) = url::Url::parse(uri) {
        config.sdk_origins.push(url.origin().ascii_serialization());
    }
}

pub(crate) fn token_views(world: &World) -> Vec<TokenView> {
    let view = |token: &crate::config::TokenConfig| TokenView {
        label: token.label.clone(),
        app_id: world.app_of(token).to_owned(),
        user_id: token.user_id(),
        scopes: token.scopes.clone(),
        accounts: token.accounts.clone(),
        expires_at_s: token.expires_at_s,
        ended_with: token.ended.map(TokenEnd::subcode),
    };
    world.tokens.iter().map(view).collect()
}

pub(crate) fn phone_codes(world: &World, now_ms: i64) -> Vec<PhoneCode> {
    let known = world.numbers.iter().filter_map(|number| {
        Some(PhoneCode {
            phone_number_id: Some(number.config.phone_number_id.clone()),
            display_phone_number: number.config.display_phone_number.clone(),
            code: number.sent_code(now_ms)?.to_owned(),
        })
    });
    let coming = world.dialogs().filter(|dialog| dialog.outcome.is_none()).filter_map(|dialog| match &dialog.number {
        Some(NumberChoice::New(number)) => {
            Some(PhoneCode { phone_number_id: None, display_phone_number: number.display.clone(), code: number.code.clone() })
        }
        Some(NumberChoice::Existing(_)) | None => None,
    });
    known.chain(coming).collect()
}
