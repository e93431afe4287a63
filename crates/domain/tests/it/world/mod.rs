//! A workspace at play: customers write, Meta reports, and two devices act, each of which shows its own events before the log has them.
//!
//! The store's tests use the same world, to prove that SQLite keeps what [`Rows`] keep.

mod rows;
mod webhook;
mod work;

use std::collections::VecDeque;

use frontdesk_domain::channel::Channel;
use frontdesk_domain::event::Event;
use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{AttemptId, ConversationId, DeviceId, EntryId, InboxId, MemberId, MessageId, PhoneNumberId, WabaId, Wamid};
use frontdesk_domain::message::{Message, Way};
use frontdesk_domain::replica::{Input, Recorded};
use frontdesk_domain::time::Millis;
use proptest::prelude::*;
use uuid::Uuid;

pub use rows::Rows;
pub use webhook::{Hook, hook};

/// When the relay took the first entry in.
pub const START: i64 = 1_750_000_000_000;

/// One thing that happens. Numbers choose among what there is at that moment.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Meta delivers something.
    Webhook(Hook),
    /// Meta delivers an earlier webhook once more.
    Redelivery { which: usize },
    /// A device applies some more of the log, in one batch.
    CatchUp { device: usize, entries: usize },
    /// A device decides something and shows it at once.
    Act { device: usize, act: Act, which: usize },
    /// The oldest event that a device still has for itself reaches the log.
    Upload { device: usize },
}

#[derive(Clone, Copy, Debug)]
pub enum Act {
    Compose,
    Start,
    Accept,
    Fail,
    Interrupt,
    Cancel,
    Retry,
    Read { through: i64 },
    Unread { through: i64 },
    Close,
    Reopen,
    Snooze,
    Pin,
    Label,
    Note,
    Delete,
    DecideLabel,
    DecideReply,
    Join,
    Connect,
    Edit,
    Stop,
    Resume,
    Disconnect,
    Rotate,
}

pub fn happenings(most: usize) -> impl Strategy<Value = Vec<Happening>> {
    let act = prop_oneof![
        6 => Just(Act::Compose),
        6 => Just(Act::Start),
        4 => Just(Act::Accept),
        3 => Just(Act::Fail),
        1 => Just(Act::Interrupt),
        1 => Just(Act::Cancel),
        2 => Just(Act::Retry),
        2 => (0..40i64).prop_map(|step| Act::Read { through: START + step * 1_000 }),
        1 => (0..40i64).prop_map(|step| Act::Unread { through: START + step * 1_000 }),
        2 => Just(Act::Close),
        1 => Just(Act::Reopen),
        3 => Just(Act::Snooze),
        1 => Just(Act::Pin),
        2 => Just(Act::Label),
        2 => Just(Act::Note),
        3 => Just(Act::Delete),
        1 => Just(Act::DecideLabel),
        1 => Just(Act::DecideReply),
        1 => Just(Act::Join),
        2 => Just(Act::Connect),
        1 => Just(Act::Edit),
        1 => Just(Act::Stop),
        1 => Just(Act::Resume),
        1 => Just(Act::Disconnect),
        1 => Just(Act::Rotate),
    ];
    let one = prop_oneof![
        8 => hook().prop_map(Happening::Webhook),
        2 => any::<usize>().prop_map(|which| Happening::Redelivery { which }),
        4 => (0..2usize, 1..6usize).prop_map(|(device, entries)| Happening::CatchUp { device, entries }),
        8 => (0..2usize, act, any::<usize>()).prop_map(|(device, act, which)| Happening::Act { device, act, which }),
        4 => (0..2usize).prop_map(|device| Happening::Upload { device }),
    ];
    prop::collection::vec(one, 1..most)
}

/// A device: its rows, how far in the log it is, and what it has not uploaded yet.
#[derive(Default)]
pub struct Device {
    pub rows: Rows,
    read: usize,
    pending: VecDeque<Recorded>,
}

#[derive(Default)]
pub struct World {
    pub log: Vec<Recorded>,
    pub devices: [Device; 2],
    attempts: Vec<AttemptId>,
    made: u128,
}

impl World {
    /// Lets everything happen, and then lets both devices upload and catch up.
    pub fn play(happenings: &[Happening]) -> Self {
        let mut world = Self::default();
        for happening in happenings {
            world.happen(happening);
        }
        for device in 0..2 {
            while world.upload(device) {}
        }
        for device in 0..2 {
            world.catch_up(device, usize::MAX);
        }
        world
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Webhook(hook) => {
                let input = hook.input(&self.attempts);
                self.append(input);
            }
            Happening::Redelivery { which } => {
                let webhooks: Vec<_> = self.log.iter().filter(|r| matches!(r.input, Input::Update(_))).collect();
                if let Some(again) = nth(webhooks, *which) {
                    let input = again.input.clone();
                    self.append(input);
                }
            }
            Happening::CatchUp { device, entries } => self.catch_up(*device, *entries),
            Happening::Act { device, act, which } => self.act(*device, *act, *which),
            Happening::Upload { device } => {
                self.upload(*device);
            }
        }
    }

    fn fresh(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(self.made)
    }

    fn received_at(&self) -> Millis {
        Millis(START + 1_000 * i64::try_from(self.log.len()).unwrap_or(0))
    }

    fn append(&mut self, input: Input) {
        let recorded = Recorded { entry: EntryId(self.fresh()), index: 0, received_at: self.received_at(), input };
        self.log.push(recorded);
    }

    fn upload(&mut self, device: usize) -> bool {
        let Some(event) = self.devices[device].pending.pop_front() else { return false };
        let received_at = self.received_at();
        self.log.push(Recorded { received_at, ..event });
        true
    }

    fn catch_up(&mut self, device: usize, entries: usize) {
        let device = &mut self.devices[device];
        let end = device.read.saturating_add(entries).min(self.log.len());
        device.rows.apply(&self.log[device.read..end]);
        device.read = end;
    }

    fn act(&mut self, device: usize, act: Act, which: usize) {
        let Some(event) = self.event(device, act, which) else { return };
        // Its own clock is off, which must not matter.
        let recorded = Recorded { entry: EntryId(self.fresh()), index: 0, received_at: Millis(7), input: Input::Event(event) };
        let device = &mut self.devices[device];
        // Deleting waits for the log.
        if !matches!(act, Act::Delete) {
            device.rows.apply(std::slice::from_ref(&recorded));
        }
        device.pending.push_back(recorded);
    }

    /// What the device can decide from the rows it has.
    fn event(&mut self, device: usize, act: Act, which: usize) -> Option<Event> {
        let member = MemberId(Uuid::from_u128(0xA000 + device as u128));
        let at = Millis(START + i64::try_from(which % 50).unwrap_or(0) * 900);
        let conversations: Vec<ConversationId> = self.devices[device].rows.conversations.keys().copied().collect();
        let ours: Vec<Message> = self.devices[device].rows.messages.values().filter(|message| matches!(message.way, Way::Out(_))).cloned().collect();
        let ours = nth(ours, which).and_then(|message| match message.way {
            Way::Out(out) => Some((message.id, out)),
            Way::In { .. } | Way::Note { .. } => None,
        });
        let failure = |class| Failure { class, code: Some(131_000), subcode: None, title: format!("device {device}"), details: None };
        match act {
            Act::Unread { .. }
            | Act::Close
            | Act::Reopen
            | Act::Snooze
            | Act::Pin
            | Act::Label
            | Act::Note
            | Act::Delete
            | Act::DecideLabel
            | Act::DecideReply => self.work(device, act, which, conversations, member, at),
            Act::Compose => {
                let message = MessageId(self.fresh());
                nth(conversations, which).map(|conversation| Event::MessageComposed {
                    message,
                    conversation,
                    author: member,
                    text: format!("answer {which}"),
                    at,
                    deletions: self.deletions(device, conversation),
                })
            }
            Act::Start => ours.map(|(message, out)| {
                let attempt = AttemptId(self.fresh());
                self.attempts.push(attempt);
                Event::SendStarted { message, step: out.step + 1, attempt, at }
            }),
            Act::Accept => {
                let (message, out) = ours?;
                let attempt = out.attempt?;
                Some(Event::MessageAccepted { message, step: out.step + 1, attempt, wamid: wamid_of(attempt), at })
            }
            Act::Fail => ours.map(|(message, out)| Event::MessageFailed {
                message,
                step: out.step + 1,
                attempt: out.attempt,
                failure: failure(FailureClass::Permanent),
                at,
            }),
            Act::Interrupt => {
                let (message, out) = ours?;
                Some(Event::SendInterrupted { message, step: out.step + 1, attempt: out.attempt?, failure: failure(FailureClass::Unknown), at })
            }
            Act::Cancel => ours.map(|(message, out)| Event::MessageCancelled { message, step: out.step + 1, at }),
            Act::Retry => ours.map(|(message, out)| Event::MessageRetried { message, step: out.step + 1, at }),
            Act::Read { through } => {
                let conversation = nth(conversations, which)?;
                Some(Event::ReadThrough { conversation, member, through: Millis(through), step: self.unread_step(device, conversation, member) })
            }
            Act::Join => {
                let member = MemberId(Uuid::from_u128(0xA000 + (which % 3) as u128));
                Some(Event::MemberJoined { member, device: DeviceId(member.0), name: format!("Agent {which} of {device}") })
            }
            Act::Connect => Some(Event::NumberConnected {
                channel: Channel {
                    display_phone_number: "+1 555-078-3881".to_owned(),
                    verified_name: format!("Name {which}"),
                    ..Channel::new(line(which), WabaId::from("9"), InboxId(Uuid::from_u128(which as u128)))
                },
                at: self.decided_at(device, which),
            }),
            Act::Edit => Some(Event::NumberEdited {
                number: self.known(device, which)?,
                internal_name: Some(format!("Name {which} of {device}")),
                description: None,
                at: self.decided_at(device, which),
            }),
            Act::Stop => Some(Event::NumberStopped { number: self.known(device, which)?, at: self.decided_at(device, which) }),
            Act::Resume => Some(Event::NumberStarted { number: self.known(device, which)?, at: self.decided_at(device, which) }),
            Act::Disconnect => Some(Event::NumberDisconnected { number: self.known(device, which)?, at: self.decided_at(device, which) }),
            Act::Rotate => Some(Event::RotationSet { enabled: which.is_multiple_of(2), at }),
        }
    }
}

impl World {
    /// A number that the device has heard of.
    fn known(&self, device: usize, which: usize) -> Option<PhoneNumberId> {
        Some(line(which)).filter(|number| self.devices[device].rows.channels.contains_key(number))
    }

    /// As a device with a clock of its own dates a decision about a number.
    fn decided_at(&self, device: usize, which: usize) -> Millis {
        let now = Millis(START + i64::try_from(which % 7).unwrap_or(0));
        self.devices[device].rows.channels.get(&line(which)).map_or(now, |channel| channel.next_at(now))
    }
}

/// Chooses one, or none of nothing.
fn nth<T>(mut all: Vec<T>, which: usize) -> Option<T> {
    if all.is_empty() { None } else { Some(all.swap_remove(which % all.len())) }
}

/// Meta answers each request with a wamid of its own.
pub fn wamid_of(attempt: AttemptId) -> Wamid {
    Wamid(format!("wamid.out.{attempt}"))
}

fn line(which: usize) -> PhoneNumberId {
    PhoneNumberId(format!("10{}", which % 2))
}

/// The log applied to nothing in batches of these sizes, over and over.
pub fn replay(log: &[Recorded], sizes: &[usize]) -> Rows {
    let mut rows = Rows::default();
    for batch in batches(log, sizes) {
        rows.apply(batch);
    }
    rows
}

pub fn batches<'a>(mut log: &'a [Recorded], sizes: &'a [usize]) -> impl Iterator<Item = &'a [Recorded]> {
    sizes.iter().cycle().map_while(move |size| {
        let (batch, rest) = log.split_at((*size).clamp(1, log.len().max(1)).min(log.len()));
        log = rest;
        if batch.is_empty() { None } else { Some(batch) }
    })
}
