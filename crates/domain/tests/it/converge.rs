//! Same log, same rows: on every device, in whatever batches, and whether a device made an event itself or met it in the log.

use std::cell::RefCell;
use std::collections::BTreeMap;

use frontdesk_domain::event::Event;
use frontdesk_domain::message::Way;
use frontdesk_domain::replica::Input;
use frontdesk_domain::work::{Aside, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{Rows, World, batches, happenings, replay};

/// How often something happened over all cases: a difficulty that never came up proves nothing.
type Fired = BTreeMap<&'static str, usize>;

fn count(fired: &mut Fired, what: &'static str, times: usize) {
    *fired.entry(what).or_default() += times;
}

/// What makes this hard must have been part of the logs.
fn took_place(fired: &mut Fired, world: &World, rows: &Rows) {
    count(fired, "contacts merged", rows.contacts.values().filter(|row| row.merged_into.is_some()).count());
    count(fired, "conversations moved", rows.moved.len());
    let named_moved = |event: &Event| match event {
        Event::MessageComposed { conversation, .. } | Event::ReadThrough { conversation, .. } => rows.moved.contains_key(conversation),
        _ => false,
    };
    count(fired, "events about moved conversations", world.log.iter().filter(|r| matches!(&r.input, Input::Event(e) if named_moved(e))).count());
    let ours: Vec<_> = rows.messages.values().filter_map(|row| if let Way::Out(out) = &row.way { Some(out) } else { None }).collect();
    count(fired, "messages with receipts", ours.iter().filter(|out| out.receipts.outcome().is_some()).count());
    count(fired, "failures shown", ours.iter().filter(|out| out.failure().is_some()).count());
    count(fired, "receipts left parked", rows.parked.len());
    let several = |id| rows.attempts.values().filter(|attempt| attempt.message == Some(id)).count() > 1;
    count(fired, "messages attempted again", rows.messages.keys().filter(|id| several(**id)).count());
    let aside = |status: fn(Status) -> bool| rows.conversations.values().filter(|row| status(row.decided())).count();
    count(fired, "conversations closed", aside(|status| status == Status::Closed));
    count(fired, "conversations snoozed", aside(|status| matches!(status, Status::Snoozed { .. })));
    let opened = rows.conversations.values().filter(|row| row.worked.aside.value != Aside::Not && row.decided() == Status::Open);
    count(fired, "opened by the customer", opened.count());
    count(fired, "labels on", rows.conversations.values().map(|row| row.worked.labels().count()).sum());
    count(fired, "notes", rows.messages.values().filter(|row| matches!(row.way, Way::Note { .. })).count());
    count(fired, "marked unread", rows.read_marks.values().filter(|mark| mark.step > 0).count());
    count(fired, "conversations deleted", rows.deletions.len());
    count(fired, "begun anew after deleting", rows.deletions.keys().filter(|id| rows.conversations.contains_key(id)).count());
    count(fired, "deleted and moved", rows.deletions.keys().filter(|id| rows.moved.contains_key(id)).count());
    count(fired, "updates kept", rows.kept.len());
    count(fired, "clocks ahead", world.log.iter().filter(|r| format!("{:?}", r.input).contains("9223372036854775807")).count());
}

#[test]
fn same_log_same_rows() {
    let fired = RefCell::new(Fired::new());
    let sizes = prop::collection::vec(1..9usize, 1..6);
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(happenings(120), sizes), |(happenings, sizes)| {
        let world = World::play(&happenings);
        let at_once = replay(&world.log, &[usize::MAX]);
        prop_assert_eq!(&replay(&world.log, &sizes), &at_once, "in batches");
        prop_assert_eq!(&replay(&world.log, &[1]), &at_once, "one by one");
        prop_assert_eq!(&world.devices[0].rows, &at_once, "first device");
        prop_assert_eq!(&world.devices[1].rows, &at_once, "second device");
        let mut twice = Rows::default();
        for batch in batches(&world.log, &sizes) {
            twice.apply(batch);
            twice.apply(batch);
        }
        prop_assert_eq!(&twice, &at_once, "every batch twice");
        twice.apply(&world.log);
        prop_assert_eq!(&twice, &at_once, "all of it once more");
        let all = at_once.load(&at_once.all_keys());
        prop_assert_eq!((&all.messages, &all.conversations, &all.attempts), (&at_once.messages, &at_once.conversations, &at_once.attempts));
        prop_assert_eq!((&all.forgotten, &all.deletions, &all.labels), (&at_once.forgotten, &at_once.deletions, &at_once.labels));
        took_place(&mut fired.borrow_mut(), &world, &at_once);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let fired = fired.into_inner();
    println!("{fired:#?}");
    for (what, times) in &fired {
        assert!(*times > 20, "too few {what}: {times}");
    }
}
