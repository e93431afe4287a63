//! The device's database as its users see it, over real files.

mod changes;
mod desk;
mod drafts;
mod lists;
mod merge;
mod numbers;
mod outbox;
mod plans;
mod replica;
mod search;
mod unusable;
/// The same random workspaces as the reducer's own tests.
#[path = "../../../domain/tests/it/world/mod.rs"]
mod world;
