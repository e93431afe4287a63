//! Published payloads, all of them, and a Graph that misbehaves on purpose.

mod answers;
mod corpus;
mod errors;
mod fixtures;
mod graph;
mod properties;
mod requests;
mod signature;
mod twilio;
mod webhooks;
