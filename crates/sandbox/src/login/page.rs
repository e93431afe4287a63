//! The pages. Every word that comes from somebody is escaped.

use serde_json::json;

use super::forms;
use super::request::Refusal;
use crate::world::{Dialog, DialogResult, DialogStep, Outcome, World};

/// Text that may stand in an element or between quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn layout(title: &str, step: &str, body: &str, script: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"/phone/icon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/dialog-assets/dialog.css\">\n{script}</head>\n<body>\n\
         <p class=\"sandbox\" role=\"note\">Sandbox: it plays Meta. Nothing here is real.</p>\n\
         <main data-step=\"{step}\">\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
        title = escape(title),
    )
}

pub(super) fn refusal(refusal: &Refusal) -> String {
    layout(refusal.title, "refused", &format!("<p id=\"reason\" role=\"alert\">{}</p>\n", escape(&refusal.text)), "")
}

pub(super) fn gone() -> String {
    layout("This login has ended", "gone", "<p>Close this window and start again from the app.</p>\n", "")
}

/// The last page of a popup: a script tells its opener what happened.
pub(super) fn done(outcome: &Outcome, origin: &str, messages: &[String]) -> String {
    let title = match outcome.result {
        DialogResult::Code(_) | DialogResult::Token { .. } => "You're all set",
        DialogResult::Cancelled => "Nothing was connected",
    };
    // In a script element only `<` could end the text.
    let told = json!({ "origin": origin, "messages": messages }).to_string().replace('<', "\\u003c");
    let body = format!("<p>You can close this window.</p>\n<script type=\"application/json\" id=\"told\">{told}</script>\n");
    layout(title, "done", &body, "<script type=\"module\" src=\"/dialog-assets/done.js\"></script>\n")
}

/// A table of a page.
pub(crate) struct Table<'a> {
    pub(crate) heading: &'a str,
    pub(crate) columns: &'a [&'a str],
    pub(crate) rows: Vec<Vec<String>>,
}

/// A page of tables.
pub(crate) fn table_page(title: &str, tables: &[Table]) -> String {
    let mut body = String::new();
    for Table { heading, columns, rows } in tables {
        let head: String = columns.iter().map(|column| format!("<th scope=\"col\">{}</th>", escape(column))).collect();
        let cells = |row: &Vec<String>| row.iter().map(|cell| format!("<td dir=\"auto\">{}</td>", escape(cell))).collect::<String>();
        let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(row))).collect();
        let rows = if rows.is_empty() { format!("<tr><td colspan=\"{}\">None yet</td></tr>\n", columns.len()) } else { rows };
        body += &format!("<h2>{}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n", escape(heading));
    }
    layout(title, "tables", &body, "")
}

/// The page of the step that a dialog is at.
pub(super) fn step(world: &World, id: &str, dialog: &Dialog, now_ms: i64) -> String {
    let app = world.app(&dialog.request.app_id).map_or("", |app| &app.config.name);
    let title = match dialog.step {
        DialogStep::LogIn => "Log in to continue".to_owned(),
        DialogStep::Permissions => format!("{app} asks for access"),
        DialogStep::Assets => "Choose what to connect".to_owned(),
        DialogStep::Portfolio => "Choose a business portfolio".to_owned(),
        DialogStep::Account => "Choose a WhatsApp Business account".to_owned(),
        DialogStep::Number if dialog.request.coexistence => "Connect your WhatsApp Business app".to_owned(),
        DialogStep::Number => "Choose a phone number".to_owned(),
        DialogStep::Verification => "Verify the phone number".to_owned(),
        DialogStep::Profile => "Tell customers about the business".to_owned(),
        DialogStep::Done => "Done".to_owned(),
    };
    let trouble = dialog
        .trouble
        .as_ref()
        .map(|trouble| format!("<p class=\"trouble\" id=\"trouble\" role=\"alert\">{}</p>\n", escape(trouble)))
        .unwrap_or_default();
    let mut buttons = button("continue", "Continue", "primary") + &button("cancel", "Cancel", "quiet");
    match dialog.step {
        DialogStep::Number => buttons += &button("skip", "Finish without a number", "quiet"),
        DialogStep::Verification => buttons += &button("resend", "Send a new code", "quiet"),
        DialogStep::LogIn
        | DialogStep::Permissions
        | DialogStep::Assets
        | DialogStep::Portfolio
        | DialogStep::Account
        | DialogStep::Profile
        | DialogStep::Done => {}
    }
    let mut asides = String::new();
    if dialog.step != DialogStep::LogIn {
        asides += &button("switch", "Log in as somebody else", "link");
    }
    if dialog.is_signup() && dialog.step != DialogStep::LogIn {
        asides += &button("report", "Report a problem and leave", "link");
    }
    let word = dialog.step.word();
    let fields = forms::fields(world, dialog, now_ms);
    let body = format!(
        "{trouble}<form method=\"post\" action=\"/dialog/{id}\">\n<input type=\"hidden\" name=\"step\" value=\"{word}\">\n{fields}\
         <footer>\n{buttons}</footer>\n<div class=\"asides\">\n{asides}</div>\n</form>\n",
    );
    layout(&title, word, &body, "")
}

/// Only `continue` wants a complete form.
fn button(action: &str, label: &str, class: &str) -> String {
    let anyway = if action == "continue" { "" } else { " formnovalidate" };
    format!("<button type=\"submit\" id=\"{action}\" name=\"action\" value=\"{action}\" class=\"{class}\"{anyway}>{label}</button>\n")
}
