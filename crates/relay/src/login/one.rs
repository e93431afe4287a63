//! One login and what may happen to it. Pure: no clock, no network.

use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{LoginNews, LoginRequest, LoginWay, SignupEvent};
use serde_bytes::ByteBuf;

/// News that one login may cause. A page that talks on has nothing more to say.
const MOST_NEWS: usize = 16;

/// How far a login is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    /// Waits for the person.
    Open,
    /// A code came; it can't come again.
    Exchanging,
    Exchanged,
    Cancelled,
    /// `words` are Meta's.
    Failed {
        words: String,
    },
    Expired,
}

pub(crate) struct Login {
    /// Later logins have larger ones.
    pub serial: u64,
    pub request: LoginRequest,
    /// Which app was chosen, and its configuration.
    pub app_id: String,
    pub config_id: Option<String>,
    /// In the address that the device opens.
    pub ticket: String,
    /// What Meta's redirect brings back; `None` for Embedded Signup, which has no redirect.
    pub state: Option<String>,
    pub expires_at: Millis,
    stage: Stage,
    signup: Option<SignupEvent>,
    news: Vec<LoginNews>,
}

impl Login {
    pub fn new(
        serial: u64,
        request: LoginRequest,
        app_id: String,
        config_id: Option<String>,
        ticket: String,
        state: Option<String>,
        expires_at: Millis,
    ) -> Self {
        Self { serial, request, app_id, config_id, ticket, state, expires_at, stage: Stage::Open, signup: None, news: Vec::new() }
    }

    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// What Embedded Signup said about a good end.
    pub fn signup(&self) -> Option<&SignupEvent> {
        self.signup.as_ref()
    }

    /// From the first on.
    pub fn news(&self) -> &[LoginNews] {
        &self.news
    }

    /// The page was loaded; `false` when that is no news.
    pub fn opened(&mut self) -> bool {
        let first = self.stage == Stage::Open && self.news.is_empty();
        if first {
            self.news.push(LoginNews::Opened);
        }
        first
    }

    /// A code is here. Whoever gets `true` exchanges it; nobody gets it twice.
    pub fn code_came(&mut self) -> bool {
        let first = self.stage == Stage::Open;
        if first {
            self.stage = Stage::Exchanging;
            self.news.push(LoginNews::CodeReceived);
        }
        first
    }

    /// What Embedded Signup said. A cancellation ends a login for which no code has come.
    pub fn signup_said(&mut self, event: SignupEvent) -> bool {
        if self.request.way != LoginWay::Signup || self.news.len() >= MOST_NEWS || self.stage == Stage::Expired {
            return false;
        }
        if event.event == "CANCEL" {
            return self.cancelled(event.current_step, event.error_message);
        }
        if self.signup.as_ref() == Some(&event) {
            return false;
        }
        self.signup = Some(event.clone());
        self.news.push(LoginNews::SignupEvent { event });
        true
    }

    pub fn cancelled(&mut self, step: Option<String>, words: Option<String>) -> bool {
        let open = self.stage == Stage::Open;
        if open {
            self.stage = Stage::Cancelled;
            self.news.push(LoginNews::Cancelled { step, words });
        }
        open
    }

    /// Meta, or the exchange, refused. Only a login that is under way can fail.
    pub fn failed(&mut self, step: &str, words: String, code: Option<i64>, subcode: Option<i64>) -> bool {
        let under_way = matches!(self.stage, Stage::Open | Stage::Exchanging);
        if under_way {
            self.stage = Stage::Failed { words: words.clone() };
            self.news.push(LoginNews::Failed { step: step.to_owned(), words, code, subcode });
        }
        under_way
    }

    pub fn exchanged(&mut self, sealed: Vec<u8>) -> bool {
        let under_way = self.stage == Stage::Exchanging;
        if under_way {
            self.stage = Stage::Exchanged;
            self.news.push(LoginNews::Exchanged { sealed: ByteBuf::from(sealed) });
        }
        under_way
    }

    /// The time is over. A code that is being exchanged still gets its end.
    pub fn expired(&mut self) -> bool {
        let open = self.stage == Stage::Open;
        if open {
            self.stage = Stage::Expired;
            self.news.push(LoginNews::Expired);
        }
        open
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_relay_api::{LoginId, SealingPrivateKey};
    use uuid::Uuid;

    use super::*;

    fn login(way: LoginWay) -> Login {
        let sealed_to = SealingPrivateKey::generate().public_key();
        let request = LoginRequest { login: LoginId(Uuid::from_u128(1)), way, coexistence: false, app_id: None, sealed_to };
        Login::new(1, request, "12".into(), None, "ticket".into(), None, Millis(0))
    }

    fn event(event: &str) -> SignupEvent {
        SignupEvent {
            event: event.to_owned(),
            phone_number_id: Some("1".into()),
            waba_id: Some("2".into()),
            business_id: None,
            current_step: Some("PERMISSIONS".into()),
            error_message: None,
        }
    }

    fn kinds(login: &Login) -> Vec<&'static str> {
        let kind = |news: &LoginNews| match news {
            LoginNews::Opened => "opened",
            LoginNews::SignupEvent { .. } => "event",
            LoginNews::CodeReceived => "code",
            LoginNews::Exchanged { .. } => "exchanged",
            LoginNews::Cancelled { .. } => "cancelled",
            LoginNews::Failed { .. } => "failed",
            LoginNews::Expired => "expired",
        };
        login.news().iter().map(kind).collect()
    }

    #[test]
    fn code_and_event_come_in_either_order() {
        let mut first = login(LoginWay::Signup);
        assert!(first.opened() && first.signup_said(event("FINISH")) && first.code_came() && first.exchanged(vec![1]));
        assert_eq!(kinds(&first), ["opened", "event", "code", "exchanged"]);
        let mut second = login(LoginWay::Signup);
        assert!(second.opened() && second.code_came() && second.exchanged(vec![1]) && second.signup_said(event("FINISH")));
        assert_eq!(kinds(&second), ["opened", "code", "exchanged", "event"]);
    }

    #[test]
    fn a_code_counts_once_and_an_end_is_the_end() {
        let mut login = login(LoginWay::Login);
        assert!(login.code_came() && !login.code_came());
        assert!(!login.cancelled(None, None) && !login.expired() && !login.opened(), "too late");
        assert!(login.failed("code", "No.".into(), Some(100), None));
        assert!(!login.failed("code", "No.".into(), None, None) && !login.exchanged(vec![1]) && !login.code_came());
        assert_eq!(kinds(&login), ["code", "failed"]);
    }

    #[test]
    fn nothing_follows_a_cancellation_or_the_end_of_time() {
        let mut cancelled = login(LoginWay::Signup);
        assert!(cancelled.signup_said(event("CANCEL")));
        assert_eq!(cancelled.news(), [LoginNews::Cancelled { step: Some("PERMISSIONS".into()), words: None }]);
        assert!(!cancelled.code_came() && !cancelled.expired() && !cancelled.signup_said(event("CANCEL")));
        let mut expired = login(LoginWay::Signup);
        assert!(expired.expired() && !expired.code_came() && !expired.cancelled(None, None) && !expired.signup_said(event("FINISH")));
        assert_eq!(kinds(&expired), ["expired"]);
    }

    #[test]
    fn a_chatty_page_is_not_listened_to_for_ever() {
        let mut login = login(LoginWay::Signup);
        for n in 0..100 {
            login.signup_said(event(&format!("EVENT{n}")));
        }
        assert_eq!(login.news().len(), MOST_NEWS);
        assert!(login.code_came() && login.exchanged(vec![1]), "what matters still counts");
        let mut dialog = self::login(LoginWay::Login);
        assert!(!dialog.signup_said(event("FINISH")), "the dialog has no such events");
    }
}
