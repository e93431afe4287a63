//! What each observation means, as tables.

use rstest::rstest;

use super::*;
use crate::number::{Obstacle, Rhythm, Seen};
use crate::secret::Secret;
use crate::time::Millis;
use Verdict::{Bad, Good, Skipped, Warning};

const NOW: Millis = Millis(1_750_000_000_000);
const DAY: i64 = 24 * 60 * 60 * 1000;
const OURS: &str = "https://relay.example.com/webhook";

fn check(outcome: &Outcome, verdict: Verdict, words: &str) {
    assert_eq!(outcome.verdict, verdict, "{outcome:?}");
    assert!(outcome.words.contains(words), "{outcome:?}");
    assert!(outcome.words.ends_with('.'), "{outcome:?}");
    assert_eq!(outcome.fix.is_some(), matches!(verdict, Bad | Warning), "{outcome:?}");
    assert!(outcome.fix.as_ref().is_none_or(|fix| fix.ends_with('.')), "{outcome:?}");
}

fn answer(status: u16, echoed: bool) -> ChallengeAnswer {
    ChallengeAnswer { status, echoed, page: false }
}

#[rstest]
#[case(Link::Live, Good, "connected")]
#[case(Link::CatchingUp { behind: 7 }, Warning, "7 entries")]
#[case(Link::Down { reason: "The relay can't be reached.".into() }, Bad, "can't be reached")]
fn the_relay(#[case] link: Link, #[case] verdict: Verdict, #[case] words: &str) {
    check(&relay_connected(&link), verdict, words);
}

#[rstest]
#[case::https(Observed::Got(Some("https://relay.example.com".into())), false, Good, "relay.example.com")]
#[case::this_machine(Observed::Got(Some("http://127.0.0.1:80".into())), true, Good, "127.0.0.1")]
#[case::plain(Observed::Got(Some("http://relay.example.com".into())), false, Bad, "https only")]
#[case::none(Observed::Got(None), false, Bad, "nowhere")]
#[case::offline(Observed::Unknown("The relay can't be reached.".into()), false, Skipped, "can't be reached")]
fn its_address(#[case] url: Observed<Option<String>>, #[case] local: bool, #[case] verdict: Verdict, #[case] words: &str) {
    check(&relay_public(&url, local), verdict, words);
}

#[rstest]
#[case::good(Handshake::Answered { right: answer(200, true), wrong: answer(403, false) }, Good, Good, "answers Meta's question")]
#[case::open_to_all(Handshake::Answered { right: answer(200, true), wrong: answer(200, true) }, Good, Bad, "answers everybody")]
#[case::another_token(Handshake::Answered { right: answer(403, false), wrong: answer(403, false) }, Good, Bad, "own verify token")]
#[case::page(Handshake::Answered { right: ChallengeAnswer { page: true, ..answer(200, false) }, wrong: answer(200, false) }, Good, Bad, "web page")]
#[case::gateway(Handshake::Answered { right: answer(502, false), wrong: answer(502, false) }, Good, Bad, "502")]
#[case::certificate(Handshake::BadCertificate("it is self-signed.".into()), Bad, Skipped, "see above")]
#[case::nobody(Handshake::NotReached("nobody answers.".into()), Bad, Skipped, "see above")]
fn the_handshake(#[case] handshake: Handshake, #[case] encrypted: Verdict, #[case] answered: Verdict, #[case] words: &str) {
    let handshake = Observed::Got(handshake);
    check(&tls(&handshake, false), encrypted, "");
    check(&challenge(&handshake), answered, words);
}

fn probe(name: &str, ok: bool) -> Probe {
    Probe { name: name.into(), ok, words: format!("{name} said so.") }
}

#[rstest]
#[case::good(vec![probe("signature", true), probe("signature_refused", true)], Good, "others refused")]
#[case::not_taken(vec![probe("signature", false), probe("signature_refused", true)], Bad, "signature said")]
#[case::believed(vec![probe("signature", true), probe("signature_refused", false)], Bad, "signature_refused said")]
#[case::not_reached(vec![probe("dns", false)], Bad, "dns said so")]
#[case::older(vec![probe("dns", true)], Skipped, "older version")]
fn signatures(#[case] probes: Vec<Probe>, #[case] verdict: Verdict, #[case] words: &str) {
    check(&signature(&Observed::Got(probes)), verdict, words);
}

fn app(url: Option<&str>, active: bool, fields: &[&str]) -> Observed<AppSeen> {
    Observed::Got(AppSeen { callback_url: url.map(str::to_owned), active, fields: fields.iter().map(|field| (*field).to_owned()).collect() })
}

#[rstest]
#[case::ours(app(Some(OURS), true, &[]), Good, "to this relay")]
#[case::with_a_slash(app(Some("https://relay.example.com/webhook/"), true, &[]), Good, "to this relay")]
#[case::none(app(None, false, &[]), Bad, "no webhook")]
#[case::elsewhere(app(Some("https://other.example.com"), true, &[]), Bad, "other.example.com")]
#[case::off(app(Some(OURS), false, &[]), Bad, "switched")]
#[case::refused(Observed::Refused { words: "No.".into(), fix: "Do.".into() }, Bad, "No.")]
#[case::meta_away(Observed::Unknown("Meta can't be reached.".into()), Skipped, "Meta can't be reached.")]
fn the_apps_webhook(#[case] app: Observed<AppSeen>, #[case] verdict: Verdict, #[case] words: &str) {
    check(&app_webhook(&app, OURS), verdict, words);
}

const FIELDS: [&str; 3] = ["messages", "account_update", "account_alerts"];

#[rstest]
#[case::all(FIELDS.to_vec(), Good, "All 3")]
#[case::more(FIELDS.iter().copied().chain(["calls"]).collect(), Good, "All")]
#[case::without_messages(FIELDS[1..].to_vec(), Bad, "\"messages\"")]
#[case::only_messages(vec!["messages"], Warning, "account_update, ")]
fn webhook_fields(#[case] have: Vec<&str>, #[case] verdict: Verdict, #[case] words: &str) {
    check(&fields(&app(Some(OURS), true, &have), &FIELDS), verdict, words);
}

fn apps(apps: &[(&str, Option<&str>)]) -> Observed<Vec<(String, Option<String>)>> {
    Observed::Got(apps.iter().map(|(id, url)| ((*id).to_owned(), url.map(str::to_owned))).collect())
}

#[rstest]
#[case::ours(&[("1", None), ("2", None)], Some("2"), Good, "our app")]
#[case::others(&[("1", None)], Some("2"), Bad, "not to ours")]
#[case::none(&[], Some("2"), Bad, "to no app")]
#[case::unknown(&[("1", None)], None, Warning, "1 app,")]
#[case::none_and_unknown(&[], None, Bad, "to no app")]
fn subscribed(#[case] have: &[(&str, Option<&str>)], #[case] ours: Option<&str>, #[case] verdict: Verdict, #[case] words: &str) {
    check(&subscription(&apps(have), ours), verdict, words);
}

#[rstest]
#[case::nothing(None, None, &[("2", None)], Good, "anywhere else")]
#[case::ours_anyway(Some(OURS), Some(OURS), &[("2", Some(OURS))], Good, "anywhere else")]
#[case::number(Some("https://x.example"), None, &[], Bad, "this number go to another address: https://x.example")]
#[case::account(None, Some("https://x.example"), &[], Bad, "this account")]
#[case::app(None, None, &[("2", Some("https://x.example"))], Bad, "this account")]
#[case::another_apps_business(None, None, &[("1", Some("https://x.example"))], Good, "anywhere else")]
fn overrides(
    #[case] number: Option<&str>,
    #[case] account: Option<&str>,
    #[case] have: &[(&str, Option<&str>)],
    #[case] verdict: Verdict,
    #[case] words: &str,
) {
    let addresses = Observed::Got(Addresses { phone_number: number.map(str::to_owned), account: account.map(str::to_owned) });
    check(&override_url(&addresses, &apps(have), Some("2"), OURS), verdict, words);
}

const NEEDED: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

fn seen_token(scopes: &[&str], granted_for: &[(&str, &[&str])]) -> TokenSeen {
    let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    TokenSeen {
        valid: Some(true),
        scopes: Some(text(scopes)),
        granted_for: granted_for.iter().map(|(scope, ids)| ((*scope).to_owned(), text(ids))).collect(),
        ..TokenSeen::default()
    }
}

#[rstest]
#[case::valid(TokenSeen { valid: Some(true), ..TokenSeen::default() }, Good, "accepts")]
#[case::works(TokenSeen::default(), Good, "works")]
#[case::dead(TokenSeen { valid: Some(false), problem: Some("Session has expired".into()), ..TokenSeen::default() }, Bad, "Session has expired.")]
#[case::dead_without_words(TokenSeen { valid: Some(false), ..TokenSeen::default() }, Bad, "no longer accepts")]
fn tokens(#[case] seen: TokenSeen, #[case] verdict: Verdict, #[case] words: &str) {
    check(&token(&Observed::Got(seen)), verdict, words);
}

#[rstest]
#[case::old_form(seen_token(&NEEDED, &[(NEEDED[0], &["9"]), (NEEDED[1], &["9"])]), Good, "has the permissions")]
#[case::new_form(seen_token(&NEEDED, &[]), Good, "has the permissions")]
#[case::empty_targets(seen_token(&NEEDED, &[(NEEDED[1], &[])]), Good, "has the permissions")]
#[case::another_account(seen_token(&NEEDED, &[(NEEDED[1], &["8"])]), Bad, "for other accounts")]
#[case::missing(seen_token(&NEEDED[..1], &[]), Bad, "1 permission: whatsapp_business_management")]
#[case::not_known(TokenSeen::default(), Skipped, "only the relay")]
fn permissions(#[case] seen: TokenSeen, #[case] verdict: Verdict, #[case] words: &str) {
    check(&scopes(&Observed::Got(seen), &NEEDED, "9"), verdict, words);
}

#[rstest]
#[case::never(Some(None), Good, "does not end")]
#[case::far(Some(Some(60)), Good, "60 days")]
#[case::soon(Some(Some(10)), Warning, "10 days")]
#[case::very_soon(Some(Some(2)), Bad, "2 days")]
#[case::over(Some(Some(-1)), Bad, "has ended")]
#[case::not_known(None, Skipped, "only the relay")]
fn ends(#[case] days: Option<Option<i64>>, #[case] verdict: Verdict, #[case] words: &str) {
    let seen = TokenSeen { ends_at: days.map(|days| days.map(|days| NOW.plus_ms(days * DAY))), ..TokenSeen::default() };
    check(&token_end(&Observed::Got(seen), NOW), verdict, words);
}

#[rstest]
#[case("CONNECTED", Good, Good, "connected at Meta")]
#[case("PENDING", Bad, Bad, "not registered")]
#[case("UNVERIFIED", Bad, Bad, "not verified")]
#[case("BANNED", Bad, Skipped, "banned")]
#[case("FLAGGED", Warning, Skipped, "FLAGGED")]
fn statuses(#[case] status: &str, #[case] verdict: Verdict, #[case] registered: Verdict, #[case] words: &str) {
    let seen = Observed::Got(Seen { status: Some(status.into()), ..Seen::default() });
    check(&number_status(&seen), verdict, words);
    check(&registration(&seen), registered, "");
}

#[test]
fn coexistence_needs_no_registration() {
    let seen = Observed::Got(Seen { status: Some("CONNECTED".into()), coexistence: true, ..Seen::default() });
    check(&registration(&seen), Good, "no registration");
}

#[rstest]
#[case(Some("APPROVED"), Good)]
#[case(Some("AVAILABLE_WITHOUT_REVIEW"), Good)]
#[case(Some("PENDING_REVIEW"), Warning)]
#[case(Some("DECLINED"), Bad)]
#[case(Some("EXPIRED"), Bad)]
#[case(Some("NONE"), Warning)]
#[case(Some("NEW_WORD"), Warning)]
#[case(None, Skipped)]
fn names(#[case] status: Option<&str>, #[case] verdict: Verdict) {
    check(&display_name(&Observed::Got(Seen { name_status: status.map(str::to_owned), ..Seen::default() })), verdict, "");
}

#[rstest]
#[case(Some("GREEN"), Good)]
#[case(Some("YELLOW"), Warning)]
#[case(Some("RED"), Bad)]
#[case(Some("UNKNOWN"), Good)]
#[case(Some("NA"), Good)]
#[case(Some("PURPLE"), Warning)]
#[case(None, Good)]
fn qualities(#[case] rating: Option<&str>, #[case] verdict: Verdict) {
    check(&quality(&Observed::Got(Seen { quality: rating.map(str::to_owned), ..Seen::default() })), verdict, "");
}

#[rstest]
#[case(Some("AVAILABLE"), Good, "lets the number send")]
#[case(Some("LIMITED"), Warning, "Meta says: There is an error with the payment method.")]
#[case(Some("BLOCKED"), Bad, "Meta says: There is an error with the payment method.")]
#[case(None, Skipped, "does not say")]
fn bills(#[case] can_send: Option<&str>, #[case] verdict: Verdict, #[case] words: &str) {
    let obstacle = Obstacle {
        entity: "WABA".into(),
        code: Some(141_006),
        words: "There is an error with the payment method".into(),
        solution: Some("Add a payment method".into()),
    };
    let seen = Seen { can_send: can_send.map(str::to_owned), obstacles: vec![obstacle], ..Seen::default() };
    let outcome = billing(&Observed::Got(seen));
    check(&outcome, verdict, words);
    assert!(outcome.fix.is_none_or(|fix| fix == "Add a payment method."), "Meta's own solution");
}

#[test]
fn reading_templates() {
    check(&templates(&Observed::Got(0)), Good, "none yet");
    check(&templates(&Observed::Got(1)), Good, "1 template.");
    check(&templates(&Observed::Refused { words: "No.".into(), fix: "Do.".into() }), Bad, "No.");
}

#[test]
fn webhooks_ages() {
    let mut rhythm = Rhythm::default();
    check(&last_webhook(&rhythm, NOW, true), Warning, "ever");
    for day in 0..5 {
        rhythm.heard(NOW.plus_ms((day - 20) * DAY));
    }
    check(&last_webhook(&rhythm, NOW.plus_ms(-15 * DAY), true), Good, "1 day ago");
    check(&last_webhook(&rhythm, NOW, true), Warning, "unusually long");
    check(&last_webhook(&rhythm, NOW, false), Good, "16 days ago");
}

#[rstest]
#[case(SelfTest::NotAsked, Skipped)]
#[case(SelfTest::Impossible("The number is stopped.".into()), Skipped)]
#[case(SelfTest::Refused { words: "No.".into(), fix: "Do.".into() }, Bad)]
#[case(SelfTest::NoStatus, Bad)]
#[case(SelfTest::OutOnly, Warning)]
#[case(SelfTest::OutAndIn, Good)]
fn out_and_in(#[case] test: SelfTest, #[case] verdict: Verdict) {
    check(&self_test(&test), verdict, "");
}

#[test]
fn a_closed_window_is_nobodys_fault_but_can_be_opened() {
    let outcome = self_test(&SelfTest::WindowClosed);
    assert_eq!(outcome.verdict, Skipped);
    assert!(outcome.fix.is_some());
}

#[test]
fn the_report_says_everything_but_secrets() {
    let outcomes: Vec<_> = Check::ALL
        .into_iter()
        .map(|check| {
            let outcome = match check {
                Check::Token => Some(Outcome::bad("Malformed access token canary-token-7f3a.", "Log in.")),
                Check::SelfTest => None,
                _ => Some(Outcome::good("Fine.")),
            };
            (check, outcome)
        })
        .collect();
    let about = Report {
        app_version: "0.1.0",
        relay_version: Some("0.1.0"),
        graph_version: "v22.0",
        started_at: "2025-06-15T15:06:40Z",
        phone_number_id: "106540352242922",
        waba_id: "102290129340398",
    };
    let text = report(&about, &outcomes, &[Secret::new("canary-token-7f3a")]);
    assert!(!text.contains("canary"), "{text}");
    for expected in
        ["Number id 106540352242922", "[BAD ] Access token: Malformed access token [hidden].", "To do: Log in.", "[    ] Message out and in"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(text.matches("[good]").count(), 18);
    assert!(Check::ALL.is_sorted(), "in order");
}
