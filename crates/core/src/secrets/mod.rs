//! Where secrets live: the OS keychain, or a file under a passphrase where there is none. Never anywhere else.

mod keychain;
mod memory;
mod passphrase;

use async_trait::async_trait;
use zeroize::Zeroizing;

pub use keychain::Keychain;
pub use memory::Memory;
pub use passphrase::PassphraseFile;

/// The bytes of a secret; wiped when dropped, never printed.
pub type SecretBytes = Zeroizing<Vec<u8>>;

/// Why a secret is not to be had.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SecretError {
    /// No keychain, a locked one, or access denied.
    #[error("The keychain of this computer can't be used ({why}). Unlock it, then try again.")]
    Closed { why: String },
    #[error("That passphrase is wrong. Try again.")]
    WrongPassphrase,
    #[error("The secret \"{name}\" is no longer in the keychain. Connect again to restore it.")]
    Missing { name: String },
    #[error("The file with the secrets is damaged ({why}). Restore it from a backup or set this device up anew.")]
    Damaged { why: String },
}

/// The one port to secrets. Names are not secret.
#[async_trait]
pub trait SecretStore: Send + Sync + 'static {
    /// # Errors
    /// [`SecretError::Missing`] when there is no such secret.
    async fn get(&self, name: &str) -> Result<SecretBytes, SecretError>;
    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretError>;
    /// Removing what is not there is fine.
    async fn remove(&self, name: &str) -> Result<(), SecretError>;
}

/// Writes, reads and removes a throw-away secret, so that a keychain that does not work is found at start and not at the first save.
pub async fn self_test(store: &dyn SecretStore) -> Result<(), SecretError> {
    const NAME: &str = "self-test";
    let probe = SecretBytes::new(crate::clock::fresh_id().into_bytes().to_vec());
    store.set(NAME, probe.clone()).await?;
    let back = store.get(NAME).await;
    store.remove(NAME).await?;
    if back? == probe { Ok(()) } else { Err(SecretError::Closed { why: "it gave back something else than was stored".to_owned() }) }
}

#[cfg(test)]
mod tests;
