//! The connection doctor over real parts: all well, and each thing broken on its own.

use frontdesk_api::views::*;
use frontdesk_sandbox::{DEMO_TOKEN, DEMO_VERIFY_TOKEN, FIRST_NUMBER, SandboxConfig};
use frontdesk_testkit::{Device, World};

/// With a Meta app that the relay can ask about, as after a login.
async fn world() -> World {
    let world = World::unconnected_with(SandboxConfig::test(), None, |_| {}).await;
    world.sandbox.set_webhook(&world.webhook_url(), DEMO_VERIFY_TOKEN).await.expect("the handshake");
    world
}

async fn start(device: &Device, test_phone: &str) -> DoctorView {
    let request = RunDoctor { phone_number_id: FIRST_NUMBER.to_owned(), test_phone: test_phone.to_owned() };
    device.session.run_doctor(request).await.expect("started")
}

async fn done(device: &Device) -> DoctorView {
    device
        .until(
            "the doctor is done",
            |session| async move { session.current_doctor(Nothing {}).await.expect("a run").doctor.filter(|run| !run.running) },
        )
        .await
}

async fn examine(device: &Device) -> DoctorView {
    start(device, "").await;
    done(device).await
}

fn of(run: &DoctorView, id: DoctorCheckId) -> &DoctorCheckView {
    run.checks.iter().find(|check| check.check == id).expect("every check is there")
}

fn in_state(run: &DoctorView, state: DoctorCheckState) -> Vec<DoctorCheckId> {
    run.checks.iter().filter(|check| check.state == state).map(|check| check.check).collect()
}

#[tokio::test]
async fn all_is_well_and_a_message_goes_out_and_comes_back() {
    let world = world().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("I am here").expect("sent");
    ana.until_last("Emma Clarke", "I am here").await;
    let phone = emma.customer().expect("Emma").wa_id;

    let run = start(&ana, &format!("+{phone}")).await;
    assert!(run.running);
    assert_eq!(run.checks.len(), 20);
    let again = ana.session.run_doctor(RunDoctor { phone_number_id: FIRST_NUMBER.to_owned(), test_phone: String::new() }).await;
    assert!(again.is_err_and(|e| e.message.contains("at work already")));
    emma.wait_for_text("This is a connection test of Frontdesk. Please answer with any message.").await.expect("the test message");
    emma.sends_text("I see it").expect("sent");
    let run = done(&ana).await;
    assert_eq!(in_state(&run, DoctorCheckState::Bad), [], "{}", run.report);
    assert_eq!(in_state(&run, DoctorCheckState::Skipped), [], "{}", run.report);
    assert_eq!(of(&run, DoctorCheckId::SelfTest).state, DoctorCheckState::Good, "{}", run.report);
    assert_eq!(of(&run, DoctorCheckId::Challenge).state, DoctorCheckState::Good);
    assert_eq!(of(&run, DoctorCheckId::Signature).state, DoctorCheckState::Good);
    for secret in [DEMO_TOKEN, DEMO_VERIFY_TOKEN, phone.as_str(), "Emma"] {
        assert!(!run.report.contains(secret), "{secret} in {}", run.report);
    }
    assert!(run.report.contains(FIRST_NUMBER) && run.report.contains("[good] Relay connected"), "{}", run.report);
}

#[tokio::test]
async fn nobody_answering_is_said_without_alarm() {
    let world = world().await;
    let ana = world.ana().await;
    for phone in ["not a phone", "12", "+44 7700 900999 ext. five"] {
        let request = RunDoctor { phone_number_id: FIRST_NUMBER.to_owned(), test_phone: phone.to_owned() };
        assert!(ana.session.run_doctor(request).await.is_err_and(|e| e.message.contains("country code")), "{phone}");
    }
    let run = examine(&ana).await;
    assert_eq!(of(&run, DoctorCheckId::SelfTest).state, DoctorCheckState::Skipped);
    assert_eq!(of(&run, DoctorCheckId::LastWebhook).state, DoctorCheckState::Warning, "none has ever come");
    start(&ana, "+44 7700 900999").await;
    let run = done(&ana).await;
    let test = of(&run, DoctorCheckId::SelfTest);
    assert_eq!(test.state, DoctorCheckState::Skipped);
    assert!(test.words.contains("24 hours") && test.fix.is_some(), "{test:?}");
}

#[tokio::test]
async fn webhooks_that_go_elsewhere_are_found() {
    let world = world().await;
    let ana = world.ana().await;
    world.sandbox.set_webhook_unverified("https://somewhere.example/hook", DEMO_VERIFY_TOKEN);
    let run = examine(&ana).await;
    let webhook = of(&run, DoctorCheckId::AppWebhook);
    assert_eq!(webhook.state, DoctorCheckState::Bad);
    assert!(webhook.words.contains("somewhere.example"), "{webhook:?}");
    assert!(webhook.fix.as_ref().is_some_and(|fix| fix.contains(&world.webhook_url())), "{webhook:?}");
    assert_eq!(of(&run, DoctorCheckId::Token).state, DoctorCheckState::Good, "the rest goes on");
}

#[tokio::test]
async fn a_dead_token_and_a_banned_number_are_found() {
    let world = world().await;
    let ana = world.ana().await;
    world.sandbox.set_number_status(FIRST_NUMBER, Some("BANNED")).expect("set");
    let run = examine(&ana).await;
    assert_eq!(of(&run, DoctorCheckId::NumberStatus).state, DoctorCheckState::Bad);
    assert!(of(&run, DoctorCheckId::NumberStatus).words.contains("banned"));
    world.sandbox.revoke_token("main");
    let run = examine(&ana).await;
    for check in [DoctorCheckId::Token, DoctorCheckId::NumberStatus, DoctorCheckId::Templates, DoctorCheckId::Subscription] {
        assert_eq!(of(&run, check).state, DoctorCheckState::Bad, "{check:?} in {}", run.report);
        assert!(of(&run, check).fix.is_some());
    }
    assert_eq!(of(&run, DoctorCheckId::Challenge).state, DoctorCheckState::Good, "the webhook has nothing to do with it");
    assert!(!run.report.contains(DEMO_TOKEN));
}

#[tokio::test]
async fn without_the_relay_only_the_relay_is_to_blame() {
    let mut world = world().await;
    let ana = world.ana().await;
    world.stop_relay().await;
    ana.until_offline().await;
    let run = examine(&ana).await;
    assert_eq!(in_state(&run, DoctorCheckState::Bad), [DoctorCheckId::RelayConnected], "{}", run.report);
    assert_eq!(of(&run, DoctorCheckId::Challenge).state, DoctorCheckState::Skipped);
    assert_eq!(of(&run, DoctorCheckId::NumberStatus).state, DoctorCheckState::Good, "Meta is asked all the same");
}

#[tokio::test]
async fn a_run_can_be_stopped() {
    let world = world().await;
    let ana = world.ana().await;
    world.sandbox.customer("Emma").sends_text("hi").expect("sent");
    ana.until_last("Emma Clarke", "hi").await;
    let phone = world.sandbox.customer("Emma").customer().expect("Emma").wa_id;
    start(&ana, &phone).await;
    world
        .sandbox
        .customer("Emma")
        .wait_for_text("This is a connection test of Frontdesk. Please answer with any message.")
        .await
        .expect("waiting now");
    ana.session.stop_doctor(Nothing {}).await.expect("stopped");
    let run = done(&ana).await;
    assert_ne!(of(&run, DoctorCheckId::SelfTest).state, DoctorCheckState::Running);
    assert!(!run.report.is_empty());
}
