-- Business numbers after they were connected: what the team decided about each, how each is, and what happened to it.

ALTER TABLE channel ADD COLUMN account_name    TEXT;
ALTER TABLE channel ADD COLUMN business_id     TEXT;
ALTER TABLE channel ADD COLUMN app_id          TEXT;
ALTER TABLE channel ADD COLUMN coexistence     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN internal_name   TEXT;
ALTER TABLE channel ADD COLUMN description     TEXT;
ALTER TABLE channel ADD COLUMN running         INTEGER NOT NULL DEFAULT 1;
-- When each part was last decided, see domain::channel::Decided
ALTER TABLE channel ADD COLUMN connected_at    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN disconnected_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN named_at        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN run_at          INTEGER NOT NULL DEFAULT 0;

-- What the team decided for the whole workspace.
CREATE TABLE setting (
    name       TEXT    NOT NULL PRIMARY KEY,
    -- JSON
    value      TEXT    NOT NULL,
    decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- This device's own view of each number: its token (never the token itself), what Meta said last, when webhooks come.
CREATE TABLE number_health (
    phone_number_id TEXT NOT NULL PRIMARY KEY,
    -- JSON, see domain::number::Health
    health          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened to the connections, as this device saw it; bounded for each number.
CREATE TABLE number_log (
    position        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    phone_number_id TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    -- 0 information, 1 warning, 2 error
    level           INTEGER NOT NULL,
    subject         TEXT    NOT NULL,
    words           TEXT    NOT NULL
) STRICT;
CREATE INDEX number_log_by_number ON number_log (phone_number_id, position);
