//! Cuts one signed delivery into its single updates, each again a valid delivery made of verbatim slices of the original.
//! Runs on the relay for every webhook, before anything is stored.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::envelope::{self, Delivery, Item, Part, REPEATED_BYTES, What};
use super::json::{self, Cursor, Member};

/// What came out of a delivery. Never empty: whatever was signed is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Split {
    Updates(Vec<Piece>),
    /// No JSON, or no delivery: the body as it came.
    Unparsed(Piece),
}

/// One update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// `entry[].id`.
    pub waba_id: Option<String>,
    /// `metadata.phone_number_id`.
    pub phone_number_id: Option<String>,
    /// The same for every delivery of the same update: `msg:{wamid}`, `status:{wamid}:{status}:{timestamp}` (with
    /// `:{participant}` in groups), or `raw:{sha256}`. Contains a phone number in base64: hash it before it is stored.
    pub dedupe_key: String,
    /// A delivery of just this update.
    pub raw: Vec<u8>,
}

impl Split {
    pub fn into_pieces(self) -> Vec<Piece> {
        match self {
            Self::Updates(pieces) => pieces,
            Self::Unparsed(piece) => vec![piece],
        }
    }
}

/// Cuts `body` up. A delivery of one update comes back byte for byte.
pub fn split(body: &[u8]) -> Split {
    let Some((text, delivery)) = json::checked(body).and_then(|text| Some((text, envelope::read(text)?))) else {
        let dedupe_key = raw_key(body.trim_ascii());
        return Split::Unparsed(Piece { waba_id: None, phone_number_id: None, dedupe_key, raw: body.to_vec() });
    };
    let parts = delivery.parts();
    let single = parts.len() == 1;
    let pieces = parts.iter().map(|part| {
        let key = match &part.what {
            What::Item { item: Item::Message(raw), .. } => message_key(raw),
            What::Item { item: Item::Status(raw), .. } => status_key(raw),
            What::Item { item: Item::Errors(_) | Item::Odd(_), .. } | What::Entry | What::Change(_) => None,
        };
        // The hash is over our own layout of the slices, so that it is the same whether the update came alone or not.
        let canonical = if single && key.is_some() { None } else { Some(write(&delivery, part, text.len())) };
        let dedupe_key = key.unwrap_or_else(|| raw_key(canonical.as_deref().unwrap_or(body)));
        Piece {
            waba_id: part.entry.waba_id().map(Cow::into_owned),
            phone_number_id: match &part.what {
                What::Item { change, .. } | What::Change(change) => change.metadata("phone_number_id"),
                What::Entry => None,
            }
            .map(Cow::into_owned),
            dedupe_key,
            raw: match canonical {
                Some(canonical) if !single => canonical,
                Some(_) | None => body.to_vec(),
            },
        }
    });
    Split::Updates(pieces.collect())
}

fn raw_key(raw: &[u8]) -> String {
    format!("raw:{}", hex::encode(Sha256::digest(raw)))
}

fn message_key(raw: &str) -> Option<String> {
    let id = json::scalar(json::member(raw, "id")?)?;
    Some(format!("msg:{id}"))
}

fn status_key(raw: &str) -> Option<String> {
    let (mut id, mut status, mut timestamp, mut participant) = (None, None, None, None);
    let mut cursor = Cursor::new(raw);
    if !cursor.enter(b'{') {
        return None;
    }
    while let Some(key) = cursor.next_key() {
        let value = cursor.value();
        if json::key_is(key, "id") {
            id = json::scalar(value);
        } else if json::key_is(key, "status") {
            status = json::scalar(value);
        } else if json::key_is(key, "timestamp") {
            timestamp = json::scalar(value);
        // Meta's pages name the group's participant in three ways.
        } else if json::key_is(key, "recipient_participant_id")
            || json::key_is(key, "participant_recipient_id")
            || json::key_is(key, "recipient_participant_user_id")
        {
            participant = participant.or(json::scalar(value));
        }
    }
    let mut key = format!("status:{}:{}:{}", id?, status?, timestamp.unwrap_or_default());
    if let Some(participant) = participant {
        key.push(':');
        key.push_str(&participant);
    }
    Some(key)
}

/// One part as a delivery of its own.
fn write(delivery: &Delivery<'_>, part: &Part<'_, '_>, limit: usize) -> Vec<u8> {
    let [first, first_of_entry, first_of_change] = part.first;
    let mut out = Writer(Vec::with_capacity(limit.min(2048)));
    out.open(b'{');
    out.members(&delivery.other, &["object"], first);
    out.list("entry");
    match &part.what {
        What::Entry => out.raw(part.entry.whole),
        What::Change(change) => {
            out.open(b'{');
            out.members(&part.entry.other, &["id", "time"], first_of_entry);
            out.list("changes");
            out.raw(change.whole);
            out.close("]}");
        }
        What::Item { change, value, item, contacts } => {
            out.open(b'{');
            out.members(&part.entry.other, &["id", "time"], first_of_entry);
            out.list("changes");
            out.open(b'{');
            out.members(&change.other, &["field"], first_of_change);
            out.key("\"value\"");
            out.open(b'{');
            out.members(&value.other, &["messaging_product", "metadata"], first_of_change);
            if !contacts.is_empty() {
                out.list("contacts");
                for contact in contacts {
                    out.element(contact);
                }
                out.close("]");
            }
            match item {
                Item::Message(raw) => out.list_of_one("messages", raw),
                Item::Status(raw) => out.list_of_one("statuses", raw),
                Item::Errors(raw) => out.member("\"errors\"", raw),
                Item::Odd(member) => out.member(member.key, member.value),
            }
            out.close("}}]}");
        }
    }
    out.close("]}");
    out.0
}

struct Writer(Vec<u8>);

impl Writer {
    fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn open(&mut self, bracket: u8) {
        self.0.push(bracket);
    }

    fn close(&mut self, brackets: &str) {
        self.raw(brackets);
    }

    fn comma(&mut self) {
        if !matches!(self.0.last(), Some(b'{' | b'[')) {
            self.0.push(b',');
        }
    }

    fn element(&mut self, raw: &str) {
        self.comma();
        self.raw(raw);
    }

    /// `key` with its quotes.
    fn key(&mut self, key: &str) {
        self.comma();
        self.raw(key);
        self.0.push(b':');
    }

    fn member(&mut self, key: &str, value: &str) {
        self.key(key);
        self.raw(value);
    }

    fn list(&mut self, name: &str) {
        self.comma();
        self.0.push(b'"');
        self.raw(name);
        self.raw("\":[");
    }

    fn list_of_one(&mut self, name: &str, raw: &str) {
        self.list(name);
        self.raw(raw);
        self.close("]");
    }

    /// The members around an update. When they are many, only the first update beside them takes those along that are not
    /// `needed` to understand it.
    fn members(&mut self, members: &[Member<'_>], needed: &[&str], first: bool) {
        let all = first || members.iter().map(|m| m.key.len() + m.value.len()).sum::<usize>() <= REPEATED_BYTES;
        for member in members {
            if all || needed.iter().any(|name| member.is(name)) {
                self.member(member.key, member.value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(body: &str) -> Vec<Piece> {
        split(body.as_bytes()).into_pieces()
    }

    fn texts(body: &str) -> Vec<String> {
        pieces(body).into_iter().map(|piece| String::from_utf8(piece.raw).unwrap()).collect()
    }

    #[test]
    fn one_update_comes_back_untouched() {
        let body = r#" {"object" : "x", "entry":[{"id":7,"changes":[{"value":{"messages":[ {"id":"wamid.1"} ]},"field":"messages"}]}]} "#;
        let one = pieces(body);
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].raw, body.as_bytes());
        assert_eq!(one[0].dedupe_key, "msg:wamid.1");
        assert_eq!(one[0].waba_id.as_deref(), Some("7"));
    }

    #[test]
    fn a_batch_falls_apart_into_its_updates() {
        let body = r#"{"object":"w","entry":[{"id":"1","time":5,"changes":[{"value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"9"},"contacts":[{"wa_id":"11"},{"user_id":"US.2"}],"messages":[{"id":"a","from":"11"},{"id":"b","from_user_id":"US.2"}],"statuses":[{"id":"c","status":"read","timestamp":3,"recipient_id":"33"}],"errors":[{"code":1}],"new":true},"field":"messages"},{"field":"account_update","value":{"event":"X"}}]}]}"#;
        let around = |inner: &str| {
            format!(
                r#"{{"object":"w","entry":[{{"id":"1","time":5,"changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"phone_number_id":"9"}},"new":true,{inner}}}}}]}}]}}"#
            )
        };
        assert_eq!(
            texts(body),
            [
                around(r#""contacts":[{"wa_id":"11"}],"messages":[{"id":"a","from":"11"}]"#),
                around(r#""contacts":[{"user_id":"US.2"}],"messages":[{"id":"b","from_user_id":"US.2"}]"#),
                around(r#""statuses":[{"id":"c","status":"read","timestamp":3,"recipient_id":"33"}]"#),
                around(r#""errors":[{"code":1}]"#),
                r#"{"object":"w","entry":[{"id":"1","time":5,"changes":[{"field":"account_update","value":{"event":"X"}}]}]}"#.to_owned(),
            ]
        );
        let keys: Vec<_> = pieces(body).into_iter().map(|piece| piece.dedupe_key).collect();
        assert_eq!(keys[..3], ["msg:a", "msg:b", "status:c:read:3"]);
        assert!(keys[3..].iter().all(|key| key.starts_with("raw:") && key.len() == 68), "{keys:?}");
        assert!(pieces(body)[..4].iter().all(|piece| piece.phone_number_id.as_deref() == Some("9")));
    }

    #[test]
    fn odd_parts_are_kept_as_they_are() {
        for (body, expected) in [
            (r#"{"entry":[]}"#, vec![r#"{"entry":[]}"#]),
            (r#"{"entry":{}}"#, vec![r#"{"entry":{}}"#]),
            ("[1]", vec!["[1]"]),
            ("not json", vec!["not json"]),
            (
                r#"{"entry":[7,{"id":1},{"changes":"x"},{"changes":[{},3,{"value":null}]}]}"#,
                vec![
                    r#"{"entry":[7]}"#,
                    r#"{"entry":[{"id":1}]}"#,
                    r#"{"entry":[{"changes":"x"}]}"#,
                    r#"{"entry":[{"changes":[{}]}]}"#,
                    r#"{"entry":[{"changes":[3]}]}"#,
                    r#"{"entry":[{"changes":[{"value":null}]}]}"#,
                ],
            ),
            (
                r#"{"entry":[{"changes":[{"value":{"messages":"x","statuses":[4,{"id":"a"}],"errors":[]}}]}]}"#,
                vec![
                    r#"{"entry":[{"changes":[{"value":{"errors":[],"messages":"x"}}]}]}"#,
                    r#"{"entry":[{"changes":[{"value":{"errors":[],"statuses":[4]}}]}]}"#,
                    r#"{"entry":[{"changes":[{"value":{"errors":[],"statuses":[{"id":"a"}]}}]}]}"#,
                ],
            ),
        ] {
            assert_eq!(texts(body), expected, "{body}");
        }
        assert!(matches!(split(b"\xff\xfe"), Split::Unparsed(_)));
    }

    #[test]
    fn contacts_that_nobody_claims_stay() {
        let body = r#"{"entry":[{"changes":[{"value":{"contacts":[{"wa_id":"1"},{"wa_id":"8"},{"wa_id":"2 "}],"messages":[{"from":"1","id":"a"},{"from":2,"id":"b"},{"id":"c"}]}}]}]}"#;
        let pieces = texts(body);
        assert!(pieces[0].contains(r#""contacts":[{"wa_id":"1"},{"wa_id":"8"}]"#), "{}", pieces[0]);
        assert!(pieces[1].contains(r#""contacts":[{"wa_id":"2 "}]"#), "{}", pieces[1]);
        assert!(pieces[2].contains(r#""contacts":[{"wa_id":"8"}]"#), "{}", pieces[2]);
    }

    #[test]
    fn the_key_does_not_depend_on_company() {
        let alone = r#"{"object":"w", "entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"from":"1"}]}}]}]}"#;
        let with = r#"{"object":"w","entry":[{"id":"1","changes":[{"value":{"messages":[{"from":"1"},{"from":"2"}]},"field":"messages"}]}]}"#;
        assert_eq!(pieces(alone)[0].dedupe_key, pieces(with)[0].dedupe_key);
        assert_ne!(pieces(with)[0].dedupe_key, pieces(with)[1].dedupe_key);
    }

    #[test]
    fn a_group_has_a_status_for_each_participant() {
        let body = |who: &str| {
            format!(
                r#"{{"entry":[{{"changes":[{{"value":{{"statuses":[{{"id":"x","status":"read","timestamp":"1","recipient_participant_id":"{who}"}}]}}}}]}}]}}"#
            )
        };
        assert_eq!(pieces(&body("5"))[0].dedupe_key, "status:x:read:1:5");
        assert_eq!(pieces(&body("6"))[0].dedupe_key, "status:x:read:1:6");
    }

    #[test]
    fn repeated_members_do_not_multiply() {
        let note = "n".repeat(200_000);
        let messages: Vec<String> = (0..200).map(|n| format!(r#"{{"id":"{n}"}}"#)).collect();
        let body = format!(
            r#"{{"note":"{note}","entry":[{{"changes":[{{"value":{{"note":"{note}","contacts":["{note}"],"messages":[{}]}}}}]}}]}}"#,
            messages.join(",")
        );
        let pieces = pieces(&body);
        assert_eq!(pieces.len(), 200);
        assert!(pieces[0].raw.len() > 600_000);
        assert!(pieces.iter().map(|piece| piece.raw.len()).sum::<usize>() < 2 * body.len());
    }

    #[test]
    fn depth_is_no_burden() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let body = format!(r#"{{"entry":[{{"changes":[{{"value":{{"messages":[{{"id":"a"}},{deep}]}}}}]}}]}}"#);
        assert_eq!(pieces(&body).len(), 2);
    }
}
