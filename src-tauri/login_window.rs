//! Meta's login, in a window of its own that reaches nothing of the app.
//!
//! Its pages are other people's. The window is in no capability, so every command is refused; keeps nothing on disk; shows only the
//! origins that the login needs, and says in its title which one. The same holds for windows that it opens itself, as Meta's
//! JavaScript does.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use frontdesk_api::{LoginWindow, Windows};
use tauri::http::StatusCode;
use tauri::webview::{NewWindowFeatures, NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{AppHandle, LogicalPosition, LogicalSize, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};

use crate::arguments::Arguments;
use crate::browser;
use crate::engine::Engine;
use crate::origins::Origins;
use crate::windows::{INBOX, webview_folder};

const PURPOSE: &str = "Connect WhatsApp";
/// Meta's pages need about this; its own popups ask for less.
const SIZE: LogicalSize<f64> = LogicalSize::new(720.0, 760.0);
/// More at once than any login opens.
const MOST_POPUPS: usize = 4;

/// The windows around the session that are not the inbox.
#[derive(Clone)]
pub struct LoginWindows {
    app: AppHandle,
    plain_here: bool,
    /// Where its pages' data goes; nowhere, unless a test is to drive the window.
    kept_in: Option<PathBuf>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    open: Option<Login>,
    /// So that no label is used twice: a window that is about to go still has its own.
    opened_before: u64,
}

/// A login that is open, and what it opened.
#[derive(Clone)]
struct Login {
    label: String,
    /// Changes when the same window is asked to show another login.
    origins: Arc<RwLock<Origins>>,
    popups: Arc<Mutex<u64>>,
}

impl LoginWindows {
    pub fn new(app: AppHandle, arguments: &Arguments, profile: &Path) -> Self {
        // A driver sees the windows of one context only.
        let kept_in = arguments.drivable_login().then(|| webview_folder(profile));
        Self { app, plain_here: arguments.has_sandbox(), kept_in, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The login's window, unless it is gone.
    fn window_of(&self, login: &Login) -> Option<WebviewWindow> {
        self.app.get_webview_window(&login.label)
    }

    fn show(&self, window: LoginWindow) -> tauri::Result<()> {
        let origins = Origins::new(&window.allowed, self.plain_here);
        let mut state = self.state();
        if let Some(login) = &state.open
            && let Some(open) = self.window_of(login)
        {
            login.allow(origins);
            self.close_popups(login);
            open.navigate(window.url)?;
            open.unminimize()?;
            return open.set_focus();
        }
        state.opened_before += 1;
        let label = format!("login-{}", state.opened_before);
        let login = Login { label, origins: Arc::new(RwLock::new(origins)), popups: Arc::default() };
        let opened = self.build(&login, &login.label, window.url, None)?;
        state.open = Some(login.clone());
        drop(state);

        let windows = self.clone();
        opened.on_window_event(move |event| {
            if let WindowEvent::Destroyed = event {
                windows.ended(&login);
            }
        });
        Ok(())
    }

    /// One window with other people's pages: the login's own, or with `features` one that it opens.
    fn build(&self, login: &Login, label: &str, url: Url, features: Option<NewWindowFeatures>) -> tauri::Result<WebviewWindow> {
        let (navigating, opening) = (login.clone(), login.clone());
        let windows = self.clone();
        let mut window = WebviewWindowBuilder::new(&self.app, label, WebviewUrl::External(url.clone()))
            .title(title(&url))
            .inner_size(SIZE.width, SIZE.height)
            .devtools(false)
            .on_navigation(move |to| navigating.may_show(to))
            .on_new_window(move |to, features| windows.popup(&opening, &to, features))
            .on_permission_request(|_, _| PermissionResponse::Deny)
            .on_download(|_, _| false)
            // The app's own pages, which every web view could read otherwise.
            .on_web_resource_request(|_, response| {
                *response.status_mut() = StatusCode::FORBIDDEN;
                *response.body_mut() = Cow::default();
            })
            .on_page_load(|window, page| {
                // From here on the window shows what came from there.
                if page.event() == PageLoadEvent::Started
                    && let Err(error) = window.set_title(&title(page.url()))
                {
                    tracing::warn!(%error, "the login's title could not follow its page");
                }
            })
            .disable_drag_drop_handler();
        window = match self.kept_in.clone() {
            Some(folder) => window.data_directory(folder),
            None => window.incognito(true),
        };
        if let Some(inbox) = self.app.get_webview_window(INBOX) {
            if let Some(place) = middle_of(&inbox) {
                window = window.position(place.x, place.y);
            }
            window = window.parent(&inbox)?;
        }
        if let Some(features) = features {
            window = window.window_features(features);
        }
        let window = window.build()?;
        self.end_with_its_page(&window)?;
        Ok(window)
    }

    /// Answers a page of the login that wants to open a window.
    fn popup(&self, login: &Login, to: &Url, features: NewWindowFeatures) -> NewWindowResponse<Wry> {
        if !login.may_show(to) || self.popups_of(login).count() >= MOST_POPUPS {
            return NewWindowResponse::Deny;
        }
        let label = login.next_popup();
        // Empty at first: the page that opens it says what it shows, and keeps a hold of it.
        let Ok(empty) = "about:blank".parse() else { return NewWindowResponse::Deny };
        match self.build(login, &label, empty, Some(features)) {
            Ok(window) => NewWindowResponse::Create { window },
            Err(error) => {
                tracing::error!(%error, "a window of the login did not open");
                NewWindowResponse::Deny
            }
        }
    }

    /// A page may close its window. That ends its web view only: without this the window would stay, empty.
    #[cfg(target_os = "linux")]
    fn end_with_its_page(&self, window: &WebviewWindow) -> tauri::Result<()> {
        use gtk::prelude::WidgetExt;

        let (app, label) = (self.app.clone(), window.label().to_owned());
        window.with_webview(move |webview| {
            webview.inner().connect_destroy(move |_| {
                if let Some(window) = app.get_webview_window(&label) {
                    destroy(&window);
                }
            });
        })
    }

    /// Elsewhere the system's web view does it, where it can be done at all.
    #[cfg(not(target_os = "linux"))]
    fn end_with_its_page(&self, _: &WebviewWindow) -> tauri::Result<()> {
        Ok(())
    }

    /// The login's window is gone, whoever closed it.
    fn ended(&self, login: &Login) {
        self.close_popups(login);
        let mut state = self.state();
        if state.open.as_ref().is_none_or(|open| open.label != login.label) {
            // We closed it.
            return;
        }
        state.open = None;
        drop(state);
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move {
            app.state::<Engine>().login_window_closed().await;
        });
    }

    fn popups_of(&self, login: &Login) -> impl Iterator<Item = WebviewWindow> {
        let beginning = login.popups_beginning();
        self.app.webview_windows().into_iter().filter(move |(label, _)| label.starts_with(&beginning)).map(|(_, window)| window)
    }

    fn close_popups(&self, login: &Login) {
        self.popups_of(login).for_each(|window| destroy(&window));
    }
}

impl Windows for LoginWindows {
    fn open_login(&self, window: LoginWindow) -> bool {
        if !Origins::new(&window.allowed, self.plain_here).permit(&window.url) {
            tracing::error!("the login's own address is none that its window may show");
            return false;
        }
        match self.show(window) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the login's window did not open");
                false
            }
        }
    }

    fn close_login(&self) {
        // Taken first: what is gone from here was not closed by the person.
        let Some(login) = self.state().open.take() else { return };
        self.close_popups(&login);
        if let Some(window) = self.window_of(&login) {
            destroy(&window);
        }
    }

    fn open_in_browser(&self, url: &Url) -> bool {
        browser::open(url, self.plain_here)
    }
}

impl Login {
    fn may_show(&self, url: &Url) -> bool {
        // An empty page is its opener's, who fills it: Meta's JavaScript opens one and then sends a form there.
        matches!(url.as_str(), "about:blank" | "about:srcdoc") || self.origins.read().unwrap_or_else(PoisonError::into_inner).permit(url)
    }

    fn allow(&self, origins: Origins) {
        *self.origins.write().unwrap_or_else(PoisonError::into_inner) = origins;
    }

    fn popups_beginning(&self) -> String {
        format!("{}-popup-", self.label)
    }

    fn next_popup(&self) -> String {
        let mut opened = self.popups.lock().unwrap_or_else(PoisonError::into_inner);
        *opened += 1;
        format!("{}{opened}", self.popups_beginning())
    }
}

fn destroy(window: &WebviewWindow) {
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "a window of the login did not close");
    }
}

/// The origin first: a window without an address bar has no other way to say whose page it shows.
fn title(url: &Url) -> String {
    let origin = match (url.scheme(), url.host_str()) {
        ("https", Some(host)) => url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
        // With its scheme, so that it says that it isn't encrypted.
        ("http", _) => url.origin().ascii_serialization(),
        _ => return PURPOSE.to_owned(),
    };
    format!("{origin} — {PURPOSE}")
}

/// Where a window of ours lies in the middle of this one.
fn middle_of(window: &WebviewWindow) -> Option<LogicalPosition<f64>> {
    let scale = window.scale_factor().ok()?;
    let corner = window.outer_position().ok()?.to_logical::<f64>(scale);
    // Without its frame: with it, GTK knows it only once the window has been moved.
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    Some(LogicalPosition::new(corner.x + ((size.width - SIZE.width) / 2.0).max(0.0), corner.y + ((size.height - SIZE.height) / 2.0).max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_begins_with_the_origin() {
        for (url, expected) in [
            ("https://www.facebook.com/v22.0/dialog/oauth?client_id=1", "www.facebook.com — Connect WhatsApp"),
            ("https://desk.example.com:8443/connect/1", "desk.example.com:8443 — Connect WhatsApp"),
            ("http://127.0.0.1:4000/", "http://127.0.0.1:4000 — Connect WhatsApp"),
            // As it is on the wire, so that no other alphabet's letters pass for ours.
            ("https://fаcebook.com/", "xn--fcebook-2fg.com — Connect WhatsApp"),
            ("about:blank", "Connect WhatsApp"),
        ] {
            let url: Url = url.parse().expect("a table of valid addresses");
            assert_eq!(title(&url), expected);
        }
    }
}
