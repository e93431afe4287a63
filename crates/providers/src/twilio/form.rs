//! The parameters of a form-encoded request: all of them, in their order, with repeated names and untrimmed values.

use url::form_urlencoded;

/// Parameters as they came. Readers take out what they understand; what is left was not understood and is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Infallible: bytes that are no UTF-8 become U+FFFD, which no signature of Twilio's covers.
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first value under `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Takes out an id or word, without blanks around it. Empty is missing.
    pub(super) fn word(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        let word = value.trim();
        if word.is_empty() { None } else { Some(word.to_owned()) }
    }

    /// Takes out what a person wrote: blanks are theirs and stay. Nothing but blanks is missing.
    pub(super) fn words(&mut self, name: &str) -> Option<String> {
        self.take(name).filter(|words| !words.trim().is_empty())
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.word(name).is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }

    /// Takes out `name0`, `name1`, ... with their numbers, sorted.
    pub(super) fn numbered(&mut self, name: &str) -> Vec<(u32, String)> {
        let number = |key: &str| key.strip_prefix(name)?.parse().ok();
        let mut found = Vec::new();
        self.0.retain(|(key, value)| match number(key) {
            Some(number) => {
                found.push((number, value.clone()));
                false
            }
            None => true,
        });
        found.sort();
        found
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_stays() {
        let mut form = Form::read(b"Body=+Gr%C3%BC%C3%9Fe%00+&MediaUrl1=b&MediaUrl0=a&X=1&X=2&Empty=&MediaUrlX=c&Bad=%ff");
        assert_eq!(form.words("Body").as_deref(), Some(" Grüße\0 "));
        assert_eq!(form.word("X").as_deref(), Some("1"));
        assert_eq!(form.word("Empty"), None);
        assert_eq!(form.numbered("MediaUrl"), [(0, "a".to_owned()), (1, "b".to_owned())]);
        let left: Vec<_> = form.pairs().iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(left, [("X", "2"), ("MediaUrlX", "c"), ("Bad", "\u{FFFD}")]);
    }
}
