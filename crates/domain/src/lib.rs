//! Every rule of the inbox, pure: no async, SQL, HTTP, clock or randomness. Time and ids are arguments.
//!
//! Start with [`inbound`] (what a provider tells us), [`event`] (what a device tells the others), and
//! [`replica`] (the one reducer that turns both into rows).

pub mod channel;
pub mod connecting;
pub mod contact;
pub mod conversation;
pub mod doctor;
pub mod event;
pub mod failure;
pub mod ids;
pub mod inbound;
pub mod message;
pub mod number;
pub mod outbox;
pub mod phone;
pub mod replica;
pub mod reply;
pub mod rotation;
pub mod search;
pub mod secret;
pub mod time;
pub mod when;
pub mod window;
pub mod work;
