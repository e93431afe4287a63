//! What the app can be started with.

use std::path::PathBuf;

use clap::Parser;
use tauri::Url;

/// Team inbox for WhatsApp Business.
#[derive(Parser, Clone)]
#[command(name = "frontdesk", version)]
pub struct Arguments {
    /// Try it out: a relay, a sandbox and customers of its own, all in this process; nothing outlives it
    #[arg(long, conflicts_with = "profile_dir")]
    pub demo: bool,
    /// In the demo, don't open the window with the customers' phones
    #[arg(long, requires = "demo")]
    pub no_phones: bool,
    /// Keep this device's messages and settings here instead of in the usual place
    #[arg(long, value_name = "FOLDER")]
    profile_dir: Option<PathBuf>,
    /// Start minimised: for starting at login
    #[arg(long)]
    pub hidden: bool,
    /// Address of the Graph API, for a sandbox; Meta's own when not given
    #[arg(long, value_name = "URL", env = "FRONTDESK_GRAPH_URL")]
    pub graph_url: Option<Url>,
}

impl Arguments {
    /// The folder of this device's profile.
    pub fn profile(&self, usual: PathBuf) -> PathBuf {
        if self.demo {
            // Only the web view and the log are kept here; the demo's data has a temporary folder of its own.
            return usual.join("demo");
        }
        self.profile_dir.clone().unwrap_or(usual)
    }

    /// Where the window's place and size are kept, when not in the usual place.
    pub fn chosen_profile(&self) -> Option<&PathBuf> {
        self.profile_dir.as_ref()
    }
}
