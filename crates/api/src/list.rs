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
    /// What the integration page shows: the relay's Meta apps, and whether connecting can start.
    integration(Nothing) -> IntegrationView;
    /// Gives the relay a Meta app, after checking its secret with Meta. Owners only.
    put_meta_app(PutMetaApp) -> IntegrationView;
    /// Takes a Meta app that was entered here from the relay. Owners only.
    remove_meta_app(OneMetaApp) -> IntegrationView;
    /// Begins to connect numbers and opens Meta's login window.
    start_connect(StartConnect) -> ConnectView;
    /// Begins to connect numbers with ids and a token; nothing is kept before Meta has confirmed them.
    start_manual(StartManual) -> ConnectView;
    /// The connection being made, if any.
    current_connect(Nothing) -> CurrentConnect;
    /// Opens the login window again.
    open_login_window(Nothing) -> ConnectView;
    /// Goes on with the login in the system's browser.
    finish_in_browser(Nothing) -> ConnectView;
    /// Answers the question that the connection asks.
    answer_connect(AnswerConnect) -> ConnectView;
    /// Runs a failed step again, and what follows it.
    retry_step(RetryStep) -> ConnectView;
    /// Ends the connection being made, or puts its result away. What was connected stays.
    close_connect(Nothing) -> Nothing;
    /// All connected numbers.
    list_numbers(Nothing) -> NumberList;
    /// Starts or stops a number without disconnecting it.
    set_number_running(SetNumberRunning) -> NumberCardView;
    /// Names a number for the team.
    edit_number(EditNumber) -> NumberCardView;
    /// Asks Meta about the number now.
    test_number(OneNumber) -> NumberCardView;
    /// Replaces a number's token in place, after checking it.
    replace_token(ReplaceToken) -> NumberCardView;
    /// Unsubscribes the number and forgets its token; its history stays.
    disconnect_number(OneNumber) -> DisconnectedView;
    /// A page of what happened to the connections, newest first.
    list_number_log(ListNumberLog) -> NumberLogPage;
    /// Runs every check over a number, in order.
    run_doctor(RunDoctor) -> DoctorView;
    /// The doctor's run under way, or the last one.
    current_doctor(Nothing) -> CurrentDoctor;
    /// Stops the doctor after the check that runs.
    stop_doctor(Nothing) -> Nothing;
    /// The profile that customers see.
    business_profile(OneNumber) -> BusinessProfileView;
    /// Changes it at Meta.
    save_business_profile(SaveBusinessProfile) -> BusinessProfileView;
    /// Whether numbers of one business take turns when the business starts a conversation.
    set_rotation(SetRotation) -> IntegrationView;
    /// A page of the inbox.
    list_conversations(ListConversations) -> ConversationPage;
    /// One row of the inbox.
    conversation(OneConversation) -> ConversationView;
    /// How many conversations there are of each kind; one number each for tray, title and list.
    inbox_counts(Nothing) -> InboxCounts;
    /// Closes conversations; a message of the customer opens them again.
    close_conversations(ConversationIds) -> ConversationList;
    /// Opens closed and snoozed conversations.
    reopen_conversations(ConversationIds) -> ConversationList;
    /// Puts conversations aside until a time, or until the customer writes.
    snooze_conversations(Snooze) -> SnoozedView;
    /// Reads a time as people type it: 2h30m, tomorrow 9, mon 14:00. Refused with a sentence that has examples.
    parse_time(ParseTime) -> ParsedTime;
    /// Keeps conversations on top of the list, or no longer.
    pin_conversations(PinConversations) -> ConversationList;
    /// Puts a label on conversations, or takes it off.
    label_conversations(LabelConversations) -> ConversationList;
    /// Moves this member's read mark to just before the customer's last message.
    mark_unread(OneConversation) -> Nothing;
    /// Keeps a note for the team in the thread. The same note_id twice is one.
    write_note(WriteNote) -> MessageView;
    /// Removes a conversation and everything in it, on every device. Owners only; goes with `conversations_gone`.
    delete_conversation(OneConversation) -> Nothing;
    /// Everybody of the team, for mentions.
    list_members(Nothing) -> MemberList;
    /// The team's labels by name.
    list_labels(Nothing) -> LabelList;
    /// Makes a label, or changes one.
    put_label(PutLabel) -> LabelView;
    /// Takes a label from the team, and so from every conversation.
    remove_label(OneLabel) -> Nothing;
    /// The team's replies by shortcut.
    list_replies(Nothing) -> ReplyList;
    /// Makes a reply, or changes one.
    put_reply(PutReply) -> ReplyView;
    /// Takes a reply from the team.
    remove_reply(OneReply) -> Nothing;
    /// A reply with its places filled for a conversation.
    fill_reply(FillReply) -> FilledReply;
    /// A page of a thread, newest first.
    list_messages(ListMessages) -> MessagePage;
    /// People and messages by what a person types, newest first.
    search(Search) -> SearchPage;
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
