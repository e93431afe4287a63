//! A delivery, in the domain's words. Infallible: what can't be understood is reported as such, and never costs its neighbours.

use std::borrow::Cow;

use frontdesk_domain::failure::Failure;
use frontdesk_domain::ids::{Bsuid, WaId, Wamid};
use frontdesk_domain::inbound::{IdentityChange, InboundMessage, Line, News, Sender, StatusUpdate, StatusWord, Update};
use frontdesk_domain::message::MessageKind;
use frontdesk_domain::time::Millis;
use serde_json::Value;

use super::content::content;
use super::envelope::{self, Change, Item, Part, What};
use super::errors::from_webhook_error;
use super::json;
use super::lenient::{CustomerId, customer_id, flag, integer, list, text, wa_id};

/// Deeper nesting than this is nothing that Meta sends.
const DEEPEST: usize = 64;

/// The updates of a delivery, in its order; at least one. Takes whole deliveries and [`split`](super::split) pieces alike.
pub fn parse(raw: &[u8]) -> Vec<Update> {
    let Some(text) = json::checked(raw) else {
        return vec![unparsed("not JSON")];
    };
    let Some(delivery) = envelope::read(text) else {
        return vec![unparsed("no entries")];
    };
    delivery.parts().iter().map(update).collect()
}

fn unparsed(reason: &str) -> Update {
    Update { line: Line::default(), news: News::Unparsed { reason: reason.to_owned() } }
}

fn update(part: &Part<'_, '_>) -> Update {
    let change = match &part.what {
        What::Entry => None,
        What::Change(change) | What::Item { change, .. } => Some(*change),
    };
    let metadata = |name: &str| change.and_then(|change| change.metadata(name)).map(Cow::into_owned);
    let line = Line {
        waba_id: part.entry.waba_id().map(|id| id.into_owned().into()),
        phone_number_id: metadata("phone_number_id").map(Into::into),
        display_phone_number: metadata("display_phone_number")
            .map(|number| number.chars().filter(char::is_ascii_digit).collect::<String>())
            .filter(|digits| !digits.is_empty()),
    };
    let news = match &part.what {
        What::Entry => Err("an entry without changes"),
        What::Change(change) => other_field(part, change),
        What::Item { item, contacts, .. } => item_news(item, contacts),
    };
    Update { line, news: news.unwrap_or_else(|reason| News::Unparsed { reason: reason.to_owned() }) }
}

fn other_field(part: &Part<'_, '_>, change: &Change<'_>) -> Result<News, &'static str> {
    match change.field(part.entry) {
        Some(field) if field != "messages" => Ok(News::Field { field: field.into_owned() }),
        Some(_) | None => Err("a change without messages, statuses or errors"),
    }
}

fn item_news(item: &Item<'_>, contacts: &[&str]) -> Result<News, &'static str> {
    Ok(match item {
        Item::Message(raw) => News::Message(message(&object(raw)?, &contact_of(item, contacts))),
        Item::Status(raw) => News::Status(status(&object(raw)?, &contact_of(item, contacts))),
        Item::Errors(raw) => {
            let errors = Value::Object([("errors".to_owned(), value(raw)?)].into_iter().collect());
            News::Trouble { failures: failures(&errors) }
        }
        Item::Odd(_) => return Err("messages or statuses that are no list"),
    })
}

fn value(raw: &str) -> Result<Value, &'static str> {
    if json::depth(raw) > DEEPEST {
        return Err("nested too deeply");
    }
    serde_json::from_str(raw).or_else(|_| serde_json::from_str(&json::mended(raw))).map_err(|_| "not readable as JSON")
}

fn object(raw: &str) -> Result<Value, &'static str> {
    value(raw).and_then(|value| if value.is_object() { Ok(value) } else { Err("an update that is no object") })
}

/// The contact that shares an id with the item, or else the only one there is: ids are written differently in the two
/// places (a Brazilian ninth digit, say).
fn contact_of(item: &Item<'_>, contacts: &[&str]) -> Value {
    let wanted: Vec<_> = item.customer_ids().collect();
    let mine = contacts.iter().find(|contact| envelope::contact_ids(contact).any(|id| wanted.contains(&id)));
    let lone = || {
        if let [lone] = contacts { Some(lone) } else { None }
    };
    mine.or_else(lone).and_then(|contact| object(contact).ok()).unwrap_or_default()
}

fn failures(holder: &Value) -> Vec<Failure> {
    list(holder, "errors").iter().map(from_webhook_error).collect()
}

fn seconds(holder: &Value) -> Option<Millis> {
    integer(holder, "timestamp").map(Millis::from_secs)
}

fn wamid(holder: &Value, key: &str) -> Option<Wamid> {
    text(holder, key).map(Wamid)
}

/// The ids of a customer as they turn up, each in its place; what is already there stays.
#[derive(Default)]
struct Ids {
    wa_id: Option<WaId>,
    user_id: Option<Bsuid>,
    parent_user_id: Option<Bsuid>,
}

impl Ids {
    /// From a key that should hold a phone's id.
    fn phone(&mut self, holder: &Value, key: &str) {
        match text(holder, key).map(customer_id) {
            Some(CustomerId::Phone(id)) => self.wa_id = self.wa_id.take().or(Some(id)),
            Some(CustomerId::User(id)) => self.user_id = self.user_id.take().or(Some(id)),
            Some(CustomerId::Parent(id)) => self.parent_user_id = self.parent_user_id.take().or(Some(id)),
            None => {}
        }
    }

    /// From a key that should hold a user id. Its looks don't matter, except that a parent id is a parent id.
    fn user(&mut self, holder: &Value, key: &str) {
        let Some(id) = text(holder, key) else { return };
        match customer_id(id.clone()) {
            CustomerId::Parent(id) => self.parent_user_id = self.parent_user_id.take().or(Some(id)),
            CustomerId::User(_) | CustomerId::Phone(_) => self.user_id = self.user_id.take().or(Some(Bsuid(id))),
        }
    }

    fn parent(&mut self, holder: &Value, key: &str) {
        self.parent_user_id = self.parent_user_id.take().or(text(holder, key).map(Bsuid));
    }
}

fn message(message: &Value, contact: &Value) -> InboundMessage {
    let mut ids = Ids::default();
    // The keys that say what they hold go first: `from` only fills what they leave open.
    ids.user(message, "from_user_id");
    ids.parent(message, "from_parent_user_id");
    ids.phone(message, "from");
    ids.user(contact, "user_id");
    ids.parent(contact, "parent_user_id");
    ids.phone(contact, "wa_id");
    let system = message.get("system").unwrap_or(&Value::Null);
    let identity_change = identity_change(system, &ids);
    if let Some(change) = &identity_change {
        // The message speaks of the person by the id that it replaces.
        ids.user_id = ids.user_id.or(change.old_user_id.clone());
        ids.wa_id = ids.wa_id.or(change.old_wa_id.clone());
    }
    let profile = contact.get("profile").unwrap_or(&Value::Null);
    let content = content(message);
    let context = message.get("context").unwrap_or(&Value::Null);
    InboundMessage {
        wamid: wamid(message, "id"),
        sender: Sender {
            wa_id: ids.wa_id,
            user_id: ids.user_id,
            parent_user_id: ids.parent_user_id,
            profile_name: text(profile, "name"),
            username: text(profile, "username")
                .or_else(|| text(contact, "username"))
                .map(|name| name.trim_start_matches('@').trim_start().to_owned())
                .filter(|name| !name.is_empty()),
        },
        sent_at: seconds(message),
        reply_to: target(message, &content.kind).or_else(|| wamid(context, "id")),
        content,
        forwarded: flag(context, "forwarded") || flag(context, "frequently_forwarded"),
        group_id: text(message, "group_id"),
        identity_change,
        failures: failures(message),
    }
}

/// The message that a reaction, an edit or a revocation is about.
fn target(message: &Value, kind: &MessageKind) -> Option<Wamid> {
    let key = match kind {
        MessageKind::Reaction => "message_id",
        MessageKind::Edit | MessageKind::Revoke => "original_message_id",
        MessageKind::Text
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Audio
        | MessageKind::Document
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Button
        | MessageKind::Interactive
        | MessageKind::Order
        | MessageKind::System
        | MessageKind::Template
        | MessageKind::Unsupported
        | MessageKind::Other(_) => return None,
    };
    wamid(message.get(kind.word())?, key)
}

/// `user_changed_number`, `user_changed_user_id` and their legacy names. `customer_identity_changed` is about security
/// codes and changes no id.
fn identity_change(system: &Value, ids: &Ids) -> Option<IdentityChange> {
    let kind = text(system, "type")?;
    if !kind.contains("changed") || kind == "customer_identity_changed" {
        return None;
    }
    let phone = |key: &str| text(system, key).map(wa_id);
    let new_wa_id = phone("wa_id").or_else(|| phone("new_wa_id"));
    let new_user_id = text(system, "user_id").map(Bsuid);
    // `from` is the old number, by Meta's pages; captured payloads also have the new one there.
    let old_wa_id = ids.wa_id.clone().or_else(|| phone("customer")).filter(|old| Some(old) != new_wa_id.as_ref());
    let old_wa_id = old_wa_id.or_else(|| phone("customer")).filter(|old| Some(old) != new_wa_id.as_ref());
    let change = IdentityChange { old_wa_id, new_wa_id, old_user_id: text(system, "previous_user_id").map(Bsuid), new_user_id };
    (change.new_wa_id.is_some() || change.new_user_id.is_some()).then_some(change)
}

fn status(status: &Value, contact: &Value) -> StatusUpdate {
    let mut ids = Ids::default();
    let is_group = text(status, "recipient_type").is_some_and(|kind| kind == "group");
    for key in ["recipient_participant_user_id", "recipient_user_id"] {
        ids.user(status, key);
    }
    for key in ["recipient_participant_id", "participant_recipient_id"] {
        ids.phone(status, key);
    }
    // In a group this is the group's id.
    if !is_group {
        ids.phone(status, "recipient_id");
    }
    ids.user(contact, "user_id");
    ids.phone(contact, "wa_id");
    let word = text(status, "status").unwrap_or_default();
    StatusUpdate {
        wamid: wamid(status, "id"),
        word: match word.to_ascii_lowercase().as_str() {
            "sent" => StatusWord::Sent,
            "delivered" => StatusWord::Delivered,
            "read" => StatusWord::Read,
            "played" => StatusWord::Played,
            "failed" => StatusWord::Failed,
            _ => StatusWord::Other(word),
        },
        at: seconds(status),
        opaque: text(status, "biz_opaque_callback_data"),
        recipient_wa_id: ids.wa_id,
        recipient_user_id: ids.user_id,
        failures: failures(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(value: &str) -> News {
        let body = format!(r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{value}}}]}}]}}"#);
        let mut updates = parse(body.as_bytes());
        assert_eq!(updates.len(), 1, "{value}");
        updates.remove(0).news
    }

    fn only_message(value: &str) -> InboundMessage {
        match only(value) {
            News::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_sender_is_read_from_wherever_it_is() {
        for (value, wa_id, user_id, parent, name, username) in [
            (
                r#"{"contacts":[{"profile":{"name":"Ana ","username":"@ana"},"wa_id":"1 ","user_id":"US.2"}],"messages":[{"from":"1","from_user_id":"US.2 ","from_parent_user_id":"US.ENT.3"}]}"#,
                Some("1"),
                Some("US.2"),
                Some("US.ENT.3"),
                Some("Ana"),
                Some("ana"),
            ),
            (r#"{"messages":[{"from":"US.2"}]}"#, None, Some("US.2"), None, None, None),
            (r#"{"messages":[{"from":"","from_user_id":"US.2"}]}"#, None, Some("US.2"), None, None, None),
            (r#"{"messages":[{"from":16505551234}]}"#, Some("16505551234"), None, None, None, None),
            (r#"{"contacts":[{"wa_id":"US.2","profile":null}],"messages":[{"id":"a"}]}"#, None, Some("US.2"), None, None, None),
            (r#"{"contacts":[{"profile":{"name":"B"},"wa_id":"5511"}],"messages":[{"from":"55119"}]}"#, Some("55119"), None, None, Some("B"), None),
            (r#"{"contacts":[{"profile":{"name":"B"},"wa_id":"7"},{"wa_id":"8"}],"messages":[{"from":"9"}]}"#, Some("9"), None, None, None, None),
            (r#"{"contacts":["x"],"messages":[{"id":"a"}]}"#, None, None, None, None, None),
        ] {
            let sender = only_message(value).sender;
            let expected = Sender {
                wa_id: wa_id.map(WaId::from),
                user_id: user_id.map(Bsuid::from),
                parent_user_id: parent.map(Bsuid::from),
                profile_name: name.map(str::to_owned),
                username: username.map(str::to_owned),
            };
            assert_eq!(sender, expected, "{value}");
        }
    }

    #[test]
    fn a_changed_identity_names_both_sides() {
        let change = |message: &str| only_message(&format!(r#"{{"messages":[{message}]}}"#)).identity_change;
        let ids = |old_wa: &str, new_wa: &str, old_user: &str, new_user: &str| {
            let some = |id: &str| Some(id.to_owned()).filter(|id| !id.is_empty());
            Some(IdentityChange {
                old_wa_id: some(old_wa).map(WaId),
                new_wa_id: some(new_wa).map(WaId),
                old_user_id: some(old_user).map(Bsuid),
                new_user_id: some(new_user).map(Bsuid),
            })
        };
        let cases = [
            (r#"{"from":"1","type":"system","system":{"type":"user_changed_number","wa_id":"2"}}"#, ids("1", "2", "", "")),
            (r#"{"from":"2","type":"system","system":{"type":"user_changed_number","new_wa_id":"2"}}"#, ids("", "2", "", "")),
            (r#"{"from":"2","type":"system","system":{"type":"user_changed_number","wa_id":"2","customer":"1"}}"#, ids("1", "2", "", "")),
            (r#"{"type":"system","system":{"type":"user_changed_user_id","previous_user_id":"IN.1","user_id":"IN.2"}}"#, ids("", "", "IN.1", "IN.2")),
            (r#"{"from":"1","type":"system","system":{"type":"customer_identity_changed","wa_id":"1"}}"#, None),
            (r#"{"from":"1","type":"text"}"#, None),
        ];
        for (message, expected) in cases {
            assert_eq!(change(message), expected, "{message}");
        }
    }

    #[test]
    fn statuses_are_read_leniently() {
        for (status, word, wa_id, user_id, at) in [
            (r#"{"id":"x","status":"read","timestamp":"5","recipient_id":"1"}"#, StatusWord::Read, Some("1"), None, Some(5000)),
            (r#"{"id":"x","status":"played","timestamp":5,"recipient_user_id":"US.2"}"#, StatusWord::Played, None, Some("US.2"), Some(5000)),
            (r#"{"id":"x","status":7}"#, StatusWord::Other("7".into()), None, None, None),
            (r#"{"id":"x"}"#, StatusWord::Other(String::new()), None, None, None),
            (
                r#"{"id":"x","status":"sent","recipient_type":"group","recipient_id":"G","recipient_participant_id":"1"}"#,
                StatusWord::Sent,
                Some("1"),
                None,
                None,
            ),
        ] {
            let News::Status(read) = only(&format!(r#"{{"statuses":[{status}]}}"#)) else { panic!("{status}") };
            assert_eq!(read.word, word, "{status}");
            assert_eq!(read.recipient_wa_id, wa_id.map(WaId::from), "{status}");
            assert_eq!(read.recipient_user_id, user_id.map(Bsuid::from), "{status}");
            assert_eq!(read.at, at.map(Millis), "{status}");
        }
    }

    #[test]
    fn a_reaction_or_edit_points_at_its_message() {
        let target = |message: &str| only_message(&format!(r#"{{"messages":[{message}]}}"#)).reply_to;
        assert_eq!(target(r#"{"type":"reaction","reaction":{"message_id":"a"}}"#), Some("a".into()));
        assert_eq!(target(r#"{"type":"revoke","revoke":{"original_message_id":"b"}}"#), Some("b".into()));
        assert_eq!(target(r#"{"type":"text","context":{"id":"c","forwarded":true}}"#), Some("c".into()));
        assert_eq!(target(r#"{"type":"text","context":null}"#), None);
    }

    #[test]
    fn bad_neighbours_cost_nothing() {
        let deep = format!(r#"{{"id":"d","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let body = format!(
            r#"{{"entry":[{{"changes":[{{"value":{{"messages":[3,{deep},{{"id":"a","text":{{"body":"cut \ud83d"}}}}],"statuses":"x"}}}}]}}]}}"#
        );
        let news: Vec<_> = parse(body.as_bytes()).into_iter().map(|update| update.news).collect();
        assert_eq!(news.len(), 4);
        assert!(matches!(&news[0], News::Unparsed { .. }));
        assert!(matches!(&news[1], News::Unparsed { .. }));
        let News::Message(message) = &news[2] else { panic!("{:?}", news[2]) };
        assert_eq!(message.content.text.as_deref(), Some("cut \u{FFFD}"));
        assert!(matches!(&news[3], News::Unparsed { .. }));
    }

    #[test]
    fn trouble_is_one_update() {
        let News::Trouble { failures } = only(r#"{"errors":[{"code":130429},{"code":"131000"},"odd"]}"#) else { panic!() };
        assert_eq!(failures.iter().map(|failure| failure.code).collect::<Vec<_>>(), [Some(130429), Some(131000), None]);
    }
}
