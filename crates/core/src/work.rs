//! What agents do with conversations besides answering, and waking those whose snooze is over.

mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, LabelId, MemberId, MessageId};
use frontdesk_domain::replica::{Needs, Replica};
use frontdesk_domain::time::Millis;
use frontdesk_domain::window::Window;
use frontdesk_domain::work::{Aside, Work};
use frontdesk_store::{ConversationPage, ConversationPosition, ConversationQuery, Counts, ListedConversation, ListedMessage, StoreError};

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};
use crate::news::Touched;

/// The most conversations that one action may be about.
const MOST_AT_ONCE: usize = 200;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 10_000;
/// The longest pause: the computer may have slept meanwhile.
const LONGEST_PAUSE_MS: i64 = 60_000;

/// Until the desk closes: tells listeners of conversations whose snooze is over.
pub(crate) async fn run(desk: Arc<Desk>) {
    let mut told = desk.clock.now();
    loop {
        let now = desk.clock.now();
        match desk.store.woken(told, now).await {
            Ok(woken) if woken.is_empty() => {}
            Ok(woken) => {
                let told = desk.tell(Touched { conversations: woken.into_iter().collect(), ..Touched::default() }).await;
                if let Err(error) = told {
                    tracing::error!(%error, "nobody was told that snoozes are over");
                }
            }
            Err(error) => tracing::error!(%error, "snoozes could not be read"),
        }
        told = now;
        let next = desk.store.next_wake(now).await.ok().flatten();
        let pause_ms = next.map_or(LONGEST_PAUSE_MS, |at| at.since_ms(desk.clock.now()).clamp(0, LONGEST_PAUSE_MS));
        tokio::select! {
            () = desk.stop.cancelled() => break,
            () = desk.snooze_wake.notified() => {}
            () = tokio::time::sleep(Duration::from_millis(u64::try_from(pause_ms).unwrap_or(0))) => {}
        }
    }
}

impl Desk {
    /// A page of the inbox.
    pub async fn list_conversations(
        &self,
        wanted: &ConversationQuery,
        after: Option<ConversationPosition>,
        limit: u32,
    ) -> Result<ConversationPage, CoreError> {
        Ok(self.store.list_conversations(self.profile.member, wanted, after, limit).await?)
    }

    /// How many conversations there are of each kind.
    pub async fn counts(&self) -> Result<Counts, CoreError> {
        Ok(self.store.counts(self.profile.member, self.clock.now()).await?)
    }

    /// Everybody of the team, by name.
    pub async fn members(&self) -> Result<Vec<(MemberId, String)>, CoreError> {
        let mut members = self.store.members().await?;
        members.sort_by(|(a_id, a), (b_id, b)| (a.to_lowercase(), a_id).cmp(&(b.to_lowercase(), b_id)));
        Ok(members)
    }

    pub async fn close_conversations(&self, ids: &[ConversationId]) -> Result<Vec<ListedConversation>, CoreError> {
        self.work(ids, |row| Some(row.worked.put_aside(Aside::Closed { seen: row.inbound }))).await
    }

    pub async fn reopen_conversations(&self, ids: &[ConversationId]) -> Result<Vec<ListedConversation>, CoreError> {
        self.work(ids, |row| Some(row.worked.put_aside(Aside::Not))).await
    }

    /// Puts conversations aside until a time, or until the customer writes.
    ///
    /// # Errors
    /// A time that is not in the future.
    pub async fn snooze_conversations(&self, ids: &[ConversationId], until: Millis) -> Result<Vec<ListedConversation>, CoreError> {
        if until <= self.clock.now() {
            return Err(CoreError::bad_request("That time is in the past. Choose a later one, like 30m, tomorrow 9 or mon 14:00."));
        }
        self.work(ids, |row| Some(row.worked.put_aside(Aside::Snoozed { until, seen: row.inbound }))).await
    }

    /// What an agent should know before these are snoozed until then: that only a template can be sent when they wake.
    pub async fn snooze_warning(&self, ids: &[ConversationId], until: Millis) -> Result<Option<String>, CoreError> {
        let now = self.clock.now();
        let closes_before = |row: &ListedConversation| match Window::at(row.conversation.last_inbound_at, now) {
            Window::Open { closes_at } => closes_at <= until,
            Window::Closed { .. } | Window::Never => false,
        };
        let closing = self.conversations(ids).await?.iter().filter(|row| closes_before(row)).count();
        Ok(match (closing, ids.len()) {
            (0, _) => None,
            (_, 1) => Some(
                "The 24-hour window closes before then: after that only a template can be sent. Answer first, or choose an earlier time.".to_owned(),
            ),
            (closing, all) => Some(format!(
                "For {closing} of these {all} the 24-hour window closes before then: after that only a template can be sent. Answer first, or choose an earlier time."
            )),
        })
    }

    pub async fn pin_conversations(&self, ids: &[ConversationId], pinned: bool) -> Result<Vec<ListedConversation>, CoreError> {
        self.work(ids, |row| (row.worked.pinned.value != pinned).then(|| row.worked.pin(pinned))).await
    }

    /// Puts a label on conversations, or takes it off.
    ///
    /// # Errors
    /// A label that is not there (any more).
    pub async fn label_conversations(&self, ids: &[ConversationId], label: LabelId, on: bool) -> Result<Vec<ListedConversation>, CoreError> {
        if on && !self.store.labels().await?.iter().any(|(id, _)| *id == label) {
            return Err(CoreError::new(ErrorKind::NotFound, "This label was removed. Choose another one."));
        }
        self.work(ids, |row| (row.worked.labels().any(|has| has == label) != on).then(|| row.worked.label(label, on))).await
    }

    /// Moves this member's read mark to just before the customer's last message.
    ///
    /// # Errors
    /// Conversations in which the customer has not written.
    pub async fn mark_unread(&self, conversation: ConversationId) -> Result<(), CoreError> {
        let (member, now) = (self.profile.member, self.clock.now());
        let mut change = self.store.change().await?;
        let known =
            change.load(&Needs { conversations: [conversation].into(), read_marks: [(conversation, member)].into(), ..Needs::default() }).await?;
        let row = known.conversations.get(&conversation).ok_or(StoreError::NotFound)?;
        let Some(wrote) = row.last_inbound_at else {
            return Err(CoreError::bad_request("The customer has not written here, so there is nothing to mark as unread."));
        };
        let step = known.read_marks.values().map(|mark| mark.step).max().unwrap_or(0) + 1;
        let inbox = self.known_channel(&row.phone_number_id).map(|channel| channel.inbox);
        let unread = Event::ReadThrough { conversation, member, through: wrote.plus_ms(-1), step };
        let touched = self.record(&mut change, inbox, vec![unread], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    /// Keeps a note for the team in the thread. The same `note` twice is one.
    ///
    /// # Errors
    /// Notes that are empty or too long, and mentions of people who are not in the team.
    pub async fn write_note(
        &self,
        conversation: ConversationId,
        note: MessageId,
        text: &str,
        mut mentions: Vec<MemberId>,
    ) -> Result<ListedMessage, CoreError> {
        if text.trim().is_empty() {
            return Err(CoreError::bad_request("The note is empty. Write something first."));
        }
        let length = text.chars().count();
        if length > LONGEST_NOTE {
            return Err(CoreError::bad_request(format!("A note can have at most {LONGEST_NOTE} characters; this has {length}. Shorten it.")));
        }
        let members = self.store.members().await?;
        if mentions.iter().any(|mention| !members.iter().any(|(id, _)| id == mention)) {
            return Err(CoreError::bad_request("Somebody mentioned here is no longer in the team. Remove the mention."));
        }
        mentions.sort();
        mentions.dedup();
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { messages: [note].into(), conversations: [conversation].into(), ..Needs::default() }).await?;
        if known.messages.is_empty() {
            let row = known.conversations.get(&conversation).ok_or(StoreError::NotFound)?;
            let inbox = self.known_channel(&row.phone_number_id).map(|channel| channel.inbox);
            let deletions = deletions(&known, conversation);
            let author = self.profile.member;
            let written = Event::NoteWritten { note, conversation, deletions, author, text: text.to_owned(), mentions, at: now };
            let touched = self.record(&mut change, inbox, vec![written], now).await?;
            change.commit().await?;
            self.tell(touched).await?;
        }
        self.store.messages(&[note]).await?.pop().ok_or_else(|| StoreError::NotFound.into())
    }

    /// Removes a conversation and everything in it, on every device. It goes when the relay has told everyone, here as well.
    ///
    /// # Errors
    /// Only owners may, and only while the relay can be reached: others would go on working with it.
    pub async fn delete_conversation(&self, conversation: ConversationId) -> Result<(), CoreError> {
        if !self.may_manage() {
            return Err(CoreError::new(ErrorKind::Refused, "Only owners of the workspace delete conversations. Ask one of them, or close it."));
        }
        if self.connection() != Connection::Live {
            return Err(CoreError::new(
                ErrorKind::Unreachable,
                "Deleting needs the relay, which can't be reached at the moment. Try again when you are online; nothing was deleted.",
            ));
        }
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { conversations: [conversation].into(), ..Needs::default() }).await?;
        let row = known.conversations.get(&conversation).ok_or(StoreError::NotFound)?;
        let inbox = self.known_channel(&row.phone_number_id).map(|channel| channel.inbox);
        let deleted = Event::ConversationDeleted { conversation, deletions: deletions(&known, conversation), member: self.profile.member, at: now };
        let touched = self.announce(&mut change, inbox, &deleted, now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    /// Does something to conversations, in one transaction. Those that need nothing are left as they are.
    async fn work(&self, ids: &[ConversationId], decide: impl Fn(&Conversation) -> Option<Work>) -> Result<Vec<ListedConversation>, CoreError> {
        if ids.is_empty() || ids.len() > MOST_AT_ONCE {
            return Err(CoreError::bad_request(format!("Choose 1 to {MOST_AT_ONCE} conversations; this was about {}.", ids.len())));
        }
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { conversations: ids.iter().copied().collect(), ..Needs::default() }).await?;
        let mut touched = Touched::default();
        for conversation in ids.iter().copied().collect::<BTreeSet<_>>() {
            let row = known.conversations.get(&conversation).ok_or(StoreError::NotFound)?;
            let Some(work) = decide(row) else { continue };
            let inbox = self.known_channel(&row.phone_number_id).map(|channel| channel.inbox);
            let worked = Event::Worked { conversation, deletions: deletions(&known, conversation), member: self.profile.member, at: now, work };
            touched.absorb(self.record(&mut change, inbox, vec![worked], now).await?);
        }
        change.commit().await?;
        self.tell(touched).await?;
        self.conversations(ids).await
    }
}

/// How often a conversation has been deleted as far as this device knows.
pub(crate) fn deletions(known: &Replica, conversation: ConversationId) -> u32 {
    known.deletions.get(&conversation).copied().unwrap_or(0)
}
