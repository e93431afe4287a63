//! One Frontdesk per profile: starting it again shows the one that runs.

use std::hash::{DefaultHasher, Hash, Hasher};

use tauri::Wry;
use tauri::plugin::TauriPlugin;

use crate::arguments::Arguments;
use crate::windows::show_inbox;

const NAME: &str = "app.frontdesk.desktop";

/// Ends this process before it opens anything when another one has the same profile. Not for demos, of which each is its own.
pub fn only_one(arguments: &Arguments) -> Option<TauriPlugin<Wry>> {
    if arguments.demo {
        return None;
    }
    let name = match arguments.chosen_profile() {
        None => NAME.to_owned(),
        // Only here can a name be chosen; elsewhere whoever chooses a profile also sees to it that it is used once.
        Some(_) if cfg!(not(target_os = "linux")) => return None,
        Some(profile) => {
            let mut folder = DefaultHasher::new();
            std::path::absolute(profile).unwrap_or_else(|_| profile.clone()).hash(&mut folder);
            format!("{NAME}.profile{:016x}", folder.finish())
        }
    };
    Some(tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show_inbox(app)).dbus_id(name).build())
}
