//! Published payloads and a Graph that misbehaves on purpose.

mod errors;
mod fixtures;
mod graph;
mod properties;
mod requests;
mod signature;
mod webhooks;
