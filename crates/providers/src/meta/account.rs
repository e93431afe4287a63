//! What Meta reports by webhook about an account and its numbers (platform reference, section 6.7), in sentences for the number's log.
//! It is a reason to ask again how the numbers are; nothing is concluded from the report alone.

use frontdesk_domain::channel::Channel;
use frontdesk_domain::ids::WabaId;
use frontdesk_domain::number::{LogLevel, sentence};
use serde_json::Value;

use super::lenient::{list, scalar, text};

/// The webhook fields that are about accounts and numbers.
const FIELDS: [&str; 7] = [
    "account_update",
    "account_alerts",
    "account_review_update",
    "business_capability_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "security",
];

pub fn is_about_accounts(field: &str) -> bool {
    FIELDS.contains(&field)
}

/// One report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountNews {
    /// The accounts that it may be about: the one it was sent for, and the one it names.
    pub accounts: Vec<WabaId>,
    /// Digits of the number that it is about; `None` for the whole account.
    pub number: Option<String>,
    pub level: LogLevel,
    pub words: String,
}

impl AccountNews {
    pub fn is_about(&self, channel: &Channel) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let shown = digits(&channel.display_phone_number);
        self.accounts.contains(&channel.waba_id) && self.number.as_ref().is_none_or(|number| shown.is_empty() || digits(number) == shown)
    }
}

/// The reports of a delivery, in its order.
pub fn read(body: &[u8]) -> Vec<AccountNews> {
    let delivery: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut news = Vec::new();
    for entry in list(&delivery, "entry") {
        for change in list(entry, "changes") {
            let value = change.get("value").unwrap_or(&Value::Null);
            // Some published deliveries have the field in the value or the entry.
            let field = [change, value, entry].into_iter().find_map(|holder| text(holder, "field")).unwrap_or_default();
            let Some((level, words)) = report(&field, value) else { continue };
            let named = value.get("waba_info").and_then(|info| text(info, "waba_id"));
            let accounts = text(entry, "id").into_iter().chain(named).map(WabaId).collect();
            let number = text(value, "display_phone_number").or_else(|| text(value, "phone_number"));
            news.push(AccountNews { accounts, number, level, words: format!("Meta reports: {}", sentence(&words)) });
        }
    }
    news
}

fn report(field: &str, value: &Value) -> Option<(LogLevel, String)> {
    let word = |key: &str| text(value, key).unwrap_or_else(|| "no details".to_owned());
    Some(match field {
        "account_update" => account_update(value),
        "account_alerts" => {
            let alert = value.get("alert_info").unwrap_or(value);
            let level = match text(alert, "alert_severity").as_deref() {
                Some("CRITICAL") => LogLevel::Error,
                Some("WARNING") => LogLevel::Warning,
                Some(_) | None => LogLevel::Info,
            };
            (level, text(alert, "alert_description").or_else(|| text(alert, "alert_type")).unwrap_or_else(|| "an alert without words".to_owned()))
        }
        "account_review_update" => {
            let decision = word("decision");
            (if decision == "REJECTED" { LogLevel::Error } else { LogLevel::Info }, format!("the review of the account is {decision}"))
        }
        "business_capability_update" => {
            let limit = ["max_daily_conversations_per_business", "max_daily_conversation_per_phone"].into_iter().find_map(|key| text(value, key));
            (LogLevel::Info, format!("the messaging limit is now {}", limit.unwrap_or_else(|| "another one".to_owned())))
        }
        "phone_number_quality_update" => {
            let event = word("event");
            let level = if matches!(event.as_str(), "FLAGGED" | "DOWNGRADE") { LogLevel::Warning } else { LogLevel::Info };
            let limit = ["max_daily_conversations_per_business", "current_limit"].into_iter().find_map(|key| text(value, key));
            (level, format!("{event} of the number{}", limit.map(|limit| format!(", limit {limit}")).unwrap_or_default()))
        }
        "phone_number_name_update" => {
            let (decision, name) = (word("decision"), word("requested_verified_name"));
            let why = text(value, "rejection_reason").filter(|why| why != "NONE").map(|why| format!(" ({why})")).unwrap_or_default();
            (if decision == "REJECTED" { LogLevel::Warning } else { LogLevel::Info }, format!("the display name \"{name}\" is {decision}{why}"))
        }
        "security" => (LogLevel::Warning, format!("{} for the number's two-step verification", word("event"))),
        _ => return None,
    })
}

fn account_update(value: &Value) -> (LogLevel, String) {
    let event = text(value, "event").unwrap_or_else(|| "account_update".to_owned());
    let inner = |object: &str, key: &str| value.get(object).and_then(|object| text(object, key));
    match event.as_str() {
        "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" => {
            (LogLevel::Error, format!("the app was removed from the account ({event}). Connect the number again to go on using it"))
        }
        "ACCOUNT_DELETED" => (LogLevel::Error, format!("the account was deleted ({event})")),
        "ACCOUNT_OFFBOARDED" => {
            let why = inner("disconnection_info", "reason").map(|reason| format!(", {reason}")).unwrap_or_default();
            (LogLevel::Error, format!("the WhatsApp Business app was disconnected ({event}{why}). Connect the number again"))
        }
        "ACCOUNT_VIOLATION" => {
            let kind = inner("violation_info", "violation_type").unwrap_or_else(|| "without a reason".to_owned());
            (LogLevel::Error, format!("the account broke a rule ({kind}). Look at it in WhatsApp Manager"))
        }
        "ACCOUNT_RESTRICTION" => {
            let kinds: Vec<String> =
                list(value, "restriction_info").iter().filter_map(|info| text(info, "restriction_type").or_else(|| scalar(info))).collect();
            (LogLevel::Error, format!("the account is restricted ({}). Look at it in WhatsApp Manager", kinds.join(", ")))
        }
        "DISABLED_UPDATE" => {
            let state = inner("ban_info", "waba_ban_state").unwrap_or_else(|| "no details".to_owned());
            (if state == "REINSTATE" { LogLevel::Info } else { LogLevel::Error }, format!("the account's ban: {state}"))
        }
        other => (LogLevel::Info, other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(value: &str, field: &str) -> AccountNews {
        let body = format!(r#"{{"entry":[{{"id":"9","changes":[{{"field":"{field}","value":{value}}}]}}]}}"#);
        read(body.as_bytes()).pop().expect("a report")
    }

    #[test]
    fn reports_are_sentences_of_the_right_weight() {
        for (field, value, level, words) in [
            ("account_update", r#"{"event":"PARTNER_REMOVED","phone_number":"15550783881"}"#, LogLevel::Error, "removed from the account"),
            ("account_update", r#"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}"#, LogLevel::Info, "REINSTATE"),
            ("account_update", r#"{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}"#, LogLevel::Error, "DISABLE"),
            (
                "account_update",
                r#"{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING"}]}"#,
                LogLevel::Error,
                "RESTRICTED_BIZ",
            ),
            ("account_update", r#"{"event":"SOMETHING_NEW"}"#, LogLevel::Info, "SOMETHING_NEW."),
            ("account_alerts", r#"{"alert_info":{"alert_severity":"CRITICAL","alert_description":"Do x"}}"#, LogLevel::Error, "Do x."),
            ("phone_number_quality_update", r#"{"event":"FLAGGED","current_limit":"TIER_10K"}"#, LogLevel::Warning, "TIER_10K"),
            (
                "phone_number_name_update",
                r#"{"decision":"REJECTED","requested_verified_name":"Shop","rejection_reason":"NAME_X"}"#,
                LogLevel::Warning,
                "\"Shop\" is REJECTED (NAME_X)",
            ),
            ("security", r#"{"event":"PIN_CHANGED"}"#, LogLevel::Warning, "PIN_CHANGED"),
            ("account_review_update", r#"{"decision":"APPROVED"}"#, LogLevel::Info, "APPROVED"),
            ("business_capability_update", r#"{"max_daily_conversations_per_business":"TIER_2K"}"#, LogLevel::Info, "TIER_2K"),
        ] {
            let news = about(value, field);
            assert_eq!(news.level, level, "{value}");
            assert!(news.words.starts_with("Meta reports: ") && news.words.contains(words), "{}", news.words);
        }
        assert_eq!(read(br#"{"entry":[{"id":"9","changes":[{"field":"message_template_status_update","value":{}}]}]}"#), []);
        assert_eq!(read(b"nonsense"), []);
    }

    #[test]
    fn a_report_is_about_its_number_or_the_whole_account() {
        let channel = |waba: &str, shown: &str| Channel {
            display_phone_number: shown.to_owned(),
            ..Channel::new("100".into(), waba.into(), frontdesk_domain::ids::InboxId(Default::default()))
        };
        let one = about(r#"{"event":"PARTNER_REMOVED","phone_number":"15550783881"}"#, "account_update");
        assert!(one.is_about(&channel("9", "+1 555-078-3881")) && !one.is_about(&channel("9", "+1 555-078-3882")));
        assert!(!one.is_about(&channel("8", "+1 555-078-3881")));
        let all = about(r#"{"event":"PARTNER_ADDED","waba_info":{"waba_id":"8"}}"#, "account_update");
        assert!(all.is_about(&channel("9", "+1")) && all.is_about(&channel("8", "+2")) && !all.is_about(&channel("7", "+3")));
    }
}
