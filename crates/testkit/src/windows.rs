//! The windows of a program that only remembers what it was asked to show.

use std::sync::{Mutex, PoisonError};

use frontdesk_api::{LoginWindow, Windows};
use url::Url;

/// What a person would see.
#[derive(Default)]
pub struct Screen {
    login: Mutex<Option<LoginWindow>>,
    browser: Mutex<Vec<Url>>,
}

impl Screen {
    /// The login window, while it is open.
    pub fn login(&self) -> Option<LoginWindow> {
        self.login.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was opened in the system's browser.
    pub fn browser(&self) -> Vec<Url> {
        self.browser.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The person closes the login window. The session is to be told, too.
    pub fn person_closes_login(&self) {
        self.close_login();
    }
}

impl Windows for Screen {
    fn open_login(&self, window: LoginWindow) -> bool {
        *self.login.lock().unwrap_or_else(PoisonError::into_inner) = Some(window);
        true
    }

    fn close_login(&self) {
        *self.login.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn open_in_browser(&self, url: &Url) -> bool {
        self.browser.lock().unwrap_or_else(PoisonError::into_inner).push(url.clone());
        true
    }
}
