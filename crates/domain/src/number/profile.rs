//! The profile that customers see of a number, and Meta's limits for it (platform reference, section 3.2).

/// Texts of the profile; an empty one is none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BusinessProfile {
    pub about: String,
    pub address: String,
    pub description: String,
    pub email: String,
    pub websites: Vec<String>,
    /// Meta's word, e.g. `RETAIL`.
    pub vertical: String,
}

/// What Meta would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrongText {
    /// The profile's field, as it is called there.
    pub field: &'static str,
    /// A sentence with what to do.
    pub words: String,
}

const MOST_WEBSITES: usize = 2;

impl BusinessProfile {
    /// Without blanks around its texts and without empty websites, if Meta takes it.
    ///
    /// # Errors
    /// The first thing that Meta would refuse.
    pub fn checked(&self) -> Result<Self, WrongText> {
        let wrong = |field: &'static str, words: String| WrongText { field, words };
        let text = |field: &'static str, what: &str, text: &str, longest: usize| {
            let text = text.trim();
            match text.chars().count() {
                length if length > longest => {
                    Err(wrong(field, format!("The {what} can have at most {longest} characters; this has {length}. Shorten it.")))
                }
                _ => Ok(text.to_owned()),
            }
        };
        let websites: Vec<String> = self.websites.iter().map(|url| url.trim()).filter(|url| !url.is_empty()).map(str::to_owned).collect();
        if websites.len() > MOST_WEBSITES {
            return Err(wrong("websites", format!("A profile can have {MOST_WEBSITES} websites; these are {}. Take some out.", websites.len())));
        }
        for url in &websites {
            text("websites", "website", url, 256)?;
            if !["https://", "http://"].iter().any(|scheme| url.len() > scheme.len() && url.to_ascii_lowercase().starts_with(scheme)) {
                return Err(wrong("websites", format!("\"{url}\" is not the address of a website. It begins with https://.")));
            }
        }
        let checked = Self {
            about: text("about", "about text", &self.about, 139)?,
            address: text("address", "address", &self.address, 256)?,
            description: text("description", "description", &self.description, 512)?,
            email: text("email", "email address", &self.email, 128)?,
            websites,
            vertical: self.vertical.trim().to_owned(),
        };
        if checked.about.is_empty() {
            return Err(wrong("about", "The about text can't be empty at WhatsApp. Write a few words.".to_owned()));
        }
        let email_parts = checked.email.split_once('@');
        if !checked.email.is_empty() && !email_parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@')) {
            return Err(wrong("email", "That is not an email address. It looks like hello@example.com.".to_owned()));
        }
        if !checked.vertical.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') {
            return Err(wrong("vertical", "Choose the industry from the list.".to_owned()));
        }
        Ok(checked)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn profile() -> BusinessProfile {
        BusinessProfile { about: "Plants".to_owned(), ..BusinessProfile::default() }
    }

    #[rstest]
    #[case::least(profile(), None)]
    #[case::about_empty(BusinessProfile { about: " ".into(), ..profile() }, Some("empty"))]
    #[case::about_full(BusinessProfile { about: "ü".repeat(139), ..profile() }, None)]
    #[case::about_long(BusinessProfile { about: "ü".repeat(140), ..profile() }, Some("at most 139 characters; this has 140"))]
    #[case::address_long(BusinessProfile { address: "a".repeat(257), ..profile() }, Some("at most 256"))]
    #[case::description_full(BusinessProfile { description: "a".repeat(512), ..profile() }, None)]
    #[case::description_long(BusinessProfile { description: "a".repeat(513), ..profile() }, Some("at most 512"))]
    #[case::email_long(BusinessProfile { email: format!("{}@example.com", "a".repeat(128)), ..profile() }, Some("at most 128"))]
    #[case::email(BusinessProfile { email: "hello@example.com".into(), ..profile() }, None)]
    #[case::no_email(BusinessProfile { email: "hello at example".into(), ..profile() }, Some("not an email address"))]
    #[case::websites(BusinessProfile { websites: vec!["https://a.example".into(), " ".into(), "HTTP://b.example".into()], ..profile() }, None)]
    #[case::three(BusinessProfile { websites: vec!["https://a.example".into(); 3], ..profile() }, Some("these are 3"))]
    #[case::no_website(BusinessProfile { websites: vec!["www.a.example".into()], ..profile() }, Some("begins with https://"))]
    #[case::website_long(BusinessProfile { websites: vec![format!("https://{}", "a".repeat(249))], ..profile() }, Some("at most 256"))]
    #[case::vertical(BusinessProfile { vertical: "PROF_SERVICES".into(), ..profile() }, None)]
    #[case::no_vertical(BusinessProfile { vertical: "Retail".into(), ..profile() }, Some("from the list"))]
    fn what_meta_would_refuse_is_said_before(#[case] profile: BusinessProfile, #[case] refused: Option<&str>) {
        match (profile.checked(), refused) {
            (Ok(_), None) => {}
            (Err(wrong), Some(expected)) => assert!(wrong.words.contains(expected) && wrong.words.ends_with('.'), "{}", wrong.words),
            (result, expected) => panic!("{result:?}, not {expected:?}"),
        }
    }

    #[test]
    fn blanks_do_not_count() {
        let checked = BusinessProfile { about: " Plants \n".into(), websites: vec!["  ".into()], ..profile() }.checked();
        assert_eq!(checked, Ok(profile()));
    }
}
