//! From a text to its words.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::contact::Contact;
use crate::ids::WaId;
use crate::phone;

/// Characters of a word that are looked at; what is longer is no word that anybody types.
const LONGEST_WORD: usize = 40;
/// Digits of what is taken for a phone number. Fewer are found by their groups.
const NUMBER: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits by which a customer's number is found at least.
const SHORTEST_NUMBER_KEY: usize = 4;
/// Characters of a person's key.
const LONGEST_KEY: usize = 40;

/// A word of a text, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    pub folded: String,
    /// In bytes of the text.
    pub place: Range<usize>,
}

/// Digits that may be a phone number, and the words among [`words`] that they consist of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Number {
    pub digits: String,
    pub words: Range<usize>,
}

/// One character without case and accents; nothing for what is only an accent.
fn fold(c: char, into: &mut String) {
    if c.is_ascii() {
        into.push(c.to_ascii_lowercase());
        return;
    }
    if let Some(digit) = digit(c) {
        into.push(digit);
        return;
    }
    for part in std::iter::once(c).nfkd() {
        // The Arabic tatweel only stretches a word.
        if part.is_alphanumeric() && !is_combining_mark(part) && part != '\u{640}' {
            into.extend(part.to_lowercase().filter(|c| !is_combining_mark(*c)));
        }
    }
}

/// Digits of the scripts that customers write them in, as ASCII.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

/// Whether a script puts no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        // Thai and Lao; Myanmar; Khmer; kana; Chinese characters, also the rarer and the compatible ones
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// The words of a text, in its order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    let mut length = 0;
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if open && is_combining_mark(c) {
            if let Some(word) = all.last_mut() {
                word.place.end = end;
            }
            continue;
        }
        if !c.is_alphanumeric() {
            open = open && c == '\u{640}';
            continue;
        }
        let alone = stands_alone(c);
        if alone || !open {
            all.push(Word { folded: String::new(), place: at..end });
            length = 0;
        }
        open = !alone;
        if let Some(word) = all.last_mut() {
            word.place.end = end;
            if length < LONGEST_WORD {
                fold(c, &mut word.folded);
            }
            length += 1;
        }
    }
    all.retain(|word| !word.folded.is_empty());
    all
}

/// What may be a phone number: words of digits with nothing but the usual signs between them.
pub(super) fn numbers(text: &str, words: &[Word]) -> Vec<Number> {
    let mut all: Vec<Number> = Vec::new();
    let mut run: Option<Number> = None;
    for (i, word) in words.iter().enumerate() {
        if !word.folded.bytes().all(|b| b.is_ascii_digit()) {
            all.extend(run.take());
            continue;
        }
        let between = i.checked_sub(1).and_then(|before| text.get(words[before].place.end..word.place.start)).unwrap_or_default();
        let usual = between.chars().count() <= 3 && between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\u{2011}' | '-' | '.' | '/' | '(' | ')'));
        match &mut run {
            Some(number) if usual => {
                // "+44 (0)20 ...": the 0 is dialled only within the country.
                let trunk = word.folded == "0" && between.ends_with('(');
                if !trunk {
                    number.digits.push_str(&word.folded);
                }
                number.words.end = i + 1;
            }
            Some(_) | None => {
                all.extend(run.take());
                run = Some(Number { digits: word.folded.clone(), words: i..i + 1 });
            }
        }
    }
    all.extend(run);
    for number in &mut all {
        // As dialled from elsewhere or within the country.
        let significant = number.digits.trim_start_matches('0').len();
        number.digits.drain(..number.digits.len() - significant);
    }
    all.retain(|number| NUMBER.contains(&number.digits.len()));
    all
}

/// The forms under which one number is found.
pub(super) fn forms(digits: &str) -> Vec<String> {
    let canonical = phone::canonical(&WaId::from(digits));
    if canonical == digits { vec![canonical] } else { vec![digits.to_owned(), canonical] }
}

/// A number from each of its digits on, as long as `least` are left.
fn endings(digits: &str, least: usize) -> impl Iterator<Item = &str> {
    (0..(digits.len() + 1).saturating_sub(least)).filter_map(move |from| digits.get(from..))
}

/// What the index has of a text: each word once. Empty when nobody could find it.
pub fn index_words(text: &str) -> BTreeSet<String> {
    let words = words(text);
    let mut all = BTreeSet::new();
    for number in numbers(text, &words) {
        for form in forms(&number.digits) {
            all.extend(endings(&form, *NUMBER.start()).map(str::to_owned));
        }
    }
    all.extend(words.into_iter().map(|word| word.folded));
    all
}

/// By the beginnings of which texts a person is found: their names from each word on, their number from each digit on.
pub fn person_keys(contact: &Contact) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    if contact.merged_into.is_some() {
        return keys;
    }
    for name in [&contact.profile_name, &contact.username].into_iter().flatten() {
        let words: Vec<String> = words(name).into_iter().map(|word| word.folded).collect();
        for from in 0..words.len() {
            keys.insert(key(&words[from..]));
        }
    }
    if let Some(wa_id) = &contact.wa_id {
        let digits: String = wa_id.as_str().chars().filter(char::is_ascii_digit).take(LONGEST_KEY).collect();
        for form in forms(&digits) {
            keys.extend(endings(&form, SHORTEST_NUMBER_KEY).map(str::to_owned));
        }
    }
    keys
}

/// Words as a key has them.
pub(super) fn key(words: &[String]) -> String {
    words.join(" ").chars().take(LONGEST_KEY).collect()
}
