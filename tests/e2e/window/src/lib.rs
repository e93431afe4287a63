//! Drives the real desktop window as a person would: on a display of its own, with a session bus and a real keychain of its own,
//! against the real relay and sandbox programs. It knows nothing of our code, only of what can be seen and typed.

mod condition;
mod desktop;
mod disk;
mod hostile_site;
mod program;
mod recorder;
mod screen;
mod stage;
mod window;
mod world;

pub use condition::eventually;
pub use desktop::{Camera, Desktop};
pub use disk::{file_with, file_with_token, holds_token};
pub use hostile_site::{Attempt, CANARY, HostileSite, Note, Surroundings};
pub use recorder::Recorder;
pub use screen::{Screen, Shown};
pub use stage::{Stage, story, story_from};
pub use window::Window;
pub use world::{BUSINESS, Beginning, Business, Customer, Received, World};
