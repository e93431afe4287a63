//! Meta's WhatsApp Cloud API.

pub mod account;
pub mod answers;
pub mod challenge;
mod content;
mod envelope;
pub mod errors;
#[cfg(feature = "client")]
pub mod graph;
mod json;
pub(crate) mod lenient;
#[cfg(feature = "client")]
pub mod oauth;
pub mod parse;
pub mod request;
pub mod signature;
pub mod split;
