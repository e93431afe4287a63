//! WhatsApp Business Accounts.

use frontdesk_domain::ids::WabaId;
use serde_json::Value;

use crate::meta::lenient::text;

/// An account as Meta describes it. The words are Meta's; what was not asked for is `None`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waba {
    pub id: WabaId,
    pub name: Option<String>,
    pub currency: Option<String>,
    /// Meta's number for the time zone in which free messages and volume tiers start anew.
    pub timezone_id: Option<String>,
    pub country: Option<String>,
    /// `APPROVED`, `PENDING`, ...
    pub account_review_status: Option<String>,
    /// Upper and lower case occur.
    pub business_verification_status: Option<String>,
    pub ownership_type: Option<String>,
    pub message_template_namespace: Option<String>,
    pub owner: Option<Business>,
}

/// A business portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Business {
    pub id: String,
    pub name: Option<String>,
}

impl Waba {
    /// `None` without an id.
    pub fn read(account: &Value) -> Option<Self> {
        let word = |key| text(account, key);
        Some(Self {
            id: WabaId(word("id")?),
            name: word("name"),
            currency: word("currency"),
            timezone_id: word("timezone_id"),
            country: word("country"),
            account_review_status: word("account_review_status"),
            business_verification_status: word("business_verification_status"),
            ownership_type: word("ownership_type"),
            message_template_namespace: word("message_template_namespace"),
            owner: account.get("owner_business_info").and_then(Business::read),
        })
    }
}

impl Business {
    /// `None` without an id.
    pub fn read(business: &Value) -> Option<Self> {
        Some(Self { id: text(business, "id")?, name: text(business, "name") })
    }
}
