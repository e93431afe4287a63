//! A way around blank windows.

use std::process::ExitCode;

/// Where NVIDIA's own driver draws, WebKitGTK's way of sharing images with it leaves the window blank. The setting that avoids it
/// has to be there before the process starts, so the app starts itself anew with it.
///
/// Gives the exit code when that did not work; `None` when there was nothing to do.
#[cfg(target_os = "linux")]
pub fn restarted_without_dmabuf() -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    const SETTING: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let nvidia = Path::new("/proc/driver/nvidia/version").exists();
    if !nvidia || std::env::var_os(SETTING).is_some() {
        return None;
    }
    let error = match std::env::current_exe() {
        // Returns only when it fails.
        Ok(program) => Command::new(program).args(std::env::args_os().skip(1)).env(SETTING, "1").exec(),
        Err(error) => error,
    };
    eprintln!("Frontdesk could not restart itself ({error}). Start it with {SETTING}=1.");
    Some(ExitCode::FAILURE)
}

#[cfg(not(target_os = "linux"))]
pub fn restarted_without_dmabuf() -> Option<ExitCode> {
    None
}
