//! What a session needs from the program around it: windows that are not the inbox.

use url::Url;

/// Meta's login, shown apart from the inbox: its pages reach no command of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginWindow {
    pub url: Url,
    /// The origins that the window, and windows that it opens, may show (`https://www.facebook.com`, the relay's own, ...).
    /// A leading `*.` in the host stands for any subdomain.
    pub allowed: Vec<String>,
}

/// The windows of the program around a session. A host without any answers `false`, and the UI shows the address instead.
pub trait Windows: Send + Sync {
    /// Opens the login window, or brings the open one to the front with this address.
    fn open_login(&self, window: LoginWindow) -> bool;
    /// Closes it, if it is open. Is not reported as closed by the person.
    fn close_login(&self);
    /// Opens an https address in the system's browser.
    fn open_in_browser(&self, url: &Url) -> bool;
}

/// For hosts without windows of their own.
pub struct NoWindows;

impl Windows for NoWindows {
    fn open_login(&self, _: LoginWindow) -> bool {
        false
    }

    fn close_login(&self) {}

    fn open_in_browser(&self, _: &Url) -> bool {
        false
    }
}
