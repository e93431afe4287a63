//! The integration page and the connection being made, as the UI shows them.

use frontdesk_core::{ConnectCard, Desk, MetaApp, MetaView};
use frontdesk_domain::connecting::{
    self as machine, CodeMethod as Method, ConnectedNumber, Connecting, FoundNumber, Problem, Question, Stage, Step, StepId, StepState, Way,
};
use frontdesk_domain::ids::PhoneNumberId;

use crate::show::numbers::card;
use crate::views::*;

pub fn connect(connect: &ConnectCard, desk: &Desk) -> ConnectView {
    let flow = &connect.connecting;
    ConnectView { id: connect.id.to_string(), way: way(flow.way()), stage: stage(flow, desk), steps: flow.steps().iter().map(step).collect() }
}

fn way(way: Way) -> ConnectWay {
    match way {
        Way::Signup => ConnectWay::Signup,
        Way::Coexistence => ConnectWay::Coexistence,
        Way::Login => ConnectWay::Login,
        Way::Manual => ConnectWay::Manual,
    }
}

/// `None` for the manual way, which starts otherwise.
pub fn login_way(way: ConnectWay) -> Option<Way> {
    match way {
        ConnectWay::Signup => Some(Way::Signup),
        ConnectWay::Coexistence => Some(Way::Coexistence),
        ConnectWay::Login => Some(Way::Login),
        ConnectWay::Manual => None,
    }
}

fn stage(flow: &Connecting, desk: &Desk) -> ConnectStage {
    match flow.stage() {
        Stage::AtMeta { url, window_open, ends_at } => ConnectStage::AtMeta { url: url.to_owned(), window_open, ends_at_ms: ends_at.0 },
        Stage::Working => ConnectStage::Working,
        Stage::Asking(question) => ConnectStage::Asking { question: asked(flow, question) },
        Stage::Failed => ConnectStage::Failed,
        Stage::Cancelled { words } => ConnectStage::Cancelled { words: words.to_owned() },
        // One that was disconnected since is no longer there.
        Stage::Done => ConnectStage::Done { numbers: flow.kept().iter().filter_map(|id| desk.number(id).ok()).map(|number| card(&number)).collect() },
    }
}

fn asked(flow: &Connecting, question: &Question) -> ConnectQuestion {
    let display = |id: &PhoneNumberId| {
        let number = flow.found().iter().find(|number| number.id == *id);
        number.map_or_else(|| id.0.clone(), |number| number.display_phone_number.clone())
    };
    match question {
        Question::Numbers { suggested } => ConnectQuestion::Numbers {
            found: flow.found().iter().map(|number| found(flow, number)).collect(),
            others: flow.others().map(other).collect(),
            suggested: suggested.iter().map(|id| id.0.clone()).collect(),
        },
        Question::NoNumber { account_name } => ConnectQuestion::NoNumber { account_name: account_name.clone() },
        Question::Pin { number, choose, wrong } => {
            ConnectQuestion::Pin { phone_number_id: number.0.clone(), display_phone_number: display(number), choose: *choose, wrong: wrong.clone() }
        }
        Question::Verification { number, sent, wrong } => ConnectQuestion::Verification {
            phone_number_id: number.0.clone(),
            display_phone_number: display(number),
            sent: sent.map(|sent| match sent {
                Method::Sms => CodeMethod::Sms,
                Method::Voice => CodeMethod::Voice,
            }),
            wrong: wrong.clone(),
        },
    }
}

fn found(flow: &Connecting, number: &FoundNumber) -> FoundNumberView {
    FoundNumberView {
        phone_number_id: number.id.0.clone(),
        waba_id: number.account.0.clone(),
        account_name: flow.account(&number.account).and_then(|account| account.name.clone()).unwrap_or_else(|| number.account.0.clone()),
        display_phone_number: number.display_phone_number.clone(),
        verified_name: number.verified_name.clone(),
        connected_as: flow.connected_as(number),
        unusable: number.unusable().map(str::to_owned),
    }
}

fn other(number: &ConnectedNumber) -> NumberView {
    NumberView {
        phone_number_id: number.id.0.clone(),
        waba_id: number.account.0.clone(),
        display_phone_number: number.display_phone_number.clone(),
        verified_name: number.verified_name.clone(),
    }
}

fn step(step: &Step) -> ConnectStepView {
    ConnectStepView {
        step: match step.id {
            StepId::Code => ConnectStepId::Code,
            StepId::Token => ConnectStepId::Token,
            StepId::Scopes => ConnectStepId::Scopes,
            StepId::Business => ConnectStepId::Business,
            StepId::Account => ConnectStepId::Account,
            StepId::Numbers => ConnectStepId::Numbers,
            StepId::Webhook => ConnectStepId::Webhook,
            StepId::Registration => ConnectStepId::Registration,
            StepId::DisplayName => ConnectStepId::DisplayName,
            StepId::Quality => ConnectStepId::Quality,
            StepId::Templates => ConnectStepId::Templates,
        },
        state: match step.state {
            StepState::Waiting => ConnectStepState::Waiting,
            StepState::Running => ConnectStepState::Running,
            StepState::Asking => ConnectStepState::Asking,
            StepState::Done => ConnectStepState::Done,
            StepState::Skipped => ConnectStepState::Skipped,
            StepState::Noted => ConnectStepState::Noted,
            StepState::Failed => ConnectStepState::Failed,
        },
        detail: step.detail.clone(),
        problem: step.problem.as_ref().map(problem),
    }
}

fn problem(problem: &Problem) -> StepProblemView {
    StepProblemView {
        words: problem.words.clone(),
        meta_says: problem.meta_says.clone(),
        code: problem.code,
        fix: problem.fix.clone(),
        can_retry: problem.can_retry,
    }
}

pub fn step_id(step: ConnectStepId) -> StepId {
    match step {
        ConnectStepId::Code => StepId::Code,
        ConnectStepId::Token => StepId::Token,
        ConnectStepId::Scopes => StepId::Scopes,
        ConnectStepId::Business => StepId::Business,
        ConnectStepId::Account => StepId::Account,
        ConnectStepId::Numbers => StepId::Numbers,
        ConnectStepId::Webhook => StepId::Webhook,
        ConnectStepId::Registration => StepId::Registration,
        ConnectStepId::DisplayName => StepId::DisplayName,
        ConnectStepId::Quality => StepId::Quality,
        ConnectStepId::Templates => StepId::Templates,
    }
}

pub fn mode(mode: ConnectMode) -> machine::Mode {
    match mode {
        ConnectMode::Add => machine::Mode::Add,
        ConnectMode::Replace => machine::Mode::Replace,
    }
}

pub fn method(method: CodeMethod) -> Method {
    match method {
        CodeMethod::Sms => Method::Sms,
        CodeMethod::Voice => Method::Voice,
    }
}

// ---- The integration page ----

/// What the app says when there is nothing to log in with.
const NO_APP: &str = "Meta App ID and App Secret are not configured on the server";
const NO_ADDRESS: &str =
    "The relay has no public https address yet. Whoever runs it must start it with --public-url, so that Meta can send people back to it.";
const NO_CONFIGURATION: &str = "The Meta app has no login configuration, which signing up in Meta's pages needs. Make one under Facebook Login for \
                                Business → Configurations and enter its ID with the app, or log in with an account that exists.";

/// `relay`: what it is set up with, or why that is not known.
pub fn integration(may_manage: bool, relay: Result<MetaView, String>, rotation: bool) -> IntegrationView {
    let (relay, unreachable) = match relay {
        Ok(meta) => (Some(meta), None),
        Err(why) => (None, Some(why)),
    };
    let blocked = blocked(may_manage, relay.as_ref(), unreachable.as_deref());
    IntegrationView {
        may_manage,
        blocked_signup: blocked.clone().or_else(|| without_configuration(relay.as_ref())),
        blocked,
        prerequisites: prerequisites(relay.as_ref(), unreachable.as_deref()),
        relay: relay.as_ref().map(relay_meta),
        unreachable,
        rotation: RotationView { enabled: rotation },
    }
}

fn logs_in(app: &MetaApp) -> bool {
    !app.has_secret_only && !app.id.is_empty()
}

fn blocked(may_manage: bool, relay: Option<&MetaView>, unreachable: Option<&str>) -> Option<String> {
    if !may_manage {
        return Some("Only owners of the workspace connect numbers. Ask one of them.".to_owned());
    }
    let Some(relay) = relay else { return unreachable.map(str::to_owned) };
    if !relay.apps.iter().any(logs_in) {
        return Some(NO_APP.to_owned());
    }
    relay.public_url.is_none().then(|| NO_ADDRESS.to_owned())
}

/// What else is in the way of Embedded Signup.
fn without_configuration(relay: Option<&MetaView>) -> Option<String> {
    let has_one = relay.is_some_and(|relay| relay.apps.iter().any(|app| logs_in(app) && app.config_id.is_some()));
    (!has_one).then(|| NO_CONFIGURATION.to_owned())
}

fn relay_meta(meta: &MetaView) -> RelayMetaView {
    RelayMetaView {
        public_url: meta.public_url.clone(),
        webhook_url: meta.webhook_url.clone(),
        verify_token: meta.verify_token.expose().to_owned(),
        fields: frontdesk_core::WEBHOOK_FIELDS.iter().map(|field| (*field).to_owned()).collect(),
        redirect_url: meta.public_url.as_ref().map(|url| format!("{}/connect/callback", url.trim_end_matches('/'))),
        apps: meta.apps.iter().map(meta_app).collect(),
    }
}

fn meta_app(app: &MetaApp) -> MetaAppView {
    MetaAppView {
        app_id: Some(app.id.clone()).filter(|id| !id.is_empty()),
        name: app.name.clone(),
        config_id: app.config_id.clone(),
        entered: app.entered,
    }
}

fn prerequisites(relay: Option<&MetaView>, unreachable: Option<&str>) -> Vec<PrerequisiteView> {
    let one = |id, state, words: &str| PrerequisiteView { id, state, words: words.to_owned() };
    let found = |id, met: bool, yes: &str, no: &str| match met {
        true => one(id, PrerequisiteState::Met, yes),
        false => one(id, PrerequisiteState::Unmet, no),
    };
    let unknown = |id| one(id, PrerequisiteState::Checking, "Known as soon as the relay can be reached.");
    let mut all = vec![match (relay, unreachable) {
        (Some(_), _) => one(PrerequisiteId::RelayConnected, PrerequisiteState::Met, "This device is connected to the relay."),
        (None, why) => one(PrerequisiteId::RelayConnected, PrerequisiteState::Unmet, why.unwrap_or("The relay can't be reached right now.")),
    }];
    match relay {
        Some(meta) => {
            let address = meta.public_url.as_deref().map(|url| format!("The world reaches the relay at {url}."));
            all.push(found(PrerequisiteId::RelayPublic, address.is_some(), address.as_deref().unwrap_or_default(), NO_ADDRESS));
            let app = meta.apps.iter().find(|app| logs_in(app));
            let named = app.map(|app| format!("The relay has the Meta app {}.", app.name.as_deref().unwrap_or(&app.id)));
            all.push(found(
                PrerequisiteId::MetaApp,
                app.is_some(),
                named.as_deref().unwrap_or_default(),
                "Meta App ID and App Secret are not configured on the server. Enter them under Meta apps.",
            ));
            all.push(found(
                PrerequisiteId::LoginConfiguration,
                meta.apps.iter().any(|app| logs_in(app) && app.config_id.is_some()),
                "The Meta app has a login configuration.",
                "The Meta app has no login configuration. Signing up needs one (Facebook Login for Business → Configurations); logging in to an \
                 existing account works without.",
            ));
        }
        None => all.extend([PrerequisiteId::RelayPublic, PrerequisiteId::MetaApp, PrerequisiteId::LoginConfiguration].map(unknown)),
    }
    let yours = [
        (PrerequisiteId::BusinessAdmin, "You have admin rights on the business portfolio at Meta."),
        (PrerequisiteId::NumberReachable, "The number can receive an SMS or a call, for the code that Meta sends."),
        (PrerequisiteId::NumberFree, "The number is in no WhatsApp app, or it is to stay in the WhatsApp Business app and be used from both."),
    ];
    all.extend(yours.map(|(id, words)| one(id, PrerequisiteState::Yours, words)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(public_url: Option<&str>, apps: Vec<MetaApp>) -> Result<MetaView, String> {
        Ok(MetaView {
            public_url: public_url.map(str::to_owned),
            webhook_url: public_url.map(|url| format!("{url}/webhooks/meta")),
            verify_token: frontdesk_core::SecretText::new("verify"),
            apps,
            relay_version: String::new(),
        })
    }

    fn app(id: &str, config_id: Option<&str>) -> MetaApp {
        MetaApp { id: id.to_owned(), name: None, config_id: config_id.map(str::to_owned), entered: true, has_secret_only: id.is_empty() }
    }

    fn states(view: &IntegrationView) -> Vec<PrerequisiteState> {
        view.prerequisites.iter().map(|one| one.state).collect()
    }

    #[test]
    fn without_an_app_that_can_log_in_the_button_says_so() {
        use PrerequisiteState::{Met, Unmet, Yours};
        for apps in [vec![], vec![app("", None)]] {
            let view = integration(true, relay(Some("https://relay.example"), apps), false);
            assert_eq!(view.blocked.as_deref(), Some("Meta App ID and App Secret are not configured on the server"));
            assert_eq!(states(&view), [Met, Met, Unmet, Unmet, Yours, Yours, Yours]);
        }
    }

    #[test]
    fn without_a_configuration_only_signing_up_is_held_back() {
        let view = integration(true, relay(Some("https://relay.example"), vec![app("77", None)]), false);
        assert_eq!(view.blocked, None);
        assert!(view.blocked_signup.is_some_and(|words| words.contains("login configuration")));
    }

    #[test]
    fn what_is_in_the_way_is_said_in_order() {
        use PrerequisiteState::{Checking, Met, Unmet, Yours};
        let away = || Err("The relay can't be reached right now.".to_owned());
        assert!(integration(false, away(), false).blocked.is_some_and(|words| words.contains("owners")));
        let view = integration(true, away(), false);
        assert_eq!((view.blocked.as_deref(), view.relay.is_none()), (Some("The relay can't be reached right now."), true));
        assert_eq!(states(&view), [Unmet, Checking, Checking, Checking, Yours, Yours, Yours]);
        let view = integration(true, relay(None, vec![app("77", None)]), false);
        assert!(view.blocked.is_some_and(|words| words.contains("--public-url")));
        let view = integration(true, relay(Some("https://relay.example/"), vec![app("", None), app("77", Some("88"))]), true);
        assert_eq!((view.blocked.clone(), view.blocked_signup.clone(), view.rotation.enabled), (None, None, true));
        assert_eq!(states(&view), [Met, Met, Met, Met, Yours, Yours, Yours]);
        let relay = view.relay.expect("known");
        assert_eq!(relay.redirect_url.as_deref(), Some("https://relay.example/connect/callback"));
        assert_eq!(relay.apps.iter().map(|app| app.app_id.as_deref()).collect::<Vec<_>>(), [None, Some("77")]);
    }
}
