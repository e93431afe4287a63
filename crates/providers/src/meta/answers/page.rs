//! Lists, a page at a time.

use serde_json::Value;
use url::Url;

use crate::meta::lenient::{integer, text};

/// One page of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Elements that could not be read.
    pub skipped: usize,
    pub next: Next,
    /// `summary.total_count`, where it was asked for.
    pub total: Option<i64>,
}

/// Whether there is more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    End,
    /// The cursor to ask for with `after`.
    After(String),
    /// There is more, but its address names no cursor.
    Nameless,
}

impl<T> Page<T> {
    /// `None` without a list. `read` is asked for each element.
    pub fn read(answer: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Self> {
        let elements = answer.get("data")?.as_array()?;
        let items: Vec<_> = elements.iter().filter_map(read).collect();
        Some(Self {
            skipped: elements.len() - items.len(),
            items,
            next: Next::read(answer),
            total: answer.get("summary").and_then(|summary| integer(summary, "total_count")),
        })
    }
}

impl Next {
    /// The address of the next page has the access token in it, so nothing but its cursor is kept.
    fn read(answer: &Value) -> Self {
        let Some((paging, next)) = answer.get("paging").and_then(|paging| Some((paging, text(paging, "next")?))) else {
            return Self::End;
        };
        let named = paging.get("cursors").and_then(|cursors| text(cursors, "after"));
        let in_address = || {
            let address = Url::parse(&next).ok()?;
            let after = address.query_pairs().find(|(name, _)| name == "after").map(|(_, cursor)| cursor.into_owned());
            after.filter(|cursor| !cursor.is_empty())
        };
        named.or_else(in_address).map_or(Self::Nameless, Self::After)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_says_what_comes_next_without_the_token() {
        let next = |paging: Value| Page::read(&json!({"data": [1, "x"], "paging": paging}), Value::as_i64).expect("a page").next;
        let after = |cursor: &str| Next::After(cursor.to_owned());
        assert_eq!(next(json!({"cursors": {"after": "A"}})), Next::End);
        assert_eq!(next(json!({"cursors": {"after": "A"}, "next": "https://x/?after=B"})), after("A"));
        assert_eq!(next(json!({"next": "https://x/?access_token=T&after=B%3D"})), after("B="));
        assert_eq!(next(json!({"next": "https://x/?access_token=T"})), Next::Nameless);
        assert_eq!(next(json!({"next": "no address"})), Next::Nameless);
        assert_eq!(next(json!(null)), Next::End);
        let page = Page::read(&json!({"data": [1, "x"], "summary": {"total_count": "7"}}), Value::as_i64).expect("a page");
        assert_eq!((page.items, page.skipped, page.total), (vec![1], 1, Some(7)));
        assert!(Page::read(&json!({"id": "1"}), Value::as_i64).is_none());
    }
}
