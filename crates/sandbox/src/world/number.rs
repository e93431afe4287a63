//! Business phone numbers: verification, registration, PIN, name (reference 2.6, 3.1).

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::{Callback, RateMeter, World};
use crate::config::NumberConfig;
use crate::graph::GraphError;
use crate::ids;

/// Register and deregister calls within [`REGISTRATION_WINDOW_MS`] before 133016.
const REGISTRATIONS: usize = 10;
const REGISTRATION_WINDOW_MS: i64 = 72 * 3_600_000;
/// Wrong PINs in a row before 133009, and before 133008. The platform does not publish its own figures.
const GUESSES_BEFORE_SLOW: usize = 3;
const GUESSES_BEFORE_STOP: usize = 6;
const SLOW_MS: i64 = 60_000;
const STOP_MS: i64 = 3_600_000;
/// How long a code sent by text or call is good, and how many may be asked for in that time.
const CODE_LIVES_MS: i64 = 600_000;
const CODES: usize = 5;
/// Regions of local storage.
const REGIONS: &[&str] = &["AU", "ID", "IN", "JP", "SG", "KR", "DE", "CH", "GB", "BR", "BH", "ZA", "AE", "CA"];

pub(crate) struct Number {
    pub(crate) config: NumberConfig,
    pub(crate) account_id: String,
    /// The number's own webhook address, per app.
    pub(crate) callbacks: Vec<(String, Callback)>,
    pub(crate) profile: Map<String, Value>,
    /// Asked for, and how its review stands.
    pub(crate) new_name: Option<(String, String)>,
    /// `STANDARD` or `HIGH`.
    pub(crate) throughput: String,
    /// `None`: as registration and verification say.
    pub(crate) status: Option<String>,
    pub(crate) onboarded_at_ms: Option<i64>,
    /// The kinds of coexistence data that were asked for.
    pub(crate) synced: Vec<String>,
    code: Option<SentCode>,
    codes_at_ms: VecDeque<i64>,
    registrations_at_ms: VecDeque<i64>,
    wrong_pins_at_ms: Vec<i64>,
    pub(super) rate: RateMeter,
}

#[derive(Clone)]
struct SentCode {
    code: String,
    ends_at_ms: i64,
}

impl Number {
    pub(super) fn new(config: NumberConfig, account_id: &str) -> Self {
        Self {
            config,
            account_id: account_id.to_owned(),
            callbacks: Vec::new(),
            profile: Map::from_iter([("vertical".to_owned(), json!("OTHER"))]),
            new_name: None,
            throughput: "STANDARD".into(),
            status: None,
            onboarded_at_ms: None,
            synced: Vec::new(),
            code: None,
            codes_at_ms: VecDeque::new(),
            registrations_at_ms: VecDeque::new(),
            wrong_pins_at_ms: Vec::new(),
            rate: RateMeter::default(),
        }
    }

    /// The number as digits, as webhooks show it.
    pub(crate) fn digits(&self) -> String {
        self.config.display_phone_number.chars().filter(char::is_ascii_digit).collect()
    }

    pub(crate) fn callback(&self, app_id: &str) -> Option<&Callback> {
        self.callbacks.iter().find(|(app, _)| app == app_id).map(|(_, callback)| callback)
    }

    pub(crate) fn set_callback(&mut self, app_id: &str, callback: Option<Callback>) {
        self.callbacks.retain(|(app, _)| app != app_id);
        self.callbacks.extend(callback.map(|callback| (app_id.to_owned(), callback)));
    }

    pub(crate) fn status(&self) -> &str {
        match &self.status {
            Some(status) => status,
            None if self.config.registered => "CONNECTED",
            None if self.config.verified => "PENDING",
            None => "UNVERIFIED",
        }
    }

    fn register(&mut self, pin: &str, region: Option<&str>, now_ms: i64) -> Result<(), GraphError> {
        if self.config.on_biz_app {
            return Err(GraphError::details(100, "This phone number is in use with the WhatsApp Business app: it is registered there."));
        }
        self.count_registration(now_ms)?;
        if let Some(region) = region.filter(|region| !REGIONS.contains(region)) {
            return Err(GraphError::details(
                100,
                format!("Param data_localization_region must be one of {{{}}}: {region} is not.", REGIONS.join(", ")),
            ));
        }
        check_pin_shape(pin)?;
        if !self.config.verified {
            return Err(GraphError::code(133006));
        }
        self.check_pin(pin, now_ms)?;
        self.config.pin = Some(pin.to_owned());
        self.config.registered = true;
        Ok(())
    }

    fn deregister(&mut self, now_ms: i64) -> Result<(), GraphError> {
        if self.config.on_biz_app {
            return Err(GraphError::details(100, "This phone number is in use with the WhatsApp Business app: remove it there."));
        }
        self.count_registration(now_ms)?;
        if !self.config.registered {
            return Err(GraphError::code(133010));
        }
        self.config.registered = false;
        Ok(())
    }

    fn count_registration(&mut self, now_ms: i64) -> Result<(), GraphError> {
        while self.registrations_at_ms.front().is_some_and(|at| *at <= now_ms - REGISTRATION_WINDOW_MS) {
            self.registrations_at_ms.pop_front();
        }
        if self.registrations_at_ms.len() >= REGISTRATIONS {
            return Err(GraphError::code(133016));
        }
        self.registrations_at_ms.push_back(now_ms);
        Ok(())
    }

    fn check_pin(&mut self, pin: &str, now_ms: i64) -> Result<(), GraphError> {
        let Some(right) = &self.config.pin else { return Ok(()) };
        let last = self.wrong_pins_at_ms.last().copied().unwrap_or(i64::MIN / 2);
        let guesses = self.wrong_pins_at_ms.len();
        if guesses >= GUESSES_BEFORE_STOP && now_ms < last + STOP_MS {
            let minutes = (last + STOP_MS - now_ms) / 60_000 + 1;
            return Err(GraphError::details(133008, format!("Too many two-step verification PIN guesses. Try again in {minutes} minutes.")));
        }
        if guesses >= GUESSES_BEFORE_SLOW && now_ms < last + SLOW_MS {
            return Err(GraphError::code(133009));
        }
        if right != pin {
            self.wrong_pins_at_ms.push(now_ms);
            return Err(GraphError::code(133005));
        }
        self.wrong_pins_at_ms.clear();
        Ok(())
    }

    /// Sends a code to the number's phone, which the sandbox shows.
    pub(crate) fn request_code(&mut self, now_ms: i64) -> Result<(), GraphError> {
        while self.codes_at_ms.front().is_some_and(|at| *at <= now_ms - CODE_LIVES_MS) {
            self.codes_at_ms.pop_front();
        }
        if self.config.verified {
            return Err(GraphError::code_request("This phone number is verified already."));
        }
        if self.codes_at_ms.len() >= CODES {
            return Err(GraphError::code_request("Please try again after some time."));
        }
        self.codes_at_ms.push_back(now_ms);
        self.code = Some(SentCode { code: ids::six_digits(), ends_at_ms: now_ms + CODE_LIVES_MS });
        Ok(())
    }

    pub(crate) fn verify(&mut self, code: &str, now_ms: i64) -> Result<(), GraphError> {
        match &self.code {
            Some(sent) if sent.code == code && now_ms < sent.ends_at_ms => {
                self.code = None;
                self.config.verified = true;
                Ok(())
            }
            Some(_) | None => Err(GraphError::code_check()),
        }
    }

    /// The code that the number's phone shows, while it is good.
    pub(crate) fn sent_code(&self, now_ms: i64) -> Option<&str> {
        self.code.as_ref().filter(|sent| now_ms < sent.ends_at_ms).map(|sent| sent.code.as_str())
    }
}

fn check_pin_shape(pin: &str) -> Result<(), GraphError> {
    if pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(GraphError::details(100, "Param pin must be 6 digits."))
    }
}

impl World {
    pub(crate) fn number(&self, phone_number_id: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.config.phone_number_id == phone_number_id)
    }

    pub(crate) fn number_mut(&mut self, phone_number_id: &str) -> Option<&mut Number> {
        self.numbers.iter_mut().find(|number| number.config.phone_number_id == phone_number_id)
    }

    fn number_to_change(&mut self, phone_number_id: &str) -> Result<&mut Number, GraphError> {
        self.number_mut(phone_number_id).ok_or_else(|| GraphError::unknown_object("post", phone_number_id))
    }

    pub(crate) fn register(&mut self, phone_number_id: &str, pin: &str, region: Option<&str>, now_ms: i64) -> Result<(), GraphError> {
        self.number_to_change(phone_number_id)?.register(pin, region, now_ms)
    }

    pub(crate) fn deregister(&mut self, phone_number_id: &str, now_ms: i64) -> Result<(), GraphError> {
        self.number_to_change(phone_number_id)?.deregister(now_ms)
    }

    /// Changes the two-step PIN.
    pub(crate) fn set_pin(&mut self, phone_number_id: &str, pin: &str) -> Result<(), GraphError> {
        let number = self.number_to_change(phone_number_id)?;
        check_pin_shape(pin)?;
        if !number.config.registered {
            return Err(GraphError::code(133010));
        }
        number.config.pin = Some(pin.to_owned());
        number.wrong_pins_at_ms.clear();
        Ok(())
    }

    /// Asks for another name, which Meta reviews.
    pub(crate) fn ask_for_name(&mut self, phone_number_id: &str, name: &str) -> Result<(), GraphError> {
        let number = self.number_to_change(phone_number_id)?;
        if !(3..=512).contains(&name.chars().count()) {
            return Err(GraphError::details(100, "Param new_display_name must be at least 3 characters long."));
        }
        number.new_name = Some((name.to_owned(), "PENDING_REVIEW".to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(pin: Option<&str>) -> Number {
        Number::new(NumberConfig { pin: pin.map(str::to_owned), registered: false, ..NumberConfig::new("1", "+1 650 555 0100", "Shop") }, "9")
    }

    fn code_of(outcome: Result<(), GraphError>) -> u32 {
        outcome.map_or_else(|error| error.code, |()| 0)
    }

    #[test]
    fn wrong_pins_slow_down_and_then_stop() {
        let mut number = number(Some("123456"));
        let mut at_ms = 1_000_000;
        for _ in 0..3 {
            assert_eq!(code_of(number.check_pin("000000", at_ms)), 133005);
        }
        assert_eq!(code_of(number.check_pin("123456", at_ms + 1)), 133009);
        for _ in 0..3 {
            at_ms += SLOW_MS;
            assert_eq!(code_of(number.check_pin("000000", at_ms)), 133005);
        }
        assert_eq!(code_of(number.check_pin("123456", at_ms + SLOW_MS)), 133008);
        assert_eq!(code_of(number.check_pin("123456", at_ms + STOP_MS)), 0);
    }

    #[test]
    fn ten_registrations_in_72_hours_are_enough() {
        let mut number = number(None);
        for _ in 0..5 {
            assert_eq!(code_of(number.register("111111", None, 5)), 0);
            assert_eq!(code_of(number.deregister(5)), 0);
        }
        assert_eq!(code_of(number.register("111111", None, 5)), 133016);
        assert_eq!(code_of(number.register("111111", None, 5 + REGISTRATION_WINDOW_MS)), 0);
    }

    #[test]
    fn a_code_is_good_for_ten_minutes_and_once() {
        let mut number = number(None);
        number.config.verified = false;
        assert_eq!(code_of(number.request_code(0)), 0);
        let code = number.sent_code(0).map(str::to_owned).unwrap_or_default();
        assert_eq!(code_of(number.verify(&code, CODE_LIVES_MS)), 136025);
        assert_eq!(code_of(number.verify(&code, 1)), 0);
        assert_eq!(code_of(number.verify(&code, 1)), 136025);
    }
}
