//! The system's own browser.

use tauri::Url;

use crate::origins::is_safe;

/// Opens a web address there. `plain_here` as in [`crate::origins::Origins::new`].
///
/// Nothing but the web: what a system starts for other addresses can be any program.
pub fn open(url: &Url, plain_here: bool) -> bool {
    if !is_safe(url, plain_here) {
        tracing::warn!(scheme = url.scheme(), "an address was not opened in the browser");
        return false;
    }
    match open::that_detached(url.as_str()) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "no browser could be started");
            false
        }
    }
}
