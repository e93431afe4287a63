//! One binary for all tests of the protocol.

mod auth;
mod meta;
mod sealing;
mod wire;
mod world;
