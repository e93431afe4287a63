//! The sandbox, judged by the published shapes.

mod faults;
mod graph;
mod limits;
mod login;
mod phone;
mod receiver;
mod shapes;
mod signup;
mod webhooks;
