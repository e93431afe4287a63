//! The relay's Meta apps, and who may change them.

use frontdesk_domain::secret::Secret;
use frontdesk_relay_api::{MetaView, NewMetaApp, Role, SecretText};

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::news::News;

impl Desk {
    /// Whether this device may connect, change and disconnect numbers. The relay has the last word; while it has not been asked yet,
    /// nothing is held back.
    pub fn may_manage(&self) -> bool {
        !matches!(*self.role.borrow(), Some(Role::Other(_)))
    }

    pub(super) fn check_may_manage(&self) -> Result<(), CoreError> {
        if self.may_manage() {
            return Ok(());
        }
        Err(CoreError::new(ErrorKind::Refused, "Only owners of the workspace connect numbers. Ask one of them."))
    }

    /// What the relay is set up with.
    ///
    /// # Errors
    /// A relay that can't be asked right now.
    pub async fn relay_meta(&self) -> Result<MetaView, CoreError> {
        match self.connection() {
            Connection::Live | Connection::CatchingUp { .. } => Ok(self.requests.meta().await?),
            Connection::Refused { reason } => Err(CoreError::new(ErrorKind::Refused, reason)),
            Connection::Idle | Connection::Connecting | Connection::Offline { .. } => Err(CoreError::new(
                ErrorKind::Unreachable,
                "The relay can't be reached right now, so its Meta apps are not known. Check that it runs and that this computer is online.",
            )),
        }
    }

    /// Gives the relay a Meta app, which it checks with Meta first.
    ///
    /// # Errors
    /// Meta's words when id and secret do not belong together; then nothing is kept.
    pub async fn put_meta_app(&self, id: &str, secret: Secret, config_id: Option<String>) -> Result<MetaView, CoreError> {
        self.check_may_manage()?;
        let digits = |field: &'static str, what: &str, id: &str| {
            if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
                return Err(CoreError::bad_request(format!("The {what} is a row of digits. Copy it from Meta's dashboard.")).at(field));
            }
            Ok(id.to_owned())
        };
        let id = digits("app_id", "app id", id.trim())?;
        let secret = Secret::new(secret.expose().trim());
        if secret.expose().is_empty() {
            let words = "Enter the app secret. It is in Meta's dashboard under App settings → Basic.";
            return Err(CoreError::bad_request(words).at("app_secret"));
        }
        let config_id = config_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let config_id = config_id.map(|id| digits("config_id", "id of the login configuration", &id)).transpose()?;
        let meta = self.requests.put_meta_app(NewMetaApp { id, secret: SecretText::from(secret), config_id }).await?;
        self.send(News::Integration);
        Ok(meta)
    }

    /// Takes a Meta app from the relay that was entered here.
    ///
    /// # Errors
    /// Apps of the relay's settings.
    pub async fn remove_meta_app(&self, id: &str) -> Result<MetaView, CoreError> {
        self.check_may_manage()?;
        let meta = self.requests.remove_meta_app(id.trim().to_owned()).await?;
        self.send(News::Integration);
        Ok(meta)
    }
}
