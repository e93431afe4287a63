//! Every step failing once, and tried again alone.

use frontdesk_api::views::*;
use frontdesk_sandbox::{Choices, DebugTokenForm, Endpoint, FIRST_NUMBER, GraphFault, MARTA, Pick, WABA};
use rstest::rstest;

use super::browser::logs_in;
use super::*;

fn casa_verde() -> Choices {
    Choices { account: Pick::Existing(WABA.into()), ..Choices::default() }
}

/// Goes on to the end from wherever it stands.
async fn to_the_end(ana: &Device) {
    until(ana, "numbers are asked for, or it is done", |connect| match &connect.stage {
        ConnectStage::Asking { question: ConnectQuestion::Numbers { .. } } | ConnectStage::Done { .. } => Some(()),
        _ => None,
    })
    .await;
    if now(&ana.session).await.is_some_and(|connect| matches!(connect.stage, ConnectStage::Asking { .. })) {
        choose(ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    }
}

#[rstest]
#[case::code(Endpoint::CodeExchange, ConnectStepId::Code)]
#[case::business(Endpoint::MeBusinesses, ConnectStepId::Business)]
#[case::account(Endpoint::OwnedAccounts, ConnectStepId::Account)]
#[case::numbers(Endpoint::PhoneNumbers, ConnectStepId::Numbers)]
#[tokio::test]
async fn a_refused_step_names_itself_and_is_retried_alone(#[case] endpoint: Endpoint, #[case] expected: ConnectStepId) {
    let (world, ana) = login_world().await;
    world.sandbox.set_debug_token_form(DebugTokenForm::WithoutTargets);
    start(&ana, ConnectWay::Login).await;
    let url = at_meta(&ana).await;
    world.sandbox.graph_fault(Some(endpoint), GraphFault::MetaError { code: 200 }, Some(1));
    logs_in(&world, &url, MARTA, &casa_verde()).await.expect("through");
    let step = failed(&ana).await;
    let problem = step.problem.expect("a problem");
    assert_eq!((step.step, problem.code, problem.can_retry), (expected, Some(200), true));
    assert!(problem.meta_says.is_some_and(|words| !words.is_empty()) && !problem.fix.is_empty());
    retry(&ana, expected).await;
    if expected == ConnectStepId::Code {
        logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    }
    to_the_end(&ana).await;
    done(&ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "made it").await;
}

#[tokio::test]
async fn a_refused_subscription_keeps_nothing_and_is_retried_alone() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    world.sandbox.graph_fault(Some(Endpoint::Subscribe), GraphFault::MetaError { code: 200 }, Some(1));
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    assert_eq!(failed(&ana).await.step, ConnectStepId::Webhook);
    assert_eq!(ana.session.list_numbers(Nothing {}).await.expect("numbers").items, []);
    retry(&ana, ConnectStepId::Webhook).await;
    assert_eq!(ids(&done(&ana).await), [FIRST_NUMBER]);
    arrives(&world, &ana, FIRST_NUMBER, "made it").await;
}

#[rstest]
#[case::app_webhook(Endpoint::Subscriptions, ConnectStepId::Webhook)]
#[case::name(Endpoint::PhoneNumber, ConnectStepId::DisplayName)]
#[case::templates(Endpoint::Templates, ConnectStepId::Templates)]
#[tokio::test]
async fn what_is_only_noted_does_not_undo_the_connection(#[case] endpoint: Endpoint, #[case] expected: ConnectStepId) {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    // The numbers table asks about the number, too.
    let rule = world.sandbox.graph_fault(Some(endpoint), GraphFault::MetaError { code: 200 }, None);
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    assert_eq!(ids(&done(&ana).await), [FIRST_NUMBER]);
    assert_eq!(step(&ana, expected).await.state, ConnectStepState::Noted);
    world.sandbox.release(rule);
    world.sandbox.clear_rules();
    retry(&ana, expected).await;
    until(&ana, "the step is done", |connect| {
        (matches!(connect.stage, ConnectStage::Done { .. })
            && connect.steps.iter().any(|step| step.step == expected && step.state == ConnectStepState::Done))
        .then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_passing_fault_is_tried_again_by_itself() {
    let (world, ana) = login_world().await;
    let rule = world.sandbox.graph_fault(Some(Endpoint::PhoneNumbers), GraphFault::Http { status: 503, body: None, accepted: false }, Some(1));
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    assert_eq!(world.sandbox.fired(rule), 1);
}

#[tokio::test]
async fn one_connection_is_made_at_a_time_and_closing_it_makes_room() {
    let (_world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    at_meta(&ana).await;
    let refused = ana.session.start_connect(StartConnect { way: ConnectWay::Login, app_id: None }).await.expect_err("one at a time");
    assert!(refused.message.contains("already"), "{}", refused.message);
    ana.session.close_connect(Nothing {}).await.expect("closed");
    assert!(ana.screen.login().is_none());
    start(&ana, ConnectWay::Login).await;
    at_meta(&ana).await;
}

#[tokio::test]
async fn quitting_in_the_middle_leaves_nothing_that_the_next_run_does_not_mend() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    world.sandbox.graph_fault(Some(Endpoint::Subscribe), GraphFault::MetaError { code: 200 }, Some(1));
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    // Key and route are there, the number is not.
    failed(&ana).await;
    let ana = ana.restart().await;
    ana.until_live().await;
    assert_eq!(now(&ana.session).await, None);
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    done(&ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "after all").await;
}

#[tokio::test]
async fn the_relay_going_away_meanwhile_is_said_and_mended() {
    let (mut world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
    world.stop_relay().await;
    ana.until_offline().await;
    let integration = ana.session.integration(Nothing {}).await.expect("integration");
    assert!(integration.unreachable.is_some() && integration.blocked.is_some());
    world.start_relay().await;
    ana.until_live().await;
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    done(&ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "back again").await;
}
