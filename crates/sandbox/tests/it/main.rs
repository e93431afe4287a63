//! The sandbox, judged by the published shapes.

mod faults;
mod graph;
mod limits;
mod phone;
mod receiver;
mod shapes;
mod webhooks;
