//! Rules on the text of our own sources that no compiler knows.

use std::fs;

use crate::programs::{command, output};
use crate::tree;

/// A text that must not appear, in which files, and why.
struct Ban {
    /// Written in two halves, so that this file does not hold it.
    text: [&'static str; 2],
    extensions: &'static [&'static str],
    why: &'static str,
}

const WEB: &[&str] = &["ts", "tsx", "js", "mjs", "html"];
const CODE: &[&str] = &["rs", "ts", "tsx", "js", "mjs", "html", "css", "sql"];

const BANS: &[Ban] = &[
    Ban { text: ["inner", "HTML"], extensions: WEB, why: "what customers write must never become markup: build nodes" },
    Ban { text: ["outer", "HTML"], extensions: WEB, why: "what customers write must never become markup: build nodes" },
    Ban { text: ["insertAdjacent", "HTML"], extensions: WEB, why: "what customers write must never become markup: build nodes" },
    Ban { text: ["dangerouslySet", "InnerHTML"], extensions: WEB, why: "what customers write must never become markup: build nodes" },
    Ban { text: ["document.", "write("], extensions: WEB, why: "what customers write must never become markup: build nodes" },
    Ban { text: ["ev", "al("], extensions: WEB, why: "the content security policy forbids it" },
    Ban { text: ["new ", "Function("], extensions: WEB, why: "the content security policy forbids it" },
    Ban { text: ["<if", "rame"], extensions: WEB, why: "on Linux the shell cannot tell a frame's requests from the window's" },
    Ban { text: ["TO", "DO"], extensions: CODE, why: "unfinished work belongs in the issue tracker" },
    Ban { text: ["FIX", "ME"], extensions: CODE, why: "unfinished work belongs in the issue tracker" },
    Ban { text: ["#[ign", "ore"], extensions: &["rs"], why: "a test that does not run proves nothing" },
    Ban { text: ["unsafe ", "{"], extensions: &["rs"], why: "nothing here needs it" },
];

/// The page that plays the attacker; it does what nobody else may.
const HOSTILE_PAGE: &str = "tests/e2e/window/pages/hostile.js";

/// From this length on a file is worth a look: it usually holds two nouns.
const LONG: usize = 600;
/// No file of ours may be longer.
const TOO_LONG: usize = 1_000;

pub fn check() -> anyhow::Result<()> {
    let mut broken = Vec::new();
    for path in output(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?.lines() {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let generated = ["generated.ts", "words/keys.ts"].iter().any(|name| path.ends_with(name));
        if !CODE.contains(&extension) || generated || path == HOSTILE_PAGE {
            continue;
        }
        // Deleted but not yet committed.
        let Ok(text) = fs::read_to_string(tree::at(path)) else { continue };
        broken.extend(banned(path, extension, &text));
        let lines = text.lines().count();
        if lines > TOO_LONG {
            broken.push(format!("{path} has {lines} lines; the limit is {TOO_LONG}: split it by noun"));
        } else if lines > LONG {
            println!("    {path} has {lines} lines: does it hold one thing?");
        }
    }
    for lock in ["Cargo.lock", "ui/package-lock.json"] {
        if !tree::at(lock).is_file() {
            broken.push(format!("{lock} is missing: what is built must be pinned"));
        }
    }
    anyhow::ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

fn banned(path: &str, extension: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for ban in BANS.iter().filter(|ban| ban.extensions.contains(&extension)) {
        let banned = ban.text.concat();
        for (number, _) in text.lines().enumerate().filter(|(_, line)| line.contains(&banned)) {
            broken.push(format!("{path}:{}: {banned:?}: {}", number + 1, ban.why));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::banned;

    #[test]
    fn banned_texts_are_found_with_their_place() {
        let text = format!("fine\nelement.inner{} = words\n", "HTML");
        assert_eq!(banned("ui/src/a.ts", "ts", &text).len(), 1);
        assert!(banned("ui/src/a.ts", "ts", &text)[0].starts_with("ui/src/a.ts:2: "));
        assert_eq!(banned("crates/a.rs", "rs", &text).len(), 0);
    }
}
