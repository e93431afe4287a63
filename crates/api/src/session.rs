//! One open profile, and what each command of the list does with it.

mod connect;
mod numbers;
mod search;
mod work;

use std::str::FromStr;
use std::sync::Arc;

use frontdesk_core::{
    App, AppConfig, Connection, ConversationPosition, Desk, ListedConversation, ListedMessage, News, NumberRequest, Stage, Touched, WorkspaceRequest,
};
use frontdesk_domain::ids::{ConversationId, EntryId, MessageId, PhoneNumberId, WabaId};
use frontdesk_domain::secret::Secret;
use frontdesk_domain::time::Millis;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::error::{ApiError, ErrorCode};
use crate::show;
use crate::views::*;

/// Events waiting for a slow window before it must load anew.
const EVENT_CAPACITY: usize = 1_024;
/// The largest page.
const LARGEST_PAGE: u32 = 200;

pub struct SessionConfig {
    pub app: AppConfig,
    /// Shown as such when the workspace is the demo.
    pub demo: Option<DemoView>,
}

/// An open profile. Cheap to clone.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    app: App,
    demo: Option<DemoView>,
    events: broadcast::Sender<Event>,
}

impl Session {
    /// Opens the profile; it starts working at once.
    ///
    /// # Errors
    /// A profile folder or database that can't be used.
    pub async fn open(config: SessionConfig) -> Result<Self, ApiError> {
        let app = App::open(config.app).await?;
        let news = app.subscribe();
        let session = Self(Arc::new(Inner { app, demo: config.demo, events: broadcast::Sender::new(EVENT_CAPACITY) }));
        tokio::spawn(relate(Arc::downgrade(&session.0), news));
        Ok(session)
    }

    /// Hears every event from now on. `Lagged` means the same as [`Event::Resync`].
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Ends all work in order. Commands fail afterwards.
    pub async fn close(&self) {
        self.0.app.close().await;
    }

    fn desk(&self) -> Result<Arc<Desk>, ApiError> {
        Ok(self.0.app.desk()?)
    }

    pub async fn boot(&self, _: Nothing) -> Result<BootView, ApiError> {
        Ok(BootView {
            profile: self.0.profile(),
            connection: show::connection(self.0.app.connection()),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    pub async fn unlock(&self, request: Unlock) -> Result<BootView, ApiError> {
        self.0.app.unlock(request.passphrase.into()).await?;
        self.boot(Nothing {}).await
    }

    pub async fn create_workspace(&self, request: CreateWorkspace) -> Result<BootView, ApiError> {
        let CreateWorkspace { relay_url, setup_code, workspace_name, member_name } = request;
        self.0.app.create_workspace(WorkspaceRequest { relay_url, setup_code: Secret::new(setup_code), workspace_name, member_name }).await?;
        self.boot(Nothing {}).await
    }

    pub async fn connect_number(&self, request: ConnectNumber) -> Result<NumberView, ApiError> {
        let channel = self
            .desk()?
            .connect_number(NumberRequest {
                phone_number_id: PhoneNumberId::from(request.phone_number_id.trim()),
                waba_id: WabaId::from(request.waba_id.trim()),
                token: Secret::new(request.access_token.trim()),
            })
            .await?;
        Ok(show::number(&channel))
    }

    pub async fn list_conversations(&self, request: ListConversations) -> Result<ConversationPage, ApiError> {
        let desk = self.desk()?;
        let bad = |_| ApiError::bad_request("That is not the end of a page. Load the list again.");
        let after = request.after.as_deref().map(str::parse::<ConversationPosition>).transpose().map_err(bad)?;
        let wanted = show::work::query(&request.filter, request.sort, desk.now())?;
        let page = desk.list_conversations(&wanted, after, page_size(request.limit)?).await?;
        Ok(ConversationPage { items: conversation_views(&desk, &page.rows).await?, next: page.next.map(|end| end.to_string()) })
    }

    pub async fn conversation(&self, request: OneConversation) -> Result<ConversationView, ApiError> {
        let desk = self.desk()?;
        let rows = desk.conversations(&[id(&request.conversation_id)?]).await?;
        conversation_views(&desk, &rows)
            .await?
            .pop()
            .ok_or_else(|| ApiError::new(ErrorCode::NotFound, "This conversation is no longer here. Choose another one."))
    }

    pub async fn send_text(&self, request: SendText) -> Result<MessageView, ApiError> {
        let desk = self.desk()?;
        let row = desk.send_text(id(&request.conversation_id)?, id(&request.message_id)?, &request.text).await?;
        message_view(&desk, row).await
    }

    pub async fn retry_message(&self, request: OneMessage) -> Result<MessageView, ApiError> {
        let desk = self.desk()?;
        message_view(&desk, desk.retry(id(&request.message_id)?).await?).await
    }

    pub async fn cancel_message(&self, request: OneMessage) -> Result<MessageView, ApiError> {
        let desk = self.desk()?;
        message_view(&desk, desk.cancel(id(&request.message_id)?).await?).await
    }

    pub async fn save_draft(&self, request: SaveDraft) -> Result<Nothing, ApiError> {
        self.desk()?.save_draft(id(&request.conversation_id)?, &request.text).await?;
        Ok(Nothing {})
    }

    pub async fn mark_read(&self, request: MarkRead) -> Result<Nothing, ApiError> {
        self.desk()?.mark_read(id(&request.conversation_id)?, Millis(request.through_ms)).await?;
        Ok(Nothing {})
    }

    pub async fn list_kept(&self, request: ListKept) -> Result<KeptPage, ApiError> {
        let before = request.before.as_deref().map(kept_position).transpose()?;
        let limit = page_size(request.limit)?;
        let rows = self.desk()?.list_kept(before, limit).await?;
        let next = (rows.len() == limit as usize).then(|| rows.last()).flatten();
        let next = next.map(|row| format!("{}/{}:{}", row.index, row.received_at.0, row.entry));
        Ok(KeptPage { items: rows.iter().map(show::kept).collect(), next })
    }

    pub async fn raw_kept(&self, request: OneKept) -> Result<RawView, ApiError> {
        let raw = self.desk()?.raw_entry(id(&request.entry_id)?).await?;
        Ok(RawView { raw: String::from_utf8_lossy(&raw).into_owned() })
    }

    pub async fn raw_message(&self, request: OneMessage) -> Result<RawView, ApiError> {
        let raw = self.desk()?.raw(id(&request.message_id)?).await?;
        Ok(RawView { raw: String::from_utf8_lossy(&raw).into_owned() })
    }
}

impl Inner {
    fn profile(&self) -> ProfileView {
        match self.app.stage() {
            Stage::Locked { first_time, reason } => ProfileView::Locked { first_time, reason },
            Stage::KeychainClosed { reason } => ProfileView::KeychainClosed { reason },
            Stage::Setup => ProfileView::Setup,
            Stage::Ready(desk) => ProfileView::Ready {
                workspace_name: desk.profile().workspace_name.clone(),
                member_name: desk.profile().member_name.clone(),
                numbers: desk.channels().values().map(show::number).collect(),
                demo: self.demo.clone(),
            },
        }
    }

    async fn views(&self, touched: Touched) -> Result<Vec<Event>, ApiError> {
        let desk = self.app.desk()?;
        let mut events = Vec::new();
        for (conversation, messages) in touched.messages {
            let ids: Vec<MessageId> = messages.into_iter().collect();
            let rows: Vec<ListedMessage> = desk.messages(&ids).await?;
            events.push(Event::Messages { conversation_id: conversation.to_string(), items: message_views(&desk, &rows).await? });
        }
        let ids: Vec<ConversationId> = touched.conversations.into_iter().collect();
        let items = conversation_views(&desk, &desk.conversations(&ids).await?).await?;
        if !items.is_empty() {
            events.push(Event::Conversations { items });
        }
        Ok(events)
    }
}

async fn conversation_views(desk: &Desk, rows: &[ListedConversation]) -> Result<Vec<ConversationView>, ApiError> {
    let (channels, now) = (desk.known_channels(), desk.now());
    let labelled = rows.iter().any(|row| row.conversation.worked.labels().next().is_some());
    let labels = if labelled { desk.labels().await? } else { Vec::new() };
    Ok(rows.iter().map(|row| show::conversation(row, &channels, &labels, now)).collect())
}

/// The names in notes are looked up only where there are notes.
async fn message_views(desk: &Desk, rows: &[ListedMessage]) -> Result<Vec<MessageView>, ApiError> {
    let members = if rows.iter().any(show::work::names_somebody) { desk.members().await? } else { Vec::new() };
    let members = members.into_iter().collect();
    Ok(rows.iter().map(|row| show::message(row, &members)).collect())
}

async fn message_view(desk: &Desk, row: ListedMessage) -> Result<MessageView, ApiError> {
    let view = message_views(desk, &[row]).await?.pop();
    view.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "This message is no longer here. Load the thread again."))
}

/// Whether the relay can be asked (again), or no longer.
fn matters_to_integration(connection: &Connection) -> bool {
    match connection {
        Connection::Live | Connection::Offline { .. } | Connection::Refused { .. } => true,
        Connection::Idle | Connection::Connecting | Connection::CatchingUp { .. } => false,
    }
}

/// Asks the relay and tells the windows. Apart from the other news, which must not wait for the relay.
async fn tell_integration(inner: Arc<Inner>) {
    if let Ok(integration) = inner.integration().await {
        // No window open is fine.
        let _ = inner.events.send(Event::Integration { integration });
    }
}

/// Turns the engine's news into events with whole rows, until the session is dropped.
async fn relate(inner: std::sync::Weak<Inner>, mut news: broadcast::Receiver<News>) {
    loop {
        let news = match news.recv().await {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => News::Resync,
            Err(RecvError::Closed) => return,
        };
        let Some(inner) = inner.upgrade() else { return };
        let events = match news {
            News::Changed(touched) => inner.views(touched).await.unwrap_or_else(|_| vec![Event::Resync]),
            News::Connection(connection) => {
                if matters_to_integration(&connection) {
                    tokio::spawn(tell_integration(Arc::clone(&inner)));
                }
                vec![Event::Connection { connection: show::connection(connection) }]
            }
            News::ConversationsGone(gone) => {
                vec![Event::ConversationsGone { conversation_ids: gone.iter().map(ConversationId::to_string).collect() }]
            }
            News::Labels => inner.labels().await,
            News::Replies => inner.replies().await,
            News::Profile => vec![Event::Profile { profile: inner.profile() }],
            News::Connect => vec![Event::Connect { connect: inner.current_connect() }],
            News::Integration | News::Settings => {
                tokio::spawn(tell_integration(Arc::clone(&inner)));
                Vec::new()
            }
            News::Numbers(numbers) => inner.cards(&numbers),
            News::NumberGone(number) => vec![Event::NumberGone { phone_number_id: number.0 }],
            News::NumberLog(number) => vec![Event::NumberLog { phone_number_id: number.0 }],
            News::Doctor => inner.doctor(),
            News::Resync => vec![Event::Resync],
        };
        for event in events {
            // No window open is fine.
            let _ = inner.events.send(event);
        }
    }
}

fn id<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::bad_request(format!("{text:?} is not an id. Load the window again.")))
}

/// Ids of one kind.
pub(crate) fn ids<T: FromStr>(texts: &[String]) -> Result<Vec<T>, ApiError> {
    texts.iter().map(|text| id(text)).collect()
}

fn page_size(limit: u32) -> Result<u32, ApiError> {
    if (1..=LARGEST_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(ApiError::bad_request(format!("A page has 1 to {LARGEST_PAGE} rows, not {limit}.")))
    }
}

/// A page's end: `{milliseconds}:{id}`.
fn position<T: FromStr>(text: &str) -> Result<(Millis, T), ApiError> {
    let bad = || ApiError::bad_request("That is not the end of a page. Load the list again.");
    let (at, end) = text.split_once(':').ok_or_else(bad)?;
    Ok((Millis(at.parse().map_err(|_| bad())?), end.parse().map_err(|_| bad())?))
}

/// A page of kept updates ends at `{position in the entry}/{milliseconds}:{id}`.
fn kept_position(text: &str) -> Result<(Millis, EntryId, u32), ApiError> {
    let bad = || ApiError::bad_request("That is not the end of a page. Load the list again.");
    let (index, rest) = text.split_once('/').ok_or_else(bad)?;
    let (at, entry) = position(rest)?;
    Ok((at, entry, index.parse().map_err(|_| bad())?))
}
