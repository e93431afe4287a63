//! A stand-in for Meta's WhatsApp Business Platform: the Graph API with its real shapes, tokens, errors and limits,
//! signed webhooks that are repeated until they are accepted, and customers whose phones one plays by hand or
//! from a test.
//!
//! It shares no code with the product it tests: both read the published behaviour on their own, so each checks the
//! other.
//!
//! ```no_run
//! # async fn story() -> Result<(), frontdesk_sandbox::SandboxError> {
//! use frontdesk_sandbox::{Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::test()).await?;
//! sandbox.set_webhook("http://127.0.0.1:8080/webhook", "sandbox-verify-token").await?;
//! let ana = sandbox.customer("Ana");
//! ana.sends_text("¿Tienen monsteras?")?;
//! // ... the product answers through `sandbox.base_url()` ...
//! ana.wait_for_text("Sí, desde 18 €.").await?;
//! # Ok(()) }
//! ```

mod calls;
mod clock;
mod config;
mod control;
mod customer_phone;
mod demo;
mod graph;
mod ids;
mod knobs;
mod running;
mod sandbox;
mod webhook;
mod wire;
mod world;

pub use calls::Call;
pub use config::{
    AccountConfig, AppConfig, CustomerConfig, DEMO_APP_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, Limits, NumberConfig, Pace, PairLimit, Refusal,
    RetryPolicy, SandboxConfig, TemplateConfig, TokenConfig, WebhookConfig,
};
pub use customer_phone::Phone;
pub use demo::{FIRST_NUMBER, SECOND_NUMBER, WABA};
pub use knobs::{Endpoint, GraphFault, RuleId, RuleSpec, RuleView, UpdateFilter, WebhookFault};
pub use sandbox::{PATIENCE, Sandbox, SandboxError};
pub use webhook::{Attempt, WebhookDelivery, WebhookState, sign};
pub use world::{ChatView, Customer, CustomerId, Direction, Message, Progress};
