use rstest::rstest;
use uuid::Uuid;

use super::*;

const NOW: Millis = Millis(1_750_000_000_000);
const OPEN: Window = Window::Open { closes_at: Millis(NOW.0 + 1) };
const ATTEMPT: AttemptId = AttemptId(Uuid::from_u128(7));

fn item(state: State) -> Item {
    let mut item = Item::queued(MessageId(Uuid::from_u128(1)), ConversationId(Uuid::from_u128(2)), 0, NOW);
    item.state = state;
    item
}

fn queued() -> State {
    State::Queued { not_before: None, last_failure: None }
}

fn sending() -> State {
    State::Sending { attempt: ATTEMPT }
}

fn failure(class: FailureClass) -> Failure {
    Failure { class, code: None, subcode: None, title: String::new(), details: None }
}

fn refused(class: FailureClass) -> Happening {
    Happening::Refused { failure: failure(class), jitter: 0 }
}

/// The state that an event brings to every device, as a word; the item's own state otherwise.
fn outcome(next: Next) -> String {
    let (item, effects) = next;
    let announced = effects.iter().find_map(|effect| match effect {
        Effect::Announce(Event::SendStarted { .. }) => Some("sending"),
        Effect::Announce(Event::MessageAccepted { .. }) => Some("accepted"),
        Effect::Announce(Event::MessageFailed { .. }) => Some("failed"),
        Effect::Announce(Event::SendInterrupted { .. }) => Some("unknown"),
        Effect::Announce(Event::MessageCancelled { .. }) => Some("cancelled"),
        Effect::Announce(_) | Effect::Transmit { .. } => None,
    });
    match (announced, item.map(|item| item.state)) {
        (Some(word), _) => word.to_owned(),
        (None, Some(State::Queued { not_before: Some(_), .. })) => "queued for later".to_owned(),
        (None, Some(State::Queued { not_before: None, .. })) => "queued".to_owned(),
        (None, Some(State::Sending { .. })) => "sending".to_owned(),
        (None, Some(State::Held)) => "held".to_owned(),
        (None, Some(State::Stopped)) => "stopped".to_owned(),
        (None, None) => "gone".to_owned(),
    }
}

#[rstest]
#[case::its_turn(queued(), Happening::Claimed { attempt: ATTEMPT, window: OPEN, stopped: false }, "sending")]
#[case::window_closed(queued(), Happening::Claimed { attempt: ATTEMPT, window: Window::Closed { closed_at: NOW }, stopped: false }, "held")]
#[case::never_wrote(queued(), Happening::Claimed { attempt: ATTEMPT, window: Window::Never, stopped: false }, "held")]
#[case::accepted(sending(), Happening::Accepted { wamid: "wamid.X".into() }, "accepted")]
#[case::not_sent(sending(), refused(FailureClass::NotSent), "queued for later")]
#[case::transient(sending(), refused(FailureClass::Transient { retry_after_ms: None }), "queued for later")]
#[case::rate_limited(sending(), refused(FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: true }), "queued for later")]
#[case::closed_by_meta(sending(), refused(FailureClass::Window), "held")]
#[case::token_dead(sending(), refused(FailureClass::Auth), "failed")]
#[case::permanent(sending(), refused(FailureClass::Permanent), "failed")]
#[case::ambiguous(sending(), refused(FailureClass::Unknown), "unknown")]
#[case::crash(sending(), Happening::FoundAfterCrash, "unknown")]
#[case::status_was_faster(sending(), Happening::SeenByStatus, "gone")]
#[case::refused_but_sent_all_the_same(queued(), Happening::SeenByStatus, "gone")]
#[case::held_but_sent_all_the_same(State::Held, Happening::SeenByStatus, "gone")]
#[case::customer_wrote(State::Held, Happening::CustomerWrote, "queued")]
#[case::cancel_queued(queued(), Happening::Cancelled, "cancelled")]
#[case::number_stopped(queued(), Happening::Claimed { attempt: ATTEMPT, window: OPEN, stopped: true }, "stopped")]
#[case::stopped_before_the_window(queued(), Happening::Claimed { attempt: ATTEMPT, window: Window::Never, stopped: true }, "stopped")]
#[case::number_started(State::Stopped, Happening::NumberStarted, "queued")]
#[case::held_whatever_number_starts(State::Held, Happening::NumberStarted, "held")]
#[case::stopped_though_the_customer_wrote(State::Stopped, Happening::CustomerWrote, "stopped")]
#[case::stopped_but_sent_all_the_same(State::Stopped, Happening::SeenByStatus, "gone")]
#[case::cancel_stopped(State::Stopped, Happening::Cancelled, "cancelled")]
#[case::cancel_held(State::Held, Happening::Cancelled, "cancelled")]
#[case::claimed_twice(sending(), Happening::Claimed { attempt: ATTEMPT, window: OPEN, stopped: false }, "sending")]
#[case::late_answer(queued(), Happening::Accepted { wamid: "wamid.X".into() }, "queued")]
fn every_happening_has_one_outcome(#[case] state: State, #[case] happening: Happening, #[case] expected: &str) {
    assert_eq!(outcome(item(state).step(happening, NOW).expect("allowed")), expected);
}

#[test]
fn what_is_on_its_way_cannot_be_taken_back() {
    assert_eq!(item(sending()).step(Happening::Cancelled, NOW), Err(Refusal::OnItsWay));
}

#[test]
fn the_network_coming_back_ends_only_a_wait_for_the_network() {
    let waiting = |class| item(State::Queued { not_before: Some(NOW.plus_ms(9_000)), last_failure: Some(failure(class)) });
    assert_eq!(outcome(waiting(FailureClass::NotSent).step(Happening::BackOnline, NOW).expect("allowed")), "queued");
    let limited = FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: false };
    assert_eq!(outcome(waiting(limited).step(Happening::BackOnline, NOW).expect("allowed")), "queued for later");
}

#[rstest]
#[case::first(0, 2, None, 0, 1_000)]
#[case::fourth(3, 2, None, 0, 8_000)]
#[case::spread(3, 2, None, 1000, 10_000)]
#[case::pair_limit(2, 4, None, 0, 16_000)]
#[case::capped(30, 4, None, 0, LONGEST_PAUSE_MS)]
#[case::meta_asks_for_more(0, 2, Some(60_000), 0, 60_000)]
fn pauses_grow(#[case] tries: u32, #[case] base: i64, #[case] asked: Option<i64>, #[case] jitter: u16, #[case] pause: i64) {
    assert_eq!(backoff_ms(tries, base, asked, jitter), pause);
}
