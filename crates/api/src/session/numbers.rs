//! The numbers table, its log and the doctor.

use crate::error::ApiError;
use crate::session::Session;
use crate::views::*;

impl Session {
    pub async fn list_numbers(&self, _: Nothing) -> Result<NumberList, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn set_number_running(&self, _: SetNumberRunning) -> Result<NumberCardView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn edit_number(&self, _: EditNumber) -> Result<NumberCardView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn test_number(&self, _: OneNumber) -> Result<NumberCardView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn replace_token(&self, _: ReplaceToken) -> Result<NumberCardView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn disconnect_number(&self, _: OneNumber) -> Result<DisconnectedView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn list_number_log(&self, _: ListNumberLog) -> Result<NumberLogPage, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn run_doctor(&self, _: RunDoctor) -> Result<DoctorView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn current_doctor(&self, _: Nothing) -> Result<CurrentDoctor, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn stop_doctor(&self, _: Nothing) -> Result<Nothing, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn business_profile(&self, _: OneNumber) -> Result<BusinessProfileView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }

    pub async fn save_business_profile(&self, _: SaveBusinessProfile) -> Result<BusinessProfileView, ApiError> {
        Err(ApiError::bad_request("This is not available yet."))
    }
}
