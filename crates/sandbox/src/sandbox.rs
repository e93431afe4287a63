//! The sandbox as tests and programs use it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::calls::Call;
use crate::config::{AccountConfig, CustomerConfig, Limits, Pace, Refusal, SandboxConfig, TokenConfig};
use crate::customer_phone::Phone;
use crate::knobs::{Endpoint, GraphFault, RuleId, RuleSpec, RuleView, UpdateFilter, WebhookFault};
use crate::running::Running;
use crate::webhook::{Queue, WebhookDelivery};
use crate::wire::{Wire, WireListener};
use crate::world::{Callback, Customer, Message, Progress};
use crate::{control, graph, login};

/// How long the waiting functions wait before they say that it did not happen.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken, or there is no network.
    #[error("The sandbox can't listen on {address}: {source}. Choose another address, or port 0 for any free one.")]
    Listen {
        /// The address asked for.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The HTTP client can't be built; usually no TLS provider is installed.
    #[error("The sandbox's webhook client can't start: {0}. Install a rustls crypto provider first.")]
    Client(reqwest::Error),
    /// No customer is called so.
    #[error("There is no customer \"{0}\" in the sandbox. Add one, or check the spelling.")]
    NoSuchCustomer(String),
    /// No number has this id.
    #[error("There is no business number with id \"{0}\" in the sandbox.")]
    NoSuchNumber(String),
    /// Nothing has this id or label.
    #[error("There is nothing called \"{0}\" in the sandbox.")]
    NoSuch(String),
    /// The webhook address failed Meta's handshake.
    #[error("The webhook address {url} was not accepted: {reason}")]
    Handshake {
        /// The address.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The login pages refused, or asked for something that was not chosen.
    #[error("The login page \"{page}\" did not go on: {words}")]
    Login {
        /// The page's name.
        page: String,
        /// What it said.
        words: String,
    },
    /// A condition did not come true in time.
    #[error("Waited {} s in vain: {what}", PATIENCE.as_secs())]
    TimedOut {
        /// What was waited for.
        what: String,
    },
}

/// A running stand-in for Meta. Dropping it ends it.
pub struct Sandbox {
    pub(crate) running: Arc<Running>,
    server: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts to listen. A rustls crypto provider must have been installed by the process.
    ///
    /// # Errors
    /// [`SandboxError::Listen`] if the address is taken, [`SandboxError::Client`] without TLS provider.
    pub async fn start(config: SandboxConfig) -> Result<Self, SandboxError> {
        let listen_error = |source| SandboxError::Listen { address: config.listen.to_string(), source };
        let tcp = TcpListener::bind(config.listen).await.map_err(listen_error)?;
        let listener = WireListener { tcp };
        let address = listener.address().map_err(listen_error)?;
        let running = Arc::new(Running::new(format!("http://{address}"), &config).map_err(SandboxError::Client)?);
        tokio::spawn(Queue::run(Arc::clone(&running)));
        let app = Router::new()
            .route("/", get(|| async { axum::response::Redirect::temporary("/phone") }))
            .merge(control::routes())
            .merge(login::routes())
            .fallback(graph::handle)
            .with_state(Arc::clone(&running))
            .into_make_service_with_connect_info::<Wire>();
        let end = running.end().clone();
        let server = tokio::spawn(async move {
            let served = axum::serve(listener, app).with_graceful_shutdown(end.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(%error, "the sandbox stopped serving");
            }
        });
        Ok(Self { running, server: Some(server) })
    }

    /// `http://127.0.0.1:{port}`: what to use in place of `https://graph.facebook.com`.
    pub fn base_url(&self) -> &str {
        self.running.base_url()
    }

    /// The page on which one plays the customers.
    pub fn phone_url(&self) -> String {
        format!("{}/phone", self.base_url())
    }

    /// Ends: open connections are given two seconds.
    pub async fn shutdown(mut self) {
        self.running.end().cancel();
        if let Some(server) = self.server.take() {
            // A client that keeps its connection open does not keep the sandbox alive.
            let _ = tokio::time::timeout(Duration::from_secs(2), server).await;
        }
    }

    /// Sets the app's webhook address with Meta's GET handshake.
    ///
    /// # Errors
    /// [`SandboxError::Handshake`] if it does not echo the challenge.
    pub async fn set_webhook(&self, url: &str, verify_token: &str) -> Result<(), SandboxError> {
        let app_id = self.running.read(|world| world.main_app_id().to_owned());
        self.set_webhook_of(&app_id, url, verify_token).await
    }

    /// Sets the app's webhook address without asking it: for a receiver that is not up yet.
    pub fn set_webhook_unverified(&self, url: &str, verify_token: &str) {
        let callback = Callback { url: url.to_owned(), verify_token: verify_token.to_owned() };
        self.running.change(|world| {
            let app_id = world.main_app_id().to_owned();
            world.set_callback(&app_id, callback);
        });
    }

    /// A customer's phone, by whole name, first name, wa_id, BSUID or username. It looks at the first number.
    pub fn customer(&self, who: &str) -> Phone {
        Phone::new(Arc::clone(&self.running), who.to_owned())
    }

    /// A new customer's phone.
    pub fn add_customer(&self, config: CustomerConfig) -> Phone {
        let who = self.running.change(|world| {
            let id = world.add_customer(config);
            world.customer(id).map(|customer| customer.user_id.clone()).unwrap_or_default()
        });
        Phone::new(Arc::clone(&self.running), who)
    }

    /// All customers.
    pub fn customers(&self) -> Vec<Customer> {
        self.running.read(|world| world.customers().to_vec())
    }

    /// Adds an account with its numbers.
    pub fn add_account(&self, config: AccountConfig) {
        self.running.change(|world| world.add_account(config));
    }

    /// Adds an access token.
    pub fn add_token(&self, config: TokenConfig) {
        self.running.change(|world| world.tokens.push(config));
    }

    /// Sets the pace of messages.
    pub fn set_pace(&self, pace: Pace) {
        self.running.change(|world| world.pace = pace);
    }

    /// Sets the sending limits.
    pub fn set_limits(&self, limits: Limits) {
        self.running.change(|world| world.limits = limits);
    }

    /// Sets how refusals reach the sender.
    pub fn set_refusal(&self, refusal: Refusal) {
        self.running.change(|world| world.refusal = refusal);
    }

    /// Pushes the sandbox's clock forward: windows close, tokens expire, limits recover.
    pub fn advance_clock(&self, by: Duration) {
        self.running.clock().advance(i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 2));
        self.running.changed();
    }

    /// Every message of every chat, in the order in which Meta got them.
    pub fn messages(&self) -> Vec<Message> {
        self.running.read(|world| world.messages().to_vec())
    }

    /// One message.
    pub fn message(&self, wamid: &str) -> Option<Message> {
        self.running.read(|world| world.message(wamid).cloned())
    }

    /// Messages that Meta accepted with this `biz_opaque_callback_data`.
    pub fn accepted_of(&self, callback_data: &str) -> Vec<Message> {
        self.running
            .read(|world| world.messages().iter().filter(|message| message.callback_data.as_deref() == Some(callback_data)).cloned().collect())
    }

    /// How many messages with this `biz_opaque_callback_data` reached a phone: more than one is a double delivery.
    pub fn deliveries_of(&self, callback_data: &str) -> usize {
        self.accepted_of(callback_data).iter().filter(|message| message.on_phone).count()
    }

    /// The log of Graph calls, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.running.calls(|log| log.all())
    }

    /// The log of webhook POSTs, oldest first.
    pub fn webhook_log(&self) -> Vec<WebhookDelivery> {
        self.running.webhooks().log()
    }

    /// Repeats failed webhooks now rather than at their time.
    pub fn retry_webhooks_now(&self) {
        self.running.webhooks().retry_now();
    }

    /// Makes the next `times` calls of an endpoint (`None`: of any; `None` times: for ever) go wrong.
    pub fn graph_fault(&self, endpoint: Option<Endpoint>, fault: GraphFault, times: Option<u32>) -> RuleId {
        self.set_rule(RuleSpec::Graph { endpoint, fault }, times)
    }

    /// Makes the next `times` updates that fit go wrong.
    pub fn webhook_fault(&self, updates: UpdateFilter, fault: WebhookFault, times: Option<u32>) -> RuleId {
        self.set_rule(RuleSpec::Webhook { updates, fault }, times)
    }

    /// Sets a rule of either kind.
    pub fn set_rule(&self, rule: RuleSpec, times: Option<u32>) -> RuleId {
        self.running.knobs(|knobs| knobs.set(rule, times))
    }

    /// All rules with their counts.
    pub fn rules(&self) -> Vec<RuleView> {
        self.running.knobs(|knobs| knobs.views())
    }

    /// How often a rule fired.
    pub fn fired(&self, rule: RuleId) -> u32 {
        self.running.knobs(|knobs| knobs.fired(rule))
    }

    /// Ends a rule and lets go what it kept. Its count stays.
    pub fn release(&self, rule: RuleId) {
        let updates = self.running.knobs(|knobs| knobs.release(rule));
        self.running.enqueue(updates);
    }

    /// Removes all rules and lets go what they kept.
    pub fn clear_rules(&self) {
        let updates = self.running.knobs(|knobs| knobs.clear());
        self.running.enqueue(updates);
    }

    /// Sends Casa Verde's past conversations, two days of them, with their timestamps.
    ///
    /// # Errors
    /// If the demo's customers or numbers are missing.
    pub fn play_demo(&self) -> Result<(), SandboxError> {
        crate::demo::play(&self.running)
    }

    /// Sends the next of the demo's lines, as if a customer wrote just now. Returns who.
    ///
    /// # Errors
    /// If the demo's customers or numbers are missing.
    pub fn play_next_line(&self) -> Result<String, SandboxError> {
        crate::demo::play_next(&self.running)
    }

    /// Waits until `check` gives something, for at most [`PATIENCE`].
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`], with `what` for the reader.
    pub async fn wait_until<T>(&self, what: &str, mut check: impl FnMut(&Self) -> Option<T>) -> Result<T, SandboxError> {
        wait(&self.running, what, || check(self)).await
    }

    /// Waits until a message with this `biz_opaque_callback_data` is on a phone.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`].
    pub async fn wait_for_delivery(&self, callback_data: &str) -> Result<Message, SandboxError> {
        self.wait_until(&format!("a message with callback data {callback_data} on a phone"), |sandbox| {
            sandbox.accepted_of(callback_data).into_iter().find(|message| message.on_phone)
        })
        .await
    }

    /// Waits until a message has come at least this far.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`].
    pub async fn wait_for_progress(&self, wamid: &str, progress: Progress) -> Result<Message, SandboxError> {
        self.wait_until(&format!("message {wamid} to be {}", progress.word()), |sandbox| {
            sandbox.message(wamid).filter(|message| message.progress >= progress)
        })
        .await
    }

    /// Waits until a rule has fired this often.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`].
    pub async fn wait_until_fired(&self, rule: RuleId, times: u32) -> Result<(), SandboxError> {
        self.wait_until(&format!("rule {} to fire {times} times", rule.0), |sandbox| (sandbox.fired(rule) >= times).then_some(())).await
    }

    /// Waits until every webhook has been answered with 200.
    ///
    /// # Errors
    /// [`SandboxError::TimedOut`].
    pub async fn wait_until_webhooks_delivered(&self) -> Result<(), SandboxError> {
        self.wait_until("all webhooks to be delivered", |sandbox| sandbox.running.webhooks().is_idle().then_some(())).await
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.running.end().cancel();
    }
}

/// Waits until `check` gives something.
pub(crate) async fn wait<T>(running: &Running, what: &str, mut check: impl FnMut() -> Option<T>) -> Result<T, SandboxError> {
    let mut revision = running.revision();
    let looking = async {
        loop {
            revision.borrow_and_update();
            if let Some(found) = check() {
                return found;
            }
            // The sender lives as long as `running`.
            let _ = revision.changed().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.map_err(|_| SandboxError::TimedOut { what: what.to_owned() })
}
