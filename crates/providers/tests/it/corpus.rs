//! The whole corpus, row by row of its index: each payload parses to what its kind says. A row of a new kind fails until somebody says here
//! what it is.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use frontdesk_domain::failure::FailureClass;
use frontdesk_domain::inbound::{News, StatusWord};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::challenge::Handshake;
use frontdesk_providers::meta::errors::classify;
use frontdesk_providers::meta::parse::parse;
use frontdesk_providers::meta::request::Request;
use frontdesk_providers::meta::signature::{self, SignatureError};
use frontdesk_providers::meta::split::split;
use frontdesk_providers::twilio::callback::Callback;
use frontdesk_providers::twilio::form::Form;
use frontdesk_providers::twilio::signature::{Body, Signed, WebhookKey, verify};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixtures::{Fixture, elements, fixtures};
use crate::signature::on_the_wire;
use crate::{answers, twilio};

/// Rows of the index, so that a copy that lost some is noticed.
const ROWS: usize = 611;

static CORPUS: LazyLock<Vec<Fixture>> = LazyLock::new(|| fixtures(&[""]));

#[test]
fn the_copy_is_complete() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files = BTreeSet::new();
    for provider in ["cloud", "twilio"] {
        for kind in std::fs::read_dir(root.join(provider)).expect("a folder") {
            let kind = kind.expect("a folder").file_name().into_string().expect("UTF-8");
            for file in std::fs::read_dir(root.join(provider).join(&kind)).expect("a folder") {
                let name = file.expect("a file").file_name().into_string().expect("UTF-8");
                files.insert(format!("{provider}/{kind}/{name}"));
            }
        }
    }
    let rows: BTreeSet<_> = CORPUS.iter().map(|fixture| fixture.path.clone()).collect();
    assert_eq!(rows, files, "a file for each row, and a row for each file");
    assert_eq!((CORPUS.len(), rows.len()), (ROWS, ROWS));
}

#[tokio::test]
async fn every_payload_parses_to_what_the_index_says() {
    for fixture in CORPUS.iter() {
        let folder = fixture.path.rsplit_once('/').expect("a folder").0.trim_start_matches("cloud/");
        assert_eq!(folder, fixture.kind, "{}: filed under its kind", fixture.path);
        match fixture.kind.as_str() {
            "verification" => verification(fixture),
            "signature" => signature(fixture),
            "batch" => delivery(fixture, None),
            "webhook-odd" => odd_delivery(fixture),
            "message-errors" => trouble(fixture),
            "api-error" => error(fixture),
            "api-request" => answers::request(fixture),
            "api-message-sent" => answers::message_sent(fixture).await,
            "api-phone-number" | "api-phone-numbers" => answers::phone_numbers(fixture).await,
            "api-debug-token" => answers::debug_token(fixture).await,
            "api-oauth-token" => answers::oauth_token(fixture).await,
            "api-simple" => answers::simple(fixture),
            "api-waba" => answers::wabas(fixture),
            "api-subscribed-apps" => answers::subscribed_apps(fixture),
            "api-business-profile" => answers::profile(fixture),
            "api-block-users" => answers::block_users(fixture),
            "api-media-url" => answers::media_url(fixture),
            "api-qr" => answers::qr(fixture),
            "api-template" => answers::template(fixture),
            "api-templates" => answers::templates(fixture),
            "api-list" => answers::list(fixture),
            "api-analytics" => answers::analytics(fixture),
            "api-other" => answers::other(fixture),
            "twilio/inbound" => twilio::inbound(fixture),
            "twilio/status" => twilio::status(fixture),
            "twilio/signature" => twilio::signature(fixture),
            "twilio/api-message" => twilio::api_message(fixture),
            "twilio/api-media" => twilio::api_media(fixture),
            "twilio/api-content" => twilio::api_content(fixture),
            kind => match (kind.split_once('-'), message_kind(kind)) {
                (_, Some(message)) => delivery(fixture, Some(message)),
                (Some(("status", word)), None) => status(fixture, word),
                (Some(("field", name)), None) => field(fixture, name),
                (Some(_) | None, None) => panic!("{}: nobody said what {kind} is", fixture.path),
            },
        }
    }
}

fn message_kind(kind: &str) -> Option<MessageKind> {
    Some(match kind.strip_prefix("message-")? {
        "unknown" => MessageKind::Unsupported,
        "ephemeral" => MessageKind::Other("ephemeral".into()),
        "request_welcome" => MessageKind::Other("request_welcome".into()),
        // Without a type; what they are is tested by name.
        "odd" => MessageKind::Text,
        word if word.starts_with("interactive-") => MessageKind::Interactive,
        word => match MessageKind::from_word(word) {
            MessageKind::Other(_) => return None,
            kind => kind,
        },
    })
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Every message and status of the delivery, each under its id; of the kind that the index says, if it says one.
fn delivery(fixture: &Fixture, kind: Option<MessageKind>) {
    let body = fixture.delivery();
    let (mut messages, mut statuses) = (Vec::new(), Vec::new());
    for update in parse(&body) {
        match update.news {
            News::Message(message) => {
                let known = kind.as_ref().filter(|_| fixture.kind != "message-odd");
                assert!(known.is_none_or(|kind| *kind == message.content.kind), "{}: {:?}", fixture.path, message.content);
                messages.push(message.wamid.map(|id| id.0));
            }
            News::Status(status) => statuses.push(status.wamid.map(|id| id.0)),
            News::Trouble { failures } => assert!(!failures.is_empty(), "{}", fixture.path),
            News::Field { field } => assert!(kind.is_none() && field != "messages", "{}: {field}", fixture.path),
            News::Unparsed { reason } => panic!("{}: {reason}", fixture.path),
        }
    }
    let ids = |name| elements(&body, name).iter().map(|one| word(&one["id"])).collect::<Vec<_>>();
    assert_eq!((&messages, &statuses), (&ids("messages"), &ids("statuses")), "{}", fixture.path);
    assert!(kind.is_none() || !messages.is_empty(), "{}", fixture.path);
}

fn trouble(fixture: &Fixture) {
    let body = fixture.delivery();
    let codes: Vec<_> = elements(&body, "errors").iter().map(|error| error["code"].as_i64()).collect();
    match &parse(&body)[..] {
        [update] => {
            let News::Trouble { failures } = &update.news else { panic!("{}: {update:?}", fixture.path) };
            assert_eq!(failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), codes, "{}", fixture.path);
        }
        other => panic!("{}: {other:?}", fixture.path),
    }
}

fn status(fixture: &Fixture, expected: &str) {
    let expected = match expected {
        "sent" => StatusWord::Sent,
        "delivered" => StatusWord::Delivered,
        "read" => StatusWord::Read,
        "failed" => StatusWord::Failed,
        other => panic!("{}: nobody said what {other} is", fixture.path),
    };
    let body = fixture.delivery();
    let published = elements(&body, "statuses");
    let updates = parse(&body);
    assert_eq!(updates.len(), published.len(), "{}", fixture.path);
    for (update, published) in updates.iter().zip(&published) {
        let News::Status(status) = &update.news else { panic!("{}: {update:?}", fixture.path) };
        assert_eq!((&status.word, status.wamid.as_ref().map(|id| id.0.clone())), (&expected, word(&published["id"])), "{}", fixture.path);
        assert_eq!(status.failures.is_empty(), expected != StatusWord::Failed, "{}", fixture.path);
    }
}

fn field(fixture: &Fixture, name: &str) {
    let updates = parse(&fixture.delivery());
    assert!(!updates.is_empty(), "{}", fixture.path);
    for update in updates {
        assert_eq!(update.news, News::Field { field: name.to_owned() }, "{}", fixture.path);
    }
}

/// Wrong on purpose: reported, with all of its bytes, as one update.
fn odd_delivery(fixture: &Fixture) {
    let body = fixture.delivery();
    match &parse(&body)[..] {
        [update] => assert!(matches!(update.news, News::Unparsed { .. } | News::Field { .. }), "{}: {update:?}", fixture.path),
        other => panic!("{}: {other:?}", fixture.path),
    }
    let pieces = split(&body).into_pieces();
    assert!(pieces.len() == 1 && pieces[0].raw == body, "{}", fixture.path);
}

fn verification(fixture: &Fixture) {
    let handshake: Handshake = serde_json::from_value(fixture.json()).expect("a handshake");
    let (token, challenge) = (handshake.verify_token.clone(), handshake.challenge.clone());
    let ours = Secret::new(token.expect("a token"));
    assert_eq!(handshake.answer(&ours).ok(), challenge.as_deref(), "{}", fixture.path);
}

fn signature(fixture: &Fixture) {
    let example = fixture.json();
    let text = |key: &str| example[key].as_str().expect("a string");
    let secret = [Secret::new(text("app_secret"))];
    let verify = |body: &str| signature::verify(&secret, body.as_bytes(), Some(text("signature").as_bytes()));
    assert_eq!(verify(&on_the_wire(text("body"))), Ok(0), "{}", fixture.path);
    assert_eq!(verify(text("body")), Err(SignatureError::Mismatch), "{}", fixture.path);
}

fn error(fixture: &Fixture) {
    let error = &fixture.json()["error"];
    let failure = classify(None, &fixture.bytes, None);
    assert_eq!((failure.code, failure.subcode), (error["code"].as_i64(), error["error_subcode"].as_i64()), "{}", fixture.path);
    let words = ["title", "error_user_title", "message"].into_iter().find_map(|key| word(&error[key]));
    assert_eq!(Some(failure.title), words.or_else(|| word(error)), "{}", fixture.path);
    assert_eq!(failure.class == FailureClass::Window, failure.code == Some(131047), "{}", fixture.path);
}

/// Whatever reads bytes from outside, on all of them.
fn read_by_all(bytes: &[u8]) {
    let _ = (parse(bytes), split(bytes).into_pieces(), classify(Some(400), bytes, None));
    let form = Form::read(bytes);
    let key = WebhookKey::auth_token(&Secret::new("12345")).expect("a key");
    for body in [Body::Form(&form), Body::Raw(bytes)] {
        let url = String::from_utf8_lossy(bytes);
        let _ = verify(std::slice::from_ref(&key), &Signed { url: &url, body, signature: Some(bytes), settings: Some(bytes) });
        let _ = verify(std::slice::from_ref(&key), &Signed { url: &url, body, signature: Some(key.sign(&url, &body).as_bytes()), settings: None });
    }
    let _ = Callback::of(form).update();
    let _ = frontdesk_providers::twilio::errors::classify(Some(400), bytes, None);
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let _ = Callback::read(&twilio::encoded(&value)).update();
        let _ = Request::read(&value);
        answers::read_by_all(&value);
        twilio::read_by_all(&value);
    }
}

#[test]
fn every_reader_takes_every_payload() {
    for fixture in CORPUS.iter() {
        read_by_all(&fixture.bytes);
    }
}

proptest! {
    #[test]
    fn damage_makes_no_reader_panic(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<bool>(),
    ) {
        let mut bytes = which.get(&CORPUS[..]).bytes.clone();
        for (at, byte) in damage {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
        }
        read_by_all(&bytes);
    }

    /// Still JSON, but with a value of one payload in the place of another's.
    #[test]
    fn values_in_the_wrong_place_make_no_reader_panic(
        which in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        places in any::<[prop::sample::Index; 2]>(),
    ) {
        let [mut value, strange] = [which, other].map(|index| index.get(&CORPUS[..]).json());
        let strange = pointers(&strange).get(places[0].index(pointers(&strange).len())).and_then(|at| strange.pointer(at)).cloned();
        let at = pointers(&value).swap_remove(places[1].index(pointers(&value).len()));
        *value.pointer_mut(&at).expect("a place") = strange.unwrap_or_default();
        read_by_all(value.to_string().as_bytes());
    }
}

/// Where all values of a payload are.
fn pointers(value: &Value) -> Vec<String> {
    fn below(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Array(list) => list.iter().enumerate().for_each(|(index, one)| below(one, &format!("{at}/{index}"), found)),
            Value::Object(object) => {
                let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
                object.iter().for_each(|(key, one)| below(one, &format!("{at}/{}", escaped(key)), found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    below(value, "", &mut found);
    found
}
