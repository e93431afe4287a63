//! Ids and a token at hand.

use frontdesk_api::views::*;
use frontdesk_sandbox::{DEMO_APP_ID, DEMO_APP_SECRET, DEMO_TOKEN, FIRST_NUMBER, SECOND_NUMBER, SandboxConfig, TokenConfig, WABA};

use super::*;

fn entered(numbers: &[&str], token: &str) -> StartManual {
    StartManual {
        phone_number_ids: numbers.iter().map(|id| (*id).to_owned()).collect(),
        waba_id: WABA.to_owned(),
        access_token: token.to_owned(),
        app_id: None,
        app_secret: None,
    }
}

/// A relay that starts without any Meta app.
async fn bare_world() -> (World, Device) {
    let world = World::unconnected_with(SandboxConfig::connecting(), None, |settings| {
        settings.apps.clear();
        settings.without_meta_app = true;
    })
    .await;
    world.sandbox.add_token(TokenConfig::full(DEMO_TOKEN));
    let ana = world.owner().await;
    (world, ana)
}

#[tokio::test]
async fn several_ids_and_the_app_are_checked_and_connected() {
    let (world, ana) = bare_world().await;
    let integration = ana.session.integration(Nothing {}).await.expect("integration");
    assert_eq!(integration.blocked.as_deref(), Some("Meta App ID and App Secret are not configured on the server"));
    let request = StartManual {
        app_id: Some(DEMO_APP_ID.to_owned()),
        app_secret: Some(DEMO_APP_SECRET.to_owned()),
        ..entered(&[&format!("{FIRST_NUMBER}, {SECOND_NUMBER}")], &format!("\"Bearer {DEMO_TOKEN}\" "))
    };
    ana.session.start_manual(request).await.expect("started");
    assert_eq!(ids(&done(&ana).await), [FIRST_NUMBER, SECOND_NUMBER]);
    assert_eq!(step(&ana, ConnectStepId::Code).await.state, ConnectStepState::Skipped);
    assert_eq!(step(&ana, ConnectStepId::Webhook).await.state, ConnectStepState::Done);
    arrives(&world, &ana, SECOND_NUMBER, "by hand, too").await;
    let integration = ana.session.integration(Nothing {}).await.expect("integration");
    assert_eq!(integration.blocked, None);
    assert!(integration.relay.is_some_and(|relay| relay.apps.iter().any(|app| app.app_id.as_deref() == Some(DEMO_APP_ID) && app.entered)));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_with_metas_words_and_nothing_is_kept() {
    let (_world, ana) = bare_world().await;
    let wrong =
        || StartManual { app_id: Some(DEMO_APP_ID.to_owned()), app_secret: Some("wrong-secret".to_owned()), ..entered(&[FIRST_NUMBER], DEMO_TOKEN) };
    ana.session.start_manual(wrong()).await.expect("started");
    let step = failed(&ana).await;
    let problem = step.problem.expect("a problem");
    assert_eq!(step.step, ConnectStepId::Token);
    assert!(problem.meta_says.is_some() && problem.fix.contains("app secret"), "{problem:?}");
    assert_eq!(ana.session.list_numbers(Nothing {}).await.expect("numbers").items, []);
    let put = ana.session.put_meta_app(PutMetaApp { app_id: DEMO_APP_ID.to_owned(), app_secret: "wrong-secret".to_owned(), config_id: None }).await;
    assert!(put.is_err());
    let integration = ana.session.integration(Nothing {}).await.expect("integration");
    assert!(integration.relay.is_some_and(|relay| relay.apps.is_empty()));
}

#[tokio::test]
async fn what_does_not_fit_is_named_before_anything_is_kept() {
    let world = World::unconnected(None).await;
    world.sandbox.add_token(TokenConfig::full(DEMO_TOKEN));
    let ana = world.owner().await;
    ana.session.start_manual(entered(&[FIRST_NUMBER, "999"], DEMO_TOKEN)).await.expect("started");
    let step = failed(&ana).await;
    assert_eq!(step.step, ConnectStepId::Numbers);
    assert!(step.problem.is_some_and(|problem| problem.words.contains("999")));

    ana.session.start_manual(entered(&[FIRST_NUMBER], "EAAnonsense")).await.expect("started");
    let step = until(&ana, "the token is refused", |connect| {
        connect.steps.iter().find(|step| step.step == ConnectStepId::Token && step.state == ConnectStepState::Failed).cloned()
    })
    .await;
    assert!(step.problem.is_some_and(|problem| problem.fix.contains("system user")));
    assert_eq!(ana.session.list_numbers(Nothing {}).await.expect("numbers").items, []);
    for (request, words) in [
        (entered(&[], DEMO_TOKEN), "phone number id"),
        (entered(&["+34 910"], DEMO_TOKEN), "row of digits"),
        (StartManual { waba_id: "Casa Verde".to_owned(), ..entered(&["1"], DEMO_TOKEN) }, "Business Account id"),
        (entered(&["1"], "EAA x"), "access token"),
        (StartManual { app_id: Some("1".to_owned()), ..entered(&["1"], "EAAx") }, "belong together"),
    ] {
        let refused = ana.session.start_manual(request).await.expect_err(words);
        assert!(refused.message.contains(words), "{}", refused.message);
    }
}
