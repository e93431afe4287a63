//! Connecting a business number with credentials at hand, in one go: for the demo and for programs.

use frontdesk_domain::channel::Channel;
use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{InboxId, PhoneNumberId, WabaId};
use frontdesk_domain::secret::Secret;

use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};

pub struct NumberRequest {
    pub phone_number_id: PhoneNumberId,
    pub waba_id: WabaId,
    pub token: Secret,
}

impl Desk {
    /// Checks the credentials against the Graph API, then routes the number's webhooks here. Doing it again renews the token.
    ///
    /// # Errors
    /// Nothing is kept when Meta refuses the credentials or the relay can't be reached.
    pub async fn connect_number(&self, request: NumberRequest) -> Result<Channel, CoreError> {
        let NumberRequest { phone_number_id, waba_id, token } = request;
        let digits = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        if !digits(phone_number_id.as_str()) {
            return Err(CoreError::bad_request("The phone number id is a row of digits; copy it from WhatsApp → API Setup in Meta's dashboard."));
        }
        if !digits(waba_id.as_str()) {
            return Err(CoreError::bad_request("The WhatsApp Business Account id is a row of digits; copy it from Meta's dashboard."));
        }
        let of_account = self.graph.phone_numbers(&waba_id, &token).await.map_err(|f| refused("reading the account's numbers", &f))?;
        let Some(number) = of_account.into_iter().find(|number| number.id == phone_number_id) else {
            return Err(CoreError::new(
                ErrorKind::Refused,
                format!(
                    "The account {} has no number with the id {}. Check both ids in Meta's dashboard.",
                    waba_id.as_str(),
                    phone_number_id.as_str()
                ),
            ));
        };
        let inbox = self.known_channel(&phone_number_id).map_or_else(|| InboxId(fresh_id()), |channel| channel.inbox);
        self.route_number(&phone_number_id, &waba_id, inbox).await?;
        self.graph.subscribe_app(&waba_id, &token).await.map_err(|f| refused("subscribing to the account's webhooks", &f))?;
        self.keep_token(&phone_number_id, &token, None, Vec::new()).await?;
        let channel = Channel {
            display_phone_number: number.display_phone_number.unwrap_or_default(),
            verified_name: number.verified_name.unwrap_or_default(),
            coexistence: number.is_on_biz_app.unwrap_or(false),
            ..Channel::new(phone_number_id, waba_id, inbox)
        };
        self.record_number(channel.clone()).await?;
        Ok(channel)
    }
}

fn refused(doing: &str, failure: &Failure) -> CoreError {
    let words = failure.details.as_deref().unwrap_or(&failure.title);
    let code = failure.code.map(|code| format!(" (code {code})")).unwrap_or_default();
    CoreError::new(ErrorKind::Refused, format!("Meta refused {doing}{code}: {words} Check the ids and the token, then try again."))
}
