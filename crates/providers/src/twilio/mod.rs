//! Twilio's WhatsApp channel: its callbacks in the domain's words, and its answers and errors.

pub mod address;
pub mod answers;
pub mod callback;
pub mod errors;
pub mod form;
pub mod inbound;
pub mod sid;
pub mod signature;
pub mod status;
