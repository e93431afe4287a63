use rstest::rstest;

use super::*;
use crate::connecting::login::{CLOSED_GRACE_MS, EXCHANGE_PATIENCE_MS, SIGNUP_GRACE_MS};

fn news(news: LoginNews) -> Event {
    Event::Login(news)
}

fn signed_up() -> Event {
    news(LoginNews::SignedUp(signup(SignupEnd::Finished, Some("1"))))
}

fn with_event() -> Event {
    news(LoginNews::Exchanged { grants: grants(&["900"]), signup: Some(signup(SignupEnd::Finished, Some("1"))) })
}

#[rstest]
#[case::event_first(vec![news(LoginNews::PageOpened), signed_up(), news(LoginNews::CodeReceived), exchanged(grants(&["900"]))])]
#[case::code_first(vec![news(LoginNews::CodeReceived), signed_up(), exchanged(grants(&["900"]))])]
#[case::event_last(vec![news(LoginNews::CodeReceived), exchanged(grants(&["900"])), signed_up()])]
#[case::all_at_once(vec![with_event()])]
#[case::everything_twice(vec![
    news(LoginNews::CodeReceived), news(LoginNews::CodeReceived), signed_up(), with_event(), signed_up(), with_event(), news(LoginNews::Expired),
    news(LoginNews::Cancelled { step: None, words: None }), news(LoginNews::CodeReceived),
])]
fn news_may_come_in_any_order(#[case] events: Vec<Event>) {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun);
    for event in events {
        play.event(event);
    }
    play.shows("dddddddsddd");
    assert!(play.is_done());
    assert_eq!(play.ran(|task| matches!(task, Task::Keep(_))), 1);
    assert!(play.done.contains(&Effect::CloseWindow), "the window closes by itself");
    assert!(play.done.contains(&Effect::CancelLogin), "the relay may forget the login");
}

#[test]
fn without_the_signups_end_the_accounts_are_found_another_way() {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun).event(news(LoginNews::CodeReceived)).event(exchanged(grants(&["900"])));
    play.shows("dddwwwwwwww");
    assert_eq!(play.flow.stage(), Stage::Working);
    assert!(play.done.contains(&Effect::WakeAt(NOW.plus_ms(SIGNUP_GRACE_MS))));
    play.now = NOW.plus_ms(SIGNUP_GRACE_MS - 1);
    play.event(Event::Woken).shows("dddwwwwwwww");
    play.now = NOW.plus_ms(SIGNUP_GRACE_MS);
    play.event(Event::Woken).shows("dddsdddsddd");
}

#[test]
fn the_person_sees_where_they_are() {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun);
    let Stage::AtMeta { url, window_open: true, ends_at } = play.flow.stage() else { panic!("{:?}", play.flow.stage()) };
    assert_eq!((url, ends_at), ("https://relay/connect/t", ENDS));
    play.shows("rwwwwwwwwww");
    play.event(news(LoginNews::CodeReceived)).shows("drwwwwwwwww");
    assert_eq!(play.flow.stage(), Stage::Working);
}

#[rstest]
#[case::business("BUSINESS_ACCOUNT_SELECTION", "choosing the business portfolio")]
#[case::account("WABA_PHONE_PROFILE_PICKER", "choosing the WhatsApp account")]
#[case::profile("WHATSAPP_BUSINESS_PROFILE_SETUP", "filling in the business profile")]
#[case::number("PHONE_NUMBER_SETUP", "adding the number")]
#[case::code("PHONE_NUMBER_VERIFICATION", "ask for a call")]
#[case::permissions("PERMISSIONS", "before allowing access")]
#[case::a_new_one("SOMETHING_OF_2027", "before the end")]
fn leaving_is_said_with_the_place_and_what_to_do(#[case] step: &str, #[case] expected: &str) {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun).event(news(LoginNews::Cancelled { step: Some(step.to_owned()), words: None }));
    let Stage::Cancelled { words } = play.flow.stage() else { panic!("{:?}", play.flow.stage()) };
    assert!(words.contains(expected) && words.contains("Nothing was changed"), "{words}");
    assert!(play.done.contains(&Effect::CloseWindow));
    // Starting again takes a new login: the old one is used up.
    play.event(Event::WindowWanted);
    assert_eq!(play.ran(|task| *task == Task::StartLogin), 2);
    play.event(with_event());
    assert!(play.is_done());
}

#[test]
fn an_error_that_the_person_reported_is_quoted() {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun).event(news(LoginNews::Cancelled { step: None, words: Some("Sorry, something went wrong".to_owned()) }));
    let Stage::Cancelled { words } = play.flow.stage() else { panic!("{:?}", play.flow.stage()) };
    assert!(words.contains("“Sorry, something went wrong”"), "{words}");
}

#[test]
fn a_closed_window_is_no_answer_after_a_grace() {
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(Event::WindowClosed);
    assert!(matches!(play.flow.stage(), Stage::AtMeta { window_open: false, .. }));
    play.now = NOW.plus_ms(CLOSED_GRACE_MS - 1);
    play.event(Event::Woken);
    assert!(matches!(play.flow.stage(), Stage::AtMeta { .. }));
    play.now = NOW.plus_ms(CLOSED_GRACE_MS);
    play.event(Event::Woken);
    let Stage::Cancelled { words } = play.flow.stage() else { panic!("{:?}", play.flow.stage()) };
    assert!(words.starts_with("The window was closed before Meta answered."), "{words}");
    // The same login can be opened again.
    play.event(Event::WindowWanted);
    assert!(matches!(play.flow.stage(), Stage::AtMeta { window_open: true, .. }));
    assert_eq!(play.ran(|task| *task == Task::StartLogin), 1);
    play.event(Event::WindowClosed).event(Event::BrowserWanted);
    assert!(play.done.iter().any(|effect| matches!(effect, Effect::OpenBrowser { .. })));
    play.now = play.now.plus_ms(CLOSED_GRACE_MS);
    play.event(Event::Woken);
    assert!(matches!(play.flow.stage(), Stage::AtMeta { window_open: false, .. }), "going on in the browser is not leaving");
}

#[test]
fn an_answer_from_a_closed_window_still_counts() {
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(Event::WindowClosed);
    play.now = NOW.plus_ms(CLOSED_GRACE_MS);
    play.event(Event::Woken);
    assert!(matches!(play.flow.stage(), Stage::Cancelled { .. }));
    play.event(exchanged(grants(&["900"])));
    assert!(play.is_done(), "{:?}", play.flow.stage());
}

#[test]
fn a_login_ends_after_its_time_and_can_be_tried_again() {
    for by_relay in [false, true] {
        let mut play = Play::login(Way::Login);
        play.event(Event::Begun);
        play.now = ENDS;
        play.event(if by_relay { news(LoginNews::Expired) } else { Event::Woken });
        play.shows("Fwwwwwwwwww");
        assert!(play.problem(StepId::Code).words.contains("not finished in time"));
        play.event(Event::Retried(StepId::Code)).shows("rwwwwwwwwww");
        play.event(exchanged(grants(&["900"])));
        assert!(play.is_done());
    }
}

#[rstest]
#[case::code(StepId::Code, "Fwwwwwwwwww")]
#[case::token(StepId::Token, "dFwwwwwwwww")]
fn a_refused_code_says_metas_words(#[case] at: StepId, #[case] states: &str) {
    let mut play = Play::login(Way::Signup);
    let failed = LoginNews::Failed { at, words: "This authorization code has expired.".to_owned(), code: Some(100) };
    play.event(Event::Begun).event(news(LoginNews::CodeReceived)).event(news(failed)).shows(states);
    let problem = play.problem(at);
    assert_eq!((problem.meta_says.as_deref(), problem.code), (Some("This authorization code has expired."), Some(100)));
    assert!(problem.can_retry && !problem.fix.is_empty());
    play.event(Event::Retried(at));
    assert_eq!(play.ran(|task| *task == Task::StartLogin), 2, "a code works once");
    play.event(with_event());
    assert!(play.is_done());
}

#[test]
fn an_exchange_that_never_ends_fails() {
    let mut play = Play::login(Way::Signup);
    play.event(Event::Begun).event(news(LoginNews::CodeReceived));
    play.now = NOW.plus_ms(EXCHANGE_PATIENCE_MS);
    play.event(Event::Woken).shows("dFwwwwwwwww");
}

#[test]
fn missing_scopes_are_named() {
    let mut without = grants(&["900"]);
    without.scopes = vec![MANAGEMENT.to_owned()];
    without.granular.retain(|granular| granular.scope == MANAGEMENT);
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(exchanged(without)).shows("ddFwwwwwwww");
    let problem = play.problem(StepId::Scopes);
    assert!(problem.words.contains(MESSAGING) && !problem.words.contains(MANAGEMENT), "{problem:?}");
    play.event(Event::Retried(StepId::Scopes)).shows("rwwwwwwwwww");
    play.event(exchanged(grants(&["900"])));
    assert!(play.is_done());
}

#[test]
fn business_management_is_only_noted() {
    let mut without = grants(&["900"]);
    without.scopes.retain(|scope| scope != BUSINESS);
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(exchanged(without)).shows("ddnsdddsddd");
    assert!(play.is_done());
}

#[test]
fn scopes_without_ids_lead_over_the_portfolio() {
    for granular in [true, false] {
        let mut newer = grants(&[]);
        if !granular {
            newer.granular.clear();
        }
        let mut play = Play::login(Way::Login);
        play.event(Event::Begun).event(exchanged(newer)).shows("dddddddsddd");
        assert_eq!(play.ran(|task| matches!(task, Task::ListAccounts { .. })), 1);
    }
}

#[test]
fn an_invalid_token_fails_with_metas_words() {
    let mut play = Play::login(Way::Login);
    let dead = Grants { valid: false, problem: Some("The user has not authorized the application.".to_owned()), ..grants(&[]) };
    play.event(Event::Begun).event(exchanged(dead)).shows("dFwwwwwwwww");
    assert_eq!(play.problem(StepId::Token).meta_says.as_deref(), Some("The user has not authorized the application."));
}

#[test]
fn news_before_the_login_began_and_after_it_ended_change_nothing() {
    let mut play = Play::login(Way::Login);
    play.event(news(LoginNews::CodeReceived));
    play.shows("wwwwwwwwwww");
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    let after = play.flow.clone();
    play.event(exchanged(grants(&[]))).event(Event::WindowClosed).event(Event::Woken).event(Event::WindowOpened(true));
    assert_eq!(play.flow, after);
}

#[test]
fn closing_takes_back_the_login() {
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(Event::Closed);
    assert!(play.done.ends_with(&[Effect::CancelLogin, Effect::CloseWindow]));
}
