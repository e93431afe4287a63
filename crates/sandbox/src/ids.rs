//! Ids that look like Meta's.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness nothing in a process works; ids of zeros would only be ugly.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

/// Which way a message goes: the two look different inside.
#[derive(Clone, Copy)]
pub(crate) enum WamidKind {
    FromBusiness,
    FromCustomer,
}

/// A `wamid`: base64 of a small binary record that holds the customer's number and a random id, as real ones do.
pub(crate) fn wamid(kind: WamidKind, customer: &str) -> String {
    let (marker, id) = match kind {
        WamidKind::FromBusiness => (0x11, hex::encode_upper(random::<9>())),
        WamidKind::FromCustomer => (0x12, format!("3A{}", hex::encode_upper(random::<9>()))),
    };
    let mut record = vec![0x1c, 0x18];
    push_text(&mut record, customer);
    record.extend_from_slice(&[0x15, 0x02, 0x00, marker, 0x18]);
    push_text(&mut record, &id);
    record.push(0);
    // Real ids start with `HBgL` for an 11-digit number: the record's first byte is 0x1c.
    format!("wamid.{}", STANDARD.encode(record))
}

fn push_text(record: &mut Vec<u8>, text: &str) {
    let bytes = &text.as_bytes()[..text.len().min(127)];
    record.push(bytes.len() as u8);
    record.extend_from_slice(bytes);
}

/// An `fbtrace_id`.
pub(crate) fn trace_id() -> String {
    format!("A{}", URL_SAFE_NO_PAD.encode(random::<16>()))
}

/// A conversation id: 32 hex digits.
pub(crate) fn conversation_id() -> String {
    hex::encode(random::<16>())
}

/// A request id for response headers.
pub(crate) fn request_id() -> String {
    hex::encode(random::<8>())
}

/// The id of a new node: 15 digits.
pub(crate) fn node_id() -> String {
    format!("{}", 100_000_000_000_000 + u64::from_be_bytes(random::<8>()) % 899_999_999_999_999)
}

/// A code of six digits.
pub(crate) fn six_digits() -> String {
    format!("{:06}", u32::from_be_bytes(random::<4>()) % 1_000_000)
}

/// An id of a login under way.
pub(crate) fn dialog_id() -> String {
    hex::encode(random::<16>())
}

/// A code or token: a prefix, then letters and digits.
pub(crate) fn secret(prefix: &str, length: usize) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut value = prefix.to_owned();
    while value.len() < prefix.len() + length {
        value.extend(random::<32>().iter().filter_map(|byte| SIGNS.get(usize::from(byte & 63)).map(|sign| char::from(*sign))));
    }
    value.truncate(prefix.len() + length);
    value
}

/// A BSUID made from a number, stable, `CC.` and digits.
pub(crate) fn bsuid(wa_id: &str) -> String {
    let digits =
        wa_id.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17));
    format!("{}.{digits:020}", country_of(wa_id).unwrap_or("US"))
}

/// ISO country by calling code, for those that the sandbox knows.
pub(crate) fn country_of(wa_id: &str) -> Option<&'static str> {
    DIAL_CODES.iter().find(|(code, _)| wa_id.starts_with(code)).map(|(_, country)| *country)
}

/// Calling code by ISO country.
pub(crate) fn dial_code_of(country: &str) -> Option<&'static str> {
    DIAL_CODES.iter().find(|(_, known)| *known == country).map(|(code, _)| *code)
}

const DIAL_CODES: &[(&str, &str)] = &[
    ("351", "PT"),
    ("353", "IE"),
    ("966", "SA"),
    ("971", "AE"),
    ("212", "MA"),
    ("20", "EG"),
    ("27", "ZA"),
    ("31", "NL"),
    ("33", "FR"),
    ("34", "ES"),
    ("39", "IT"),
    ("41", "CH"),
    ("43", "AT"),
    ("44", "GB"),
    ("48", "PL"),
    ("49", "DE"),
    ("52", "MX"),
    ("54", "AR"),
    ("55", "BR"),
    ("56", "CL"),
    ("57", "CO"),
    ("61", "AU"),
    ("62", "ID"),
    ("81", "JP"),
    ("91", "IN"),
    ("1", "US"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wamid_contains_the_number_as_real_ones_do() {
        let id = wamid(WamidKind::FromBusiness, "16503879439");
        assert!(id.starts_with("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGB"), "{id}");
        let id = wamid(WamidKind::FromCustomer, "16503879439");
        assert!(id.starts_with("wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQ"), "{id}");
        assert!(id.ends_with("A="), "{id}");
    }

    #[test]
    fn a_bsuid_is_stable_and_carries_the_country() {
        assert_eq!(bsuid("34600111222"), bsuid("34600111222"));
        assert!(bsuid("34600111222").starts_with("ES."));
    }
}
