//! Searching what programs leave on disk.

use std::fs;
use std::path::{Path, PathBuf};

/// The first file below this folder that holds these bytes.
pub fn file_with(folder: &Path, text: &str) -> anyhow::Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // Not what a link points to, and not the sockets.
        let kind = fs::symlink_metadata(&path)?.file_type();
        if kind.is_dir() {
            if let Some(found) = file_with(&path, text)? {
                return Ok(Some(found));
            }
        } else if kind.is_file() && fs::read(&path)?.windows(text.len()).any(|window| window == text.as_bytes()) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}
