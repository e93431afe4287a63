//! The sandbox, judged by the published shapes.

mod edges;
mod faults;
mod graph;
mod limits;
mod login;
mod phone;
mod receiver;
mod registration;
mod shapes;
mod signup;
mod tokens;
mod webhooks;
