//! What this device keeps about each number: its log, and how it is.

use frontdesk_domain::ids::PhoneNumberId;
use frontdesk_domain::number::{Health, LogLevel, LogLine};
use frontdesk_store::{LONGEST_LOG, LogFilter};

use crate::desk::{Desk, NOW};

async fn log(desk: &Desk, lines: &[(&str, LogLevel, &str, &str)]) {
    let mut change = desk.store.change().await.expect("a change");
    for (n, (number, level, subject, words)) in lines.iter().enumerate() {
        let at = NOW.plus_ms(i64::try_from(n).unwrap_or(0));
        change.log_number(&PhoneNumberId::from(*number), at, *level, subject, words).await.expect("logged");
    }
    change.commit().await.expect("committed");
}

fn words(lines: &[LogLine]) -> Vec<&str> {
    lines.iter().map(|line| line.words.as_str()).collect()
}

#[tokio::test]
async fn the_log_is_read_newest_first_and_filtered() {
    let desk = Desk::new().await;
    let lines = [
        ("100", LogLevel::Info, "connect", "Connected."),
        ("200", LogLevel::Info, "connect", "Connected, too."),
        ("100", LogLevel::Warning, "token", "Ends in 3 days."),
        ("100", LogLevel::Error, "check", "Meta has BANNED this number. 100 % sure_."),
    ];
    log(&desk, &lines).await;
    let read = async |filter: LogFilter, before, limit| desk.store.number_log(&filter, before, limit).await.expect("read");
    let all = read(LogFilter::default(), None, 10).await;
    assert_eq!(words(&all), [lines[3].3, lines[2].3, lines[1].3, lines[0].3]);
    assert_eq!((all[0].level, all[0].subject.as_str(), all[0].at), (LogLevel::Error, "check", NOW.plus_ms(3)));
    let of = |number: &str| LogFilter { number: Some(number.into()), ..LogFilter::default() };
    assert_eq!(words(&read(of("200"), None, 10).await), ["Connected, too."]);
    let worse = LogFilter { least: Some(LogLevel::Warning), ..of("100") };
    assert_eq!(words(&read(worse, None, 10).await), [lines[3].3, lines[2].3]);
    let containing = |text: &str| LogFilter { containing: text.to_owned(), ..LogFilter::default() };
    assert_eq!(words(&read(containing("banned"), None, 10).await), [lines[3].3]);
    assert_eq!(words(&read(containing("CONNECT"), None, 10).await), ["Connected, too.", "Connected."], "the subject counts as well");
    assert_eq!(words(&read(containing("% sure_"), None, 10).await), [lines[3].3], "no pattern, just words");
    assert_eq!(words(&read(containing("%"), None, 10).await).len(), 1);

    let first = read(LogFilter::default(), None, 3).await;
    let rest = read(LogFilter::default(), first.last().map(|line| line.position), 3).await;
    assert_eq!(words(&rest), ["Connected."]);
}

#[tokio::test]
async fn the_log_of_a_number_is_bounded() {
    let desk = Desk::new().await;
    log(&desk, &[("200", LogLevel::Info, "connect", "of another number")]).await;
    let texts: Vec<String> = (0..LONGEST_LOG + 20).map(|n| n.to_string()).collect();
    let lines: Vec<_> = texts.iter().map(|words| ("100", LogLevel::Info, "check", words.as_str())).collect();
    log(&desk, &lines).await;
    let of_number = LogFilter { number: Some("100".into()), ..LogFilter::default() };
    let all = desk.store.number_log(&of_number, None, LONGEST_LOG * 2).await.expect("read");
    assert_eq!(all.len(), LONGEST_LOG as usize);
    assert_eq!((all[0].words.as_str(), all[all.len() - 1].words.as_str()), (texts[texts.len() - 1].as_str(), "20"));
    let other = LogFilter { number: Some("200".into()), ..LogFilter::default() };
    assert_eq!(desk.store.number_log(&other, None, 10).await.expect("read").len(), 1);
}

#[tokio::test]
async fn how_a_number_is_outlives_a_restart() {
    let mut desk = Desk::new().await;
    let number = PhoneNumberId::from("100");
    let mut health = Health::default();
    health.has_token(Some(NOW), vec!["whatsapp_business_messaging".to_owned()]);
    health.rhythm.heard(NOW);
    health.rhythm.heard(NOW.plus_ms(5));
    let mut change = desk.store.change().await.expect("a change");
    change.put_health(&number, &Health::default()).await.expect("put");
    change.put_health(&number, &health).await.expect("put again");
    change.commit().await.expect("committed");
    desk.restart().await;
    assert_eq!(desk.store.healths().await.expect("read"), [(number, health)]);
}
