//! Every published error answer falls into the class that the reference's tables give its code.

use frontdesk_domain::failure::FailureClass;
use frontdesk_providers::meta::errors::{advice_for, classify};

use crate::fixtures::{Fixture, fixtures};

fn http_status(fixture: &Fixture) -> Option<u16> {
    let after = fixture.note.split("HTTP ").nth(1)?;
    after.get(..3)?.parse().ok()
}

#[test]
fn published_errors_have_their_class() {
    for fixture in fixtures(&["api-error"]) {
        let error = &fixture.json()["error"];
        let failure = classify(http_status(&fixture), &fixture.bytes, None);
        let path = &fixture.path;
        assert_eq!(failure.code, error["code"].as_i64(), "{path}");
        assert_eq!(failure.subcode, error["error_subcode"].as_i64(), "{path}");
        assert!(!failure.title.is_empty(), "{path}");
        let words = ["error_data/details", "error_user_msg"];
        let details = words.iter().find_map(|at| error.pointer(&format!("/{at}"))?.as_str());
        assert_eq!(failure.details.as_deref(), details, "{path}");
        let expected = match error["code"].as_i64() {
            Some(0 | 10 | 102 | 104 | 190 | 131005) => FailureClass::Auth,
            Some(code) if (200..300).contains(&code) => FailureClass::Auth,
            Some(2) => FailureClass::Transient { retry_after_ms: None },
            Some(4 | 17 | 613 | 80007 | 130429) => FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: false },
            Some(131047) => FailureClass::Window,
            Some(100 | 400 | 403 | 803 | 134011 | 136024 | 136025) | None => FailureClass::Permanent,
            Some(code) => panic!("{path}: {code} has no expectation"),
        };
        assert_eq!(failure.class, expected, "{path}");
        if expected == FailureClass::Auth {
            assert!(advice_for(&failure).is_some_and(|advice| advice.contains("og in")), "{path}");
        }
    }
}
