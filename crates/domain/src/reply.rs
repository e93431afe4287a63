//! The team's replies: texts with places for what is known of the customer, `{{first_name}}`.

/// What a place in a reply stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Variable {
    /// The customer's name.
    Name,
    FirstName,
    /// The customer's number.
    Number,
    /// The agent who uses the reply.
    Agent,
}

impl Variable {
    pub const ALL: [Self; 4] = [Self::Name, Self::FirstName, Self::Number, Self::Agent];

    /// As it is written between the braces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::Number => "number",
            Self::Agent => "agent",
        }
    }
}

/// A part of a reply.
enum Part<'t> {
    Text(&'t str),
    /// What is between the braces.
    Place(&'t str),
}

/// Braces that are never closed are text.
fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some((before, opened)) = rest.split_once("{{") {
        let Some((place, after)) = opened.split_once("}}") else { break };
        all.extend([Part::Text(before), Part::Place(place.trim())]);
        rest = after;
    }
    all.push(Part::Text(rest));
    all
}

fn variable(word: &str) -> Option<Variable> {
    Variable::ALL.into_iter().find(|variable| variable.word() == word)
}

/// The places that stand for nothing.
pub fn unknown_places(text: &str) -> Vec<&str> {
    let place = |part| if let Part::Place(word) = part { Some(word) } else { None };
    parts(text).into_iter().filter_map(place).filter(|word| variable(word).is_none()).collect()
}

/// The text with its places filled, and the variables that nothing is known for, whose places are left empty.
pub fn fill(text: &str, known: impl Fn(Variable) -> Option<String>) -> (String, Vec<Variable>) {
    let (mut filled, mut missing) = (String::with_capacity(text.len()), Vec::new());
    for part in parts(text) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Place(word) => match variable(word) {
                Some(variable) => match known(variable) {
                    Some(value) => filled.push_str(&value),
                    None if missing.contains(&variable) => {}
                    None => missing.push(variable),
                },
                None => filled.push_str(&format!("{{{{{word}}}}}")),
            },
        }
    }
    (filled, missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn emma(variable: Variable) -> Option<String> {
        match variable {
            Variable::Name => Some("Emma Clarke".to_owned()),
            Variable::FirstName => Some("Emma".to_owned()),
            Variable::Number => None,
            Variable::Agent => Some("Ana".to_owned()),
        }
    }

    #[rstest]
    #[case::plain("Thanks!", "Thanks!", &[])]
    #[case::places("Hi {{first_name}}, this is {{ agent }}.", "Hi Emma, this is Ana.", &[])]
    #[case::nothing_known("We call {{number}} or {{number}}.", "We call  or .", &[Variable::Number])]
    #[case::not_a_variable("{{order}} for {{name}}", "{{order}} for Emma Clarke", &[])]
    #[case::never_closed("{{name", "{{name", &[])]
    #[case::empty("", "", &[])]
    fn places_are_filled(#[case] text: &str, #[case] filled: &str, #[case] missing: &[Variable]) {
        assert_eq!(fill(text, emma), (filled.to_owned(), missing.to_vec()));
    }

    #[test]
    fn a_name_with_braces_is_not_filled_again() {
        let known = |_| Some("{{agent}}".to_owned());
        assert_eq!(fill("Hi {{name}}", known).0, "Hi {{agent}}");
    }

    #[test]
    fn unknown_places_are_told() {
        assert_eq!(unknown_places("{{name}} {{order}} {{ }} {{x"), ["order", ""]);
    }
}
