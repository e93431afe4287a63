//! Meta's WhatsApp Cloud API.

pub mod challenge;
mod content;
mod envelope;
pub mod errors;
#[cfg(feature = "client")]
pub mod graph;
mod json;
mod lenient;
pub mod parse;
pub mod signature;
pub mod split;
