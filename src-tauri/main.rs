//! The desktop shell: windows around the engine, and nothing of the inbox's rules.

// A console window beside the app is for developers only.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod bridge;
mod engine;
mod graphics;
mod logs;
mod signals;
mod windows;

use std::process::ExitCode;

use clap::Parser;
use tauri::{Manager, RunEvent};

use crate::arguments::Arguments;
use crate::engine::Engine;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(code) = graphics::restarted_without_dmabuf() {
        return code;
    }
    // An error means that some library has chosen one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Frontdesk could not start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut builder = tauri::Builder::default().invoke_handler(tauri::generate_handler![bridge::call]);
    if let Some(memory) = windows::memory(&arguments) {
        builder = builder.plugin(memory);
    }
    let app = builder
        .setup(move |app| {
            let profile = arguments.profile(app.path().app_local_data_dir()?);
            app.manage(logs::start(&profile)?);
            // Before the window, whose page asks for it.
            app.manage(Engine::start(arguments.clone(), profile.clone()));
            windows::open_inbox(app.handle(), &arguments, &profile)?;
            tauri::async_runtime::spawn(signals::end_when_asked(app.handle().clone()));
            let app = app.handle().clone();
            tauri::async_runtime::spawn(async move {
                if let Ok(opened) = app.state::<Engine>().opened().await {
                    if let Some(url) = &opened.phone_url {
                        windows::open_phones(&app, url);
                    }
                    bridge::forward_events(app, opened.session).await;
                }
            });
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Engine>().close());
        }
    });
    Ok(())
}
