//! The desktop shell.
fn main() {
    tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::App("index.html".into())).title("Frontdesk").build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("run");
}
