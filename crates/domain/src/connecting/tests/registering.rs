use rstest::rstest;

use super::*;

fn pending(id: &str) -> FoundNumber {
    FoundNumber { status: Some("PENDING".to_owned()), ..number(id) }
}

fn at_registration(mut play: Play, numbers: Vec<FoundNumber>) -> Play {
    let ids: Vec<PhoneNumberId> = numbers.iter().map(|number| number.id.clone()).collect();
    play.numbers = numbers;
    play.event(Event::Begun).event(exchanged(grants(&["900"])));
    if ids.len() > 1 {
        play.event(Event::Answered(Answer::Numbers { ids, mode: Mode::Add }));
    }
    play
}

fn asks(play: &Play) -> Question {
    match play.flow.stage() {
        Stage::Asking(question) => question.clone(),
        other => panic!("asks nothing: {other:?}"),
    }
}

fn pin_asked(id: &str, wrong: Option<&str>) -> Question {
    Question::Pin { number: id.into(), choose: false, wrong: wrong.map(str::to_owned) }
}

fn register(task: &Task) -> bool {
    matches!(task, Task::Register { .. })
}

#[test]
fn a_number_that_is_not_live_is_registered_with_its_pin() {
    let mut play = at_registration(Play::login(Way::Login), vec![pending("1")]);
    play.shows("dddsddd?www");
    assert_eq!(asks(&play), pin_asked("1", None));
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsddddddd");
    assert!(play.is_done());
    assert_eq!(play.step(StepId::Registration).detail.as_deref(), Some("Registered: Shop 1 (+1 555 1)."));
}

#[test]
fn a_number_without_two_step_verification_gets_the_pin_that_is_chosen() {
    let play = at_registration(Play::login(Way::Login), vec![FoundNumber { pin_enabled: Some(false), ..pending("1") }]);
    assert_eq!(asks(&play), Question::Pin { number: "1".into(), choose: true, wrong: None });
}

#[test]
fn a_wrong_pin_is_asked_for_again_with_metas_words() {
    let mut play = at_registration(Play::login(Way::Login).trouble(register, refusal(133_005)), vec![pending("1")]);
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsddd?www");
    assert_eq!(asks(&play), pin_asked("1", Some("Meta's details")));
    play.event(Event::Answered(Answer::Pin(pin())));
    assert!(play.is_done());
}

#[test]
fn an_unverified_number_is_verified_by_a_code() {
    let unverified = FoundNumber { verification: Some("NOT_VERIFIED".to_owned()), ..pending("1") };
    let mut play =
        at_registration(Play::login(Way::Login).trouble(|task| matches!(task, Task::VerifyCode { .. }), refusal(136_025)), vec![unverified]);
    assert_eq!(asks(&play), Question::Verification { number: "1".into(), sent: None, wrong: None });
    // A code can't be right before one was sent.
    play.event(Event::Answered(Answer::Code(pin())));
    assert_eq!(play.ran(|task| matches!(task, Task::VerifyCode { .. })), 0);
    play.event(Event::Answered(Answer::SendCode(CodeMethod::Voice)));
    assert_eq!(asks(&play), Question::Verification { number: "1".into(), sent: Some(CodeMethod::Voice), wrong: None });
    play.event(Event::Answered(Answer::Code(pin())));
    let wrong = Some("Meta's details".to_owned());
    assert_eq!(asks(&play), Question::Verification { number: "1".into(), sent: Some(CodeMethod::Voice), wrong });
    play.event(Event::Answered(Answer::SendCode(CodeMethod::Sms))).event(Event::Answered(Answer::Code(pin())));
    assert_eq!(asks(&play), pin_asked("1", None));
    play.event(Event::Answered(Answer::Pin(pin())));
    assert!(play.is_done());
}

#[test]
fn meta_may_want_the_number_verified_first() {
    let mut play = at_registration(Play::login(Way::Login).trouble(register, refusal(133_006)), vec![pending("1")]);
    play.event(Event::Answered(Answer::Pin(pin())));
    assert_eq!(asks(&play), Question::Verification { number: "1".into(), sent: None, wrong: None });
}

#[rstest]
#[case::too_often(133_016, "Wait three days")]
#[case::guesses(133_008, "Wait as long as Meta says")]
#[case::deleted(133_015, "Wait five minutes")]
#[case::locked(131_031, "WhatsApp Manager")]
fn a_refusal_says_what_to_do_and_can_be_tried_again(#[case] code: i64, #[case] fix: &str) {
    let mut play = at_registration(Play::login(Way::Login).trouble(register, refusal(code)), vec![pending("1")]);
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsdddFwww");
    let problem = play.problem(StepId::Registration);
    assert!(problem.fix.contains(fix) && problem.can_retry && problem.code == Some(code), "{problem:?}");
    play.event(Event::Retried(StepId::Registration)).event(Event::Retried(StepId::Registration));
    assert_eq!(asks(&play), pin_asked("1", None));
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsddddddd");
}

#[test]
fn of_several_each_is_registered_and_a_refused_one_is_named() {
    let mut play = at_registration(
        Play::login(Way::Login).trouble(|task| matches!(task, Task::Register { number, .. } if number.as_str() == "1"), refusal(133_016)),
        vec![pending("1"), number("2"), pending("3")],
    );
    assert_eq!(asks(&play), pin_asked("1", None));
    play.event(Event::Answered(Answer::Pin(pin())));
    assert_eq!(asks(&play), pin_asked("3", None));
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsdddnddd");
    assert!(play.problem(StepId::Registration).words.starts_with("Shop 1 (+1 555 1): "));
    play.event(Event::Retried(StepId::Registration));
    assert_eq!(asks(&play), pin_asked("1", None), "only what is missing");
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsddddddd");
}

#[test]
fn skipping_leaves_the_number_unregistered_and_says_so() {
    let mut play = at_registration(Play::login(Way::Login), vec![pending("1")]);
    play.event(Event::Answered(Answer::Skip)).shows("dddsdddnddd");
    assert!(play.problem(StepId::Registration).words.contains("can't send"));
    assert!(play.is_done());
}

#[test]
fn an_interrupted_registration_is_never_repeated_by_itself() {
    let lost = Failure { class: FailureClass::Unknown, code: None, subcode: None, title: "Meta did not answer in time.".to_owned(), details: None };
    let mut play = at_registration(Play::login(Way::Login).trouble(register, Trouble::Meta(lost)), vec![pending("1")]);
    play.event(Event::Answered(Answer::Pin(pin()))).shows("dddsdddFwww");
    assert_eq!(play.ran(register), 1);
}
