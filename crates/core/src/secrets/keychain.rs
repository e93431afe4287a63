//! The OS keychain: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{SecretBytes, SecretError, SecretStore};

/// A locked keyring may wait for its owner for ever; the app must not.
const PATIENCE: Duration = Duration::from_secs(20);

/// The name under which the keychain's own window lists us.
const SERVICE: &str = "Frontdesk";

/// One profile's secrets in the keychain.
pub struct Keychain {
    profile: String,
}

impl Keychain {
    /// `profile` keeps several profiles of one user apart.
    pub fn new(profile: impl Into<String>) -> Self {
        Self { profile: profile.into() }
    }

    /// Runs a blocking keychain call off the runtime.
    async fn call<T: Send + 'static>(
        &self,
        name: &str,
        call: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Result<T, Error>, SecretError> {
        let user = format!("{}/{name}", self.profile);
        let work = tokio::task::spawn_blocking(move || Entry::new(SERVICE, &user).and_then(call));
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(closed("the keychain's client crashed")),
            Err(_) => Err(closed("it did not answer within 20 seconds; it is probably locked")),
        }
    }
}

fn closed(why: &str) -> SecretError {
    SecretError::Closed { why: why.to_owned() }
}

fn failed(error: &Error) -> SecretError {
    // The library's own words never contain the secret.
    SecretError::Closed { why: error.to_string() }
}

#[async_trait]
impl SecretStore for Keychain {
    async fn get(&self, name: &str) -> Result<SecretBytes, SecretError> {
        match self.call(name, |entry| entry.get_password().map(Zeroizing::new)).await? {
            Ok(text) => STANDARD_NO_PAD
                .decode(text.as_bytes())
                .map(SecretBytes::new)
                .map_err(|_| SecretError::Damaged { why: format!("\"{name}\" in the keychain was changed by another program") }),
            Err(Error::NoEntry) => Err(SecretError::Missing { name: name.to_owned() }),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretError> {
        // Base64, because KDE's wallet keeps UTF-8 only.
        let text = Zeroizing::new(STANDARD_NO_PAD.encode(&secret[..]));
        self.call(name, move |entry| entry.set_password(&text)).await?.map_err(|e| failed(&e))
    }

    async fn remove(&self, name: &str) -> Result<(), SecretError> {
        match self.call(name, |entry| entry.delete_credential()).await? {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}
