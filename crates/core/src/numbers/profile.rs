//! The profile that customers see.

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{BusinessProfile, LogLevel, Trouble, sentence};
use frontdesk_providers::meta::answers::profile::Profile;

use crate::advice_for;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};

impl Desk {
    /// The profile as Meta has it.
    ///
    /// # Errors
    /// Meta's words when it refuses, or that it can't be reached.
    pub async fn business_profile(&self, number: &PhoneNumberId) -> Result<BusinessProfile, CoreError> {
        self.connected(number)?;
        let token = self.token(number).await?;
        let profile = self.graph.business_profile(number, &token).await.map_err(|failure| refused("show the profile", &failure))?;
        let text = |text: Option<String>| text.unwrap_or_default();
        Ok(BusinessProfile {
            about: text(profile.about),
            address: text(profile.address),
            description: text(profile.description),
            email: text(profile.email),
            websites: profile.websites,
            vertical: text(profile.vertical),
        })
    }

    /// Changes the profile at Meta, and reads it back.
    ///
    /// # Errors
    /// A text beyond Meta's limits, or Meta's words when it refuses.
    pub async fn save_business_profile(&self, number: &PhoneNumberId, profile: &BusinessProfile) -> Result<BusinessProfile, CoreError> {
        self.must_manage()?;
        self.connected(number)?;
        let profile = profile.checked().map_err(|wrong| CoreError::bad_request(wrong.words).at(wrong.field))?;
        let token = self.token(number).await?;
        let some = |text: String| Some(text);
        let wanted = Profile {
            about: some(profile.about),
            address: some(profile.address),
            description: some(profile.description),
            email: some(profile.email),
            profile_picture_url: None,
            websites: profile.websites,
            // Meta's word for none, which it does not take back.
            vertical: some(profile.vertical).filter(|word| word != "UNDEFINED"),
        };
        self.graph.save_business_profile(number, &token, &wanted).await.map_err(|failure| refused("take this profile", &failure))?;
        self.log_number(number, LogLevel::Info, "person", "The business profile was changed.").await;
        self.business_profile(number).await
    }
}

fn refused(what: &str, failure: &Failure) -> CoreError {
    let words = sentence(failure.details.as_deref().unwrap_or(&failure.title));
    if Trouble::of(failure) == Trouble::Passing {
        return CoreError::new(ErrorKind::Unreachable, format!("{words} Try again in a moment."));
    }
    let fix = match Trouble::of(failure) {
        Trouble::TokenDead => advice_for(failure).unwrap_or("Log in with Meta again."),
        Trouble::NotAllowed | Trouble::Passing => "Change it, or look at the number in WhatsApp Manager.",
    };
    CoreError::new(ErrorKind::Refused, format!("Meta does not {what}: {words} {fix}"))
}
