//! Where secrets and words end up, and where not.

use std::path::Path;

use frontdesk_api::views::MessageState;
use frontdesk_sandbox::DEMO_TOKEN;
use frontdesk_testkit::World;

const CANARY: &str = "CANARY-4f1d-orchid";

/// Files below a folder that contain any of the needles.
pub fn files_with(folder: &Path, needles: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("readable");
            for needle in needles {
                if bytes.windows(needle.len()).any(|part| part == needle.as_bytes()) {
                    found.push(format!("{needle} in {}", path.display()));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn the_relay_keeps_nothing_readable_and_the_device_no_secret() {
    let mut world = World::start().await;
    let ana = world.ana().await;
    let emma = world.sandbox.customer("Emma");
    let question = format!("{CANARY} in");
    emma.sends_text(&question).expect("sent");
    let conversation = ana.until_last("Emma Clarke", &question).await;
    let reply = ana.replies(&conversation.id, &format!("{CANARY} out")).await;
    ana.until_state(&reply, MessageState::Delivered).await;
    let phone = conversation.contact.phone.clone().expect("a number").trim_start_matches('+').to_owned();

    // With the write-ahead logs still there, and again after everything was written back.
    assert_eq!(files_with(&world.relay_dir(), &[CANARY, "Emma Clarke", &phone, DEMO_TOKEN]), Vec::<String>::new());
    assert_eq!(files_with(&ana.folder, &[DEMO_TOKEN]), Vec::<String>::new());
    assert!(!files_with(&ana.folder, &[CANARY]).is_empty(), "the search finds what is there");
    world.stop_relay().await;
    ana.session.close().await;
    assert_eq!(files_with(&world.relay_dir(), &[CANARY, "Emma Clarke", &phone, DEMO_TOKEN]), Vec::<String>::new());
    assert_eq!(files_with(&ana.folder, &[DEMO_TOKEN]), Vec::<String>::new());
}
