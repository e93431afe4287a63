//! The fields of each page.

use super::page::escape;
use crate::world::{Choice, Dialog, DialogStep, NumberChoice, World};

const CATEGORIES: &[(&str, &str)] = &[
    ("RETAIL", "Shopping and retail"),
    ("PROF_SERVICES", "Professional services"),
    ("RESTAURANT", "Restaurant"),
    ("EDU", "Education"),
    ("HEALTH", "Medical and health"),
    ("TRAVEL", "Travel and transport"),
    ("NONPROFIT", "Non-profit"),
    ("OTHER", "Other"),
];

pub(super) fn fields(world: &World, dialog: &Dialog, now_ms: i64) -> String {
    match dialog.step {
        DialogStep::LogIn => people(world),
        DialogStep::Permissions => permissions(world, dialog),
        DialogStep::Assets => assets(world, dialog),
        DialogStep::Portfolio => portfolios(world, dialog),
        DialogStep::Account => accounts(world, dialog),
        DialogStep::Number => numbers(world, dialog),
        DialogStep::Verification => verification(world, dialog, now_ms),
        DialogStep::Profile => profile(dialog),
        DialogStep::Done => String::new(),
    }
}

/// One thing to choose.
struct Entry<'a> {
    kind: &'a str,
    field: &'a str,
    value: &'a str,
    label: &'a str,
    note: String,
    chosen: bool,
    possible: bool,
    inner: bool,
}

impl Entry<'_> {
    fn radio<'a>(field: &'a str, value: &'a str, label: &'a str, note: String) -> Entry<'a> {
        Entry { kind: "radio", field, value, label, note, chosen: false, possible: true, inner: false }
    }

    fn html(&self) -> String {
        let flag = |set: bool, word: &str| if set { format!(" {word}") } else { String::new() };
        format!(
            "<label class=\"option{}\"><input type=\"{}\" id=\"{field}-{value}\" name=\"{field}\" value=\"{value}\"{}{}>\
             <span dir=\"auto\">{}</span><small>{}</small></label>\n",
            if self.inner { " inner" } else { "" },
            self.kind,
            flag(self.chosen, "checked"),
            flag(!self.possible, "disabled"),
            escape(self.label),
            escape(&self.note),
            field = self.field,
            value = escape(self.value),
        )
    }
}

/// The entries under a heading; the first that can be chosen is.
fn choices(legend: &str, mut entries: Vec<Entry>) -> String {
    if let Some(first) = entries.iter_mut().find(|entry| entry.possible && entry.kind == "radio") {
        first.chosen = true;
    }
    let options: String = entries.iter().map(Entry::html).collect();
    format!("<fieldset><legend>{}</legend>\n{options}</fieldset>\n", escape(legend))
}

fn field(name: &str, label: &str, value: &str, more: &str) -> String {
    format!(
        "<label class=\"field\">{label}<input id=\"{name}\" name=\"{name}\" value=\"{}\" autocomplete=\"off\" dir=\"auto\" {more}></label>\n",
        escape(value)
    )
}

fn people(world: &World) -> String {
    let entry = |person: &'_ crate::config::PersonConfig| {
        let roles: Vec<String> =
            world.businesses_of(&person.id).iter().map(|(business, role)| format!("{}: {}", business.name, role.to_lowercase())).collect();
        let note = if roles.is_empty() { "No business portfolio".to_owned() } else { roles.join(", ") };
        (person.id.clone(), person.name.clone(), note)
    };
    let people: Vec<_> = world.people.iter().map(entry).collect();
    choices("Who are you?", people.iter().map(|(id, name, note)| Entry::radio("person", id, name, note.clone())).collect())
}

fn permissions(world: &World, dialog: &Dialog) -> String {
    let person = dialog.person.as_deref().and_then(|id| world.person(id)).map_or("", |person| &person.name);
    let intro = match &dialog.request.configuration {
        Some(configuration) => format!("You are {person}. \"{}\" asks for all of these together.", configuration.name),
        None => format!("You are {person}. You may leave some of these out."),
    };
    // A configuration is taken as a whole; nobody can leave out the public profile.
    let fixed = dialog.request.configuration.is_some();
    let entries = dialog.request.scopes.iter().map(|scope| Entry {
        kind: "checkbox",
        field: "scope",
        value: scope,
        label: scope,
        note: meaning(scope).to_owned(),
        chosen: true,
        possible: !fixed && scope != "public_profile",
        inner: false,
    });
    format!("<p id=\"signed-in\">{}</p>\n{}", escape(&intro), choices("Permissions", entries.collect()))
}

fn meaning(scope: &str) -> &'static str {
    match scope {
        "whatsapp_business_messaging" => "Send and receive messages of your WhatsApp accounts",
        "whatsapp_business_management" => "Manage your WhatsApp accounts, numbers and templates",
        "business_management" => "See and manage your business portfolios",
        "public_profile" => "Your name and picture",
        _ => "",
    }
}

/// Portfolios with the accounts in each, for a plain login.
fn assets(world: &World, dialog: &Dialog) -> String {
    let person = dialog.person.as_deref().unwrap_or("");
    let mut entries = Vec::new();
    for (business, role) in world.businesses_of(person) {
        let possible = role == "ADMIN";
        entries.push(Entry { possible, ..Entry::radio("business", &business.id, &business.name, role_note(role)) });
        for account in
            world.accounts.iter().filter(|account| account.config.business_id == business.id || account.config.shared_with.contains(&business.id))
        {
            entries.push(Entry {
                kind: "checkbox",
                chosen: possible,
                possible,
                inner: true,
                ..Entry::radio("account", &account.config.id, &account.config.name, format!("WhatsApp account {}", account.config.id))
            });
        }
    }
    if entries.is_empty() {
        return "<p id=\"nothing\">You have no business portfolio. Cancel, or log in as somebody else.</p>\n".to_owned();
    }
    choices("Portfolio and accounts", entries)
}

fn role_note(role: &str) -> String {
    if role == "ADMIN" { "Full control".to_owned() } else { "You need full control to connect it".to_owned() }
}

fn portfolios(world: &World, dialog: &Dialog) -> String {
    let person = dialog.person.as_deref().unwrap_or("");
    let known = world.businesses_of(person);
    let mut entries: Vec<Entry> = known
        .iter()
        .map(|(business, role)| Entry { possible: *role == "ADMIN", ..Entry::radio("business", &business.id, &business.name, role_note(role)) })
        .collect();
    entries.push(Entry::radio("business", "new", "A new portfolio", "It gets the name below".to_owned()));
    choices("Business portfolio", entries) + &field("business_name", "Name of a new portfolio", &dialog.request.suggested_name, "maxlength=\"100\"")
}

fn accounts(world: &World, dialog: &Dialog) -> String {
    let mut entries = Vec::new();
    if let Some(Choice::Existing(business)) = &dialog.business {
        let open = world.accounts_open_to(business);
        for account in world.accounts.iter().filter(|account| open.contains(&account.config.id)) {
            let numbers = world.numbers_of(&account.config.id).count();
            entries.push(Entry::radio("account", &account.config.id, &account.config.name, format!("{numbers} phone numbers")));
        }
    }
    entries.push(Entry::radio("account", "new", "A new WhatsApp Business account", "It gets the name below".to_owned()));
    choices("WhatsApp Business account", entries)
        + &field("account_name", "Name of a new account", &dialog.request.suggested_name, "maxlength=\"100\"")
}

fn numbers(world: &World, dialog: &Dialog) -> String {
    let phone = field("phone_number", "Phone number with country code", "", "type=\"tel\" inputmode=\"tel\" placeholder=\"+34 600 111 222\"");
    if dialog.request.coexistence {
        return format!(
            "<p>The number stays in the WhatsApp Business app on your phone.</p>\n<input type=\"hidden\" name=\"number\" value=\"new\">\n{phone}\
             <label class=\"option\"><input type=\"checkbox\" id=\"shares_history\" name=\"shares_history\" value=\"yes\" checked>\
             <span>Share the chats of the last six months</span><small>This can't be changed later</small></label>\n"
        );
    }
    let mut entries = Vec::new();
    if let Some(Choice::Existing(account)) = &dialog.account {
        for number in world.numbers_of(account) {
            let note = format!("{}, {}", number.config.display_phone_number, number.status().to_lowercase());
            entries.push(Entry::radio("number", &number.config.phone_number_id, &number.config.verified_name, note));
        }
    }
    entries.push(Entry::radio("number", "new", "A new number", "The one below".to_owned()));
    let by =
        vec![Entry::radio("code_method", "SMS", "Text message", String::new()), Entry::radio("code_method", "VOICE", "Phone call", String::new())];
    choices("Phone number", entries) + &phone + &choices("How should the code for a new number come?", by)
}

fn verification(world: &World, dialog: &Dialog, now_ms: i64) -> String {
    let (shown, code, way) = match &dialog.number {
        Some(NumberChoice::New(number)) => {
            let way = if number.method == "VOICE" { "A voice says" } else { "A text message says" };
            (number.display.clone(), number.code.clone(), way)
        }
        Some(NumberChoice::Existing(id)) => {
            let number = world.number(id);
            let code = number.and_then(|number| number.sent_code(now_ms)).unwrap_or("no code").to_owned();
            (number.map(|number| number.config.display_phone_number.clone()).unwrap_or_default(), code, "A text message says")
        }
        None => (String::new(), String::new(), ""),
    };
    format!(
        "<p>We sent a code of six digits to {shown}.</p>\n<aside class=\"phone\" aria-label=\"The phone {shown}\">The sandbox is that phone, too. {way}: \
         <output id=\"sent-code\">{code}</output></aside>\n{}",
        field("code", "Code", "", "inputmode=\"numeric\" maxlength=\"7\""),
        shown = escape(&shown),
        code = escape(&code),
    )
}

fn profile(dialog: &Dialog) -> String {
    let options: String = CATEGORIES.iter().map(|(value, label)| format!("<option value=\"{value}\">{label}</option>")).collect();
    format!(
        "{}<label class=\"field\">Category<select id=\"category\" name=\"category\">{options}</select></label>\n\
         <label class=\"field\">Description<textarea id=\"description\" name=\"description\" rows=\"3\" maxlength=\"512\" dir=\"auto\"></textarea></label>\n",
        field("display_name", "Display name", &dialog.request.suggested_name, "required minlength=\"3\" maxlength=\"100\""),
    )
}
