use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

const SECRET: &str = "app-secret-canary";
const CODE: &str = "AQD-code/canary+1";

fn app() -> AppCredentials {
    AppCredentials { id: "1029".into(), secret: Secret::new(SECRET) }
}

fn oauth(base: &str) -> OAuth {
    // Building a client needs a TLS provider; a second one is refused, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let graph = GraphConfig::new(Some(Url::parse(base).unwrap())).unwrap();
    OAuth::new(http_client().unwrap(), graph, Url::parse("https://www.facebook.com").unwrap())
}

/// Answers one request with this status and body; gives back the request as it came.
async fn one_answer(status: &str, body: &str) -> (OAuth, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut chunk).await.unwrap();
            request.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                break;
            }
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (oauth(&address), served)
}

/// The parameters of the request line.
fn query(request: &str) -> Vec<(String, String)> {
    let target = request.split(' ').nth(1).unwrap();
    Url::parse(&format!("http://host{target}")).unwrap().query_pairs().into_owned().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_dialog_is_asked_as_meta_documents_it() {
    let oauth = oauth("https://graph.facebook.com");
    let redirect_uri = Url::parse("https://relay.example/connect/callback").unwrap();
    let dialog = |config_id| {
        let url = oauth.dialog_url(&Dialog { app_id: "1029", config_id, redirect_uri: &redirect_uri, state: "s&t=1#" }).unwrap();
        assert_eq!(&url[..url::Position::AfterPath], "https://www.facebook.com/v22.0/dialog/oauth");
        let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        query.sort();
        query
    };
    let shared = [("client_id", "1029"), ("redirect_uri", "https://relay.example/connect/callback"), ("response_type", "code"), ("state", "s&t=1#")];
    let mut with_scopes = pairs(&shared);
    with_scopes.push(("scope".into(), "whatsapp_business_messaging,whatsapp_business_management,business_management".into()));
    with_scopes.sort();
    assert_eq!(dialog(None), with_scopes);
    let mut with_config = pairs(&shared);
    with_config.push(("config_id".into(), "77".into()));
    with_config.sort();
    assert_eq!(dialog(Some("77")), with_config, "a configuration replaces the scopes");
}

#[tokio::test]
async fn a_code_is_exchanged_with_get_and_exactly_these_parameters() {
    let redirect_uri = Url::parse("https://relay.example/connect/callback").unwrap();
    for redirect in [None, Some(&redirect_uri)] {
        let (oauth, served) = one_answer("200 OK", r#"{"access_token":"EAAG","token_type":"bearer","expires_in":5183944}"#).await;
        let grant = oauth.exchange_code(&app(), &Secret::new(CODE), redirect).await.ok().unwrap();
        assert_eq!((grant.access_token.expose(), grant.expires_in_ms), ("EAAG", Some(5_183_944_000)));
        let request = served.await.unwrap();
        assert!(request.starts_with("GET /v22.0/oauth/access_token?"), "{request}");
        let mut expected = pairs(&[("client_id", "1029"), ("client_secret", SECRET), ("code", CODE)]);
        expected.extend(redirect.map(|url| ("redirect_uri".to_owned(), url.to_string())));
        let mut sent = query(&request);
        sent.sort();
        assert_eq!(sent, expected);
    }
}

#[tokio::test]
async fn a_bare_token_is_an_answer() {
    for (body, expires_in_ms) in [
        (r#"{"access_token":"EAAG"}"#, None),
        (r#"{"access_token":"EAAG","expires_in":"3600"}"#, Some(3_600_000)),
        (r#"{"access_token":"EAAG","token_type":"bearer","expires_in":0}"#, None),
    ] {
        let (oauth, _) = one_answer("200 OK", body).await;
        let grant = oauth.exchange_code(&app(), &Secret::new(CODE), None).await.ok().unwrap();
        assert_eq!((grant.access_token.expose(), grant.expires_in_ms), ("EAAG", expires_in_ms), "{body}");
    }
}

#[tokio::test]
async fn refusals_keep_metas_words_and_no_secret() {
    let body = format!(
        r#"{{"error":{{"message":"This authorization code {CODE} of {SECRET} has been used.","type":"OAuthException","code":100,"error_subcode":36009}}}}"#
    );
    let (oauth, _) = one_answer("400 Bad Request", &body).await;
    let failure = oauth.exchange_code(&app(), &Secret::new(CODE), None).await.err().unwrap();
    assert_eq!((failure.code, failure.subcode), (Some(100), Some(36009)));
    assert_eq!(failure.title, "This authorization code [code] of [app secret] has been used.");
    for (status, body) in [("200 OK", "<html>"), ("200 OK", "{}"), ("302 Found", ""), ("500 Internal Server Error", "")] {
        let (oauth, _) = one_answer(status, body).await;
        let failure = oauth.exchange_code(&app(), &Secret::new(CODE), None).await.err().unwrap();
        let said = format!("{failure:?}");
        assert!(!said.contains("canary") && !said.contains("http://"), "{said}");
    }
}

#[tokio::test]
async fn an_address_where_nobody_answers_is_no_secret_in_a_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let failure = oauth(&address).extend(&app(), &Secret::new("EAAG-canary")).await.err().unwrap();
    assert_eq!(failure.class, FailureClass::NotSent);
    assert!(!format!("{failure:?}").contains("canary"));
}

#[tokio::test]
async fn the_other_token_calls_send_what_meta_documents() {
    let (oauth, served) = one_answer("200 OK", r#"{"access_token":"EAAL","expires_in":5184000}"#).await;
    let grant = oauth.extend(&app(), &Secret::new("EAAS")).await.ok().unwrap();
    assert_eq!((grant.access_token.expose(), grant.expires_in_ms), ("EAAL", Some(5_184_000_000)));
    let expected = [("grant_type", "fb_exchange_token"), ("client_id", "1029"), ("client_secret", SECRET), ("fb_exchange_token", "EAAS")];
    assert_eq!(query(&served.await.unwrap()), pairs(&expected));

    let (oauth, served) = one_answer("200 OK", r#"{"access_token":"1029|x","token_type":"bearer"}"#).await;
    oauth.check_app(&app()).await.unwrap();
    let expected = [("grant_type", "client_credentials"), ("client_id", "1029"), ("client_secret", SECRET)];
    assert_eq!(query(&served.await.unwrap()), pairs(&expected));
}

#[tokio::test]
async fn a_token_is_inspected_as_the_app() {
    let (oauth, served) = one_answer("200 OK", r#"{"data":{"error":{"code":190,"message":"Bad EAAG-canary"},"is_valid":false,"scopes":[]}}"#).await;
    let inspected = oauth.inspect(&app(), &Secret::new("EAAG-canary")).await.unwrap();
    assert_eq!((inspected.is_valid, inspected.problem.as_deref()), (false, Some("Bad [access token]")));
    let request = served.await.unwrap();
    assert!(request.starts_with("GET /v22.0/debug_token?input_token=EAAG-canary "), "{request}");
    assert!(request.to_lowercase().contains(&format!("authorization: bearer 1029|{SECRET}")), "{request}");
}

#[test]
fn every_form_of_debug_token_is_read() {
    let inspected = |data: &str| InspectedToken::read(&serde_json::from_str(&format!(r#"{{"data":{data}}}"#)).unwrap()).unwrap();
    let with_ids = inspected(
        r#"{"app_id":"1029","type":"USER","expires_at":1767225600,"data_access_expires_at":1775001600,"is_valid":true,"scopes":["a","b"],
            "granular_scopes":[{"scope":"a","target_ids":["1",2]},{"scope":"b"}],"user_id":9}"#,
    );
    assert_eq!(with_ids.expires_at, Some(Millis(1_767_225_600_000)));
    assert_eq!(with_ids.data_access_expires_at, Some(Millis(1_775_001_600_000)));
    assert_eq!(with_ids.user_id.as_deref(), Some("9"));
    assert_eq!(
        with_ids.granular,
        [Granted { scope: "a".into(), target_ids: Some(vec!["1".into(), "2".into()]) }, Granted { scope: "b".into(), target_ids: None },]
    );
    let never = inspected(r#"{"app_id":"1029","type":"SYSTEM_USER","expires_at":0,"data_access_expires_at":0,"is_valid":true,"scopes":["a"]}"#);
    assert_eq!((never.expires_at, never.data_access_expires_at, never.granular.len()), (None, None, 0));
    let least = inspected(r#"{"app_id":"test_app_id","is_valid":true}"#);
    assert!(least.is_valid && least.scopes.is_empty());
    assert_eq!(InspectedToken::read(&json!({})), None);
    assert_eq!(InspectedToken::read(&json!({ "data": [] })), None);
}

#[tokio::test]
async fn the_apps_webhook_is_read_and_set() {
    let body = r#"{"data":[{"object":"page","callback_url":"x"},{"object":"whatsapp_business_account","callback_url":"https://r/w","active":true,
        "fields":[{"name":"messages","version":"v22.0"},"account_update"]}]}"#;
    let (oauth, served) = one_answer("200 OK", body).await;
    let found = oauth.subscription(&app()).await.unwrap().unwrap();
    assert_eq!((found.callback_url.as_deref(), found.active), (Some("https://r/w"), true));
    assert_eq!(found.fields, ["messages", "account_update"]);
    assert!(served.await.unwrap().starts_with("GET /v22.0/1029/subscriptions "));

    let (oauth, _) = one_answer("200 OK", r#"{"data":[]}"#).await;
    assert_eq!(oauth.subscription(&app()).await.unwrap(), None);

    let (oauth, served) = one_answer("200 OK", r#"{"success":true}"#).await;
    oauth.subscribe(&app(), "https://r/w", &Secret::new("verify-me"), &["messages", "security"]).await.unwrap();
    let request = served.await.unwrap();
    assert!(request.starts_with("POST /v22.0/1029/subscriptions "), "{request}");
    let form =
        "object=whatsapp_business_account&callback_url=https%3A%2F%2Fr%2Fw&verify_token=verify-me&fields=messages%2Csecurity&include_values=true";
    assert!(request.ends_with(form), "{request}");
}
