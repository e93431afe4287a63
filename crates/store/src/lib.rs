//! The device's SQLite: one writer, many readers. SQL lives here and nowhere else; decisions live in `domain` and `core`.
//!
//! A change is one [`Change`] transaction: rows, cursor, outbox and pending entries commit together or not at all. Reads go to a pool and
//! never wait for the writer (WAL).

mod bulk;
mod change;
mod connect;
mod draft;
mod error;
mod inbox;
mod kept;
mod listing;
mod load;
mod meta;
mod number_health;
mod number_log;
mod outbox;
mod pending;
mod replica;
mod rows;
mod save;
mod search;
mod search_index;
mod setting;
mod thread;
mod work;

pub use change::Change;
pub use connect::Store;
pub use error::StoreError;
pub use inbox::{ListedConversation, ListedMessage};
pub use listing::{ConversationPage, ConversationPosition, ConversationQuery, Counts, Shown, Sort, WindowShown};
pub use meta::Cursor;
pub use number_log::{LONGEST_LOG, LogFilter};
pub use pending::PendingEntry;
pub use search::{FoundMessage, FoundMessages, FoundPosition};
pub use thread::ThreadPosition;
