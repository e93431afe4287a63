//! What agents do with conversations besides answering.

use frontdesk_domain::event::Event;
use frontdesk_domain::ids::{ConversationId, LabelId, MemberId, MessageId, ReplyId};
use frontdesk_domain::time::Millis;
use frontdesk_domain::work::{Aside, Decision, Label, Reply};
use uuid::Uuid;

use super::{Act, World, nth};

fn label(which: usize) -> LabelId {
    LabelId(Uuid::from_u128(0xB000 + (which % 3) as u128))
}

fn reply(which: usize) -> ReplyId {
    ReplyId(Uuid::from_u128(0xC000 + (which % 2) as u128))
}

impl World {
    /// What the device can decide from the rows it has.
    pub(super) fn work(
        &mut self,
        device: usize,
        act: Act,
        which: usize,
        conversations: Vec<ConversationId>,
        member: MemberId,
        at: Millis,
    ) -> Option<Event> {
        let rows = &self.devices[device].rows;
        match act {
            Act::DecideLabel => {
                let step = rows.labels.get(&label(which)).map_or(0, |known| known.step) + 1;
                let value = (!which.is_multiple_of(4)).then(|| Label { name: format!("Label {which} of {device}"), colour: "#112233".to_owned() });
                return Some(Event::LabelDecided { label: label(which), decision: Decision { step, value } });
            }
            Act::DecideReply => {
                let step = rows.replies.get(&reply(which)).map_or(0, |known| known.step) + 1;
                let text = |what: &str| format!("{what} {which} of {device}");
                let value = (!which.is_multiple_of(4)).then(|| Reply { shortcut: text("shortcut"), title: text("title"), text: text("text") });
                return Some(Event::ReplyDecided { reply: reply(which), decision: Decision { step, value } });
            }
            _ => {}
        }
        let conversation = nth(conversations, which)?;
        let deletions = self.deletions(device, conversation);
        let row = &rows.conversations[&conversation];
        let work = match act {
            Act::Close => row.worked.put_aside(Aside::Closed { seen: row.inbound }),
            Act::Snooze => row.worked.put_aside(Aside::Snoozed { until: at, seen: row.inbound }),
            Act::Reopen => row.worked.put_aside(Aside::Not),
            Act::Pin => row.worked.pin(!row.worked.pinned.value),
            Act::Label => row.worked.label(label(which), which % 5 > 1),
            Act::Unread { through } => {
                let step = self.unread_step(device, conversation, member) + 1;
                return Some(Event::ReadThrough { conversation, member, through: Millis(through), step });
            }
            Act::Delete => return Some(Event::ConversationDeleted { conversation, deletions, member, at }),
            _ => {
                let (note, text) = (MessageId(self.fresh()), format!("note {which}"));
                return Some(Event::NoteWritten { note, conversation, deletions, author: member, text, mentions: vec![member], at });
            }
        };
        Some(Event::Worked { conversation, deletions, member, at, work })
    }

    /// How often a conversation has been deleted as far as the device knows.
    pub(super) fn deletions(&self, device: usize, conversation: ConversationId) -> u32 {
        self.devices[device].rows.deletions.get(&conversation).copied().unwrap_or(0)
    }

    pub(super) fn unread_step(&self, device: usize, conversation: ConversationId, member: MemberId) -> u32 {
        self.devices[device].rows.read_marks.get(&(conversation, member)).map_or(0, |mark| mark.step)
    }
}
