//! The messaging providers, both directions: what their webhooks say becomes the domain's one vocabulary, and what we
//! want to send becomes their requests.
//!
//! The relay uses this crate without its `client` feature: it checks signatures ([`meta::signature`]) and cuts deliveries
//! into single updates ([`meta::split`]). Devices also parse ([`meta::parse`]) and send (`meta::graph`).

pub mod meta;
