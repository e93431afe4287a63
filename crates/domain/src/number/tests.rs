//! The rules about one number, as tables.

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::failure::{Failure, FailureClass};
use crate::ids::InboxId;

const NOW: Millis = Millis(1_750_000_000_000);
const DAY: i64 = DAY_MS;
const HOUR: i64 = HOUR_MS;

fn channel() -> Channel {
    Channel::new("100".into(), "9".into(), InboxId(Uuid::from_u128(1)))
}

fn seen(status: &str) -> Seen {
    Seen { status: Some(status.to_owned()), ..Seen::default() }
}

fn rated(quality: &str) -> Finding {
    Finding::Answered(Seen { quality: Some(quality.to_owned()), ..seen("CONNECTED") })
}

/// With a token, checked an hour ago, connected.
fn well() -> Health {
    let mut health = Health::default();
    health.has_token(None, vec![]);
    health.found(Finding::Answered(seen("CONNECTED")), NOW.plus_ms(-HOUR));
    health
}

fn refused(trouble: Trouble) -> Finding {
    Finding::Refused { trouble, words: "Meta says no. Do something.".to_owned(), code: Some(1) }
}

fn after(findings: impl IntoIterator<Item = Finding>) -> Health {
    let mut health = well();
    for (n, finding) in findings.into_iter().enumerate() {
        health.found(finding, NOW.plus_ms(-HOUR / 2 + i64::try_from(n).unwrap_or(0)));
    }
    health
}

fn kinds(channel: &Channel, health: &Health, now: Millis) -> Vec<AlarmKind> {
    alarms(channel, health, now, true).into_iter().map(|alarm| alarm.kind).collect()
}

#[rstest]
#[case::well(after([]), State::Running, None)]
#[case::no_token(Health { token: TokenFacts::default(), ..well() }, State::Error, Some("no access token"))]
#[case::token_dead(after([refused(Trouble::TokenDead)]), State::Error, Some("Meta says no"))]
#[case::token_back(after([refused(Trouble::TokenDead), rated("GREEN")]), State::Running, None)]
#[case::not_allowed(after([refused(Trouble::NotAllowed)]), State::Error, Some("Meta says no"))]
#[case::allowed_again(after([refused(Trouble::NotAllowed), rated("GREEN")]), State::Running, None)]
#[case::never_checked(Health { checked_at: None, seen: None, ..well() }, State::Starting, None)]
#[case::started(Health { starting: true, ..well() }, State::Starting, None)]
#[case::started_offline(Health { starting: true, unchecked_since: Some(NOW.plus_ms(-HOUR)), ..well() }, State::Starting, Some("for 1 hour"))]
#[case::meta_away(after([refused(Trouble::Passing)]), State::Running, Some("could not be asked about this number for 30 minutes"))]
#[case::dead_and_meta_away(after([refused(Trouble::TokenDead), refused(Trouble::Passing)]), State::Error, Some("Meta says no"))]
#[case::down_and_meta_away(after([Finding::Answered(seen("BANNED")), refused(Trouble::Passing)]), State::Error, Some("banned"))]
#[case::banned(after([Finding::Answered(seen("BANNED"))]), State::Error, Some("banned"))]
#[case::restricted(after([Finding::Answered(seen("RESTRICTED"))]), State::Error, Some("restricted"))]
#[case::disconnected(after([Finding::Answered(seen("DISCONNECTED"))]), State::Error, Some("disconnected"))]
#[case::pending(after([Finding::Answered(seen("PENDING"))]), State::Error, Some("not registered"))]
#[case::unverified(after([Finding::Answered(seen("UNVERIFIED"))]), State::Error, Some("not verified"))]
#[case::deleted(after([Finding::Answered(seen("DELETED"))]), State::Error, Some("deleted"))]
#[case::migrated(after([Finding::Answered(seen("MIGRATED"))]), State::Error, Some("moved"))]
#[case::rate_limited(after([Finding::Answered(seen("RATE_LIMITED"))]), State::Running, None)]
#[case::flagged(after([Finding::Answered(seen("FLAGGED"))]), State::Running, None)]
#[case::a_word_of_the_future(after([Finding::Answered(seen("SLEEPING"))]), State::Running, None)]
#[case::no_word(after([Finding::Answered(Seen::default())]), State::Running, None)]
#[case::limited(after([Finding::Answered(Seen { can_send: Some("LIMITED".into()), ..seen("CONNECTED") })]), State::Running, None)]
#[case::blocked(
    after([Finding::Answered(Seen {
        can_send: Some("BLOCKED".into()),
        obstacles: vec![Obstacle { entity: "WABA".into(), code: Some(141_006), words: "There is an error with the payment method".into(), solution: None }],
        ..seen("CONNECTED")
    })]),
    State::Error,
    Some("Meta says: There is an error with the payment method. Look")
)]
fn a_number_runs_or_says_why_not(#[case] health: Health, #[case] state: State, #[case] words: Option<&str>) {
    let standing = standing(&channel(), &health, NOW);
    assert_eq!(standing.state, state);
    match words {
        None => assert_eq!(standing.trouble, None),
        Some(words) => assert!(standing.trouble.as_ref().is_some_and(|trouble| trouble.contains(words)), "{:?}", standing.trouble),
    }
    let stopped = super::standing(&Channel { running: false, ..channel() }, &health, NOW);
    assert_eq!(stopped.state, State::Stopped, "whatever else is the matter");
    assert!(stopped.trouble.is_some_and(|words| words.contains("Start it")));
}

#[rstest]
#[case::never_ends(None, None)]
#[case::far_off(Some(15 * DAY), None)]
#[case::two_weeks(Some(14 * DAY), Some(("in 14 days", 0)))]
#[case::ten_days(Some(10 * DAY), Some(("in 10 days", -4 * DAY)))]
#[case::three_days(Some(3 * DAY), Some(("now", 0)))]
#[case::one_hour(Some(HOUR), Some(("1 hour", HOUR - 3 * DAY)))]
#[case::ended(Some(-1), Some(("has ended", -1)))]
fn a_token_that_ends_is_said_in_time(#[case] ends_in_ms: Option<i64>, #[case] expected: Option<(&str, i64)>) {
    let mut health = well();
    health.token.ends_at = ends_in_ms.map(|ms| NOW.plus_ms(ms));
    let all = alarms(&channel(), &health, NOW, true);
    match expected {
        None => assert_eq!(all, []),
        Some((words, since_ms)) => {
            assert_eq!((all[0].kind, all[0].since), (AlarmKind::TokenEnding, NOW.plus_ms(since_ms)));
            assert!(all[0].words.contains(words), "{}", all[0].words);
        }
    }
    health.found(refused(Trouble::TokenDead), NOW);
    assert_eq!(kinds(&channel(), &health, NOW), [AlarmKind::TokenDead], "one alarm about one token");
}

#[rstest]
#[case::steady(&["GREEN", "GREEN"], None)]
#[case::fell(&["GREEN", "YELLOW"], Some(("GREEN", "YELLOW")))]
#[case::fell_twice(&["GREEN", "YELLOW", "RED"], Some(("GREEN", "RED")))]
#[case::rose_a_little(&["GREEN", "RED", "YELLOW"], Some(("GREEN", "YELLOW")))]
#[case::came_back(&["GREEN", "RED", "GREEN"], None)]
#[case::nothing_known_between(&["GREEN", "YELLOW", "UNKNOWN"], Some(("GREEN", "YELLOW")))]
#[case::new_number(&["UNKNOWN", "YELLOW"], None)]
#[case::was_bad_all_along(&["RED", "RED"], None)]
#[case::better_than_ever(&["YELLOW", "GREEN"], None)]
fn falling_quality_is_an_alarm_until_it_is_back(#[case] ratings: &[&str], #[case] expected: Option<(&str, &str)>) {
    let health = after(ratings.iter().map(|quality| rated(quality)));
    assert_eq!(health.fall.as_ref().map(|fall| (fall.from.as_str(), fall.to.as_str())), expected);
    assert_eq!(kinds(&channel(), &health, NOW).contains(&AlarmKind::QualityFell), expected.is_some());
}

#[test]
fn passing_faults_raise_nothing() {
    let health = after((0..100).map(|_| refused(Trouble::Passing)));
    assert_eq!(kinds(&channel(), &health, NOW), []);
    assert_eq!(health.unchecked_since, Some(NOW.plus_ms(-HOUR / 2)), "since the first of them");
    assert_eq!(health.checked_at, Some(NOW.plus_ms(-HOUR)));
}

#[test]
fn not_connected_lasts_from_the_first_time_until_it_is_over() {
    let health = after([Finding::Answered(seen("BANNED")), refused(Trouble::Passing), Finding::Answered(seen("RESTRICTED"))]);
    let all = alarms(&channel(), &health, NOW, true);
    assert_eq!((all.len(), all[0].kind, all[0].since), (1, AlarmKind::NotConnected, NOW.plus_ms(-HOUR / 2)));
    let health = after([Finding::Answered(seen("BANNED")), Finding::Answered(seen("CONNECTED"))]);
    assert_eq!(kinds(&channel(), &health, NOW), []);
    let health = after([refused(Trouble::NotAllowed)]);
    assert_eq!(kinds(&channel(), &health, NOW), [AlarmKind::NotConnected]);
    let health = after([refused(Trouble::NotAllowed), refused(Trouble::TokenDead)]);
    assert_eq!(kinds(&channel(), &health, NOW), [AlarmKind::TokenDead], "one cause, one alarm");
}

/// Webhooks at these times, milliseconds before now.
fn rhythm(ms_ago: impl IntoIterator<Item = i64>) -> Rhythm {
    let mut rhythm = Rhythm::default();
    for ago in ms_ago {
        rhythm.heard(NOW.plus_ms(-ago));
    }
    rhythm
}

/// Every hour of `hours` in the morning, on each of these days ago.
fn office(days_ago: impl IntoIterator<Item = i64>, hours: i64) -> Vec<i64> {
    days_ago.into_iter().flat_map(|day| (0..hours).map(move |hour| day * DAY - hour * HOUR)).collect()
}

#[rstest]
#[case::never_heard(vec![], None)]
#[case::heard_once(vec![30 * DAY], None)]
#[case::too_few_days(office([40, 39], 8), None)]
#[case::just_heard(office((0..14).rev(), 1), None)]
#[case::a_night(office((1..15).rev(), 8), None)]
// The last word was 17 hours ago on day 2, pauses are 17 hours: six of them are 102 hours.
#[case::a_weekend(office([16, 15, 14, 11, 10, 9, 8, 7, 4, 3], 8), None)]
#[case::a_week(office([17, 16, 15, 14, 13, 10, 9, 8, 7], 8), Some(-(6 * DAY + 17 * HOUR) + 102 * HOUR))]
#[case::busy_and_dead_for_a_day((0..24 * 5).rev().map(|hour| DAY + 1 + hour * HOUR).collect(), Some(-1))]
#[case::busy_and_dead_for_less((0..24 * 5).rev().map(|hour| DAY - 1 + hour * HOUR).collect(), None)]
fn silence_is_measured_by_the_numbers_own_rhythm(#[case] ms_ago: Vec<i64>, #[case] since_ms: Option<i64>) {
    let health = Health { rhythm: rhythm(ms_ago), ..well() };
    assert_eq!(health.rhythm.silent_since(NOW), since_ms.map(|ms| NOW.plus_ms(ms)));
    let silent = |channel: &Channel, health: &Health, listening| alarms(channel, health, NOW, listening).iter().any(|a| a.kind == AlarmKind::Silent);
    assert_eq!(silent(&channel(), &health, true), since_ms.is_some());
    assert!(!silent(&channel(), &health, false), "while the relay can't be heard, silence means nothing");
    assert!(!silent(&Channel { running: false, ..channel() }, &health, true), "a stopped number may be silent");
    let mut heard = health;
    heard.rhythm.heard(NOW);
    assert!(!silent(&channel(), &heard, true), "it clears itself");
}

#[test]
fn webhooks_may_come_late_and_twice() {
    let mut rhythm = rhythm([3 * DAY, 2 * DAY, DAY]);
    let before = rhythm.clone();
    for ago in [3 * DAY, DAY, 2 * DAY] {
        rhythm.heard(NOW.plus_ms(-ago));
    }
    assert_eq!(rhythm, before);
    for day in 0..100 {
        rhythm.heard(NOW.plus_ms(day * DAY));
    }
    assert!(serde_json::to_string(&rhythm).expect("written").len() < 400, "it forgets");
}

#[rstest]
#[case::never_ends(None, None, None)]
#[case::far_off(Some(60 * DAY), None, Some(40 * DAY))]
#[case::now(Some(20 * DAY), None, Some(0))]
#[case::again_tomorrow(Some(19 * DAY), Some(-HOUR), Some(23 * HOUR))]
#[case::last_day(Some(HOUR), Some(-HOUR), None)]
#[case::ended(Some(-HOUR), None, Some(-HOUR - 20 * DAY))]
fn tokens_are_renewed_in_time(#[case] ends_ms: Option<i64>, #[case] tried_ms: Option<i64>, #[case] due_ms: Option<i64>) {
    let mut health = well();
    health.token.ends_at = ends_ms.map(|ms| NOW.plus_ms(ms));
    health.token.renewal_tried_at = tried_ms.map(|ms| NOW.plus_ms(ms));
    assert_eq!(health.renewal_due_at(), due_ms.map(|ms| NOW.plus_ms(ms)));
    health.found(refused(Trouble::TokenDead), NOW);
    assert_eq!(health.renewal_due_at(), None, "a dead token can't be renewed");
}

#[rstest]
#[case::network(FailureClass::NotSent, None, Trouble::Passing)]
#[case::time_out(FailureClass::Unknown, None, Trouble::Passing)]
#[case::busy(FailureClass::Transient { retry_after_ms: None }, Some(2), Trouble::Passing)]
#[case::unavailable(FailureClass::Transient { retry_after_ms: None }, Some(131_016), Trouble::Passing)]
#[case::too_fast(FailureClass::RateLimited { retry_after_ms: None, only_this_recipient: false }, Some(80_007), Trouble::Passing)]
#[case::proxy_wants_a_login(FailureClass::Auth, None, Trouble::Passing)]
#[case::proxy_refuses(FailureClass::Permanent, None, Trouble::Passing)]
#[case::token(FailureClass::Auth, Some(190), Trouble::TokenDead)]
#[case::session(FailureClass::Auth, Some(102), Trouble::TokenDead)]
#[case::user(FailureClass::Auth, Some(0), Trouble::TokenDead)]
#[case::permission(FailureClass::Auth, Some(10), Trouble::NotAllowed)]
#[case::asset(FailureClass::Auth, Some(200), Trouble::NotAllowed)]
#[case::gone(FailureClass::Permanent, Some(33), Trouble::NotAllowed)]
#[case::locked(FailureClass::Permanent, Some(131_031), Trouble::NotAllowed)]
fn refusals_are_told_from_faults(#[case] class: FailureClass, #[case] code: Option<i64>, #[case] expected: Trouble) {
    assert_eq!(Trouble::of(&Failure { class, code, subcode: None, title: String::new(), details: None }), expected);
}

#[rstest]
#[case(0, "less than a minute")]
#[case(-5, "less than a minute")]
#[case(60_000, "1 minute")]
#[case(HOUR - 1, "59 minutes")]
#[case(HOUR, "1 hour")]
#[case(2 * DAY + 3, "2 days")]
fn durations_read_well(#[case] ms: i64, #[case] words: &str) {
    assert_eq!(duration(ms), words);
}
