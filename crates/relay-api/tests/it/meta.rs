use std::fmt::Debug;

use frontdesk_domain::secret::Secret;
use frontdesk_relay_api::sealed_for_device::{is_usable, open_login, open_token, seal_login, seal_token};
use frontdesk_relay_api::wire;
use frontdesk_relay_api::{
    DeviceFrame, GranularScope, LoginId, LoginNews, LoginOutcome, MetaApp, MetaView, NewMetaApp, OpenError, RelayFrame, SealError, SealingPrivateKey,
    SealingPublicKey, SecretText, SignupEvent, TokenInfo,
};

use crate::world::{AT, uuid};

pub fn login() -> LoginId {
    LoginId(uuid(7))
}

pub fn meta() -> MetaView {
    MetaView {
        public_url: Some("https://relay.example".into()),
        webhook_url: None,
        verify_token: SecretText::new("verify-me"),
        apps: vec![MetaApp { id: "12".into(), name: None, config_id: None, entered: true, has_secret_only: false }],
        relay_version: "0.1.0".into(),
    }
}

pub fn token_info() -> TokenInfo {
    TokenInfo {
        app_id: Some("12".into()),
        is_valid: true,
        kind: Some("SYSTEM_USER".into()),
        expires_at: None,
        data_access_expires_at: Some(AT),
        scopes: vec!["whatsapp_business_messaging".into()],
        granular: vec![
            GranularScope { scope: "whatsapp_business_messaging".into(), target_ids: Some(vec!["2077".into()]) },
            GranularScope { scope: "whatsapp_business_management".into(), target_ids: None },
        ],
        user_id: Some("9".into()),
        problem: None,
    }
}

fn outcome() -> LoginOutcome {
    LoginOutcome {
        access_token: SecretText::new("EAAG-canary"),
        app_id: "12".into(),
        expires_at: Some(AT),
        info: token_info(),
        signup: Some(SignupEvent {
            event: "FINISH".into(),
            phone_number_id: Some("1066".into()),
            waba_id: Some("2077".into()),
            business_id: None,
            current_step: None,
            error_message: None,
        }),
    }
}

/// Implemented for whatever has a `Debug`, and once for everything: so the call is ambiguous, and does not compile, for a
/// type that has one.
trait NotDebug<Marker> {
    fn has_no_debug() {}
}
impl<T: ?Sized> NotDebug<()> for T {}
struct HasDebug;
impl<T: ?Sized + Debug> NotDebug<HasDebug> for T {}

#[test]
fn what_holds_a_secret_has_no_debug() {
    // These lines are the test: they compile only as long as none of these types has a `Debug`.
    let _ = <Secret as NotDebug<_>>::has_no_debug;
    let _ = <SecretText as NotDebug<_>>::has_no_debug;
    let _ = <NewMetaApp as NotDebug<_>>::has_no_debug;
    let _ = <MetaView as NotDebug<_>>::has_no_debug;
    let _ = <LoginOutcome as NotDebug<_>>::has_no_debug;
}

#[test]
fn frames_show_nothing_of_what_they_carry() {
    let asks = DeviceFrame::InspectToken { request: 1, token: SecretText::new("EAAG-canary"), app_id: None };
    let tells = RelayFrame::Meta { request: 1, meta: meta() };
    assert_eq!(format!("{asks:?} {tells:?}"), "inspect_token meta");
}

#[test]
fn what_a_login_gave_is_for_its_device_and_login_only() {
    let key = SealingPrivateKey::generate();
    let sealed = seal_login(&key.public_key(), login(), &outcome()).unwrap();
    assert!(!sealed.windows(6).any(|w| w == b"canary"));
    assert_ne!(sealed, seal_login(&key.public_key(), login(), &outcome()).unwrap());
    assert!(open_login(&key, login(), &sealed).ok() == Some(outcome()));
    assert_eq!(open_login(&key, LoginId(uuid(8)), &sealed).err(), Some(OpenError::Altered), "another login");
    assert_eq!(open_login(&SealingPrivateKey::generate(), login(), &sealed).err(), Some(OpenError::Altered), "another device");
    assert_eq!(open_token(&key, "12", &sealed).err(), Some(OpenError::Altered), "another use");
    for at in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[at] ^= 0x41;
        assert!(open_login(&key, login(), &flipped).is_err(), "byte {at}");
        assert!(open_login(&key, login(), &sealed[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(open_login(&key, login(), b"").err(), Some(OpenError::Truncated));
    assert_eq!(open_login(&key, login(), &[9; 100]).err(), Some(OpenError::UnknownVersion(9)));
}

#[test]
fn a_renewed_token_is_bound_to_its_app() {
    let key = SealingPrivateKey::generate();
    let sealed = seal_token(&key.public_key(), "12", &SecretText::new("EAAG-canary")).unwrap();
    assert_eq!(open_token(&key, "12", &sealed).unwrap().expose(), "EAAG-canary");
    assert_eq!(open_token(&key, "13", &sealed).err(), Some(OpenError::Altered));
}

#[test]
fn a_low_order_key_is_found_before_the_login() {
    let zero = SealingPublicKey::from_bytes(&[0; 32]).unwrap();
    assert!(!is_usable(&zero));
    assert_eq!(seal_token(&zero, "12", &SecretText::new("x")).err(), Some(SealError::UnusableKey));
    assert!(is_usable(&SealingPrivateKey::generate().public_key()));
}

#[test]
fn every_news_round_trips() {
    let event = outcome().signup.unwrap();
    for news in [
        LoginNews::Opened,
        LoginNews::SignupEvent { event },
        LoginNews::CodeReceived,
        LoginNews::Exchanged { sealed: serde_bytes::ByteBuf::from(vec![1]) },
        LoginNews::Cancelled { step: Some("PERMISSIONS".into()), words: None },
        LoginNews::Failed { step: "code".into(), words: "No.".into(), code: Some(100), subcode: Some(36007) },
        LoginNews::Expired,
    ] {
        let frame = RelayFrame::Login { login: login(), news: news.clone() };
        let Ok(RelayFrame::Login { news: back, .. }) = wire::decode(&wire::encode(&frame)) else { panic!("{news:?}") };
        assert_eq!(back, news);
    }
}
