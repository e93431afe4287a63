//! Statuses come in any order, any number of times, with and without our id, and before or after Meta's answer.

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::failure::{Failure, FailureClass};
use crate::inbound::{StatusUpdate, StatusWord};
use crate::message::{Outcome, Outgoing, Progress, Reach, Standing, Way};

const OURS: MessageId = MessageId(Uuid::from_u128(1));
const FIRST: AttemptId = AttemptId(Uuid::from_u128(0x11));
const SECOND: AttemptId = AttemptId(Uuid::from_u128(0x22));

fn failure(title: &str) -> Failure {
    Failure { class: FailureClass::Permanent, code: Some(131_026), subcode: None, title: title.into(), details: None }
}

fn wamid_of(attempt: AttemptId) -> Wamid {
    Wamid(format!("wamid.{attempt}"))
}

/// A status of `word`, at a time of its own, that names its attempt by our id, by Meta's, or by both.
fn status(word: StatusWord, attempt: AttemptId, named: Named) -> Input {
    let at = NOW.plus_ms(match word {
        StatusWord::Sent => 1_000,
        StatusWord::Delivered => 2_000,
        StatusWord::Read | StatusWord::Played => 3_000,
        StatusWord::Failed => 1_500,
        StatusWord::Other(_) => 4_000,
    });
    let failures = if word == StatusWord::Failed { vec![failure("Undeliverable")] } else { vec![] };
    Input::Update(Update {
        line: Line::default(),
        news: News::Status(StatusUpdate {
            wamid: (named != Named::Ours).then(|| wamid_of(attempt)),
            word,
            at: Some(at),
            opaque: (named != Named::Metas).then(|| attempt.to_string()),
            recipient_wa_id: None,
            recipient_user_id: None,
            failures,
        }),
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Named {
    Ours,
    Metas,
    Both,
}

fn composed() -> Replica {
    let mut replica = after([wrote(message("wamid.customer", by_phone("16505551234")))]);
    let conversation = only(replica.conversations.keys().copied());
    extend(&mut replica, [event(Event::MessageComposed { message: OURS, conversation, author: MEMBER, text: "hi".into(), at: NOW, deletions: 0 })]);
    replica.changes = Changes::default();
    replica
}

fn started(step: u32, attempt: AttemptId) -> Input {
    event(Event::SendStarted { message: OURS, step, attempt, at: NOW })
}

fn accepted(step: u32, attempt: AttemptId) -> Input {
    event(Event::MessageAccepted { message: OURS, step, attempt, wamid: wamid_of(attempt), at: NOW })
}

fn interrupted(step: u32, attempt: AttemptId) -> Input {
    event(Event::SendInterrupted { message: OURS, step, attempt, failure: failure("timed out"), at: NOW })
}

fn retried(step: u32) -> Input {
    event(Event::MessageRetried { message: OURS, step, at: NOW })
}

fn ours(replica: &Replica) -> &Outgoing {
    match &replica.messages[&OURS].way {
        Way::Out(out) => out,
        Way::In { .. } | Way::Note { .. } => unreachable!("it is ours"),
    }
}

/// How far a message is on its one-way road.
fn rank(standing: Standing) -> u32 {
    match standing {
        Standing::Ours(_) => 0,
        Standing::Reached(Reach::Sent) => 1,
        Standing::Failed => 2,
        Standing::Reached(Reach::Delivered) => 3,
        Standing::Reached(Reach::Read) => 4,
    }
}

fn some_time() -> impl Strategy<Value = Option<Millis>> {
    prop::option::of((0..4i64).prop_map(Millis))
}

fn receipts() -> impl Strategy<Value = Receipts> {
    let why = (0..2i64, any::<bool>(), any::<bool>()).prop_map(|(code, window, second)| Failure {
        class: if window { FailureClass::Window } else { FailureClass::Permanent },
        subcode: second.then_some(2),
        code: Some(code),
        ..failure("Undeliverable")
    });
    let failed = prop::option::of(((0..3i64).prop_map(Millis), why));
    (some_time(), some_time(), some_time(), failed).prop_map(|(sent_at, delivered_at, read_at, failed)| {
        let (failed_at, failure) = failed.unzip();
        Receipts { sent_at, delivered_at, read_at, failed_at, failure }
    })
}

fn joined(a: &Receipts, b: &Receipts) -> Receipts {
    let mut joined = a.clone();
    joined.merge(b);
    joined
}

/// What happens to one attempt: statuses, and where among them our own entries stand.
fn road() -> impl Strategy<Value = (Vec<(StatusWord, Named)>, usize, usize)> {
    let word = prop::sample::select(vec![StatusWord::Sent, StatusWord::Delivered, StatusWord::Read, StatusWord::Failed]);
    let named = prop::sample::select(vec![Named::Ours, Named::Metas, Named::Both]);
    (prop::collection::vec((word, named), 0..9), 0..9usize, 0..9usize)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn receipts_join_in_any_order(a in receipts(), b in receipts(), c in receipts()) {
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
        prop_assert_eq!(joined(&a, &a), a.clone());
        prop_assert_eq!(joined(&joined(&a, &b), &b), joined(&a, &b));
    }

    #[test]
    fn one_final_state_for_each_set_of_statuses((statuses, start, answer) in road()) {
        let mut log: Vec<Input> = statuses.iter().map(|(word, named)| status(word.clone(), FIRST, *named)).collect();
        let start = start.min(log.len());
        log.insert(start, started(1, FIRST));
        log.insert((start + 1 + answer).min(log.len()), accepted(2, FIRST));

        let mut replica = composed();
        let mut highest = 0;
        for input in log {
            extend(&mut replica, [input]);
            let now = rank(ours(&replica).standing());
            prop_assert!(now >= highest, "never downgraded");
            highest = now;
        }
        let had = |word: StatusWord| statuses.iter().any(|(had, _)| *had == word);
        let expected = match () {
            () if had(StatusWord::Read) => Standing::Reached(Reach::Read),
            () if had(StatusWord::Delivered) => Standing::Reached(Reach::Delivered),
            () if had(StatusWord::Failed) => Standing::Failed,
            () if had(StatusWord::Sent) => Standing::Reached(Reach::Sent),
            () => Standing::Ours(Progress::Accepted),
        };
        let out = ours(&replica);
        prop_assert_eq!(out.standing(), expected);
        let times = (out.receipts.sent_at, out.receipts.delivered_at, out.receipts.read_at, out.receipts.failed_at);
        let at = |word, ms| had(word).then(|| NOW.plus_ms(ms));
        prop_assert_eq!(times, (at(StatusWord::Sent, 1_000), at(StatusWord::Delivered, 2_000), at(StatusWord::Read, 3_000), at(StatusWord::Failed, 1_500)));
        prop_assert_eq!(&replica.messages[&OURS].wamid, &Some(wamid_of(FIRST)));
        prop_assert!(replica.parked.is_empty(), "nothing waits any more");
    }
}

#[test]
fn an_ambiguous_send_is_settled_by_its_status() {
    let mut replica = composed();
    extend(&mut replica, [started(1, FIRST), interrupted(2, FIRST)]);
    assert_eq!(ours(&replica).standing(), Standing::Ours(Progress::Unknown));
    assert_eq!(ours(&replica).failure().map(|f| f.title.as_str()), Some("timed out"));
    extend(&mut replica, [status(StatusWord::Sent, FIRST, Named::Both)]);
    assert_eq!(ours(&replica).standing(), Standing::Reached(Reach::Sent));
    assert_eq!(ours(&replica).failure(), None);
    assert_eq!(replica.messages[&OURS].wamid, Some(wamid_of(FIRST)));
}

/// Sent, then failed, then sent again by the agent.
fn second_attempt() -> Replica {
    let mut replica = composed();
    let statuses = [StatusWord::Sent, StatusWord::Failed].map(|word| status(word, FIRST, Named::Both));
    extend(&mut replica, [started(1, FIRST), accepted(2, FIRST)].into_iter().chain(statuses).chain([retried(3)]));
    assert_eq!(ours(&replica).standing(), Standing::Ours(Progress::Queued), "what became of the first attempt is history");
    extend(&mut replica, [started(4, SECOND)]);
    replica.changes = Changes::default();
    replica
}

#[rstest]
#[case::nothing_yet(None, Standing::Ours(Progress::Sending), false)]
#[case::the_first_was_sent(Some((StatusWord::Sent, FIRST)), Standing::Ours(Progress::Sending), false)]
#[case::the_first_failed(Some((StatusWord::Failed, FIRST)), Standing::Ours(Progress::Sending), false)]
#[case::the_first_arrived_after_all(Some((StatusWord::Delivered, FIRST)), Standing::Reached(Reach::Delivered), true)]
#[case::the_second_was_sent(Some((StatusWord::Sent, SECOND)), Standing::Reached(Reach::Sent), true)]
#[case::the_second_failed(Some((StatusWord::Failed, SECOND)), Standing::Failed, true)]
fn a_retry_stands_on_its_own(#[case] news: Option<(StatusWord, AttemptId)>, #[case] expected: Standing, #[case] settled: bool) {
    let named_by = [Named::Ours, Named::Metas, Named::Both];
    for named in named_by {
        // Meta's id of the second attempt is not known before its first status or answer.
        if named == Named::Metas && news.as_ref().is_some_and(|(_, attempt)| *attempt == SECOND) {
            continue;
        }
        let mut replica = second_attempt();
        extend(&mut replica, news.clone().map(|(word, attempt)| status(word, attempt, named)));
        assert_eq!(ours(&replica).standing(), expected);
        assert_eq!(
            replica.changes.notices.contains(&Notice::HasLeft { message: OURS }),
            settled,
            "the outbox is told what settles it, and nothing else"
        );
    }
}

#[test]
fn two_devices_that_retry_at_once_end_with_the_same_attempt() {
    let one = [started(4, FIRST), accepted(5, FIRST)];
    let other = [started(4, SECOND), accepted(5, SECOND)];
    let failed = status(StatusWord::Failed, SECOND, Named::Ours);
    let ends = [
        one.iter().chain(&other).chain([&failed]).cloned().collect::<Vec<_>>(),
        other.iter().chain([&failed]).chain(&one).cloned().collect(),
        [&failed].into_iter().chain(&one).chain(&other).cloned().collect(),
    ]
    .map(|log| {
        let mut replica = composed();
        extend(&mut replica, log);
        ours(&replica).clone()
    });
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0], ends[2]);
    assert_eq!((ends[0].attempt, ends[0].standing()), (Some(SECOND), Standing::Failed));
}

#[test]
fn an_older_step_never_undoes_a_newer_one() {
    let mut replica = composed();
    extend(&mut replica, [started(1, FIRST), interrupted(2, FIRST), retried(3), started(1, FIRST), interrupted(2, FIRST)]);
    assert_eq!(ours(&replica).standing(), Standing::Ours(Progress::Queued));
}

#[test]
fn what_cannot_be_understood_or_matched_is_kept() {
    let mut replica = composed();
    extend(&mut replica, [started(1, FIRST), status(StatusWord::Other("warmed_up".into()), FIRST, Named::Both)]);
    assert_eq!(only(&replica.changes.kept).subject, "status");
    assert_eq!(ours(&replica).receipts, Receipts::default());
    let stranger = AttemptId(Uuid::from_u128(0x99));
    extend(&mut replica, [status(StatusWord::Read, stranger, Named::Metas), status(StatusWord::Read, stranger, Named::Ours)]);
    assert_eq!(replica.parked[&wamid_of(stranger)].outcome(), Some(Outcome::Reached(Reach::Read)));
    assert_eq!(replica.attempts[&stranger].message, None);
    assert_eq!(ours(&replica).receipts, Receipts::default());
}

#[test]
fn another_apps_words_in_our_field_are_not_our_id() {
    let Input::Update(Update { line, news: News::Status(mut told) }) = status(StatusWord::Sent, FIRST, Named::Both) else { unreachable!() };
    told.opaque = Some("order 1234".into());
    let mut replica = composed();
    extend(&mut replica, [started(1, FIRST), accepted(2, FIRST), Input::Update(Update { line, news: News::Status(told) })]);
    assert_eq!(ours(&replica).standing(), Standing::Reached(Reach::Sent), "the wamid says whose it is");
}

#[test]
fn a_status_without_a_time_counts_from_when_it_came() {
    let Input::Update(Update { line, news: News::Status(mut told) }) = status(StatusWord::Delivered, FIRST, Named::Both) else { unreachable!() };
    told.at = Some(Millis(0));
    let mut replica = composed();
    extend(&mut replica, [started(1, FIRST), Input::Update(Update { line, news: News::Status(told) })]);
    assert_eq!(ours(&replica).receipts.delivered_at, Some(NOW));
}
