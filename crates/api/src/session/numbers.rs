//! The numbers table, its log and the doctor.

use std::collections::BTreeSet;

use frontdesk_core::LogFilter;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::BusinessProfile;
use frontdesk_domain::secret::Secret;

use crate::error::ApiError;
use crate::session::{Inner, Session, page_size};
use crate::show::numbers as show;
use crate::views::*;

impl Session {
    pub async fn list_numbers(&self, _: Nothing) -> Result<NumberList, ApiError> {
        Ok(NumberList { items: self.desk()?.numbers().iter().map(show::card).collect() })
    }

    pub async fn set_number_running(&self, request: SetNumberRunning) -> Result<NumberCardView, ApiError> {
        Ok(show::card(&self.desk()?.set_number_running(&number(&request.phone_number_id), request.running).await?))
    }

    pub async fn edit_number(&self, request: EditNumber) -> Result<NumberCardView, ApiError> {
        let EditNumber { phone_number_id, internal_name, description } = request;
        Ok(show::card(&self.desk()?.edit_number(&number(&phone_number_id), &internal_name, &description).await?))
    }

    pub async fn test_number(&self, request: OneNumber) -> Result<NumberCardView, ApiError> {
        Ok(show::card(&self.desk()?.check_number(&number(&request.phone_number_id)).await?))
    }

    pub async fn replace_token(&self, request: ReplaceToken) -> Result<NumberCardView, ApiError> {
        let ReplaceToken { phone_number_id, access_token } = request;
        let (desk, number, token) = (self.desk()?, number(&phone_number_id), Secret::new(access_token.trim()));
        desk.replace_token(&number, &token).await?;
        Ok(show::card(&desk.number(&number)?))
    }

    pub async fn disconnect_number(&self, request: OneNumber) -> Result<DisconnectedView, ApiError> {
        Ok(DisconnectedView { notes: self.desk()?.disconnect_number(&number(&request.phone_number_id)).await? })
    }

    pub async fn list_number_log(&self, request: ListNumberLog) -> Result<NumberLogPage, ApiError> {
        let ListNumberLog { phone_number_id, least, containing, before, limit } = request;
        let limit = page_size(limit)?;
        let bad = |_| ApiError::bad_request("That is not the end of a page. Load the log again.");
        let before = before.as_deref().map(str::parse::<i64>).transpose().map_err(bad)?;
        let filter =
            LogFilter { number: phone_number_id.as_deref().map(number), least: least.map(show::least), containing: containing.trim().to_owned() };
        let lines = self.desk()?.number_log(&filter, before, limit).await?;
        let next = (lines.len() == limit as usize).then(|| lines.last()).flatten().map(|line| line.position.to_string());
        Ok(NumberLogPage { items: lines.iter().map(show::line).collect(), next })
    }

    pub async fn run_doctor(&self, request: RunDoctor) -> Result<DoctorView, ApiError> {
        Ok(show::doctor(&self.desk()?.run_doctor(&number(&request.phone_number_id), &request.test_phone)?))
    }

    pub async fn current_doctor(&self, _: Nothing) -> Result<CurrentDoctor, ApiError> {
        Ok(CurrentDoctor { doctor: self.desk()?.doctor().as_ref().map(show::doctor) })
    }

    pub async fn stop_doctor(&self, _: Nothing) -> Result<Nothing, ApiError> {
        self.desk()?.stop_doctor();
        Ok(Nothing {})
    }

    pub async fn business_profile(&self, request: OneNumber) -> Result<BusinessProfileView, ApiError> {
        Ok(show::profile(self.desk()?.business_profile(&number(&request.phone_number_id)).await?))
    }

    pub async fn save_business_profile(&self, request: SaveBusinessProfile) -> Result<BusinessProfileView, ApiError> {
        let SaveBusinessProfile { phone_number_id, profile } = request;
        let BusinessProfileView { about, address, description, email, websites, vertical } = profile;
        let profile = BusinessProfile { about, address, description, email, websites, vertical };
        Ok(show::profile(self.desk()?.save_business_profile(&number(&phone_number_id), &profile).await?))
    }
}

impl Inner {
    /// The rows of these numbers, for the windows.
    pub(super) fn cards(&self, numbers: &BTreeSet<PhoneNumberId>) -> Vec<Event> {
        let Ok(desk) = self.app.desk() else { return Vec::new() };
        // One that was disconnected meanwhile is said to be gone by itself.
        let items: Vec<_> = numbers.iter().filter_map(|number| desk.number(number).ok()).map(|card| show::card(&card)).collect();
        if items.is_empty() { Vec::new() } else { vec![Event::Numbers { items }] }
    }

    /// The doctor's run, for the windows.
    pub(super) fn doctor(&self) -> Vec<Event> {
        let run = self.app.desk().ok().and_then(|desk| desk.doctor());
        run.map(|run| Event::Doctor { doctor: show::doctor(&run) }).into_iter().collect()
    }
}

fn number(id: &str) -> PhoneNumberId {
    PhoneNumberId::from(id.trim())
}
