//! Both ends of a message as Twilio writes them: `whatsapp:+16505551234`, `whatsapp:US.1349`, or `+16505551234` for SMS.

use crate::meta::lenient::{CustomerId, customer_id};

/// One end of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// What stands before the colon; SMS numbers have none.
    pub channel: Option<String>,
    /// A number with `+`, or a user id.
    pub at: String,
}

impl Address {
    /// `None` when there is nothing but a channel.
    pub fn parse(text: &str) -> Option<Self> {
        let (channel, at) = match text.trim().split_once(':') {
            Some((channel, at)) => (Some(channel.to_ascii_lowercase()), at),
            None => (None, text),
        };
        let at = at.trim();
        (!at.is_empty()).then(|| Self { channel: channel.filter(|name| !name.is_empty()), at: at.to_owned() })
    }

    pub fn is_whatsapp(&self) -> bool {
        self.channel.as_deref() == Some("whatsapp")
    }

    /// The number's digits; `None` for a user id.
    pub fn digits(&self) -> Option<String> {
        match self.customer() {
            CustomerId::Phone(id) if id.as_str().bytes().all(|byte| byte.is_ascii_digit()) => Some(id.0),
            CustomerId::Phone(_) | CustomerId::User(_) | CustomerId::Parent(_) => None,
        }
    }

    pub(super) fn customer(&self) -> CustomerId {
        customer_id(self.at.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channel_and_number_are_told_apart() {
        let parts = |text: &str| Address::parse(text).map(|address| (address.is_whatsapp(), address.at.clone(), address.digits()));
        assert_eq!(parts("whatsapp:+16505551234"), Some((true, "+16505551234".into(), Some("16505551234".into()))));
        assert_eq!(parts(" WhatsApp:US.1349 "), Some((true, "US.1349".into(), None)));
        assert_eq!(parts("+12345"), Some((false, "+12345".into(), Some("12345".into()))));
        assert_eq!(parts("messenger:98"), Some((false, "98".into(), Some("98".into()))));
        assert_eq!(parts("Frontdesk"), Some((false, "Frontdesk".into(), None)));
        assert_eq!((parts(""), parts("whatsapp:")), (None, None));
    }
}
