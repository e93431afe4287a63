use super::*;

fn secret(text: &str) -> SecretBytes {
    SecretBytes::new(text.as_bytes().to_vec())
}

/// Every store keeps the same promises.
async fn keeps_its_promises(store: &dyn SecretStore) {
    self_test(store).await.expect("usable");
    assert_eq!(store.get("self-test").await, Err(SecretError::Missing { name: "self-test".to_owned() }), "the test leaves nothing behind");
    store.set("token/1", secret("first")).await.expect("kept");
    store.set("token/2", secret("")).await.expect("kept");
    store.set("token/1", secret("second")).await.expect("replaced");
    assert_eq!(store.get("token/1").await, Ok(secret("second")));
    assert_eq!(store.get("token/2").await, Ok(secret("")));
    store.remove("token/1").await.expect("removed");
    store.remove("token/1").await.expect("removing what is not there is fine");
    assert_eq!(store.get("token/1").await, Err(SecretError::Missing { name: "token/1".to_owned() }));
}

#[tokio::test]
async fn memory_keeps_its_promises() {
    keeps_its_promises(&Memory::default()).await;
}

#[tokio::test]
async fn a_sealed_file_keeps_its_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secrets.sealed");
    let store = PassphraseFile::open(path.clone(), Zeroizing::new("correct horse".to_owned())).await.expect("made");
    keeps_its_promises(&store).await;
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).expect("there").permissions());
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    }
}

#[tokio::test]
async fn a_file_that_is_no_safe_is_damaged_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secrets.sealed");
    for content in ["", "not JSON", r#"{"version":1}"#, r#"{"version":2,"memory_kib":8,"passes":1,"lanes":1,"salt":"","nonce":"","sealed":""}"#] {
        std::fs::write(&path, content).expect("written");
        let opened = PassphraseFile::open(path.clone(), Zeroizing::new("any".to_owned())).await;
        assert!(matches!(opened, Err(SecretError::Damaged { .. })), "{content:?}");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), content);
    }
}

/// A keychain with a defect.
struct Defective {
    forgets: bool,
}

#[async_trait]
impl SecretStore for Defective {
    async fn get(&self, name: &str) -> Result<SecretBytes, SecretError> {
        if self.forgets { Err(SecretError::Missing { name: name.to_owned() }) } else { Ok(secret("something else")) }
    }

    async fn set(&self, _: &str, _: SecretBytes) -> Result<(), SecretError> {
        Ok(())
    }

    async fn remove(&self, _: &str) -> Result<(), SecretError> {
        Ok(())
    }
}

#[tokio::test]
async fn the_self_test_finds_a_keychain_that_forgets_or_makes_things_up() {
    assert!(matches!(self_test(&Defective { forgets: true }).await, Err(SecretError::Missing { .. })));
    assert!(matches!(self_test(&Defective { forgets: false }).await, Err(SecretError::Closed { .. })));
}

#[test]
fn every_error_says_what_to_do() {
    let why = || "why".to_owned();
    for error in
        [SecretError::Closed { why: why() }, SecretError::WrongPassphrase, SecretError::Missing { name: why() }, SecretError::Damaged { why: why() }]
    {
        let sentence = error.to_string();
        assert!(["Unlock", "Try again", "Connect again", "Restore"].iter().any(|action| sentence.contains(action)), "{sentence}");
    }
}
