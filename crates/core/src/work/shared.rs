//! The team's labels and replies.

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, LabelId, ReplyId};
use frontdesk_domain::phone::e164;
use frontdesk_domain::replica::Needs;
use frontdesk_domain::reply::{Variable, fill, unknown_places};
use frontdesk_domain::work::{Decision, Label, Reply};
use frontdesk_store::StoreError;

use crate::clock::fresh_id;
use crate::desk::Desk;
use crate::error::{CoreError, ErrorKind};

/// The most labels, and the most replies, that a team may have.
const MOST: usize = 500;
/// Longest texts, in characters.
const LONGEST_LABEL: usize = 40;
const LONGEST_SHORTCUT: usize = 40;
const LONGEST_TITLE: usize = 100;
const LONGEST_REPLY: usize = 4_096;

impl Desk {
    /// The team's labels by name.
    pub async fn labels(&self) -> Result<Vec<(LabelId, Label)>, CoreError> {
        Ok(self.store.labels().await?)
    }

    /// Makes a label, or changes one.
    ///
    /// # Errors
    /// A name that is empty, too long or taken, and a colour that is none.
    pub async fn put_label(&self, label: Option<LabelId>, name: &str, colour: &str) -> Result<(LabelId, Label), CoreError> {
        let name = text("label's name", name, LONGEST_LABEL)?;
        let hex = colour.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        if !hex {
            return Err(CoreError::bad_request("A label's colour is written like #2f6fde. Choose one."));
        }
        let others = self.store.labels().await?;
        if others.iter().any(|(id, other)| Some(*id) != label && other.name.to_lowercase() == name.to_lowercase()) {
            return Err(CoreError::bad_request(format!("There is a label named {name} already. Use it, or choose another name.")));
        }
        if label.is_none() && others.len() >= MOST {
            return Err(CoreError::bad_request(format!("A team can have at most {MOST} labels. Remove one first.")));
        }
        let id = label.unwrap_or_else(|| LabelId(fresh_id()));
        let value = Label { name, colour: colour.to_lowercase() };
        self.decide_label(id, label.is_some(), Some(value.clone())).await?;
        Ok((id, value))
    }

    /// Takes a label from the team, and so from every conversation.
    pub async fn remove_label(&self, label: LabelId) -> Result<(), CoreError> {
        self.decide_label(label, true, None).await
    }

    async fn decide_label(&self, label: LabelId, must_exist: bool, value: Option<Label>) -> Result<(), CoreError> {
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { labels: [label].into(), ..Needs::default() }).await?;
        let before = known.labels.get(&label);
        if must_exist && before.is_none_or(|before| before.value.is_none()) {
            return Err(CoreError::new(ErrorKind::NotFound, "This label was removed meanwhile. Make a new one."));
        }
        let decision = Decision { step: before.map_or(0, |before| before.step) + 1, value };
        let touched = self.record(&mut change, None, vec![Event::LabelDecided { label, decision }], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    /// The team's replies by shortcut.
    pub async fn replies(&self) -> Result<Vec<(ReplyId, Reply)>, CoreError> {
        Ok(self.store.replies().await?)
    }

    /// Makes a reply, or changes one.
    ///
    /// # Errors
    /// Texts that are empty or too long, a shortcut that is taken or has blanks, and places in the text that stand for nothing.
    pub async fn put_reply(&self, reply: Option<ReplyId>, shortcut: &str, title: &str, body: &str) -> Result<(ReplyId, Reply), CoreError> {
        let shortcut = text("shortcut", shortcut.trim().trim_start_matches('/'), LONGEST_SHORTCUT)?.to_lowercase();
        if shortcut.contains(char::is_whitespace) {
            return Err(CoreError::bad_request("A shortcut is one word, so that it can be typed after /. Write it without blanks."));
        }
        let title = text("title", title, LONGEST_TITLE)?;
        let body = text("text", body, LONGEST_REPLY)?;
        if let Some(place) = unknown_places(&body).first() {
            let known: Vec<String> = Variable::ALL.iter().map(|variable| format!("{{{{{}}}}}", variable.word())).collect();
            return Err(CoreError::bad_request(format!("Nothing is known as {{{{{place}}}}}. Use {}.", known.join(", "))));
        }
        let others = self.store.replies().await?;
        if others.iter().any(|(id, other)| Some(*id) != reply && other.shortcut == shortcut) {
            return Err(CoreError::bad_request(format!("There is a reply with the shortcut /{shortcut} already. Choose another shortcut.")));
        }
        if reply.is_none() && others.len() >= MOST {
            return Err(CoreError::bad_request(format!("A team can have at most {MOST} replies. Remove one first.")));
        }
        let id = reply.unwrap_or_else(|| ReplyId(fresh_id()));
        let value = Reply { shortcut, title, text: body };
        self.decide_reply(id, reply.is_some(), Some(value.clone())).await?;
        Ok((id, value))
    }

    pub async fn remove_reply(&self, reply: ReplyId) -> Result<(), CoreError> {
        self.decide_reply(reply, true, None).await
    }

    async fn decide_reply(&self, reply: ReplyId, must_exist: bool, value: Option<Reply>) -> Result<(), CoreError> {
        let now = self.clock.now();
        let mut change = self.store.change().await?;
        let known = change.load(&Needs { replies: [reply].into(), ..Needs::default() }).await?;
        let before = known.replies.get(&reply);
        if must_exist && before.is_none_or(|before| before.value.is_none()) {
            return Err(CoreError::new(ErrorKind::NotFound, "This reply was removed meanwhile. Make a new one."));
        }
        let decision = Decision { step: before.map_or(0, |before| before.step) + 1, value };
        let touched = self.record(&mut change, None, vec![Event::ReplyDecided { reply, decision }], now).await?;
        change.commit().await?;
        self.tell(touched).await
    }

    /// A reply with its places filled for a conversation, and the variables that nothing is known for.
    pub async fn fill_reply(&self, reply: ReplyId, conversation: ConversationId) -> Result<(String, Vec<Variable>), CoreError> {
        let all = self.store.replies().await?;
        let gone = || CoreError::new(ErrorKind::NotFound, "This reply was removed meanwhile. Choose another one.");
        let reply = all.into_iter().find(|(id, _)| *id == reply).map(|(_, reply)| reply).ok_or_else(gone)?;
        let row = self.conversations(&[conversation]).await?.pop().ok_or(StoreError::NotFound)?;
        let name = row.contact.profile_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        Ok(fill(&reply.text, |variable| match variable {
            Variable::Name => name.map(str::to_owned),
            Variable::FirstName => name.and_then(|name| name.split_whitespace().next()).map(str::to_owned),
            Variable::Number => row.contact.wa_id.as_ref().map(e164),
            Variable::Agent => Some(self.profile.member_name.clone()),
        }))
    }
}

fn text(what: &str, text: &str, longest: usize) -> Result<String, CoreError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(CoreError::bad_request(format!("The {what} is empty. Write something first.")));
    }
    if length > longest {
        return Err(CoreError::bad_request(format!("The {what} can have at most {longest} characters; this has {length}. Shorten it.")));
    }
    Ok(text.to_owned())
}
