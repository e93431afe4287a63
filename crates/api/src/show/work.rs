//! Conversation work, from the engine's rows to what the UI shows.

use std::collections::BTreeMap;

use frontdesk_core::{ConversationQuery, Counts, ListedMessage, Shown, Sort, WindowShown};
use frontdesk_domain::conversation::Conversation;
use frontdesk_domain::ids::{LabelId, MemberId, PhoneNumberId, ReplyId};
use frontdesk_domain::message::Way;
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::{Label, Reply, Status};

use crate::error::ApiError;
use crate::session::ids;
use crate::views::*;

/// The team's names.
pub type Members = BTreeMap<MemberId, String>;

pub fn status(status: Status) -> ConversationStatus {
    match status {
        Status::Open => ConversationStatus::Open,
        Status::Snoozed { until } => ConversationStatus::Snoozed { until_ms: until.0 },
        Status::Closed => ConversationStatus::Closed,
    }
}

pub fn label((id, label): &(LabelId, Label)) -> LabelView {
    LabelView { id: id.to_string(), name: label.name.clone(), colour: label.colour.clone() }
}

/// In the order of `all`; labels that were removed are not among them.
pub fn labels_of(row: &Conversation, all: &[(LabelId, Label)]) -> Vec<LabelView> {
    let has = |id: &LabelId| row.worked.labels.get(id).is_some_and(|on| on.value);
    all.iter().filter(|(id, _)| has(id)).map(label).collect()
}

pub fn reply((id, reply): &(ReplyId, Reply)) -> ReplyView {
    ReplyView { id: id.to_string(), shortcut: reply.shortcut.clone(), title: reply.title.clone(), text: reply.text.clone() }
}

pub fn names_somebody(listed: &ListedMessage) -> bool {
    matches!(&listed.message.way, Way::Note { mentions, .. } if !mentions.is_empty())
}

pub fn note(listed: &ListedMessage, members: &Members) -> Option<NoteView> {
    let Way::Note { mentions, .. } = &listed.message.way else { return None };
    let member = |id: &MemberId| MemberRef { id: id.to_string(), name: members.get(id).cloned().unwrap_or_default() };
    Some(NoteView { author_name: listed.author_name.clone().unwrap_or_default(), mentions: mentions.iter().map(member).collect() })
}

pub fn counts(counts: Counts) -> InboxCounts {
    let Counts { open, unread, snoozed, closed, closing_soon } = counts;
    InboxCounts { open, unread, snoozed, closed, closing_soon }
}

/// What the store is asked for.
pub fn query(filter: &ConversationFilter, sort: ConversationSort, now: Millis) -> Result<ConversationQuery, ApiError> {
    Ok(ConversationQuery {
        now,
        shown: match filter.status {
            StatusFilter::Open => Shown::Open,
            StatusFilter::Snoozed => Shown::Snoozed,
            StatusFilter::Closed => Shown::Closed,
            StatusFilter::All => Shown::All,
        },
        unread_only: filter.unread_only,
        labels: ids(&filter.label_ids)?,
        numbers: filter.phone_number_ids.iter().map(|id| PhoneNumberId::from(id.as_str())).collect(),
        window: match filter.window {
            WindowFilter::Any => WindowShown::Any,
            WindowFilter::Open => WindowShown::Open,
            WindowFilter::Closing => WindowShown::Closing,
            WindowFilter::Closed => WindowShown::Closed,
        },
        sort: match sort {
            ConversationSort::Newest => Sort::Newest,
            ConversationSort::LongestWaiting => Sort::LongestWaiting,
            ConversationSort::ClosingSoon => Sort::ClosingSoon,
        },
    })
}
