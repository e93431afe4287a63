//! Search: which words a text is found by, and what a person who types something wants to find.
//!
//! The same words go into the index and into the question, so the index needs no rules of its own. A word is a run of letters and digits
//! of any script, without case and accents; in scripts that put no spaces between words every character is one. A phone number is found
//! as a whole, however it is written and without its country's prefix, besides by its parts.

mod query;
mod words;

pub use query::{LONGEST_INDEXED_START, Needle, Query, SnippetPart};
pub use words::{index_words, person_keys};

use crate::ids::ConversationId;

/// A word that no text has, in the index of every message of the conversation. Seldom another one has it too.
pub fn conversation_word(conversation: ConversationId) -> String {
    // Two characters of the private planes, so that it costs little and no typed prefix meets it.
    const PRIVATE: u32 = 0xF_0000;
    const PLANE: u32 = 0xFFFE;
    let bytes = conversation.0.as_bytes();
    let number = |at: usize| u32::from_be_bytes([0, bytes[at], bytes[at + 1], bytes[at + 2]]) % PLANE;
    [number(10), number(13)].into_iter().filter_map(|n| char::from_u32(PRIVATE + n)).collect()
}

#[cfg(test)]
mod tests;
