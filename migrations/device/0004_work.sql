-- What agents do with conversations: close, snooze, pin, label, take notes, delete; and the replies that the team shares.

ALTER TABLE conversation ADD COLUMN answered_at   INTEGER;
-- How many messages the customer has written
ALTER TABLE conversation ADD COLUMN inbound       INTEGER NOT NULL DEFAULT 0;
-- JSON, see domain::work::Worked; NULL for nothing
ALTER TABLE conversation ADD COLUMN worked        TEXT;
-- What follows from the above, for the list's indexes. 0 open, 1 snoozed (perhaps no longer), 2 closed
ALTER TABLE conversation ADD COLUMN status        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN snoozed_until INTEGER;
ALTER TABLE conversation ADD COLUMN pinned        INTEGER NOT NULL DEFAULT 0;
-- The first message of the customer that nobody has answered
ALTER TABLE conversation ADD COLUMN waiting_since INTEGER;

UPDATE conversation SET
    answered_at = (SELECT max(at) FROM message m WHERE m.conversation_id = conversation.id AND m.outgoing = 1),
    inbound = (SELECT count(*) FROM message m WHERE m.conversation_id = conversation.id AND m.outgoing = 0 AND m.kind <> 'system');
UPDATE conversation SET waiting_since = (
    SELECT min(at) FROM message m WHERE m.conversation_id = conversation.id AND m.outgoing = 0 AND m.kind <> 'system'
    AND m.at > coalesce(conversation.answered_at, -9223372036854775808));

DROP INDEX conversation_by_activity;
CREATE INDEX conversation_by_activity ON conversation (status, pinned, active_at, id);
CREATE INDEX conversation_by_waiting ON conversation (status, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_by_window ON conversation (status, last_inbound_at, id) WHERE last_inbound_at IS NOT NULL;
CREATE INDEX conversation_by_wake ON conversation (snoozed_until, id) WHERE status = 1;

-- Members that a note names, as a JSON list; notes only
ALTER TABLE message ADD COLUMN mentions TEXT;

-- How often a member has marked the conversation as unread, see domain::work::ReadMark
ALTER TABLE read_mark ADD COLUMN step INTEGER NOT NULL DEFAULT 0;

CREATE TABLE label (
    id     BLOB    NOT NULL PRIMARY KEY,
    step   INTEGER NOT NULL,
    -- NULL once removed, as the colour
    name   TEXT,
    colour TEXT
) STRICT, WITHOUT ROWID;

-- The labels that conversations have, as in `worked`
CREATE TABLE conversation_label (
    conversation_id BLOB NOT NULL,
    label_id        BLOB NOT NULL,
    PRIMARY KEY (conversation_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reply (
    id       BLOB    NOT NULL PRIMARY KEY,
    step     INTEGER NOT NULL,
    -- NULL once removed, as the rest
    shortcut TEXT,
    title    TEXT,
    text     TEXT
) STRICT, WITHOUT ROWID;

-- Conversations that were deleted, and how often
CREATE TABLE deletion (
    conversation_id BLOB    NOT NULL PRIMARY KEY,
    times           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Customers' messages that were deleted: a provider may deliver them once more
CREATE TABLE forgotten (
    message_id BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE INDEX moved_to ON moved (to_id);
