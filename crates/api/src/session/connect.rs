//! Connecting numbers: the integration page and the flow.

use frontdesk_core::{ConnectCard, Desk, MetaView};
use frontdesk_domain::connecting::{Answer, Entered, Refusal, SixDigits};
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::secret::Secret;

use crate::error::ApiError;
use crate::session::{Inner, Session};
use crate::show::connect as show;
use crate::views::*;

impl Session {
    pub async fn integration(&self, _: Nothing) -> Result<IntegrationView, ApiError> {
        self.0.integration().await
    }

    pub async fn put_meta_app(&self, request: PutMetaApp) -> Result<IntegrationView, ApiError> {
        let PutMetaApp { app_id, app_secret, config_id } = request;
        let desk = self.desk()?;
        let meta = desk.put_meta_app(&app_id, Secret::new(app_secret), config_id).await?;
        integration(&desk, Ok(meta)).await
    }

    pub async fn remove_meta_app(&self, request: OneMetaApp) -> Result<IntegrationView, ApiError> {
        let desk = self.desk()?;
        let meta = desk.remove_meta_app(&request.app_id).await?;
        integration(&desk, Ok(meta)).await
    }

    pub async fn start_connect(&self, request: StartConnect) -> Result<ConnectView, ApiError> {
        let way = show::login_way(request.way).ok_or_else(|| ApiError::bad_request("Ids and a token by hand are started from their own form."))?;
        let desk = self.desk()?;
        let card = desk.start_connect(way, request.app_id.filter(|id| !id.trim().is_empty())).await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn start_manual(&self, request: StartManual) -> Result<ConnectView, ApiError> {
        let StartManual { phone_number_ids, waba_id, access_token, app_id, app_secret } = request;
        let token = Secret::new(access_token);
        let app_secret = app_secret.map(Secret::new);
        let entered = Entered::parse(&phone_number_ids, &waba_id, token.expose(), app_id.as_deref(), app_secret.as_ref().map(Secret::expose))
            .map_err(in_words)?;
        let desk = self.desk()?;
        let card = desk.start_manual(entered).await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn current_connect(&self, _: Nothing) -> Result<CurrentConnect, ApiError> {
        Ok(CurrentConnect { connect: self.0.current_connect() })
    }

    pub async fn open_login_window(&self, _: Nothing) -> Result<ConnectView, ApiError> {
        let desk = self.desk()?;
        let card = desk.open_login_window().await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn finish_in_browser(&self, _: Nothing) -> Result<ConnectView, ApiError> {
        let desk = self.desk()?;
        let card = desk.finish_in_browser().await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn answer_connect(&self, request: AnswerConnect) -> Result<ConnectView, ApiError> {
        let six = |field: &str, digits: String| {
            let refused = |refusal| ApiError { field: Some(field.to_owned()), ..in_words(refusal) };
            SixDigits::parse(Secret::new(digits).expose()).map_err(refused)
        };
        let answer = match request {
            AnswerConnect::Numbers { phone_number_ids, mode } => {
                Answer::Numbers { ids: phone_number_ids.into_iter().map(PhoneNumberId).collect(), mode: show::mode(mode) }
            }
            AnswerConnect::Pin { pin } => Answer::Pin(six("pin", pin)?),
            AnswerConnect::SendCode { method } => Answer::SendCode(show::method(method)),
            AnswerConnect::Code { code } => Answer::Code(six("code", code)?),
            AnswerConnect::Skip => Answer::Skip,
        };
        let desk = self.desk()?;
        let card = desk.answer_connect(answer).await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn retry_step(&self, request: RetryStep) -> Result<ConnectView, ApiError> {
        let desk = self.desk()?;
        let card: ConnectCard = desk.retry_step(show::step_id(request.step)).await?;
        Ok(show::connect(&card, &desk))
    }

    pub async fn close_connect(&self, _: Nothing) -> Result<Nothing, ApiError> {
        self.desk()?.close_connect().await?;
        Ok(Nothing {})
    }

    pub async fn set_rotation(&self, request: SetRotation) -> Result<IntegrationView, ApiError> {
        self.desk()?.set_rotation(request.enabled).await?;
        self.0.integration().await
    }

    /// For the program around the session: the person closed the login window.
    pub async fn login_window_closed(&self) {
        if let Ok(desk) = self.desk() {
            desk.login_window_closed().await;
        }
    }
}

impl Inner {
    pub(super) async fn integration(&self) -> Result<IntegrationView, ApiError> {
        let desk = self.app.desk()?;
        let relay = desk.relay_meta().await.map_err(|error| error.message);
        integration(&desk, relay).await
    }

    pub(super) fn current_connect(&self) -> Option<ConnectView> {
        let desk = self.app.desk().ok()?;
        desk.current_connect().map(|card| show::connect(&card, &desk))
    }
}

async fn integration(desk: &Desk, relay: Result<MetaView, String>) -> Result<IntegrationView, ApiError> {
    Ok(show::integration(desk.may_manage(), relay, desk.rotation().await?))
}

fn in_words(refusal: Refusal) -> ApiError {
    ApiError { field: refusal.field().map(str::to_owned), ..ApiError::bad_request(refusal.to_string()) }
}
