//! How a number is, in one question.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{Obstacle, Seen};
use frontdesk_domain::secret::Secret;
use reqwest::Method;
use serde_json::Value;

use super::{Graph, PHONE_NUMBER_FIELDS, PhoneNumber, not_understood};
use crate::meta::answers::node::{Availability, Health, Node};
use crate::meta::lenient::text;

/// From this version on the portfolio's limit has a field of its own, and the older one is deprecated.
const PORTFOLIO_LIMIT_SINCE: u32 = 24;

impl Graph {
    /// What Meta says about a number now: its status, quality, limits and whether it may send.
    ///
    /// A version of the Graph API that does not know all of the fields is asked for those that every version knows.
    pub async fn number_health(&self, id: &PhoneNumberId, token: &Secret) -> Result<Seen, Failure> {
        let limit = if self.version() >= PORTFOLIO_LIMIT_SINCE { "whatsapp_business_manager_messaging_limit" } else { "messaging_limit_tier" };
        let all = format!("{PHONE_NUMBER_FIELDS},{limit},health_status");
        let answer = match self.call(Method::GET, &[id.as_str()], &[("fields", &all)], None, token).await {
            // "Tried accessing nonexistent field"; 33 is about the number itself.
            Err(failure) if failure.code == Some(100) && failure.subcode != Some(33) => {
                self.call(Method::GET, &[id.as_str()], &[("fields", PHONE_NUMBER_FIELDS)], None, token).await?
            }
            answer => answer?,
        };
        read(&answer).ok_or_else(not_understood)
    }

    /// The version that is spoken, as Meta writes it.
    pub fn version_name(&self) -> &str {
        &self.config.version
    }

    /// The whole part of the version, 0 when it has none.
    fn version(&self) -> u32 {
        let digits = self.config.version.trim_start_matches('v');
        digits.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0)
    }
}

fn read(answer: &Value) -> Option<Seen> {
    let number = PhoneNumber::read(answer)?;
    let health = Node::read(answer).and_then(|node| node.health());
    let limit = ["whatsapp_business_manager_messaging_limit", "messaging_limit_tier"].into_iter().find_map(|field| text(answer, field));
    Some(Seen {
        verified_name: number.verified_name,
        display_phone_number: number.display_phone_number,
        status: number.status,
        quality: number.quality_rating,
        name_status: number.name_status,
        verification: number.code_verification_status,
        throughput: number.throughput,
        messaging_limit: limit,
        coexistence: number.is_on_biz_app.unwrap_or(false),
        can_send: health.as_ref().map(|health| word(&health.can_send_message).to_owned()),
        obstacles: health.as_ref().map(obstacles).unwrap_or_default(),
        down_since: None,
    })
}

fn word(availability: &Availability) -> &str {
    match availability {
        Availability::Available => "AVAILABLE",
        Availability::Limited => "LIMITED",
        Availability::Blocked => "BLOCKED",
        Availability::Other(word) => word,
    }
}

/// What is in the way of sending. Parts that can send have errors of their own, about calls for example.
fn obstacles(health: &Health) -> Vec<Obstacle> {
    let in_the_way = health.entities.iter().filter(|entity| entity.can_send_message != Availability::Available);
    in_the_way
        .flat_map(|entity| {
            let problems = entity.problems.iter().map(|problem| Obstacle {
                entity: entity.entity_type.clone(),
                code: problem.code,
                words: problem.description.clone().unwrap_or_else(|| format!("{} is {}", entity.entity_type, word(&entity.can_send_message))),
                solution: problem.possible_solution.clone(),
            });
            let notes = entity.additional_info.iter().map(|words| Obstacle {
                entity: entity.entity_type.clone(),
                code: None,
                words: words.clone(),
                solution: None,
            });
            problems.chain(notes).collect::<Vec<_>>()
        })
        .collect()
}

/// Where webhooks of a number really go: its own address before the account's before the app's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EffectiveWebhook {
    pub phone_number: Option<String>,
    pub account: Option<String>,
    pub app: Option<String>,
}

impl Graph {
    /// The addresses that webhooks of a number go to.
    pub async fn webhook_addresses(&self, id: &PhoneNumberId, token: &Secret) -> Result<EffectiveWebhook, Failure> {
        let answer = self.call(Method::GET, &[id.as_str()], &[("fields", "id,webhook_configuration")], None, token).await?;
        let addresses = answer.get("webhook_configuration").unwrap_or(&Value::Null);
        Ok(EffectiveWebhook {
            phone_number: text(addresses, "phone_number"),
            account: text(addresses, "whatsapp_business_account"),
            app: text(addresses, "application"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_read_with_what_is_in_its_way() {
        let seen = read(&json!({
            "id": "106540352242922", "display_phone_number": "+1 555-078-3881", "verified_name": "Casa Verde", "status": "CONNECTED",
            "quality_rating": "GREEN", "name_status": "APPROVED", "throughput": {"level": "STANDARD"}, "messaging_limit_tier": "TIER_1K",
            "is_on_biz_app": false,
            "health_status": {"can_send_message": "LIMITED", "entities": [
                {"entity_type": "PHONE_NUMBER", "id": "1", "can_send_message": "AVAILABLE",
                 "errors": [{"error_code": 138024, "error_description": "calling cannot use SIP", "possible_solution": "x"}]},
                {"entity_type": "WABA", "id": "2", "can_send_message": "LIMITED", "additional_info": ["Your display name is not approved yet."],
                 "errors": [{"error_code": 141006, "error_description": "There is an error with the payment method.", "possible_solution": "Add one."}]}]}
        }))
        .expect("a number");
        assert_eq!((seen.status.as_deref(), seen.quality.as_deref(), seen.can_send.as_deref()), (Some("CONNECTED"), Some("GREEN"), Some("LIMITED")));
        assert_eq!((seen.messaging_limit.as_deref(), seen.throughput.as_deref()), (Some("TIER_1K"), Some("STANDARD")));
        let words: Vec<_> = seen.obstacles.iter().map(|obstacle| (obstacle.code, obstacle.words.as_str())).collect();
        assert_eq!(words, [(Some(141_006), "There is an error with the payment method."), (None, "Your display name is not approved yet.")]);
        assert_eq!(read(&json!({"status": "CONNECTED"})), None, "no number");
    }
}
