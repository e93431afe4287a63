//! A message to a phone at hand and its answer back: what no question to Meta can prove.

use std::time::Duration;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::contact::Identity;
use frontdesk_domain::conversation::conversation_id;
use frontdesk_domain::doctor::SelfTest;
use frontdesk_domain::ids::{ConversationId, MessageId, WaId};
use frontdesk_domain::message::{Progress, Standing, Way};
use frontdesk_domain::number::sentence;
use frontdesk_domain::replica::Needs;
use frontdesk_domain::window::Window;
use tokio_util::sync::CancellationToken;

use crate::advice_for;
use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::CoreError;

/// How long statuses and the answer may take together.
const PATIENCE: Duration = Duration::from_secs(60);
const WORDS: &str = "This is a connection test of Frontdesk. Please answer with any message.";

/// How far the message got.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Out {
    OnItsWay,
    /// A status came back.
    Seen,
    Failed {
        words: String,
        fix: String,
    },
}

impl Desk {
    /// Sends a text to a phone that wrote lately, and waits for its status and for an answer.
    pub(super) async fn self_test(&self, channel: &Channel, phone: &str, cancel: &CancellationToken) -> SelfTest {
        if !self.channel(&channel.phone_number_id).is_some_and(|channel| channel.running) {
            return SelfTest::Impossible("the number is stopped.".to_owned());
        }
        let impossible = |error: CoreError| SelfTest::Impossible(error.message);
        let conversation = match self.conversation_with(channel, phone).await {
            Ok(Some(conversation)) => conversation,
            Ok(None) => return SelfTest::WindowClosed,
            Err(error) => return impossible(error),
        };
        // Before the send: what comes while it is under way counts.
        let mut news = self.listen();
        let before = match self.newest_inbound(conversation).await {
            Ok(before) => before,
            Err(error) => return impossible(error),
        };
        let message = MessageId(fresh_id());
        if let Err(error) = self.send_text(conversation, message, WORDS).await {
            return impossible(error);
        }
        let (mut out, mut answered) = (Out::OnItsWay, false);
        let waiting = async {
            loop {
                out = self.how_far(message).await.unwrap_or(Out::OnItsWay);
                answered = self.newest_inbound(conversation).await.is_ok_and(|newest| newest != before);
                match out {
                    Out::Failed { .. } => return,
                    Out::Seen if answered => return,
                    Out::Seen | Out::OnItsWay => {}
                }
                // Missing some is as good a reason to look again as hearing one.
                let _ = news.recv().await;
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(PATIENCE, waiting) => {}
            () = cancel.cancelled() => {}
        }
        match (out, answered) {
            (Out::Failed { words, fix }, _) => SelfTest::Refused { words, fix },
            (Out::Seen, true) => SelfTest::OutAndIn,
            (Out::Seen, false) => SelfTest::OutOnly,
            (Out::OnItsWay, _) => SelfTest::NoStatus,
        }
    }

    /// The conversation of a phone with a number, if its window is open.
    async fn conversation_with(&self, channel: &Channel, phone: &str) -> Result<Option<ConversationId>, CoreError> {
        let identity = Identity::phone(&WaId::from(phone));
        let needs = Needs { identities: [identity.clone()].into(), ..Needs::default() };
        let found = {
            let mut change = self.store.change().await?;
            change.load(&needs).await?
        };
        let Some(mut contact) = found.identities.get(&identity).copied() else { return Ok(None) };
        while let Some(next) = found.contacts.get(&contact).and_then(|row| row.merged_into) {
            contact = next;
        }
        let id = conversation_id(contact, &channel.phone_number_id);
        let now = self.clock.now();
        let open = found.conversations.get(&id).is_some_and(|row| Window::at(row.last_inbound_at, now).is_open());
        Ok(open.then_some(id))
    }

    async fn newest_inbound(&self, conversation: ConversationId) -> Result<Option<MessageId>, CoreError> {
        let page = self.list_messages(conversation, None, 20).await?.rows;
        Ok(page.into_iter().find(|row| matches!(row.message.way, Way::In { .. })).map(|row| row.message.id))
    }

    async fn how_far(&self, message: MessageId) -> Result<Out, CoreError> {
        let Some(row) = self.messages(&[message]).await?.pop() else { return Ok(Out::OnItsWay) };
        let Way::Out(out) = &row.message.way else { return Ok(Out::OnItsWay) };
        Ok(match out.standing() {
            Standing::Reached(_) => Out::Seen,
            Standing::Failed | Standing::Ours(Progress::Failed | Progress::Cancelled) => {
                let failure = out.failure();
                let words = failure.map_or_else(|| "it was taken back.".to_owned(), |failure| sentence(&failure.title));
                let advice = failure.and_then(advice_for).unwrap_or("Look at the checks above, then try again.");
                Out::Failed { words, fix: advice.to_owned() }
            }
            Standing::Ours(Progress::Queued | Progress::Sending | Progress::Accepted | Progress::Unknown) => Out::OnItsWay,
        })
    }
}
