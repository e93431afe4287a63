//! Meta's error object (reference 1.2) and the table of codes (1.6).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::ids;

const HREF: &str = "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

/// A refusal of the Graph API.
#[derive(Clone, Debug)]
pub(crate) struct GraphError {
    pub(crate) status: StatusCode,
    pub(crate) code: u32,
    message: String,
    kind: &'static str,
    subcode: Option<u32>,
    details: Option<String>,
    /// Title and text for the person in front.
    for_user: Option<(&'static str, String)>,
    transient: bool,
}

/// One row of the table: code, HTTP status, title, default details.
struct Row(u32, u16, &'static str, &'static str);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row(0, 401, "AuthException", "We were unable to authenticate the app user."),
    Row(1, 400, "An unknown error occurred", ""),
    Row(2, 503, "Service temporarily unavailable", ""),
    Row(3, 500, "Application does not have the capability to make this API call.", ""),
    Row(4, 400, "Application request limit reached", ""),
    Row(10, 403, "Application does not have permission for this action", ""),
    Row(17, 400, "User request limit reached", ""),
    Row(33, 400, "Parameter value is not valid", "The business phone number has been deleted."),
    Row(100, 400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    Row(102, 401, "Session key invalid or no longer valid", ""),
    Row(190, 401, "Invalid OAuth access token - Cannot parse access token", ""),
    Row(200, 403, "You do not have the necessary permissions required to send messages on behalf of this WhatsApp Business Account", ""),
    Row(368, 403, "Temporarily blocked for policies violations", "The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy."),
    Row(80007, 400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    Row(130429, 400, "Rate limit hit", "Cloud API message throughput has been reached."),
    Row(130472, 400, "User's number is part of an experiment", "Message was not sent as part of an experiment."),
    Row(130497, 403, "Business account is restricted from messaging users in this country.", "The WhatsApp Business Account is restricted from messaging to users in certain countries."),
    Row(131000, 500, "Something went wrong", "Message failed to send due to an unknown error."),
    Row(131005, 403, "Access denied", "Permission is either not granted or has been removed."),
    Row(131008, 400, "Required parameter is missing", "The request is missing a required parameter."),
    Row(131009, 400, "Parameter value is not valid", "One or more parameter values are invalid."),
    Row(131016, 500, "Service unavailable", "A service is temporarily unavailable."),
    Row(131021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    Row(131026, 400, "Message undeliverable", "Message Undeliverable."),
    Row(131030, 400, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again."),
    Row(131031, 403, "Account has been locked", "The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy, or we were unable to verify data included in the request against data set on the WhatsApp Business Account."),
    Row(131037, 400, "WhatsApp provided number needs display name approval before message can be sent.", "The 555 business phone number used to send the request does not have an approved display name."),
    Row(131042, 400, "Business eligibility payment issue", "There was an error related to your payment method."),
    Row(131045, 500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
    Row(131047, 400, "Re-engagement message", "Message failed to send because more than 24 hours have passed since the customer last replied to this number."),
    Row(131048, 400, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number. This may be because too many previous messages were blocked or flagged as spam."),
    Row(131049, 400, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."),
    Row(131050, 400, "User has stopped marketing messages", "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business."),
    Row(131051, 400, "Unsupported message type", "Message type is not currently supported."),
    Row(131052, 400, "Media download error", "Failed to download the media sent by the user."),
    Row(131053, 400, "Media upload error", "Failed to upload the media used in the message."),
    Row(131056, 400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time."),
    Row(131057, 500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    Row(131059, 400, "Invalid paging cursor", "The paging cursor is not valid. Start again without one."),
    Row(131062, 400, "Business-scoped User ID (BSUID) recipients are not supported for this message", "This message cannot be sent to a business-scoped user ID."),
    Row(132000, 400, "Number of parameters does not match the expected number of params", "The number of variable parameter values included in the request did not match the number of variable parameters defined in the template."),
    Row(132001, 404, "Template name does not exist in the translation", "The template does not exist in the specified language or the template has not been approved."),
    Row(132005, 400, "Translated text too long", "Translated text is too long."),
    Row(132007, 400, "Template format character policy violated", "Template content violates a WhatsApp policy."),
    Row(132012, 400, "Parameter format does not match format in the created template", "Variable parameter values formatted incorrectly."),
    Row(132015, 400, "Template is paused", "Template is paused due to low quality so it cannot be sent in a template message."),
    Row(132016, 400, "Template is disabled", "Template has been paused too many times due to low quality and is now permanently disabled."),
    Row(133000, 500, "Deregister failed", "A previous deregistration attempt failed."),
    Row(133004, 503, "Server temporarily unavailable", "Server is temporarily unavailable."),
    Row(133005, 400, "Two step verification PIN Mismatch", "Two-step verification PIN incorrect."),
    Row(133006, 400, "Phone number needs to be verified before registering.", "Phone number needs to be verified before registering."),
    Row(133008, 400, "Too many two step verification PIN guesses", "Too many two-step verification PIN guesses for this phone number."),
    Row(133009, 400, "Two step verification PIN guessed too fast", "Two-step verification PIN was entered too quickly."),
    Row(133010, 400, "The account is not registered", "Phone number not registered on the WhatsApp Business Platform."),
    Row(133015, 400, "Please wait a few minutes before attempting to register this phone number", "The phone number you are attempting to register was recently deleted, and deletion has not yet completed."),
    Row(133016, 400, "Account register deregister rate limit exceeded", "Registration or Deregistration failed because there were too many attempts for this phone number in a short period of time."),
    Row(135000, 400, "Generic user error", "Message failed to send because of an unknown error with your request parameters."),
    Row(137000, 400, "Recipient identity key hash mismatch", "The recipient identity key hash given does not match the recipient's."),
];

fn row(code: u32) -> Row {
    TABLE.iter().find(|row| row.0 == code).map_or(Row(code, 400, "Something went wrong", ""), |row| Row(row.0, row.1, row.2, row.3))
}

impl GraphError {
    /// A code with Meta's own words.
    pub(crate) fn code(code: u32) -> Self {
        let Row(_, http, title, details) = row(code);
        // 190 and 102 speak of the token, and come without the number in front.
        let message = if matches!(code, 102 | 190) { title.to_owned() } else { format!("(#{code}) {title}") };
        Self {
            status: StatusCode::from_u16(http).unwrap_or(StatusCode::BAD_REQUEST),
            code,
            message,
            kind: "OAuthException",
            subcode: (code == 130429).then_some(2494055),
            details: (!details.is_empty()).then(|| details.to_owned()),
            for_user: None,
            transient: matches!(code, 1 | 2 | 4 | 17 | 80007 | 131016 | 133004),
        }
    }

    /// The same with other details.
    pub(crate) fn details(code: u32, details: impl Into<String>) -> Self {
        Self { details: Some(details.into()), ..Self::code(code) }
    }

    /// The same with other words, and no details.
    pub(crate) fn worded(code: u32, message: impl Into<String>) -> Self {
        Self { message: message.into(), details: None, ..Self::code(code) }
    }

    /// `(#100) The parameter x is required.`
    pub(crate) fn required(parameter: &str) -> Self {
        Self::worded(100, format!("(#100) The parameter {parameter} is required."))
    }

    /// A node that does not exist, or that this token may not see: Meta does not say which.
    pub(crate) fn unknown_object(method: &str, id: &str) -> Self {
        Self {
            kind: "GraphMethodException",
            subcode: Some(33),
            ..Self::worded(
                100,
                format!(
                    "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to \
                     missing permissions, or does not support this operation. Please read the Graph API \
                     documentation at https://developers.facebook.com/docs/graph-api"
                ),
            )
        }
    }

    /// A path that leads nowhere.
    pub(crate) fn unknown_path(path: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..Self::worded(2500, format!("Unknown path components: {path}")) }
    }

    /// A token that has ended.
    pub(crate) fn expired_token() -> Self {
        Self { subcode: Some(463), ..Self::worded(190, "Error validating access token: Session has expired.") }
    }

    /// The same with a subcode.
    #[must_use]
    pub(crate) fn with_subcode(mut self, subcode: u32) -> Self {
        self.subcode = Some(subcode);
        self
    }

    /// A permission that the token does not have.
    pub(crate) fn missing_permission(permission: &str) -> Self {
        Self { status: StatusCode::FORBIDDEN, ..Self::worded(200, format!("(#200) Requires {permission} permission to manage the object")) }
    }

    /// A verification code that was not sent.
    pub(crate) fn code_request(why: &str) -> Self {
        Self { for_user: Some(("Couldn't send the code", why.to_owned())), ..Self::worded(136_024, "Request code error").with_subcode(2_388_091) }
    }

    /// A verification code that is wrong or too old.
    pub(crate) fn code_check() -> Self {
        Self {
            for_user: Some(("Couldn't verify the code", "The code you entered is incorrect.".to_owned())),
            ..Self::worded(136_025, "Verify code error").with_subcode(2_388_093)
        }
    }

    /// No token at all.
    pub(crate) fn no_token() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::worded(104, "An access token is required to request this resource.") }
    }

    /// Code, words and subcode, as `debug_token` tells them.
    pub(crate) fn short(&self) -> Value {
        json!({ "code": self.code, "message": self.message, "subcode": self.subcode })
    }

    /// The answer's body.
    pub(crate) fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind));
        error.insert("code".into(), json!(self.code));
        if let Some(details) = &self.details {
            error.insert("error_data".into(), json!({ "messaging_product": "whatsapp", "details": details }));
        }
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".into(), json!(subcode));
        }
        if self.transient || self.for_user.is_some() {
            error.insert("is_transient".into(), json!(self.transient));
        }
        if let Some((title, text)) = &self.for_user {
            error.insert("error_user_title".into(), json!(title));
            error.insert("error_user_msg".into(), json!(text));
        }
        error.insert("fbtrace_id".into(), json!(ids::trace_id()));
        json!({ "error": error })
    }
}

/// The item of `errors[]` in a webhook.
pub(crate) fn webhook_error(code: u32) -> Value {
    let Row(_, _, title, details) = row(code);
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": { "details": if details.is_empty() { title } else { details } },
        "href": HREF,
    })
}
