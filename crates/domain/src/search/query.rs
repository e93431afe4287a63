//! From what a person types to what is looked for, and where it is in a text.

use std::ops::Range;

use super::words::{Number, Word, forms, key, numbers, person_keys, words};
use crate::contact::Contact;

/// Characters of a question that are looked at.
const LONGEST_QUERY: usize = 1_000;
/// Things that are looked for at once.
const MOST_NEEDLES: usize = 12;
/// Beginnings of words up to this length are in the index; of longer ones the first five characters.
pub const LONGEST_INDEXED_START: usize = 5;
/// Characters of a snippet, and of it before the first hit.
const SNIPPET: usize = 160;
const BEFORE_HIT: usize = 40;

/// One thing that a text must have: all words of any of the alternatives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needle {
    any: Vec<Vec<String>>,
    /// The words follow each other.
    adjacent: bool,
    /// The last word may go on: it is still being typed.
    unfinished: bool,
}

/// What a person wants to find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    needles: Vec<Needle>,
    /// The text was a phone number and nothing else, in these forms.
    number: Option<Vec<String>>,
    /// All words in their order, for names.
    words: Vec<String>,
}

/// A piece of a snippet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnippetPart {
    pub text: String,
    pub hit: bool,
}

/// The words of a text with the numbers in it, as hits are looked for.
struct Read {
    words: Vec<Word>,
    numbers: Vec<Number>,
}

impl Query {
    /// Reads what was typed. `None` when there is no word in it. Several words must all be found; those in quotes next to each other;
    /// the last one may be unfinished. There are no operators, so nothing that is typed is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST_QUERY).collect();
        let mut needles = Vec::new();
        let mut all = Vec::new();
        let mut number = None;
        let is_quote = |c: char| matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{AB}' | '\u{BB}');
        for (i, part) in text.split(is_quote).enumerate() {
            let words = words(part);
            let quoted = i % 2 == 1;
            all.extend(words.iter().map(|word| word.folded.clone()));
            if quoted {
                if !words.is_empty() {
                    let phrase = words.into_iter().map(|word| word.folded).collect();
                    needles.push(Needle { any: vec![phrase], adjacent: true, unfinished: false });
                }
                continue;
            }
            let numbers = numbers(part, &words);
            if let [only] = numbers.as_slice()
                && only.words == (0..words.len())
            {
                number = Some(forms(&only.digits));
            }
            let mut at = 0;
            while let Some(word) = words.get(at) {
                if let Some(number) = numbers.iter().find(|number| number.words.start == at) {
                    let mut any: Vec<Vec<String>> = forms(&number.digits).into_iter().map(|form| vec![form]).collect();
                    any.push(words[number.words.clone()].iter().map(|word| word.folded.clone()).collect());
                    any.dedup();
                    needles.push(Needle { any, adjacent: false, unfinished: false });
                    at = number.words.end;
                } else {
                    needles.push(Needle { any: vec![vec![word.folded.clone()]], adjacent: false, unfinished: false });
                    at += 1;
                }
            }
        }
        if needles.len() > 1 {
            number = None;
        }
        // An open quote is one that is still being typed.
        let finished = text.trim_end().ends_with(is_quote) && text.matches(is_quote).count() % 2 == 0;
        if let Some(last) = needles.last_mut() {
            last.unfinished = !finished;
        }
        needles.truncate(MOST_NEEDLES);
        if needles.is_empty() { None } else { Some(Self { needles, number, words: all }) }
    }

    /// The question for the index. Words consist of letters and digits only, so nothing of what was typed can be taken for an operator.
    /// With `cut`, beginnings longer than the index has are cut to what it has: then it finds too much, but from the newest on without
    /// collecting all first.
    pub fn expression(&self, cut: bool) -> String {
        let needle = |needle: &Needle| {
            let any = needle.any.iter().map(|words| {
                let word = |(i, word): (usize, &String)| match needle.unfinished && i + 1 == words.len() {
                    true if cut => format!("\"{}\" *", word.chars().take(LONGEST_INDEXED_START).collect::<String>()),
                    true => format!("\"{word}\" *"),
                    false => format!("\"{word}\""),
                };
                format!("({})", words.iter().enumerate().map(word).collect::<Vec<_>>().join(" AND "))
            });
            format!("({})", any.collect::<Vec<_>>().join(" OR "))
        };
        self.needles.iter().map(needle).collect::<Vec<_>>().join(" AND ")
    }

    /// Whether cutting makes a difference.
    pub fn is_cut(&self) -> bool {
        self.needles.iter().any(|needle| {
            needle.unfinished && needle.any.iter().filter_map(|words| words.last()).any(|word| word.chars().count() > LONGEST_INDEXED_START)
        })
    }

    /// With what the keys of people begin that this may mean, see [`person_keys`].
    pub fn person_starts(&self) -> Vec<String> {
        match &self.number {
            Some(forms) => forms.clone(),
            None => vec![key(&self.words)],
        }
    }

    /// For names whose words were typed in another order or with some left out: with what a key of everyone who is meant begins.
    pub fn longest_word(&self) -> Option<&str> {
        if self.words.len() < 2 || self.number.is_some() {
            return None;
        }
        self.words.iter().map(String::as_str).max_by_key(|word| word.len())
    }

    /// Whether every word begins a word of this person's names or number.
    pub fn means(&self, contact: &Contact) -> bool {
        let keys = person_keys(contact);
        self.words.iter().all(|word| keys.range(word.clone()..).next().is_some_and(|key| key.starts_with(word.as_str())))
    }

    /// The text in pieces, cut around the first hit; `None` when it is not what was looked for.
    pub fn snippet(&self, text: &str) -> Option<Vec<SnippetPart>> {
        let read = Read::new(text);
        let mut hits = Vec::new();
        for needle in &self.needles {
            hits.extend(read.find(needle)?);
        }
        hits.sort_by_key(|hit| (hit.start, hit.end));
        Some(cut(text, &hits))
    }
}

impl Read {
    fn new(text: &str) -> Self {
        let words = words(text);
        Self { numbers: numbers(text, &words), words }
    }

    /// Where a needle is, all over the text; `None` when it is not there.
    fn find(&self, needle: &Needle) -> Option<Vec<Range<usize>>> {
        let mut hits = Vec::new();
        for words in &needle.any {
            if needle.adjacent {
                hits.extend(self.find_phrase(words, needle.unfinished));
                continue;
            }
            let each: Option<Vec<_>> = words
                .iter()
                .enumerate()
                .map(|(i, word)| Some(self.find_word(word, needle.unfinished && i + 1 == words.len())).filter(|hits| !hits.is_empty()))
                .collect();
            hits.extend(each.into_iter().flatten().flatten());
        }
        if hits.is_empty() { None } else { Some(hits) }
    }

    fn find_word(&self, wanted: &str, unfinished: bool) -> Vec<Range<usize>> {
        let fits = |word: &str| if unfinished { word.starts_with(wanted) } else { word == wanted };
        let mut hits: Vec<_> = self.words.iter().filter(|word| fits(&word.folded)).map(|word| word.place.clone()).collect();
        if wanted.len() > 1 && wanted.bytes().all(|b| b.is_ascii_digit()) {
            for number in &self.numbers {
                // What the index has of it: each ending of at least seven digits.
                let ending = |form: &String| (0..form.len().saturating_sub(6)).filter_map(|from| form.get(from..)).any(&fits);
                if forms(&number.digits).iter().any(ending) {
                    hits.push(self.words[number.words.start].place.start..self.words[number.words.end - 1].place.end);
                }
            }
        }
        hits
    }

    fn find_phrase(&self, phrase: &[String], unfinished: bool) -> Vec<Range<usize>> {
        let fits = |words: &[Word]| {
            words.iter().zip(phrase).enumerate().all(|(i, (word, wanted))| {
                if unfinished && i + 1 == phrase.len() { word.folded.starts_with(wanted.as_str()) } else { word.folded == *wanted }
            })
        };
        let found = self.words.windows(phrase.len().max(1)).filter(|words| fits(words));
        found.filter_map(|words| Some(words.first()?.place.start..words.last()?.place.end)).collect()
    }
}

/// A stretch of the text around the first hit, in pieces. Hits are in their order and may overlap.
fn cut(text: &str, hits: &[Range<usize>]) -> Vec<SnippetPart> {
    let first = hits.first().map_or(0, |hit| hit.start);
    let from =
        if text.chars().count() <= SNIPPET { 0 } else { text[..first].char_indices().rev().take(BEFORE_HIT).last().map_or(first, |(at, _)| at) };
    let to = text[from..].char_indices().nth(SNIPPET).map_or(text.len(), |(at, _)| from + at);
    let mut parts: Vec<SnippetPart> = Vec::new();
    let mut add = |range: Range<usize>, hit: bool| {
        if let Some(piece) = text.get(range.start.min(to)..range.end.min(to))
            && !piece.is_empty()
        {
            // A line of the list is one line.
            parts.push(SnippetPart { text: piece.replace(['\n', '\r'], " "), hit });
        }
    };
    let mut at = from;
    for hit in hits {
        if hit.end <= at {
            continue;
        }
        add(at..hit.start.max(at), false);
        add(hit.start.max(at)..hit.end, true);
        at = hit.end;
    }
    add(at..to.max(at), false);
    if from > 0 {
        parts.insert(0, SnippetPart { text: "…".to_owned(), hit: false });
    }
    if to < text.len() {
        parts.push(SnippetPart { text: "…".to_owned(), hit: false });
    }
    parts
}
