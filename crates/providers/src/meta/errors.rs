//! Meta's errors, classified by what may be done after them: one table for answers to our requests and for the errors that
//! arrive in webhooks.

use frontdesk_domain::failure::{Failure, FailureClass};
use serde_json::Value;

use super::lenient::{flag, integer, scalar, text};

/// What the table knows about a range of codes.
struct Rule {
    codes: std::ops::RangeInclusive<i64>,
    then: Then,
    advice: &'static str,
}

#[derive(Clone, Copy)]
enum Then {
    /// Meta's side; `Some` where it says how long it takes, in milliseconds.
    Retry(Option<i64>),
    SlowDown,
    /// Only this customer gets too many.
    SlowDownPair,
    Login,
    Window,
    GiveUp,
}

const fn on(codes: std::ops::RangeInclusive<i64>, then: Then, advice: &'static str) -> Rule {
    Rule { codes, then, advice }
}

const fn one(code: i64, then: Then, advice: &'static str) -> Rule {
    on(code..=code, then, advice)
}

use Then::{GiveUp, Login, Retry, SlowDown, SlowDownPair, Window};

const LOG_IN: &str = "Your connection to Meta has ended. Log in with Meta again.";
const PERMISSION: &str = "Your login may not use this number. Ask an admin to give it access in Meta Business Settings, then log in again.";
const META_BUSY: &str = "Meta has a problem right now. It is tried again by itself.";
const TOO_FAST: &str = "You are sending faster than Meta allows. Messages go out more slowly for a while.";
const OUR_BUG: &str = "Meta did not understand this message. Report it to whoever looks after Frontdesk.";
const TEMPLATE_VALUES: &str = "The values don't fit the template. Check them and send again.";
const REGISTER: &str = "This number is not registered. Ask an admin to register it in the number's settings.";
const PIN_WAIT: &str = "There were too many attempts with the PIN. Wait a while, then try again.";

/// Sorted by code.
const RULES: &[Rule] = &[
    one(0, Login, LOG_IN),
    one(1, Retry(None), META_BUSY),
    one(2, Retry(None), META_BUSY),
    one(3, GiveUp, "The Meta app lacks a permission. Ask an admin to check its permissions in the Meta App Dashboard."),
    one(4, SlowDown, TOO_FAST),
    one(10, Login, PERMISSION),
    one(17, SlowDown, TOO_FAST),
    one(33, GiveUp, "This number no longer exists at Meta. Ask an admin to reload the list of numbers."),
    one(100, GiveUp, "Meta refused part of this message. Read the details, change it and send again."),
    one(102, Login, LOG_IN),
    one(104, Login, LOG_IN),
    one(190, Login, LOG_IN),
    on(200..=299, Login, PERMISSION),
    one(
        368,
        GiveUp,
        "Meta has blocked this account for a while because of its rules. Ask an admin to look at the account's quality in WhatsApp Manager.",
    ),
    one(613, SlowDown, TOO_FAST),
    one(80007, SlowDown, TOO_FAST),
    one(130429, SlowDown, TOO_FAST),
    one(130472, GiveUp, "Meta keeps this customer out of marketing messages for a test. Write to them when they write to you."),
    one(130497, GiveUp, "You may not message customers in this country with this account."),
    one(131000, Retry(None), META_BUSY),
    one(131005, Login, PERMISSION),
    one(131008, GiveUp, OUR_BUG),
    one(131009, GiveUp, "Meta refused part of this message. The message you refer to may be too old or deleted."),
    one(131016, Retry(None), META_BUSY),
    one(131021, GiveUp, "You can't write to your own number."),
    one(131026, GiveUp, "WhatsApp could not deliver this. Reach the customer another way, or ask them to update WhatsApp."),
    one(131030, GiveUp, "This is a test number. Ask an admin to add the customer to its list of allowed recipients."),
    one(131031, GiveUp, "Meta has locked this account. Ask an admin to look at it in WhatsApp Manager."),
    one(131037, GiveUp, "The name of this number is not approved yet. Ask an admin to have it approved in WhatsApp Manager."),
    one(131042, GiveUp, "Meta can't charge this account. Ask an admin to check its payment method in WhatsApp Manager."),
    one(131044, GiveUp, "Meta can't charge this account. Ask an admin to check its payment method in WhatsApp Manager."),
    one(131045, GiveUp, REGISTER),
    one(131047, Window, "The customer last wrote more than 24 hours ago. Send a template, or wait until they write."),
    one(
        131048,
        GiveUp,
        "Too many customers blocked or reported this number, so Meta limits it. Stop campaigns and ask an admin to look at its quality.",
    ),
    one(
        131049,
        GiveUp,
        "Meta chose not to deliver this, often because the customer got many marketing messages. Wait at least a day before you try again.",
    ),
    one(131050, GiveUp, "The customer asked for no more marketing messages from you."),
    one(131051, GiveUp, "WhatsApp does not hand over this kind of message. Open it on the phone, or ask the customer to send it another way."),
    one(131052, GiveUp, "The customer's file could not be fetched. Ask them to send it again."),
    one(131053, GiveUp, "WhatsApp could not take this file. Check its type and size, then send it again."),
    one(131055, GiveUp, "This kind of message is switched off for your account. Ask an admin to check it in WhatsApp Manager."),
    one(131056, SlowDownPair, "You sent this customer many messages in a short time. The next one goes out in a moment."),
    one(131057, Retry(Some(90_000)), "Meta is working on this account. It is tried again in a minute or two."),
    one(131059, GiveUp, "The list changed while it was loaded. Load it again."),
    one(131060, GiveUp, "This message can't be shown here. Open it on the phone."),
    one(131061, GiveUp, "This kind of message is switched off for your account. Ask an admin to check it in WhatsApp Manager."),
    one(131062, GiveUp, "This message needs the customer's phone number. Ask them for it first."),
    one(131063, GiveUp, "This kind of message is switched off for your account. Ask an admin to check it in WhatsApp Manager."),
    one(131064, GiveUp, "Meta limits this account because of wrongly sorted templates. Ask an admin to look at the templates."),
    one(132000, GiveUp, TEMPLATE_VALUES),
    one(132001, GiveUp, "This template does not exist in this language or is not approved. Reload the templates and choose another one."),
    one(132005, GiveUp, "The template is too long with these values. Shorten them and send again."),
    one(132007, GiveUp, "This template breaks Meta's rules. Ask an admin to change it."),
    one(132008, GiveUp, TEMPLATE_VALUES),
    one(132012, GiveUp, TEMPLATE_VALUES),
    one(132015, GiveUp, "Meta has paused this template for its quality. Choose another one."),
    one(132016, GiveUp, "Meta has switched this template off for good. Choose another one."),
    one(132018, GiveUp, "A template value has a line break, a tab or too many blanks. Take them out and send again."),
    on(132068..=132069, GiveUp, "Meta has blocked or slowed down this form. Ask an admin to look at it."),
    one(133000, GiveUp, "The last time this number was taken off did not finish. Take it off again, then register it."),
    one(133004, Retry(None), META_BUSY),
    one(133005, GiveUp, "The PIN is wrong. Enter it again, or reset it in WhatsApp Manager."),
    one(133006, GiveUp, "This number must be confirmed again. Ask for a new code and enter it."),
    on(133008..=133009, GiveUp, PIN_WAIT),
    one(133010, GiveUp, REGISTER),
    one(133015, Retry(Some(300_000)), "This number was taken off a moment ago. Wait five minutes before you register it."),
    one(133016, GiveUp, "This number was registered or taken off too often. Wait three days, then try again."),
    one(135000, GiveUp, "Meta refused part of this message. Read the details, change it and send again."),
    one(136024, GiveUp, "Meta could not send the code. Wait a while, then ask for a new one."),
    one(136025, GiveUp, "The code is wrong or too old. Ask for a new one."),
    one(137000, GiveUp, "The customer's security code changed. Make sure it is still them, then send again."),
    one(139100, GiveUp, "Some customers could not be blocked. Look at the list for each of them."),
    one(139101, GiveUp, "Your list of blocked customers is full."),
    one(139102, Retry(None), "The list of blocked customers was being changed. It is tried again by itself."),
    one(139103, Retry(None), META_BUSY),
    one(139200, GiveUp, "This account may not send without a template here. Choose a template."),
    one(141002, GiveUp, "The template is not approved yet. Choose another one."),
    on(147001..=147005, GiveUp, "Meta refused the username. Ask an admin to choose another one."),
    on(200005..=200007, GiveUp, "Figures for templates are not available for this account."),
    one(2388019, GiveUp, "You have as many templates as Meta allows. Delete one first."),
    one(2494191, GiveUp, "Another app is in charge of this conversation and you can't take it over."),
    on(2593107..=2593109, GiveUp, "The history of the phone can't be fetched any more."),
];

fn rule(code: i64) -> Option<&'static Rule> {
    let at = RULES.partition_point(|rule| *rule.codes.end() < code);
    RULES.get(at).filter(|rule| rule.codes.contains(&code))
}

/// What to do about a code, in one or two plain sentences to the agent. `None` for codes that the table does not have.
pub fn advice(code: i64) -> Option<&'static str> {
    rule(code).map(|rule| rule.advice)
}

/// [`advice`], and for a dead login the reason that its subcode gives.
pub fn advice_for(failure: &Failure) -> Option<&'static str> {
    let code = failure.code?;
    match failure.subcode {
        Some(458) if matches!(code, 102 | 190) => Some("Someone removed the app at Meta. Log in with Meta again to connect it."),
        Some(459) if matches!(code, 102 | 190) => Some("Meta wants to check your account. Open facebook.com, follow its steps, then log in again."),
        Some(460) if matches!(code, 102 | 190) => Some("The Facebook password was changed. Log in with Meta again."),
        Some(463) if matches!(code, 102 | 190) => Some("Your login has expired. Log in with Meta again."),
        Some(_) | None => advice(code),
    }
}

/// Classifies the answer to a request of ours.
///
/// `http_status` is `None` when there was none to see. `retry_after_ms` comes from [`wait_ms`]. Whatever leaves it open
/// whether a send was accepted is [`FailureClass::Unknown`]: a 5xx without an error object that speaks of a retry, and an
/// answer that is no error at all.
pub fn classify(http_status: Option<u16>, body: &[u8], retry_after_ms: Option<i64>) -> Failure {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer.get("error") {
        Some(error @ Value::Object(_)) => from_error(error, http_status, retry_after_ms),
        Some(error @ Value::String(_)) => Failure {
            class: by_status(http_status, retry_after_ms).unwrap_or(FailureClass::Permanent),
            code: None,
            subcode: None,
            title: scalar(error).unwrap_or_default(),
            details: text(&answer, "error_description"),
        },
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | None => Failure {
            class: by_status(http_status, retry_after_ms).unwrap_or(FailureClass::Unknown),
            code: None,
            subcode: None,
            title: match http_status {
                Some(status) => {
                    format!("Meta answered with HTTP status {status} and no explanation.")
                }
                None => "Meta's answer could not be understood.".to_owned(),
            },
            details: None,
        },
    }
}

/// One element of an `errors` list in a webhook: Meta gave up on something.
pub fn from_webhook_error(error: &Value) -> Failure {
    match error {
        Value::Object(_) => from_error(error, None, None),
        other => Failure {
            class: FailureClass::Permanent,
            code: None,
            subcode: None,
            title: scalar(other).unwrap_or_else(|| "Meta reported an error without saying which.".to_owned()),
            details: None,
        },
    }
}

/// How long Meta asks us to wait, in milliseconds: the `Retry-After` header (seconds), or the longest
/// `estimated_time_to_regain_access` (minutes) in `X-Business-Use-Case-Usage`.
pub fn wait_ms(retry_after: Option<&str>, business_use_case_usage: Option<&str>) -> Option<i64> {
    let seconds = retry_after.and_then(|seconds| seconds.trim().parse::<i64>().ok());
    if let Some(seconds) = seconds.filter(|seconds| *seconds >= 0) {
        return Some(seconds.saturating_mul(1000));
    }
    let usage: Value = serde_json::from_str(business_use_case_usage?).ok()?;
    let uses = usage.as_object()?.values().filter_map(Value::as_array).flatten();
    let minutes = uses.filter_map(|used| integer(used, "estimated_time_to_regain_access")).max()?;
    (minutes > 0).then(|| minutes.saturating_mul(60_000))
}

fn from_error(error: &Value, http_status: Option<u16>, retry_after_ms: Option<i64>) -> Failure {
    let code = integer(error, "code");
    let data = error.get("error_data").unwrap_or(&Value::Null);
    let title = ["title", "error_user_title", "message"].into_iter().find_map(|key| text(error, key));
    Failure {
        class: class(code, flag(error, "is_transient"), http_status, retry_after_ms),
        code,
        subcode: integer(error, "error_subcode"),
        title: title.unwrap_or_else(|| match code {
            Some(code) => format!("Meta reported error {code}."),
            None => "Meta reported an error without saying which.".to_owned(),
        }),
        details: text(data, "details").or_else(|| scalar(data)).or_else(|| text(error, "details")).or_else(|| text(error, "error_user_msg")),
    }
}

fn class(code: Option<i64>, is_transient: bool, http_status: Option<u16>, retry_after_ms: Option<i64>) -> FailureClass {
    let transient = FailureClass::Transient { retry_after_ms };
    match code.and_then(rule).map(|rule| rule.then) {
        Some(Login) => FailureClass::Auth,
        Some(Window) => FailureClass::Window,
        Some(SlowDown) => FailureClass::RateLimited { retry_after_ms, only_this_recipient: false },
        Some(SlowDownPair) => FailureClass::RateLimited { retry_after_ms, only_this_recipient: true },
        Some(Retry(known)) => FailureClass::Transient { retry_after_ms: retry_after_ms.or(known) },
        Some(GiveUp) | None if is_transient => transient,
        Some(GiveUp) => FailureClass::Permanent,
        None => by_status(http_status, retry_after_ms).unwrap_or(FailureClass::Permanent),
    }
}

/// What the status alone says; `None` when it says nothing.
fn by_status(http_status: Option<u16>, retry_after_ms: Option<i64>) -> Option<FailureClass> {
    Some(match http_status? {
        401 => FailureClass::Auth,
        429 => FailureClass::RateLimited { retry_after_ms, only_this_recipient: false },
        // A server or proxy that gave up waiting may have passed the request on.
        408 | 500..=599 => FailureClass::Unknown,
        // Neither accepted nor, without a body to go by, refused.
        200..=299 => return None,
        _ => FailureClass::Permanent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: FailureClass = FailureClass::Transient { retry_after_ms: None };
    const SLOW: FailureClass = FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: false };

    #[test]
    fn the_table_is_sorted_and_speaks_plainly() {
        for pair in RULES.windows(2) {
            assert!(pair[0].codes.end() < pair[1].codes.start(), "{:?} {:?}", pair[0].codes, pair[1].codes);
        }
        for rule in RULES {
            assert!(rule.advice.ends_with('.') && rule.advice.len() < 170, "{}", rule.advice);
            assert!(rule.codes.clone().all(|code| advice(code) == Some(rule.advice)));
        }
        assert_eq!(advice(-1), None);
        assert_eq!(advice(300), None);
        assert_eq!(advice(i64::MAX), None);
    }

    #[test]
    fn codes_have_their_class() {
        for (class, codes) in [
            (RETRY, &[1, 2, 131000, 131016, 133004, 139103][..]),
            (SLOW, &[4, 17, 613, 80007, 130429]),
            (FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: true }, &[131056]),
            (FailureClass::Transient { retry_after_ms: Some(90_000) }, &[131057]),
            (FailureClass::Auth, &[0, 10, 102, 190, 200, 250, 299, 131005]),
            (FailureClass::Window, &[131047]),
            (FailureClass::Permanent, &[3, 33, 100, 368, 131026, 131042, 131048, 131049, 132001, 133010, 131036, 999999]),
        ] {
            for code in codes {
                let body = format!(r#"{{"error":{{"message":"(#{code}) M","code":{code}}}}}"#);
                let failure = classify(Some(400), body.as_bytes(), None);
                assert_eq!((failure.code, &failure.class), (Some(*code), &class), "{code}");
                let arrived = from_webhook_error(&serde_json::json!({"code": code.to_string(), "title": "T"}));
                assert_eq!((arrived.code, &arrived.class), (Some(*code), &class), "{code} in a webhook");
            }
        }
    }

    #[test]
    fn answers_without_a_known_code_go_by_their_status() {
        use FailureClass::{Auth, Permanent, Unknown};
        for (status, body, expected) in [
            (Some(500), "", Unknown),
            (Some(502), "<html>bad gateway</html>", Unknown),
            (Some(503), r#"{"error":"busy"}"#, Unknown),
            (Some(500), r#"{"error":{"code":987654}}"#, Unknown),
            (Some(500), r#"{"error":{"code":987654,"is_transient":true}}"#, RETRY),
            (Some(500), r#"{"error":{"code":131000}}"#, RETRY),
            (Some(500), r#"{"error":{"code":131045}}"#, Permanent),
            (Some(400), r#"{"error":{"code":100,"is_transient":true}}"#, RETRY),
            (Some(400), r#"{"error":{"code":131047,"is_transient":true}}"#, FailureClass::Window),
            (Some(401), "", Auth),
            (Some(401), r#"{"error":{"message":"x"}}"#, Auth),
            (Some(429), "", SLOW),
            (Some(400), r#"{"error":"Invalid code"}"#, Permanent),
            (Some(408), "", Unknown),
            (Some(302), "", Permanent),
            (Some(200), "not json", Unknown),
            (Some(200), r#"{"error":{"code":190}}"#, Auth),
            (None, "", Unknown),
            (None, r#"{"error":"x"}"#, Permanent),
        ] {
            assert_eq!(classify(status, body.as_bytes(), None).class, expected, "{status:?} {body}");
        }
    }

    #[test]
    fn the_best_words_are_kept() {
        let body = br#"{"error":{"message":"(#100) M","error_user_title":"T","error_user_msg":"U","code":"100","error_subcode":33,"error_data":{"details":"D"}}}"#;
        let failure = classify(Some(400), body, None);
        assert_eq!((failure.title.as_str(), failure.details.as_deref(), failure.subcode), ("T", Some("D"), Some(33)));
        let failure = classify(Some(400), br#"{"error":{"message":"M","error_user_msg":"U"}}"#, None);
        assert_eq!((failure.title.as_str(), failure.details.as_deref()), ("M", Some("U")));
        let failure = classify(Some(400), br#"{"error":{"error_data":"why","code":1.5}}"#, None);
        assert_eq!((failure.details.as_deref(), failure.code), (Some("why"), None));
        let old = from_webhook_error(&serde_json::json!({"code":400,"title":"T","details":"D"}));
        assert_eq!((old.title.as_str(), old.details.as_deref()), ("T", Some("D")));
    }

    #[test]
    fn waiting_times_are_read() {
        let usage = r#"{"102290129340398":[{"type":"x","estimated_time_to_regain_access":0},{"estimated_time_to_regain_access":3}]}"#;
        assert_eq!(wait_ms(Some("7"), Some(usage)), Some(7000));
        assert_eq!(wait_ms(Some("Wed, 21 Oct 2026 07:28:00 GMT"), Some(usage)), Some(180_000));
        assert_eq!(wait_ms(None, Some(r#"{"1":[{"estimated_time_to_regain_access":0}]}"#)), None);
        assert_eq!(wait_ms(None, Some("[]")), None);
        assert_eq!(wait_ms(None, None), None);
        let failure = classify(Some(400), br#"{"error":{"code":4}}"#, wait_ms(Some("7"), None));
        assert_eq!(failure.class, FailureClass::RateLimited { retry_after_ms: Some(7000), only_this_recipient: false });
    }

    #[test]
    fn a_dead_login_says_why() {
        let failure = classify(Some(401), br#"{"error":{"code":190,"error_subcode":463,"message":"x"}}"#, None);
        assert_eq!(advice_for(&failure), Some("Your login has expired. Log in with Meta again."));
        let failure = classify(Some(401), br#"{"error":{"code":190,"message":"x"}}"#, None);
        assert_eq!(advice_for(&failure), Some(LOG_IN));
    }
}
