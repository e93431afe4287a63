//! Connecting numbers: the integration page and the flow.

use crate::error::ApiError;
use crate::session::Session;
use crate::views::*;

impl Session {
    pub async fn integration(&self, _: Nothing) -> Result<IntegrationView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn put_meta_app(&self, _: PutMetaApp) -> Result<IntegrationView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn remove_meta_app(&self, _: OneMetaApp) -> Result<IntegrationView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn start_connect(&self, _: StartConnect) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn start_manual(&self, _: StartManual) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn current_connect(&self, _: Nothing) -> Result<CurrentConnect, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn open_login_window(&self, _: Nothing) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn finish_in_browser(&self, _: Nothing) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn answer_connect(&self, _: AnswerConnect) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn retry_step(&self, _: RetryStep) -> Result<ConnectView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn close_connect(&self, _: Nothing) -> Result<Nothing, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn set_rotation(&self, _: SetRotation) -> Result<IntegrationView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }
}
