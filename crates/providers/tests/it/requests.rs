//! Our requests have the keys and values of the published ones.

use frontdesk_providers::meta::graph::{OutgoingText, Recipient};
use serde_json::Value;

use crate::fixtures::fixtures;

#[test]
fn a_text_is_asked_for_as_published() {
    let mut compared = 0;
    for fixture in fixtures(&["api-request"]) {
        let mut published = fixture.json();
        let Some(to) = published["to"].as_str().filter(|to| to.starts_with('+') && published["type"] == "text") else { continue };
        let text = OutgoingText {
            to: Recipient::Phone(to.to_owned()),
            body: published["text"]["body"].as_str().expect("a body").to_owned(),
            reply_to: published["context"]["message_id"].as_str().map(Into::into),
            opaque: "01890a5d".to_owned(),
        };
        // The examples don't use it; without it a late status could not be told whose it is.
        published["biz_opaque_callback_data"] = Value::from("01890a5d");
        assert_eq!(text.request(), published, "{}", fixture.path);
        compared += 1;
    }
    assert_eq!(compared, 2);
}
