//! Field selection and paging (reference 1.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::{GraphError, Params};

/// Picks what `fields=` asks for; `id` comes always. Without `fields` the node's default set.
pub(crate) fn select(
    node: &Map<String, Value>,
    node_type: &str,
    known: &[&str],
    default: &[&str],
    fields: Option<&str>,
) -> Result<Value, GraphError> {
    let wanted: Vec<String> = match fields.map(str::trim).filter(|fields| !fields.is_empty()) {
        None => default.iter().map(|field| (*field).to_owned()).collect(),
        Some(fields) => names(fields),
    };
    let mut picked = Map::new();
    for field in wanted {
        if !known.contains(&field.as_str()) {
            return Err(GraphError::worded(100, format!("(#100) Tried accessing nonexisting field ({field}) on node type ({node_type})")));
        }
        if let Some(value) = node.get(&field) {
            picked.insert(field, value.clone());
        }
    }
    if let Some(id) = node.get("id") {
        picked.insert("id".into(), id.clone());
    }
    Ok(Value::Object(picked))
}

/// Splits at the commas that are not inside `{}` or `()`, and drops what is: `a,b{c,d}.limit(3)` names a and b.
fn names(fields: &str) -> Vec<String> {
    let mut depth = 0_u32;
    let mut all = vec![String::new()];
    for character in fields.chars() {
        match character {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => all.push(String::new()),
            _ if depth == 0 => {
                if let Some(last) = all.last_mut() {
                    last.push(character);
                }
            }
            _ => {}
        }
    }
    all.iter().map(|name| name.split('.').next().unwrap_or("").trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// One page of a list: `{"data":[..],"paging":{"cursors":{..},"next"?,"previous"?}}`.
pub(crate) fn page(items: &[Value], params: &Params, url: &str) -> Result<Value, GraphError> {
    let limit = params.text("limit").and_then(|limit| limit.parse::<usize>().ok()).unwrap_or(25).clamp(1, 100);
    let after = match params.text("after").filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(position(&cursor).ok_or_else(|| GraphError::code(131059))?),
        None => None,
    };
    let before = match params.text("before").filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(position(&cursor).ok_or_else(|| GraphError::code(131059))?),
        None => None,
    };
    let (start, end) = match (after, before) {
        (Some(after), _) => (after.saturating_add(1).min(items.len()), items.len()),
        (None, Some(before)) => (before.min(items.len()).saturating_sub(limit), before.min(items.len())),
        (None, None) => (0, items.len()),
    };
    let end = end.min(start + limit);
    let data = &items[start..end];
    if data.is_empty() {
        return Ok(json!({ "data": [] }));
    }
    let (first, last) = (cursor(start), cursor(end - 1));
    let mut paging = json!({ "cursors": { "before": first, "after": last } });
    let separator = if url.contains('?') { '&' } else { '?' };
    if end < items.len() {
        paging["next"] = json!(format!("{url}{separator}limit={limit}&after={last}"));
    }
    if start > 0 {
        paging["previous"] = json!(format!("{url}{separator}limit={limit}&before={first}"));
    }
    Ok(json!({ "data": data, "paging": paging }))
}

fn cursor(position: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("QVFIUn:{position}"))
}

fn position(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("QVFIUn:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_and_parameterised_fields_name_their_field() {
        assert_eq!(names("id, name,throughput{level,x},analytics.start(1).end(2)"), ["id", "name", "throughput", "analytics"]);
    }

    #[test]
    fn pages_walk_to_the_end_and_refuse_foreign_cursors() {
        let items: Vec<Value> = (0..5).map(|n| json!(n)).collect();
        let params = |query: &str| Params::parse(query, "", b"").unwrap_or_else(|_| unreachable!());
        let first = page(&items, &params("limit=2"), "http://x/y").unwrap_or_default();
        assert_eq!(first["data"], json!([0, 1]));
        let after = first["paging"]["cursors"]["after"].as_str().unwrap_or("").to_owned();
        let last = page(&items, &params(&format!("limit=9&after={after}")), "http://x/y").unwrap_or_default();
        assert_eq!(last["data"], json!([2, 3, 4]));
        assert!(last["paging"].get("next").is_none());
        assert_eq!(page(&items, &params("after=zzz"), "http://x/y").map_err(|error| error.code), Err(131059));
    }
}
