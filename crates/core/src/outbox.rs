//! Runs the outbox: claims what is due, transmits, and settles the answer. What to do is decided in `domain::outbox`.

use std::sync::Arc;
use std::time::Duration;

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{AttemptId, MessageId};
use frontdesk_domain::outbox::{Happening, Item, State};
use frontdesk_domain::phone::e164;
use frontdesk_domain::replica::Needs;
use frontdesk_domain::window::Window;
use frontdesk_providers::meta::graph::{OutgoingText, Recipient};
use tokio::task::JoinSet;

use crate::clock::{fresh_id, jitter};
use crate::desk::Desk;
use crate::error::CoreError;
use crate::news::Touched;

/// Requests under way at once, over all conversations.
const AT_ONCE: usize = 16;
/// How long requests under way may take to end when the app closes.
const GRACE: Duration = Duration::from_secs(5);

/// Until the desk closes.
pub(crate) async fn run(desk: Arc<Desk>) {
    if let Err(error) = after_crash(&desk).await {
        tracing::error!(%error, "the outbox could not be looked through");
    }
    let mut under_way = JoinSet::new();
    loop {
        while under_way.try_join_next().is_some() {}
        let next_due = match claim(&desk, AT_ONCE - under_way.len().min(AT_ONCE)).await {
            Ok(claimed) => {
                for (message, attempt) in claimed {
                    let desk = Arc::clone(&desk);
                    under_way.spawn(async move {
                        if let Err(error) = transmit(&desk, message, attempt).await {
                            tracing::error!(%error, "an answer could not be stored");
                        }
                    });
                }
                desk.store.outbox_next_due().await.ok().flatten()
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                Some(desk.clock.now().plus_ms(1_000))
            }
        };
        // What is due but waits behind an earlier message of its conversation is looked at again when that one settles.
        let pause_ms = next_due.map(|at| at.since_ms(desk.clock.now())).filter(|ms| *ms > 0);
        tokio::select! {
            () = desk.stop.cancelled() => break,
            () = desk.outbox_wake.notified() => {}
            Some(_) = under_way.join_next() => {}
            () = sleep_ms(pause_ms) => {}
        }
    }
    let _ = tokio::time::timeout(GRACE, async { while under_way.join_next().await.is_some() {} }).await;
}

async fn sleep_ms(ms: Option<i64>) {
    match ms {
        Some(ms) => tokio::time::sleep(Duration::from_millis(u64::try_from(ms).unwrap_or(0))).await,
        None => std::future::pending().await,
    }
}

/// What was on its way when the app ended may or may not have arrived.
async fn after_crash(desk: &Desk) -> Result<(), CoreError> {
    let mut change = desk.store.change().await?;
    let mut touched = Touched::default();
    for item in change.outbox().await? {
        touched.absorb(desk.settle(&mut change, item, Happening::FoundAfterCrash).await?.0);
    }
    change.commit().await?;
    desk.tell(touched).await
}

/// The network is back: what waited only for it need not wait longer.
pub(crate) async fn back_online(desk: &Desk) -> Result<(), CoreError> {
    let mut change = desk.store.change().await?;
    let mut touched = Touched::default();
    for item in change.outbox().await? {
        touched.absorb(desk.settle(&mut change, item, Happening::BackOnline).await?.0);
    }
    change.commit().await?;
    desk.outbox_wake.notify_one();
    desk.tell(touched).await
}

/// Marks what is due as being sent, durably, before any request starts.
async fn claim(desk: &Desk, room: usize) -> Result<Vec<(MessageId, AttemptId)>, CoreError> {
    if room == 0 {
        return Ok(Vec::new());
    }
    let now = desk.clock.now();
    let mut change = desk.store.change().await?;
    let due = change.outbox_due(now, u32::try_from(room).unwrap_or(1)).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let mut claimed = Vec::new();
    let mut touched = Touched::default();
    for item in due {
        let message = item.message;
        let found = change.load(&Needs { conversations: [item.conversation].into(), ..Needs::default() }).await?;
        let conversation = found.conversations.get(&item.conversation);
        let stopped = conversation.and_then(|c| desk.channel(&c.phone_number_id)).is_some_and(|channel| !channel.running);
        let window = Window::at(conversation.and_then(|c| c.last_inbound_at), now);
        let happening = Happening::Claimed { attempt: AttemptId(fresh_id()), window, stopped };
        let (told, transmit) = desk.settle(&mut change, item, happening).await?;
        touched.absorb(told);
        claimed.extend(transmit.map(|attempt| (message, attempt)));
    }
    change.commit().await?;
    desk.tell(touched).await?;
    Ok(claimed)
}

async fn transmit(desk: &Desk, message: MessageId, attempt: AttemptId) -> Result<(), CoreError> {
    let happening = match request(desk, message, attempt).await {
        Ok(wamid) => Happening::Accepted { wamid },
        Err(failure) => {
            tracing::info!(code = failure.code, class = ?failure.class, "a send was refused");
            Happening::Refused { failure, jitter: jitter() }
        }
    };
    let mut change = desk.store.change().await?;
    let of_this_attempt = |item: &Item| matches!(&item.state, State::Sending { attempt: present } if *present == attempt);
    let Some(item) = change.outbox_item(message).await?.filter(of_this_attempt) else {
        // A status was faster than the answer, and perhaps the agent has sent it again since; the wamid is still news.
        if let Happening::Accepted { wamid } = happening {
            let found = change.load(&Needs { messages: [message].into(), ..Needs::default() }).await?;
            if let Some(row) = found.messages.get(&message)
                && let frontdesk_domain::message::Way::Out(out) = &row.way
            {
                // The answer to an earlier attempt says nothing about the progress of the present one.
                let step = if out.attempt == Some(attempt) { out.step + 1 } else { 0 };
                let at = desk.clock.now();
                let inbox = found.conversations.get(&row.conversation).and_then(|c| desk.channel(&c.phone_number_id)).map(|c| c.inbox);
                let accepted = frontdesk_domain::event::Event::MessageAccepted { message, step, attempt, wamid, at };
                let touched = desk.record(&mut change, inbox, vec![accepted], at).await?;
                change.commit().await?;
                desk.tell(touched).await?;
            }
        }
        return Ok(());
    };
    let (touched, _) = desk.settle(&mut change, item, happening).await?;
    change.commit().await?;
    desk.tell(touched).await
}

/// The request itself; no transaction is open meanwhile.
async fn request(desk: &Desk, message: MessageId, attempt: AttemptId) -> Result<frontdesk_domain::ids::Wamid, Failure> {
    let unsent = |title: &str, class| Failure { class, code: None, subcode: None, title: title.to_owned(), details: None };
    let lost = || unsent("The local database could not be read.", FailureClass::NotSent);
    let row = desk.messages(&[message]).await.ok().and_then(|mut rows| rows.pop()).ok_or_else(lost)?;
    let conversation = desk.conversations(&[row.message.conversation]).await.ok().and_then(|mut rows| rows.pop()).ok_or_else(lost)?;
    let to = match (&conversation.contact.wa_id, &conversation.contact.user_id) {
        (Some(wa_id), _) => Recipient::Phone(e164(wa_id)),
        (None, Some(user_id)) => Recipient::User(user_id.clone()),
        (None, None) => return Err(unsent("This customer has no number or id to write to.", FailureClass::Permanent)),
    };
    let number = &conversation.conversation.phone_number_id;
    if desk.known_channel(number).is_some_and(|channel| !channel.is_connected()) {
        return Err(unsent("This number was disconnected. Ask an admin to connect it again.", FailureClass::Permanent));
    }
    let token = desk.token(number).await.map_err(|error| {
        tracing::warn!(%error, "no token");
        unsent("This device has no access token for the business number. Ask an admin to connect it again.", FailureClass::Auth)
    })?;
    let text = OutgoingText { to, body: row.message.content.text.unwrap_or_default(), reply_to: None, opaque: attempt.to_string() };
    match desk.graph.send_text(number, &token, &text).await {
        Ok(accepted) => Ok(accepted.wamid),
        Err(failure) => {
            desk.send_was_refused(number, &failure).await;
            Err(failure)
        }
    }
}
