//! The windows and what their pages may do: show themselves, and nothing else.

use std::path::{Path, PathBuf};

use tauri::plugin::TauriPlugin;
use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{AppHandle, LogicalSize, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::Arguments;

/// The inbox's window, the only one in a capability.
pub const INBOX: &str = "main";
/// The demo's window with the customers' phones. In no capability: its page comes from the sandbox.
const PHONES: &str = "phone";

const INBOX_SIZE: LogicalSize<f64> = LogicalSize::new(1280.0, 800.0);
const INBOX_LEAST: LogicalSize<f64> = LogicalSize::new(480.0, 600.0);
const PHONES_SIZE: LogicalSize<f64> = LogicalSize::new(440.0, 800.0);
/// Between the demo's two windows, and around them.
const GAP: f64 = 16.0;

/// Remembers the inbox's place and size; not for the demo, which leaves nothing behind.
pub fn memory<R: Runtime>(arguments: &Arguments) -> Option<TauriPlugin<R>> {
    if arguments.demo {
        return None;
    }
    let mut memory = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filter(|label| label == INBOX);
    if let Some(profile) = arguments.chosen_profile() {
        memory = memory.with_filename(profile.join("window.json").to_string_lossy());
    }
    Some(memory.build())
}

/// Opens the inbox. Closing it ends the app.
pub fn open_inbox(app: &AppHandle, arguments: &Arguments, profile: &Path) -> tauri::Result<()> {
    let mut inbox = WebviewWindowBuilder::new(app, INBOX, WebviewUrl::App("index.html".into()))
        .title("Frontdesk")
        .inner_size(INBOX_SIZE.width, INBOX_SIZE.height)
        .min_inner_size(INBOX_LEAST.width, INBOX_LEAST.height)
        .data_directory(webview_folder(profile))
        .on_navigation(is_own_page)
        .on_document_title_changed(|window, title| {
            // The page isolates what it fills in by direction; in a title bar those marks are boxes.
            let title = title.replace(['\u{2068}', '\u{2069}'], "");
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "the window's title could not follow its page");
            }
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        // A file dropped on the window is the page's business.
        .disable_drag_drop_handler();
    if arguments.demo {
        let width = beside_phones(screen_width(app));
        inbox = inbox.inner_size(width, INBOX_SIZE.height).position(GAP, GAP);
    }
    let inbox = inbox.build()?;
    if arguments.hidden {
        inbox.minimize()?;
    }
    let app = app.clone();
    inbox.on_window_event(move |event| {
        if let WindowEvent::Destroyed = event {
            app.exit(0);
        }
    });
    Ok(())
}

/// Brings the inbox to the person.
pub fn show_inbox(app: &AppHandle) {
    let Some(inbox) = app.get_webview_window(INBOX) else { return };
    if let Err(error) = inbox.unminimize().and_then(|()| inbox.show()).and_then(|()| inbox.set_focus()) {
        tracing::warn!(%error, "the inbox could not come to the front");
    }
}

/// Where the inbox's web view keeps what is its own.
pub fn webview_folder(profile: &Path) -> PathBuf {
    profile.join("webview")
}

/// Opens the demo's customers' phones beside the inbox.
pub fn open_phones(app: &AppHandle, url: &str) {
    let Ok(url) = url.parse::<Url>() else {
        tracing::error!("the sandbox gave no address for its phones");
        return;
    };
    let home = url.origin();
    let x = GAP + beside_phones(screen_width(app)) + GAP;
    let phones = WebviewWindowBuilder::new(app, PHONES, WebviewUrl::External(url))
        .title("Customers' phones (demo)")
        .inner_size(PHONES_SIZE.width, PHONES_SIZE.height)
        .position(x, GAP)
        .incognito(true)
        .focused(false)
        .on_navigation(move |to| to.origin() == home)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .build();
    if let Err(error) = phones {
        tracing::error!(%error, "the phones' window did not open");
    }
}

/// The inbox's width when the phones have to fit beside it.
fn beside_phones(screen: Option<f64>) -> f64 {
    let Some(screen) = screen else { return INBOX_SIZE.width };
    (screen - PHONES_SIZE.width - 3.0 * GAP).clamp(INBOX_LEAST.width, INBOX_SIZE.width)
}

fn screen_width(app: &AppHandle) -> Option<f64> {
    let monitor = app.primary_monitor().ok().flatten()?;
    Some(monitor.size().to_logical::<f64>(monitor.scale_factor()).width)
}

/// Whether the inbox's window may show this: the app's own pages, under the addresses that Tauri gives them.
fn is_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // Windows has no schemes of one's own.
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows) && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inbox_shows_its_own_pages_only() {
        for (url, own) in [
            ("tauri://localhost", true),
            ("tauri://localhost/index.html#/settings", true),
            ("tauri://elsewhere/", false),
            ("https://example.com/", false),
            ("http://localhost/", false),
            ("http://tauri.localhost.example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("about:blank", false),
        ] {
            let url: Url = url.parse().expect("a table of valid addresses");
            assert_eq!(is_own_page(&url), own, "{url}");
        }
    }

    #[test]
    fn the_demos_windows_share_the_screen() {
        for (screen, width) in [(None, 1280.0), (Some(2560.0), 1280.0), (Some(1600.0), 1112.0), (Some(800.0), 480.0)] {
            assert!((beside_phones(screen) - width).abs() < f64::EPSILON, "{screen:?}");
        }
    }
}
