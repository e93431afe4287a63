use rstest::rstest;

use super::*;

fn parse(numbers: &[&str], account: &str, token: &str) -> Result<Entered, Refusal> {
    let numbers: Vec<String> = numbers.iter().map(|id| (*id).to_owned()).collect();
    Entered::parse(&numbers, account, token, None, None)
}

#[rstest]
#[case::plain("EAAGx1")]
#[case::blanks("  EAAGx1 \n")]
#[case::quotes("\"EAAGx1\"")]
#[case::typographic("“EAAGx1”")]
#[case::bearer("Bearer EAAGx1")]
#[case::header("'Authorization: Bearer EAAGx1'")]
fn a_pasted_token_is_cleaned(#[case] pasted: &str) {
    assert_eq!(clean_token(pasted).map(|token| token.expose().to_owned()), Ok("EAAGx1".to_owned()));
}

#[rstest]
#[case::nothing("  ", Refusal::NoToken)]
#[case::only_a_prefix("Bearer ", Refusal::NoToken)]
#[case::blank_inside("EAAG x1", Refusal::OddToken)]
#[case::line_break("EAAG\nx1", Refusal::OddToken)]
#[case::quote_inside("EAAG\"x1", Refusal::OddToken)]
#[case::not_ascii("EAAGé", Refusal::OddToken)]
fn what_is_no_token_is_refused(#[case] pasted: &str, #[case] refusal: Refusal) {
    assert_eq!(clean_token(pasted).map(|_| ()), Err(refusal));
}

#[test]
fn several_ids_may_come_in_one_text() {
    let entered = parse(&["106, 107;108\n109 ", "106"], " 900 ", "EAAGx1").map(|entered| (entered.numbers, entered.account));
    assert_eq!(entered, Ok((vec!["106".into(), "107".into(), "108".into(), "109".into()], "900".into())));
}

#[rstest]
#[case::no_ids(&[" , "], "900", "at least one")]
#[case::a_phone_number(&["+1 555 0100"], "900", "A phone number id is a row of digits")]
#[case::letters(&["10a"], "900", "row of digits")]
#[case::account(&["1"], "my account", "WhatsApp Business Account id is a row of digits")]
#[case::no_account(&["1"], "", "WhatsApp Business Account id is a row of digits")]
fn ids_are_digits(#[case] numbers: &[&str], #[case] account: &str, #[case] words: &str) {
    let refused = parse(numbers, account, "EAAGx1").map(|_| ()).expect_err("refused").to_string();
    assert!(refused.contains(words), "{refused}");
}

#[test]
fn an_app_is_whole_or_absent() {
    let with = |id: Option<&str>, secret: Option<&str>| {
        Entered::parse(&["1".to_owned()], "900", "EAAGx1", id, secret).map(|entered| entered.app.map(|(id, secret)| (id, secret.expose().to_owned())))
    };
    assert_eq!(with(Some(" "), None), Ok(None));
    assert_eq!(with(Some(" 77 "), Some(" s3cret ")), Ok(Some(("77".to_owned(), "s3cret".to_owned()))));
    assert_eq!(with(Some("77"), None), Err(Refusal::HalfAnApp { missing: "app_secret" }));
    assert_eq!(with(None, Some("s3cret")), Err(Refusal::HalfAnApp { missing: "app_id" }));
    assert_eq!(with(Some("x"), Some("s3cret")), Err(Refusal::NotDigits { what: "The app id", field: "app_id" }));
}

#[test]
fn six_digits_show_nothing() {
    assert_eq!(format!("{:?}", pin()), "SixDigits(..)");
    assert_eq!(SixDigits::parse(" 123-456 "), SixDigits::parse("123456"));
    for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
        assert_eq!(SixDigits::parse(text), Err(Refusal::NotSixDigits), "{text}");
    }
}
