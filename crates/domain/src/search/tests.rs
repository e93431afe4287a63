use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::contact::Contact;
use crate::ids::{ContactId, WaId};
use uuid::Uuid;

/// What the index has of a text, as a sentence.
fn indexed(text: &str) -> String {
    index_words(text).into_iter().collect::<Vec<_>>().join(" ")
}

/// The snippet with its hits in brackets.
fn hits(typed: &str, text: &str) -> Option<String> {
    let parts = Query::parse(typed)?.snippet(text)?;
    Some(parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect())
}

#[rstest]
#[case::case_and_accents("Crème BRÛLÉE, Straße", "brulee creme straße")]
#[case::arabic("أُرسِلَت الرســالة", "ارسلت الرسالة")]
#[case::arabic_digits("رقم ١٢٣", "123 رقم")]
#[case::chinese("你好 ok", "ok 你 好")]
#[case::file_name("invoice_2024-final.PDF", "2024 final invoice pdf")]
#[case::emoji("👍🏽 🎉", "")]
#[case::ligature("ﬁne ½", "12 fine")]
#[case::operators("a AND b* NEAR(c) \"d\"", "a and b c d near")]
fn words_of_a_text(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(indexed(text), expected);
}

#[rstest]
#[case::as_typed("+1 (650) 555-1234")]
#[case::digits("16505551234")]
#[case::without_country("650 555 1234")]
#[case::from_elsewhere("001-650-555-1234")]
#[case::half("1650555")]
#[case::local("5551234")]
fn a_number_is_found_in_any_formatting(#[case] typed: &str) {
    for text in ["call +1 650-555-1234 please", "call 1 (650) 555.1234 please", "call +16505551234 please"] {
        assert!(hits(typed, text).is_some_and(|found| found.contains('[')), "{typed:?} in {text:?}");
    }
    assert_eq!(hits(typed, "call +1 650-555-9999 please").is_some(), typed == "1650555");
}

#[rstest]
#[case::trunk("+44 (0)20 7946 0000", "442079460000")]
#[case::old_brazilian("+55 11 8765-4321", "5511987654321")]
#[case::date("on 2024-05-12 10:30", "2024-05-12")]
#[case::date_before_a_word("delivery on 2024-05-12 at noon", "2024-05-12 delivery")]
fn numbers_are_found_however_they_are_written(#[case] text: &str, #[case] typed: &str) {
    assert!(hits(typed, text).is_some());
}

#[rstest]
#[case::prefix("ord", "My order is late", Some("My [order] is late"))]
#[case::prefix_only_of_the_last("ord late", "My order is late", None)]
#[case::any_order("late my", "My order is late", Some("[My] order is [late]"))]
#[case::all("my pizza", "My order is late", None)]
#[case::phrase("\"order is\"", "My order is late", Some("My [order is] late"))]
#[case::phrase_in_order("\"is order\"", "My order is late", None)]
#[case::phrase_finished("\"order i\"", "My order is late", None)]
#[case::phrase_still_typed("\"order i", "My order is late", Some("My [order is] late"))]
#[case::accents("creme", "La Crème!", Some("La [Crème]!"))]
#[case::chinese("你好", "我说你好了", Some("我说[你][好]了"))]
fn hits_are_marked(#[case] typed: &str, #[case] text: &str, #[case] expected: Option<&str>) {
    assert_eq!(hits(typed, text).as_deref(), expected);
}

#[test]
fn a_long_text_is_cut_around_the_first_hit() {
    let text = format!("{} needle\nin the hay {}", "straw ".repeat(100), "straw ".repeat(100));
    let found = hits("needle", &text).expect("found");
    assert!(found.starts_with('…') && found.ends_with('…') && found.contains("[needle] in the hay"), "{found}");
    assert!(found.chars().count() <= 170, "{found}");
}

#[rstest]
#[case::nothing("")]
#[case::spaces("  \t")]
#[case::quotes("\"\"\"")]
#[case::signs("* - ^ : ( ) { } + \0")]
#[case::emoji("🎉👍🏽")]
fn without_words_there_is_no_question(#[case] typed: &str) {
    assert_eq!(Query::parse(typed), None);
}

#[test]
fn people_have_keys_for_names_and_numbers() {
    let mut contact = Contact::new(ContactId(Uuid::from_u128(1)));
    contact.profile_name = Some("María José López".to_owned());
    contact.username = Some("mj.lopez".to_owned());
    contact.wa_id = Some(WaId::from("5511987654"));
    let keys = person_keys(&contact);
    for key in ["maria jose lopez", "jose lopez", "lopez", "mj lopez", "5511987654", "7654", "987654"] {
        assert!(keys.contains(key), "{key} in {keys:?}");
    }
    assert!(Query::parse("lopez maria").expect("words").means(&contact));
    assert!(Query::parse("lo mar").expect("words").means(&contact));
    assert!(!Query::parse("lopez ana").expect("words").means(&contact));
    contact.merged_into = Some(ContactId(Uuid::from_u128(2)));
    assert!(person_keys(&contact).is_empty());
}

#[test]
fn a_conversation_has_a_word_that_no_text_has() {
    let word = conversation_word(ConversationId(Uuid::from_u128(0x1234_5678_9ABC)));
    assert_eq!(word.chars().count(), 2);
    assert_ne!(word, conversation_word(ConversationId(Uuid::from_u128(0x1234_5678_9ABD))));
    assert_eq!(indexed(&word), "");
}

proptest! {
    /// Whatever is in a text can be looked for, and is found where it is.
    #[test]
    fn every_text_finds_itself(text in "\\PC{0,60}") {
        let quotes = text.contains(['"', '\u{201C}', '\u{201D}', '\u{201E}', '\u{AB}', '\u{BB}']);
        if let Some(query) = Query::parse(&text) && !quotes {
            prop_assert!(query.snippet(&text).is_some());
        }
    }

    /// What a text is found by is in the index: each word of a question is one of the text's or the beginning of one.
    #[test]
    fn what_is_found_is_in_the_index(text in "[a-zA-Zé0-9 +().-]{0,60}", from in 0usize..30, length in 1usize..20) {
        let typed: String = text.chars().skip(from).take(length).collect();
        if let Some(query) = Query::parse(&typed) && query.snippet(&text).is_some() {
            let words = index_words(&text);
            let expression = query.expression(false);
            let asked = expression.split('"').skip(1).step_by(2);
            prop_assert!(asked.into_iter().any(|word| words.range(word.to_owned()..).next().is_some_and(|found| found.starts_with(word))));
        }
    }

    #[test]
    fn anything_may_be_typed(typed in any::<String>()) {
        if let Some(query) = Query::parse(&typed) {
            let words = query.expression(true).replace(" AND ", "").replace(" OR ", "");
            prop_assert!(words.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '"' | '*' | ' ')), "{}", words);
        }
    }
}
