//! Phone numbers as WhatsApp uses them.
//!
//! A `wa_id` is not always the number as dialled: Brazil's mobile numbers appear with and without the ninth digit, Argentina's with and
//! without the 9 after the country code, Mexico's with and without the 1. Both forms are one person.

use crate::ids::WaId;

/// The one form under which a customer is filed: digits only, with the Brazilian ninth digit, the Argentine 9, and without the Mexican 1.
pub fn canonical(wa_id: &WaId) -> String {
    let digits: String = wa_id.as_str().chars().filter(char::is_ascii_digit).collect();
    if let Some(rest) = digits.strip_prefix("55") {
        // Two digits of area, then eight for a landline or an old-style mobile. Mobiles start with 6 to 9 after the area code.
        if rest.len() == 10 && matches!(rest.as_bytes().get(2), Some(b'6'..=b'9')) {
            let (area, number) = rest.split_at(2);
            return format!("55{area}9{number}");
        }
    } else if let Some(rest) = digits.strip_prefix("54") {
        if rest.len() == 10 {
            return format!("549{rest}");
        }
    } else if let Some(rest) = digits.strip_prefix("521")
        && rest.len() == 10
    {
        return format!("52{rest}");
    }
    digits
}

/// `+` and the digits, for people to read and for Graph's `to`. The provider's own `wa_id` is kept, since that is what it accepts.
pub fn e164(wa_id: &WaId) -> String {
    let digits: String = wa_id.as_str().chars().filter(char::is_ascii_digit).collect();
    format!("+{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::brazil_old_mobile("551187654321", "5511987654321")]
    #[case::brazil_new_mobile("5511987654321", "5511987654321")]
    #[case::brazil_landline("551133334444", "551133334444")]
    #[case::argentina_without_9("541123456789", "5491123456789")]
    #[case::argentina_with_9("5491123456789", "5491123456789")]
    #[case::mexico_with_1("5215512345678", "525512345678")]
    #[case::mexico("525512345678", "525512345678")]
    #[case::us("16505551234", "16505551234")]
    #[case::written_with_plus("+1 650-555-1234", "16505551234")]
    fn both_forms_are_one_person(#[case] wa_id: &str, #[case] filed: &str) {
        assert_eq!(canonical(&WaId::from(wa_id)), filed);
    }
}
