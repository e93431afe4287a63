use proptest::prelude::*;
use rstest::rstest;

use super::*;

/// A Wednesday, 2026-11-25 at 15:30 UTC.
const NOW: i64 = 1_795_620_600_000;

fn words(text: &str) -> String {
    words_at(text, NOW, 0)
}

fn words_at(text: &str, now: i64, offset: i32) -> String {
    parse(text, Millis(now), offset).map_or_else(|error| error.to_string(), |when| when.words)
}

#[rstest]
#[case::minutes("30m", 30)]
#[case::hours("2h", 120)]
#[case::both("2h30m", 150)]
#[case::in_words("in 1 hour 15 min", 75)]
#[case::days("3 days", 3 * 24 * 60)]
#[case::in_days("in 3 days", 3 * 24 * 60)]
#[case::a_week("1w", 7 * 24 * 60)]
#[case::an_hour("an hour", 60)]
#[case::half_an_hour("half an hour", 30)]
#[case::a_day("a day", 24 * 60)]
#[case::capitals("2 Hours", 120)]
fn durations(#[case] text: &str, #[case] minutes: i64) {
    assert_eq!(parse(text, Millis(NOW), 0).map(|when| when.at), Ok(Millis(NOW + minutes * 60_000)));
}

#[rstest]
#[case("tomorrow", "tomorrow, 09:00")]
#[case("tomorrow 9", "tomorrow, 09:00")]
#[case("Tomorrow at 9:30", "tomorrow, 09:30")]
#[case("tomorrow 2pm", "tomorrow, 14:00")]
#[case("tomorrow 2 pm", "tomorrow, 14:00")]
#[case("tomorrow noon", "tomorrow, 12:00")]
#[case("tomorrow 12am", "tomorrow, 00:00")]
#[case("tonight", "today, 20:00")]
#[case("today 18:00", "today, 18:00")]
#[case("evening", "today, 18:00")]
#[case("16:00", "today, 16:00")]
#[case("9:30", "tomorrow, 09:30")]
#[case("9am", "tomorrow, 09:00")]
#[case("at 5pm", "today, 17:00")]
#[case::today_and_past("wednesday", "Wed 2 Dec, 09:00")]
#[case::later_today("wed 17:00", "today, 17:00")]
#[case("mon 14:00", "Mon 30 Nov, 14:00")]
#[case("monday", "Mon 30 Nov, 09:00")]
#[case("on friday", "Fri 27 Nov, 09:00")]
#[case("thu", "tomorrow, 09:00")]
#[case("next week", "Mon 30 Nov, 09:00")]
#[case("next week 14:00", "Mon 30 Nov, 14:00")]
#[case("next friday", "Fri 4 Dec, 09:00")]
#[case("weekend", "Sat 28 Nov, 09:00")]
#[case("24.12. 10:00", "Thu 24 Dec, 10:00")]
#[case("24.12.", "Thu 24 Dec, 09:00")]
#[case("24.12", "Thu 24 Dec, 09:00")]
#[case("24.12.2026 8", "Thu 24 Dec, 08:00")]
#[case("2026-12-24 08:15", "Thu 24 Dec, 08:15")]
#[case("24 dec 10:00", "Thu 24 Dec, 10:00")]
#[case("december 24th", "Thu 24 Dec, 09:00")]
#[case::next_year("1.2.", "Mon 1 Feb 2027, 09:00")]
fn named_times(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(words(text), expected);
}

#[rstest]
#[case("")]
#[case("soon")]
#[case("9")]
#[case("25:00")]
#[case("13pm")]
#[case("9:3")]
#[case("tomorrow maybe")]
#[case("31.2.")]
#[case("2h30")]
#[case("-3h")]
#[case("99999999999999999999d")]
#[case("next")]
#[case("0.0.")]
#[case("💤")]
fn what_is_not_a_time_is_told_with_examples(#[case] text: &str) {
    let sentence = parse(text, Millis(NOW), 0).expect_err("not a time").to_string();
    assert!(sentence.contains("is not a time. Write one like 30m, 2h30m"), "{sentence}");
}

#[rstest]
#[case("today 9", "That is in the past (today, 09:00).")]
#[case("0m", "That is in the past (today, 15:30).")]
#[case("24.11.2026", "That is in the past (Tue 24 Nov, 09:00).")]
#[case("400 days", "That is more than a year ahead.")]
fn what_is_past_or_too_far_says_what_to_write(#[case] text: &str, #[case] beginning: &str) {
    let sentence = words(text);
    assert!(sentence.starts_with(beginning) && sentence.contains("Write a"), "{sentence}");
}

#[rstest]
#[case::behind(-8 * 60, "tomorrow, 09:00", 1_795_620_600_000 + (24 * 60 + 90) * 60_000)]
#[case::ahead(5 * 60 + 30, "tomorrow, 09:00", 1_795_620_600_000 + 12 * 60 * 60_000)]
#[case::already_tomorrow(10 * 60, "tomorrow, 09:00", 1_795_620_600_000 + (24 * 60 + 7 * 60 + 30) * 60_000)]
fn days_are_the_persons_own(#[case] offset: i32, #[case] words: &str, #[case] at: i64) {
    let when = parse("tomorrow", Millis(NOW), offset).expect("a time");
    assert_eq!((when.words.as_str(), when.at), (words, Millis(at)));
}

#[test]
fn a_leap_day_is_one() {
    let before = days(2028, 2, 1).expect("a day") * DAY_MS;
    assert_eq!(words_at("29.2.", before, 0), "Tue 29 Feb, 09:00");
    assert!(words_at("29.2.", NOW, 0).contains("is not a time"));
}

proptest! {
    #[test]
    fn anything_typed_gets_a_later_time_or_a_sentence(text in "\\PC{0,30}", now in 0..4_000_000_000_000i64, offset in -900..900i32) {
        if let Ok(when) = parse(&text, Millis(now), offset) {
            prop_assert!(when.at > Millis(now));
        }
    }

    #[test]
    fn dates_come_back(day in 0..2_900_000i64) {
        let (year, month, of_month) = civil(day);
        prop_assert_eq!(days(year, month, of_month), Some(day));
    }
}
