//! The messaging providers, both directions: what their webhooks say becomes the domain's one vocabulary, and what we
//! want to send becomes their requests.
//!
//! The relay checks signatures ([`meta::signature`]), cuts deliveries into single updates ([`meta::split`]) and is the
//! confidential client of a login (`meta::oauth`). Devices parse ([`meta::parse`]) and send (`meta::graph`). Whatever makes
//! requests is in the feature `client`. [`twilio`] is the second provider: it speaks the same vocabulary.

pub mod meta;
pub mod twilio;
