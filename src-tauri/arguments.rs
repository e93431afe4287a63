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
    #[cfg(debug_assertions)]
    #[command(flatten)]
    rehearsal: Rehearsal,
}

/// For tests of the real window; what is released has none of it.
#[cfg(debug_assertions)]
#[derive(clap::Args, Clone)]
struct Rehearsal {
    /// Open the login's window at once, with this page
    #[arg(long, hide = true, value_name = "URL")]
    login_page: Option<Url>,
    /// One more origin that it may show
    #[arg(long, hide = true, value_name = "ORIGIN", requires = "login_page")]
    login_origin: Vec<String>,
    /// Let a WebDriver see the login's window: it sees the windows of one web context only, and the login has its own otherwise
    #[arg(long, hide = true)]
    drivable_login: bool,
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

    /// Whether something on this machine plays Meta.
    pub fn has_sandbox(&self) -> bool {
        self.demo || self.graph_url.is_some()
    }

    /// A login to show at once.
    #[cfg(debug_assertions)]
    pub fn rehearsed_login(&self) -> Option<frontdesk_api::LoginWindow> {
        let url = self.rehearsal.login_page.clone()?;
        let mut allowed = self.rehearsal.login_origin.clone();
        allowed.push(url.origin().ascii_serialization());
        Some(frontdesk_api::LoginWindow { url, allowed })
    }

    #[cfg(not(debug_assertions))]
    pub fn rehearsed_login(&self) -> Option<frontdesk_api::LoginWindow> {
        None
    }

    /// Whether the login's window shares the inbox's web context.
    #[cfg(debug_assertions)]
    pub fn drivable_login(&self) -> bool {
        self.rehearsal.drivable_login
    }

    #[cfg(not(debug_assertions))]
    pub fn drivable_login(&self) -> bool {
        false
    }

    /// Where the window's place and size are kept, when not in the usual place.
    pub fn chosen_profile(&self) -> Option<&PathBuf> {
        self.profile_dir.as_ref()
    }
}
