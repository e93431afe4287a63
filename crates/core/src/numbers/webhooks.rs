//! What webhooks say about the numbers themselves: that they come, and what Meta reports about an account.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::inbound::News as Told;
use frontdesk_domain::replica::Input;
use frontdesk_domain::time::Millis;
use frontdesk_providers::meta::account::{self, AccountNews};

use crate::desk::Desk;
use crate::error::CoreError;
use crate::inbound::Opened;
use crate::news::News;

/// In a busy hour the table need not say every second that a webhook came.
const WORTH_TELLING_MS: i64 = 10_000;

/// What a batch of entries says about numbers.
#[derive(Default)]
pub(crate) struct Heard {
    /// When webhooks came, in the order of the log.
    numbers: Vec<(PhoneNumberId, Millis)>,
    /// When each number's first message of a customer came.
    messages: BTreeMap<PhoneNumberId, Millis>,
    accounts: Vec<(Millis, AccountNews)>,
}

impl Heard {
    pub fn of(opened: &Opened) -> Self {
        let mut heard = Self::default();
        for recorded in &opened.recorded {
            let Input::Update(update) = &recorded.input else { continue };
            if let Some(number) = &update.line.phone_number_id {
                let again = heard.numbers.last().is_some_and(|(last, at)| last == number && *at == recorded.received_at);
                if !again {
                    heard.numbers.push((number.clone(), recorded.received_at));
                }
                if matches!(update.news, Told::Message(_)) {
                    heard.messages.entry(number.clone()).or_insert(recorded.received_at);
                }
            }
            if let (Told::Field { field }, 0) = (&update.news, recorded.index)
                && account::is_about_accounts(field)
                && let Some((_, raw)) = opened.raws.iter().find(|(entry, _)| *entry == recorded.entry)
            {
                heard.accounts.extend(account::read(raw).into_iter().map(|news| (recorded.received_at, news)));
            }
        }
        heard
    }
}

impl Desk {
    /// A number is being connected: from now on its next message is the first.
    pub(crate) async fn await_first_message(&self, number: &PhoneNumberId) -> Result<(), CoreError> {
        self.know(number, |health| health.first_message_at = None).await
    }

    /// Takes in what a batch said, after it was committed.
    pub(crate) async fn hear(&self, heard: Heard) {
        let mut after_a_pause = BTreeSet::new();
        {
            let mut known = self.numbers.known();
            for (number, at) in heard.numbers {
                let rhythm = &mut known.health.entry(number.clone()).or_default().rhythm;
                if rhythm.last_at.is_none_or(|last| at.since_ms(last) > WORTH_TELLING_MS) {
                    after_a_pause.insert(number.clone());
                }
                rhythm.heard(at);
                known.unsaved.insert(number);
            }
            for (number, at) in heard.messages {
                let first = &mut known.health.entry(number.clone()).or_default().first_message_at;
                if first.is_none() {
                    *first = Some(at);
                    known.unsaved.insert(number.clone());
                    after_a_pause.insert(number);
                }
            }
        }
        if !after_a_pause.is_empty() {
            self.send(News::Numbers(after_a_pause));
        }
        for (at, news) in heard.accounts {
            let numbers: Vec<PhoneNumberId> =
                self.channels().into_values().filter(|channel| news.is_about(channel)).map(|c| c.phone_number_id).collect();
            for number in numbers {
                self.log_number_at(&number, at, news.level, "webhook", &news.words).await;
                self.numbers.want_check(&number);
            }
        }
    }
}
