// Made by `cargo xtask generate` from crates/api. Do not edit.

export type AlarmKind = "token_ending" | "token_dead" | "silent" | "quality_fell" | "not_connected";

export type AlarmView = { kind: AlarmKind, 
/**
 * What it means and what to do.
 */
words: string, since_ms: number, };

export type AnswerConnect = { "answer": "numbers", phone_number_ids: Array<string>, mode: ConnectMode, } | { "answer": "pin", pin: string, } | { "answer": "send_code", method: CodeMethod, } | { "answer": "code", code: string, } | { "answer": "skip" };

/**
 * A refused command. `message` is a sentence with an action, ready to show; `code` exists only where the UI branches on it.
 */
export type ApiError = { code: ErrorCode, message: string, 
/**
 * The field of the request that it is about, by its name there; left out when none alone is to blame.
 */
field?: string, retry_after_ms: number | null, };

export type BootView = { profile: ProfileView, connection: ConnectionView, app_version: string, };

/**
 * The business profile that customers see (platform reference, section 3.2).
 */
export type BusinessProfileView = { 
/**
 * 1 to 139 characters.
 */
about: string, 
/**
 * Up to 256.
 */
address: string, 
/**
 * Up to 512.
 */
description: string, 
/**
 * Up to 128.
 */
email: string, 
/**
 * Up to two, of up to 256 each.
 */
websites: Array<string>, 
/**
 * Meta's word, e.g. `RETAIL`.
 */
vertical: string, };

export type CodeMethod = "sms" | "voice";

/**
 * What happens to numbers that are connected already and were not chosen now.
 */
export type ConnectMode = "add" | "replace";

export type ConnectNumber = { phone_number_id: string, waba_id: string, 
/**
 * A system user's token. Goes straight to the keychain.
 */
access_token: string, };

export type ConnectQuestion = { "ask": "numbers", found: Array<FoundNumberView>, 
/**
 * Connected ones that are not among the found: `replace` would disconnect them, `add` keeps them.
 */
others: Array<NumberView>, 
/**
 * Those that the person chose at Meta; ticked at first.
 */
suggested: Array<string>, } | { "ask": "no_number", account_name: string, } | { "ask": "pin", phone_number_id: string, display_phone_number: string, choose: boolean, wrong: string | null, } | { "ask": "verification", phone_number_id: string, display_phone_number: string, sent: CodeMethod | null, wrong: string | null, };

export type ConnectStage = { "stage": "at_meta", 
/**
 * Where to go on in a browser.
 */
url: string, 
/**
 * The app's own login window shows it. `false`: closed, or this host has no windows.
 */
window_open: boolean, 
/**
 * The link ends at this time.
 */
ends_at_ms: number, } | { "stage": "working" } | { "stage": "asking", question: ConnectQuestion, } | { "stage": "failed" } | { "stage": "cancelled", words: string, } | { "stage": "done", numbers: Array<NumberCardView>, };

export type ConnectStepId = "code" | "token" | "scopes" | "business" | "account" | "numbers" | "webhook" | "registration" | "display_name" | "quality" | "templates";

export type ConnectStepState = "waiting" | "running" | "asking" | "done" | "skipped" | "noted" | "failed";

export type ConnectStepView = { step: ConnectStepId, state: ConnectStepState, 
/**
 * What came out of it, e.g. the account's name.
 */
detail: string | null, problem: StepProblemView | null, };

/**
 * A connection being made, or the last one until it is closed. One at a time on a device.
 */
export type ConnectView = { id: string, way: ConnectWay, stage: ConnectStage, 
/**
 * All of them, in order.
 */
steps: Array<ConnectStepView>, };

export type ConnectWay = "signup" | "coexistence" | "login" | "manual";

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

/**
 * Which conversations a page of the inbox has.
 */
export type ConversationFilter = { status: StatusFilter, 
/**
 * Only those with a message of the customer that this member has not seen.
 */
unread_only: boolean, 
/**
 * With any of these; empty for all.
 */
label_ids: Array<string>, 
/**
 * On one of these; empty for all.
 */
phone_number_ids: Array<string>, window: WindowFilter, };

export type ConversationIds = { 
/**
 * 1 to 200.
 */
conversation_ids: Array<string>, };

/**
 * The conversations that were worked on, as they are now.
 */
export type ConversationList = { items: Array<ConversationView>, };

export type ConversationPage = { items: Array<ConversationView>, 
/**
 * Pass as `after` for the next page; `null` at the end.
 */
next: string | null, };

export type ConversationSort = "newest" | "longest_waiting" | "closing_soon";

/**
 * Where a conversation stands. A message of the customer opens it again, and so does the end of a snooze.
 */
export type ConversationStatus = { "status": "open" } | { "status": "snoozed", until_ms: number, } | { "status": "closed" };

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
draft: string, window: WindowView, status: ConversationStatus, pinned: boolean, 
/**
 * By name.
 */
labels: Array<LabelView>, 
/**
 * The first message of the customer that nobody has answered; sort key of "longest_waiting", the earliest first.
 */
waiting_since_ms: number | null, 
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

export type CurrentConnect = { connect: ConnectView | null, };

export type CurrentDoctor = { doctor: DoctorView | null, };

export type DemoView = { 
/**
 * The page where one plays the customers' phones.
 */
phone_url: string, };

export type Direction = "in" | "out";

/**
 * What disconnecting did and what was not possible, e.g. Meta could not be reached to unsubscribe.
 */
export type DisconnectedView = { notes: Array<string>, };

export type DoctorCheckId = "relay_connected" | "relay_public" | "tls" | "challenge" | "signature" | "app_webhook" | "fields" | "subscription" | "override_url" | "token" | "scopes" | "token_end" | "number_status" | "registration" | "display_name" | "quality" | "billing" | "templates" | "last_webhook" | "self_test";

export type DoctorCheckState = "waiting" | "running" | "good" | "warning" | "bad" | "skipped";

export type DoctorCheckView = { check: DoctorCheckId, state: DoctorCheckState, 
/**
 * The result in plain words.
 */
words: string, 
/**
 * What to do, when something is to be done.
 */
fix: string | null, };

/**
 * A run of the connection doctor over one number: every check in order.
 */
export type DoctorView = { phone_number_id: string, started_at_ms: number, running: boolean, checks: Array<DoctorCheckView>, 
/**
 * All of it as text to pass on, without secrets and without customers' data.
 */
report: string, };

export type EditNumber = { phone_number_id: string, 
/**
 * At most 60 characters; empty removes it.
 */
internal_name: string, 
/**
 * At most 500 characters; empty removes it.
 */
description: string, };

export type ErrorCode = "bad_request" | "not_found" | "locked" | "not_set_up" | "unreachable" | "refused" | "internal";

/**
 * Pushed to every window, in order. Rust says what changed; the UI never guesses what to reload.
 */
export type Event = { "event": "conversations", items: Array<ConversationView>, } | { "event": "messages", conversation_id: string, items: Array<MessageView>, } | { "event": "conversations_gone", conversation_ids: Array<string>, } | { "event": "labels", items: Array<LabelView>, } | { "event": "replies", items: Array<ReplyView>, } | { "event": "connection", connection: ConnectionView, } | { "event": "profile", profile: ProfileView, } | { "event": "integration", integration: IntegrationView, } | { "event": "numbers", items: Array<NumberCardView>, } | { "event": "number_gone", phone_number_id: string, } | { "event": "number_log", phone_number_id: string, } | { "event": "connect", connect: ConnectView | null, } | { "event": "doctor", doctor: DoctorView, } | { "event": "resync" };

export type FillReply = { reply_id: string, conversation_id: string, };

export type FilledReply = { text: string, 
/**
 * Places that were left empty because nothing is known: `first_name`, ...
 */
missing: Array<string>, };

/**
 * Whose message it is.
 */
export type FoundConversationView = { id: string, contact: ContactView, number: NumberRef, };

export type FoundMessageView = { message: MessageView, conversation: FoundConversationView, 
/**
 * The text around the first hit, on one line.
 */
snippet: Array<SnippetPartView>, };

export type FoundNumberView = { phone_number_id: string, waba_id: string, account_name: string, display_phone_number: string, verified_name: string, 
/**
 * Connected already: its name here. Choosing it again renews its token.
 */
connected_as: string | null, 
/**
 * Why it can't be connected (banned, another workspace's), in a sentence.
 */
unusable: string | null, };

/**
 * One number each, for the list, the title and the tray.
 */
export type InboxCounts = { open: number, 
/**
 * Open ones with a message of the customer that this member has not seen.
 */
unread: number, snoozed: number, closed: number, 
/**
 * Open ones whose window is open for less than two hours.
 */
closing_soon: number, };

/**
 * Settings → Integrations → WhatsApp, apart from the numbers.
 */
export type IntegrationView = { 
/**
 * Whether this member may connect, change and disconnect numbers.
 */
may_manage: boolean, 
/**
 * What the relay said last; `null` while it can't be asked, and then `unreachable` says why.
 */
relay: RelayMetaView | null, unreachable: string | null, 
/**
 * Why "Connect WhatsApp" can't be pressed now, in a sentence; `null` when it can.
 */
blocked: string | null, 
/**
 * The same for the two ways by Embedded Signup, which need a login configuration besides.
 */
blocked_signup: string | null, prerequisites: Array<PrerequisiteView>, rotation: RotationView, };

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

export type LabelConversations = { 
/**
 * 1 to 200.
 */
conversation_ids: Array<string>, label_id: string, on: boolean, };

export type LabelList = { items: Array<LabelView>, };

export type LabelView = { id: string, name: string, 
/**
 * `#rrggbb`.
 */
colour: string, };

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
 * Absent: open conversations.
 */
filter?: ConversationFilter, 
/**
 * Absent: newest.
 */
sort?: ConversationSort, 
/**
 * `next` of the page before, with the same filter and sort; `null` for the first.
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

/**
 * At most one of `before`, `around` and `after`; none of them for the newest page.
 */
export type ListMessages = { conversation_id: string, 
/**
 * `next` of the page before; `null` for the newest.
 */
before: string | null, 
/**
 * A message's id: the page around it.
 */
around?: string, 
/**
 * `newer` of a page: the page after it, towards the present.
 */
after?: string, 
/**
 * 1 to 200.
 */
limit: number, };

export type ListNumberLog = { 
/**
 * `null` for all numbers.
 */
phone_number_id: string | null, 
/**
 * This and worse; `null` for all.
 */
least: LogLevel | null, 
/**
 * Only lines with these words; empty for all.
 */
containing: string, 
/**
 * `next` of the page before; `null` for the newest.
 */
before: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type LogLevel = "info" | "warning" | "error";

export type MarkRead = { conversation_id: string, 
/**
 * `at_ms` of the newest message on screen.
 */
through_ms: number, };

export type MemberList = { 
/**
 * By name.
 */
items: Array<MemberRef>, 
/**
 * Whose device this is.
 */
me: string, };

export type MemberRef = { id: string, name: string, };

export type MessagePage = { 
/**
 * Newest first.
 */
items: Array<MessageView>, 
/**
 * Pass as `before` for older ones; `null` at the beginning of the conversation.
 */
next: string | null, 
/**
 * Pass as `after` for newer ones; `null` when these are the newest.
 */
newer: string | null, };

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
 * For the team only, and never sent; `kind` is "note" and `direction` "out".
 */
note: NoteView | null, 
/**
 * Raw provider content can be fetched with `raw_message`.
 */
has_raw: boolean, };

export type MetaAppView = { app_id: string | null, name: string | null, 
/**
 * The Facebook Login for Business configuration; Embedded Signup needs one.
 */
config_id: string | null, 
/**
 * Entered in the app, so that it can be removed there; else it is in the relay's settings.
 */
entered: boolean, };

export type NoteView = { author_name: string, mentions: Array<MemberRef>, };

export type Nothing = Record<symbol, never>;

/**
 * A row of the numbers table.
 */
export type NumberCardView = { phone_number_id: string, waba_id: string, 
/**
 * The WABA's name, once known.
 */
account_name: string | null, display_phone_number: string, verified_name: string, 
/**
 * Names of ours; customers never see them.
 */
internal_name: string | null, description: string | null, state: NumberState, 
/**
 * Why it is not running, in a sentence with what to do; `null` when all is well.
 */
trouble: string | null, 
/**
 * `GREEN`, `YELLOW`, `RED`, or another word of Meta's.
 */
quality: string | null, 
/**
 * The portfolio's messaging limit in people per day, or Meta's word for it.
 */
messaging_limit: string | null, 
/**
 * `STANDARD`, `HIGH`, ...
 */
throughput: string | null, 
/**
 * Meta's word: `CONNECTED`, `PENDING`, `BANNED`, ...
 */
meta_status: string | null, name_status: string | null, 
/**
 * Used in the WhatsApp Business app as well.
 */
coexistence: boolean, token: TokenView, last_webhook_at_ms: number | null, 
/**
 * When a customer's first message arrived after the number was connected on this device.
 */
first_message_at_ms: number | null, checked_at_ms: number | null, alarms: Array<AlarmView>, };

export type NumberList = { items: Array<NumberCardView>, };

export type NumberLogLineView = { id: string, phone_number_id: string, at_ms: number, level: LogLevel, 
/**
 * What part spoke: `connect`, `webhook`, `send`, `check`, `token`, `person`.
 */
subject: string, words: string, };

export type NumberLogPage = { 
/**
 * Newest first.
 */
items: Array<NumberLogLineView>, next: string | null, };

export type NumberRef = { phone_number_id: string, 
/**
 * The verified name, else the number; for the tooltip and for teams with several numbers.
 */
name: string, display_phone_number: string, };

export type NumberState = "STARTING" | "RUNNING" | "ERROR" | "STOPPED";

export type NumberView = { phone_number_id: string, waba_id: string, display_phone_number: string, verified_name: string, };

export type OneConversation = { conversation_id: string, };

export type OneKept = { entry_id: string, };

export type OneLabel = { label_id: string, };

export type OneMessage = { message_id: string, };

export type OneMetaApp = { app_id: string, };

export type OneNumber = { phone_number_id: string, };

export type OneReply = { reply_id: string, };

export type OutgoingView = { state: MessageState, 
/**
 * Who of the team wrote it.
 */
author_name: string, accepted_at_ms: number | null, sent_at_ms: number | null, delivered_at_ms: number | null, read_at_ms: number | null, problem: ProblemView | null, 
/**
 * What the agent may do now.
 */
can_retry: boolean, can_cancel: boolean, };

export type ParseTime = { text: string, 
/**
 * How far this window's clock is ahead of UTC: `-new Date().getTimezoneOffset()`.
 */
utc_offset_minutes: number, 
/**
 * What is to be snoozed, for the warning; may be empty.
 */
conversation_ids: Array<string>, };

export type ParsedTime = { at_ms: number, 
/**
 * `today, 14:00`, `tomorrow, 09:00`, `Mon 24 Nov, 14:00`.
 */
words: string, 
/**
 * A sentence when the 24-hour window closes before then.
 */
warning: string | null, };

export type PinConversations = { 
/**
 * 1 to 200.
 */
conversation_ids: Array<string>, pinned: boolean, };

export type PrerequisiteId = "relay_connected" | "relay_public" | "meta_app" | "login_configuration" | "business_admin" | "number_reachable" | "number_free";

export type PrerequisiteState = "met" | "unmet" | "checking" | "yours";

/**
 * One thing that must be true before connecting works.
 */
export type PrerequisiteView = { id: PrerequisiteId, state: PrerequisiteState, 
/**
 * What was found, or what to do; a sentence.
 */
words: string, };

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

export type PutLabel = { 
/**
 * `null` for a new one.
 */
label_id: string | null, 
/**
 * 1 to 40 characters, and no other label's.
 */
name: string, 
/**
 * `#rrggbb`.
 */
colour: string, };

export type PutMetaApp = { app_id: string, 
/**
 * Goes straight to the relay, and nowhere else.
 */
app_secret: string, config_id: string | null, };

export type PutReply = { 
/**
 * `null` for a new one.
 */
reply_id: string | null, 
/**
 * One word of 1 to 40 characters, and no other reply's.
 */
shortcut: string, 
/**
 * 1 to 100 characters.
 */
title: string, 
/**
 * 1 to 4,096 characters.
 */
text: string, };

export type RawView = { 
/**
 * The provider's original bytes as text, for reading only.
 */
raw: string, };

/**
 * What the relay is set up with. Its secrets never come here.
 */
export type RelayMetaView = { public_url: string | null, 
/**
 * The address to enter in Meta's dashboard, for those who set the webhook by hand.
 */
webhook_url: string | null, 
/**
 * The text to enter beside it.
 */
verify_token: string, 
/**
 * The webhook fields to subscribe.
 */
fields: Array<string>, 
/**
 * The address that Meta must have in its list of valid OAuth redirect URIs.
 */
redirect_url: string | null, apps: Array<MetaAppView>, };

export type ReplaceToken = { phone_number_id: string, access_token: string, };

export type ReplyList = { 
/**
 * By shortcut.
 */
items: Array<ReplyView>, };

export type ReplyView = { id: string, 
/**
 * One word, typed after `/`.
 */
shortcut: string, title: string, 
/**
 * May have `{{name}}`, `{{first_name}}`, `{{number}}` and `{{agent}}`.
 */
text: string, };

export type RetryStep = { step: ConnectStepId, };

/**
 * How numbers of one business take turns for messages that the business starts (A33). It adds no capacity: Meta's limit is per portfolio.
 */
export type RotationView = { enabled: boolean, };

export type RunDoctor = { phone_number_id: string, 
/**
 * A phone at hand for the self-test, digits with country code; it must have written to the number in the last 24 hours. Empty: no self-test.
 */
test_phone: string, };

export type SaveBusinessProfile = { phone_number_id: string, profile: BusinessProfileView, };

export type SaveDraft = { conversation_id: string, 
/**
 * Empty clears it.
 */
text: string, };

export type Search = { 
/**
 * As typed. All words must be there, the last one may be unfinished; words in quotes follow each other. Nothing that is typed is an error.
 */
text: string, 
/**
 * Only in this conversation; `null` for everywhere.
 */
conversation_id: string | null, 
/**
 * `next` of the page before, with the same text; `null` for the newest.
 */
before: string | null, 
/**
 * 1 to 200.
 */
limit: number, };

export type SearchPage = { 
/**
 * Whose name, username or number fits, active last first; at most five, on the first page of a search through everything.
 */
people: Array<ConversationView>, 
/**
 * Newest first.
 */
messages: Array<FoundMessageView>, 
/**
 * Pass as `before` for older ones; `null` at the end. A page may be short, even empty, and still have a next one.
 */
next: string | null, 
/**
 * About how many older messages are not searched yet, after an update that brought the search; 0 otherwise.
 */
unsearched: number, };

export type SendText = { conversation_id: string, 
/**
 * A UUID made by the UI: sending the same one twice sends once.
 */
message_id: string, 
/**
 * 1 to 4,096 characters.
 */
text: string, };

export type SetNumberRunning = { phone_number_id: string, running: boolean, };

export type SetRotation = { enabled: boolean, };

export type SnippetPartView = { text: string, 
/**
 * Whether this is what was looked for.
 */
hit: boolean, };

export type Snooze = { 
/**
 * 1 to 200.
 */
conversation_ids: Array<string>, until_ms: number, };

export type SnoozedView = { items: Array<ConversationView>, 
/**
 * A sentence when the 24-hour window closes before the wake time.
 */
warning: string | null, };

export type StartConnect = { 
/**
 * Not `manual`: that is `start_manual`.
 */
way: ConnectWay, 
/**
 * Which of the relay's apps; `null` for the first that can log in.
 */
app_id: string | null, };

export type StartManual = { 
/**
 * One or several.
 */
phone_number_ids: Array<string>, waba_id: string, 
/**
 * A system user's token. Goes straight to the keychain.
 */
access_token: string, 
/**
 * With both, the relay learns the Meta app, too, and believes its webhooks.
 */
app_id: string | null, app_secret: string | null, };

export type StatusFilter = "open" | "snoozed" | "closed" | "all";

/**
 * What went wrong, in words a person can act on.
 */
export type StepProblemView = { 
/**
 * What happened; a sentence.
 */
words: string, 
/**
 * Meta's own words, as they came.
 */
meta_says: string | null, code: number | null, 
/**
 * What to do; a sentence.
 */
fix: string, 
/**
 * Whether trying the step again can help without starting over.
 */
can_retry: boolean, };

/**
 * The token, without the token.
 */
export type TokenView = { 
/**
 * Whether this device has one in its keychain.
 */
here: boolean, 
/**
 * `null`: it does not end.
 */
ends_at_ms: number | null, 
/**
 * Meta refused it (expired, revoked, password changed): a new login is needed.
 */
dead: boolean, scopes: Array<string>, };

export type Unlock = { passphrase: string, };

export type WindowFilter = "any" | "open" | "closing" | "closed";

/**
 * The 24-hour customer service window, decided in Rust.
 */
export type WindowView = { "window": "open", closes_at_ms: number, } | { "window": "closed", closed_at_ms: number, } | { "window": "never" };

export type WriteNote = { conversation_id: string, 
/**
 * A UUID made by the UI: writing the same one twice is one note.
 */
note_id: string, 
/**
 * 1 to 10,000 characters.
 */
text: string, 
/**
 * Ids of members.
 */
mentions: Array<string>, };

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
  /** What the integration page shows: the relay's Meta apps, and whether connecting can start. */
  integration: { request: Nothing; response: IntegrationView };
  /** Gives the relay a Meta app, after checking its secret with Meta. Owners only. */
  put_meta_app: { request: PutMetaApp; response: IntegrationView };
  /** Takes a Meta app that was entered here from the relay. Owners only. */
  remove_meta_app: { request: OneMetaApp; response: IntegrationView };
  /** Begins to connect numbers and opens Meta's login window. */
  start_connect: { request: StartConnect; response: ConnectView };
  /** Begins to connect numbers with ids and a token; nothing is kept before Meta has confirmed them. */
  start_manual: { request: StartManual; response: ConnectView };
  /** The connection being made, if any. */
  current_connect: { request: Nothing; response: CurrentConnect };
  /** Opens the login window again. */
  open_login_window: { request: Nothing; response: ConnectView };
  /** Goes on with the login in the system's browser. */
  finish_in_browser: { request: Nothing; response: ConnectView };
  /** Answers the question that the connection asks. */
  answer_connect: { request: AnswerConnect; response: ConnectView };
  /** Runs a failed step again, and what follows it. */
  retry_step: { request: RetryStep; response: ConnectView };
  /** Ends the connection being made, or puts its result away. What was connected stays. */
  close_connect: { request: Nothing; response: Nothing };
  /** All connected numbers. */
  list_numbers: { request: Nothing; response: NumberList };
  /** Starts or stops a number without disconnecting it. */
  set_number_running: { request: SetNumberRunning; response: NumberCardView };
  /** Names a number for the team. */
  edit_number: { request: EditNumber; response: NumberCardView };
  /** Asks Meta about the number now. */
  test_number: { request: OneNumber; response: NumberCardView };
  /** Replaces a number's token in place, after checking it. */
  replace_token: { request: ReplaceToken; response: NumberCardView };
  /** Unsubscribes the number and forgets its token; its history stays. */
  disconnect_number: { request: OneNumber; response: DisconnectedView };
  /** A page of what happened to the connections, newest first. */
  list_number_log: { request: ListNumberLog; response: NumberLogPage };
  /** Runs every check over a number, in order. */
  run_doctor: { request: RunDoctor; response: DoctorView };
  /** The doctor's run under way, or the last one. */
  current_doctor: { request: Nothing; response: CurrentDoctor };
  /** Stops the doctor after the check that runs. */
  stop_doctor: { request: Nothing; response: Nothing };
  /** The profile that customers see. */
  business_profile: { request: OneNumber; response: BusinessProfileView };
  /** Changes it at Meta. */
  save_business_profile: { request: SaveBusinessProfile; response: BusinessProfileView };
  /** Whether numbers of one business take turns when the business starts a conversation. */
  set_rotation: { request: SetRotation; response: IntegrationView };
  /** A page of the inbox. */
  list_conversations: { request: ListConversations; response: ConversationPage };
  /** One row of the inbox. */
  conversation: { request: OneConversation; response: ConversationView };
  /** How many conversations there are of each kind; one number each for tray, title and list. */
  inbox_counts: { request: Nothing; response: InboxCounts };
  /** Closes conversations; a message of the customer opens them again. */
  close_conversations: { request: ConversationIds; response: ConversationList };
  /** Opens closed and snoozed conversations. */
  reopen_conversations: { request: ConversationIds; response: ConversationList };
  /** Puts conversations aside until a time, or until the customer writes. */
  snooze_conversations: { request: Snooze; response: SnoozedView };
  /** Reads a time as people type it: 2h30m, tomorrow 9, mon 14:00. Refused with a sentence that has examples. */
  parse_time: { request: ParseTime; response: ParsedTime };
  /** Keeps conversations on top of the list, or no longer. */
  pin_conversations: { request: PinConversations; response: ConversationList };
  /** Puts a label on conversations, or takes it off. */
  label_conversations: { request: LabelConversations; response: ConversationList };
  /** Moves this member's read mark to just before the customer's last message. */
  mark_unread: { request: OneConversation; response: Nothing };
  /** Keeps a note for the team in the thread. The same note_id twice is one. */
  write_note: { request: WriteNote; response: MessageView };
  /** Removes a conversation and everything in it, on every device. Owners only; goes with `conversations_gone`. */
  delete_conversation: { request: OneConversation; response: Nothing };
  /** Everybody of the team, for mentions. */
  list_members: { request: Nothing; response: MemberList };
  /** The team's labels by name. */
  list_labels: { request: Nothing; response: LabelList };
  /** Makes a label, or changes one. */
  put_label: { request: PutLabel; response: LabelView };
  /** Takes a label from the team, and so from every conversation. */
  remove_label: { request: OneLabel; response: Nothing };
  /** The team's replies by shortcut. */
  list_replies: { request: Nothing; response: ReplyList };
  /** Makes a reply, or changes one. */
  put_reply: { request: PutReply; response: ReplyView };
  /** Takes a reply from the team. */
  remove_reply: { request: OneReply; response: Nothing };
  /** A reply with its places filled for a conversation. */
  fill_reply: { request: FillReply; response: FilledReply };
  /** A page of a thread, newest first. */
  list_messages: { request: ListMessages; response: MessagePage };
  /** People and messages by what a person types, newest first. */
  search: { request: Search; response: SearchPage };
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
