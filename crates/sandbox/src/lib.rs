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
mod connecting;
mod control;
mod customer_phone;
mod demo;
mod graph;
mod ids;
mod knobs;
mod login;
mod running;
mod sandbox;
mod visitor;
mod webhook;
mod wire;
mod world;

pub use calls::Call;
pub use config::{
    AccountConfig, AppConfig, AppMode, BusinessConfig, ClosedWindow, ConfiguredToken, CustomerConfig, DEMO_APP_ID, DEMO_APP_SECRET, DEMO_TOKEN,
    DEMO_VERIFY_TOKEN, DebugTokenForm, Limits, LoginConfiguration, LoginPages, NumberConfig, Pace, PairLimit, PersonConfig, Refusal, RetryPolicy,
    SandboxConfig, SignupOrder, TemplateConfig, TokenConfig, TokenEnd, TokenHolder, WebhookConfig,
};
pub use connecting::{PhoneCode, TokenView};
pub use customer_phone::Phone;
pub use demo::{
    CASA_VERDE, FIRST_NUMBER, GARDEN_NUMBER, LOGIN_CONFIG, LUIS, MARTA, NORA, SECOND_NUMBER, SIGNUP_CONFIG, SIGNUP_CONFIG_60_DAYS, VIVERO_NORTE,
    WABA, WORKSHOPS_NUMBER, WORKSHOPS_PIN, WORKSHOPS_WABA,
};
pub use knobs::{Endpoint, GraphFault, RuleId, RuleSpec, RuleView, UpdateFilter, WebhookFault};
pub use sandbox::{PATIENCE, Sandbox, SandboxError};
pub use visitor::{Choices, Leaving, NumberPick, Page, Pick, SignupCall, SignupEnd, Visitor};
pub use webhook::{Attempt, WebhookDelivery, WebhookState, sign};
pub use world::{ChatView, Customer, CustomerId, Direction, Message, Progress};
