//! Published answers of the Graph API, each against what it says itself. And published requests: ours have their form.

use frontdesk_domain::message::MessageKind;
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::answers::analytics::{PricingPoint, TemplatePoint};
use frontdesk_providers::meta::answers::blocked::{BlockOutcome, BlockedUser};
use frontdesk_providers::meta::answers::history::MessageHistory;
use frontdesk_providers::meta::answers::media::MediaLocation;
use frontdesk_providers::meta::answers::node::{Availability, Created, Node, request_id, succeeded};
use frontdesk_providers::meta::answers::number::{CallPermission, CommerceSettings, NumberSettings, OfficialAccount, call_ids};
use frontdesk_providers::meta::answers::page::{Next, Page};
use frontdesk_providers::meta::answers::profile::Profile;
use frontdesk_providers::meta::answers::qr::QrCode;
use frontdesk_providers::meta::answers::subscribed_app::SubscribedApp;
use frontdesk_providers::meta::answers::template::{Button, ButtonKind, Component, Header, Template, TemplateCategory, TemplateStatus};
use frontdesk_providers::meta::answers::user::AssignedUser;
use frontdesk_providers::meta::answers::waba::Waba;
use frontdesk_providers::meta::graph::{self, Graph, GraphConfig, OutgoingText, Recipient};
use frontdesk_providers::meta::oauth::{self, AppCredentials, OAuth};
use frontdesk_providers::meta::request::{Request, SentBody};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::fixtures::Fixture;

/// What a published field says: a string or a number; nothing when it is empty or missing.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn elements(published: &Value) -> &[Value] {
    published["data"].as_array().expect("a list")
}

/// The elements of a list, or the published answer as the only one.
fn one_or_many(published: &Value) -> Vec<Value> {
    published["data"].as_array().cloned().unwrap_or_else(|| vec![published.clone()])
}

/// The page of an answer, with everything in it read.
fn page<T: std::fmt::Debug>(fixture: &Fixture, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let published = fixture.json();
    let page = Page::read(&published, read).unwrap_or_else(|| panic!("{}", fixture.path));
    assert!(!format!("{page:?}").contains("EXAMPLE_TOKEN"), "{}: {page:?}", fixture.path);
    assert_eq!((page.items.len(), page.skipped), (elements(&published).len(), 0), "{}", fixture.path);
    let cursor = word(&published["paging"]["cursors"]["after"]);
    let next = match (published["paging"].get("next"), cursor) {
        (None, _) => Next::End,
        (Some(_), Some(cursor)) => Next::After(cursor),
        (Some(_), None) => Next::Nameless,
    };
    assert_eq!(page.next, next, "{}", fixture.path);
    assert_eq!(page.total, published["summary"]["total_count"].as_i64(), "{}", fixture.path);
    page.items
}

/// Where one request is answered with the published body.
async fn answering(fixture: &Fixture) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("a URL");
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", fixture.bytes.len()).into_bytes();
    answer.extend_from_slice(&fixture.bytes);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut chunk).await.expect("readable");
            request.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break;
            }
        }
        stream.write_all(&answer).await.expect("written");
    });
    url
}

async fn graph_with(fixture: &Fixture) -> Graph {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Graph::new(graph::http_client().expect("a client"), GraphConfig::new(Some(answering(fixture).await)).expect("a base"))
}

async fn login_with(fixture: &Fixture) -> (OAuth, AppCredentials) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let graph = GraphConfig::new(Some(answering(fixture).await)).expect("a base");
    let dialog = Url::parse("https://www.facebook.com").expect("a URL");
    let app = AppCredentials { id: "634974688087057".into(), secret: Secret::new("secret") };
    (OAuth::new(oauth::http_client().expect("a client"), graph, dialog), app)
}

pub async fn message_sent(fixture: &Fixture) {
    let published = fixture.json();
    let text = OutgoingText { to: Recipient::Phone("+1650".into()), body: "Hi".into(), reply_to: None, opaque: "o".into() };
    let accepted = graph_with(fixture).await.send_text(&"1".into(), &Secret::new("t"), &text).await.expect("accepted");
    assert_eq!(Some(accepted.wamid.0), word(&published["messages"][0]["id"]), "{}", fixture.path);
    assert_eq!(accepted.wa_id.map(|id| id.0), word(&published["contacts"][0]["wa_id"]), "{}", fixture.path);
    assert_eq!(accepted.user_id.map(|id| id.0), word(&published["contacts"][0]["user_id"]), "{}", fixture.path);
}

pub async fn phone_numbers(fixture: &Fixture) {
    let (graph, token, published) = (graph_with(fixture).await, Secret::new("t"), fixture.json());
    let numbers = match fixture.kind.as_str() {
        "api-phone-number" => vec![graph.phone_number(&"1".into(), &token).await.expect("a number")],
        _ => graph.phone_numbers(&"1".into(), &token).await.expect("numbers"),
    };
    let expected = one_or_many(&published);
    assert_eq!(numbers.len(), expected.len(), "{}", fixture.path);
    for (number, expected) in numbers.into_iter().zip(expected) {
        assert_eq!(Some(number.id.0), word(&expected["id"]), "{}", fixture.path);
        assert_eq!(number.display_phone_number, word(&expected["display_phone_number"]), "{}", fixture.path);
        assert_eq!(number.verified_name, word(&expected["verified_name"]), "{}", fixture.path);
        assert_eq!(number.quality_rating, word(&expected["quality_rating"]), "{}", fixture.path);
        assert_eq!(number.status, word(&expected["status"]), "{}", fixture.path);
    }
}

pub async fn debug_token(fixture: &Fixture) {
    let (login, app) = login_with(fixture).await;
    let data = &fixture.json()["data"];
    let described = login.inspect(&app, &Secret::new("token")).await.expect("a description");
    assert_eq!((described.is_valid, described.app_id), (data["is_valid"] == true, word(&data["app_id"])), "{}", fixture.path);
    assert_eq!((described.kind, described.user_id), (word(&data["type"]), word(&data["user_id"])), "{}", fixture.path);
    let scopes: Vec<_> = data["scopes"].as_array().into_iter().flatten().filter_map(word).collect();
    assert_eq!(described.scopes, scopes, "{}", fixture.path);
    let granular: Vec<_> = described.granular.iter().map(|granted| (granted.scope.clone(), granted.target_ids.clone())).collect();
    assert_eq!(granular, scopes.into_iter().map(|scope| (scope, None)).collect::<Vec<_>>(), "{}: for all assets", fixture.path);
    assert_eq!((described.expires_at, described.data_access_expires_at), (None, None), "{}: 0 is never", fixture.path);
}

pub async fn oauth_token(fixture: &Fixture) {
    let (login, app) = login_with(fixture).await;
    let grant = login.exchange_code(&app, &Secret::new("code"), None).await.expect("a token");
    assert_eq!(Some(grant.access_token.expose()), fixture.json()["access_token"].as_str(), "{}", fixture.path);
    assert_eq!(grant.expires_in_ms, None, "{}", fixture.path);
}

pub fn simple(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    if let Some(request) = word(&published["request_id"]) {
        assert_eq!((request_id(&published), Node::read(&published)), (Some(request), None), "{path}");
        return;
    }
    let node = Node::read(&published).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(Some(node.id.clone()), word(&published["id"]), "{path}");
    let created = Created::read(&published).expect("an id");
    assert_eq!((created.status, created.category), (word(&published["status"]), word(&published["category"])), "{path}");
    for (field, value) in published.as_object().expect("an object") {
        match field.as_str() {
            "id"
            | "status"
            | "category"
            | "account_review_status"
            | "code_verification_status"
            | "name_status"
            | "message_template_namespace"
            | "marketing_messages_onboarding_status"
            | "whatsapp_business_manager_messaging_limit" => {
                assert_eq!(node.word(field), word(value), "{path}");
            }
            "health_status" => health(path, &node, value),
            "official_business_account" => assert_eq!(node.official_account_status(), word(&value["oba_status"]), "{path}"),
            "quality_score" => {
                let quality = node.quality().expect("a score");
                assert_eq!((Some(quality.score), quality.date), (word(&value["score"]), value["date"].as_i64()), "{path}");
            }
            "analytics" => {
                let analytics = node.analytics().expect("figures");
                assert_eq!((analytics.granularity, analytics.points), (word(&value["granularity"]), Vec::new()), "{path}");
            }
            "conversational_automation" => {
                let automation = node.automation().expect("an automation");
                assert_eq!(serde_json::json!(automation.prompts), value["prompts"], "{path}");
                let commands: Vec<_> = automation.commands.into_iter().map(|command| (Some(command.name), command.description)).collect();
                let expected = value["commands"].as_array().expect("a list").iter();
                let expected: Vec<_> = expected.map(|one| (word(&one["command_name"]), word(&one["command_description"]))).collect();
                assert_eq!((commands, automation.enable_welcome_message), (expected, value["enable_welcome_message"] == true), "{path}");
            }
            other => panic!("{path}: nobody said what {other} is"),
        }
    }
}

fn availability(value: &Value) -> Availability {
    match value["can_send_message"].as_str() {
        Some("AVAILABLE") => Availability::Available,
        Some("LIMITED") => Availability::Limited,
        Some("BLOCKED") => Availability::Blocked,
        other => panic!("{other:?}"),
    }
}

fn health(path: &str, node: &Node, published: &Value) {
    let health = node.health().unwrap_or_else(|| panic!("{path}"));
    assert_eq!(health.can_send_message, availability(published), "{path}");
    let entities = published["entities"].as_array().expect("a list");
    assert_eq!(health.entities.len(), entities.len(), "{path}");
    for (read, entity) in health.entities.iter().zip(entities) {
        assert_eq!((Some(&read.entity_type), &read.id), (word(&entity["entity_type"]).as_ref(), &word(&entity["id"])), "{path}");
        assert_eq!(read.can_send_message, availability(entity), "{path}");
        assert_eq!(read.additional_info.len(), entity["additional_info"].as_array().map_or(0, Vec::len), "{path}");
        let problems: Vec<_> = read.problems.iter().map(|problem| (problem.code, problem.possible_solution.clone())).collect();
        let errors = entity["errors"].as_array().into_iter().flatten();
        assert_eq!(problems, errors.map(|error| (error["error_code"].as_i64(), word(&error["possible_solution"]))).collect::<Vec<_>>(), "{path}");
    }
}

fn check_waba(path: &str, account: Waba, published: &Value) {
    let said = |key: &str| word(&published[key]);
    assert_eq!(Some(account.id.0), said("id"), "{path}");
    for (value, key) in [
        (account.name, "name"),
        (account.currency, "currency"),
        (account.timezone_id, "timezone_id"),
        (account.country, "country"),
        (account.account_review_status, "account_review_status"),
        (account.business_verification_status, "business_verification_status"),
        (account.ownership_type, "ownership_type"),
        (account.message_template_namespace, "message_template_namespace"),
    ] {
        assert_eq!(value, said(key), "{path}: {key}");
    }
    let owner = account.owner.map(|owner| (Some(owner.id), owner.name));
    let info = &published["owner_business_info"];
    assert_eq!(owner, info.is_object().then(|| (word(&info["id"]), word(&info["name"]))), "{path}");
}

pub fn wabas(fixture: &Fixture) {
    let published = fixture.json();
    let accounts = if published.get("data").is_some() { page(fixture, Waba::read) } else { vec![Waba::read(&published).expect("an account")] };
    assert!(!accounts.is_empty(), "{}", fixture.path);
    accounts.into_iter().zip(one_or_many(&published)).for_each(|(account, published)| check_waba(&fixture.path, account, &published));
}

pub fn subscribed_apps(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    for (app, published) in page(fixture, SubscribedApp::read).into_iter().zip(elements(&published)) {
        let data = &published["whatsapp_business_api_data"];
        assert_eq!((Some(app.id), app.name, app.link), (word(&data["id"]), word(&data["name"]), word(&data["link"])), "{path}");
        assert_eq!(app.override_callback_uri, word(&published["override_callback_uri"]), "{path}");
    }
    assert_eq!(succeeded(&published), published.get("success").is_some(), "{path}");
}

pub fn profile(fixture: &Fixture) {
    check_profile(fixture, &fixture.json()["data"][0]);
}

fn check_profile(fixture: &Fixture, published: &Value) {
    let (path, profile) = (&fixture.path, Profile::read(&fixture.json()).expect("a profile"));
    for (value, key) in [
        (&profile.about, "about"),
        (&profile.address, "address"),
        (&profile.description, "description"),
        (&profile.email, "email"),
        (&profile.profile_picture_url, "profile_picture_url"),
        (&profile.vertical, "vertical"),
    ] {
        assert_eq!(*value, word(&published[key]), "{path}: {key}");
    }
    let websites: Vec<_> = published["websites"].as_array().into_iter().flatten().filter_map(word).collect();
    assert_eq!(profile.websites, websites, "{path}");
    assert_ne!(profile, Profile::default(), "{path}");
}

pub fn block_users(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let users = |list: &Value| -> Vec<BlockedUser> {
        let read = |user: &Value| BlockedUser {
            input: word(&user["input"]).or_else(|| word(&user["user"])),
            wa_id: word(&user["wa_id"]).map(Into::into),
            user_id: word(&user["user_id"]).map(Into::into),
        };
        list.as_array().into_iter().flatten().map(read).collect()
    };
    let block = &published["block_users"];
    if block.is_array() {
        assert_eq!(Request::read(&published), Some(Request::Block { users: users(block) }), "{path}");
        assert_eq!(BlockOutcome::read(&published), None, "{path}");
        return;
    }
    let outcome = BlockOutcome::read(&published).unwrap_or_else(|| panic!("{path}"));
    assert_eq!((&outcome.added, &outcome.removed), (&users(&block["added_users"]), &users(&block["removed_users"])), "{path}");
    assert_eq!((outcome.added.len() + outcome.removed.len(), outcome.failed.len()), (1, 0), "{path}");
}

pub fn media_url(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let media = MediaLocation::read(&published).unwrap_or_else(|| panic!("{path}"));
    assert_eq!((media.id, Some(media.url)), (word(&published["id"]), word(&published["url"])), "{path}");
    assert_eq!((media.mime_type, media.sha256), (word(&published["mime_type"]), word(&published["sha256"])), "{path}");
    // Some examples say SIZE.
    assert_eq!(media.file_size, word(&published["file_size"]).and_then(|size| size.parse().ok()), "{path}");
}

pub fn qr(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let codes = QrCode::read_all(&published).unwrap_or_else(|| panic!("{path}"));
    let expected = one_or_many(&published);
    assert_eq!(codes.len(), expected.len(), "{path}");
    assert!(!codes.is_empty(), "{path}");
    for (code, published) in codes.into_iter().zip(expected) {
        let said = |key: &str| word(&published[key]);
        assert_eq!((Some(code.code), code.prefilled_message), (said("code"), said("prefilled_message")), "{path}");
        assert_eq!((code.deep_link_url, code.qr_image_url), (said("deep_link_url"), said("qr_image_url")), "{path}");
        assert_eq!(code.creation_time, published["creation_time"].as_i64(), "{path}");
    }
}

fn check_template(path: &str, template: &Template, published: &Value) {
    let said = |key: &str| word(&published[key]);
    assert_eq!((Some(template.id.clone()), &template.name), (said("id"), &said("name")), "{path}");
    assert_eq!((&template.language, &template.previous_category), (&said("language"), &said("previous_category")), "{path}");
    assert_eq!((&template.sub_category, &template.parameter_format), (&said("sub_category"), &said("parameter_format")), "{path}");
    let status = said("status").map(|word| match word.as_str() {
        "APPROVED" => TemplateStatus::Approved,
        "PENDING" => TemplateStatus::Pending,
        "REJECTED" => TemplateStatus::Rejected,
        other => panic!("{path}: {other}"),
    });
    let category = said("category").map(|word| match word.as_str() {
        "MARKETING" => TemplateCategory::Marketing,
        "UTILITY" => TemplateCategory::Utility,
        "AUTHENTICATION" => TemplateCategory::Authentication,
        other => TemplateCategory::Other(other.to_owned()),
    });
    assert_eq!((&template.status, &template.category), (&status, &category), "{path}");
    let score = said("quality_score_category").or_else(|| said("qualityScoreCategory"));
    assert_eq!(template.quality.as_ref().map(|quality| quality.score.clone()), score, "{path}");
    let components = published["components"].as_array().map_or(&[][..], Vec::as_slice);
    assert_eq!(template.components.len(), components.len(), "{path}");
    template.components.iter().zip(components).for_each(|(read, published)| check_component(path, read, published));
}

fn check_component(path: &str, component: &Component, published: &Value) {
    let (text, example) = (word(&published["text"]), &published["example"]);
    let named = |key: &str| example[key].as_array().into_iter().flatten().map(|one| (word(&one["param_name"]), word(&one["example"])));
    let plain = |list: &Value| list.as_array().into_iter().flatten().map(|one| (None, word(one))).collect::<Vec<_>>();
    match (component, published["type"].as_str(), published["format"].as_str()) {
        (Component::Header(Header::Text { text: read, examples }), Some("HEADER"), Some("TEXT")) => {
            let examples: Vec<_> = examples.iter().map(|one| (one.name.clone(), Some(one.value.clone()))).collect();
            assert_eq!((read, examples), (&text, plain(&example["header_text"])), "{path}");
        }
        (Component::Header(Header::Image), Some("HEADER"), Some("IMAGE"))
        | (Component::Header(Header::Video), Some("HEADER"), Some("VIDEO"))
        | (Component::Header(Header::Document), Some("HEADER"), Some("DOCUMENT")) => {}
        (Component::Body { text: read, examples }, Some("BODY"), None) => {
            let mut expected = plain(&example["body_text"][0]);
            expected.extend(named("body_text_named_params"));
            let examples: Vec<_> = examples.iter().map(|one| (one.name.clone(), Some(one.value.clone()))).collect();
            assert_eq!((read, examples), (&text, expected), "{path}");
        }
        (Component::Footer { text: read }, Some("FOOTER"), None) => assert_eq!(*read, text, "{path}"),
        (Component::Buttons(buttons), Some("BUTTONS"), None) => {
            let expected = published["buttons"].as_array().expect("buttons").iter().map(|button| Button {
                text: word(&button["text"]),
                kind: match button["type"].as_str() {
                    Some("QUICK_REPLY") => ButtonKind::QuickReply,
                    Some("URL") => ButtonKind::Url(word(&button["url"])),
                    Some("PHONE_NUMBER") => ButtonKind::PhoneNumber(word(&button["phone_number"])),
                    other => panic!("{path}: {other:?}"),
                },
            });
            assert_eq!(*buttons, expected.collect::<Vec<_>>(), "{path}");
        }
        other => panic!("{path}: {other:?}"),
    }
}

pub fn template(fixture: &Fixture) {
    let published = fixture.json();
    let template = Template::read(&published).unwrap_or_else(|| panic!("{}", fixture.path));
    assert!(template.components.len() >= 2, "{}", fixture.path);
    check_template(&fixture.path, &template, &published);
}

pub fn templates(fixture: &Fixture) {
    let published = fixture.json();
    let templates = page(fixture, Template::read);
    assert!(!templates.is_empty(), "{}", fixture.path);
    templates.iter().zip(elements(&published)).for_each(|(template, published)| check_template(&fixture.path, template, published));
}

/// Lists of templates with a few of their fields, and the figures of templates.
pub fn list(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    if elements(&published)[0].get("granularity").is_none() {
        assert_eq!(TemplatePoint::read_all(&published), None, "{path}");
        return templates(fixture);
    }
    let points = TemplatePoint::read_all(&published).unwrap_or_else(|| panic!("{path}"));
    let expected: Vec<_> = elements(&published).iter().filter_map(|series| series["data_points"].as_array()).flatten().collect();
    assert_eq!(points.len(), expected.len(), "{path}");
    for (point, published) in points.iter().zip(expected) {
        let figure = |key: &str| published[key].as_i64();
        assert_eq!((Some(point.template_id.clone()), Some(point.start)), (word(&published["template_id"]), figure("start")), "{path}");
        assert_eq!((Some(point.end), point.sent, point.delivered), (figure("end"), figure("sent"), figure("delivered")), "{path}");
        assert_eq!((point.read, point.replied), (figure("read"), figure("replied")), "{path}");
        let costs = published["cost"].as_array().into_iter().flatten();
        let costs: Vec<_> = costs.map(|cost| (word(&cost["type"]).expect("a name"), cost["value"].as_f64())).collect();
        assert_eq!(point.cost, costs, "{path}");
    }
}

pub fn analytics(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let points = PricingPoint::read_all(&published).unwrap_or_else(|| panic!("{path}"));
    let expected = published["pricing_analytics"]["data"][0]["data_points"].as_array().expect("points");
    assert_eq!(points.len(), expected.len(), "{path}");
    for (point, published) in points.into_iter().zip(expected) {
        let said = |key: &str| word(&published[key]);
        assert_eq!((Some(point.start), Some(point.end)), (published["start"].as_i64(), published["end"].as_i64()), "{path}");
        assert_eq!((point.country, point.tier, point.phone_number), (said("country"), said("tier"), said("phone_number")), "{path}");
        assert_eq!((point.pricing_type, point.pricing_category), (said("pricing_type"), said("pricing_category")), "{path}");
        assert_eq!((point.volume, point.cost), (published["volume"].as_i64(), published["cost"].as_f64()), "{path}");
    }
}

pub fn other(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let name = path.rsplit('/').next().expect("a name").trim_start_matches("fbopenapi-").trim_end_matches(".json");
    let said = |key: &str| word(&published[key]);
    match name {
        "assigned-users-multiple-users" | "assigned-users-single-user" => {
            for (user, published) in page(fixture, AssignedUser::read).into_iter().zip(elements(&published)) {
                let said = |at: &str| published.pointer(at).and_then(word);
                assert_eq!((Some(user.id), user.name, user.user_type), (said("/id"), said("/name"), said("/user_type")), "{path}");
                assert_eq!(user.business.and_then(|business| business.name), said("/business/name"), "{path}");
            }
        }
        "call-permissions-denied-permission" | "call-permissions-granted-permission" | "call-permissions-pending-permission" => {
            let read = CallPermission::read(&published).expect("a permission");
            let permission = &published["permission"];
            assert_eq!((Some(read.status), read.expires_at), (word(&permission["status"]), permission["expiration_time"].as_i64()), "{path}");
            let actions: Vec<_> = read.actions.into_iter().map(|action| (Some(action.name), action.is_allowed)).collect();
            let expected = published["actions"].as_array().expect("actions").iter();
            let expected: Vec<_> = expected.map(|one| (word(&one["action_name"]), one["can_perform_action"] == true)).collect();
            assert_eq!(actions, expected, "{path}");
        }
        "calls-connect-call-response" => assert_eq!(call_ids(&published), Some(vec!["wacid.ABGGFjFVU2AfAgo6V".to_owned()]), "{path}"),
        "client-whatsapp-business-accounts-empty-response" => assert_eq!(page(fixture, Waba::read), [], "{path}"),
        "media-upload-audio-json" | "message-templates-create-flow-template-message-by-flow-jso" | "message-templates-example-response" => {
            let created = Created::read(&published).expect("an id");
            assert_eq!((Some(created.id), created.status, created.category), (said("id"), said("status"), said("category")), "{path}");
        }
        "message-history-filtered-by-message-id" | "message-history-message-history-with-events" => {
            for (history, published) in page(fixture, MessageHistory::read).into_iter().zip(elements(&published)) {
                assert_eq!(Some(history.wamid.0), word(&published["message_id"]), "{path}");
                let events = history.events.into_iter();
                let events: Vec<_> = events.map(|event| (Some(event.delivery_status), event.timestamp, event.webhook_uri)).collect();
                let expected = published["events"]["data"].as_array().expect("events").iter();
                let expected = expected.map(|one| (word(&one["delivery_status"]), one["timestamp"].as_i64(), word(&one["webhook_uri"])));
                assert_eq!(events, expected.collect::<Vec<_>>(), "{path}");
            }
        }
        "official-business-account-pending-status" | "official-business-account-successful-submission" => {
            let account = OfficialAccount::read(&published).expect("a standing");
            assert_eq!((account.id.as_str(), account.status.as_str()), ("1234567890123456", "PENDING"), "{path}");
            assert_eq!(account.message.as_deref(), Some("Your Official Business Account application is under review"), "{path}");
            assert_eq!(succeeded(&published), name.ends_with("submission"), "{path}");
        }
        "settings-basic-settings-response" | "settings-settings-with-sip-and-encryption" => {
            let settings = NumberSettings::read(&published).expect("settings");
            let said = |at: &str| published.pointer(at).and_then(word);
            assert_eq!((settings.calling, settings.sip), (said("/calling/status"), said("/calling/sip/status")), "{path}");
            assert_eq!(settings.payload_encryption, said("/payload_encryption/status"), "{path}");
            assert_eq!(settings.storage, said("/storage_configuration/status"), "{path}");
            assert_eq!(settings.data_localization_region, said("/storage_configuration/data_localization_region"), "{path}");
            assert!(!name.starts_with("settings-settings") || settings.data_localization_region.as_deref() == Some("us"), "{path}");
        }
        // A description of an answer slipped into the examples: it is none, and not taken for one.
        "template-id-example" => {
            assert_eq!(said("type").as_deref(), Some("object"), "{path}");
            assert_eq!((Template::read(&published), Node::read(&published), Created::read(&published)), (None, None, None), "{path}");
        }
        "verify-code-successful-verification" => assert!(succeeded(&published) && Node::read(&published).is_some(), "{path}"),
        "waba-basic-account" => check_waba(path, Waba::read(&published).expect("an account"), &published),
        "whatsapp-business-profile-business-profile-details" => check_profile(fixture, &published["data"][0]["business_profile"]),
        "whatsapp-commerce-settings-example-response" => {
            let settings = page(fixture, CommerceSettings::read);
            assert!(settings[0].is_cart_enabled && settings[0].is_catalog_visible, "{path}");
            assert_eq!(settings[0].id, word(&elements(&published)[0]["id"]), "{path}");
        }
        other => panic!("{path}: nobody said what {other} is"),
    }
}

pub fn request(fixture: &Fixture) {
    let (path, published) = (&fixture.path, fixture.json());
    let said = |key: &str| word(&published[key]);
    let read = Request::read(&published).unwrap_or_else(|| panic!("{path}"));
    let message = match read {
        Request::Message(message) => message,
        Request::MarkRead { wamid, is_typing } => return assert_eq!((Some(wamid.0), is_typing), (said("message_id"), false), "{path}"),
        Request::Register { data_localization_region } => {
            assert!(said("pin").is_some(), "{path}");
            return assert_eq!(data_localization_region, said("data_localization_region"), "{path}");
        }
        Request::OverrideCallback { uri } => return assert_eq!(Some(uri), said("override_callback_uri"), "{path}"),
        Request::UploadMedia => return assert!(said("file").is_some(), "{path}"),
        Request::Block { .. } => panic!("{path}: those are filed under api-block-users"),
    };
    let kind = said("type").unwrap_or_else(|| "text".to_owned());
    let object = &published[&kind];
    assert_eq!(message.content.kind.word(), kind, "{path}");
    assert!(!matches!(message.content.kind, MessageKind::Other(_)), "{path}");
    assert_eq!((&message.to, &message.recipient), (&said("to"), &None), "{path}");
    assert_eq!(message.reply_to.as_ref().map(|id| id.0.clone()), word(&published["context"]["message_id"]), "{path}");
    let words = match kind.as_str() {
        "text" => word(&object["body"]),
        "image" | "video" | "audio" | "sticker" => word(&object["caption"]),
        "document" => word(&object["caption"]),
        "location" => word(&object["name"]).zip(word(&object["address"])).map(|(name, address)| format!("{name}, {address}")),
        "contacts" => word(&object[0]["name"]["formatted_name"]),
        "reaction" => word(&object["emoji"]),
        "interactive" => word(&object["body"]["text"]),
        "template" => word(&object["name"]),
        other => panic!("{path}: nobody said what {other} is"),
    };
    assert_eq!(message.content.text, words, "{path}");
    assert_eq!(message.interactive, word(&object["type"]).filter(|_| kind == "interactive"), "{path}");
    let template = message.template.as_ref().map(|template| (Some(template.name.clone()), template.language.clone(), template.components.clone()));
    let parts = object["components"].as_array().into_iter().flatten().filter_map(|part| word(&part["type"])).collect();
    let expected = (kind == "template").then(|| (word(&object["name"]), word(&object["language"]["code"]), parts));
    assert_eq!(template, expected, "{path}");
    if kind == "text" {
        ours_has_the_form_of(path, &message, &published);
    }
}

/// What our text says is what the published one says, under the same keys; we add our own id, and say nothing about previews without a link.
fn ours_has_the_form_of(path: &str, message: &SentBody, published: &Value) {
    let to = message.to.clone().expect("a recipient");
    let text = OutgoingText {
        to: Recipient::Phone(to.clone()),
        body: message.content.text.clone().expect("a text"),
        reply_to: message.reply_to.clone(),
        opaque: "01890a5d".to_owned(),
    };
    let mut expected = published.clone();
    expected["recipient_type"] = "individual".into();
    expected["type"] = "text".into();
    expected["to"] = format!("+{}", to.trim_start_matches('+')).into();
    expected["biz_opaque_callback_data"] = "01890a5d".into();
    if expected["text"]["preview_url"] == false {
        expected["text"].as_object_mut().expect("an object").remove("preview_url");
    }
    assert_eq!(text.request(), expected, "{path}");
    let Some(Request::Message(ours)) = Request::read(&text.request()) else { panic!("{path}") };
    assert_eq!((&ours.content, &ours.reply_to, ours.opaque.as_deref()), (&message.content, &message.reply_to, Some("01890a5d")), "{path}");
}

/// Every reader of answers, on anything.
pub fn read_by_all(value: &Value) {
    let _ = (Created::read(value), succeeded(value), request_id(value), call_ids(value));
    if let Some(node) = Node::read(value) {
        let _ = (node.health(), node.quality(), node.official_account_status(), node.analytics(), node.automation());
    }
    let _ = (Page::read(value, Waba::read), Page::read(value, Template::read), Page::read(value, SubscribedApp::read));
    let _ = (Page::read(value, AssignedUser::read), Page::read(value, MessageHistory::read), Page::read(value, CommerceSettings::read));
    let _ = (Waba::read(value), Template::read(value), Profile::read(value), MediaLocation::read(value), QrCode::read_all(value));
    let _ = (BlockOutcome::read(value), PricingPoint::read_all(value), TemplatePoint::read_all(value));
    let _ = (OfficialAccount::read(value), NumberSettings::read(value), CallPermission::read(value));
}
