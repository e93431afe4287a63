//! What Meta delivers.

use frontdesk_domain::failure::{Failure, FailureClass};
use frontdesk_domain::ids::{AttemptId, Bsuid, WaId, Wamid};
use frontdesk_domain::inbound::{IdentityChange, InboundMessage, Line, News, Sender, StatusUpdate, StatusWord, Update};
use frontdesk_domain::message::{Content, MessageKind};
use frontdesk_domain::replica::Input;
use frontdesk_domain::time::Millis;
use proptest::prelude::*;

use super::{START, line, wamid_of};

#[derive(Clone, Debug)]
pub enum Hook {
    Message {
        phone_of: usize,
        user_of: usize,
        known_by: KnownBy,
        line: usize,
        wamid: Option<u8>,
        sent: Sent,
        name: u8,
    },
    NumberChange {
        from: usize,
        to: usize,
        user_of: Option<usize>,
        wamid: u8,
    },
    /// A status of one of our attempts, or of somebody else's when there is none yet.
    Status {
        attempt: usize,
        word: u8,
        with_ours: bool,
        with_wamid: bool,
        at: i64,
    },
    Odd(u8),
}

/// The handles that come with a message.
#[derive(Clone, Copy, Debug)]
pub enum KnownBy {
    Phone,
    /// The same number as Brazil's networks wrote it before the ninth digit.
    OldPhone,
    User,
    Both,
    Parent,
    Group,
    Nothing,
}

#[derive(Clone, Copy, Debug)]
pub enum Sent {
    /// Seconds after the start of everything.
    At(i64),
    FarAhead,
    Never,
}

pub fn hook() -> impl Strategy<Value = Hook> {
    let known_by = prop_oneof![
        4 => Just(KnownBy::Phone),
        1 => Just(KnownBy::OldPhone),
        4 => Just(KnownBy::User),
        4 => Just(KnownBy::Both),
        1 => Just(KnownBy::Parent),
        1 => Just(KnownBy::Group),
        1 => Just(KnownBy::Nothing),
    ];
    let sent = prop_oneof![8 => (0..60i64).prop_map(Sent::At), 1 => Just(Sent::FarAhead), 1 => Just(Sent::Never)];
    let wamid = prop_oneof![12 => (0..40u8).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        10 => (0..3usize, 0..3usize, known_by, 0..3usize, wamid, sent, 0..6u8)
            .prop_map(|(phone_of, user_of, known_by, line, wamid, sent, name)| Hook::Message { phone_of, user_of, known_by, line, wamid, sent, name }),
        1 => (0..3usize, 0..3usize, prop::option::of(0..3usize), 40..50u8)
            .prop_map(|(from, to, user_of, wamid)| Hook::NumberChange { from, to, user_of, wamid }),
        8 => (any::<usize>(), 0..6u8, any::<bool>(), any::<bool>(), 0..60i64)
            .prop_map(|(attempt, word, with_ours, with_wamid, at)| Hook::Status { attempt, word, with_ours, with_wamid, at }),
        1 => any::<u8>().prop_map(Hook::Odd),
    ]
}

fn phone(of: usize) -> WaId {
    WaId(format!("551198765432{of}"))
}

fn old_phone(of: usize) -> WaId {
    WaId(format!("55118765432{of}"))
}

fn user(of: usize) -> Bsuid {
    Bsuid(format!("BR.{of}"))
}

fn sender(known_by: KnownBy, phone_of: usize, user_of: usize, name: u8) -> Sender {
    let named = Sender {
        profile_name: (!name.is_multiple_of(3)).then(|| format!("Name {name}")),
        username: (name == 5).then(|| "ana".to_owned()),
        ..Sender::default()
    };
    match known_by {
        KnownBy::Phone => Sender { wa_id: Some(phone(phone_of)), ..named },
        KnownBy::OldPhone => Sender { wa_id: Some(old_phone(phone_of)), ..named },
        KnownBy::User => Sender { user_id: Some(user(user_of)), ..named },
        KnownBy::Both => Sender { wa_id: Some(phone(phone_of)), user_id: Some(user(user_of)), ..named },
        KnownBy::Parent => Sender { user_id: Some(user(user_of)), parent_user_id: Some(Bsuid(format!("BR.ENT.{phone_of}"))), ..named },
        KnownBy::Group | KnownBy::Nothing => named,
    }
}

impl Hook {
    pub fn input(&self, attempts: &[AttemptId]) -> Input {
        match self {
            Self::Message { phone_of, user_of, known_by, line: on, wamid, sent, name } => {
                let message = InboundMessage {
                    wamid: wamid.map(|n| Wamid(format!("wamid.in.{n}"))),
                    sender: sender(*known_by, *phone_of, *user_of, *name),
                    sent_at: match sent {
                        Sent::At(secs) => Some(Millis(START + secs * 1_000)),
                        Sent::FarAhead => Some(Millis(i64::MAX)),
                        Sent::Never => None,
                    },
                    content: Content::text(format!("hello {name}")),
                    reply_to: None,
                    forwarded: false,
                    group_id: matches!(known_by, KnownBy::Group).then(|| "group".to_owned()),
                    identity_change: None,
                    failures: vec![],
                };
                update(*on, News::Message(message))
            }
            Self::NumberChange { from, to, user_of, wamid } => {
                let message = InboundMessage {
                    wamid: Some(Wamid(format!("wamid.in.{wamid}"))),
                    sender: Sender { wa_id: Some(phone(*from)), ..Sender::default() },
                    sent_at: Some(Millis(START + i64::from(*wamid) * 1_000)),
                    content: Content { kind: MessageKind::System, text: Some("changed their number".to_owned()) },
                    reply_to: None,
                    forwarded: false,
                    group_id: None,
                    identity_change: Some(IdentityChange {
                        old_wa_id: Some(phone(*from)),
                        new_wa_id: Some(phone(*to)),
                        old_user_id: user_of.map(user),
                        new_user_id: None,
                    }),
                    failures: vec![],
                };
                update(0, News::Message(message))
            }
            Self::Status { attempt, word, with_ours, with_wamid, at } => {
                let ours = attempts.get(attempt % attempts.len().max(1)).copied();
                let wamid = ours.map_or_else(|| Wamid::from("wamid.another.app"), wamid_of);
                let status = StatusUpdate {
                    wamid: (*with_wamid || !with_ours || ours.is_none()).then_some(wamid),
                    word: match word {
                        0 => StatusWord::Sent,
                        1 => StatusWord::Delivered,
                        2 => StatusWord::Read,
                        3 => StatusWord::Played,
                        4 => StatusWord::Failed,
                        _ => StatusWord::Other("warmed_up".to_owned()),
                    },
                    at: Some(Millis(START + at * 1_000)),
                    opaque: if *with_ours { ours.map(|id| id.to_string()) } else { None },
                    recipient_wa_id: None,
                    recipient_user_id: None,
                    failures: vec![Failure {
                        class: if at % 2 == 0 { FailureClass::Permanent } else { FailureClass::Window },
                        code: Some(131_047),
                        subcode: None,
                        title: "Re-engagement message".to_owned(),
                        details: None,
                    }],
                };
                update(0, News::Status(status))
            }
            Self::Odd(which) => match which % 4 {
                0 => Input::Unreadable,
                1 => update(0, News::Trouble { failures: vec![] }),
                2 => update(0, News::Field { field: "account_update".to_owned() }),
                _ => update(0, News::Unparsed { reason: "not JSON".to_owned() }),
            },
        }
    }
}

/// On one of two lines, or on one that the delivery does not name.
fn update(on: usize, news: News) -> Input {
    let line = Line { waba_id: None, phone_number_id: (on < 2).then(|| line(on)), display_phone_number: None };
    Input::Update(Update { line, news })
}
