use rstest::rstest;

use super::*;

fn two_chosen(play: &mut Play) {
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    play.event(Event::Answered(Answer::Numbers { ids: vec!["1".into(), "2".into()], mode: Mode::Add }));
}

#[test]
fn nothing_arrives_unroutable_and_nothing_is_kept_before_the_subscription() {
    let mut play = Play::login(Way::Login);
    play.numbers.push(number("2"));
    two_chosen(&mut play);
    let order: Vec<&str> = play
        .tasks()
        .into_iter()
        .filter_map(|task| match task {
            Task::Route { .. } => Some("route"),
            Task::Subscribe(_) => Some("subscribe"),
            Task::Keep(_) => Some("keep"),
            Task::CheckAppWebhook { .. } => Some("check"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["route", "route", "subscribe", "keep", "keep", "check"]);
}

#[test]
fn a_kept_number_carries_what_the_login_told() {
    let mut play = Play::login(Way::Coexistence);
    play.numbers = vec![FoundNumber { on_business_app: None, status: Some("PENDING".to_owned()), ..number("1") }];
    let granted = Grants { ends_at: Some(ENDS), ..grants(&["900"]) };
    let done = LoginNews::Exchanged { grants: granted, signup: Some(signup(SignupEnd::Coexistence, None)) };
    play.event(Event::Begun).event(Event::Login(done));
    let new = play.tasks().into_iter().find_map(|task| if let Task::Keep(new) = task { Some(new) } else { None }).expect("kept");
    assert!(new.coexistence);
    assert_eq!((new.app_id.as_deref(), new.business_id.as_deref(), new.token_ends_at), (Some("77"), Some("500"), Some(ENDS)));
    assert_eq!(new.account_name.as_deref(), Some("Casa Verde"));
    assert_eq!(play.step(StepId::Registration).state, StepState::Skipped, "such a number is never registered");
    assert_eq!(play.ran(|task| matches!(task, Task::Register { .. })), 0);
    assert_eq!(play.ran(|task| matches!(task, Task::StartSync { .. })), 1, "possible only now");
}

#[test]
fn a_business_app_that_does_not_send_its_history_is_only_noted() {
    for trouble in [refusal(2_593_107), refusal(190)] {
        let mut play = Play::login(Way::Coexistence).trouble(|task| matches!(task, Task::StartSync { .. }), trouble);
        play.numbers = vec![FoundNumber { on_business_app: Some(true), ..number("1") }];
        let done = LoginNews::Exchanged { grants: grants(&["900"]), signup: Some(signup(SignupEnd::Coexistence, None)) };
        play.event(Event::Begun).event(Event::Login(done)).shows("dddddddnddd");
        assert!(play.is_done());
    }
}

#[test]
fn a_number_of_another_workspace_says_so_and_lets_the_other_through() {
    let taken = Trouble::RelayRefused { words: "This number is connected already, in another workspace of this relay.".to_owned() };
    let mut play = Play::login(Way::Login).trouble(|task| matches!(task, Task::Route { number, .. } if number.as_str() == "2"), taken.clone());
    play.numbers.push(number("2"));
    two_chosen(&mut play);
    play.shows("dddsddnsddd");
    assert!(play.problem(StepId::Webhook).words.contains("Shop 2 (+1 555 2): This number is connected already"));
    assert_eq!(play.flow.kept(), ["1".into()]);
    // Trying the step again does only what is missing.
    play.event(Event::Retried(StepId::Webhook)).shows("dddsdddsddd");
    assert_eq!(play.ran(|task| matches!(task, Task::Route { .. })), 3);

    let mut alone = Play::login(Way::Login).trouble(|task| matches!(task, Task::Route { .. }), taken);
    alone.event(Event::Begun).event(exchanged(grants(&["900"]))).shows("dddsddFwwww");
    assert_eq!(alone.ran(|task| matches!(task, Task::Subscribe(_))), 0, "nothing shall be delivered here");
}

#[test]
fn the_old_numbers_stay_when_a_new_one_could_not_be_connected() {
    let mut play =
        Play::of(Connecting::by_login(Way::Login, vec![connected("7", "800")])).trouble(|task| matches!(task, Task::Keep(_)), refusal(100));
    play.numbers.push(number("2"));
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    play.event(Event::Answered(Answer::Numbers { ids: vec!["1".into(), "2".into()], mode: Mode::Replace }));
    assert_eq!(play.ran(|task| matches!(task, Task::Disconnect(_))), 0);
    play.event(Event::Retried(StepId::Webhook));
    assert_eq!(play.ran(|task| matches!(task, Task::Disconnect(_))), 1);
}

#[rstest]
#[case::set(AppWebhook::Set, StepState::Done, "was set")]
#[case::fields(AppWebhook::Lacks { fields: vec!["history".to_owned()] }, StepState::Noted, "history")]
#[case::elsewhere(AppWebhook::Elsewhere { address: "https://other.example".to_owned() }, StepState::Noted, "https://other.example")]
#[case::no_address(AppWebhook::NoAddress, StepState::Noted, "public address")]
#[case::unknown(AppWebhook::UnknownApp, StepState::Noted, "does not have the Meta app")]
fn the_webhook_of_the_app_is_looked_at(#[case] found: AppWebhook, #[case] state: StepState, #[case] words: &str) {
    let mut play = Play::login(Way::Login);
    play.app_webhook = found;
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    let step = play.step(StepId::Webhook);
    let said = format!("{:?} {:?}", step.detail, step.problem);
    assert!(step.state == state && said.contains(words), "{said}");
    assert!(play.is_done());
}

#[rstest]
#[case::pending(FoundNumber { name_status: Some("PENDING_REVIEW".to_owned()), ..number("1") }, StepId::DisplayName, "reviewing")]
#[case::declined(FoundNumber { name_status: Some("DECLINED".to_owned()), ..number("1") }, StepId::DisplayName, "declined")]
#[case::red(FoundNumber { quality: Some("RED".to_owned()), ..number("1") }, StepId::Quality, "RED")]
fn names_and_quality_are_only_noted(#[case] found: FoundNumber, #[case] step: StepId, #[case] words: &str) {
    let mut play = Play::login(Way::Login);
    play.numbers = vec![found];
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    assert_eq!(play.step(step).state, StepState::Noted);
    assert!(play.problem(step).words.contains(words));
    assert!(play.is_done());
}

#[rstest]
#[case::names(StepId::DisplayName, |task: &Task| matches!(task, Task::ReadNumber { .. }))]
#[case::templates(StepId::Templates, |task: &Task| matches!(task, Task::ReadTemplates(_)))]
fn what_can_not_be_read_at_the_end_does_not_undo_the_connection(#[case] step: StepId, #[case] which: fn(&Task) -> bool) {
    for trouble in [refusal(200), refusal(190)] {
        let mut play = Play::login(Way::Login).trouble(which, trouble);
        play.event(Event::Begun).event(exchanged(grants(&["900"])));
        assert_eq!(play.step(step).state, StepState::Noted);
        assert!(play.is_done());
    }
    let mut play = Play::login(Way::Login).trouble(which, refusal(200));
    play.event(Event::Begun).event(exchanged(grants(&["900"]))).event(Event::Retried(step)).shows("dddsdddsddd");
}

#[test]
fn templates_are_counted_and_named() {
    let mut play = Play::login(Way::Login);
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    assert_eq!(play.step(StepId::Templates).detail.as_deref(), Some("1 template: hello."));
}
