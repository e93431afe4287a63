//! The nested envelope of a delivery (`entry[] > changes[] > value > messages[] | statuses[] | errors[]`), flattened to its
//! updates. Both [`split`](super::split) and [`parse`](super::parse) stand on this one reading, so they cannot disagree.

use std::borrow::Cow;

use super::json::{Cursor, Member, key_is, member, scalar};

/// More than this of members that belong to no update in particular is not repeated with every update: a delivery of
/// 3 MB must not grow to gigabytes.
pub(super) const REPEATED_BYTES: usize = 16 * 1024;

pub(super) struct Delivery<'a> {
    /// The members beside `entry`.
    pub other: Vec<Member<'a>>,
    pub entries: Vec<Entry<'a>>,
}

pub(super) struct Entry<'a> {
    pub whole: &'a str,
    /// The members beside `changes`.
    pub other: Vec<Member<'a>>,
    /// Empty when there are none, or not in a shape we know.
    pub changes: Vec<Change<'a>>,
}

pub(super) struct Change<'a> {
    pub whole: &'a str,
    /// The members beside `value`.
    pub other: Vec<Member<'a>>,
    /// `None` when there is none, or it is no object.
    pub value: Option<Value<'a>>,
}

pub(super) struct Value<'a> {
    /// The members beside `contacts` and the updates.
    pub other: Vec<Member<'a>>,
    pub contacts: Vec<&'a str>,
    pub items: Vec<Item<'a>>,
}

#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    /// One element of `messages`, whatever it is.
    Message(&'a str),
    /// One element of `statuses`, whatever it is.
    Status(&'a str),
    /// The whole of `errors`.
    Errors(&'a str),
    /// `messages` or `statuses` that is no list.
    Odd(Member<'a>),
}

/// One update, with all that surrounds it.
pub(super) struct Part<'d, 'a> {
    pub entry: &'d Entry<'a>,
    pub what: What<'d, 'a>,
    /// Whether this is the first part of the delivery, of its entry, and of its change.
    pub first: [bool; 3],
}

pub(super) enum What<'d, 'a> {
    /// An entry without changes.
    Entry,
    /// A change that is kept in one piece: another field than `messages`, or an unknown shape.
    Change(&'d Change<'a>),
    Item {
        change: &'d Change<'a>,
        value: &'d Value<'a>,
        item: Item<'a>,
        contacts: Vec<&'a str>,
    },
}

/// Reads a checked text. `None` when it is no object with at least one entry.
pub(super) fn read(text: &str) -> Option<Delivery<'_>> {
    let mut cursor = Cursor::new(text);
    let mut delivery = Delivery { other: Vec::new(), entries: Vec::new() };
    if !cursor.enter(b'{') {
        return None;
    }
    while let Some(key) = cursor.next_key() {
        match cursor.peek() {
            b'[' if key_is(key, "entry") => {
                cursor.enter(b'[');
                while cursor.next_element() {
                    delivery.entries.push(entry(&mut cursor));
                }
            }
            b'{' if key_is(key, "entry") => delivery.entries.push(entry(&mut cursor)),
            _ => delivery.other.push(Member { key, value: cursor.value() }),
        }
    }
    (!delivery.entries.is_empty()).then_some(delivery)
}

fn entry<'a>(cursor: &mut Cursor<'a>) -> Entry<'a> {
    let mark = cursor.mark();
    let mut entry = Entry { whole: "", other: Vec::new(), changes: Vec::new() };
    if cursor.enter(b'{') {
        while let Some(key) = cursor.next_key() {
            match cursor.peek() {
                b'[' if key_is(key, "changes") => {
                    cursor.enter(b'[');
                    while cursor.next_element() {
                        entry.changes.push(change(cursor));
                    }
                }
                b'{' if key_is(key, "changes") => entry.changes.push(change(cursor)),
                _ => entry.other.push(Member { key, value: cursor.value() }),
            }
        }
    } else {
        cursor.value();
    }
    entry.whole = cursor.since(mark);
    entry
}

fn change<'a>(cursor: &mut Cursor<'a>) -> Change<'a> {
    let mark = cursor.mark();
    let mut change = Change { whole: "", other: Vec::new(), value: None };
    if cursor.enter(b'{') {
        while let Some(key) = cursor.next_key() {
            if cursor.peek() == b'{' && change.value.is_none() && key_is(key, "value") {
                change.value = Some(value(cursor));
            } else {
                change.other.push(Member { key, value: cursor.value() });
            }
        }
    } else {
        cursor.value();
    }
    change.whole = cursor.since(mark);
    change
}

fn value<'a>(cursor: &mut Cursor<'a>) -> Value<'a> {
    let mut value = Value { other: Vec::new(), contacts: Vec::new(), items: Vec::new() };
    cursor.enter(b'{');
    while let Some(key) = cursor.next_key() {
        let first = cursor.peek();
        let list: Option<fn(&'a str) -> Item<'a>> = if key_is(key, "messages") {
            Some(Item::Message)
        } else if key_is(key, "statuses") {
            Some(Item::Status)
        } else {
            None
        };
        match (first, list) {
            // Written out as `null`, a member says the same as a missing one.
            (b'n', _) => value.other.push(Member { key, value: cursor.value() }),
            (b'[', Some(item)) => {
                cursor.enter(b'[');
                while cursor.next_element() {
                    value.items.push(item(cursor.value()));
                }
            }
            (b'{', Some(item)) => value.items.push(item(cursor.value())),
            (_, Some(_)) => value.items.push(Item::Odd(Member { key, value: cursor.value() })),
            (_, None) if key_is(key, "errors") => {
                let errors = cursor.value();
                if Cursor::new(errors).enter(b'[') && is_empty_list(errors) {
                    value.other.push(Member { key, value: errors });
                } else {
                    value.items.push(Item::Errors(errors));
                }
            }
            (b'[', None) if key_is(key, "contacts") => {
                cursor.enter(b'[');
                while cursor.next_element() {
                    value.contacts.push(cursor.value());
                }
            }
            (_, None) => value.other.push(Member { key, value: cursor.value() }),
        }
    }
    value
}

fn is_empty_list(raw: &str) -> bool {
    let mut cursor = Cursor::new(raw);
    cursor.enter(b'[') && !cursor.next_element()
}

impl<'a> Change<'a> {
    /// The webhook field that this change belongs to. Where the change does not say, its updates do; the last resort is the
    /// value or the entry, where Meta's own examples have misplaced it.
    pub fn field(&self, entry: &Entry<'a>) -> Option<Cow<'a, str>> {
        let named = |members: &[Member<'a>]| members.iter().rfind(|m| m.is("field")).and_then(|m| scalar(m.value));
        let value = self.value.as_ref();
        named(&self.other)
            .or_else(|| value.filter(|value| !value.items.is_empty()).map(|_| Cow::Borrowed("messages")))
            .or_else(|| value.and_then(|value| named(&value.other)))
            .or_else(|| named(&entry.other))
    }

    /// One of the strings of `value.metadata`.
    pub fn metadata(&self, name: &str) -> Option<Cow<'a, str>> {
        let metadata = self.value.as_ref()?.other.iter().rfind(|m| m.is("metadata"))?;
        scalar(member(metadata.value, name)?)
    }
}

impl<'a> Entry<'a> {
    pub fn waba_id(&self) -> Option<Cow<'a, str>> {
        self.other.iter().rfind(|m| m.is("id")).and_then(|m| scalar(m.value))
    }
}

impl<'a> Delivery<'a> {
    /// Every update, in the order of the text. At least one: an entry without changes is a part itself.
    pub fn parts(&self) -> Vec<Part<'_, 'a>> {
        let mut parts = Vec::new();
        for entry in &self.entries {
            let entry_begins = parts.len();
            if entry.changes.is_empty() {
                parts.push(Part { entry, what: What::Entry, first: [parts.is_empty(), true, true] });
            }
            for change in &entry.changes {
                let begins = parts.len();
                let items = change.value.as_ref().filter(|value| !value.items.is_empty());
                match items.filter(|_| change.field(entry).as_deref() == Some("messages")) {
                    Some(value) => {
                        for (item, contacts) in value.items.iter().zip(value.contacts_of_items()) {
                            let here = parts.len();
                            let what = What::Item { change, value, item: *item, contacts };
                            parts.push(Part { entry, what, first: [here == 0, here == entry_begins, here == begins] });
                        }
                    }
                    None => {
                        let first = [begins == 0, begins == entry_begins, true];
                        parts.push(Part { entry, what: What::Change(change), first });
                    }
                }
            }
        }
        parts
    }
}

impl<'a> Value<'a> {
    /// For each item, the contacts that describe its customer.
    ///
    /// A contact belongs to the items that share an id with it. Those that no item claims may describe any item without a
    /// match, so they go with each of these (within [`REPEATED_BYTES`]), and with the first item in any case, so that none
    /// is lost.
    fn contacts_of_items(&self) -> Vec<Vec<&'a str>> {
        let (items, contacts) = (&self.items, &self.contacts);
        if items.len() == 1 || contacts.is_empty() {
            return items.iter().map(|_| contacts.clone()).collect();
        }
        let mut known: Vec<(Cow<'a, str>, usize)> = Vec::with_capacity(contacts.len() * 2);
        for (index, contact) in contacts.iter().enumerate() {
            known.extend(contact_ids(contact).map(|id| (id, index)));
        }
        known.sort();
        let mut claimed = vec![false; contacts.len()];
        let mut picked: Vec<Vec<usize>> = Vec::with_capacity(items.len());
        for item in items {
            let mut mine = Vec::new();
            for id in item.customer_ids() {
                let from = known.partition_point(|(known, _)| *known < id);
                mine.extend(known[from..].iter().take_while(|(known, _)| *known == id).map(|(_, index)| *index));
            }
            mine.sort_unstable();
            mine.dedup();
            for index in &mine {
                claimed[*index] = true;
            }
            picked.push(mine);
        }
        let unclaimed: Vec<usize> = (0..contacts.len()).filter(|index| !claimed[*index]).collect();
        let repeat = unclaimed.iter().map(|index| contacts[*index].len()).sum::<usize>() <= REPEATED_BYTES;
        for (index, mine) in picked.iter_mut().enumerate() {
            if index == 0 || (repeat && mine.is_empty()) {
                mine.extend(&unclaimed);
                mine.sort_unstable();
            }
        }
        picked.into_iter().map(|mine| mine.into_iter().map(|index| contacts[index]).collect()).collect()
    }
}

/// The ids among `raw`'s members named in `names`, phones without their `+`.
fn ids<'a>(raw: &'a str, names: &[&str]) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
    let mut found = Vec::new();
    let mut cursor = Cursor::new(raw);
    if cursor.enter(b'{') {
        while let Some(key) = cursor.next_key() {
            let value = cursor.value();
            if names.iter().any(|name| key_is(key, name)) {
                found.extend(scalar(value).map(|id| match id.strip_prefix('+') {
                    Some(digits) => Cow::Owned(digits.to_owned()),
                    None => id,
                }));
            }
        }
    }
    found.into_iter()
}

/// Every id by which a contact is known.
pub(super) fn contact_ids(contact: &str) -> impl Iterator<Item = Cow<'_, str>> + use<'_> {
    ids(contact, &["wa_id", "user_id", "parent_user_id"])
}

impl<'a> Item<'a> {
    /// Every id that the item gives for its customer.
    pub fn customer_ids(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let (raw, names): (_, &[&str]) = match self {
            Self::Message(raw) => (*raw, &["from", "from_user_id", "from_parent_user_id"]),
            Self::Status(raw) => (
                *raw,
                &[
                    "recipient_id",
                    "recipient_user_id",
                    "recipient_parent_user_id",
                    "parent_recipient_user_id",
                    "recipient_participant_id",
                    "recipient_participant_user_id",
                ],
            ),
            Self::Errors(_) | Self::Odd(_) => ("", &[]),
        };
        ids(raw, names)
    }
}
