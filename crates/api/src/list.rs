//! The one list of commands. Adding a line here adds it to every host and to the TypeScript.

use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::{TS, TypeVisitor};

use crate::error::ApiError;
use crate::session::Session;
use crate::views::*;

/// A command's name and its TypeScript types.
pub struct CommandSpec {
    pub name: &'static str,
    pub doc: &'static str,
    pub request: fn() -> String,
    pub response: fn() -> String,
}

fn parse<T: DeserializeOwned>(name: &str, request: Value) -> Result<T, ApiError> {
    serde_json::from_value(request).map_err(|e| ApiError::bad_request(format!("The request to {name} is malformed: {e}. Update the app.")))
}

macro_rules! commands {
    ($(#[doc = $doc:literal] $name:ident($request:ty) -> $response:ty;)*) => {
        pub const COMMANDS: &[CommandSpec] = &[$(CommandSpec {
            name: stringify!($name),
            doc: $doc,
            request: || <$request as TS>::name(&ts_rs::Config::default()),
            response: || <$response as TS>::name(&ts_rs::Config::default()),
        }),*];

        /// Every type that a command takes or gives.
        pub(crate) fn visit_types(visitor: &mut impl TypeVisitor) {
            $(
                visitor.visit::<$request>();
                visitor.visit::<$response>();
            )*
        }

        /// Runs a command by its name. Unknown names are refused with a sentence.
        pub async fn dispatch(session: &Session, name: &str, request: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($name) => {
                    let response: $response = session.$name(parse::<$request>(name, request)?).await?;
                    serde_json::to_value(response)
                        .map_err(|e| ApiError::new(crate::ErrorCode::Internal, format!("The answer to {name} could not be written: {e}.")))
                })*
                _ => Err(ApiError::bad_request(format!("There is no command {name:?}. Update the app."))),
            }
        }
    };
}

commands! {
    /// The first call of every window.
    boot(Nothing) -> BootView;
    /// Opens the secrets with a passphrase where the machine has no keychain; the first time it sets it.
    unlock(Unlock) -> BootView;
    /// Makes this device the first of a new workspace on a fresh relay.
    create_workspace(CreateWorkspace) -> BootView;
    /// Checks a business number against the Graph API, then connects it.
    connect_number(ConnectNumber) -> NumberView;
    /// A page of the inbox, newest activity first.
    list_conversations(ListConversations) -> ConversationPage;
    /// One row of the inbox.
    conversation(OneConversation) -> ConversationView;
    /// A page of a thread, newest first.
    list_messages(ListMessages) -> MessagePage;
    /// Queues a text and clears the conversation's draft; it leaves as soon as it may.
    send_text(SendText) -> MessageView;
    /// Sends a failed or unknown message again, as a new attempt of the same message.
    retry_message(OneMessage) -> MessageView;
    /// Takes back a message that has not left.
    cancel_message(OneMessage) -> MessageView;
    /// Keeps unsent text; per conversation, on this device.
    save_draft(SaveDraft) -> Nothing;
    /// Moves this member's read mark forward.
    mark_read(MarkRead) -> Nothing;
    /// The provider's original of an inbound message.
    raw_message(OneMessage) -> RawView;
    /// A page of updates that this version can't show in a conversation, newest first. Nothing that a provider sends is dropped.
    list_kept(ListKept) -> KeptPage;
    /// The original of a kept update.
    raw_kept(OneKept) -> RawView;
}
