//! A whole small world for tests: the sandbox as Meta, a real relay, and real devices, on free ports, with people's names.
//! Tests wait for conditions; nothing here sleeps for a fixed time.

mod device;
mod program;
mod windows;
mod world;

pub use device::Device;
pub use program::{Program, program};
pub use windows::Screen;
pub use world::World;

/// How long a condition may take before a test gives up. Far more than any of them needs.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
