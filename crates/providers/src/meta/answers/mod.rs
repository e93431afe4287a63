//! Answers of the Graph API, read leniently and without a request: numbers and strings stand in for each other, fields that were not asked
//! for are missing, and what an answer is not made of is `None`.

pub mod analytics;
pub mod blocked;
pub mod history;
pub mod media;
pub mod node;
pub mod number;
pub mod page;
pub mod profile;
pub mod qr;
pub mod subscribed_app;
pub mod template;
pub mod user;
pub mod waba;
