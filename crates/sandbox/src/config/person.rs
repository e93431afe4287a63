//! Facebook people and business portfolios.

/// A person who can log in on the sandbox's pages.
#[derive(Clone, Debug)]
pub struct PersonConfig {
    /// Facebook user id, digits.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A business portfolio ("Business Manager").
#[derive(Clone, Debug)]
pub struct BusinessConfig {
    /// Portfolio id, digits.
    pub id: String,
    /// Name.
    pub name: String,
    /// `verified` or `not_verified`.
    pub verification_status: String,
    /// People (ids) with full control: only they can connect its accounts.
    pub admins: Vec<String>,
    /// People (ids) with less.
    pub employees: Vec<String>,
    /// The messaging limit that all its numbers share, for example `TIER_2K`.
    pub messaging_limit: String,
    /// How many numbers it may have (reference 3.3: 2 at first, 20 once verified).
    pub max_numbers: usize,
}

impl BusinessConfig {
    /// A verified portfolio whose only admin is this person.
    pub fn new(id: &str, name: &str, admin: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            verification_status: "verified".into(),
            admins: vec![admin.into()],
            employees: Vec::new(),
            messaging_limit: "TIER_2K".into(),
            max_numbers: 20,
        }
    }
}
