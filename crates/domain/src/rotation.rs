//! Which of a business's numbers writes first to somebody new. Taking turns adds no capacity, since Meta's limit is one for all numbers
//! of a portfolio; it spreads the conversations.

use serde::{Deserialize, Serialize};

use crate::channel::Channel;
use crate::ids::{ContactId, PhoneNumberId, hashed};
use crate::time::Millis;

/// The workspace's setting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rotation {
    pub enabled: bool,
    /// When it was decided; of two decisions, the later one counts on every device.
    pub at: Millis,
}

impl Rotation {
    /// The time to give to a decision that is made now, later than every one this device has seen.
    pub fn next_at(known: Option<Self>, now: Millis) -> Millis {
        known.map_or(now, |known| now.max(known.at.plus_ms(1)))
    }
}

/// The number that starts a conversation with `contact`, among those of the business that owns `chosen`, the number that the agent
/// stands on.
///
/// Whoever has been written to from one of them hears from the same one again: `known` are the numbers that the contact has a
/// conversation with, the most recent one first. Somebody new gets the number that comes out highest when contact and number are hashed
/// together: the same on every device without asking, spread evenly, and a number more or less moves nobody else. Numbers that are
/// stopped or disconnected do not take part; `None` when not even `chosen` runs.
pub fn sender<'c>(
    enabled: bool,
    channels: impl IntoIterator<Item = &'c Channel>,
    chosen: &PhoneNumberId,
    contact: ContactId,
    known: &[PhoneNumberId],
) -> Option<PhoneNumberId> {
    let all: Vec<&Channel> = channels.into_iter().filter(|channel| channel.is_connected() && channel.running).collect();
    let runs = |number: &PhoneNumberId| all.iter().any(|channel| channel.phone_number_id == *number);
    if !enabled {
        return runs(chosen).then(|| chosen.clone());
    }
    let home = all.iter().find(|channel| channel.phone_number_id == *chosen)?;
    let together = |other: &&&Channel| match (&home.business_id, &other.business_id) {
        (Some(one), Some(another)) => one == another,
        // A business that is not known is taken to be the account's alone.
        (None, _) | (_, None) => home.waba_id == other.waba_id,
    };
    let turn: Vec<&PhoneNumberId> = all.iter().filter(together).map(|channel| &channel.phone_number_id).collect();
    if let Some(same) = known.iter().find(|number| turn.contains(number)) {
        return Some(same.clone());
    }
    let weight = |number: &&&PhoneNumberId| hashed(&[b"rotation", contact.0.as_bytes(), number.as_str().as_bytes()]);
    turn.iter().max_by_key(weight).map(|number| (*number).clone())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::channel::Decided;
    use crate::ids::InboxId;

    fn channel(number: &str, business: Option<&str>) -> Channel {
        Channel { business_id: business.map(str::to_owned), ..Channel::new(number.into(), "9".into(), InboxId(Uuid::from_u128(1))) }
    }

    fn contact(n: u128) -> ContactId {
        ContactId(Uuid::from_u128(n))
    }

    #[rstest]
    #[case::off(false, &[], Some("1"))]
    #[case::off_ignores_history(false, &["2"], Some("1"))]
    #[case::the_same_one_again(true, &["2"], Some("2"))]
    #[case::the_most_recent_one(true, &["3", "2"], Some("3"))]
    #[case::not_one_of_another_business(true, &["4", "2"], Some("2"))]
    #[case::not_a_stopped_one(true, &["5", "3"], Some("3"))]
    fn history_is_kept_to(#[case] enabled: bool, #[case] known: &[&str], #[case] expected: Option<&str>) {
        let mut channels = vec![channel("1", Some("b")), channel("2", Some("b")), channel("3", Some("b")), channel("4", Some("other"))];
        channels.push(Channel { running: false, ..channel("5", Some("b")) });
        let known: Vec<PhoneNumberId> = known.iter().map(|number| (*number).into()).collect();
        assert_eq!(sender(enabled, &channels, &"1".into(), contact(7), &known), expected.map(PhoneNumberId::from));
    }

    #[test]
    fn a_stopped_number_starts_nothing() {
        let channels = [
            Channel { running: false, ..channel("1", None) },
            Channel { decided: Decided { disconnected: Millis(1), ..Decided::default() }, ..channel("2", None) },
        ];
        for chosen in ["1", "2", "3"] {
            assert_eq!(sender(false, &channels, &chosen.into(), contact(1), &[]), None);
            assert_eq!(sender(true, &channels, &chosen.into(), contact(1), &[]), None);
        }
    }

    #[test]
    fn turns_are_even_and_stay_when_a_number_comes_or_goes() {
        let three = [channel("1", Some("b")), channel("2", Some("b")), channel("3", Some("b"))];
        let of = |channels: &[Channel], n| sender(true, channels, &"1".into(), contact(n), &[]).expect("a number");
        let mut counts = std::collections::BTreeMap::<PhoneNumberId, u32>::new();
        for n in 0..3_000 {
            let first = of(&three, n);
            *counts.entry(first.clone()).or_default() += 1;
            let two = of(&three[..2], n);
            assert!(first.as_str() == "3" || first == two, "only those of the gone number move");
        }
        assert!(counts.values().all(|count| (850..1_150).contains(count)), "{counts:?}");
    }
}
