//! The desktop shell: windows around the engine, and nothing of the inbox's rules.

// A console window beside the app is for developers only.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod bridge;
mod browser;
mod engine;
mod graphics;
mod instance;
mod login_window;
mod logs;
mod origins;
mod signals;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use frontdesk_api::Windows;
use tauri::{Manager, RunEvent};

use crate::arguments::Arguments;
use crate::engine::Engine;
use crate::login_window::LoginWindows;

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
    // The first of all plugins: what comes after would already touch the profile.
    if let Some(only) = instance::only_one(&arguments) {
        builder = builder.plugin(only);
    }
    if let Some(memory) = windows::memory(&arguments) {
        builder = builder.plugin(memory);
    }
    let app = builder
        .setup(move |app| {
            let profile = arguments.profile(app.path().app_local_data_dir()?);
            app.manage(logs::start(&profile)?);
            let logins = LoginWindows::new(app.handle().clone(), &arguments, &profile);
            // Before the window, whose page asks for it.
            app.manage(Engine::start(arguments.clone(), profile.clone(), Arc::new(logins.clone())));
            windows::open_inbox(app.handle(), &arguments, &profile)?;
            if let Some(login) = arguments.rehearsed_login()
                && !logins.open_login(login)
            {
                return Err("the login's window did not open".into());
            }
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
