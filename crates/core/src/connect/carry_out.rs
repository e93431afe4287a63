//! Carries out the machine's tasks.

use std::sync::Arc;

use frontdesk_domain::connecting::{Account, AppWebhook, Business, CodeMethod as Method, FoundNumber, Outcome, Task, Template, Trouble};
use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{PhoneNumberId, WabaId};
use frontdesk_domain::secret::Secret;
use frontdesk_providers::meta::answers::template::TemplateStatus;
use frontdesk_providers::meta::answers::waba::Waba;
use frontdesk_providers::meta::graph::PhoneNumber;
use frontdesk_providers::meta::graph::registration::CodeMethod;
use frontdesk_providers::meta::oauth::WEBHOOK_FIELDS;
use frontdesk_relay_api::{NewMetaApp, RelayError, SecretText};
use uuid::Uuid;

use super::login::grants;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::relay::AskError;

impl Desk {
    pub(super) async fn carry_out(self: &Arc<Self>, flow: Uuid, task: &Task) -> Result<Outcome, Trouble> {
        let token = self.connects.of(flow, |flow| flow.token.clone()).flatten();
        let result = self.carry_out_with(flow, task, token.as_ref()).await;
        if let Err(trouble) = &result {
            tracing::info!(code = trouble_code(trouble), "a step of a connection did not succeed");
        }
        result.map_err(|trouble| without(trouble, token.as_ref()))
    }

    async fn carry_out_with(self: &Arc<Self>, flow: Uuid, task: &Task, token: Option<&Secret>) -> Result<Outcome, Trouble> {
        let token = || token.ok_or_else(|| Trouble::Device { words: "The token is no longer here. Start over.".to_owned() });
        let (graph, meta) = (&self.graph, Trouble::Meta);
        Ok(match task {
            Task::StartLogin => self.start_login(flow).await?,
            Task::PutApp => self.put_app(flow).await?,
            Task::CheckAppWebhook { app_id } => Outcome::AppWebhook(self.check_app_webhook(app_id).await?),
            Task::Disconnect(numbers) => self.disconnect_all(numbers).await?,
            Task::Route { number, account } => self.route(flow, number, account).await?,
            Task::ReadGrants => self.read_grants(flow, token()?).await?,
            Task::ReadBusinesses { known: Some(id) } => Outcome::Businesses(vec![business(graph.business(id, token()?).await.map_err(meta)?)]),
            Task::ReadBusinesses { known: None } => {
                Outcome::Businesses(graph.businesses(token()?).await.map_err(meta)?.into_iter().map(business).collect())
            }
            Task::ReadAccount(id) => Outcome::Accounts(vec![account(graph.account(id, token()?).await.map_err(meta)?)]),
            Task::ListAccounts { business } => {
                Outcome::Accounts(graph.accounts_of(business, token()?).await.map_err(meta)?.into_iter().map(account).collect())
            }
            Task::ReadNumbers(account) => {
                let numbers = graph.phone_numbers(account, token()?).await.map_err(meta)?;
                Outcome::Numbers(numbers.into_iter().map(|number| found(number, account)).collect())
            }
            Task::ReadNumber { number, account } => Outcome::Numbers(vec![found(graph.phone_number(number, token()?).await.map_err(meta)?, account)]),
            Task::Subscribe(account) => {
                graph.subscribe_app(account, token()?).await.map_err(meta)?;
                Outcome::Done
            }
            Task::Keep(new) => {
                self.keep(flow, new, token()?).await.map_err(of_device)?;
                Outcome::Kept
            }
            Task::RequestCode { number, method } => {
                let method = match method {
                    Method::Sms => CodeMethod::Sms,
                    Method::Voice => CodeMethod::Voice,
                };
                graph.request_code(number, method, token()?).await.map_err(meta)?;
                Outcome::CodeSent
            }
            Task::VerifyCode { number, code } => {
                graph.verify_code(number, code.secret(), token()?).await.map_err(meta)?;
                Outcome::Verified
            }
            Task::Register { number, pin } => {
                graph.register(number, pin.secret(), token()?).await.map_err(meta)?;
                Outcome::Registered
            }
            Task::StartSync { number } => {
                graph.start_sync(number, token()?).await.map_err(meta)?;
                Outcome::SyncStarted
            }
            Task::ReadTemplates(account) => {
                let templates = graph.templates(account, token()?).await.map_err(meta)?;
                Outcome::Templates(templates.into_iter().map(template).collect())
            }
        })
    }

    async fn put_app(&self, flow: Uuid) -> Result<Outcome, Trouble> {
        let Some((id, secret)) = self.connects.of(flow, |flow| flow.app.clone()).flatten() else { return Ok(Outcome::Done) };
        self.requests.put_meta_app(NewMetaApp { id, secret: SecretText::from(secret), config_id: None }).await.map_err(of_relay)?;
        self.send(crate::news::News::Integration);
        Ok(Outcome::Done)
    }

    async fn read_grants(&self, flow: Uuid, token: &Secret) -> Result<Outcome, Trouble> {
        let app_id = self.connects.of(flow, |flow| flow.app_id.clone()).flatten();
        match self.requests.inspect_token(SecretText::from(token.clone()), app_id).await {
            Ok(info) => Ok(Outcome::Grants(Some(grants(info)))),
            Err(AskError::Refused(RelayError::NoMetaApp)) => Ok(Outcome::Grants(None)),
            Err(error) => Err(of_relay(error)),
        }
    }

    /// Whether the app's webhook leads to our relay. Sets it when there is none, and renews ours when it lacks fields.
    async fn check_app_webhook(&self, app_id: &str) -> Result<AppWebhook, Trouble> {
        let Some(ours) = self.requests.meta().await.map_err(of_relay)?.webhook_url else { return Ok(AppWebhook::NoAddress) };
        let unknown = |error| match error {
            AskError::Refused(RelayError::NoMetaApp) => Ok(AppWebhook::UnknownApp),
            error => Err(of_relay(error)),
        };
        let found = match self.requests.app_webhook(app_id.to_owned()).await {
            Ok(webhook) => webhook,
            Err(error) => return unknown(error),
        };
        let lacks = |fields: &[String]| -> Vec<String> {
            WEBHOOK_FIELDS.iter().filter(|wanted| !fields.iter().any(|field| field == *wanted)).map(|field| (*field).to_owned()).collect()
        };
        let set_now = match found.callback_url.as_deref() {
            Some(address) if address != ours && found.active => return Ok(AppWebhook::Elsewhere { address: address.to_owned() }),
            Some(_) if found.active && lacks(&found.fields).is_empty() => return Ok(AppWebhook::Ours),
            Some(_) | None => match self.requests.set_app_webhook(app_id.to_owned()).await {
                Ok(webhook) => webhook,
                Err(error) => return unknown(error),
            },
        };
        let lacking = lacks(&set_now.fields);
        Ok(if lacking.is_empty() { AppWebhook::Set } else { AppWebhook::Lacks { fields: lacking } })
    }

    async fn disconnect_all(&self, numbers: &[PhoneNumberId]) -> Result<Outcome, Trouble> {
        let mut notes = Vec::new();
        for number in numbers {
            match self.disconnect_number(number).await {
                Ok(said) => notes.extend(said),
                // Somebody else did it meanwhile.
                Err(error) if error.kind == ErrorKind::NotFound => {}
                Err(error) => return Err(of_device(error)),
            }
        }
        Ok(Outcome::Disconnected { notes })
    }
}

/// Why the relay did not do it.
pub(super) fn of_relay(error: AskError) -> Trouble {
    match error {
        AskError::Refused(RelayError::Meta { words, code }) => Trouble::MetaToRelay { words, code },
        AskError::Refused(
            refused @ (RelayError::Overloaded { .. } | RelayError::ShuttingDown { .. } | RelayError::TooSlow | RelayError::SetupThrottled { .. }),
        ) => Trouble::RelayAway { words: refused.to_string() },
        AskError::Refused(refused) => Trouble::RelayRefused { words: refused.to_string() },
        AskError::Offline => Trouble::RelayAway { words: "The relay can't be reached right now.".to_owned() },
    }
}

pub(super) fn of_device(error: CoreError) -> Trouble {
    match error.kind {
        ErrorKind::Unreachable => Trouble::RelayAway { words: error.message },
        ErrorKind::Refused => Trouble::RelayRefused { words: error.message },
        ErrorKind::BadRequest | ErrorKind::NotFound | ErrorKind::Locked | ErrorKind::NotSetUp | ErrorKind::Internal => {
            Trouble::Device { words: error.message }
        }
    }
}

fn trouble_code(trouble: &Trouble) -> Option<i64> {
    match trouble {
        Trouble::Meta(failure) => failure.code,
        Trouble::MetaToRelay { code, .. } => *code,
        Trouble::RelayAway { .. } | Trouble::RelayRefused { .. } | Trouble::Device { .. } => None,
    }
}

/// Meta's words may quote the token, and what the relay passes on may, too.
fn without(trouble: Trouble, token: Option<&Secret>) -> Trouble {
    let Some(token) = token.map(Secret::expose).filter(|token| !token.is_empty()) else { return trouble };
    let clean = |words: String| words.replace(token, "[access token]");
    match trouble {
        Trouble::Meta(failure) => Trouble::Meta(Failure { title: clean(failure.title), details: failure.details.map(clean), ..failure }),
        Trouble::MetaToRelay { words, code } => Trouble::MetaToRelay { words: clean(words), code },
        Trouble::RelayAway { words } => Trouble::RelayAway { words: clean(words) },
        Trouble::RelayRefused { words } => Trouble::RelayRefused { words: clean(words) },
        Trouble::Device { words } => Trouble::Device { words: clean(words) },
    }
}

fn business(business: frontdesk_providers::meta::answers::waba::Business) -> Business {
    Business { id: business.id, name: business.name }
}

fn account(account: Waba) -> Account {
    Account { id: account.id, name: account.name, business_id: account.owner.map(|owner| owner.id) }
}

fn found(number: PhoneNumber, account: &WabaId) -> FoundNumber {
    FoundNumber {
        id: number.id,
        account: account.clone(),
        display_phone_number: number.display_phone_number.unwrap_or_default(),
        verified_name: number.verified_name.unwrap_or_default(),
        name_status: number.name_status,
        quality: number.quality_rating,
        verification: number.code_verification_status,
        status: number.status,
        throughput: number.throughput,
        on_business_app: number.is_on_biz_app,
        pin_enabled: number.is_pin_enabled,
    }
}

fn template(template: frontdesk_providers::meta::answers::template::Template) -> Template {
    Template { name: template.name.unwrap_or(template.id), language: template.language, approved: template.status == Some(TemplateStatus::Approved) }
}
