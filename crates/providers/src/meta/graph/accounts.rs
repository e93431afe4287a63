//! Which portfolios and accounts a token leads to.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::WabaId;
use frontdesk_domain::secret::Secret;
use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::{Graph, MOST_PAGES, not_understood};
use crate::meta::answers::page::{Next, Page};
use crate::meta::answers::waba::{Business, Waba};
use crate::meta::lenient::text;

const ACCOUNT_FIELDS: &str = "id,name,account_review_status,business_verification_status,owner_business_info";
const BUSINESS_FIELDS: &str = "id,name";

impl Graph {
    /// Where the Graph API is.
    pub fn base_url(&self) -> &Url {
        &self.config.base_url
    }

    /// One account.
    pub async fn account(&self, id: &WabaId, token: &Secret) -> Result<Waba, Failure> {
        let answer = self.call(Method::GET, &[id.as_str()], &[("fields", ACCOUNT_FIELDS)], None, token).await?;
        Waba::read(&answer).ok_or_else(not_understood)
    }

    /// The accounts that a portfolio owns, and those that were shared with it.
    pub async fn accounts_of(&self, business: &str, token: &Secret) -> Result<Vec<Waba>, Failure> {
        let mut accounts: Vec<Waba> = Vec::new();
        for edge in ["owned_whatsapp_business_accounts", "client_whatsapp_business_accounts"] {
            for account in self.all(&[business, edge], ACCOUNT_FIELDS, token, Waba::read).await? {
                if !accounts.iter().any(|known| known.id == account.id) {
                    accounts.push(account);
                }
            }
        }
        Ok(accounts)
    }

    /// One portfolio.
    pub async fn business(&self, id: &str, token: &Secret) -> Result<Business, Failure> {
        let answer = self.call(Method::GET, &[id], &[("fields", BUSINESS_FIELDS)], None, token).await?;
        Business::read(&answer).ok_or_else(not_understood)
    }

    /// The portfolios that a token leads to: the one that it was made for, or all in which the person has a role.
    pub async fn businesses(&self, token: &Secret) -> Result<Vec<Business>, Failure> {
        let answer = self.call(Method::GET, &["me"], &[("fields", "id,client_business_id")], None, token).await;
        match answer {
            Ok(me) => {
                if let Some(id) = text(&me, "client_business_id") {
                    return Ok(vec![self.business(&id, token).await?]);
                }
            }
            // Only tokens of businesses have the field.
            Err(failure) if failure.code == Some(100) => {}
            Err(failure) => return Err(failure),
        }
        self.all(&["me", "businesses"], BUSINESS_FIELDS, token, Business::read).await
    }

    /// Every page of a list.
    pub(super) async fn all<T>(
        &self,
        path: &[&str],
        fields: &str,
        token: &Secret,
        read: impl Fn(&Value) -> Option<T> + Copy,
    ) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("fields", fields), ("limit", "100")];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let answer = self.call(Method::GET, path, &query, None, token).await?;
            let page = Page::read(&answer, read).ok_or_else(not_understood)?;
            items.extend(page.items);
            match page.next {
                // The same cursor again would go on for ever.
                Next::After(cursor) if after.as_ref() != Some(&cursor) => after = Some(cursor),
                Next::After(_) | Next::End | Next::Nameless => break,
            }
        }
        Ok(items)
    }
}
