use rstest::rstest;

use super::*;

fn run(mut play: Play) -> Play {
    play.event(Event::Begun);
    if matches!(play.flow.stage(), Stage::AtMeta { .. }) {
        // Without ids, so that every step has something to do.
        play.event(exchanged(grants(&[])));
    }
    play
}

const KINDS: [(StepId, Which); 6] = [
    (StepId::Code, |task| *task == Task::StartLogin),
    (StepId::Business, |task| matches!(task, Task::ReadBusinesses { .. })),
    (StepId::Account, |task| matches!(task, Task::ListAccounts { .. })),
    (StepId::Numbers, |task| matches!(task, Task::ReadNumbers(_))),
    (StepId::Webhook, |task| matches!(task, Task::Subscribe(_))),
    (StepId::Webhook, |task| matches!(task, Task::Keep(_))),
];

#[test]
fn every_step_fails_alone_and_is_retried_alone() {
    for (step, which) in KINDS {
        let mut play = run(Play::login(Way::Login).trouble(which, refusal(200)));
        assert_eq!(play.step(step).state, StepState::Failed, "{step:?}");
        assert_eq!(play.flow.stage(), Stage::Failed);
        let problem = play.problem(step);
        assert_eq!((problem.meta_says.as_deref(), problem.code, problem.can_retry), (Some("Meta's details"), Some(200), true), "{step:?}");
        assert!(problem.fix.contains("full control") || step == StepId::Code, "{problem:?}");
        assert!(play.flow.steps()[..step as usize].iter().all(|before| before.state == StepState::Done));
        assert!(play.flow.steps()[step as usize + 1..].iter().all(|after| after.state == StepState::Waiting));
        let earlier = play.tasks().len();
        play.event(Event::Retried(step));
        if step == StepId::Code {
            play.event(exchanged(grants(&[])));
        }
        assert!(play.is_done(), "{step:?}: {:#?}", play.flow.steps());
        assert!(play.tasks().len() > earlier);
        assert_eq!(play.ran(|task| *task == Task::StartLogin), if step == StepId::Code { 2 } else { 1 }, "the login is not done again");
    }
}

#[test]
fn transient_faults_are_tried_again_by_themselves_and_not_for_ever() {
    for (step, which) in KINDS {
        let mut play = Play::login(Way::Login).trouble(which, network()).trouble(which, network());
        play = run(play);
        assert!(play.is_done(), "{step:?}: {:#?}", play.flow.steps());
        let pauses: Vec<i64> =
            play.done.iter().filter_map(|effect| if let Effect::Run { after_ms, .. } = effect { Some(*after_ms) } else { None }).collect();
        assert_eq!(pauses.iter().filter(|pause| **pause > 0).collect::<Vec<_>>(), [&1_000, &3_000], "{step:?}");

        let mut play = Play::login(Way::Login);
        for _ in 0..4 {
            play = play.trouble(which, network());
        }
        let play = run(play);
        assert_eq!(play.step(step).state, StepState::Failed, "{step:?}");
        let problem = play.problem(step);
        assert!(problem.meta_says.is_none() && problem.can_retry && problem.words.contains("can't be reached"), "{problem:?}");
    }
}

#[test]
fn a_dead_token_needs_a_new_login_and_says_how() {
    for (mut play, fix) in [(Play::login(Way::Login), "log in with Meta again"), (Play::manual(&["1"]), "Make a new token")] {
        play.troubles.push((|task| matches!(task, Task::ReadNumbers(_)), refusal(190)));
        let mut play = run(play);
        let problem = play.problem(StepId::Numbers).clone();
        assert!(problem.fix.contains(fix) && !problem.can_retry, "{problem:?}");
        let before = play.flow.clone();
        play.event(Event::Retried(StepId::Numbers));
        assert_eq!(play.flow, before);
    }
}

#[rstest]
#[case::soon(Some(5_000), Some(5_000))]
#[case::at_once(None, Some(1_000))]
#[case::too_long(Some(3_600_000), None)]
fn a_wait_that_meta_asks_for_is_kept_when_a_person_can_sit_it_out(#[case] asked: Option<i64>, #[case] pause: Option<i64>) {
    let class = FailureClass::RateLimited { retry_after_ms: asked, only_this_recipient: false };
    let trouble = Trouble::Meta(Failure { class, code: Some(80_007), subcode: None, title: "slow".to_owned(), details: None });
    assert_eq!(trouble.pause_ms(&Task::StartLogin, 0), pause);
    assert_eq!(trouble.pause_ms(&Task::StartLogin, 3), None);
}

#[test]
fn a_result_of_a_run_that_was_given_up_is_not_heard() {
    let mut play = run(Play::login(Way::Login).trouble(|task| matches!(task, Task::ReadNumbers(_)), refusal(100)));
    let before = play.flow.clone();
    for run in 0..20 {
        play.event(Event::Finished { run, result: Ok(Outcome::Numbers(vec![number("9")])) });
    }
    assert_eq!(play.flow, before);
}

#[test]
fn every_problem_is_a_sentence_with_an_action() {
    let tasks = [
        Task::StartLogin,
        Task::PutApp,
        Task::ReadGrants,
        Task::ReadBusinesses { known: None },
        Task::ReadAccount("1".into()),
        Task::ReadNumbers("1".into()),
        Task::Subscribe("1".into()),
        Task::CheckAppWebhook { app_id: "1".to_owned() },
        Task::Register { number: "1".into(), pin: pin() },
        Task::ReadTemplates("1".into()),
    ];
    let codes = [
        0, 1, 2, 3, 4, 10, 17, 33, 100, 102, 190, 200, 299, 368, 613, 80_007, 131_000, 131_005, 131_031, 131_042, 133_000, 133_005, 133_006, 133_008,
        133_010, 133_015, 133_016, 136_024, 136_025, 999_999,
    ];
    for task in &tasks {
        for way in [Way::Login, Way::Manual] {
            for code in codes {
                let problem = refusal(code).problem(task, way);
                for words in [&problem.words, &problem.fix] {
                    assert!(words.ends_with('.') && words.len() > 10 && !words.contains("  "), "{words}");
                }
                assert_eq!(problem.code, Some(code));
            }
        }
    }
}
