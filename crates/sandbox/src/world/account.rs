//! WhatsApp Business Accounts and the portfolios that own them.

use super::{Number, Subscription, World};
use crate::config::{AccountConfig, BusinessConfig, PersonConfig};
use crate::ids;

pub(crate) struct Account {
    pub(crate) config: AccountConfig,
    /// The apps that listen to it.
    pub(crate) subscriptions: Vec<Subscription>,
}

impl Account {
    pub(crate) fn subscription(&self, app_id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.app_id == app_id)
    }
}

impl World {
    pub(crate) fn add_account(&mut self, mut config: AccountConfig) {
        for number in std::mem::take(&mut config.numbers) {
            self.numbers.push(Number::new(number, &config.id));
        }
        let subscriptions = if config.subscribed { vec![Subscription { app_id: self.main_app_id().to_owned(), callback: None }] } else { Vec::new() };
        self.accounts.push(Account { subscriptions, config });
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.config.id == id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.config.id == id)
    }

    pub(crate) fn numbers_of(&self, account_id: &str) -> impl Iterator<Item = &Number> {
        self.numbers.iter().filter(move |number| number.account_id == account_id)
    }

    pub(crate) fn business(&self, id: &str) -> Option<&BusinessConfig> {
        self.businesses.iter().find(|business| business.id == id)
    }

    pub(crate) fn person(&self, id: &str) -> Option<&PersonConfig> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Portfolios in which a person has any role, with the word for it.
    pub(crate) fn businesses_of(&self, person_id: &str) -> Vec<(&BusinessConfig, &'static str)> {
        self.businesses.iter().filter_map(|business| role(business, person_id).map(|role| (business, role))).collect()
    }

    /// Portfolios that a person may connect.
    pub(crate) fn businesses_run_by(&self, person_id: &str) -> Vec<&BusinessConfig> {
        self.businesses.iter().filter(|business| business.admins.iter().any(|admin| admin == person_id)).collect()
    }

    pub(crate) fn accounts_owned_by(&self, business_id: &str) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(move |account| account.config.business_id == business_id)
    }

    /// A new portfolio; its limits are those of a new one.
    pub(crate) fn found_business(&mut self, name: &str, admin: &str) -> String {
        let id = ids::node_id();
        self.businesses.push(BusinessConfig {
            verification_status: "not_verified".into(),
            messaging_limit: "TIER_250".into(),
            max_numbers: 2,
            ..BusinessConfig::new(&id, name, admin)
        });
        id
    }
}

/// What a person may do in a portfolio, as `permitted_roles` words it.
pub(crate) fn role(business: &BusinessConfig, person_id: &str) -> Option<&'static str> {
    if business.admins.iter().any(|admin| admin == person_id) {
        Some("ADMIN")
    } else if business.employees.iter().any(|employee| employee == person_id) {
        Some("EMPLOYEE")
    } else {
        None
    }
}
