use frontdesk_domain::ids::{PhoneNumberId, WabaId};
use frontdesk_relay_api::wire::{self, Frame};
use frontdesk_relay_api::{
    AppWebhook, AppendedEntry, Cursor, DecodeError, DeviceFrame, DevicePublicKey, DeviceSigningKey, EntryKind, LoginNews, LoginRequest, LoginWay,
    NewEntry, NewMetaApp, ProbeCheck, Refusal, RelayError, RelayFrame, Role, Route, Scope, ScopeKey, SealingPublicKey, SecretText, SetupRequest,
};
use serde::Serialize;
use serde_bytes::{ByteArray, ByteBuf};

use crate::meta::{login, meta, token_info};
use crate::world::{AT, device, entry, entry_id, event, inbox, key_id, log, webhook, workspace};

fn relay_frames() -> Vec<RelayFrame> {
    vec![
        RelayFrame::Challenge { nonce: ByteArray::new([1; 32]), protocol: 1 },
        RelayFrame::Welcome { log: log(), head: 12, oldest: 3, role: Role::Owner },
        RelayFrame::Entries { entries: vec![entry(&webhook(entry_id(0)), vec![1, 2, 3]), entry(&event(entry_id(1)), vec![2, 2])], head: 8 },
        RelayFrame::Appended { request: 4, results: vec![AppendedEntry { id: entry_id(0), seq: 9 }] },
        RelayFrame::Done { request: 5 },
        RelayFrame::Refused { request: None, error: RelayError::CursorTooOld { oldest: 40 } },
        RelayFrame::Meta { request: 6, meta: meta() },
        RelayFrame::LoginStarted { request: 7, url: "https://relay.example/connect/t".into(), expires_at: AT },
        RelayFrame::Login { login: login(), news: LoginNews::Exchanged { sealed: ByteBuf::from(vec![1, 7]) } },
        RelayFrame::TokenInfo { request: 8, info: token_info() },
        RelayFrame::TokenRenewed { request: 9, sealed: ByteBuf::from(vec![1, 8]), expires_at: Some(AT) },
        RelayFrame::AppWebhook {
            request: 10,
            webhook: AppWebhook { callback_url: Some("https://relay.example/w".into()), active: true, fields: vec!["messages".into()] },
        },
        RelayFrame::Probed { request: 11, checks: vec![ProbeCheck { check: "dns".into(), ok: true, words: "Found.".into() }] },
    ]
}

fn device_frames() -> Vec<DeviceFrame> {
    vec![
        DeviceFrame::Hello {
            protocol: 1,
            workspace: workspace(),
            device: device(),
            signature: ByteArray::new([2; 64]),
            cursor: Cursor { log: Some(log()), seq: 7 },
            credit: 500,
        },
        DeviceFrame::Applied { seq: 8 },
        DeviceFrame::Append {
            request: 1,
            entries: vec![NewEntry {
                id: entry_id(0),
                scope: Scope::Inbox(inbox()),
                kind: EntryKind::Event,
                key_id: key_id(),
                at: AT,
                sealed_body: ByteBuf::from(vec![2, 9]),
            }],
        },
        DeviceFrame::PutRoute {
            request: 2,
            route: Route { phone_number_id: PhoneNumberId::from("1066"), waba_id: WabaId::from("2077"), scope: Scope::Workspace },
        },
        DeviceFrame::RemoveRoute { request: 3, phone_number_id: PhoneNumberId::from("1066") },
        DeviceFrame::PutScopeKey {
            request: 4,
            key: ScopeKey { scope: Scope::Workspace, key_id: key_id(), sealing_public_key: SealingPublicKey::from_bytes(&[5; 32]).unwrap() },
        },
        DeviceFrame::GetMeta { request: 5 },
        DeviceFrame::PutMetaApp { request: 6, app: NewMetaApp { id: "12".into(), secret: SecretText::new("hush"), config_id: Some("34".into()) } },
        DeviceFrame::RemoveMetaApp { request: 7, app_id: "12".into() },
        DeviceFrame::StartLogin {
            request: 8,
            login: LoginRequest {
                login: login(),
                way: LoginWay::Signup,
                coexistence: true,
                app_id: None,
                sealed_to: SealingPublicKey::from_bytes(&[5; 32]).unwrap(),
            },
        },
        DeviceFrame::CancelLogin { request: 9, login: login() },
        DeviceFrame::InspectToken { request: 10, token: SecretText::new("EAAG"), app_id: None },
        DeviceFrame::RenewToken {
            request: 11,
            token: SecretText::new("EAAG"),
            app_id: "12".into(),
            sealed_to: SealingPublicKey::from_bytes(&[5; 32]).unwrap(),
        },
        DeviceFrame::SetAppWebhook { request: 12, app_id: "12".into() },
        DeviceFrame::GetAppWebhook { request: 13, app_id: "12".into() },
        DeviceFrame::ProbeWebhook { request: 14 },
    ]
}

fn check<F: Frame + PartialEq + std::fmt::Debug>(frames: &[F]) {
    assert_eq!(frames.len(), F::KINDS.len(), "one example per kind");
    for (frame, kind) in frames.iter().zip(F::KINDS) {
        assert_eq!(frame.kind(), *kind);
        let bytes = wire::encode(frame);
        assert_eq!(&wire::decode::<F>(&bytes).unwrap(), frame);
        insta::assert_snapshot!(format!("frame_{kind}"), printable(&bytes));
        for cut in 0..bytes.len() {
            assert_eq!(wire::decode::<F>(&bytes[..cut]), Err(DecodeError::Malformed), "cut at {cut}");
        }
    }
}

/// Text stays text, the rest becomes hex: field names and types show in a diff.
fn printable(bytes: &[u8]) -> String {
    bytes.iter().map(|b| if b.is_ascii_graphic() { (*b as char).to_string() } else { format!("<{b:02x}>") }).collect()
}

#[test]
fn frames_of_the_relay_round_trip() {
    check(&relay_frames());
}

#[test]
fn frames_of_a_device_round_trip() {
    check(&device_frames());
}

#[test]
fn a_frame_of_a_newer_kind_is_named_not_fatal() {
    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Newer {
        Wave { hands: u8 },
        Nod,
    }
    for (frame, name) in [(Newer::Wave { hands: 2 }, "wave"), (Newer::Nod, "nod")] {
        let bytes = rmp_serde::to_vec_named(&frame).unwrap();
        assert_eq!(wire::decode::<DeviceFrame>(&bytes), Err(DecodeError::UnknownKind(name.into())));
        assert_eq!(wire::decode::<RelayFrame>(&bytes), Err(DecodeError::UnknownKind(name.into())));
    }
}

#[test]
fn unknown_fields_are_ignored() {
    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Newer {
        Applied { seq: u64, mood: &'static str },
    }
    let bytes = rmp_serde::to_vec_named(&Newer::Applied { seq: 3, mood: "good" }).unwrap();
    assert_eq!(wire::decode::<DeviceFrame>(&bytes), Ok(DeviceFrame::Applied { seq: 3 }));
}

#[test]
fn garbage_is_malformed() {
    for bytes in [&b""[..], b"\xc1", b"\x80", b"{\"hello\":1}", &[0x91; 4000]] {
        assert_eq!(wire::decode::<DeviceFrame>(bytes), Err(DecodeError::Malformed));
    }
}

fn errors() -> Vec<RelayError> {
    vec![
        RelayError::CursorTooOld { oldest: 3 },
        RelayError::CursorFromFuture { head: 9 },
        RelayError::CursorOfAnotherLog { log: log() },
        RelayError::UnknownDevice,
        RelayError::BadSignature,
        RelayError::Forbidden { what: "change routes".into() },
        RelayError::TooLarge { limit: 262_144 },
        RelayError::ProtocolTooOld { oldest: 2 },
        RelayError::ProtocolTooNew { newest: 1 },
        RelayError::Overloaded { retry_after_ms: 500 },
        RelayError::BadRequest { why: "the frame is not readable".into() },
        RelayError::SetupCodeWrong,
        RelayError::SetupThrottled { retry_after_ms: 60_000 },
        RelayError::TooSlow,
        RelayError::ShuttingDown { retry_after_ms: 1000 },
        RelayError::Meta { words: "Invalid verification code format.".into(), code: Some(100) },
        RelayError::NoMetaApp,
        RelayError::NoLoginConfiguration,
        RelayError::NoPublicUrl,
        RelayError::MetaAppInSettings { app_id: "12".into() },
        RelayError::TooManyLogins,
        RelayError::Other { code: "moved".into(), message: "This workspace moved.".into() },
    ]
}

#[test]
fn errors_round_trip_and_read_well() {
    for error in errors() {
        let frame = RelayFrame::Refused { request: Some(1), error: error.clone() };
        assert_eq!(wire::decode::<RelayFrame>(&wire::encode(&frame)), Ok(frame));
        let json = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<RelayError>(&json).unwrap(), error);
    }
    let refusals: Vec<Refusal> = errors().into_iter().map(|error| Refusal { error }).collect();
    insta::assert_json_snapshot!(refusals);
}

#[test]
fn setup_is_plain_json() {
    let device_public_key: DevicePublicKey = DeviceSigningKey::from_bytes(&[3; 32]).unwrap().public_key();
    let request = SetupRequest {
        code: "ABCD-EFGH".into(),
        workspace: workspace(),
        workspace_name: "Padaria".into(),
        device: device(),
        device_name: "Front desk".into(),
        device_public_key,
        workspace_key: ScopeKey { scope: Scope::Workspace, key_id: key_id(), sealing_public_key: SealingPublicKey::from_bytes(&[5; 32]).unwrap() },
    };
    insta::assert_json_snapshot!(request);
    let back: SetupRequest = serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
    assert_eq!(back.device_public_key, device_public_key);
}
