//! A device: a real engine behind the same commands that the UI uses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use frontdesk_api::secrets::{Memory, SecretStore};
use frontdesk_api::views::*;
use frontdesk_api::{ApiError, AppConfig, GraphConfig, SecretsIn, Session, SessionConfig, SystemClock, Windows};
use frontdesk_sandbox::{DEMO_TOKEN, FIRST_NUMBER, SECOND_NUMBER, WABA};
use uuid::Uuid;

use crate::{PATIENCE, Screen};

/// One person's desktop.
pub struct Device {
    pub session: Session,
    pub folder: PathBuf,
    pub screen: Arc<Screen>,
    graph_url: String,
    secrets: Arc<dyn SecretStore>,
}

impl Device {
    pub async fn open(folder: PathBuf, graph_url: &str, secrets: Arc<dyn SecretStore>) -> Self {
        let graph = GraphConfig::new(Some(graph_url.parse().expect("an address"))).expect("a base address");
        let screen = Arc::new(Screen::default());
        let app = AppConfig {
            data_dir: folder.clone(),
            secrets: SecretsIn::Store(Arc::clone(&secrets)),
            clock: Arc::new(SystemClock),
            graph,
            windows: Arc::clone(&screen) as Arc<dyn Windows>,
        };
        let session = Session::open(SessionConfig { app, demo: None }).await.expect("the profile opens");
        Self { session, folder, screen, graph_url: graph_url.to_owned(), secrets }
    }

    /// Claims the relay and waits until live. No number is connected.
    pub async fn claim(&self, relay_url: &str, setup_code: &str) {
        self.session
            .create_workspace(CreateWorkspace {
                relay_url: relay_url.to_owned(),
                setup_code: setup_code.to_owned(),
                workspace_name: "Casa Verde".to_owned(),
                member_name: "Ana".to_owned(),
            })
            .await
            .expect("the relay accepts the code");
        self.until_live().await;
    }

    /// Claims the relay, connects both numbers of Casa Verde, waits until live.
    pub async fn set_up(&self, relay_url: &str, setup_code: &str) {
        self.claim(relay_url, setup_code).await;
        for number in [FIRST_NUMBER, SECOND_NUMBER] {
            self.session
                .connect_number(ConnectNumber { phone_number_id: number.to_owned(), waba_id: WABA.to_owned(), access_token: DEMO_TOKEN.to_owned() })
                .await
                .expect("the number connects");
        }
        self.until_live().await;
    }

    /// Quits in order and starts again on the same folder and keychain.
    pub async fn restart(self) -> Self {
        let Self { session, folder, graph_url, secrets, screen: _ } = self;
        session.close().await;
        drop(session);
        Self::open(folder, &graph_url, secrets).await
    }

    /// Quits, and starts on an empty folder into which `copy` puts what the new profile begins with; the keychain stays.
    pub async fn restart_elsewhere(self, copy: impl AsyncFnOnce(&Path, &Path)) -> Self {
        let Self { session, folder, graph_url, secrets, screen: _ } = self;
        session.close().await;
        drop(session);
        let elsewhere = folder.with_extension("elsewhere");
        let empty = Self::open(elsewhere.clone(), &graph_url, Arc::new(Memory::default())).await;
        empty.session.close().await;
        drop(empty);
        copy(&folder, &elsewhere).await;
        Self::open(elsewhere, &graph_url, secrets).await
    }

    /// Looks again after every event until `condition` gives something.
    pub async fn until<T, F>(&self, what: &str, condition: impl Fn(Session) -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let mut events = self.session.subscribe();
        let waiting = async {
            loop {
                if let Some(found) = condition(self.session.clone()).await {
                    return found;
                }
                // Lagging is as good a reason to look again as an event.
                let _ = events.recv().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => panic!("gave up waiting until {what}; the inbox is {:#?}", self.inbox().await),
        }
    }

    pub async fn until_live(&self) {
        self.until("live", |session| async move { (connection(&session).await == ConnectionView::Live).then_some(()) }).await;
    }

    pub async fn until_offline(&self) {
        self.until("offline", |session| async move { matches!(connection(&session).await, ConnectionView::Offline { .. }).then_some(()) }).await;
    }

    /// The first page of the inbox.
    pub async fn inbox(&self) -> Vec<ConversationView> {
        inbox(&self.session).await
    }

    /// The conversation with this customer, once it shows `text` as its last message.
    pub async fn until_last(&self, name: &str, text: &str) -> ConversationView {
        self.until(&format!("{name}'s last message is {text:?}"), |session| async move {
            inbox(&session)
                .await
                .into_iter()
                .find(|c| c.contact.display_name == name && c.last.as_ref().and_then(|last| last.text.as_deref()) == Some(text))
        })
        .await
    }

    /// A thread, oldest first.
    pub async fn thread(&self, conversation: &str) -> Vec<MessageView> {
        thread(&self.session, conversation).await
    }

    /// Queues a text and returns its id.
    pub async fn replies(&self, conversation: &str, text: &str) -> MessageView {
        self.try_reply(conversation, text).await.expect("the text is taken")
    }

    pub async fn try_reply(&self, conversation: &str, text: &str) -> Result<MessageView, ApiError> {
        let message_id = Uuid::from_u128(rand_u128()).to_string();
        self.session.send_text(SendText { conversation_id: conversation.to_owned(), message_id, text: text.to_owned() }).await
    }

    /// The message, once `condition` holds of it.
    pub async fn until_message(&self, message: &MessageView, what: &str, condition: impl Fn(&MessageView) -> bool) -> MessageView {
        let condition = &condition;
        self.until(&format!("{:?} {what}", message.text), |session| async move {
            thread(&session, &message.conversation_id).await.into_iter().find(|m| m.id == message.id && condition(m))
        })
        .await
    }

    pub async fn until_state(&self, message: &MessageView, state: MessageState) -> MessageView {
        self.until_message(message, &format!("is {state:?}"), |m| m.outgoing.as_ref().is_some_and(|out| out.state == state)).await
    }
}

async fn connection(session: &Session) -> ConnectionView {
    session.boot(Nothing {}).await.expect("boot").connection
}

async fn inbox(session: &Session) -> Vec<ConversationView> {
    session.list_conversations(ListConversations { limit: 200, ..ListConversations::default() }).await.expect("a page").items
}

async fn thread(session: &Session, conversation: &str) -> Vec<MessageView> {
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let page = session
            .list_messages(ListMessages { conversation_id: conversation.to_owned(), before, limit: 200, ..Default::default() })
            .await
            .expect("a page");
        all.extend(page.items);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    all.reverse();
    all
}

/// A UI makes its ids like this, too.
#[expect(clippy::disallowed_methods, reason = "the test plays the UI, which makes the ids of messages")]
fn rand_u128() -> u128 {
    Uuid::new_v4().as_u128()
}
