//! Where the token goes, and where not.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use frontdesk_sandbox::{Choices, DEMO_APP_SECRET, FIRST_NUMBER, MARTA};
use tokio::sync::broadcast::error::TryRecvError;

use super::browser::signs_up;
use super::*;
use crate::privacy::files_with;

/// Everything that is logged, in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_is_in_the_keychain_and_nowhere_else() {
    let lines = Lines::default();
    let writer = lines.clone();
    let _quiet = tracing::subscriber::set_default(
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish(),
    );
    let (mut world, ana) = signup_world().await;
    let mut events = ana.session.subscribe();
    start(&ana, ConnectWay::Signup).await;
    signs_up(&world, &at_meta(&ana).await, MARTA, &Choices::default()).await.expect("through");
    question(&ana).await;
    choose(&ana, &[FIRST_NUMBER], ConnectMode::Add).await;
    let numbers = done(&ana).await;
    arrives(&world, &ana, FIRST_NUMBER, "hello").await;

    let label = world.sandbox.tokens().into_iter().map(|token| token.label).next().expect("a token was issued");
    let token = world.sandbox.token_value(&label).expect("its value");
    let codes = world.sandbox.issued_codes();
    let mut needles: Vec<&str> = vec![&token, DEMO_APP_SECRET];
    needles.extend(codes.iter().map(String::as_str));
    assert!(token.len() > 10 && codes.iter().all(|code| code.len() > 10));

    // A call of ours had the token, so the search could have found it.
    assert!(numbers[0].token.here);
    let mut seen = serde_json::to_string(&now(&ana.session).await).expect("JSON");
    loop {
        match events.try_recv() {
            Ok(event) => seen.push_str(&serde_json::to_string(&event).expect("JSON")),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            Err(TryRecvError::Lagged(_)) => {}
        }
    }
    let log = ana.session.list_number_log(ListNumberLog { phone_number_id: None, least: None, containing: String::new(), before: None, limit: 200 });
    let log = log.await.expect("the log");
    assert!(!log.items.is_empty(), "connecting is in the log");
    seen.push_str(&serde_json::to_string(&log).expect("JSON"));
    seen.push_str(&serde_json::to_string(&ana.session.integration(Nothing {}).await.expect("integration")).expect("JSON"));
    seen.push_str(&String::from_utf8_lossy(&lines.0.lock().unwrap_or_else(PoisonError::into_inner)));
    for needle in &needles {
        assert!(!seen.contains(needle), "a secret was shown or logged");
    }
    assert_eq!(files_with(&world.relay_dir(), &needles), Vec::<String>::new());
    assert_eq!(files_with(&ana.folder, &needles), Vec::<String>::new());
    world.stop_relay().await;
    ana.session.close().await;
    assert_eq!(files_with(&world.relay_dir(), &needles), Vec::<String>::new());
    assert_eq!(files_with(&ana.folder, &needles), Vec::<String>::new());
}
