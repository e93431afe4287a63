//! Build step of the shell: the window may call exactly one command of ours, and only the capabilities in this folder count.

fn main() {
    // A window that is in no capability must not reach any command: declaring them makes Tauri deny by default.
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().commands(&["call"]));
    if let Err(e) = tauri_build::try_build(attributes) {
        panic!("{e:#}");
    }
}
