-- The device's replica of the log, and what only this device knows (outbox, pending entries, drafts).
-- Ids of ours are 16-byte BLOBs, times are milliseconds since 1970 (UTC).

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    id   BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE channel (
    phone_number_id      TEXT NOT NULL PRIMARY KEY,
    waba_id              TEXT NOT NULL,
    inbox_id             BLOB NOT NULL,
    display_phone_number TEXT NOT NULL,
    verified_name        TEXT NOT NULL
) STRICT;

CREATE TABLE contact (
    id           BLOB    NOT NULL PRIMARY KEY,
    profile_name TEXT,
    username     TEXT,
    wa_id        TEXT,
    user_id      TEXT,
    named_at     INTEGER NOT NULL,
    merged_into  BLOB
) STRICT;

-- A handle under which a provider knows a contact, e.g. 'phone:16505551234' or 'user:US.1349'.
CREATE TABLE identity (
    key        TEXT NOT NULL PRIMARY KEY,
    contact_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_contact ON identity (contact_id);

CREATE TABLE conversation (
    id              BLOB    NOT NULL PRIMARY KEY,
    contact_id      BLOB    NOT NULL,
    phone_number_id TEXT    NOT NULL,
    active_at       INTEGER NOT NULL,
    last_message_id BLOB,
    last_inbound_at INTEGER
) STRICT;
CREATE INDEX conversation_by_activity ON conversation (active_at, id);
CREATE INDEX conversation_by_contact ON conversation (contact_id);

-- Conversations whose contact turned out to be another one, and where they are now (which may have moved on in turn).
-- Entries of devices that did not know yet still name the old ones.
CREATE TABLE moved (
    conversation_id BLOB NOT NULL PRIMARY KEY,
    to_id           BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id              BLOB    NOT NULL PRIMARY KEY,
    conversation_id BLOB    NOT NULL,
    at              INTEGER NOT NULL,
    outgoing        INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    text            TEXT,
    wamid           TEXT,
    reply_to        TEXT,
    entry_id        BLOB,
    -- JSON list of failures that came with an inbound message
    failures        TEXT,
    -- Ours only, from here on
    author          BLOB,
    progress        TEXT,
    step            INTEGER NOT NULL DEFAULT 0,
    attempt         BLOB,
    accepted_at     INTEGER,
    sent_at         INTEGER,
    delivered_at    INTEGER,
    read_at         INTEGER,
    failed_at       INTEGER,
    failure         TEXT,
    problem         TEXT
) STRICT;
CREATE INDEX message_by_thread ON message (conversation_id, at, id);
-- Counting unread messages reads only this.
CREATE INDEX message_unread ON message (conversation_id, at) WHERE outgoing = 0 AND kind <> 'system';

-- Attempts to send, and what statuses said about each.
CREATE TABLE attempt (
    id         BLOB NOT NULL PRIMARY KEY,
    -- NULL while only statuses have mentioned it
    message_id BLOB,
    wamid      TEXT,
    -- JSON, see domain::message::Receipts; NULL for none
    receipts   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_by_wamid ON attempt (wamid) WHERE wamid IS NOT NULL;

-- Receipts of wamids that no attempt is known to have (yet).
CREATE TABLE parked (
    wamid    TEXT NOT NULL PRIMARY KEY,
    receipts TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE read_mark (
    conversation_id BLOB    NOT NULL,
    member_id       BLOB    NOT NULL,
    through         INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, member_id)
) STRICT, WITHOUT ROWID;

-- The provider's original bytes.
CREATE TABLE raw (
    entry_id BLOB NOT NULL PRIMARY KEY,
    bytes    BLOB NOT NULL
) STRICT;

-- Updates and entries that no conversation shows (yet).
CREATE TABLE kept (
    entry_id    BLOB    NOT NULL,
    position    INTEGER NOT NULL,
    subject     TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (entry_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_by_time ON kept (received_at, entry_id, position);

-- Messages of this device that have not settled.
CREATE TABLE outbox (
    message_id      BLOB    NOT NULL PRIMARY KEY,
    conversation_id BLOB    NOT NULL,
    -- JSON, see domain::outbox::State
    state           TEXT    NOT NULL,
    -- 'queued', 'sending' or 'held': the word in `state`
    word            TEXT    NOT NULL,
    due_at          INTEGER,
    tries           INTEGER NOT NULL,
    step            INTEGER NOT NULL,
    queued_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_conversation ON outbox (conversation_id, queued_at, message_id);
CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;

-- Events of this device that have not come back from the log yet, in the order they were made.
CREATE TABLE pending_entry (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id       BLOB    NOT NULL UNIQUE,
    -- whose key seals it; NULL for the workspace's
    inbox_id BLOB,
    made_at  INTEGER NOT NULL,
    body     BLOB    NOT NULL
) STRICT;

CREATE TABLE draft (
    conversation_id BLOB    NOT NULL PRIMARY KEY,
    text            TEXT    NOT NULL,
    saved_at        INTEGER NOT NULL
) STRICT;
