//! Points in time as people type them: `2h30m`, `tomorrow 9`, `mon 14:00`, `24.12. 10:00`.

use crate::time::Millis;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The furthest ahead that is believed.
const FURTHEST_MS: i64 = 366 * DAY_MS;
/// When a day begins for whom no hour was said.
const MORNING: i64 = 9 * HOUR_MS;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A time, understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    pub at: Millis,
    /// `today, 14:00`, `tomorrow, 09:00`, `Mon 24 Nov, 14:00`.
    pub words: String,
}

/// Why a text is not a time. The words say what to write instead.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotATime {
    #[error("{text:?} is not a time. Write one like 30m, 2h30m, 3 days, tomorrow 9, mon 14:00, next week or 24.12. 10:00.")]
    Unreadable { text: String },
    #[error("That is in the past ({words}). Write a later time, like 30m, tomorrow 9 or mon 14:00.")]
    Past { words: String },
    #[error("That is more than a year ahead. Write an earlier time, like 3 days, next week or 24.12. 10:00.")]
    TooFar,
}

/// Reads a time after `now`, for someone whose clock is `utc_offset_minutes` ahead of UTC.
///
/// # Errors
/// [`NotATime`], ready to show.
pub fn parse(text: &str, now: Millis, utc_offset_minutes: i32) -> Result<When, NotATime> {
    let unreadable = || NotATime::Unreadable { text: text.trim().chars().take(40).collect() };
    let local = Local { now: now.0.saturating_add(i64::from(utc_offset_minutes) * MINUTE_MS) };
    let lower = text.trim().to_lowercase().replace(',', " ");
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if let Some("in" | "for" | "on" | "at" | "until") = words.first().copied() {
        words.remove(0);
    }
    let at = match duration(&words) {
        Some(ms) => local.now.saturating_add(ms),
        None => local.named(&words).ok_or_else(unreadable)?,
    };
    if at <= local.now {
        return Err(NotATime::Past { words: local.words(at) });
    }
    if at.saturating_sub(local.now) > FURTHEST_MS {
        return Err(NotATime::TooFar);
    }
    Ok(When { at: Millis(now.0.saturating_add(at - local.now)), words: local.words(at) })
}

/// `2h30m`, `3 days`, `1 hour 15 min`, `an hour`.
fn duration(words: &[&str]) -> Option<i64> {
    let joined = match words {
        ["half", "an", "hour"] => "30m".to_owned(),
        ["a" | "an", rest @ ..] => format!("1{}", rest.concat()),
        words => words.concat(),
    };
    let (mut rest, mut total) = (joined.as_str(), 0i64);
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: i64 = rest[..digits].parse().ok().filter(|count| *count <= 1_000_000)?;
        rest = &rest[digits..];
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let unit = match &rest[..letters] {
            "m" | "min" | "mins" | "minute" | "minutes" => MINUTE_MS,
            "h" | "hr" | "hrs" | "hour" | "hours" => HOUR_MS,
            "d" | "day" | "days" => DAY_MS,
            "w" | "wk" | "week" | "weeks" => 7 * DAY_MS,
            _ => return None,
        };
        rest = &rest[letters..];
        total = total.checked_add(count.checked_mul(unit)?)?;
    }
    (!joined.is_empty()).then_some(total)
}

/// A day, as it was said.
#[derive(Clone, Copy)]
enum Day {
    /// This many days from today.
    Ahead(i64),
    /// The next one of these; 0 is Monday.
    Weekday(i64),
    /// One of the next week.
    NextWeekday(i64),
    /// Day and month, in this year or the next.
    Date { month: i64, day: i64 },
    /// A date with its year.
    Exactly(i64),
}

/// Somebody's own clock, in milliseconds as if it were UTC.
struct Local {
    now: i64,
}

impl Local {
    fn today(&self) -> i64 {
        self.now.div_euclid(DAY_MS)
    }

    /// A day, an hour of a day, or both.
    fn named(&self, words: &[&str]) -> Option<i64> {
        let (day, usual, rest) = match words {
            ["next", "week", rest @ ..] => (Some(Day::NextWeekday(0)), MORNING, rest),
            ["next", name, rest @ ..] => (Some(Day::NextWeekday(weekday(name)?)), MORNING, rest),
            ["today", rest @ ..] => (Some(Day::Ahead(0)), MORNING, rest),
            ["tonight", rest @ ..] => (Some(Day::Ahead(0)), 20 * HOUR_MS, rest),
            ["tomorrow" | "tmrw" | "tmr", rest @ ..] => (Some(Day::Ahead(1)), MORNING, rest),
            ["weekend", rest @ ..] => (Some(Day::Weekday(5)), MORNING, rest),
            [day, name, rest @ ..] if month(name).is_some() => (Some(date(day, month(name)?)?), MORNING, rest),
            [name, day, rest @ ..] if month(name).is_some() => (Some(date(day, month(name)?)?), MORNING, rest),
            [first, rest @ ..] => match weekday(first).map(Day::Weekday).or_else(|| numeric_date(first)) {
                Some(day) => (Some(day), MORNING, rest),
                None => (None, MORNING, words),
            },
            [] => return None,
        };
        let rest = if let ["at", rest @ ..] = rest { rest } else { rest };
        let clock = match rest {
            [] => None,
            _ => Some(clock(&rest.concat(), day.is_some())?),
        };
        let Some(day) = day else {
            let at = self.today() * DAY_MS + clock?;
            return Some(if at > self.now { at } else { at + DAY_MS });
        };
        let hour = clock.unwrap_or(usual);
        let monday = self.today() - (self.today() + 3).rem_euclid(7);
        Some(match day {
            Day::Ahead(days) => (self.today() + days) * DAY_MS + hour,
            Day::Weekday(weekday) => {
                let at = (monday + weekday) * DAY_MS + hour;
                // On a Monday, "monday" is the next one, unless an hour is said that is still to come.
                let passed = at <= self.now || (clock.is_none() && monday + weekday == self.today());
                if passed { at + 7 * DAY_MS } else { at }
            }
            Day::NextWeekday(weekday) => (monday + 7 + weekday) * DAY_MS + hour,
            Day::Date { month, day } => {
                let (year, _, _) = civil(self.today());
                let at = days(year, month, day)? * DAY_MS + hour;
                if at > self.now { at } else { days(year + 1, month, day)? * DAY_MS + hour }
            }
            Day::Exactly(day) => day * DAY_MS + hour,
        })
    }

    fn words(&self, at: i64) -> String {
        let day = at.div_euclid(DAY_MS);
        let minutes = at.rem_euclid(DAY_MS) / MINUTE_MS;
        let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let (year, month, of_month) = civil(day);
        let short = |names: &[&'static str], at: i64| {
            let name = usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default();
            name.chars().enumerate().take(3).map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c }).collect::<String>()
        };
        let named = format!("{} {of_month} {}", short(&WEEKDAYS, (day + 3).rem_euclid(7)), short(&MONTHS, month - 1));
        match day - self.today() {
            0 => format!("today, {clock}"),
            1 => format!("tomorrow, {clock}"),
            _ if year == civil(self.today()).0 => format!("{named}, {clock}"),
            _ => format!("{named} {year}, {clock}"),
        }
    }
}

/// `9`, `9am`, `9:30`, `14:00`, `noon`. A bare hour only where a day was said.
fn clock(word: &str, after_day: bool) -> Option<i64> {
    match word {
        "morning" => return Some(MORNING),
        "noon" => return Some(12 * HOUR_MS),
        "afternoon" => return Some(14 * HOUR_MS),
        "evening" => return Some(18 * HOUR_MS),
        _ => {}
    }
    let half = [("am", 0), ("pm", 12)].into_iter().find_map(|(name, add)| Some((word.strip_suffix(name)?, add)));
    let digits = half.map_or(word, |(digits, _)| digits);
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if half.is_some() || after_day => (digits, "0"),
        None => return None,
    };
    let number = |text: &str, most: i64| {
        let all_digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        all_digits.then(|| text.parse::<i64>().ok()).flatten().filter(|n| *n <= most)
    };
    let hour = match half {
        Some((_, add)) => number(hour, 12).filter(|hour| *hour >= 1)? % 12 + add,
        None => number(hour, 23)?,
    };
    Some(hour * HOUR_MS + number(minute, 59)? * MINUTE_MS)
}

/// A name or its beginning, of at least three letters.
fn position(names: &[&str], word: &str) -> Option<i64> {
    let word = word.trim_end_matches('.');
    let at = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    i64::try_from(at).ok()
}

fn weekday(word: &str) -> Option<i64> {
    position(&WEEKDAYS, word)
}

fn month(word: &str) -> Option<i64> {
    position(&MONTHS, word).map(|at| at + 1)
}

fn date(day: &str, month: i64) -> Option<Day> {
    let day = day.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']).parse().ok().filter(|day| (1..=31).contains(day))?;
    Some(Day::Date { month, day })
}

/// `24.12.`, `24.12.2026`, `2026-12-24`.
fn numeric_date(word: &str) -> Option<Day> {
    let numbers = |separator: char| word.trim_end_matches(separator).split(separator).map(|part| part.parse().ok()).collect::<Option<Vec<i64>>>();
    if word.contains('-') {
        let [year, month, day] = numbers('-')?[..] else { return None };
        return days(year, month, day).map(Day::Exactly);
    }
    match (word.contains('.'), numbers('.')?.as_slice()) {
        (true, [day, month]) if (1..=12).contains(month) && (1..=31).contains(day) => Some(Day::Date { month: *month, day: *day }),
        (true, [day, month, year]) => days(*year, *month, *day).map(Day::Exactly),
        _ => None,
    }
}

/// Days since 1970-01-01 of a date that exists (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1970..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year_from_march = if month <= 2 { year - 1 } else { year };
    let era = year_from_march.div_euclid(400);
    let of_era = year_from_march.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil(days) == (year, month, day)).then_some(days)
}

/// Year, month and day of a day since 1970-01-01; the inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests;
