//! A workspace at work: the replica, the outbox and the relay of one profile.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use frontdesk_domain::channel::Channel;
use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, EntryId, InboxId, MessageId, PhoneNumberId};
use frontdesk_domain::message::{Progress, Standing, Way};
use frontdesk_domain::outbox::{Effect, Happening, Item, Refusal};
use frontdesk_domain::replica::{Input, KeptUpdate, Needs, Notice, Recorded};
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::ReadMark;
use frontdesk_providers::meta::graph::Graph;
use frontdesk_relay_api::Role;
use frontdesk_store::{Change, Cursor, ListedConversation, ListedMessage, Store};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, fresh_id};
use crate::connect::Connects;
use crate::connection::Connection;
use crate::doctor::Doctor;
use crate::error::{CoreError, ErrorKind};
use crate::inbound::Opened;
use crate::keys::KeyRing;
use crate::news::{News, Touched};
use crate::numbers::{Heard, Numbers};
use crate::profile::Profile;
use crate::relay::Requests;
use crate::secrets::SecretStore;
use crate::windows::Windows;
use crate::work::deletions;

/// The longest text that the Cloud API takes, in characters (platform reference, section 4.2).
const LONGEST_TEXT: usize = 4096;

/// One profile's workspace. Ends when [`Desk::close`] is called.
pub struct Desk {
    pub(crate) profile: Profile,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) keys: RwLock<Arc<KeyRing>>,
    pub(crate) graph: Graph,
    pub(crate) requests: Requests,
    pub(crate) connection: watch::Sender<Connection>,
    pub(crate) outbox_wake: Notify,
    pub(crate) pending_wake: Notify,
    /// A conversation was snoozed.
    pub(crate) snooze_wake: Notify,
    pub(crate) stop: CancellationToken,
    pub(crate) numbers: Numbers,
    pub(crate) doctor: Doctor,
    pub(crate) connects: Connects,
    pub(crate) windows: Arc<dyn Windows>,
    /// What the relay lets this device do, once it has said so.
    pub(crate) role: watch::Sender<Option<Role>>,
    channels: RwLock<BTreeMap<PhoneNumberId, Channel>>,
    news: broadcast::Sender<News>,
}

/// What a desk is made of.
pub(crate) struct Parts {
    pub profile: Profile,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub secrets: Arc<dyn SecretStore>,
    pub keys: KeyRing,
    pub graph: Graph,
    pub news: broadcast::Sender<News>,
    pub windows: Arc<dyn Windows>,
}

impl Desk {
    pub(crate) async fn new(parts: Parts, requests: Requests) -> Result<Self, CoreError> {
        let numbers = Numbers::new(parts.store.healths().await?);
        let channels = parts.store.channels().await?.into_iter().map(|c| (c.phone_number_id.clone(), c)).collect();
        Ok(Self {
            profile: parts.profile,
            store: parts.store,
            clock: parts.clock,
            secrets: parts.secrets,
            keys: RwLock::new(Arc::new(parts.keys)),
            graph: parts.graph,
            requests,
            connection: watch::Sender::new(Connection::Connecting),
            outbox_wake: Notify::new(),
            pending_wake: Notify::new(),
            snooze_wake: Notify::new(),
            stop: CancellationToken::new(),
            numbers,
            doctor: Doctor::default(),
            connects: Connects::default(),
            windows: parts.windows,
            role: watch::Sender::new(None),
            channels: RwLock::new(channels),
            news: parts.news,
        })
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn connection(&self) -> Connection {
        self.connection.borrow().clone()
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Connected business numbers by their ids.
    pub fn channels(&self) -> BTreeMap<PhoneNumberId, Channel> {
        let mut channels = self.known_channels();
        channels.retain(|_, channel| channel.is_connected());
        channels
    }

    /// A connected number.
    pub fn channel(&self, number: &PhoneNumberId) -> Option<Channel> {
        self.known_channel(number).filter(Channel::is_connected)
    }

    /// Also numbers that were disconnected: their conversations are still there.
    pub fn known_channels(&self) -> BTreeMap<PhoneNumberId, Channel> {
        self.channels.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn known_channel(&self, number: &PhoneNumberId) -> Option<Channel> {
        self.channels.read().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }

    pub(crate) fn key_ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops all work; what is on its way to a provider is given a moment to end.
    pub(crate) fn close(&self) {
        self.stop.cancel();
    }

    // ---- Reading ----

    /// The named conversations that exist.
    pub async fn conversations(&self, ids: &[ConversationId]) -> Result<Vec<ListedConversation>, CoreError> {
        Ok(self.store.conversations(self.profile.member, ids).await?)
    }

    /// The named messages that exist.
    pub async fn messages(&self, ids: &[MessageId]) -> Result<Vec<ListedMessage>, CoreError> {
        Ok(self.store.messages(ids).await?)
    }

    async fn one_message(&self, id: MessageId) -> Result<ListedMessage, CoreError> {
        self.store.messages(&[id]).await?.pop().ok_or_else(|| frontdesk_store::StoreError::NotFound.into())
    }

    /// The provider's original of a message.
    pub async fn raw(&self, message: MessageId) -> Result<Vec<u8>, CoreError> {
        let entry = self.one_message(message).await?.message.entry.ok_or(frontdesk_store::StoreError::NotFound)?;
        Ok(self.store.raw(entry).await?)
    }

    /// A page of updates that no conversation shows, newest first.
    pub async fn list_kept(&self, before: Option<(Millis, EntryId, u32)>, limit: u32) -> Result<Vec<KeptUpdate>, CoreError> {
        Ok(self.store.list_kept(before, limit).await?)
    }

    /// The original of a kept update.
    pub async fn raw_entry(&self, entry: EntryId) -> Result<Vec<u8>, CoreError> {
        Ok(self.store.raw(entry).await?)
    }

    // ---- Acting ----

    /// Queues a text. The same `message` twice sends once.
    ///
    /// # Errors
    /// Texts that are empty or longer than 4,096 characters, and conversations that do not exist, are refused.
    pub async fn send_text(&self, conversation: ConversationId, message: MessageId, text: &str) -> Result<ListedMessage, CoreError> {
        if text.trim().is_empty() {
            return Err(CoreError::bad_request("There is nothing to send. Write something first."));
        }
        let length = text.chars().count();
        if length > LONGEST_TEXT {
            return Err(CoreError::bad_request(format!(
                "WhatsApp takes at most {LONGEST_TEXT} characters in one message; this has {length}. Shorten it or send it in parts."
            )));
        }
        let now = self.clock.now();
        let inbox = self.inbox_to_send_in(conversation).await?;
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { messages: [message].into(), conversations: [conversation].into(), ..Needs::default() }).await?;
        if known.messages.is_empty() {
            let (author, deletions) = (self.profile.member, deletions(&known, conversation));
            let composed = Event::MessageComposed { message, conversation, author, text: text.to_owned(), at: now, deletions };
            let touched = self.record(&mut change, inbox, vec![composed], now).await?;
            change.put_outbox(&Item::queued(message, conversation, 0, now)).await?;
            change.save_draft(conversation, "", now).await?;
            change.commit().await?;
            self.tell(touched).await?;
            self.outbox_wake.notify_one();
        } else {
            drop(change);
        }
        self.one_message(message).await
    }

    /// Sends a message again that failed or is unknown.
    ///
    /// # Errors
    /// Any other message is refused.
    pub async fn retry(&self, message: MessageId) -> Result<ListedMessage, CoreError> {
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let found = change.load(&Needs { messages: [message].into(), ..Needs::default() }).await?;
        let row = found.messages.get(&message).ok_or(frontdesk_store::StoreError::NotFound)?;
        let Way::Out(out) = &row.way else {
            return Err(CoreError::bad_request("Only your own messages can be sent again."));
        };
        match out.standing() {
            Standing::Failed | Standing::Ours(Progress::Failed | Progress::Unknown) => {}
            Standing::Ours(Progress::Queued | Progress::Sending | Progress::Cancelled | Progress::Accepted) | Standing::Reached(_) => {
                return Err(CoreError::bad_request("This message has not failed, so there is nothing to send again."));
            }
        }
        let (conversation, step) = (row.conversation, out.step + 1);
        let inbox = self.inbox_to_send_in(conversation).await?;
        let touched = self.record(&mut change, inbox, vec![Event::MessageRetried { message, step, at: now }], now).await?;
        change.put_outbox(&Item::queued(message, conversation, step, now)).await?;
        change.commit().await?;
        self.tell(touched).await?;
        self.outbox_wake.notify_one();
        self.one_message(message).await
    }

    /// Takes back a message that has not left.
    ///
    /// # Errors
    /// What is on its way can't be taken back.
    pub async fn cancel(&self, message: MessageId) -> Result<ListedMessage, CoreError> {
        let mut change = self.store.change().await?;
        let Some(item) = change.outbox_item(message).await? else {
            return Err(CoreError::bad_request(Refusal::OnItsWay.to_string()));
        };
        let (touched, _) = self.settle(&mut change, item, Happening::Cancelled).await?;
        change.commit().await?;
        self.tell(touched).await?;
        self.outbox_wake.notify_one();
        self.one_message(message).await
    }

    /// Keeps unsent text; empty forgets it.
    pub async fn save_draft(&self, conversation: ConversationId, text: &str) -> Result<(), CoreError> {
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        change.save_draft(conversation, text, now).await?;
        change.commit().await?;
        self.tell(Touched { conversations: [conversation].into(), ..Touched::default() }).await
    }

    /// Moves this member's read mark forward to `through`.
    pub async fn mark_read(&self, conversation: ConversationId, through: Millis) -> Result<(), CoreError> {
        let member = self.profile.member;
        let now = self.clock.now();
        let inbox = self.inbox_of(conversation).await?;
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { read_marks: [(conversation, member)].into(), ..Needs::default() }).await?;
        let step = known.read_marks.values().map(|mark| mark.step).max().unwrap_or(0);
        if known.read_marks.values().any(|mark| *mark >= ReadMark { step, through }) {
            return Ok(());
        }
        let touched = self.record(&mut change, inbox, vec![Event::ReadThrough { conversation, member, through, step }], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    // ---- Changing the replica ----

    /// Applies entries from the log together with the cursor, in one transaction.
    pub(crate) async fn apply_log(&self, cursor: Cursor, opened: Opened) -> Result<(), CoreError> {
        let heard = Heard::of(&opened);
        let mut change = self.store.change().await?;
        let touched = self.apply(&mut change, &opened.recorded).await?;
        let raws: Vec<_> = opened.raws.into_iter().filter(|(entry, _)| touched.originals.contains(entry)).collect();
        change.keep_raw(&raws).await?;
        if !opened.by_devices.is_empty() {
            change.settle_pending(&opened.by_devices).await?;
        }
        change.set_cursor(cursor).await?;
        change.commit().await?;
        self.tell(touched).await?;
        self.hear(heard).await;
        Ok(())
    }

    /// Applies things and what follows from them for the outbox.
    async fn apply(&self, change: &mut Change, batch: &[Recorded]) -> Result<Touched, CoreError> {
        let mut replica = change.load(&Needs::of(batch)).await?;
        for recorded in batch {
            replica.apply(recorded);
        }
        change.save(&replica).await?;
        let mut touched = Touched::of(&replica);
        let mut notices = replica.changes.notices;
        notices.sort();
        notices.dedup();
        if notices.is_empty() || change.outbox_is_empty().await? {
            return Ok(touched);
        }
        for notice in notices {
            let (items, happening) = match notice {
                Notice::CustomerWrote { conversation, message: _ } => (change.outbox_of(conversation).await?, Happening::CustomerWrote),
                Notice::HasLeft { message } => (change.outbox_item(message).await?.into_iter().collect(), Happening::SeenByStatus),
                Notice::NumberStarted => (change.outbox().await?, Happening::NumberStarted),
            };
            for item in items {
                touched.absorb(Touched::message(item.conversation, item.message));
                let (next, effects) = item.clone().step(happening.clone(), self.clock.now()).map_err(|e| CoreError::bad_request(e.to_string()))?;
                debug_assert!(effects.is_empty(), "what others tell us starts nothing by itself");
                match next {
                    Some(next) => change.put_outbox(&next).await?,
                    None => change.remove_outbox(item.message).await?,
                }
            }
            touched.outbox = true;
        }
        Ok(touched)
    }

    /// Shows events of ours at once and queues them for the log, in the caller's transaction.
    pub(crate) async fn record(&self, change: &mut Change, inbox: Option<InboxId>, events: Vec<Event>, now: Millis) -> Result<Touched, CoreError> {
        let mut batch = Vec::with_capacity(events.len());
        for event in events {
            let id = add_pending(change, inbox, &event, now).await?;
            batch.push(Recorded { entry: id, index: 0, received_at: now, input: Input::Event(event) });
        }
        let mut touched = self.apply(change, &batch).await?;
        touched.pending = true;
        Ok(touched)
    }

    /// Queues an event of ours for the log without showing it: it happens when it comes back.
    pub(crate) async fn announce(&self, change: &mut Change, inbox: Option<InboxId>, event: &Event, now: Millis) -> Result<Touched, CoreError> {
        add_pending(change, inbox, event, now).await?;
        Ok(Touched { pending: true, ..Touched::default() })
    }

    /// Steps an outbox item and does everything about it that belongs into the same transaction; what must be transmitted comes back.
    pub(crate) async fn settle(
        &self,
        change: &mut Change,
        item: Item,
        happening: Happening,
    ) -> Result<(Touched, Option<frontdesk_domain::ids::AttemptId>), CoreError> {
        let now = self.clock.now();
        let (message, conversation) = (item.message, item.conversation);
        let (next, effects) = item.step(happening, now).map_err(|e| CoreError::bad_request(e.to_string()))?;
        match next {
            Some(next) => change.put_outbox(&next).await?,
            None => change.remove_outbox(message).await?,
        }
        let mut transmit = None;
        let mut events = Vec::new();
        for effect in effects {
            match effect {
                Effect::Transmit { attempt } => transmit = Some(attempt),
                Effect::Announce(event) => events.push(event),
            }
        }
        let mut touched = Touched::message(conversation, message);
        if !events.is_empty() {
            let inbox = self.inbox_in(change, conversation).await?;
            touched.absorb(self.record(change, inbox, events, now).await?);
        }
        Ok((touched, transmit))
    }

    /// Tells listeners and wakes who has work now. Only after the commit: whoever is woken earlier finds nothing, and is not woken again.
    pub(crate) async fn tell(&self, touched: Touched) -> Result<(), CoreError> {
        if touched.pending {
            self.pending_wake.notify_one();
        }
        if touched.outbox {
            self.outbox_wake.notify_one();
        }
        if touched.snoozes {
            self.snooze_wake.notify_one();
        }
        if touched.profile {
            let fresh = self.store.channels().await?.into_iter().map(|c| (c.phone_number_id.clone(), c)).collect();
            *self.channels.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        for number in &touched.numbers {
            if self.channel(number).is_some() {
                self.numbers.want_check(number);
                self.send(News::Numbers([number.clone()].into()));
            } else {
                self.numbers.wake_up();
                self.send(News::NumberGone(number.clone()));
            }
        }
        for news in touched.into_news() {
            self.send(news);
        }
        Ok(())
    }

    /// Hears everything from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    pub(crate) fn send(&self, news: News) {
        // Nobody listening is fine.
        let _ = self.news.send(news);
    }

    pub(crate) fn set_connection(&self, connection: Connection) {
        let changed = self.connection.send_if_modified(|current| {
            let changed = *current != connection;
            *current = connection.clone();
            changed
        });
        if changed {
            self.send(News::Connection(connection));
        }
    }

    async fn inbox_of(&self, conversation: ConversationId) -> Result<Option<InboxId>, CoreError> {
        let found = self.conversations(&[conversation]).await?.pop().ok_or(frontdesk_store::StoreError::NotFound)?;
        Ok(self.known_channel(&found.conversation.phone_number_id).map(|channel| channel.inbox))
    }

    /// The same, refusing conversations whose number is gone.
    async fn inbox_to_send_in(&self, conversation: ConversationId) -> Result<Option<InboxId>, CoreError> {
        let found = self.conversations(&[conversation]).await?.pop().ok_or(frontdesk_store::StoreError::NotFound)?;
        match self.known_channel(&found.conversation.phone_number_id) {
            Some(channel) if !channel.is_connected() => Err(CoreError::bad_request(format!(
                "{} is no longer connected, so nothing can be sent here. Ask an admin to connect it again; the conversation stays.",
                channel.name()
            ))),
            channel => Ok(channel.map(|channel| channel.inbox)),
        }
    }

    async fn inbox_in(&self, change: &mut Change, conversation: ConversationId) -> Result<Option<InboxId>, CoreError> {
        let found = change.load(&Needs { conversations: [conversation].into(), ..Needs::default() }).await?;
        Ok(found.conversations.get(&conversation).and_then(|c| self.known_channel(&c.phone_number_id)).map(|channel| channel.inbox))
    }
}

async fn add_pending(change: &mut Change, inbox: Option<InboxId>, event: &Event, now: Millis) -> Result<EntryId, CoreError> {
    let id = EntryId(fresh_id());
    let body =
        serde_json::to_vec(event).map_err(|e| CoreError::new(ErrorKind::Internal, format!("An event could not be written ({e}). Report this.")))?;
    change.add_pending(id, inbox, now, &body).await?;
    Ok(id)
}
