//! Meta's WhatsApp Cloud API.

pub mod challenge;
mod content;
mod envelope;
pub mod errors;
mod json;
mod lenient;
pub mod parse;
pub mod signature;
pub mod split;
