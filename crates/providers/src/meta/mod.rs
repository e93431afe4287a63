//! Meta's WhatsApp Cloud API.

pub mod challenge;
mod content;
mod envelope;
pub mod errors;
#[cfg(feature = "client")]
pub mod graph;
mod json;
mod lenient;
#[cfg(feature = "client")]
pub mod oauth;
pub mod parse;
pub mod signature;
pub mod split;
