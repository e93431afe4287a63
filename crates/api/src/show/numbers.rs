//! The numbers table and its log, as the UI shows them.

use frontdesk_core::{CheckState, DoctorRun, NumberCard};
use frontdesk_domain::doctor::{Check, Verdict};
use frontdesk_domain::number::{Alarm, AlarmKind as Kind, BusinessProfile, LogLevel as Level, LogLine, State};

use crate::views::*;

/// A row of the numbers table.
pub fn card(card: &NumberCard) -> NumberCardView {
    let NumberCard { channel, standing, health, alarms } = card;
    let seen = health.seen.clone().unwrap_or_default();
    NumberCardView {
        phone_number_id: channel.phone_number_id.0.clone(),
        waba_id: channel.waba_id.0.clone(),
        account_name: channel.account_name.clone(),
        // What Meta said last may be newer than what was connected.
        display_phone_number: seen.display_phone_number.unwrap_or_else(|| channel.display_phone_number.clone()),
        verified_name: seen.verified_name.unwrap_or_else(|| channel.verified_name.clone()),
        internal_name: channel.internal_name.clone(),
        description: channel.description.clone(),
        state: match standing.state {
            State::Starting => NumberState::Starting,
            State::Running => NumberState::Running,
            State::Error => NumberState::Error,
            State::Stopped => NumberState::Stopped,
        },
        trouble: standing.trouble.clone(),
        quality: seen.quality,
        messaging_limit: seen.messaging_limit.as_deref().map(limit),
        throughput: seen.throughput,
        meta_status: seen.status,
        name_status: seen.name_status,
        coexistence: channel.coexistence || seen.coexistence,
        token: TokenView {
            here: health.token.here,
            ends_at_ms: health.token.ends_at.map(|at| at.0),
            dead: health.token.dead.is_some(),
            scopes: health.token.scopes.clone(),
        },
        last_webhook_at_ms: health.rhythm.last_at.map(|at| at.0),
        first_message_at_ms: health.first_message_at.map(|at| at.0),
        checked_at_ms: health.checked_at.map(|at| at.0),
        alarms: alarms.iter().map(alarm).collect(),
    }
}

fn alarm(alarm: &Alarm) -> AlarmView {
    let kind = match alarm.kind {
        Kind::TokenEnding => AlarmKind::TokenEnding,
        Kind::TokenDead => AlarmKind::TokenDead,
        Kind::Silent => AlarmKind::Silent,
        Kind::QualityFell => AlarmKind::QualityFell,
        Kind::NotConnected => AlarmKind::NotConnected,
    };
    AlarmView { kind, words: alarm.words.clone(), since_ms: alarm.since.0 }
}

/// `TIER_2K` is two thousand people a day; other words stay Meta's.
fn limit(tier: &str) -> String {
    match tier.strip_prefix("TIER_") {
        Some("UNLIMITED") => "Unlimited".to_owned(),
        Some(count) => match count.strip_suffix('K') {
            Some(thousands) if thousands.bytes().all(|b| b.is_ascii_digit()) => format!("{thousands},000"),
            Some(_) | None => count.to_owned(),
        },
        None => tier.to_owned(),
    }
}

pub fn level(level: Level) -> LogLevel {
    match level {
        Level::Info => LogLevel::Info,
        Level::Warning => LogLevel::Warning,
        Level::Error => LogLevel::Error,
    }
}

pub fn least(level: LogLevel) -> Level {
    match level {
        LogLevel::Info => Level::Info,
        LogLevel::Warning => Level::Warning,
        LogLevel::Error => Level::Error,
    }
}

pub fn line(line: &LogLine) -> NumberLogLineView {
    NumberLogLineView {
        id: line.position.to_string(),
        phone_number_id: line.number.0.clone(),
        at_ms: line.at.0,
        level: level(line.level),
        subject: line.subject.clone(),
        words: line.words.clone(),
    }
}

pub fn profile(profile: BusinessProfile) -> BusinessProfileView {
    let BusinessProfile { about, address, description, email, websites, vertical } = profile;
    BusinessProfileView { about, address, description, email, websites, vertical }
}

pub fn doctor(run: &DoctorRun) -> DoctorView {
    DoctorView {
        phone_number_id: run.number.0.clone(),
        started_at_ms: run.started_at.0,
        running: run.running,
        checks: run.checks.iter().map(|(id, state)| check(*id, state)).collect(),
        report: run.report.clone(),
    }
}

fn check(id: Check, state: &CheckState) -> DoctorCheckView {
    let check = check_id(id);
    match state {
        CheckState::Waiting => DoctorCheckView { check, state: DoctorCheckState::Waiting, words: String::new(), fix: None },
        CheckState::Running => DoctorCheckView { check, state: DoctorCheckState::Running, words: String::new(), fix: None },
        CheckState::Done(outcome) => {
            let state = match outcome.verdict {
                Verdict::Good => DoctorCheckState::Good,
                Verdict::Warning => DoctorCheckState::Warning,
                Verdict::Bad => DoctorCheckState::Bad,
                Verdict::Skipped => DoctorCheckState::Skipped,
            };
            DoctorCheckView { check, state, words: outcome.words.clone(), fix: outcome.fix.clone() }
        }
    }
}

fn check_id(check: Check) -> DoctorCheckId {
    match check {
        Check::RelayConnected => DoctorCheckId::RelayConnected,
        Check::RelayPublic => DoctorCheckId::RelayPublic,
        Check::Tls => DoctorCheckId::Tls,
        Check::Challenge => DoctorCheckId::Challenge,
        Check::Signature => DoctorCheckId::Signature,
        Check::AppWebhook => DoctorCheckId::AppWebhook,
        Check::Fields => DoctorCheckId::Fields,
        Check::Subscription => DoctorCheckId::Subscription,
        Check::OverrideUrl => DoctorCheckId::OverrideUrl,
        Check::Token => DoctorCheckId::Token,
        Check::Scopes => DoctorCheckId::Scopes,
        Check::TokenEnd => DoctorCheckId::TokenEnd,
        Check::NumberStatus => DoctorCheckId::NumberStatus,
        Check::Registration => DoctorCheckId::Registration,
        Check::DisplayName => DoctorCheckId::DisplayName,
        Check::Quality => DoctorCheckId::Quality,
        Check::Billing => DoctorCheckId::Billing,
        Check::Templates => DoctorCheckId::Templates,
        Check::LastWebhook => DoctorCheckId::LastWebhook,
        Check::SelfTest => DoctorCheckId::SelfTest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_people_per_day() {
        for (tier, shown) in [("TIER_250", "250"), ("TIER_2K", "2,000"), ("TIER_100K", "100,000"), ("TIER_UNLIMITED", "Unlimited"), ("NEW", "NEW")] {
            assert_eq!(limit(tier), shown);
        }
    }
}
