//! Phone numbers as senders write them (reference 4.1).

use crate::ids::dial_code_of;

/// The digits of what was given: spaces, dashes, brackets, dots and letters fall away.
pub(crate) fn digits(input: &str) -> String {
    input.chars().filter(char::is_ascii_digit).collect()
}

/// The WhatsApp ids that an input may mean, best first. Without `+` the business's own calling code may be missing.
pub(crate) fn candidates(input: &str, business_country: &str) -> Vec<String> {
    let given = digits(input);
    let mut numbers = variants(&given);
    if !input.trim_start().starts_with('+')
        && let Some(code) = dial_code_of(business_country)
    {
        numbers.extend(variants(&format!("{code}{}", given.trim_start_matches('0'))));
    }
    numbers
}

/// Whether the list names this number in any of its spellings.
pub(crate) fn same_person_in(list: &[String], number: &str) -> bool {
    let spellings = variants(number);
    list.iter().any(|listed| spellings.contains(&digits(listed)))
}

/// A number and its other mobile spellings: Brazil's ninth digit, Mexico's `1`, Argentina's `9`.
fn variants(number: &str) -> Vec<String> {
    let mut all = vec![number.to_owned()];
    if let Some(rest) = number.strip_prefix("55") {
        match (rest.len(), rest.get(..2), rest.get(2..)) {
            (11, Some(area), Some(local)) if local.starts_with('9') => all.push(format!("55{area}{}", &local[1..])),
            (10, Some(area), Some(local)) => all.push(format!("55{area}9{local}")),
            _ => {}
        }
    } else if let Some(rest) = number.strip_prefix("52") {
        match (rest.len(), rest.strip_prefix('1')) {
            (11, Some(national)) => all.push(format!("52{national}")),
            (10, _) => all.push(format!("521{rest}")),
            _ => {}
        }
    } else if let Some(rest) = number.strip_prefix("54") {
        match (rest.len(), rest.strip_prefix('9')) {
            (11, Some(national)) => all.push(format!("54{national}")),
            (10, _) => all.push(format!("549{rest}")),
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_rewritten_both_ways() {
        for (input, meant) in [
            ("+55 11 98765-4321", "551187654321"),
            ("551187654321", "5511987654321"),
            ("+52 55 1234 5678", "5215512345678"),
            ("+5215512345678", "525512345678"),
            ("+54 9 11 2345 6789", "541123456789"),
            ("+1 (650) 555-1234", "16505551234"),
        ] {
            assert!(candidates(input, "ES").contains(&meant.to_owned()), "{input}");
        }
    }

    #[test]
    fn without_a_plus_the_business_country_may_be_prepended() {
        assert!(candidates("612 34 56 78", "ES").contains(&"34612345678".to_owned()));
        assert!(!candidates("+612 34 56 78", "ES").contains(&"34612345678".to_owned()));
    }
}
