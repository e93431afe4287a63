//! The reducer as its users see it: whole logs, on several devices.

mod converge;
mod world;
