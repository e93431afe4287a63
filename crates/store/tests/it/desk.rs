//! A database in a folder of its own, and short ways to fill it.

use std::path::PathBuf;

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, EntryId, MemberId, MessageId, PhoneNumberId};
use frontdesk_domain::inbound::{InboundMessage, Line, News, Sender, Update};
use frontdesk_domain::message::{Content, MessageKind};
use frontdesk_domain::replica::{Input, Needs, Recorded, Replica};
use frontdesk_domain::time::Millis;
use frontdesk_store::{ConversationQuery, Store};
use uuid::Uuid;

pub const NOW: Millis = Millis(1_750_000_000_000);
pub const ANA: MemberId = MemberId(Uuid::from_u128(0xA));
pub const BEA: MemberId = MemberId(Uuid::from_u128(0xB));

pub struct Desk {
    pub store: Store,
    made: u128,
    folder: tempfile::TempDir,
}

impl Desk {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { store: Store::open(&folder.path().join("desk.db")).await.expect("opened"), made: 0, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    /// Ends the app and starts it again.
    pub async fn restart(&mut self) {
        self.store.close().await;
        self.store = Store::open(&self.path()).await.expect("opened again");
    }

    /// Applies inputs in one transaction, each as an entry of its own.
    pub async fn apply(&mut self, inputs: impl IntoIterator<Item = Input>) {
        let batch: Vec<Recorded> = inputs.into_iter().map(|input| self.recorded(input)).collect();
        apply(&self.store, &batch).await;
    }

    pub fn recorded(&mut self, input: Input) -> Recorded {
        self.made += 1;
        Recorded { entry: EntryId(Uuid::from_u128(0xE000 + self.made)), index: 0, received_at: NOW, input }
    }

    pub async fn load(&self, needs: &Needs) -> Replica {
        self.store.change().await.expect("a change").load(needs).await.expect("loaded")
    }

    /// The conversations in the order of the list.
    pub async fn conversations(&self) -> Vec<ConversationId> {
        let listed = self.store.list_conversations(ANA, &ConversationQuery::all(NOW), None, 1_000).await.expect("a list");
        listed.rows.into_iter().map(|row| row.conversation.id).collect()
    }

    pub async fn only_conversation(&self) -> ConversationId {
        let all = self.conversations().await;
        assert_eq!(all.len(), 1, "one conversation");
        all[0]
    }
}

pub async fn apply(store: &Store, batch: &[Recorded]) {
    let mut change = store.change().await.expect("a change");
    let mut replica = change.load(&Needs::of(batch)).await.expect("loaded");
    for recorded in batch {
        replica.apply(recorded);
    }
    change.save(&replica).await.expect("saved");
    change.commit().await.expect("committed");
}

/// A customer's text, as Meta tells it.
pub fn wrote(wamid: &str, sender: Sender, at: Millis) -> Input {
    wrote_kind(wamid, sender, at, MessageKind::Text)
}

pub fn wrote_kind(wamid: &str, sender: Sender, at: Millis, kind: MessageKind) -> Input {
    let message = InboundMessage {
        wamid: Some(wamid.into()),
        sender,
        sent_at: Some(at),
        content: Content { kind, text: Some(format!("text of {wamid}")) },
        reply_to: None,
        forwarded: false,
        group_id: None,
        identity_change: None,
        failures: vec![],
    };
    let line = Line { phone_number_id: Some(PhoneNumberId::from("100")), ..Line::default() };
    Input::Update(Update { line, news: News::Message(message) })
}

pub fn by_phone(wa_id: &str) -> Sender {
    Sender { wa_id: Some(wa_id.into()), ..Sender::default() }
}

pub fn by_user(user_id: &str) -> Sender {
    Sender { user_id: Some(user_id.into()), ..Sender::default() }
}

pub fn by_both(wa_id: &str, user_id: &str) -> Sender {
    Sender { wa_id: Some(wa_id.into()), user_id: Some(user_id.into()), ..Sender::default() }
}

pub fn composed(message: MessageId, conversation: ConversationId, at: Millis) -> Input {
    Input::Event(Event::MessageComposed { message, conversation, author: ANA, text: "an answer".to_owned(), at, deletions: 0 })
}

pub fn read(conversation: ConversationId, member: MemberId, through: Millis) -> Input {
    Input::Event(Event::ReadThrough { conversation, member, through, step: 0 })
}

pub fn message_id(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}
