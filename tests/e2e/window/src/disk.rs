//! Searching what programs leave behind.

use std::fs;
use std::path::{Path, PathBuf};

/// How Meta's access tokens begin, and less than the sandbox makes of them.
const TOKEN_BEGINS: &[u8] = b"EAA";
const TOKEN_GOES_ON: usize = 60;

/// The first file below this folder that holds these bytes.
pub fn file_with(folder: &Path, text: &str) -> anyhow::Result<Option<PathBuf>> {
    file_where(folder, &|content| content.windows(text.len()).any(|window| window == text.as_bytes()))
}

/// The first file below this folder that holds an access token.
pub fn file_with_token(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    file_where(folder, &holds_token)
}

/// Whether there is an access token in this, in plain sight.
pub fn holds_token(content: &[u8]) -> bool {
    let starts = content.windows(TOKEN_BEGINS.len()).enumerate().filter(|(_, window)| *window == TOKEN_BEGINS).map(|(at, _)| at);
    starts.into_iter().any(|at| content[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count() > TOKEN_GOES_ON)
}

fn file_where(folder: &Path, wanted: &dyn Fn(&[u8]) -> bool) -> anyhow::Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // Files go while one looks; what a link points to and the sockets do not count.
        let Ok(kind) = fs::symlink_metadata(&path).map(|about| about.file_type()) else { continue };
        if kind.is_dir() {
            if let Some(found) = file_where(&path, wanted)? {
                return Ok(Some(found));
            }
        } else if kind.is_file() && fs::read(&path).is_ok_and(|content| wanted(&content)) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_wherever_they_are() {
        let token = format!("EAA{}", "aZ9".repeat(60));
        for (content, found) in [
            (token.clone(), true),
            (format!("{{\"access_token\":\"{token}\"}}"), true),
            (format!("EAAEAA {token}"), true),
            ("EAAshort".to_owned(), false),
            ("ea".repeat(200), false),
        ] {
            assert_eq!(holds_token(content.as_bytes()), found, "{content}");
        }
    }
}
