//! The demo: a relay, a sandbox that plays Meta, and a small shop with lively conversations, all inside this process.
//! Nothing in it is real and nothing outlives it.

use std::sync::Arc;

use frontdesk_api::secrets::Memory;
use frontdesk_api::views::{ConnectNumber, ConversationView, CreateWorkspace, DemoView, ListConversations, MarkRead, SendText};
use frontdesk_api::{ApiError, AppConfig, GraphConfig, NoWindows, SecretsIn, Session, SessionConfig, SystemClock, Windows};
use frontdesk_domain::secret::Secret;
use frontdesk_relay::{App, Relay, RunningRelay, Settings, StartError, WEBHOOK_PATH};
use frontdesk_sandbox::{
    DEMO_APP_ID, DEMO_APP_SECRET, DEMO_TOKEN, DEMO_VERIFY_TOKEN, FIRST_NUMBER, Pace, SECOND_NUMBER, SIGNUP_CONFIG, Sandbox, SandboxConfig,
    SandboxError, WABA,
};
use tempfile::TempDir;
use uuid::Uuid;

/// Who, whether they look at their phone right now, and what the shop wrote back.
const ANSWERS: &[(&str, bool, &str)] = &[
    (
        "Emma Clarke",
        true,
        "Poor thing! A radiator is the culprit nine times out of ten. Leave it at the window, *no water for a week*, and send us a photo on Friday.",
    ),
    ("João Pereira", false, "Bom dia, João! O CV-2041 saiu às 9h30 e chega *antes das 13h*."),
    ("佐藤 美咲", true, "佐藤さん、こんにちは。土曜日は2名様で空いています。ご予約しますか？"),
    ("Sofi 🌵✨", false, "¡Hola, Sofi! Un _echinopsis_: lo riegas una vez al mes y tan feliz. Lo tenemos en maceta de barro por 6 €."),
];

/// A running demo.
pub struct Demo {
    pub session: Session,
    relay: RunningRelay,
    sandbox: Sandbox,
    /// Goes with the demo.
    _folder: TempDir,
}

/// Why the demo did not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("The demo needs a temporary folder: {0}. Free some space and try again.")]
    Folder(#[from] std::io::Error),
    #[error("The demo's relay did not start. {0}")]
    Relay(#[from] StartError),
    #[error("The demo's sandbox did not start. {0}")]
    Sandbox(#[from] SandboxError),
    #[error("The demo's workspace could not be made. {}", .0.message)]
    Session(ApiError),
}

impl From<ApiError> for DemoError {
    fn from(error: ApiError) -> Self {
        Self::Session(error)
    }
}

impl Demo {
    /// Starts everything and waits until the first conversations are on their way. `windows` show the login when somebody connects a number.
    pub async fn start(windows: Arc<dyn Windows>) -> Result<Self, DemoError> {
        let demo = Self::prepare(SandboxConfig::demo(), windows).await?;
        demo.session
            .create_workspace(CreateWorkspace {
                relay_url: demo.relay_url(),
                setup_code: demo.setup_code().unwrap_or_default().to_owned(),
                workspace_name: "Casa Verde".to_owned(),
                member_name: "You".to_owned(),
            })
            .await?;
        for number in [FIRST_NUMBER, SECOND_NUMBER] {
            let token = DEMO_TOKEN.to_owned();
            demo.session.connect_number(ConnectNumber { phone_number_id: number.to_owned(), waba_id: WABA.to_owned(), access_token: token }).await?;
        }
        demo.sandbox.play_demo()?;
        demo.answer().await?;
        Ok(demo)
    }

    /// The same shop before its first day with Frontdesk: the relay waits for its owner, and no number is connected.
    pub async fn start_at_setup() -> Result<Self, DemoError> {
        Self::prepare(SandboxConfig { pace: Pace::WATCHABLE, ..SandboxConfig::connecting() }, Arc::new(NoWindows)).await
    }

    /// The relay, which believes the sandbox to be Meta, and a device that belongs to nothing yet.
    async fn prepare(config: SandboxConfig, windows: Arc<dyn Windows>) -> Result<Self, DemoError> {
        let folder = tempfile::Builder::new().prefix("frontdesk-demo-").tempdir()?;
        let sandbox = Sandbox::start(config).await?;
        let meta = |path: &str| {
            let no_address = |_| ApiError::bad_request("The sandbox has no address. Start the demo again.");
            format!("{}{path}", sandbox.base_url()).parse().map_err(no_address)
        };
        let app = App { id: Some(DEMO_APP_ID.to_owned()), secret: Secret::new(DEMO_APP_SECRET), config_id: Some(SIGNUP_CONFIG.to_owned()) };
        let usual = Settings::on_this_machine(folder.path().join("relay"), Secret::new(DEMO_APP_SECRET), Secret::new(DEMO_VERIFY_TOKEN));
        let settings = Settings { apps: vec![app], graph_url: meta("")?, login_url: meta("")?, sdk_url: meta("/en_US/sdk.js")?, ..usual };
        let relay = Relay::start(settings).await?;
        sandbox.allow_redirect(&format!("{}/connect/callback", relay.url()));
        let base = meta("")?;
        let graph = GraphConfig::new(Some(base)).map_err(|e| ApiError::bad_request(format!("{e}. Start the demo again.")))?;
        let session = Session::open(SessionConfig {
            app: AppConfig {
                data_dir: folder.path().join("device"),
                secrets: SecretsIn::Store(Arc::new(Memory::default())),
                clock: Arc::new(SystemClock),
                graph,
                windows,
            },
            demo: Some(DemoView { phone_url: sandbox.phone_url() }),
        })
        .await?;
        sandbox.set_webhook(&format!("{}{WEBHOOK_PATH}", relay.url()), DEMO_VERIFY_TOKEN).await?;
        Ok(Self { session, relay, sandbox, _folder: folder })
    }

    /// A few customers have their answer already, so that the first look shows a shop at work.
    async fn answer(&self) -> Result<(), DemoError> {
        for (name, reads, text) in ANSWERS {
            let conversation = self.arrived(name).await?;
            let conversation_id = conversation.id.clone();
            self.session.mark_read(MarkRead { conversation_id, through_ms: conversation.active_at_ms }).await?;
            if *reads {
                self.sandbox.customer(name).on(&conversation.number.phone_number_id).opens_chat()?;
            }
            let message_id = fresh_id().to_string();
            self.session.send_text(SendText { conversation_id: conversation.id, message_id, text: (*text).to_owned() }).await?;
        }
        Ok(())
    }

    /// The conversation with this customer, as soon as it is there.
    async fn arrived(&self, name: &str) -> Result<ConversationView, DemoError> {
        let mut events = self.session.subscribe();
        loop {
            let page = self.session.list_conversations(ListConversations { limit: 50, ..ListConversations::default() }).await?;
            if let Some(found) = page.items.into_iter().find(|c| c.contact.display_name == name) {
                return Ok(found);
            }
            // Lagging is as good a reason to look again as an event.
            let _ = events.recv().await;
        }
    }

    /// The page where one plays the customers' phones.
    pub fn phone_url(&self) -> String {
        self.sandbox.phone_url()
    }

    pub fn relay_url(&self) -> String {
        self.relay.url()
    }

    /// `None` once somebody has used it.
    pub fn setup_code(&self) -> Option<&str> {
        self.relay.setup_code()
    }

    pub async fn stop(self) {
        self.session.close().await;
        self.relay.shutdown().await;
        self.sandbox.shutdown().await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the demo plays the UI, which makes the ids of messages")]
fn fresh_id() -> Uuid {
    Uuid::now_v7()
}
