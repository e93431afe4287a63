//! Secrets that end with the process: for the demo and for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{SecretBytes, SecretError, SecretStore};

#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, SecretBytes>>);

#[async_trait]
impl SecretStore for Memory {
    async fn get(&self, name: &str) -> Result<SecretBytes, SecretError> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).cloned().ok_or_else(|| SecretError::Missing { name: name.to_owned() })
    }

    async fn set(&self, name: &str, secret: SecretBytes) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret);
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}
