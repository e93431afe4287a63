use rstest::rstest;

use super::*;

fn question(play: &Play) -> &Question {
    match play.flow.stage() {
        Stage::Asking(question) => question,
        other => panic!("asks nothing: {other:?}"),
    }
}

fn chosen(ids: &[&str], mode: Mode) -> Event {
    Event::Answered(Answer::Numbers { ids: ids.iter().map(|id| (*id).into()).collect(), mode })
}

fn at_numbers(mut play: Play) -> Play {
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    play
}

fn kept(play: &Play) -> Vec<&str> {
    play.flow.kept().iter().map(PhoneNumberId::as_str).collect()
}

#[test]
fn several_numbers_are_asked_about_and_connected_at_once() {
    let mut play = Play::login(Way::Login);
    play.numbers = vec![number("1"), number("2"), number("3")];
    let mut play = at_numbers(play);
    play.shows("dddsd?wwwww");
    assert_eq!(*question(&play), Question::Numbers { suggested: vec!["1".into(), "2".into(), "3".into()] });
    play.event(chosen(&["1", "3", "1"], Mode::Add));
    assert_eq!(kept(&play), ["1", "3"]);
    assert_eq!(play.ran(|task| matches!(task, Task::Subscribe(_))), 1, "once for the account");
    assert!(play.is_done());
}

#[test]
fn what_was_chosen_at_meta_is_suggested() {
    let mut play = Play::login(Way::Signup);
    play.numbers = vec![number("1"), number("2")];
    let done = LoginNews::Exchanged { grants: grants(&["900"]), signup: Some(signup(SignupEnd::Finished, Some("2"))) };
    play.event(Event::Begun).event(Event::Login(done));
    assert_eq!(*question(&play), Question::Numbers { suggested: vec!["2".into()] });
}

#[test]
fn an_answer_that_cannot_be_is_refused_in_words() {
    let mut play = Play::login(Way::Login);
    play.numbers = vec![number("1"), number("2"), FoundNumber { status: Some("BANNED".to_owned()), ..number("3") }];
    let mut play = at_numbers(play);
    for (ids, words) in [(&[][..], "at least one"), (&["9"][..], "not among"), (&["1", "3"][..], "banned")] {
        let refused = play.try_event(chosen(ids, Mode::Add)).expect_err("refused").to_string();
        assert!(refused.contains(words), "{refused}");
    }
    play.shows("dddsd?wwwww");
}

#[test]
fn answers_that_come_late_or_twice_change_nothing() {
    let mut play = Play::login(Way::Login);
    play.numbers = vec![number("1"), number("2")];
    let mut play = at_numbers(play);
    for wrong in [Answer::Pin(pin()), Answer::Code(pin()), Answer::SendCode(CodeMethod::Sms)] {
        play.event(Event::Answered(wrong)).shows("dddsd?wwwww");
    }
    play.event(chosen(&["1"], Mode::Add));
    let after = play.flow.clone();
    play.event(chosen(&["2"], Mode::Replace)).event(Event::Answered(Answer::Skip)).event(Event::Retried(StepId::Numbers));
    assert_eq!(play.flow, after);
}

#[rstest]
#[case::add(Mode::Add, None)]
#[case::replace(Mode::Replace, Some(vec!["7", "8"]))]
fn connected_numbers_stay_or_go_as_the_person_says(#[case] mode: Mode, #[case] gone: Option<Vec<&str>>) {
    let before = vec![connected("1", "900"), connected("7", "800"), connected("8", "900")];
    let mut play = Play::of(Connecting::by_login(Way::Login, before));
    play.numbers = vec![number("1"), number("2"), number("8")];
    let mut play = at_numbers(play);
    assert_eq!(*question(&play), Question::Numbers { suggested: vec!["1".into(), "8".into()] }, "what is connected is renewed");
    assert_eq!(play.flow.others().map(|other| other.id.as_str()).collect::<Vec<_>>(), ["7"]);
    assert_eq!(play.flow.connected_as(&number("1")).as_deref(), Some("Team 1"));
    assert_eq!(play.flow.connected_as(&number("2")), None);
    play.event(chosen(&["1", "2"], mode));
    let disconnected = play.tasks().into_iter().find_map(|task| if let Task::Disconnect(ids) = task { Some(ids) } else { None });
    assert_eq!(disconnected.map(|ids| ids.iter().map(PhoneNumberId::as_str).collect()), gone);
    assert_eq!(kept(&play), ["1", "2"]);
    let detail = play.step(StepId::Webhook).detail.clone().unwrap_or_default();
    assert_eq!(detail.contains("Disconnected: +1 555 7, +1 555 8."), mode == Mode::Replace, "{detail}");
}

#[test]
fn one_number_and_another_connected_elsewhere_is_a_question() {
    let mut play = at_numbers(Play::of(Connecting::by_login(Way::Login, vec![connected("7", "800")])));
    assert_eq!(*question(&play), Question::Numbers { suggested: vec!["1".into()] });
    play.event(Event::Answered(Answer::Skip)).shows("dddsdssssss");
    assert!(play.is_done() && kept(&play).is_empty());
}

#[test]
fn the_only_number_connected_already_is_renewed_without_a_question() {
    let play = at_numbers(Play::of(Connecting::by_login(Way::Login, vec![connected("1", "900")])));
    assert!(play.is_done());
    assert_eq!(kept(&play), ["1"]);
}

#[test]
fn connected_elsewhere_says_where() {
    let play = Play::of(Connecting::by_login(Way::Login, vec![connected("1", "800")]));
    assert_eq!(play.flow.connected_as(&number("1")).as_deref(), Some("Team 1, in the account 800"));
}

#[test]
fn without_a_number_the_person_is_asked_and_may_go_back_to_meta() {
    let mut play = Play::login(Way::Signup);
    play.numbers.clear();
    let done = || Event::Login(LoginNews::Exchanged { grants: grants(&["900"]), signup: Some(signup(SignupEnd::WithoutNumber, None)) });
    play.event(Event::Begun).event(done());
    assert_eq!(*question(&play), Question::NoNumber { account_name: "Casa Verde".to_owned() });
    play.event(Event::WindowWanted).shows("rwwwwwwwwww");
    play.event(done()).event(Event::Answered(Answer::Skip)).shows("dddddssssss");
    assert!(play.is_done());
}

#[test]
fn without_a_number_in_an_account_that_has_some_nothing_is_taken_for_granted() {
    let mut play = Play::login(Way::Signup);
    let done = LoginNews::Exchanged { grants: grants(&["900"]), signup: Some(signup(SignupEnd::WithoutNumber, None)) };
    play.event(Event::Begun).event(Event::Login(done));
    assert_eq!(*question(&play), Question::Numbers { suggested: vec![] });
}

#[rstest]
#[case::finish(SignupEnd::Finished, "dddddddsddd")]
#[case::access_only(SignupEnd::AccessOnly, "dddddddsddd")]
#[case::coexistence(SignupEnd::Coexistence, "dddddddsddd")]
#[case::new_word(SignupEnd::Other("FINISH_SOMEHOW".to_owned()), "dddddddsddd")]
fn every_end_leads_to_a_number(#[case] end: SignupEnd, #[case] states: &str) {
    let mut play = Play::login(Way::Signup);
    let signup = Signup { waba_id: None, business_id: None, ..signup(end, None) };
    let done = LoginNews::Exchanged { grants: grants(&[]), signup: Some(signup) };
    play.event(Event::Begun).event(Event::Login(done)).shows(states);
    assert_eq!(kept(&play), ["1"]);
}

#[test]
fn several_accounts_are_all_looked_at_and_an_unreadable_one_is_noted() {
    let mut play = Play::login(Way::Login).trouble(|task| matches!(task, Task::ReadAccount(id) if id.as_str() == "902"), refusal(200));
    play.accounts.push(Account { id: "901".into(), name: Some("Second".to_owned()), business_id: None });
    play.numbers.push(FoundNumber { account: "901".into(), ..number("2") });
    play.event(Event::Begun).event(exchanged(grants(&["900", "901", "902"])));
    play.shows("dddsn?wwwww");
    play.event(chosen(&["1", "2"], Mode::Add));
    assert_eq!(play.ran(|task| matches!(task, Task::Subscribe(_))), 2);
    assert_eq!(kept(&play), ["1", "2"]);
}

#[test]
fn by_hand_only_the_given_ids_are_connected() {
    let mut play = Play::manual(&["2", "1"]);
    play.numbers = vec![number("1"), number("2"), number("3")];
    play.event(Event::Begun).shows("sddsdddsddd");
    assert_eq!(kept(&play), ["2", "1"]);
}

#[test]
fn by_hand_an_id_that_the_account_lacks_is_named() {
    let mut play = Play::manual(&["1", "4"]);
    play.event(Event::Begun).shows("sddsdFwwwww");
    assert!(play.problem(StepId::Numbers).words.contains("no number with the id 4"));
    assert_eq!(play.ran(|task| matches!(task, Task::Route { .. } | Task::Keep(_))), 0, "nothing is kept");
}

#[test]
fn by_hand_without_a_known_app_the_scopes_are_not_checked() {
    let mut play = Play::manual(&["1"]);
    let (flow, effects) = play.flow.clone().step(Event::Begun, NOW).expect("taken");
    play.flow = flow;
    let Some(Effect::Run { run, task: Task::ReadGrants, .. }) = effects.last() else { panic!("{effects:?}") };
    play.event(Event::Finished { run: *run, result: Ok(Outcome::Grants(None)) }).shows("sdssdddsddd");
}

#[test]
fn an_app_that_came_along_is_given_to_the_relay_first() {
    let by_hand = || Connecting::by_hand(vec!["1".into()], "900".into(), true, Vec::new());
    let mut play = Play::of(by_hand());
    play.event(Event::Begun);
    assert_eq!(play.tasks()[..2], [&Task::PutApp, &Task::ReadGrants]);
    assert!(play.is_done());

    let refused = Trouble::MetaToRelay { words: "Error validating client secret.".to_owned(), code: Some(1) };
    let mut play = Play::of(by_hand()).trouble(|task| *task == Task::PutApp, refused);
    play.event(Event::Begun).shows("sFwwwwwwwww");
    assert_eq!(play.tasks(), [&Task::PutApp]);
    let problem = play.problem(StepId::Token);
    assert!(problem.fix.contains("app secret") && problem.meta_says.as_deref() == Some("Error validating client secret."), "{problem:?}");
}
