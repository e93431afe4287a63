//! From "Connect WhatsApp" to a customer's message in the inbox, and everything that may come in between.

mod browser;
mod by_hand;
mod login;
mod secrets;
mod signup;
mod troubles;

use frontdesk_api::views::*;
use frontdesk_api::{ApiError, Session};
use frontdesk_sandbox::SIGNUP_CONFIG;
use frontdesk_testkit::{Device, World};

/// The relay has the app and a configuration for Embedded Signup; somebody owns the workspace.
async fn signup_world() -> (World, Device) {
    let world = World::unconnected(Some(SIGNUP_CONFIG)).await;
    let ana = world.owner().await;
    (world, ana)
}

/// The relay has the app without a configuration, so that the dialog asks for the scopes.
async fn login_world() -> (World, Device) {
    let world = World::unconnected(None).await;
    let ana = world.owner().await;
    (world, ana)
}

async fn start(device: &Device, way: ConnectWay) -> ConnectView {
    device.session.start_connect(StartConnect { way, app_id: None }).await.expect("started")
}

async fn now(session: &Session) -> Option<ConnectView> {
    session.current_connect(Nothing {}).await.expect("current").connect
}

/// The connection, once `condition` gives something about it.
async fn until<T>(device: &Device, what: &str, condition: impl Fn(&ConnectView) -> Option<T>) -> T {
    let condition = &condition;
    let waiting = async {
        let mut events = device.session.subscribe();
        loop {
            if let Some(found) = now(&device.session).await.as_ref().and_then(condition) {
                return found;
            }
            // Lagging is as good a reason to look again as an event.
            let _ = events.recv().await;
        }
    };
    match tokio::time::timeout(frontdesk_testkit::PATIENCE, waiting).await {
        Ok(found) => found,
        Err(_) => panic!("gave up waiting until {what}; the connection is {:#?}", now(&device.session).await),
    }
}

/// The address of the login's page.
async fn at_meta(device: &Device) -> String {
    until(device, "the login is open", |connect| match &connect.stage {
        ConnectStage::AtMeta { url, .. } => Some(url.clone()),
        _ => None,
    })
    .await
}

async fn done(device: &Device) -> Vec<NumberCardView> {
    until(device, "the connection is done", |connect| match &connect.stage {
        ConnectStage::Done { numbers } => Some(numbers.clone()),
        _ => None,
    })
    .await
}

async fn question(device: &Device) -> ConnectQuestion {
    until(device, "something is asked", |connect| match &connect.stage {
        ConnectStage::Asking { question } => Some(question.clone()),
        _ => None,
    })
    .await
}

async fn cancelled(device: &Device) -> String {
    until(device, "the login is cancelled", |connect| match &connect.stage {
        ConnectStage::Cancelled { words } => Some(words.clone()),
        _ => None,
    })
    .await
}

/// The step that failed.
async fn failed(device: &Device) -> ConnectStepView {
    until(device, "a step failed", |connect| {
        (connect.stage == ConnectStage::Failed).then(|| connect.steps.iter().find(|step| step.state == ConnectStepState::Failed).cloned()).flatten()
    })
    .await
}

async fn step(device: &Device, id: ConnectStepId) -> ConnectStepView {
    now(&device.session).await.and_then(|connect| connect.steps.into_iter().find(|step| step.step == id)).expect("the step")
}

async fn retry(device: &Device, step: ConnectStepId) {
    device.session.retry_step(RetryStep { step }).await.expect("tried again");
}

async fn answer(device: &Device, answer: AnswerConnect) -> Result<ConnectView, ApiError> {
    device.session.answer_connect(answer).await
}

async fn choose(device: &Device, ids: &[&str], mode: ConnectMode) {
    let phone_number_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    answer(device, AnswerConnect::Numbers { phone_number_ids, mode }).await.expect("chosen");
}

fn ids(numbers: &[NumberCardView]) -> Vec<&str> {
    numbers.iter().map(|number| number.phone_number_id.as_str()).collect()
}

/// What arrives shows in the inbox under the number's name.
async fn arrives(world: &World, device: &Device, number: &str, text: &str) {
    world.sandbox.customer("Emma").on(number).sends_text(text).expect("sent");
    let conversation = device.until_last("Emma Clarke", text).await;
    assert_eq!(conversation.number.phone_number_id, number);
}
