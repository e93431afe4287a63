//! Webhooks about accounts and numbers rather than messages (reference 6.7, 6.9).

use serde_json::{Value, json};

use super::{Effect, Number, Update, UpdateKind, World};

impl World {
    /// Tells the apps that listen to an account something under another field than `messages`.
    pub(crate) fn notice(&self, account_id: &str, field: &str, value: Value, now_ms: i64) -> Effect {
        Effect::Notify(Update {
            account_id: account_id.to_owned(),
            phone_number_id: String::new(),
            display_phone_number: String::new(),
            kind: UpdateKind::Notice,
            field: field.to_owned(),
            only_to: None,
            at_s: now_ms / 1_000,
            wamid: String::new(),
            item: value,
            contact: None,
        })
    }

    /// The same, told to one app, whether or not it listens to the account.
    pub(crate) fn notice_to(&self, app_id: &str, entry_id: &str, field: &str, value: Value, now_ms: i64) -> Effect {
        match self.notice(entry_id, field, value, now_ms) {
            Effect::Notify(update) => Effect::Notify(Update { only_to: Some(app_id.to_owned()), ..update }),
            other @ Effect::Later { .. } => other,
        }
    }

    /// The quality changed. The webhook does not say to what: that has to be read.
    pub(crate) fn set_quality(&mut self, phone_number_id: &str, quality: &str, now_ms: i64) -> Option<Vec<Effect>> {
        let limit = self.limit_of(self.number(phone_number_id)?);
        let number = self.number_mut(phone_number_id)?;
        // The words are those of before 2025; newer ones for this are not published.
        let event = if quality == "GREEN" { "UNFLAGGED" } else { "FLAGGED" };
        number.config.quality = quality.to_owned();
        let value = json!({ "display_phone_number": number.digits(), "event": event, "max_daily_conversations_per_business": limit });
        let account_id = number.account_id.clone();
        Some(vec![self.notice(&account_id, "phone_number_quality_update", value, now_ms)])
    }

    /// Meta decided about the name that was asked for (or the one it has).
    pub(crate) fn decide_name(&mut self, phone_number_id: &str, approved: bool, now_ms: i64) -> Option<Vec<Effect>> {
        let number = self.number_mut(phone_number_id)?;
        let name = match number.new_name.take() {
            Some((name, _)) if approved => {
                number.config.verified_name.clone_from(&name);
                number.config.name_status = "APPROVED".into();
                name
            }
            Some((name, _)) => {
                number.new_name = Some((name.clone(), "DECLINED".into()));
                name
            }
            None => {
                number.config.name_status = if approved { "APPROVED" } else { "DECLINED" }.into();
                number.config.verified_name.clone()
            }
        };
        let value = json!({
            "display_phone_number": number.digits(),
            "decision": if approved { "APPROVED" } else { "REJECTED" },
            "requested_verified_name": name,
            "rejection_reason": if approved { Value::Null } else { json!("NAME_EMPLOYEE_FORMAT_UNRELATED") },
        });
        let account_id = number.account_id.clone();
        Some(vec![self.notice(&account_id, "phone_number_name_update", value, now_ms)])
    }

    /// The messaging limit of the portfolio that a number belongs to.
    pub(crate) fn limit_of(&self, number: &Number) -> String {
        let business = self.account(&number.account_id).and_then(|account| self.business(&account.config.business_id));
        business.map_or_else(|| "TIER_2K".to_owned(), |business| business.messaging_limit.clone())
    }

    /// The client removed the app (`PARTNER_APP_UNINSTALLED`) or took the account away from it (`PARTNER_REMOVED`).
    pub(crate) fn partner_leaves(&mut self, account_id: &str, app_id: &str, uninstalled: bool, now_ms: i64) -> Option<Vec<Effect>> {
        let owner = self.account(account_id)?.config.business_id.clone();
        let partner = self.app(app_id)?.config.business_id.clone();
        let (entry, event) = if uninstalled { (partner.as_str(), "PARTNER_APP_UNINSTALLED") } else { (account_id, "PARTNER_REMOVED") };
        let mut value = json!({ "event": event, "waba_info": { "waba_id": account_id, "owner_business_id": owner } });
        if uninstalled {
            value["waba_info"]["partner_app_id"] = json!(app_id);
        }
        let told = self.notice_to(app_id, entry, "account_update", value, now_ms);
        self.remove_partner(account_id, app_id);
        Some(vec![told])
    }
}
