//! Embedded Signup.

use frontdesk_api::views::*;
use frontdesk_sandbox::{
    Choices, FIRST_NUMBER, GARDEN_NUMBER, Leaving, MARTA, NORA, NumberPick, Page, Pick, SECOND_NUMBER, SignupOrder, WABA, WORKSHOPS_NUMBER,
    WORKSHOPS_PIN, WORKSHOPS_WABA,
};
use rstest::rstest;

use super::browser::{say, signs_up};
use super::*;

#[tokio::test]
async fn from_the_button_to_the_first_message() {
    let (world, ana) = signup_world().await;
    let integration = ana.session.integration(Nothing {}).await.expect("integration");
    assert_eq!((integration.blocked, integration.may_manage), (None, true));
    start(&ana, ConnectWay::Signup).await;
    let url = at_meta(&ana).await;
    let window = ana.screen.login().expect("the window is open");
    assert_eq!(window.url.as_str(), url);
    assert!(window.allowed.contains(&world.relay_url()) && window.allowed.contains(&"https://*.facebook.com".to_owned()), "{:?}", window.allowed);
    signs_up(&world, &url, MARTA, &Choices::default()).await.expect("through");

    // The account has two numbers; the one that was chosen at Meta is ticked.
    let ConnectQuestion::Numbers { found, others, suggested } = question(&ana).await else { panic!("asks for numbers") };
    assert_eq!(found.iter().map(|number| number.phone_number_id.as_str()).collect::<Vec<_>>(), [FIRST_NUMBER, SECOND_NUMBER]);
    assert_eq!((others.len(), suggested, found[0].account_name.as_str()), (0, vec![FIRST_NUMBER.to_owned()], "Casa Verde"));
    assert!(ana.screen.login().is_none(), "the window closed by itself");
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    let numbers = done(&ana).await;
    assert_eq!(ids(&numbers), [FIRST_NUMBER]);
    let card = &numbers[0];
    assert_eq!((card.verified_name.as_str(), card.display_phone_number.as_str()), ("Casa Verde", "+34 910 55 01 10"));
    assert_eq!((card.account_name.as_deref(), card.waba_id.as_str(), card.token.here), (Some("Casa Verde"), WABA, true));
    let templates = step(&ana, ConnectStepId::Templates).await;
    assert!(templates.detail.as_deref().is_some_and(|detail| detail.starts_with("3 templates: hello_world")), "{templates:?}");
    arrives(&world, &ana, FIRST_NUMBER, "Do you have monsteras?").await;
    let listed = ana.session.list_numbers(Nothing {}).await.expect("numbers").items;
    assert_eq!(ids(&listed), [FIRST_NUMBER]);
    ana.session.close_connect(Nothing {}).await.expect("put away");
    assert_eq!(now(&ana.session).await, None);
}

#[tokio::test]
async fn the_code_may_come_before_the_end_of_the_signup() {
    let (world, ana) = signup_world().await;
    world.sandbox.set_signup_order(SignupOrder::CodeFirst);
    start(&ana, ConnectWay::Signup).await;
    signs_up(&world, &at_meta(&ana).await, MARTA, &Choices::default()).await.expect("through");
    let ConnectQuestion::Numbers { suggested, .. } = question(&ana).await else { panic!("asks for numbers") };
    assert_eq!(suggested, [FIRST_NUMBER], "what was said after the code counts");
}

#[tokio::test]
async fn a_new_business_with_a_new_number_is_registered_with_a_pin_of_its_own() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let choices = Choices {
        business: Pick::New("Vivero Nora".into()),
        account: Pick::New("Vivero Nora".into()),
        number: NumberPick::New { phone_number: "+44 7700 900 321".into(), name: "Vivero Nora".into() },
        ..Choices::default()
    };
    signs_up(&world, &at_meta(&ana).await, NORA, &choices).await.expect("through");
    let ConnectQuestion::Pin { wrong: None, .. } = question(&ana).await else { panic!("asks for a PIN") };
    let refused = answer(&ana, AnswerConnect::Pin { pin: "12345".to_owned() }).await.expect_err("five digits");
    assert!(refused.message.contains("Six digits"), "{}", refused.message);
    answer(&ana, AnswerConnect::Pin { pin: "135790".to_owned() }).await.expect("taken");
    let numbers = done(&ana).await;
    assert_eq!((numbers.len(), numbers[0].verified_name.as_str()), (1, "Vivero Nora"));
    arrives(&world, &ana, &numbers[0].phone_number_id, "Is this the nursery?").await;
}

#[tokio::test]
async fn a_number_with_two_step_verification_asks_for_its_pin_until_it_is_right() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let choices =
        Choices { account: Pick::Existing(WORKSHOPS_WABA.into()), number: NumberPick::Existing(WORKSHOPS_NUMBER.into()), ..Choices::default() };
    signs_up(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("through");
    question(&ana).await;
    choose(&ana, &[WORKSHOPS_NUMBER, GARDEN_NUMBER], ConnectMode::Add).await;
    let asked = |question| match question {
        ConnectQuestion::Pin { phone_number_id, wrong, .. } => (phone_number_id, wrong),
        other => panic!("asks for a PIN, not {other:?}"),
    };
    assert_eq!(asked(question(&ana).await), (WORKSHOPS_NUMBER.to_owned(), None), "the number in the WhatsApp Business app is never registered");
    answer(&ana, AnswerConnect::Pin { pin: "000000".to_owned() }).await.expect("taken");
    let wrong = until(&ana, "the PIN is wrong", |connect| match &connect.stage {
        ConnectStage::Asking { question: ConnectQuestion::Pin { wrong, .. } } => wrong.clone(),
        _ => None,
    })
    .await;
    assert!(!wrong.is_empty());
    answer(&ana, AnswerConnect::Pin { pin: WORKSHOPS_PIN.to_owned() }).await.expect("taken");
    assert_eq!(ids(&done(&ana).await).len(), 2);
    arrives(&world, &ana, WORKSHOPS_NUMBER, "When is the next workshop?").await;
    arrives(&world, &ana, GARDEN_NUMBER, "Is the garden open?").await;
}

#[tokio::test]
async fn a_number_stays_in_the_whatsapp_business_app() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Coexistence).await;
    let choices = Choices {
        account: Pick::New("Garden".into()),
        number: NumberPick::New { phone_number: "+34 910 55 01 77".into(), name: "Garden".into() },
        ..Choices::default()
    };
    signs_up(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("through");
    let numbers = done(&ana).await;
    assert_eq!((numbers.len(), numbers[0].coexistence), (1, true));
    let registration = step(&ana, ConnectStepId::Registration).await;
    assert_eq!(registration.state, ConnectStepState::Skipped, "{registration:?}");
    assert!(registration.detail.is_some_and(|detail| detail.contains("WhatsApp Business app") && detail.contains("history")));
    assert!(!world.sandbox.calls().iter().any(|call| call.path.ends_with("/register")), "such a number is never registered");
}

#[tokio::test]
async fn finished_without_a_number_asks_and_leads_back_to_meta() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let without = || Choices { business: Pick::First, account: Pick::New("Empty".into()), number: NumberPick::None, ..Choices::default() };
    signs_up(&world, &at_meta(&ana).await, MARTA, &without()).await.expect("through");
    assert_eq!(question(&ana).await, ConnectQuestion::NoNumber { account_name: "Empty".to_owned() });
    ana.session.open_login_window(Nothing {}).await.expect("opened again");
    signs_up(&world, &at_meta(&ana).await, MARTA, &Choices::default()).await.expect("through");
    let ConnectQuestion::Numbers { .. } = question(&ana).await else { panic!("asks for numbers") };
    answer(&ana, AnswerConnect::Skip).await.expect("left at that");
    assert_eq!(done(&ana).await, []);
}

#[rstest]
#[case::log_in(Page::LogIn, "left Meta's pages")]
#[case::permissions(Page::Permissions, "before allowing access")]
#[case::portfolio(Page::Portfolio, "business portfolio")]
#[case::account(Page::Account, "WhatsApp account")]
#[case::number(Page::Number, "number")]
#[case::verification(Page::Verification, "verifying the number")]
#[case::profile(Page::Profile, "business profile")]
#[tokio::test]
async fn leaving_says_where_and_starting_again_works(#[case] page: Page, #[case] words: &str) {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let choices = Choices {
        business: Pick::New("X shop".into()),
        number: NumberPick::New { phone_number: "+44 7700 900 999".into(), name: "X shop".into() },
        leaves: Some((page, Leaving::Cancels)),
        ..Choices::default()
    };
    signs_up(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("left");
    let said = cancelled(&ana).await;
    assert!(said.contains(words), "{said}");
    ana.session.open_login_window(Nothing {}).await.expect("opened again");
    signs_up(&world, &at_meta(&ana).await, MARTA, &Choices::default()).await.expect("through");
    question(&ana).await;
}

#[tokio::test]
async fn a_reported_problem_is_quoted() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let choices = Choices { leaves: Some((Page::Portfolio, Leaving::Reports)), ..Choices::default() };
    signs_up(&world, &at_meta(&ana).await, MARTA, &choices).await.expect("left");
    let said = cancelled(&ana).await;
    assert!(said.contains('“'), "{said}");
}

#[tokio::test]
async fn a_window_closed_without_an_answer_says_so_and_the_browser_goes_on() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let url = at_meta(&ana).await;
    ana.screen.person_closes_login();
    ana.session.login_window_closed().await;
    assert_eq!(cancelled(&ana).await, "The window was closed before Meta answered. Open it again, or go on in the browser.");
    let on = ana.session.finish_in_browser(Nothing {}).await.expect("in the browser");
    assert!(matches!(on.stage, ConnectStage::AtMeta { window_open: false, .. }), "{:?}", on.stage);
    assert_eq!(ana.screen.browser().iter().map(|url| url.as_str()).collect::<Vec<_>>(), [url.as_str()]);
    signs_up(&world, &url, MARTA, &Choices::default()).await.expect("through");
    question(&ana).await;
}

#[tokio::test]
async fn nonsense_of_a_page_moves_nothing() {
    let (world, ana) = signup_world().await;
    start(&ana, ConnectWay::Signup).await;
    let url = at_meta(&ana).await;
    say(&url, serde_json::json!({ "event": { "event": "", "data": 7 } })).await;
    say(&url, serde_json::json!({})).await;
    assert!(matches!(now(&ana.session).await.expect("still there").stage, ConnectStage::AtMeta { .. }));
    signs_up(&world, &url, MARTA, &Choices::default()).await.expect("through");
    question(&ana).await;
}
