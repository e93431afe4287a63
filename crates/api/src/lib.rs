//! What a user interface may ask and what it is told: one list of commands ([`list`]), one of events ([`views::Event`]).
//! Hosts (the desktop shell, `frontdesk-host`) only transport them. The TypeScript in `ui/src/api/generated.ts` is made from
//! this crate by `cargo xtask generate`; CI compares.

mod error;
mod list;
mod log_lines;
mod session;
mod show;
mod typescript;
pub mod views;

pub use error::{ApiError, ErrorCode};
pub use frontdesk_core::{AppConfig, GraphConfig, LoginWindow, NoWindows, SecretsIn, SystemClock, Windows, secrets};
pub use list::{COMMANDS, dispatch};
pub use log_lines::keeps_secrets;
pub use session::{Session, SessionConfig};
pub use typescript::typescript;
