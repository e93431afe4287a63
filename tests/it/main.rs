//! User stories across the real parts: sandbox, relay, device. One binary, one module per story.

mod arrives;
mod connect;
mod crash;
mod doctor;
mod numbers;
mod offline;
mod privacy;
mod replay;
mod reply;
mod sends;
mod window;
mod work;
