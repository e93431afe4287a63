//! The client against a Graph that answers, refuses, hangs and hangs up.

use std::time::Duration;

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::graph::registration::CodeMethod;
use frontdesk_providers::meta::graph::{Graph, GraphConfig, OutgoingText, Recipient, http_client};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

use crate::fixtures::fixtures;

const TOKEN: &str = "EAAGsecret-token";

/// What the server does once it has read the whole request.
enum Then {
    Answer(String),
    HangUp,
    Hang,
}

fn answer(status: &str, headers: &str, body: &str) -> Then {
    let length = body.len();
    Then::Answer(format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"))
}

/// Serves one connection for each step and returns the requests as they came.
async fn server(steps: Vec<Then>) -> (Url, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("a URL");
    let served = tokio::spawn(async move {
        let (mut requests, mut held) = (Vec::new(), Vec::new());
        for step in steps {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            requests.push(request(&mut stream).await);
            match step {
                Then::Answer(text) => stream.write_all(text.as_bytes()).await.expect("written"),
                Then::HangUp => drop(stream),
                Then::Hang => held.push(stream),
            }
        }
        // A server that hangs keeps its side open until the client gives up.
        for mut stream in held {
            let _ = stream.read(&mut [0; 1]).await;
        }
        requests
    });
    (url, served)
}

async fn request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let head = text.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            let headers = String::from_utf8_lossy(&text[..head]).to_lowercase();
            let length = headers.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if text.len() >= head + 4 + length.unwrap_or(0) {
                return String::from_utf8(text).expect("UTF-8");
            }
        }
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.expect("readable");
        assert!(read > 0, "the request was cut off");
        text.extend_from_slice(&chunk[..read]);
    }
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    http_client().expect("a client")
}

fn graph(url: Url) -> Graph {
    Graph::new(client(), GraphConfig::new(Some(url)).expect("a base"))
}

fn hello() -> OutgoingText {
    OutgoingText { to: Recipient::Phone("+16505551234".into()), body: "Grüße 👋".into(), reply_to: None, opaque: "attempt-1".into() }
}

async fn refused(then: Then) -> Failure {
    let (url, served) = server(vec![then]).await;
    let failure = graph(url).send_text(&"106".into(), &Secret::new(TOKEN), &hello()).await.expect_err("a failure");
    served.await.expect("served");
    assert!(!format!("{failure:?}").contains(TOKEN), "{failure:?}");
    failure
}

#[tokio::test]
async fn a_text_is_sent_once_with_the_token_in_its_header_only() {
    for fixture in fixtures(&["api-message-sent"]) {
        let body = String::from_utf8(fixture.bytes.clone()).expect("UTF-8");
        let (url, served) = server(vec![answer("200 OK", "", &body)]).await;
        let accepted = graph(url).send_text(&"106".into(), &Secret::new(TOKEN), &hello()).await.expect("accepted");
        let published = fixture.json();
        assert_eq!(Some(accepted.wamid.as_str()), published["messages"][0]["id"].as_str(), "{}", fixture.path);
        assert_eq!(accepted.wa_id.as_ref().map(|id| id.as_str()), published["contacts"][0]["wa_id"].as_str());
        assert_eq!(accepted.user_id.as_ref().map(|id| id.as_str()), published["contacts"][0]["user_id"].as_str());

        let requests = served.await.expect("served");
        let [request] = &requests[..] else { panic!("{requests:?}") };
        let (head, body) = request.split_once("\r\n\r\n").expect("a body");
        assert!(head.starts_with("POST /v22.0/106/messages HTTP/1.1\r\n"), "{head}");
        let bearer = format!("authorization: Bearer {TOKEN}");
        assert!(head.lines().any(|line| line.eq_ignore_ascii_case(&bearer)), "{head}");
        assert_eq!(request.matches(TOKEN).count(), 1);
        assert_eq!(serde_json::from_str::<Value>(body).expect("JSON"), hello().request());
    }
}

#[tokio::test]
async fn what_never_left_may_be_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = Url::parse(&format!("http://{}", listener.local_addr().expect("an address"))).expect("a URL");
    drop(listener);
    let no_host = Url::parse("http://frontdesk.invalid").expect("a URL");
    for url in [closed, no_host] {
        let failure = graph(url).send_text(&"106".into(), &Secret::new(TOKEN), &hello()).await.expect_err("a failure");
        assert_eq!(failure.class, FailureClass::NotSent);
    }
}

#[tokio::test]
async fn a_failed_handshake_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = Url::parse(&format!("https://{}", listener.local_addr().expect("an address"))).expect("a URL");
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(b"this is no TLS\r\n\r\n").await.expect("written");
    });
    let failure = graph(url).send_text(&"106".into(), &Secret::new(TOKEN), &hello()).await.expect_err("a failure");
    assert_eq!(failure.class, FailureClass::NotSent);
    served.await.expect("served");
}

#[tokio::test]
async fn what_may_have_been_accepted_is_unknown() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"messages\":[{\"id\":\"wamid.1\"}]";
    let half_error = "HTTP/1.1 503 Unavailable\r\ncontent-length: 500\r\n\r\n{\"error\":";
    for (name, then) in [
        ("hung up", Then::HangUp),
        ("cut off in the head", Then::Answer("HTTP/1.1 200 O".into())),
        ("cut off in the body", Then::Answer(half.into())),
        ("cut off in an error", Then::Answer(half_error.into())),
        ("no JSON", answer("200 OK", "", "<html>")),
        ("no message id", answer("200 OK", "", r#"{"messages":[]}"#)),
        ("5xx without a body", answer("502 Bad Gateway", "", "")),
        ("a gateway that waited in vain", answer("504 Gateway Timeout", "", "<html>")),
    ] {
        assert_eq!(refused(then).await.class, FailureClass::Unknown, "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_unknown() {
    let (url, served) = server(vec![Then::Hang]).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let impatient = reqwest::Client::builder().timeout(Duration::from_millis(300)).build().expect("a client");
    let graph = Graph::new(impatient, GraphConfig::new(Some(url)).expect("a base"));
    let failure = graph.send_text(&"106".into(), &Secret::new(TOKEN), &hello()).await.expect_err("a failure");
    assert_eq!(failure.class, FailureClass::Unknown);
    served.await.expect("served");
}

#[tokio::test]
async fn metas_refusals_are_classified() {
    let error = |code: i64| format!(r#"{{"error":{{"message":"(#{code}) no","code":{code},"fbtrace_id":"A"}}}}"#);
    let limited = |wait| FailureClass::RateLimited { retry_after_ms: wait, only_this_recipient: false };
    for (then, expected) in [
        (answer("400 Bad Request", "", &error(131047)), FailureClass::Window),
        (answer("401 Unauthorized", "", &error(190)), FailureClass::Auth),
        (answer("500 Internal Server Error", "", &error(131000)), FailureClass::Transient { retry_after_ms: None }),
        (answer("400 Bad Request", "", &error(131026)), FailureClass::Permanent),
        (answer("429 Too Many Requests", "retry-after: 9\r\n", &error(4)), limited(Some(9_000))),
        (
            answer("400 Bad Request", "x-business-use-case-usage: {\"1\":[{\"estimated_time_to_regain_access\":2}]}\r\n", &error(80007)),
            limited(Some(120_000)),
        ),
        // Not followed: the token would go along.
        (answer("302 Found", "location: http://127.0.0.1:1/\r\n", ""), FailureClass::Permanent),
    ] {
        assert_eq!(refused(then).await.class, expected);
    }
}

#[tokio::test]
async fn words_that_quote_the_token_are_cleaned() {
    let body = format!(r#"{{"error":{{"message":"Malformed access token {TOKEN}","code":190,"error_data":{{"details":"{TOKEN}"}}}}}}"#);
    let failure = refused(answer("401 Unauthorized", "", &body)).await;
    assert_eq!(failure.title, "Malformed access token [access token]");
    assert_eq!(failure.details.as_deref(), Some("[access token]"));
}

#[tokio::test]
async fn numbers_are_described_as_published() {
    for fixture in fixtures(&["api-phone-number"]) {
        let (published, body) = (fixture.json(), String::from_utf8(fixture.bytes.clone()).expect("UTF-8"));
        let (url, served) = server(vec![answer("200 OK", "", &body)]).await;
        let (graph, token) = (graph(url), Secret::new(TOKEN));
        let (expected, numbers) = if fixture.kind == "api-phone-number" {
            (vec![published], vec![graph.phone_number(&"106".into(), &token).await.expect("a number")])
        } else {
            let data = published["data"].as_array().expect("a list").clone();
            (data, graph.phone_numbers(&"102".into(), &token).await.expect("numbers"))
        };
        assert_eq!(numbers.len(), expected.len(), "{}", fixture.path);
        for (number, expected) in numbers.iter().zip(&expected) {
            let word = |key: &str| expected[key].as_str().map(str::to_owned);
            assert_eq!(Some(number.id.0.clone()), word("id"), "{}", fixture.path);
            assert_eq!(number.display_phone_number, word("display_phone_number"), "{}", fixture.path);
            assert_eq!(number.verified_name, word("verified_name"), "{}", fixture.path);
            assert_eq!(number.quality_rating, word("quality_rating"), "{}", fixture.path);
            assert_eq!(number.status, word("status"), "{}", fixture.path);
            assert_eq!(number.name_status, word("name_status"), "{}", fixture.path);
            assert_eq!(number.is_on_biz_app, expected["is_on_biz_app"].as_bool(), "{}", fixture.path);
        }
        let requests = served.await.expect("served");
        let path = if fixture.kind == "api-phone-number" { "GET /v22.0/106?fields=" } else { "GET /v22.0/102/phone_numbers?fields=" };
        assert!(requests[0].starts_with(path), "{}", requests[0]);
    }
}

#[tokio::test]
async fn pages_are_followed_by_cursor() {
    let page = |id: &str, next: &str| format!(r#"{{"data":[{{"id":"{id}"}}],"paging":{{"cursors":{{"after":"c{id}"}}{next}}}}}"#);
    let next = format!(r#","next":"https://graph.facebook.com/x?access_token={TOKEN}""#);
    let steps = vec![answer("200 OK", "", &page("1", &next)), answer("200 OK", "", &page("2", ""))];
    let (url, served) = server(steps).await;
    let numbers = graph(url).phone_numbers(&"102".into(), &Secret::new(TOKEN)).await.expect("numbers");
    assert_eq!(numbers.iter().map(|number| number.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let requests = served.await.expect("served");
    assert!(!requests[0].contains("after=") && requests[1].contains("after=c1"), "{requests:?}");
    assert!(requests.iter().all(|request| request.matches(TOKEN).count() == 1));
}

#[tokio::test]
async fn subscribing_wants_a_clear_yes() {
    for (body, yes) in [(r#"{"success":true}"#, true), (r#"{"success":false}"#, false), ("true", false)] {
        let (url, served) = server(vec![answer("200 OK", "", body)]).await;
        let outcome = graph(url).subscribe_app(&"102".into(), &Secret::new(TOKEN)).await;
        assert_eq!(outcome.is_ok(), yes, "{body}");
        let requests = served.await.expect("served");
        assert!(requests[0].starts_with("POST /v22.0/102/subscribed_apps HTTP/1.1"), "{}", requests[0]);
    }
}

const OK: &str = "200 OK";

#[tokio::test]
async fn accounts_of_a_portfolio_are_owned_and_shared_ones_over_all_pages() {
    let pages = [
        r#"{"data":[{"id":"1","name":"One"}],"paging":{"cursors":{"after":"A"},"next":"https://graph/x?access_token=T&after=A"}}"#,
        r#"{"data":[{"id":"2"}],"paging":{"cursors":{"after":"B"}}}"#,
        r#"{"data":[{"id":2,"name":"again"},{"id":"3","owner_business_info":{"id":"9","name":"Owner"}}]}"#,
    ];
    let (url, served) = server(pages.iter().map(|page| answer(OK, "", page)).collect()).await;
    let accounts = graph(url).accounts_of("500", &Secret::new(TOKEN)).await.expect("accounts");
    let ids: Vec<_> = accounts.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(accounts[2].owner.as_ref().map(|owner| owner.id.as_str()), Some("9"));
    let requests = served.await.expect("served");
    assert!(requests[0].starts_with("GET /v22.0/500/owned_whatsapp_business_accounts?"));
    assert!(requests[1].contains("after=A") && !requests[1].contains("access_token"), "{}", requests[1]);
    assert!(requests[2].starts_with("GET /v22.0/500/client_whatsapp_business_accounts?"));
}

#[tokio::test]
async fn a_cursor_that_comes_again_ends_the_list() {
    let page = r#"{"data":[{"id":"1","name":"a"}],"paging":{"cursors":{"after":"A"},"next":"https://graph/x?after=A"}}"#;
    let (url, served) = server(vec![answer(OK, "", page), answer(OK, "", page)]).await;
    let templates = graph(url).templates(&"900".into(), &Secret::new(TOKEN)).await.expect("templates");
    assert_eq!((templates.len(), served.await.expect("served").len()), (2, 2));
}

#[tokio::test]
async fn a_token_of_a_business_names_it_and_a_persons_lists_theirs() {
    let business = [r#"{"id":"7","client_business_id":"500"}"#, r#"{"id":"500","name":"Casa Verde"}"#];
    let unknown_field = r#"{"error":{"code":100,"message":"(#100) Tried accessing nonexisting field (client_business_id)"}}"#;
    let list = r#"{"data":[{"id":"500","name":"Casa Verde"}]}"#;
    for steps in [
        business.iter().map(|body| answer(OK, "", body)).collect::<Vec<_>>(),
        vec![answer("400 Bad Request", "", unknown_field), answer(OK, "", list)],
        vec![answer(OK, "", r#"{"id":"7"}"#), answer(OK, "", list)],
    ] {
        let (url, served) = server(steps).await;
        let businesses = graph(url).businesses(&Secret::new(TOKEN)).await.expect("businesses");
        assert_eq!(businesses.iter().map(|business| business.id.as_str()).collect::<Vec<_>>(), ["500"]);
        served.await.expect("served");
    }
    let (url, served) = server(vec![answer("401 Unauthorized", "", r#"{"error":{"code":190,"message":"dead"}}"#)]).await;
    let failure = graph(url).businesses(&Secret::new(TOKEN)).await.expect_err("dead");
    assert_eq!(failure.class, FailureClass::Auth);
    served.await.expect("served");
}

#[tokio::test]
async fn numbers_are_verified_and_registered_as_meta_wants_it() {
    let success = || answer(OK, "", r#"{"success":true}"#);
    let started = || answer(OK, "", r#"{"messaging_product":"whatsapp","request_id":"r"}"#);
    let (url, served) = server(vec![success(), success(), success(), started(), started(), answer(OK, "", r#"{"success":false}"#)]).await;
    let (graph, token, number) = (graph(url), Secret::new(TOKEN), "106".into());
    graph.request_code(&number, CodeMethod::Voice, &token).await.expect("asked for");
    graph.verify_code(&number, &Secret::new("123456"), &token).await.expect("verified");
    graph.register(&number, &Secret::new("654321"), &token).await.expect("registered");
    graph.start_sync(&number, &token).await.expect("started");
    assert!(graph.register(&number, &Secret::new("654321"), &token).await.is_err());
    let said: Vec<(String, Value)> = served
        .await
        .expect("served")
        .iter()
        .map(|request| {
            let (head, body) = request.split_once("\r\n\r\n").expect("a body");
            let path = head.split(' ').nth(1).expect("a path");
            (path.to_owned(), serde_json::from_str(body).expect("JSON"))
        })
        .collect();
    let call = |edge: &str, body: Value| (format!("/v22.0/106/{edge}"), body);
    assert_eq!(
        said[..5],
        [
            call("request_code", json!({"code_method": "VOICE", "language": "en_US"})),
            call("verify_code", json!({"code": "123456"})),
            call("register", json!({"messaging_product": "whatsapp", "pin": "654321"})),
            call("smb_app_data", json!({"messaging_product": "whatsapp", "sync_type": "smb_app_state_sync"})),
            call("smb_app_data", json!({"messaging_product": "whatsapp", "sync_type": "history"})),
        ]
    );
}

#[tokio::test]
async fn how_a_number_is_can_be_asked_of_any_version() {
    let unknown = r#"{"error":{"message":"(#100) Tried accessing nonexistent field (health_status)","code":100}}"#;
    let plain = r#"{"id":"106","status":"CONNECTED","quality_rating":"GREEN"}"#;
    let (url, served) = server(vec![answer("400 Bad Request", "", unknown), answer("200 OK", "", plain)]).await;
    let seen = graph(url).number_health(&"106".into(), &Secret::new(TOKEN)).await.expect("the plain fields");
    assert_eq!((seen.status.as_deref(), seen.quality.as_deref(), seen.can_send), (Some("CONNECTED"), Some("GREEN"), None));
    let requests = served.await.expect("served");
    assert!(requests[0].contains("health_status") && requests[0].contains("messaging_limit_tier"), "{}", requests[0]);
    assert!(!requests[1].contains("health_status"), "{}", requests[1]);

    // The number itself is gone: asking again would not help.
    let gone = r#"{"error":{"message":"Unsupported get request.","code":100,"error_subcode":33}}"#;
    let (url, served) = server(vec![answer("400 Bad Request", "", gone)]).await;
    let failure = graph(url).number_health(&"106".into(), &Secret::new(TOKEN)).await.expect_err("refused");
    assert_eq!((failure.code, failure.subcode), (Some(100), Some(33)));
    assert_eq!(served.await.expect("served").len(), 1);
}

#[tokio::test]
async fn an_account_is_unsubscribed_and_its_apps_are_listed() {
    let (url, served) = server(vec![answer("200 OK", "", r#"{"success":true}"#)]).await;
    graph(url).unsubscribe_app(&"2077".into(), &Secret::new(TOKEN)).await.expect("unsubscribed");
    assert!(served.await.expect("served")[0].starts_with("DELETE /v22.0/2077/subscribed_apps HTTP/1.1\r\n"));
    for fixture in fixtures(&["api-subscribed-apps"]) {
        let published = fixture.json();
        let (url, served) = server(vec![answer("200 OK", "", &published.to_string())]).await;
        let apps = graph(url).subscribed_apps(&"2077".into(), &Secret::new(TOKEN)).await.expect("listed");
        assert_eq!(apps.len(), published["data"].as_array().expect("a list").len(), "{}", fixture.path);
        served.await.expect("served");
    }
}

#[tokio::test]
async fn a_profile_is_changed_without_what_cannot_be_empty() {
    use frontdesk_providers::meta::answers::profile::Profile;
    let profile = Profile { about: Some("Plants".into()), websites: vec!["https://a.example".into()], ..Profile::default() };
    let (url, served) = server(vec![answer("200 OK", "", r#"{"success":true}"#)]).await;
    graph(url).save_business_profile(&"106".into(), &Secret::new(TOKEN), &profile).await.expect("saved");
    let requests = served.await.expect("served");
    let body: Value = serde_json::from_str(requests[0].split_once("\r\n\r\n").expect("a body").1).expect("JSON");
    let expected = json!({
        "messaging_product": "whatsapp", "about": "Plants", "address": "", "description": "", "email": "", "websites": ["https://a.example"]
    });
    assert_eq!(body, expected, "an empty text removes one, but there is always an industry");
    let (url, served) = server(vec![answer("200 OK", "", r#"{"data":[{"about":"Plants","websites":["https://a.example"]}]}"#)]).await;
    assert_eq!(graph(url).business_profile(&"106".into(), &Secret::new(TOKEN)).await.expect("read"), profile);
    served.await.expect("served");
}
