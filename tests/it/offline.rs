//! The relay is away for a while.

use frontdesk_api::views::*;
use frontdesk_testkit::World;

#[tokio::test]
async fn nothing_is_lost_while_the_relay_is_away() {
    let mut world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    emma.sends_text("before").expect("sent");
    let conversation = ana.until_last("Emma Clarke", "before").await;

    world.stop_relay().await;
    ana.until_offline().await;
    // Reading, drafts and replies go on; a reply goes straight to Meta.
    for n in 1..=5 {
        emma.sends_text(&format!("meanwhile {n}")).expect("sent");
    }
    let reply = ana.replies(&conversation.id, "we hear you").await;
    emma.wait_for_text("we hear you").await.expect("sends do not need the relay");
    ana.until_message(&reply, "is accepted", |m| m.outgoing.as_ref().is_some_and(|out| out.state == MessageState::Accepted)).await;

    world.start_relay().await;
    ana.until_live().await;
    world.sandbox.wait_until_webhooks_delivered().await.expect("Meta repeats until accepted");
    ana.until_state(&reply, MessageState::Delivered).await;
    let texts = ana
        .until("all five are here", |session| {
            let conversation_id = conversation.id.clone();
            async move {
                let page =
                    session.list_messages(ListMessages { conversation_id, before: None, limit: 50, ..Default::default() }).await.expect("a page");
                let texts: Vec<String> = page.items.into_iter().filter_map(|m| m.text).collect();
                (texts.len() == 7).then_some(texts)
            }
        })
        .await;
    for n in 1..=5 {
        assert_eq!(texts.iter().filter(|text| **text == format!("meanwhile {n}")).count(), 1);
    }
}

#[tokio::test]
async fn a_wrong_setup_code_is_refused_in_words() {
    let world = World::start().await;
    let device = world.fresh_device("stranger").await;
    let request = |relay_url: &str, code: &str| CreateWorkspace {
        relay_url: relay_url.to_owned(),
        setup_code: code.to_owned(),
        workspace_name: "Mine".to_owned(),
        member_name: "Eve".to_owned(),
    };
    let wrong = device.session.create_workspace(request(&world.relay_url(), "XXXX-XXXX")).await.expect_err("refused");
    assert!(wrong.message.contains("setup code"), "{}", wrong.message);
    let nowhere = device.session.create_workspace(request("http://127.0.0.1:9", "x")).await.expect_err("nobody there");
    assert!(nowhere.message.contains("No relay answered"), "{}", nowhere.message);
    let plain = device.session.create_workspace(request("http://relay.example.com", "x")).await.expect_err("not over http");
    assert!(plain.message.contains("https"), "{}", plain.message);
    assert!(matches!(device.session.boot(Nothing {}).await.expect("boot").profile, ProfileView::Setup));
}
