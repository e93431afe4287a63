//! Twilio's errors, classified by what may be done after them: one table for answers to our requests and for status callbacks.

use frontdesk_domain::failure::{Failure, FailureClass};
use serde_json::Value;

use crate::meta::lenient::{integer, text};

#[derive(Clone, Copy)]
enum Then {
    /// Twilio's or the channel's side.
    Retry,
    SlowDown,
    Login,
    Window,
    GiveUp,
}

use Then::{GiveUp, Login, Retry, SlowDown, Window};

/// What the table knows about a range of codes.
struct Rule {
    codes: std::ops::RangeInclusive<i64>,
    then: Then,
    advice: &'static str,
}

const fn on(codes: std::ops::RangeInclusive<i64>, then: Then, advice: &'static str) -> Rule {
    Rule { codes, then, advice }
}

const fn one(code: i64, then: Then, advice: &'static str) -> Rule {
    on(code..=code, then, advice)
}

const UNREACHABLE: &str = "Twilio can't reach your relay. Ask an admin to check its address and certificate.";
const BAD_RECIPIENT: &str = "Twilio can't reach this number. Check it and send again.";
const BAD_SENDER: &str = "Twilio can't send from this number. Ask an admin to check the sender in the Twilio Console.";
const TEMPLATE_VALUES: &str = "The values don't fit the template. Check them and send again.";
const TEMPLATE_GONE: &str = "This template can't be used now. Reload the templates and choose another one.";
const REFUSED: &str = "WhatsApp refused the content of this message. Change it and send again.";
const BUSY: &str = "Twilio has a problem right now. It is tried again by itself.";
const TOO_FAST: &str = "You are sending faster than Twilio allows. Messages go out more slowly for a while.";
const BAD_FILE: &str = "WhatsApp could not take this file. Check its type and size, then send it again.";

/// Sorted by code.
const RULES: &[Rule] = &[
    one(11200, GiveUp, UNREACHABLE),
    one(11205, GiveUp, UNREACHABLE),
    one(11220, GiveUp, UNREACHABLE),
    one(20003, Login, "Twilio does not accept your key. Ask an admin to enter it again."),
    one(20404, GiveUp, "Twilio no longer has what you asked for. Reload the list."),
    one(20429, SlowDown, TOO_FAST),
    one(21211, GiveUp, BAD_RECIPIENT),
    one(21212, GiveUp, BAD_SENDER),
    one(21606, GiveUp, BAD_SENDER),
    one(21610, GiveUp, "The customer asked for no more messages from you."),
    one(21614, GiveUp, BAD_RECIPIENT),
    one(21617, GiveUp, "The message is longer than 1,600 characters. Shorten it or send it in parts."),
    one(21619, GiveUp, "The message is empty. Write something and send again."),
    one(21620, GiveUp, BAD_FILE),
    one(21654, GiveUp, "The template is not known to Twilio. Choose another one."),
    one(21656, GiveUp, TEMPLATE_VALUES),
    one(21658, GiveUp, "A part of this message is too long. Shorten it and send again."),
    one(21910, GiveUp, "Sender and customer are not on the same channel. Ask an admin to check the sender in the Twilio Console."),
    one(57012, GiveUp, "Twilio's signature did not fit your relay's address. Ask an admin to check the address in the Twilio Console."),
    one(63001, Login, "WhatsApp does not accept Twilio's connection to this number. Ask an admin to check the sender in the Twilio Console."),
    one(63002, GiveUp, BAD_SENDER),
    one(63003, GiveUp, "This customer is not on WhatsApp. Reach them another way."),
    on(63005..=63006, GiveUp, REFUSED),
    one(63007, GiveUp, BAD_SENDER),
    on(63009..=63010, Retry, BUSY),
    one(63012, Retry, BUSY),
    one(63013, GiveUp, "This message breaks WhatsApp's rules. Change it before you send it again."),
    one(63014, GiveUp, "The customer has blocked you."),
    one(63015, GiveUp, "This is Twilio's sandbox. Ask the customer to send it its join words first."),
    one(63016, Window, "The customer last wrote more than 24 hours ago. Send a template, or wait until they write."),
    one(63018, SlowDown, TOO_FAST),
    one(63019, GiveUp, BAD_FILE),
    one(63020, GiveUp, "Meta has not finished setting up this account, or can't charge it. Ask an admin to look at it in the Twilio Console."),
    one(63021, GiveUp, REFUSED),
    one(63022, GiveUp, "The name of this number is not confirmed. Ask an admin to look at the sender in the Twilio Console."),
    one(63024, GiveUp, "This customer is not on WhatsApp. Reach them another way."),
    one(63025, GiveUp, "It exists already. There is nothing left to do."),
    one(63027, GiveUp, "This template does not exist in this language. Reload the templates and choose another one."),
    one(63028, GiveUp, TEMPLATE_VALUES),
    one(63029, GiveUp, "The customer's phone could not load the template. Ask them to update WhatsApp."),
    one(63030, GiveUp, TEMPLATE_VALUES),
    one(63031, GiveUp, "You can't write to your own number."),
    one(63032, GiveUp, "Meta keeps this customer out of marketing messages for a test. Write to them when they write to you."),
    one(63034, GiveUp, BAD_FILE),
    one(63038, SlowDown, "Your Twilio account has reached its limit for today. Messages go out again tomorrow."),
    on(63040..=63042, GiveUp, TEMPLATE_GONE),
    one(
        63049,
        GiveUp,
        "Meta chose not to deliver this, often because the customer got many marketing messages. Wait at least a day before you try again.",
    ),
    one(63062, GiveUp, "Marketing messages need terms that nobody accepted yet. Ask an admin to accept them in the Twilio Console."),
    one(63112, GiveUp, "Meta has disabled this account. Ask an admin to look at it in WhatsApp Manager."),
];

fn rule(code: i64) -> Option<&'static Rule> {
    let at = RULES.partition_point(|rule| *rule.codes.end() < code);
    RULES.get(at).filter(|rule| rule.codes.contains(&code))
}

/// What to do about a code, in one or two plain sentences to the agent. `None` for codes that the table does not have.
pub fn advice(code: i64) -> Option<&'static str> {
    rule(code).map(|rule| rule.advice)
}

/// Classifies the answer to a request of ours: `{"code":21211,"message":"..","more_info":"..","status":400}`.
///
/// As with Meta, whatever leaves it open whether a send was accepted is [`FailureClass::Unknown`]. `retry_after_ms` is what the
/// `Retry-After` header asks for.
pub fn classify(http_status: Option<u16>, body: &[u8], retry_after_ms: Option<i64>) -> Failure {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = integer(&answer, "code").filter(|code| *code != 0);
    let title = text(&answer, "message");
    let explained = code.is_some() || title.is_some();
    let class = match code.and_then(rule).map(|rule| rule.then) {
        Some(then) => class(then, retry_after_ms),
        None => by_status(http_status, retry_after_ms).unwrap_or(if explained { FailureClass::Permanent } else { FailureClass::Unknown }),
    };
    let title = title.unwrap_or_else(|| match (code, http_status) {
        (Some(code), _) => format!("Twilio reported error {code}."),
        (None, Some(status)) => format!("Twilio answered with HTTP status {status} and no explanation."),
        (None, None) => "Twilio's answer could not be understood.".to_owned(),
    });
    Failure { class, code, subcode: None, title, details: None }
}

/// The failure that a callback or a message's own row reports; `None` when it reports none.
pub fn from_callback(code: Option<String>, message: Option<String>, channel_message: Option<String>) -> Option<Failure> {
    let number = code.as_deref().and_then(|code| code.parse().ok()).filter(|code| *code != 0);
    // A code that is no number still is all there is to know.
    let code = code.filter(|code| code != "0");
    if code.is_none() && message.is_none() && channel_message.is_none() {
        return None;
    }
    let known = number.and_then(rule).map(|rule| class(rule.then, None));
    let (title, details) = match (message, channel_message) {
        (Some(message), details) => (message, details),
        (None, Some(message)) => (message, None),
        (None, None) => (format!("Twilio reported error {}.", code.unwrap_or_default()), None),
    };
    Some(Failure { class: known.unwrap_or(FailureClass::Permanent), code: number, subcode: None, title, details })
}

fn class(then: Then, retry_after_ms: Option<i64>) -> FailureClass {
    match then {
        Retry => FailureClass::Transient { retry_after_ms },
        SlowDown => FailureClass::RateLimited { retry_after_ms, only_this_recipient: false },
        Login => FailureClass::Auth,
        Window => FailureClass::Window,
        GiveUp => FailureClass::Permanent,
    }
}

/// What the status alone says; `None` when it says nothing.
fn by_status(http_status: Option<u16>, retry_after_ms: Option<i64>) -> Option<FailureClass> {
    Some(match http_status? {
        401 => FailureClass::Auth,
        429 => FailureClass::RateLimited { retry_after_ms, only_this_recipient: false },
        // A server or proxy that gave up waiting may have passed the request on.
        408 | 500..=599 => FailureClass::Unknown,
        200..=299 => return None,
        _ => FailureClass::Permanent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_speaks_plainly() {
        for pair in RULES.windows(2) {
            assert!(pair[0].codes.end() < pair[1].codes.start(), "{:?} {:?}", pair[0].codes, pair[1].codes);
        }
        for rule in RULES {
            assert!(rule.advice.ends_with('.') && rule.advice.len() < 170, "{}", rule.advice);
            assert!(rule.codes.clone().all(|code| advice(code) == Some(rule.advice)));
        }
        assert_eq!((advice(0), advice(63017), advice(i64::MAX)), (None, None, None));
    }

    #[test]
    fn codes_have_their_class() {
        let slow = FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: false };
        for (class, codes) in [
            (FailureClass::Auth, &[20003, 63001][..]),
            (slow, &[20429, 63018, 63038]),
            (FailureClass::Transient { retry_after_ms: None }, &[63009, 63010, 63012]),
            (FailureClass::Window, &[63016]),
            (FailureClass::Permanent, &[20404, 21211, 21610, 21617, 63003, 63007, 63015, 63024, 63032, 63041, 63049, 63112, 30008, 99999]),
        ] {
            for code in codes {
                let answer = format!(r#"{{"code":{code},"message":"M","more_info":"https://www.twilio.com/docs/errors/{code}","status":400}}"#);
                let failure = classify(Some(400), answer.as_bytes(), None);
                assert_eq!((failure.code, &failure.class, failure.title.as_str()), (Some(*code), &class, "M"), "{code}");
                let reported = from_callback(Some(code.to_string()), None, Some("C".into())).unwrap();
                assert_eq!((reported.code, &reported.class, reported.title.as_str()), (Some(*code), &class, "C"), "{code} in a callback");
            }
        }
    }

    #[test]
    fn answers_without_a_known_code_go_by_their_status() {
        use FailureClass::{Auth, Permanent, Unknown};
        let slow = FailureClass::RateLimited { retry_after_ms: Some(2000), only_this_recipient: false };
        for (status, body, expected) in [
            (Some(401), "", Auth),
            (Some(429), "", slow.clone()),
            (Some(400), r#"{"code":20429}"#, slow),
            (Some(500), r#"{"code":20500,"message":"Internal"}"#, Unknown),
            (Some(503), "<html>", Unknown),
            (Some(408), "", Unknown),
            (Some(404), "", Permanent),
            (Some(200), "no json", Unknown),
            (Some(200), r#"{"code":31999}"#, Permanent),
            (None, "", Unknown),
        ] {
            assert_eq!(classify(status, body.as_bytes(), Some(2000)).class, expected, "{status:?} {body}");
        }
    }

    #[test]
    fn no_error_is_no_failure() {
        assert_eq!(from_callback(None, None, None), None);
        assert_eq!(from_callback(Some("0".into()), None, None), None);
        let odd = from_callback(Some("E1".into()), None, None).unwrap();
        assert_eq!((odd.code, odd.title.as_str()), (None, "Twilio reported error E1."));
        let both = from_callback(Some("63016".into()), Some("M".into()), Some("C".into())).unwrap();
        assert_eq!((both.title.as_str(), both.details.as_deref()), ("M", Some("C")));
    }
}
