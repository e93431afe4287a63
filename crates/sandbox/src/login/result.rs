//! How an ended dialog is told: by redirect, or to the page that opened the popup.

use crate::config::SignupOrder;
use crate::world::{DialogResult, Outcome};

/// The redirect address with what is to be told, `state` unchanged.
pub(super) fn address(uri: &str, state: Option<&str>, outcome: &Outcome) -> Option<String> {
    let mut url = url::Url::parse(uri).ok()?;
    match &outcome.result {
        DialogResult::Code(code) => {
            url.query_pairs_mut().append_pair("code", code);
        }
        DialogResult::Token { value, lives_s, .. } => {
            let mut fragment = url::form_urlencoded::Serializer::new(String::new());
            fragment.append_pair("access_token", value).append_pair("expires_in", &lives_s.to_string());
            if let Some(state) = state {
                fragment.append_pair("state", state);
            }
            url.set_fragment(Some(&fragment.finish()));
            return Some(url.into());
        }
        DialogResult::Cancelled => {
            url.query_pairs_mut()
                .append_pair("error_reason", "user_denied")
                .append_pair("error", "access_denied")
                .append_pair("error_description", "Permissions error");
        }
    }
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Some(url.into())
}

/// What the popup posts to its opener, in order: the session event as JSON text, and the SDK's own message, which is
/// none.
pub(crate) fn messages(outcome: &Outcome, callback: &str, origin: &str, order: SignupOrder) -> Vec<String> {
    let event = outcome.event.as_ref().map(ToString::to_string);
    let mut answer = url::form_urlencoded::Serializer::new(String::new());
    answer.append_pair("cb", callback).append_pair("origin", origin).append_pair("relation", "opener");
    match &outcome.result {
        DialogResult::Code(code) => {
            answer.append_pair("code", code);
        }
        DialogResult::Token { value, lives_s, user_id } => {
            answer.append_pair("access_token", value).append_pair("expires_in", &lives_s.to_string()).append_pair("user_id", user_id);
        }
        DialogResult::Cancelled => {
            answer.append_pair("error", "access_denied").append_pair("error_reason", "user_denied");
        }
    }
    let answer = answer.finish();
    match (order, event) {
        (SignupOrder::EventFirst, Some(event)) => vec![event, answer],
        (SignupOrder::CodeFirst, Some(event)) => vec![answer, event],
        (SignupOrder::NoEvent, Some(_)) | (_, None) => vec![answer],
    }
}
