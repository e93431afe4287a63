// Made by `cargo xtask generate` from crates/api. Do not edit.

/**
 * A refused command. `message` is a sentence with an action, ready to show; `code` exists only where the UI branches on it.
 */
export type ApiError = { code: ErrorCode, message: string, retry_after_ms: number | null, };

export type BootView = { profile: ProfileView, connection: ConnectionView, app_version: string, };

export type ConnectNumber = { phone_number_id: string, waba_id: string, 
/**
 * A system user's token. Goes straight to the keychain.
 */
access_token: string, };

/**
 * The connection to the relay, in plain states.
 */
export type ConnectionView = { "state": "idle" } | { "state": "connecting" } | { "state": "catching_up", applied: number, head: number, } | { "state": "live" } | { "state": "offline", reason: string, retry_at_ms: number | null, } | { "state": "refused", reason: string, };

export type ContactView = { id: string, 
/**
 * The profile name, else the number, else the username: never empty.
 */
display_name: string, profile_name: string | null, 
/**
 * `+16505551234`; absent for customers who share no number.
 */
phone: string | null, 
/**
 * Without `@`.
 */
username: string | null, };

export type ConversationPage = { items: Array<ConversationView>, 
/**
 * Pass as `after` for the next page; `null` at the end.
 */
next: string | null, };

export type ConversationView = { id: string, contact: ContactView, 
/**
 * The business number the customer writes to.
 */
number: NumberRef, 
/**
 * Inbound messages after this member's read mark; counted up to 100, so 100 means "99+".
 */
unread: number, last: LastMessageView | null, 
/**
 * Unsent text in the composer; empty when there is none.
 */
draft: string, window: WindowView, 
/**
 * Sort key of the list, newest first (then `id`).
 */
active_at_ms: number, };

export type CreateWorkspace = { 
/**
 * Address of the relay, e.g. `https://relay.example.com`.
 */
relay_url: string, 
/**
 * The one-time code that a fresh relay prints.
 */
setup_code: string, workspace_name: string, member_name: string, };

export type DemoView = { 
/**
 * The page where one plays the customers' phones.
 */
phone_url: string, };

export type Direction = "in" | "out";

export type ErrorCode = "bad_request" | "not_found" | "locked" | "not_set_up" | "unreachable" | "refused" | "internal";

/**
 * Pushed to every window, in order. Rust says what changed; the UI never guesses what to reload.
 */
export type Event = { "event": "conversations", items: Array<ConversationView>, } | { "event": "messages", conversation_id: string, items: Array<MessageView>, } | { "event": "connection", connection: ConnectionView, } | { "event": "profile", profile: ProfileView, } | { "event": "resync" };

export type KeptPage = { 
/**
 * Newest first.
 */
items: Array<KeptView>, 
/**
 * Pass as `before` for older ones; `null` at the end.
 */
next: string | null, };

/**
 * An update that no conversation shows: a field of a newer platform version, trouble with the account, or an entry that can't be opened.
 */
export type KeptView = { entry_id: string, position: number, 
/**
 * The webhook field (`account_update`, ...), or `trouble`, `status`, `unparsed`, `unreadable`.
 */
subject: string, received_at_ms: number, };

export type LastMessageView = { direction: Direction, 
/**
 * The provider's type word: "text", "image", "audio", ...
 */
kind: string, 
/**
 * First 200 characters of the text or of the best words there are.
 */
text: string | null, at_ms: number, 
/**
 * For our messages.
 */
state: MessageState | null, };

export type ListConversations = { 
/**
 * `next` of the page before; `null` for the newest.
 */
after: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type ListKept = { 
/**
 * `next` of the page before; `null` for the newest.
 */
before: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type ListMessages = { conversation_id: string, 
/**
 * `next` of the page before; `null` for the newest.
 */
before: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type MarkRead = { conversation_id: string, 
/**
 * `at_ms` of the newest message on screen.
 */
through_ms: number, };

export type MessagePage = { 
/**
 * Newest first.
 */
items: Array<MessageView>, 
/**
 * Pass as `before` for older ones; `null` at the beginning of the conversation.
 */
next: string | null, };

/**
 * Where one of our messages is, strongest fact first.
 */
export type MessageState = "queued" | "sending" | "accepted" | "sent" | "delivered" | "read" | "failed" | "held" | "unknown" | "cancelled";

export type MessageView = { id: string, conversation_id: string, direction: Direction, 
/**
 * The provider's type word: "text", "image", ... Anything but "text" is a placeholder with its raw content for now.
 */
kind: string, 
/**
 * The text, or the best words there are (caption, button title, place name).
 */
text: string | null, 
/**
 * When the customer sent it, or when the agent pressed Send. Sort key of the thread (then `id`).
 */
at_ms: number, 
/**
 * Our messages only.
 */
outgoing: OutgoingView | null, 
/**
 * Raw provider content can be fetched with `raw_message`.
 */
has_raw: boolean, };

export type Nothing = Record<symbol, never>;

export type NumberRef = { phone_number_id: string, 
/**
 * The verified name, else the number; for the tooltip and for teams with several numbers.
 */
name: string, display_phone_number: string, };

export type NumberView = { phone_number_id: string, waba_id: string, display_phone_number: string, verified_name: string, };

export type OneConversation = { conversation_id: string, };

export type OneKept = { entry_id: string, };

export type OneMessage = { message_id: string, };

export type OutgoingView = { state: MessageState, 
/**
 * Who of the team wrote it.
 */
author_name: string, accepted_at_ms: number | null, sent_at_ms: number | null, delivered_at_ms: number | null, read_at_ms: number | null, problem: ProblemView | null, 
/**
 * What the agent may do now.
 */
can_retry: boolean, can_cancel: boolean, };

/**
 * Why a message failed, is held or is unknown: what happened and what to do, in words, with the provider's own note.
 */
export type ProblemView = { 
/**
 * A sentence for the agent with an action.
 */
message: string, 
/**
 * Meta's code, e.g. 131047.
 */
code: number | null, 
/**
 * Meta's own words.
 */
provider_note: string | null, 
/**
 * When it is tried again by itself.
 */
retry_at_ms: number | null, };

/**
 * How far this device is set up. The UI shows one screen for each stage.
 */
export type ProfileView = { "stage": "locked", first_time: boolean, reason: string, } | { "stage": "keychain_closed", reason: string, } | { "stage": "setup" } | { "stage": "ready", workspace_name: string, member_name: string, 
/**
 * Connected business numbers; none right after set-up.
 */
numbers: Array<NumberView>, 
/**
 * The demo: nothing in it is real and nothing outlives it.
 */
demo: DemoView | null, };

export type RawView = { 
/**
 * The provider's original bytes as text, for reading only.
 */
raw: string, };

export type SaveDraft = { conversation_id: string, 
/**
 * Empty clears it.
 */
text: string, };

export type SendText = { conversation_id: string, 
/**
 * A UUID made by the UI: sending the same one twice sends once.
 */
message_id: string, 
/**
 * 1 to 4,096 characters.
 */
text: string, };

export type Unlock = { passphrase: string, };

/**
 * The 24-hour customer service window, decided in Rust.
 */
export type WindowView = { "window": "open", closes_at_ms: number, } | { "window": "closed", closed_at_ms: number, } | { "window": "never" };

/** Every command: what it takes and what it gives. */
export interface Commands {
  /** The first call of every window. */
  boot: { request: Nothing; response: BootView };
  /** Opens the secrets with a passphrase where the machine has no keychain; the first time it sets it. */
  unlock: { request: Unlock; response: BootView };
  /** Makes this device the first of a new workspace on a fresh relay. */
  create_workspace: { request: CreateWorkspace; response: BootView };
  /** Checks a business number against the Graph API, then connects it. */
  connect_number: { request: ConnectNumber; response: NumberView };
  /** A page of the inbox, newest activity first. */
  list_conversations: { request: ListConversations; response: ConversationPage };
  /** One row of the inbox. */
  conversation: { request: OneConversation; response: ConversationView };
  /** A page of a thread, newest first. */
  list_messages: { request: ListMessages; response: MessagePage };
  /** Queues a text and clears the conversation's draft; it leaves as soon as it may. */
  send_text: { request: SendText; response: MessageView };
  /** Sends a failed or unknown message again, as a new attempt of the same message. */
  retry_message: { request: OneMessage; response: MessageView };
  /** Takes back a message that has not left. */
  cancel_message: { request: OneMessage; response: MessageView };
  /** Keeps unsent text; per conversation, on this device. */
  save_draft: { request: SaveDraft; response: Nothing };
  /** Moves this member's read mark forward. */
  mark_read: { request: MarkRead; response: Nothing };
  /** The provider's original of an inbound message. */
  raw_message: { request: OneMessage; response: RawView };
  /** A page of updates that this version can't show in a conversation, newest first. Nothing that a provider sends is dropped. */
  list_kept: { request: ListKept; response: KeptPage };
  /** The original of a kept update. */
  raw_kept: { request: OneKept; response: RawView };
}
