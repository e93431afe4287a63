//! The login dialog, for an account that exists.

use std::collections::BTreeSet;

use frontdesk_api::views::*;
use frontdesk_sandbox::{Choices, DebugTokenForm, FIRST_NUMBER, Leaving, MARTA, Page, Pick, SECOND_NUMBER, WABA, WORKSHOPS_NUMBER, WORKSHOPS_WABA};
use rstest::rstest;

use super::browser::{comes_back, get, logs_in};
use super::*;

fn casa_verde() -> Choices {
    Choices { account: Pick::Existing(WABA.into()), ..Choices::default() }
}

#[rstest]
#[case::with_ids(DebugTokenForm::WithTargets)]
#[case::newer_form(DebugTokenForm::WithoutTargets)]
#[tokio::test]
async fn an_existing_account_is_found_whatever_the_token_says(#[case] form: DebugTokenForm) {
    let (world, ana) = login_world().await;
    world.sandbox.set_debug_token_form(form);
    start(&ana, ConnectWay::Login).await;
    let page = logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through").expect("a page");
    assert!(page.contains("You can close this window"), "{page}");
    let ConnectQuestion::Numbers { suggested, .. } = question(&ana).await else { panic!("asks for numbers") };
    assert!(suggested.contains(&FIRST_NUMBER.to_owned()) && suggested.contains(&SECOND_NUMBER.to_owned()));
    choose(&ana, &[FIRST_NUMBER, SECOND_NUMBER], ConnectMode::Add).await;
    let numbers = done(&ana).await;
    assert_eq!(ids(&numbers), [FIRST_NUMBER, SECOND_NUMBER]);
    // The short token of the person was exchanged for a long one.
    let days = numbers[0].token.ends_at_ms.map(|at| (at - numbers[0].checked_at_ms.unwrap_or(at)) / 86_400_000);
    assert!(numbers[0].token.ends_at_ms.is_some() && days.is_none_or(|days| days == 0 || days > 50), "{days:?}");
    let token = step(&ana, ConnectStepId::Token).await;
    assert!(token.detail.as_deref().is_some_and(|detail| detail.contains("days")), "{token:?}");
    arrives(&world, &ana, FIRST_NUMBER, "to the shop").await;
    arrives(&world, &ana, SECOND_NUMBER, "about a delivery").await;
}

#[tokio::test]
async fn cancelling_the_dialog_is_no_failure() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    let choices = Choices { leaves: Some((Page::Permissions, Leaving::Cancels)), ..Choices::default() };
    logs_in(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("left");
    assert!(cancelled(&ana).await.contains("Nothing was changed"));
}

#[tokio::test]
async fn a_permission_left_out_is_named_and_asked_for_again() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    let choices = Choices { declines: vec!["whatsapp_business_messaging".into()], ..casa_verde() };
    logs_in(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("through");
    let step = failed(&ana).await;
    let problem = step.problem.expect("a problem");
    assert_eq!(step.step, ConnectStepId::Scopes);
    assert!(problem.words.contains("whatsapp_business_messaging") && problem.can_retry, "{problem:?}");
    retry(&ana, ConnectStepId::Scopes).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
}

#[tokio::test]
async fn a_replayed_or_foreign_state_opens_nothing() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    let url = at_meta(&ana).await;
    let back = comes_back(&world, &url, MARTA, &casa_verde()).await.expect("through").expect("an address");
    let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state").to_owned();
    let foreign = back.replace(&state, &"0".repeat(state.len()));
    assert!(get(&foreign).await.contains("no longer good"));
    assert!(matches!(now(&ana.session).await.expect("still there").stage, ConnectStage::AtMeta { .. }), "a foreign state moves nothing");
    get(&back).await;
    question(&ana).await;
    assert!(get(&back).await.contains("no longer good"), "a state is good once");
}

#[tokio::test]
async fn a_code_that_is_too_old_fails_with_metas_words_and_a_new_login_works() {
    let (world, ana) = login_world().await;
    start(&ana, ConnectWay::Login).await;
    let back = comes_back(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through").expect("an address");
    world.sandbox.expire_codes();
    get(&back).await;
    let step = failed(&ana).await;
    let problem = step.problem.expect("a problem");
    assert_eq!((step.step, problem.code), (ConnectStepId::Code, Some(100)));
    assert!(problem.meta_says.is_some_and(|words| words.contains("expired")));
    retry(&ana, ConnectStepId::Code).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    question(&ana).await;
}

async fn connected_to_first(world: &World, ana: &Device) {
    start(ana, ConnectWay::Login).await;
    logs_in(world, &at_meta(ana).await, MARTA, &casa_verde()).await.expect("through");
    question(ana).await;
    choose(ana, &[FIRST_NUMBER, SECOND_NUMBER], ConnectMode::Add).await;
    done(ana).await;
}

#[rstest]
#[case::add(ConnectMode::Add)]
#[case::replace(ConnectMode::Replace)]
#[tokio::test]
async fn connecting_again_adds_or_replaces_as_the_person_says(#[case] mode: ConnectMode) {
    let (world, ana) = login_world().await;
    connected_to_first(&world, &ana).await;
    start(&ana, ConnectWay::Login).await;
    let workshops = Choices { account: Pick::Existing(WORKSHOPS_WABA.into()), ..Choices::default() };
    logs_in(&world, &at_meta(&ana).await, MARTA, &workshops).await.expect("through");
    let ConnectQuestion::Numbers { others, .. } = question(&ana).await else { panic!("asks for numbers") };
    let others: Vec<&str> = others.iter().map(|number| number.phone_number_id.as_str()).collect();
    assert_eq!(others, [FIRST_NUMBER, SECOND_NUMBER], "what replacing would disconnect is shown");
    choose(&ana, &[WORKSHOPS_NUMBER], mode).await;
    until(&ana, "the PIN is asked for", |connect| {
        matches!(&connect.stage, ConnectStage::Asking { question: ConnectQuestion::Pin { .. } }).then_some(())
    })
    .await;
    answer(&ana, AnswerConnect::Skip).await.expect("without the PIN");
    done(&ana).await;
    let listed = ana.session.list_numbers(Nothing {}).await.expect("numbers").items;
    match mode {
        ConnectMode::Add => assert_eq!(
            ids(&listed),
            [WORKSHOPS_NUMBER, FIRST_NUMBER, SECOND_NUMBER].into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        ),
        ConnectMode::Replace => {
            assert_eq!(ids(&listed), [WORKSHOPS_NUMBER]);
            let webhook = step(&ana, ConnectStepId::Webhook).await;
            assert!(webhook.detail.is_some_and(|detail| detail.contains("Disconnected: +34 910 55 01 10, +34 910 55 01 20.")));
        }
    }
}

#[tokio::test]
async fn choosing_a_connected_number_again_renews_its_token_and_keeps_its_history() {
    let (world, ana) = login_world().await;
    connected_to_first(&world, &ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "before").await;
    world.sandbox.changes_password(MARTA);
    start(&ana, ConnectWay::Login).await;
    logs_in(&world, &at_meta(&ana).await, MARTA, &casa_verde()).await.expect("through");
    let ConnectQuestion::Numbers { found, .. } = question(&ana).await else { panic!("asks for numbers") };
    assert_eq!(found[0].connected_as.as_deref(), Some("Casa Verde"), "already connected says as what");
    choose(&ana, &[FIRST_NUMBER, SECOND_NUMBER], ConnectMode::Add).await;
    done(&ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "after").await;
    let conversation = ana.inbox().await.into_iter().find(|c| c.contact.display_name == "Emma Clarke").expect("there");
    assert_eq!(ana.thread(&conversation.id).await.len(), 2);
    let reply = ana.replies(&conversation.id, "Yes!").await;
    ana.until_state(&reply, MessageState::Delivered).await;
}
