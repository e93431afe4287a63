//! Verbatim slices of a JSON text. serde_json checks the whole text once ([`checked`]); after that a [`Cursor`] can walk it
//! in one pass, descending only where the walker wants to, and hand out every value exactly as it was written. Nothing
//! here recurses, so depth costs nothing; and a text that was not checked yields nonsense, never a panic.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// The text of `body` without surrounding blanks, when it is one valid JSON value in UTF-8.
pub(crate) fn checked(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    Some(serde_json::from_str::<&RawValue>(text).ok()?.get())
}

/// One member of an object, both parts as written; the key with its quotes.
#[derive(Clone, Copy)]
pub(crate) struct Member<'a> {
    pub key: &'a str,
    pub value: &'a str,
}

impl Member<'_> {
    pub fn is(&self, name: &str) -> bool {
        key_is(self.key, name)
    }
}

/// A place in a checked JSON text.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The first byte of the next token; 0 at the end.
    pub fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.byte()
    }

    /// Steps into the value ahead if it begins with `bracket`.
    pub fn enter(&mut self, bracket: u8) -> bool {
        let inside = self.peek() == bracket;
        self.at += usize::from(inside);
        inside
    }

    /// Inside an object: the next key as written, with the cursor before its value; `None` after the last one. The caller
    /// consumes the value before it asks again.
    pub fn next_key(&mut self) -> Option<&'a str> {
        if self.peek() == b',' {
            self.at += 1;
        }
        if self.peek() != b'"' {
            self.at += 1;
            return None;
        }
        let key = self.string();
        if self.peek() == b':' {
            self.at += 1;
        }
        Some(key)
    }

    /// Inside an array: whether an element is ahead. The caller consumes it before it asks again.
    pub fn next_element(&mut self) -> bool {
        if self.peek() == b',' {
            self.at += 1;
        }
        let ahead = !matches!(self.peek(), b']' | 0);
        self.at += usize::from(!ahead);
        ahead
    }

    /// Where the next token begins, for [`Cursor::since`].
    pub fn mark(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// The text from `mark` to here.
    pub fn since(&self, mark: usize) -> &'a str {
        self.text.get(mark..self.at.min(self.text.len())).unwrap_or_default()
    }

    /// Skips one value and returns it as written.
    pub fn value(&mut self) -> &'a str {
        let mark = self.mark();
        match self.byte() {
            b'"' => return self.string(),
            b'{' | b'[' => self.skip_container(),
            _ => {
                while !matches!(self.byte(), b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | 0) {
                    self.at += 1;
                }
            }
        }
        self.since(mark)
    }

    fn string(&mut self) -> &'a str {
        let mark = self.at;
        self.skip_string();
        self.since(mark)
    }

    fn skip_string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }

    fn skip_container(&mut self) {
        let bytes = self.text.as_bytes();
        let mut open = 0usize;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return;
            }
        }
    }
}

/// Whether a key as written stands for `name`.
pub(crate) fn key_is(key: &str, name: &str) -> bool {
    let inner = key.get(1..key.len().saturating_sub(1)).unwrap_or_default();
    inner == name || (inner.contains('\\') && unquoted(key).is_some_and(|key| key == name))
}

fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') { serde_json::from_str(raw).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

/// A string's content or a number's digits, without surrounding blanks; `None` for anything else and for nothing.
pub(crate) fn scalar(raw: &str) -> Option<Cow<'_, str>> {
    let text = if raw.starts_with('"') {
        unquoted(raw)?
    } else if raw.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        Cow::Borrowed(raw)
    } else {
        return None;
    };
    match text {
        Cow::Borrowed(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed),
        Cow::Owned(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(|text| Cow::Owned(text.to_owned())),
    }
}

/// The last value of `name` directly inside `object`, as written.
pub(crate) fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut cursor = Cursor::new(object);
    let mut found = None;
    if cursor.enter(b'{') {
        while let Some(key) = cursor.next_key() {
            let value = cursor.value();
            if key_is(key, name) {
                found = Some(value);
            }
        }
    }
    found
}

/// How deep arrays and objects are nested in a checked text; 0 for a scalar.
pub(crate) fn depth(raw: &str) -> usize {
    let (mut open, mut deepest, mut in_string, mut escaped) = (0usize, 0usize, false, false);
    for byte in raw.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// `raw` with halves of surrogate pairs replaced by U+FFFD. A text cut in the middle of an emoji has them; they are valid
/// JSON, but no valid string, and must not cost us the rest of the message.
pub(crate) fn mended(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let unit = |at: usize| -> Option<u16> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut out = String::with_capacity(raw.len());
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                out.push_str(&raw[copied..at]);
                out.push('\u{FFFD}');
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
            None => at += 2,
        }
    }
    out.push_str(&raw[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_written() {
        let text = checked(br#" { "a" : [1, {"x":"]}\"" } ] ,"b\u0063": -1.5e3, "d":"\\", "e":null } "#).unwrap();
        let mut cursor = Cursor::new(text);
        assert!(cursor.enter(b'{'));
        let mut seen = Vec::new();
        while let Some(key) = cursor.next_key() {
            seen.push((key, cursor.value()));
        }
        assert_eq!(seen, [("\"a\"", r#"[1, {"x":"]}\"" } ]"#), (r#""b\u0063""#, "-1.5e3"), ("\"d\"", r#""\\""#), ("\"e\"", "null")]);
        assert_eq!(member(text, "bc"), Some("-1.5e3"));
        assert_eq!(depth(text), 3);
    }

    #[test]
    fn scalars_are_read_either_way() {
        for (raw, expected) in [
            (r#"" 12 ""#, Some("12")),
            ("12", Some("12")),
            (r#""\u0031""#, Some("1")),
            (r#""  ""#, None),
            ("null", None),
            ("true", None),
            ("[]", None),
        ] {
            assert_eq!(scalar(raw).as_deref(), expected, "{raw}");
        }
    }

    #[test]
    fn half_an_emoji_does_not_cost_the_text() {
        for (raw, expected) in
            [(r#""a\ud83d""#, "a\u{FFFD}"), (r#""\ud83d\ude00""#, "\u{1F600}"), (r#""\\ud83d""#, r"\ud83d"), (r#""\ude00é\n""#, "\u{FFFD}é\n")]
        {
            let text: String = serde_json::from_str(&mended(raw)).unwrap();
            assert_eq!(text, expected, "{raw}");
        }
    }

    #[test]
    fn an_unchecked_text_does_not_panic() {
        for text in ["", "{", "[", "{\"a", "{\"a\\", "]]", "}", "[1,", "{\"a\":}"] {
            let mut cursor = Cursor::new(text);
            cursor.value();
            let mut cursor = Cursor::new(text);
            if cursor.enter(b'{') {
                while cursor.next_key().is_some() {
                    cursor.value();
                }
            }
            let mut cursor = Cursor::new(text);
            if cursor.enter(b'[') {
                while cursor.next_element() {
                    cursor.value();
                }
            }
            depth(text);
            mended(text);
        }
    }
}
