//! Answers of Twilio's REST APIs, read leniently.

pub mod content;
pub mod media;
pub mod message;
