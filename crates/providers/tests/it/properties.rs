//! What holds for every body, however odd: nothing panics, nothing is lost, and a piece is its own only piece.

use frontdesk_providers::meta::parse::parse;
use frontdesk_providers::meta::split::{Piece, split};
use proptest::prelude::*;

use crate::fixtures::webhooks;

/// JSON text with the keys that matter and values that don't fit them.
fn any_json(levels: u32) -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "entry",
        "changes",
        "value",
        "field",
        "messages",
        "statuses",
        "errors",
        "contacts",
        "id",
        "from",
        "wa_id",
        "user_id",
        "from_user_id",
        "status",
        "timestamp",
        "metadata",
        "phone_number_id",
        "type",
        "text",
        "body",
        "é\\n",
        "\\u0065ntry",
        "system",
        "reaction",
        "interactive",
        "context",
        "profile",
        "name",
    ]);
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just(r#""messages""#.to_owned()),
        Just(r#""cut \ud83d""#.to_owned()),
        Just(r#""US.1""#.to_owned()),
        Just("1e999".to_owned()),
        (-9i64..9).prop_map(|number| number.to_string()),
        "[a-c ]{0,3}".prop_map(|text| format!("\"{text}\"")),
    ];
    scalar.prop_recursive(levels, 64, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(" ,"))),
            prop::collection::vec((key.clone(), inner), 0..5).prop_map(|members| {
                let members: Vec<_> = members.into_iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
                format!("{{{}}}", members.join(",\n"))
            }),
        ]
    })
}

/// A delivery whose updates are odd.
fn any_delivery() -> impl Strategy<Value = String> {
    let list = || prop::collection::vec(any_json(3), 0..4).prop_map(|list| list.join(","));
    let value = (list(), list(), list(), any_json(2)).prop_map(|(contacts, messages, statuses, errors)| {
        format!(r#"{{"contacts":[{contacts}],"messages":[{messages}],"statuses":[{statuses}],"errors":{errors},"x":1}}"#)
    });
    let value = prop_oneof![3 => value, 1 => any_json(3)];
    let change = prop_oneof![
        3 => value.prop_map(|value| format!(r#"{{"value":{value},"field":"messages"}}"#)),
        1 => any_json(4),
    ];
    let entry = prop_oneof![
        4 => prop::collection::vec(change, 0..3).prop_map(|changes| format!(r#"{{"id":"1","changes":[{}]}}"#, changes.join(","))),
        1 => any_json(3),
    ];
    prop::collection::vec(entry, 0..3).prop_map(|entries| format!(r#"{{"object":"o","entry":[{}]}}"#, entries.join(",")))
}

fn holds(body: &[u8]) -> Result<Vec<Piece>, TestCaseError> {
    let pieces = split(body).into_pieces();
    prop_assert!(!pieces.is_empty());
    let whole = parse(body);
    let cut: Vec<_> = pieces.iter().flat_map(|piece| parse(&piece.raw)).collect();
    prop_assert_eq!(cut, whole);
    for piece in &pieces {
        prop_assert_eq!(split(&piece.raw).into_pieces(), std::slice::from_ref(piece));
    }
    Ok(pieces)
}

/// The entry of a piece as it stands there.
fn entry_of(piece: &Piece) -> &str {
    let raw = std::str::from_utf8(&piece.raw).expect("UTF-8");
    raw.strip_prefix(r#"{"object":"o","entry":["#).and_then(|raw| raw.strip_suffix("]}")).expect("a piece of a batch")
}

proptest! {
    #[test]
    fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&body)?;
    }

    #[test]
    fn any_value(body in any_json(8)) {
        holds(body.as_bytes())?;
    }

    #[test]
    fn any_updates(body in any_delivery()) {
        let pieces = holds(body.as_bytes())?;
        if pieces.len() > 1 {
            let entries: Vec<_> = pieces.iter().map(entry_of).collect();
            let together = format!(r#"{{"object":"o","entry":[{}]}}"#, entries.join(","));
            prop_assert_eq!(split(together.as_bytes()).into_pieces(), pieces);
        }
    }

    #[test]
    fn a_real_body_with_damage(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let fixtures = webhooks();
        let mut body = which.get(&fixtures).delivery();
        let at = at.index(body.len());
        if cut {
            body.truncate(at);
        } else {
            body[at] = byte;
        }
        holds(&body)?;
    }
}
